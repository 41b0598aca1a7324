/** Goes through every cell of a hive as the technical view does. */

import { BinItems, Blocks } from '../../src/anatomy/Blocks.ts'
import { lettersIn } from '../../src/anatomy/cellUse.ts'
import { cellFields, type FieldList } from '../../src/anatomy/FieldList.ts'
import { Owners, type Ownership } from '../../src/anatomy/owners.ts'
import type { Hive } from '../../src/offreg/Hive.ts'
import { type CellOffset, cellOffset } from '../../src/regf/offsets.ts'
import { runToEnd } from '../../src/work.ts'

export interface ReadCell {
  readonly cell: CellOffset
  readonly at: number
  readonly size: number
  readonly isFree: boolean
  readonly owner: Ownership
  readonly owners: Owners
  readonly fields: FieldList
}

/** All cells of a hive that was checked, bin by bin. */
export function* eachCell(hive: Hive): Generator<ReadCell> {
  const { cells } = hive
  const blocks = new Blocks(cells)
  for (let index = 0; index < blocks.count; index++) {
    const block = blocks.at(index)
    if (block.kind !== 'bin') continue
    const bin = runToEnd(BinItems.steps(cells, block))
    const items = Array.from({ length: bin.items }, (_, at) => bin.at(at))
    const used = items.filter(({ kind }) => kind === 'used').map(({ at }) => cellOffset(at))
    const owners = runToEnd(Owners.steps(hive, used))
    for (const item of items) {
      const isFree = item.kind === 'free'
      if (item.kind !== 'used' && !isFree) continue
      const cell = cellOffset(item.at)
      const owner: Ownership = isFree
        ? { use: lettersIn(cells, cell), key: null, value: null }
        : owners.of(cell)
      const bytes = isFree ? null : owners.bytes(cell)
      const fields = cellFields(cells, item, { use: owner.use, isFree, bytes })
      yield { cell, at: item.at, size: item.size, isFree, owner, owners, fields }
    }
  }
}
