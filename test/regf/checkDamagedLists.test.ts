/**
 * What only looks lost: subkey lists in cells that are marked free but hold what they should, and keys deeper
 * than there may be. Both are read and shown as damaged (regf-format 5.2 rules 14 and 21).
 */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { compactHive } from '../../src/offreg/save.ts'
import { LIMIT, LIST, NK } from '../../src/regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../../src/regf/offsets.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import { keyDamageTexts } from '../../src/text/damage.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'
import { expectDamage } from '../helpers/expectCheck.ts'
import { cellOf, hiveOfEverything, sizeField } from '../helpers/hives.ts'
import { type RawKey, rawHive } from '../helpers/rawHive.ts'
import { hive as run } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { OpenHive } from '../worker/openHive.ts'

const files = temporary()
const places = hiveOfEverything()
const { bytes } = places
const { image } = places.hive

/** The mark of a record's cell, turned to free. */
function freed(record: FileOffset): Patch {
  return { at: sizeField(record), u32: -image.i32(sizeField(record)) }
}

const dumpOf = (name: string, file: Uint8Array) => run('dump', files.file(name, file)).out
const keysOf = (hive: Hive) => {
  let keys = 0
  walkKeys(hive.cells, hive.root, {
    key: () => {
      keys++
    },
    value: () => {},
  })
  return keys
}

describe('a subkey list in a cell that is marked free', () => {
  it.each([
    ['the only leaf of a key', 'Beta', places.list('Beta'), places.nk('Beta') + NK.SUBKEY_LIST],
    ['a leaf of an index', 'Many', places.leaf('Many', 0), places.list('Many') + LIST.ENTRIES],
    ['an index', 'Many', places.list('Many'), places.nk('Many') + NK.SUBKEY_LIST],
  ] as const)(
    '%s is read, counted, dumped and shown; the key is damaged',
    async (_, path, list, field) => {
      const file = corrupt(bytes, freed(list))
      const hive = expectDamage(file, {
        code: 'list-freed',
        offset: field,
        path: [path],
        actual: cellOf(list),
        refused: [
          (it) => it.key(path).create('D'),
          (it) => it.key(path).delete(),
          (it) => it.key(path).set('v', 3, new Uint8Array(8)),
          (it) => [...it.key(path).subkeys()][0]?.rename('Z'),
          (it) => [...it.key(path).subkeys()][0]?.delete(),
        ],
        allowed: [(it) => [...it.key(path).subkeys()][0]?.set('v', 3, new Uint8Array(8))],
      })
      expect(hive.check().findings).toHaveLength(1)
      expect(hive.check().keys).toBe(616)
      expect(keysOf(hive)).toBe(616)
      expect(hive.key(path).subkeyCount).toBe(places.hive.key(path).subkeyCount)
      expect(dumpOf('freed', file)).toBe(dumpOf('sound', bytes))
      const open = await OpenHive.open(file)
      await open.session.check({ doc: open.doc })
      const key = await open.key(path)
      const row = (await open.rows(0, 100)).find(({ id }) => id === key)
      expect(row).toMatchObject({
        damage: { code: 'list-freed' },
        subkeyCount: hive.key(path).subkeyCount,
      })
      const details = await open.session.keyDetails({ doc: open.doc, key })
      expect(details.unreadable.subkeys).toBeNull()
      expect(details.refused.newKey?.detail.finding).toBe('list-freed')
      expect(keyDamageTexts(details).join(' ')).toContain('marked as free space')
    },
  )

  it('is part of a compacted copy', () => {
    const hive = Hive.open(
      corrupt(bytes, freed(places.list('Beta')), freed(places.leaf('Many', 1))),
    )
    const copy = Hive.open(compactHive(hive, { minor: 5, damaged: true }))
    expect(copy.check()).toMatchObject({ findings: [], keys: 616 })
  })

  it('is never allocated, whatever is freed and allocated around it', () => {
    const file = corrupt(bytes, freed(places.list('Beta')))
    const hive = Hive.open(file)
    const names = () => [...hive.key('Beta').subkeys()].map(({ name }) => name)
    hive.survey()
    const before = names()
    expect(before).toEqual(['A', 'B', 'C'])
    hive.key('Alpha').delete()
    hive.key('Wide').delete()
    for (let n = 0; n < 200; n++) hive.key('Witness').set(`v${n}`, 3, new Uint8Array(n))
    expect(names()).toEqual(before)
    expect(
      Hive.open(hive.finishedCopy())
        .check()
        .findings.map(({ code }) => code),
    ).toEqual(['list-freed'])
  })

  it('is not read until a check has found the cells', () => {
    const hive = Hive.open(corrupt(bytes, freed(places.list('Beta'))))
    expect([...hive.key('Beta').subkeys()]).toEqual([])
    hive.check()
    expect([...hive.key('Beta').subkeys()]).toHaveLength(3)
  })

  it.each([
    ['an entry leads to no key', { at: places.entry('Beta', 2), u32: 0x7fff0000 }],
    [
      'an entry leads to a key of another',
      { at: places.entry('Beta', 1), u32: places.cell('Alpha') },
    ],
    ['it is empty', { at: places.list('Beta') + LIST.COUNT, u16: 0 }],
    ['it has not the room', { at: places.list('Beta') + LIST.COUNT, u16: 0x1000 }],
    ['it is not a list', { at: places.list('Beta'), u16: 0 }],
  ])('is not trusted when %s', (_, patch) => {
    const hive = Hive.open(corrupt(bytes, freed(places.list('Beta')), patch))
    expect(hive.check().findings.map(({ code }) => code)).toEqual(['reference-bad'])
    expect([...hive.key('Beta').subkeys()]).toEqual([])
    expect(keysOf(hive)).toBe(613)
  })

  it('is not trusted as an index that names a leaf twice', () => {
    const entries = places.list('Many') + LIST.ENTRIES
    const twice = { at: entries + 4, u32: image.u32(entries) }
    const hive = Hive.open(corrupt(bytes, freed(places.list('Many')), twice))
    expect(hive.check().findings.map(({ code }) => code)).toContain('reference-bad')
    expect([...hive.key('Many').subkeys()]).toEqual([])
  })
})

