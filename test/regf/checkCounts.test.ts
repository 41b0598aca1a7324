/**
 * Counts of keys in security cells (regf-format 3.8): every edit and every save puts a wrong one right, an edit
 * in its own transaction, and none is lowered because keys could not be read.
 */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { EditCommand } from '../../src/edit/command.ts'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { LIST, NK, SK } from '../../src/regf/layout.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { caseBytes, casePath } from '../helpers/cases.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { fileOffset, hiveOfEverything, NOW } from '../helpers/hives.ts'
import { descriptor, EVERYONE, rawHive } from '../helpers/rawHive.ts'
import { hive as run } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()
const data = new Uint8Array(8)

/** Six keys have the first descriptor and two the second; both are counted wrong. */
function miscounted(first: number, second = 9): Uint8Array<ArrayBuffer> {
  const root = {
    name: 'ROOT',
    values: [{ name: 'value', type: 3, data: new Uint8Array(8) }],
    subkeys: [
      ...['a', 'b', 'c', 'd', 'e'].map((name) => ({ name })),
      { name: 'f', security: 1, subkeys: [{ name: 'g', security: 1 }] },
    ],
  }
  const file = rawHive({ minor: 5, root, descriptors: [EVERYONE, descriptor(1)] })
  const [one, two] = countFields(Hive.open(file.slice()))
  return corrupt(file, { at: one, u32: first }, { at: two, u32: second })
}

/** Where the root and the key f have the counts of their security cells. */
function countFields({ cells, image, root, rootKey }: Hive): [number, number] {
  const at = (cell: typeof root) =>
    fileOffset(image.u32(cells.payloadAt(cell) + NK.SECURITY) as typeof root) + 4 + SK.REFERENCES
  return [at(root), at(rootKey.subkey('f')?.cell ?? root)]
}

function countsOf(hive: Hive): [number, number] {
  const [one, two] = countFields(hive)
  return [hive.image.u32(one), hive.image.u32(two)]
}

function opened(file: Uint8Array<ArrayBuffer>): Hive {
  const hive = Hive.open(file.slice())
  hive.clock = () => NOW
  return hive
}

const codesOf = (hive: Hive) => hive.check().findings.map(({ code }) => code)

/** Every kind of edit, none of which brings or takes a key with the second descriptor. */
const EDITS: readonly (readonly [string, (hive: Hive) => EditCommand, now: number])[] = [
  ['creating a key', ({ root }) => ({ kind: 'create-key', parent: root, name: 'new' }), 7],
  ['renaming a key', (hive) => ({ kind: 'rename-key', key: hive.key('a').cell, name: 'z' }), 6],
  ['deleting a key', (hive) => ({ kind: 'delete-key', key: hive.key('a').cell }), 5],
  [
    'creating a value',
    ({ root }) => ({ kind: 'create-value', key: root, name: 'n', type: 3, data }),
    6,
  ],
  [
    'setting a value',
    ({ root }) => ({ kind: 'set-value', key: root, name: 'value', type: 3, data: data.slice(4) }),
    6,
  ],
  [
    'renaming a value',
    ({ root }) => ({ kind: 'rename-value', key: root, index: 0, name: 'other' }),
    6,
  ],
  ['deleting values', ({ root }) => ({ kind: 'delete-values', key: root, indexes: [0] }), 6],
  ['setting flags', ({ root }) => ({ kind: 'set-properties', key: root, virtualFlags: 2 }), 6],
  [
    'setting security',
    (hive) => {
      const bytes = encodeDescriptor(parseSddl('O:SYD:'))
      return { kind: 'set-security', key: hive.key('b').cell, descriptor: bytes }
    },
    5,
  ],
]

describe.each([0, 1, 4000])('a count of %i where six keys are', (stored) => {
  it('is a note that blocks no edit', () => {
    const { findings, survey } = opened(miscounted(stored)).check()
    expect(findings.map(({ code, severity }) => ({ code, severity }))).toEqual([
      { code: 'security-count', severity: 'info' },
      { code: 'security-count', severity: 'info' },
    ])
    expect([...survey.references.values()]).toEqual([6, 2])
    expect(survey.damage.size).toBe(0)
  })

  it.each(EDITS)('is corrected by %s, and undo restores every byte', (_, command, now) => {
    const hive = opened(miscounted(stored))
    const history = new History(hive)
    const before = hive.image.bytesCopy(0, hive.image.length)
    history.run(command(hive))
    expect(countsOf(hive)).toEqual([now, 2])
    expect(codesOf(hive)).toEqual([])
    const after = hive.image.bytesCopy(0, hive.image.length)
    history.undo()
    expect(firstDifference(hive.image.bytesView(0, hive.image.length), before)).toBe(-1)
    expect(history.unsaved).toBe(0)
    history.redo()
    expect(firstDifference(hive.image.bytesView(0, hive.image.length), after)).toBe(-1)
    history.undo()
    history.run({ kind: 'set-properties', key: hive.root, virtualFlags: 4 })
    expect(countsOf(hive)).toEqual([6, 2])
  })

  it('is kept when an edit changes nothing or is refused', () => {
    const hive = opened(miscounted(stored))
    const history = new History(hive)
    const value = { key: hive.root, name: 'value', type: 3, data: new Uint8Array(8) }
    history.run({ kind: 'set-value', ...value })
    expect(() => history.run({ kind: 'create-value', ...value })).toThrow()
    expect(countsOf(hive)).toEqual([stored, 9])
    expect(history.undoLabel).toBeNull()
  })

  it('is corrected by a save, also after undo, without an unsaved change', () => {
    const hive = opened(miscounted(stored))
    const history = new History(hive)
    expect(Hive.open(hive.finishedCopy()).check().findings).toEqual([])
    expect(history.unsaved).toBe(0)
    const undone = opened(miscounted(stored))
    const other = new History(undone)
    other.run({ kind: 'set-properties', key: undone.root, virtualFlags: 2 })
    other.undo()
    expect(Hive.open(undone.finishedCopy()).check().findings).toEqual([])
    other.redo()
    expect(Hive.open(undone.finishedCopy()).check().findings).toEqual([])
  })

  it('is corrected by every command that writes', () => {
    const input = files.file(`counted ${stored}`, miscounted(stored))
    const out = files.path('out')
    for (const args of [
      ['save', input, '--keep-layout'],
      ['save', input],
      ['set', input, '', 'n', 'dword', '1'],
      ['delete', input, 'a'],
      ['rename', input, 'a', 'h'],
      ['new', input, 'h'],
    ]) {
      const { code, err } = run(...args, '-o', out, '--force')
      expect({ args, code, err }).toEqual({ args, code: 0, err: '' })
      expect(Hive.open(new Uint8Array(readFileSync(out))).check().findings).toEqual([])
    }
  })
})

