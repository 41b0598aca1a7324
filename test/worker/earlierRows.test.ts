/** What rows on screen say about what keys and values were when the hive was saved last. */

import { describe, expect, it } from 'vitest'
import { wasText } from '../../src/text/panes.ts'
import { text } from '../helpers/hives.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const DWORD = 4
const dword = (number: number) => Uint8Array.of(number, 0, 0, 0)

const bytes = hiveBytes((root) => {
  const alpha = root.create('Alpha')
  alpha.set('Start', DWORD, dword(3))
  alpha.set('Text', 1, text('one'))
  alpha.set('', 1, text('default'))
  alpha.create('Below')
  root.create('Beta')
})

async function open() {
  const hive = await OpenHive.open(bytes.slice())
  const alpha = await hive.key('Alpha')
  const rows = await hive.values(alpha)
  const idOf = (name: string) => rows.find((row) => row.name === name)?.id ?? 0
  const setStart = (data: Uint8Array, type = DWORD) =>
    hive.edit({ kind: 'set-value', key: alpha, value: idOf('Start'), type, data })
  return { hive, alpha, idOf, setStart }
}

/** The values of a key that are not what they were. */
async function was(hive: OpenHive, key: number): Promise<string[]> {
  return (await hive.values(key)).flatMap(({ name, was }) => {
    if (was === null) return []
    return was.kind === 'added' ? [`${name}: new`] : [`${name}: ${was.type} ${was.preview.text}`]
  })
}

/** The keys on screen that are not what they were. */
async function changed(hive: OpenHive): Promise<string[]> {
  return (await hive.rows()).flatMap(({ name, change }) =>
    change === null ? [] : [`${name}: ${change}`],
  )
}

async function save({ session, doc }: OpenHive): Promise<void> {
  const { report } = await session.save({ doc, to: 'download', overwrite: false })
  await session.markSaved({ doc, revision: report.state.revision })
}

