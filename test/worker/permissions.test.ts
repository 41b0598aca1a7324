/** Calls about the permissions of keys: reading and changing them, accounts, and who may write where. */

import { describe, expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { decodeDescriptor, encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { formatSddl } from '../../src/security/sddl.ts'
import { encodeSid } from '../../src/security/sid.ts'
import { createEngine } from '../../src/worker/engine.ts'
import { text } from '../helpers/hives.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const USERS = ['S-1-5-32-545', 'S-1-5-11', 'S-1-1-0', 'S-1-5-4']
const bytesOf = (sddl: string) => encodeDescriptor(parseSddl(sddl))
const textOf = (bytes: Uint8Array | null) => bytes && formatSddl(decodeDescriptor(bytes))

function tree(root: Key): void {
  root.createPath('a\\b\\c')
  root.key('a').setDescriptor(bytesOf('O:SYG:BAD:(A;CI;KA;;;SY)(A;CI;KW;;;BU)'))
  root.key('a\\b').setDescriptor(bytesOf('O:BAG:BAD:PAI(A;CI;KA;;;BA)'))
}

describe('the permissions of a key', () => {
  it('come with those of the keys above, the parent first', async () => {
    const hive = await OpenHive.open(hiveBytes(tree))
    const { session, doc } = hive
    const found = await session.permissions({ doc, key: await hive.key('a\\b') })
    expect(found).toMatchObject({ path: ['a', 'b'], hasSubkeys: true, unreadable: null })
    expect(textOf(found.descriptor)).toBe('O:BAG:BAD:PAI(A;CI;KA;;;BA)')
    expect(found.above.map(({ path, descriptor }) => [path, textOf(descriptor)])).toEqual([
      [['a'], 'O:SYG:BAD:(A;CI;KA;;;SY)(A;CI;KW;;;BU)'],
      [[], 'O:BAG:BAD:(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;WD)(A;CI;KR;;;RC)'],
    ])
  })

  it('are set for the key and those below as one step, which undo takes back', async () => {
    const hive = await OpenHive.open(hiveBytes(tree))
    const { session, doc } = hive
    const [key, below] = [await hive.key('a'), await hive.key('a\\b\\c')]
    const edit = {
      ...({ kind: 'set-security', key, descriptor: bytesOf('O:BAG:BAD:(A;CI;KR;;;WD)') } as const),
      below: { subtree: true, replace: ['dacl'] as const, owner: true },
    }
    const result = await session.edit({ doc, edit })
    expect(result.label).toEqual({ kind: 'set-security', name: 'a', count: 3 })
    const now = async () => textOf((await session.permissions({ doc, key: below })).descriptor)
    expect(await now()).toBe('O:BAG:BAD:AI(A;CIID;KR;;;WD)')
    await session.undo({ doc })
    expect(await now()).not.toContain('ID')
  })

  it('refuse what Windows would not accept, and change nothing', async () => {
    const hive = await OpenHive.open(hiveBytes(tree))
    const { session, doc } = hive
    const key = await hive.key('a')
    const edit = { kind: 'set-security', key, descriptor: bytesOf('D:'), below: {} } as const
    await expect(session.edit({ doc, edit })).rejects.toMatchObject({ code: 'bad-descriptor' })
  })
})

describe('the accounts of open hives', () => {
  it('are those of the document first, with their groups', async () => {
    const session = createEngine(() => {})
    const open = async (name: string, build: (root: Key) => void) => {
      const file = new File([hiveBytes(build)], name)
      return (await session.open({ name, file, handle: null, logs: [] })).doc
    }
    const domain = 'S-1-5-21-11-22-33'
    const software = await open('SOFTWARE', (root) => {
      root.create('Classes')
      root
        .createPath(`Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\${domain}-1001`)
        .set('ProfileImagePath', 2, text('C:\\Users\\ada.PC'))
    })
    await open('SAM', (root) => {
      const account = root.createPath('SAM\\Domains\\Account')
      account.set('V', 3, Uint8Array.from([...new Uint8Array(40), ...encodeSid(domain)]))
      account.createPath('Users\\Names\\Ada').set('', 1001, new Uint8Array(0))
      root
        .createPath(`SAM\\Domains\\Builtin\\Aliases\\Members\\${domain}\\000003E9`)
        .set('', 1, Uint8Array.of(0x20, 2, 0, 0))
    })
    expect(await session.accounts({ doc: software })).toEqual({
      accounts: [
        { sid: `${domain}-1001`, name: 'ada.PC', source: 'profile' },
        { sid: `${domain}-1001`, name: 'Ada', source: 'sam' },
      ],
      members: [{ member: `${domain}-1001`, group: 'S-1-5-32-544' }],
    })
  })
})

describe('keys that can be written to', () => {
  it('are listed with the rights and the entry that decides, and so are the descriptors', async () => {
    const hive = await OpenHive.open(hiveBytes(tree))
    const { session, doc } = hive
    const summary = await session.findWritable({ doc, sids: USERS })
    expect(summary).toEqual({ revision: 0, writable: 1, keys: 4, descriptors: 3 })
    const { rows } = await session.writableRows({ doc, from: 0, count: 10 })
    expect(rows).toEqual([
      {
        ...{ id: 0, key: await hive.key('a'), path: ['a'], pathCut: false, rights: 6 },
        reasons: [{ rights: 6, by: 'entry', sid: 'S-1-5-32-545', entry: '(A;CI;KW;;;BU)' }],
      },
    ])
    const descriptors = await session.descriptorRows({ doc, from: 0, count: 10 })
    expect(
      descriptors.rows.map(({ keys, path, owner, rights }) => [keys, path, owner, rights]),
    ).toEqual([
      [2, [], 'S-1-5-32-544', 0],
      [1, ['a'], 'S-1-5-18', 6],
      [1, ['a', 'b'], 'S-1-5-32-544', 0],
    ])
  })

  it('are those of the bytes as they are: an edit ends them', async () => {
    const hive = await OpenHive.open(hiveBytes(tree))
    const { session, doc } = hive
    await session.findWritable({ doc, sids: USERS })
    const key = await hive.key('a')
    await session.edit({ doc, edit: { kind: 'create-key', parent: key, name: 'new' } })
    const page = async () => session.writableRows({ doc, from: 0, count: 10 })
    await expect(page()).rejects.toMatchObject({ code: 'stale' })
  })

  it('stream while they are found, with progress, until it is cancelled', async () => {
    // Much more than one slice of time is enough for.
    const hive = await OpenHive.open(generateHive({ megabytes: 32, layout: 'aged', seed: 3 }))
    const { session, doc, events } = hive
    const stop = new AbortController()
    const steps: number[] = []
    const found = session.findWritable(
      { doc, sids: ['S-1-5-32-544'] },
      {
        signal: stop.signal,
        progress: (done) => {
          steps.push(done)
          if (events.some(({ type }) => type === 'rights-progress')) stop.abort()
        },
      },
    )
    await expect(found).rejects.toMatchObject({ code: 'cancelled' })
    expect(steps.length).toBeGreaterThan(0)
    expect(steps.at(-1)).toBeLessThan(1)
    const told = events.filter(({ type }) => type === 'rights-progress')
    expect(told.length).toBeGreaterThan(0)
    // What was found until then stays.
    const { total, rows } = await session.writableRows({ doc, from: 0, count: 5 })
    expect(total).toBeGreaterThan(5)
    expect(rows).toHaveLength(5)
  })

  it('are exported as CSV and JSON', async () => {
    const hive = await OpenHive.open(hiveBytes(tree), { name: 'SOFTWARE' })
    const { session, doc } = hive
    await session.findWritable({ doc, sids: USERS })
    const csv = await session.exportRights({ doc, what: 'keys', format: 'csv' })
    const prefix = hive.info.prefix
    expect(await csv.text()).toBe(
      `hive,key,rights,decided_by,sddl\n"SOFTWARE","${prefix}\\a","Set Value; Create Subkey","(A;CI;KW;;;BU)","O:SYG:BAD:(A;CI;KA;;;SY)(A;CI;KW;;;BU)"\n`,
    )
    const json = await session.exportRights({ doc, what: 'descriptors', format: 'json' })
    const rows: unknown = JSON.parse(await json.text())
    expect(rows).toHaveLength(3)
    expect(rows).toContainEqual({
      ...{ hive: 'SOFTWARE', keys: 1, owner: 'S-1-5-18', first_key: `${prefix}\\a` },
      rights: ['Set Value', 'Create Subkey'],
      sddl: 'O:SYG:BAD:(A;CI;KA;;;SY)(A;CI;KW;;;BU)',
    })
  })
})