it('set and save correct the count in a hive written by reged', () => {
  const path = casePath('security-count.hiv')
  if (path === null) return
  const out = files.path('case')
  for (const args of [
    ['save', path, '--keep-layout'],
    ['set', path, 'NewKey', 'n', 'dword', '1'],
  ]) {
    expect(run(...args, '-o', out, '--force').code).toBe(0)
    const { findings } = Hive.open(new Uint8Array(readFileSync(out))).check()
    expect(findings.map(({ code }) => code)).not.toContain('security-count')
  }
})

describe('a walk that was cut short', () => {
  const places = hiveOfEverything()
  const count = places.security('') + SK.REFERENCES
  const stored = places.hive.image.u32(count)
  const many = places.nk('Many')
  const leaf = places.leaf('Many', 1)

  it.each([
    ['a list that is not there', { at: many + NK.SUBKEY_LIST, u32: 0x7fff0000 }],
    ['a list with another signature', { at: places.list('Many'), u16: 0 }],
    ['a leaf with another signature', { at: leaf, u16: 0 }],
    ['a leaf with fewer entries than it had', { at: leaf + LIST.COUNT, u16: 10 }],
    ['an index with fewer leaves than it had', { at: places.list('Many') + LIST.COUNT, u16: 1 }],
    ['an entry that leads to no key', { at: leaf + LIST.ENTRIES, u32: 0x7fff0000 }],
    [
      'an entry that leads to something else',
      { at: leaf + LIST.ENTRIES, u32: places.valueCell('Alpha', 'Text') },
    ],
    ['a list of a key that claims to have none', { at: many + NK.SUBKEY_COUNT, u32: 0 }],
    ['a key without a security cell', { at: places.nk('Many\\key 1003') + NK.SECURITY, u32: 0x20 }],
  ])('by %s lowers no count and reports nothing as unused', (_, patch) => {
    const hive = opened(corrupt(places.bytes, patch))
    expect(codesOf(hive)).not.toContain('security-count')
    if (!('at' in patch) || patch.at !== places.nk('Many\\key 1003') + NK.SECURITY) {
      expect(codesOf(hive)).not.toContain('cell-unreferenced')
    }
    hive.key('Witness').set('New', 3, new Uint8Array(8))
    expect(hive.image.u32(count)).toBe(stored)
    hive.key('Witness').create('Child')
    expect(hive.image.u32(count)).toBe(stored + 1)
    hive.key('Witness\\Child').delete()
    expect(hive.image.u32(count)).toBe(stored)
    hive.finish()
    expect(hive.image.u32(count)).toBe(stored)
  })

  it('still raises a count that is too low for the keys that were seen', () => {
    const list = { at: places.nk('Alpha') + NK.SUBKEY_LIST, u32: 0x7fff0000 }
    const hive = opened(corrupt(places.bytes, list, { at: count, u32: 5 }))
    const note = hive.check().findings.find(({ code }) => code === 'security-count')
    expect(note).toMatchObject({ expected: hive.check().keys, actual: 5 })
    hive.key('Witness').set('New', 3, new Uint8Array(8))
    expect(hive.image.u32(count)).toBe(hive.check().keys)
  })

  it('with an entry that leads nowhere names the parent and allows edits of the rest', () => {
    const bytes = caseBytes('unreadable-list.hiv')
    if (bytes === null) return
    const hive = opened(bytes)
    expect(hive.check().findings).toEqual([
      expect.objectContaining({ code: 'reference-bad', path: [], key: hive.root, offset: 0x4bc8 }),
    ])
    const [child] = [...hive.rootKey.subkeys()]
    child?.set('n', 3, new Uint8Array(8))
    expect(child?.value('n')?.size).toBe(8)
    expect(() => hive.rootKey.create('n')).toThrow(expect.objectContaining({ code: 'damaged' }))
  })
})