describe('keys deeper than 512 levels', () => {
  const LEVELS = 1300
  /** A chain of keys, each with a value; the deepest has two subkeys. */
  function chain(levels: number): Uint8Array<ArrayBuffer> {
    const values = [{ name: 'v', type: 4, data: new Uint8Array(4) }]
    let key: RawKey = { name: 'k', values, subkeys: [{ name: 'x' }, { name: 'y' }] }
    for (let level = 1; level < levels; level++) key = { name: 'k', values, subkeys: [key] }
    return rawHive({ minor: 5, root: { name: 'ROOT', subkeys: [{ name: 'Side' }, key] } })
  }
  const file = chain(LEVELS)
  const deepest = (hive: Hive): CellOffset => {
    let found = hive.root
    walkKeys(hive.cells, hive.root, {
      key: (cell, _, depth) => {
        if (depth === LEVELS) found = cell
      },
      value: () => {},
    })
    return found
  }

  it('are one error where they start, and all are counted', () => {
    const hive = Hive.open(file.slice())
    const { findings, keys, values, survey } = hive.check()
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([
      expect.objectContaining({ code: 'too-deep', expected: LIMIT.DEPTH, actual: LIMIT.DEPTH + 1 }),
    ])
    const codes = findings.map(({ code }) => code)
    expect(codes).not.toContain('security-count')
    expect(codes).not.toContain('cell-unreferenced')
    expect({ keys, values }).toEqual({ keys: LEVELS + 4, values: LEVELS })
    expect([...survey.references.values()]).toEqual([LEVELS + 4])
  })

  it('are walked and dumped', () => {
    const hive = Hive.open(file.slice())
    expect(keysOf(hive)).toBe(LEVELS + 4)
    const lines = dumpOf('deep', file).trimEnd().split('\n')
    expect(lines.filter((line) => line.startsWith('K '))).toHaveLength(LEVELS + 4)
    expect(lines.filter((line) => line.startsWith('V '))).toHaveLength(LEVELS)
  })

  it('are not edited, nor is anything above them deleted', () => {
    const hive = Hive.open(file.slice())
    hive.survey()
    const at = (path: readonly string[]) => path.reduce((key, name) => key.key(name), hive.rootKey)
    const levels = (count: number) => Array.from({ length: count }, () => 'k')
    const refused = expect.objectContaining({ code: 'damaged' })
    for (const depth of [513, 514, 1025, LEVELS]) {
      const key = at(levels(depth))
      expect(() => key.set('n', 3, new Uint8Array(8))).toThrow(refused)
      expect(() => key.rename('z')).toThrow(refused)
      expect(() => key.delete()).toThrow(refused)
    }
    expect(() => at(levels(1)).delete()).toThrow(refused)
    expect(at(levels(400)).set('n', 3, new Uint8Array(8)).size).toBe(8)
    expect(hive.key('Side').set('n', 3, new Uint8Array(8)).size).toBe(8)
  })

  it('have their faults reported with the last names of the path', () => {
    const hive = Hive.open(file.slice())
    hive.survey()
    const cell = deepest(hive)
    const list = fileOffset(cell) + 4 + NK.SUBKEY_LIST
    const { findings } = Hive.open(corrupt(file, { at: list, u32: 0x7fff0000 })).check()
    const bad = findings.find(({ code }) => code === 'reference-bad')
    expect(bad).toMatchObject({ offset: list, key: cell })
    expect(bad?.path?.[0]).toBe('…')
    expect(bad?.path?.length).toBeLessThan(LIMIT.DEPTH + 3)
  })

  it('are shown as damaged in the tree', async () => {
    const open = await OpenHive.open(file)
    await open.session.check({ doc: open.doc })
    const [root] = await open.rows(0, 1)
    await open.session.expandAll({ doc: open.doc, key: root?.id ?? 0, limit: 5000 })
    const rows = await open.rows(0, 5000)
    expect(rows).toHaveLength(LEVELS + 4)
    // The root is level 1.
    for (const { level, damage } of rows) {
      expect(damage?.code).toBe(level > LIMIT.DEPTH + 1 ? 'too-deep' : undefined)
    }
  })

  it('are left out of a compacted copy, with a message; a merge makes no keys that deep', () => {
    const path = files.file('input', file)
    const forced = (...args: string[]) => run(...args, '-o', files.path('out'), '--damaged')
    const { code, err } = forced('save', path)
    expect(code).toBe(0)
    expect(err).toContain(`left-out: ${path}: ${LEVELS - LIMIT.DEPTH + 2} keys and `)
    const merged = forced('merge', path, path, '--force')
    expect(merged.code).toBe(2)
    expect(merged.err).toContain(`at most ${LIMIT.NEW_DEPTH} levels below the root`)
  })
})
