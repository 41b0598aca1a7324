/** The keys that deleted values belonged to, as far as a value list proves it. */

import type { CellStore } from '../regf/CellStore.ts'
import { NK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from '../regf/offsets.ts'
import type { Work } from '../work.ts'
import type { ValueOwners } from './DeletedRecords.ts'
import type { Candidates } from './scan.ts'

/** Keys whose lists are read between two pauses. */
const KEYS_A_STEP = 256

/**
 * Finds the key of each deleted value. A deleted key's own list proves that a value was its, and so does the end of
 * a live key's list. Several lists can name a value, since cells are used again; the newest deleted key has it then.
 *
 * @param cells - the cells of the hive
 * @param found - its deleted records
 * @param live - the live keys whose lists name a value behind their ends, by the value's cell
 * @returns the keys
 */
export function* ownersSteps(
  cells: CellStore,
  { keys, values, unused }: Pick<Candidates, 'keys' | 'values' | 'unused'>,
  live: ReadonlyMap<CellOffset, CellOffset>,
): Work<ValueOwners> {
  const { image } = cells
  const owners = {
    keys: new Uint32Array(values.count).fill(NIL),
    positions: new Uint32Array(values.count),
  }
  const times = new BigUint64Array(values.count)
  // Crafted keys could share a list without end; the lists of a hive have no more entries than fit into it.
  let left = cells.bins.dataSize >>> 2
  for (let index = 0; index < keys.count && left > 0 && values.count > 0; index++) {
    if (index % KEYS_A_STEP === KEYS_A_STEP - 1) yield index / keys.count
    const key = keys.at(index)
    const time = image.u64(key + NK.LAST_WRITE)
    const { at, count } = listOf(cells, unused, key)
    left -= count
    for (let position = 0; position < count; position++) {
      const value = values.indexOf(cells.payloadAt(image.u32(at + position * 4) as CellOffset))
      if (value < 0 || (owners.keys[value] !== NIL && (times[value] as bigint) >= time)) continue
      owners.keys[value] = cells.cellOf(key)
      owners.positions[value] = position
      times[value] = time
    }
  }
  for (const [cell, key] of live) {
    const value = values.indexOf(cells.payloadAt(cell))
    if (value >= 0 && owners.keys[value] === NIL) owners.keys[value] = key
  }
  return owners
}

/** The entries of a deleted key's value list that no live record has overwritten. */
function listOf(
  cells: CellStore,
  unused: Candidates['unused'],
  key: FileOffset,
): { at: number; count: number } {
  const { image, headerSize } = cells
  const list = image.u32(key + NK.VALUE_LIST) as CellOffset
  if (list % 8 !== 0 || list >= cells.bins.dataSize) return { at: 0, count: 0 }
  const count = image.u32(key + NK.VALUE_COUNT)
  const bytes = unused.covered(fileOffset(list), headerSize + count * 4) - headerSize
  return { at: cells.payloadAt(list), count: Math.max(0, bytes >> 2) }
}
