/** What every cell of a hive holds, whom it belongs to, and its fields. */

import { describe, expect, it } from 'vitest'
import { cellAround } from '../../src/anatomy/Blocks.ts'
import { cellsOfKey, cellsOfValue } from '../../src/anatomy/cellsOf.ts'
import { judgeCellField } from '../../src/anatomy/judgeField.ts'
import { Owners } from '../../src/anatomy/owners.ts'
import { readField } from '../../src/anatomy/readField.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { runToEnd } from '../../src/work.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { EVERYONE, rawHive } from '../helpers/rawHive.ts'
import { eachCell, type ReadCell } from './cells.ts'

function everything(minor: 3 | 5 | 6 = 5): Hive {
  const hive = Hive.open(hiveOfEverything(minor).bytes)
  hive.survey()
  return hive
}

function eachKey(key: Key, visit: (key: Key) => void): void {
  visit(key)
  for (const subkey of key.subkeys()) eachKey(subkey, visit)
}

/** What each cell holds and whose it is, found from the tree. */
function fromTheTree({ cells, rootKey }: Hive): Map<CellOffset, unknown> {
  const known = new Map<CellOffset, unknown>()
  eachKey(rootKey, (key) => {
    for (const { cell, use } of cellsOfKey(cells, key.cell)) {
      known.set(cell, { use, key: use === 'security' ? null : key.cell, value: null })
    }
    for (const value of key.values()) {
      for (const { cell, use } of cellsOfValue(cells, key.cell, value.cell)) {
        if (use !== 'value-list') known.set(cell, { use, key: key.cell, value: value.cell })
      }
    }
  })
  return known
}

function expectWhole({ fields, at, size }: ReadCell): void {
  let end = at
  for (let index = 0; index < fields.count; index++) {
    const field = fields.at(index)
    expect(field.at).toBe(end)
    end = field.at + field.size
    expect(fields.indexOf(field.at)).toBe(index)
    expect(fields.indexOf(end - 1)).toBe(index)
  }
  expect(end).toBe(at + size)
}

describe('the cells of a hive', () => {
  it.each([3, 5, 6] as const)(
    'in version 1.%i, each holds what the tree says, and belongs to the same key and value',
    (minor) => {
      const hive = everything(minor)
      const known = fromTheTree(hive)
      const found = new Map<CellOffset, unknown>()
      for (const { cell, isFree, owner } of eachCell(hive)) if (!isFree) found.set(cell, owner)
      expect(found.size).toBeGreaterThan(600)
      expect([...found].sort(([a], [b]) => a - b)).toEqual([...known].sort(([a], [b]) => a - b))
    },
  )

  it('the owner of a cell is found although its offset is a number that occurs everywhere', () => {
    const { hive: made } = hiveOfEverything()
    const beta = made.key('Beta')
    const numbers = new Uint8Array(4000)
    new Uint32Array(numbers.buffer).fill(made.key('Witness').cell)
    for (let index = 0; index < 5; index++) beta.set(`Numbers ${index}`, 3, numbers)
    const hive = Hive.open(made.finishedCopy())
    hive.survey()
    const witness = hive.key('Witness').cell
    const owners = runToEnd(Owners.steps(hive, [witness]))
    expect(owners.references(witness).listed.map(({ field }) => field.name)).toEqual(['entry'])
  })

  it('every byte of a cell belongs to one field, and is found by its place', () => {
    for (const cell of eachCell(everything())) expectWhole(cell)
  })

  it('nothing is wrong with any field of a sound hive', () => {
    const hive = everything()
    const faults = [...eachCell(hive)].flatMap(({ cell, isFree, owner, fields }) =>
      Array.from({ length: isFree ? 0 : fields.count }, (_, index) => {
        const field = fields.at(index)
        const value = readField(hive.cells, field, owner.use)
        return judgeCellField(hive.cells, cell, owner.use, field, value)
      }).filter((fault) => fault !== null),
    )
    expect(faults).toEqual([])
  })

  it('a hive of version 1.1 has its own fields', () => {
    const value = { name: 'Value', type: 1, data: Uint8Array.of(65, 0, 66, 0, 67, 0, 0, 0) }
    const bytes = rawHive({
      minor: 1,
      root: { name: 'ROOT', values: [value], subkeys: [{ name: 'Sub' }] },
      descriptors: [EVERYONE],
    })
    const hive = Hive.open(bytes)
    hive.survey()
    const cells = [...eachCell(hive)]
    for (const cell of cells) expectWhole(cell)
    const uses = cells.filter(({ isFree }) => !isFree).map(({ owner }) => owner.use)
    expect(uses.sort()).toEqual(['data', 'key', 'key', 'leaf', 'security', 'value', 'value-list'])
    const root = cells.find(({ cell }) => cell === hive.root)
    const names = Array.from(
      { length: root?.fields.count ?? 0 },
      (_, at) => root?.fields.at(at).name,
    )
    expect(names.slice(0, 6)).toEqual([
      'cell-size',
      'last-cell',
      'signature',
      'flags',
      'last-write',
      'title-index',
    ])
  })

  it('the cell around a place is found from any byte of it, and none from the header of a bin', () => {
    const hive = everything()
    for (const { cell, at, size } of eachCell(hive)) {
      for (const place of [at, at + 4, at + size - 1])
        expect(cellAround(hive.cells, place)).toBe(cell)
    }
    expect(cellAround(hive.cells, 4096)).toBeNull()
    expect(cellAround(hive.cells, 100)).toBeNull()
  })
})
