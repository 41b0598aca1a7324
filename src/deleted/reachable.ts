/**
 * Records of a damaged hive that the lists still lead to, though not through sound cells: in a bin with a bad
 * header, in a cell that is marked free, or below such a key. They are lost rather than deleted, and a salvage
 * brings them back.
 */

import { CellBits } from '../regf/CellBits.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { LenientCells } from '../regf/LenientCells.ts'
import { NK, SIG, VK } from '../regf/layout.ts'
import { type CellOffset, fileOffset } from '../regf/offsets.ts'
import { RECORDS_A_STEP, type Work } from '../work.ts'

/**
 * Finds the records that the lists of a damaged hive lead to.
 *
 * @param hive - the hive
 * @returns a bit for the cell of each key and value
 */
export function* reachableSteps(hive: {
  readonly cells: CellStore
  readonly root: CellOffset
}): Work<CellBits> {
  const { image, minor, bins } = hive.cells
  const cells = new LenientCells(image, minor, fileOffset(bins.dataSize as CellOffset))
  const reached = new CellBits(bins.dataSize)
  const lists = new CellBits(bins.dataSize)
  const isNew = (list: CellOffset) => list < bins.dataSize && list % 8 === 0 && lists.add(list)
  const open: CellOffset[] = [hive.root]
  let visited = 0
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    const key = cells.record(cell, SIG.NK, NK.NAME)
    if (key === 0 || !reached.add(cell)) continue
    cells.subkeys(key, isNew, ({ at, count, size }) => {
      for (let entry = at; entry < at + count * size; entry += size) {
        open.push(image.u32(entry) as CellOffset)
      }
    })
    if (isNew(image.u32(key + NK.VALUE_LIST) as CellOffset)) {
      const { at, count } = cells.values(key)
      for (let entry = at; entry < at + count * 4; entry += 4) {
        const value = image.u32(entry)
        if (cells.record(value, SIG.VK, VK.NAME) !== 0) reached.set(value)
      }
    }
    // How many there are is known only at the end.
    if (++visited % RECORDS_A_STEP === 0) yield 0
  }
  return reached
}
