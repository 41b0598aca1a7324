import { describe, expect, it } from 'vitest'
import type { Key } from '../../src/offreg/Key.ts'
import { MOST_MATCHES } from '../../src/worker/protocol.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

function add(parent: Key, ...path: string[]): Key {
  return path.reduce((key, name) => key.subkey(name) ?? key.create(name), parent)
}

const HIVE = hiveBytes((root) => {
  add(root, 'Services', 'Dhcp', 'Parameters')
  add(root, 'Services', 'Tcpip', 'Parameters', 'Interfaces')
  add(root, 'Services', 'Tcpip', 'Linkage')
  add(root, 'Services', 'TcpipReg')
  add(root, 'Setup', 'State')
})

const open = () => OpenHive.open(HIVE)

async function filter(hive: OpenHive, text: string): Promise<string[]> {
  await hive.session.filterKeys({ doc: hive.doc, text })
  return hive.outline()
}

describe('filtering keys', () => {
  it('shows keys whose names contain the text in any case, and those above them', async () => {
    const hive = await open()
    const reply = await hive.session.filterKeys({ doc: hive.doc, text: 'CPIP' })
    expect(reply).toMatchObject({ matches: 2, complete: true, total: 4 })
    expect(await hive.outline()).toEqual(['ROOT', '.Services', '..Tcpip', '..TcpipReg'])
    const rows = await hive.rows()
    expect(rows.map(({ match }) => match)).toEqual([
      null,
      null,
      { at: 1, length: 4 },
      { at: 1, length: 4 },
    ])
    expect(rows[3]).toMatchObject({ posInSet: 2, setSize: 2 })
  })

  it('the lowest keys can be expanded, and show all of their subkeys', async () => {
    const hive = await open()
    await filter(hive, 'tcpip')
    await hive.session.setExpanded({
      doc: hive.doc,
      key: await hive.key('Services\\Tcpip'),
      expanded: true,
    })
    expect(await hive.outline()).toEqual([
      'ROOT',
      '.Services',
      '..Tcpip',
      '...Linkage',
      '...Parameters',
      '..TcpipReg',
    ])
  })

  it('a key with the text that has others below it shows only these', async () => {
    const hive = await open()
    // Tcpip and Interfaces have an i and a c; Linkage has no c.
    expect(await filter(hive, 'c')).toEqual([
      'ROOT',
      '.Services',
      '..Dhcp',
      '..Tcpip',
      '...Parameters',
      '....Interfaces',
      '..TcpipReg',
    ])
  })

  it('an empty text shows all keys again, expanded as they were', async () => {
    const hive = await open()
    const before = await hive.outline()
    expect(await filter(hive, 'no such key')).toEqual(['ROOT'])
    expect(await filter(hive, 'state')).toEqual(['ROOT', '.Setup', '..State'])
    expect(await filter(hive, '')).toEqual(before)
    expect((await hive.rows())[1]).toMatchObject({ match: null })
  })

  it('a key that is gone to is shown although the filter hides it', async () => {
    const hive = await open()
    await filter(hive, 'linkage')
    const key = await hive.key('Services\\Dhcp')
    expect(await hive.session.nearestRow({ doc: hive.doc, key })).toMatchObject({
      key: await hive.key('Services'),
      index: 1,
    })
    expect(await hive.session.reveal({ doc: hive.doc, key })).toMatchObject({ index: 2 })
    expect(await hive.outline()).toEqual(['ROOT', '.Services', '..Dhcp', '..Tcpip', '...Linkage'])
    expect(await hive.session.nearestRow({ doc: hive.doc, key })).toMatchObject({ key, index: 2 })
  })

  it('filtered keys follow edits, and undo brings them back', async () => {
    const hive = await open()
    const before = await filter(hive, 'tcpip')
    const tcpip = await hive.key('Services\\Tcpip')
    const { focus } = await hive.edit({
      kind: 'rename-key',
      key: tcpip,
      name: 'A name that is so long that its record has to be moved to another cell',
    })
    expect((await hive.outline())[2]).toMatch(/^\.\.A name/)
    await hive.edit({ kind: 'create-key', parent: focus.key, name: 'New' })
    const made = await hive.key(`Services\\${(await hive.rows())[2]?.name}\\New`)
    await hive.session.reveal({ doc: hive.doc, key: made })
    expect(await hive.outline()).toContain('...New')
    await hive.undo()
    await hive.undo()
    const { doc, session } = hive
    await session.setExpanded({ doc, key: await hive.key('Services\\Tcpip'), expanded: false })
    expect(await hive.outline()).toEqual(before)
    await hive.edit({ kind: 'delete-key', key: await hive.key('Services\\Tcpip') })
    expect(await hive.outline()).toEqual(['ROOT', '.Services', '..TcpipReg'])
  })

  it('the order of keys can change meanwhile', async () => {
    const hive = await open()
    await filter(hive, 'tcpip')
    await hive.session.sortKeys({ doc: hive.doc, order: 'newest' })
    expect((await hive.outline()).sort()).toEqual(['..Tcpip', '..TcpipReg', '.Services', 'ROOT'])
  })

  it('a newer text takes the place of an older one, and a cancelled one changes nothing', async () => {
    const hive = await open()
    const { doc, session } = hive
    const first = session.filterKeys({ doc, text: 'dhcp' })
    const second = session.filterKeys({ doc, text: 'state' })
    await Promise.allSettled([first])
    await second
    expect(await hive.outline()).toEqual(['ROOT', '.Setup', '..State'])
    const stop = new AbortController()
    stop.abort()
    const call = session.filterKeys(
      { doc, text: 'dhcp' },
      { signal: stop.signal, progress: () => {} },
    )
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    expect(await hive.outline()).toEqual(['ROOT', '.Setup', '..State'])
  })
})

describe('a filter that finds very many keys', () => {
  it('stops at a limit, and the rows grow while it runs', async () => {
    const bytes = hiveBytes((root) => {
      const all = root.create('All')
      for (let at = 0; at < MOST_MATCHES + 10; at++) all.create(`Item${at}`)
    })
    const hive = await OpenHive.open(bytes)
    const reply = await hive.session.filterKeys({ doc: hive.doc, text: 'item' })
    expect(reply).toMatchObject({
      matches: MOST_MATCHES,
      complete: false,
      total: MOST_MATCHES + 2,
    })
    const told = hive.events.flatMap((event) =>
      event.type === 'filter-progress' ? [event.matches] : [],
    )
    expect(told.every((count, at) => at === 0 || count >= (told[at - 1] as number) * 2)).toBe(true)
  })
})