describe('the values of a key', () => {
  it('say what they were when the key, or one above it, was renamed since', async () => {
    const { hive, alpha, setStart } = await open()
    const before = (await hive.rows()).length
    await setStart(dword(0))
    const { state } = await hive.edit({
      kind: 'rename-key',
      key: alpha,
      name: 'A longer name than before',
    })
    expect(state.unsaved).toBe(2)
    const renamed = await hive.key('A longer name than before')
    expect(await was(hive, renamed)).toEqual(['Start: 4 0x00000003 (3)'])
    await hive.session.expandAll({ doc: hive.doc, key: hive.info.root, limit: 100 })
    expect((await hive.rows()).length).toBeGreaterThan(before)
    expect(await changed(hive)).toEqual(['A longer name than before: changed'])
    await hive.undo()
    expect(await was(hive, await hive.key('Alpha'))).toEqual(['Start: 4 0x00000003 (3)'])
  })

  it('say where long data differs, if it begins with what it began with', async () => {
    const { hive, alpha, idOf } = await open()
    const set = (data: Uint8Array) =>
      hive.edit({ kind: 'set-value', key: alpha, value: idOf('Start'), type: 3, data })
    await set(new Uint8Array(20_000))
    await save(hive)
    const data = new Uint8Array(20_000)
    data.set([0xff, 1], 19_998)
    await set(data)
    const said = async () => {
      const row = (await hive.values(alpha)).find(({ name }) => name === 'Start')
      return row?.was && wasText(row.was, null)
    }
    expect(await said()).toBe('was 00 00 at 0x4E1E')
    await set(new Uint8Array(20_001))
    expect(await said()).toBe('was the end at 0x4E20')
    await set(Uint8Array.of(1, 2))
    expect(await said()).toMatch(/^was 00 00 .*…$/)
  })

  it('say nothing in a new key, even if it has the name of one that was renamed', async () => {
    const { hive, alpha } = await open()
    await hive.edit({ kind: 'rename-key', key: alpha, name: 'Was Alpha' })
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'Fresh' })
    const fresh = await hive.key('Fresh')
    await hive.edit({ kind: 'create-value', key: fresh, name: 'x', type: DWORD, data: dword(1) })
    expect(await was(hive, fresh)).toEqual([])
    expect(await changed(hive)).toEqual(['Fresh: added', 'Was Alpha: changed'])
  })

  it('say what they were: other data, another type, or nothing', async () => {
    const { hive, alpha, setStart } = await open()
    expect(await was(hive, alpha)).toEqual([])
    await setStart(dword(0))
    expect(await was(hive, alpha)).toEqual(['Start: 4 0x00000003 (3)'])
    await setStart(text('three'), 1)
    await hive.edit({
      kind: 'create-value',
      key: alpha,
      name: 'Fresh',
      type: DWORD,
      data: dword(1),
    })
    expect(await was(hive, alpha)).toEqual(['Fresh: new', 'Start: 4 0x00000003 (3)'])
    await setStart(dword(3))
    expect(await was(hive, alpha)).toEqual(['Fresh: new'])
  })

  it('the default value says what it was after it was deleted', async () => {
    const { hive, alpha, idOf } = await open()
    await hive.edit({ kind: 'delete-values', key: alpha, values: [idOf('')] })
    const [first] = await hive.values(alpha)
    expect(first).toMatchObject({ absent: true, was: { kind: 'changed', type: 1 } })
    expect(await was(hive, alpha)).toEqual([': 1 default'])
  })

  it('say nothing after undo, after a save, and what was saved after that', async () => {
    const { hive, alpha, setStart } = await open()
    await setStart(dword(0))
    await hive.undo()
    expect(await was(hive, alpha)).toEqual([])
    await hive.redo()
    await save(hive)
    expect(await was(hive, alpha)).toEqual([])
    await setStart(dword(9))
    expect(await was(hive, alpha)).toEqual(['Start: 4 0x00000000 (0)'])
    await hive.undo()
    await hive.undo()
    expect(await was(hive, alpha)).toEqual(['Start: 4 0x00000000 (0)'])
  })
})

describe('the keys of the tree', () => {
  it('are marked when they are new, or their values or attributes are not what they were', async () => {
    const { hive, setStart } = await open()
    expect(await changed(hive)).toEqual([])
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'Fresh' })
    expect(await changed(hive)).toEqual(['Fresh: added'])
    await setStart(dword(0))
    expect(await changed(hive)).toEqual(['Alpha: changed', 'Fresh: added'])
    await setStart(dword(3))
    expect(await changed(hive)).toEqual(['Fresh: added'])
    const changes = [{ kind: 'set-class', path: ['Beta'], className: 'Class' } as const]
    await hive.edit({ kind: 'apply-changes', origin: 'test', changes })
    expect(await changed(hive)).toEqual(['Beta: changed', 'Fresh: added'])
    await save(hive)
    expect(await changed(hive)).toEqual([])
  })

  it('a key is not marked for what changed below it', async () => {
    const { hive, alpha } = await open()
    await hive.edit({ kind: 'create-key', parent: await hive.key('Alpha\\Below'), name: 'Deep' })
    await hive.session.setExpanded({ doc: hive.doc, key: alpha, expanded: true })
    expect(await changed(hive)).toEqual([])
    await hive.session.reveal({ doc: hive.doc, key: await hive.key('Alpha\\Below\\Deep') })
    expect(await changed(hive)).toEqual(['Deep: added'])
  })

  it('the marks follow keys whose records move', async () => {
    const { hive, setStart } = await open()
    await setStart(dword(0))
    const beta = await hive.key('Beta')
    await hive.edit({ kind: 'rename-key', key: beta, name: 'Beta and a good deal more of a name' })
    expect(await changed(hive)).toEqual([
      'Alpha: changed',
      'Beta and a good deal more of a name: changed',
    ])
    await hive.undo()
    expect(await changed(hive)).toEqual(['Alpha: changed'])
  })
})
