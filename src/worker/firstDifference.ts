/** Where the data of a value begins to differ, for a row whose previews of it are the same. */

import { formatHex } from '../bytes/hex.ts'
import type { ComparedCells, Difference } from '../compare/difference.ts'
import type { ShownDifference } from '../compare/shown.ts'
import type { CellStore } from '../regf/CellStore.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { dataCopy } from '../regf/valueData.ts'
import type { FirstDifference } from './protocol.ts'

/** The first bytes of data in which a difference is looked for. */
const LOOKED_AT_BYTES = 0x40000
/** The bytes of it that are shown. */
const SHOWN_BYTES = 16

/**
 * The first difference in the data of a value; null if the previews show one, and of any other difference.
 *
 * @param shown - both sides of it
 */
export function firstDifference(
  { value, parts }: Difference,
  { before, after }: ComparedCells,
  shown: Pick<ShownDifference, 'was' | 'is'>,
): FirstDifference | null {
  // Another type or name is what is said of a value that has one.
  if (value === null || parts.some((part) => part !== 'data')) return null
  const [was, is] = [shown.was?.data, shown.is?.data]
  if (!was || was.preview.text !== is?.preview.text) return null
  return firstPlace(lookedAt(before, value.before), lookedAt(after, value.after))
}

/** The first bytes of a value's data, in which `firstPlace` looks. */
export function lookedAt(cells: CellStore, value: CellOffset): Uint8Array {
  return dataCopy(cells, cells.payloadAt(value), LOOKED_AT_BYTES)
}

/** The first place where two data differ; null if there is none. */
export function firstPlace(was: Uint8Array, is: Uint8Array): FirstDifference | null {
  let at = 0
  while (at < was.length && was[at] === is[at]) at++
  if (at === was.length && at === is.length) return null
  const shown = (data: Uint8Array) => formatHex(data.subarray(at, at + SHOWN_BYTES))
  return { at, was: shown(was), is: shown(is) }
}
