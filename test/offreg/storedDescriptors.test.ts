/**
 * No operation stores a descriptor that Windows refuses, or copies one from one hive into another (regf-format 3.8,
 * SeValidSecurityDescriptor).
 */

import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { ORCreateHive, ORCreateKey, ORSetKeySecurity } from '../../src/offreg/functions.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { mergeHives } from '../../src/offreg/merge.ts'
import { compactHive } from '../../src/offreg/save.ts'
import { compactionErrors, passGate } from '../../src/offreg/saveGate.ts'
import { writeSecurity } from '../../src/regf/securityCell.ts'
import { checkStoredDescriptor } from '../../src/security/checkDescriptor.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { caseBytes } from '../helpers/cases.ts'
import { EVERYONE, type RawKey, rawHive } from '../helpers/rawHive.ts'

const NOW = 133_000_000_000_000_000n
const SACL = 8
const bytesOf = (text: string) => encodeDescriptor(parseSddl(text))
const patched = (bytes: Uint8Array, at: number, value: number) =>
  bytes.slice().fill(value, at, at + 1)

const OBJECT = bytesOf('O:SYD:(OA;;KA;bf967aba-0de6-11d0-a285-00aa003049e2;;WD)')
/** The owner comes after the list and one more byte. */
function unaligned(): Uint8Array {
  const bytes = new Uint8Array(34)
  bytes.set(bytesOf('O:SY').subarray(0, 20))
  bytes.set(bytesOf('O:SY').subarray(20), 22)
  bytes[4] = 22
  return bytes
}

/** Descriptors that can be read but that Windows refuses, with the wrong part. */
const REFUSED: readonly (readonly [what: string, bytes: Uint8Array, part: string])[] = [
  ['without an owner', bytesOf('G:SYD:(A;;KA;;;WD)'), 'owner-missing'],
  ['with an owner between boundaries', unaligned(), 'alignment'],
  [
    'with an entry for object types in a list of revision 2',
    patched(OBJECT, 20, 2),
    'list-revision',
  ],
  ['with a bad list that is not present', badHiddenList(), 'acl'],
]

function badHiddenList(): Uint8Array {
  const bytes = patched(bytesOf('O:SYD:(A;;KA;;;WD)'), 2, 0)
  return patched(bytes, 20, 9)
}

function newHive(): Hive {
  const hive = Hive.create({ now: NOW })
  hive.clock = () => NOW
  return hive
}

function expectRefused(hive: Hive, part: string, edit: () => unknown): void {
  const before = hive.image.bytesCopy(0, hive.image.length)
  const detail = expect.objectContaining({ part })
  expect(edit).toThrow(expect.objectContaining({ code: 'bad-descriptor', detail }))
  expect(firstDifference(hive.image.bytesView(0, hive.image.length), before)).toBe(-1)
}

describe.each(REFUSED)('a descriptor %s is refused before a byte changes', (_, bytes, part) => {
  it('is refused as the descriptor of a key', () => {
    const hive = newHive()
    const key = hive.rootKey.create('k')
    expectRefused(hive, part, () => key.setDescriptor(bytes))
    expectRefused(hive, part, () => hive.rootKey.setDescriptor(bytes, { subtree: true }))
  })

  it('is refused for a new key', () => {
    const hive = newHive()
    expectRefused(hive, part, () => hive.rootKey.create('k', { descriptor: bytes }))
  })

  it('is refused as an edit of the page', () => {
    const hive = newHive()
    const history = new History(hive)
    const command = { kind: 'set-security', key: hive.root, descriptor: bytes } as const
    expectRefused(hive, part, () => history.run(command))
    expect(history.undoLabel).toBeNull()
  })

  it('is refused in a separate security cell', () => {
    const hive = newHive()
    expectRefused(hive, part, () =>
      hive.transact(({ cells }) => writeSecurity(cells, bytes, hive.root)),
    )
  })

  it('is refused by ORCreateKey', () => {
    const hive = ORCreateHive()
    if (hive.status !== 0) throw hive.error
    expect(ORCreateKey(hive.handle, 'k', null, 0, bytes)).toMatchObject({ status: 1338 })
  })
})

describe('real inputs that Windows refuses', () => {
  it.each([
    ['no-owner.hiv', 'owner-missing'],
    ['unaligned-owner.hiv', 'alignment'],
  ])('the check of %s reports an error that names the key', (name, part) => {
    const bytes = caseBytes(name)
    if (bytes === null) return
    const { findings } = Hive.open(bytes).check()
    const errors = findings.filter(({ severity }) => severity === 'error')
    expect(errors.length).toBeGreaterThan(0)
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'descriptor-bad', expected: part })
      expect(error.path?.length).toBeGreaterThan(0)
    }
  })
})

describe('ORSetKeySecurity', () => {
  it('ORSetKeySecurity returns 1338 for invalid parts of a list', () => {
    const hive = ORCreateHive()
    if (hive.status !== 0) throw hive.error
    expect(ORSetKeySecurity(hive.handle, 4, patched(OBJECT, 20, 2))).toMatchObject({
      status: 1338,
      error: { detail: { part: 'list-revision' } },
    })
    const audit = bytesOf('O:SYS:(AU;SA;KA;;;WD)')
    // A list of 29 bytes: one more than its entry needs.
    const odd = new Uint8Array(audit.length + 4)
    odd.set(audit.subarray(0, 48))
    odd.set(audit.subarray(48), 52)
    odd[22] = 29
    odd[4] = 52
    expect(ORSetKeySecurity(hive.handle, SACL, odd)).toMatchObject({
      status: 1338,
      error: { detail: { part: 'alignment' } },
    })
  })

  it('ORSetKeySecurity accepts an access list from a descriptor without an owner, and the key keeps its owner', () => {
    const hive = ORCreateHive()
    if (hive.status !== 0) throw hive.error
    expect(ORSetKeySecurity(hive.handle, 4, bytesOf('D:(A;;KR;;;WD)')).status).toBe(0)
  })
})

