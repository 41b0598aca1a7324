/**
 * Compares two subkeys by their stored names, in place (regf-format 3.2, 5.2 rules 25 and 26). The upcase table
 * of Windows grew from version to version, so a list that an older system sorted can look out of order at rare
 * letters. `oldUpcase` folds only the letters that every version folds: Latin-1, Latin Extended-A, basic Greek
 * and basic Cyrillic. A list that is in order by that table gets a note instead of an error (3.2.6, 5.3.26).
 */

import { UPCASE } from '../../bytes/upcase.ts'
import type { CellStore } from '../CellStore.ts'
import { KEY_FLAG, NK } from '../layout.ts'
import { type CellOffset, fileOffset } from '../offsets.ts'

let oldTable: Uint16Array | null = null

/** The table is made when it is needed: most hives have no list that is out of order. */
function oldUpcase(): Uint16Array {
  oldTable ??= UPCASE.map((upper, unit) => (isFoldedEverywhere(unit) ? upper : unit))
  return oldTable
}

function isFoldedEverywhere(unit: number): boolean {
  return unit < 0x180 || (unit >= 0x386 && unit <= 0x3ce) || (unit >= 0x400 && unit <= 0x45f)
}

/**
 * Compares the stored names of two subkeys.
 *
 * @param cells - the cells of the hive
 * @param a - cell offset of one subkey
 * @param b - cell offset of the other
 * @returns a negative number, 0 or a positive number if `a` comes before `b`, equals it or comes
 *   after it
 */
export function orderOfKeys(cells: CellStore, a: number, b: number): number {
  return orderBy(UPCASE, cells, a, b)
}

/**
 * Checks the order of two subkeys by the table of an older Windows.
 *
 * @param cells - the cells of the hive
 * @param a - cell offset of one subkey
 * @param b - cell offset of the other
 * @returns true if `a` comes before `b`
 */
export function isOldOrder(cells: CellStore, a: number, b: number): boolean {
  return orderBy(oldUpcase(), cells, a, b) < 0
}

function orderBy(table: Uint16Array, cells: CellStore, a: number, b: number): number {
  const { image } = cells
  const keyA = cells.payloadAt(a as CellOffset)
  const keyB = cells.payloadAt(b as CellOffset)
  const isLatinA = (image.u16(keyA + NK.FLAGS) & KEY_FLAG.COMP_NAME) !== 0
  const isLatinB = (image.u16(keyB + NK.FLAGS) & KEY_FLAG.COMP_NAME) !== 0
  const lengthA = nameBytes(cells, a, keyA)
  const lengthB = nameBytes(cells, b, keyB)
  const unitsA = isLatinA ? lengthA : lengthA >>> 1
  const unitsB = isLatinB ? lengthB : lengthB >>> 1
  const shorter = Math.min(unitsA, unitsB)
  const nameA = keyA + NK.NAME
  const nameB = keyB + NK.NAME
  for (let index = 0; index < shorter; index++) {
    const unitA = isLatinA ? image.u8(nameA + index) : image.u16(nameA + index * 2)
    const unitB = isLatinB ? image.u8(nameB + index) : image.u16(nameB + index * 2)
    if (unitA === unitB) continue
    const difference = (table[unitA] as number) - (table[unitB] as number)
    if (difference !== 0) return difference
  }
  return unitsA - unitsB
}

/** Stored bytes of a key's name, cut to its cell. */
function nameBytes(cells: CellStore, cell: number, key: number): number {
  const room = -cells.image.i32(fileOffset(cell as CellOffset)) - cells.headerSize - NK.NAME
  const length = cells.image.u16(key + NK.NAME_LENGTH)
  return Math.min(length, room)
}
