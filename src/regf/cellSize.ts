/** How large a cell is for a payload. */

import { roundUp } from './offsets.ts'

/** Requests above this many bytes are rounded up to a power of two, as Windows does (2.3). */
const LARGE_CELL = 16384

/**
 * Computes the size of the cell for a payload (regf-format 2.5).
 *
 * @param payload - bytes of the payload
 * @returns bytes of the cell, with room to grow if it is large
 */
export function cellSize(payload: number): number {
  const size = tightCellSize(payload)
  return size > LARGE_CELL ? 2 ** Math.ceil(Math.log2(size)) : size
}

/**
 * Computes the same without room to grow.
 *
 * @param payload - bytes of the payload
 * @returns bytes of the cell
 */
export function tightCellSize(payload: number): number {
  return Math.max(8, roundUp(payload + 4, 8))
}