describe('SDDL text and inheritance make descriptors that Windows accepts', () => {
  it.each([
    'O:SYD:(OA;;KA;bf967aba-0de6-11d0-a285-00aa003049e2;;WD)(A;CI;KA;;;BA)',
    'O:SYD:(XA;CI;KA;;;WD;(@USER.a == "b"))',
    'O:SYD:(0x04;CI;#0100000001000000010100000000000512000000010100000000000100000000)',
    'O:SYS:(RA;CI;;;;WD;("n",TS,0x0,"odd"))(ML;CI;NW;;;HI)',
  ])('Windows accepts the descriptors made from %s', (text) => {
    const hive = newHive()
    const key = hive.rootKey.create('k', { descriptor: bytesOf(text) })
    const child = key.create('child')
    for (const { descriptor } of [key, child]) {
      expect(checkStoredDescriptor(descriptor ?? new Uint8Array(0))).toBeNull()
    }
    expect(Hive.open(hive.finishedCopy()).check().findings).toEqual([])
  })
})

describe.each(REFUSED)('a hive that has a descriptor %s', (_, bad, part) => {
  const root: RawKey = {
    name: 'ROOT',
    subkeys: [
      { name: 'bad', security: 1, subkeys: [{ name: 'below', security: 1 }] },
      { name: 'good', security: 0 },
    ],
  }
  const file = rawHive({ minor: 5, root, descriptors: [EVERYONE, bad] })
  const opened = () => Hive.open(file.slice())

  it('a stored bad descriptor is reported with the first key that has it', () => {
    const { findings } = opened().check()
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'descriptor-bad',
        severity: 'error',
        path: ['bad'],
        expected: part,
      }),
    ])
  })

  it('new keys do not get a stored bad descriptor', () => {
    const hive = opened()
    const refused = expect.objectContaining({ code: 'damaged' })
    expect(() => hive.key('bad').create('k')).toThrow(refused)
    expect(hive.key('bad').set('v', 3, new Uint8Array(8)).size).toBe(8)
  })

  it('keys with a bad descriptor can be deleted, renamed and given another, and none of that writes the bad one', () => {
    const hive = opened()
    const before = hive.image.bytesCopy(0, hive.image.length)
    const history = new History(hive)
    hive.check()
    const { cell } = hive.key('bad\\below')
    const steps = [
      { kind: 'rename-key', key: cell, name: 'a name that needs a larger cell than it has' },
      { kind: 'set-security', key: hive.key('bad').cell, descriptor: EVERYONE },
      { kind: 'delete-key', key: hive.key('bad').cell },
    ] as const
    for (const step of steps) history.run(step)
    expect(hive.check().findings).toEqual([])
    for (const _ of steps) history.undo()
    expect(firstDifference(hive.image.bytesView(0, hive.image.length), before)).toBe(-1)
    expect(hive.check().findings).toHaveLength(1)
    for (const _ of steps) history.redo()
    expect(Hive.open(hive.finishedCopy()).check().findings).toEqual([])
  })

  it('other descriptors can be added to and removed from the ring of a bad one', () => {
    const hive = opened()
    const other = bytesOf('O:SYD:(A;;KR;;;WD)')
    hive.key('good').setDescriptor(other)
    hive.rootKey.setDescriptor(bytesOf('O:BAD:(A;;KA;;;WD)'))
    hive.key('good').delete()
    expect(hive.check().findings).toHaveLength(1)
  })

  it('a bad descriptor can be corrected by its parts if it can be read, and always by a whole one', () => {
    const hive = opened()
    const bad = hive.key('bad')
    bad.setDescriptor(EVERYONE, { subtree: false })
    expect(bad.descriptor).toEqual(EVERYONE)
    if (part !== 'owner-missing') return
    hive.key('bad\\below').setSecurity(1, bytesOf('O:BA'))
    expect(hive.check().findings).toEqual([])
  })

  it('a hive with a bad descriptor is compacted only if damage is allowed, and the keys get that of their parent', () => {
    const hive = opened()
    expect(() => compactHive(hive, { minor: 5 })).toThrow(
      expect.objectContaining({ code: 'damaged' }),
    )
    const bytes = compactHive(hive, { minor: 5, damaged: true })
    const copy = passGate(hive.check(), bytes, compactionErrors)
    expect(copy.check().findings).toEqual([])
    for (const path of ['bad', 'bad\\below', 'good']) {
      expect(copy.key(path).descriptor).toEqual(EVERYONE)
    }
  })

  it('a hive with a bad descriptor is merged without it', () => {
    const merged = mergeHives([Hive.create({ now: NOW }), opened()])
    expect(merged.check().findings).toEqual([])
    expect(merged.key('bad\\below').descriptor).toEqual(EVERYONE)
  })
})
