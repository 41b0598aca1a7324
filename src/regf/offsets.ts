/**
 * The two kinds of offset in a hive, which the compiler keeps apart.
 *
 * A cell offset is relative to the first hive bin; records store these. A file offset is a position in the
 * hive file; people are shown these. No other file converts between them (regf-format section 0).
 */

declare const kind: unique symbol

/** Bytes from the first hive bin to a cell's size field. */
export type CellOffset = number & { readonly [kind]: 'cell' }

/** Bytes from the start of the hive file. */
export type FileOffset = number & { readonly [kind]: 'file' }

/** The stored "no such record" offset. */
export const NIL = 0xffffffff as CellOffset

/** Size of the base block in bytes; the first hive bin comes right after it. */
export const BASE_BLOCK_SIZE = 4096

/** Size and offset of a hive bin are multiples of this many bytes. */
export const BIN_UNIT = 4096

/** `BIN_UNIT` as a number of bits to shift by. */
export const BIN_UNIT_BITS = 12

/**
 * Converts a cell offset to a file offset.
 *
 * @param cell - offset in bytes from the first hive bin
 * @returns offset in bytes from the start of the file
 */
export function fileOffset(cell: CellOffset): FileOffset {
  return (cell + BASE_BLOCK_SIZE) as FileOffset
}

/**
 * Converts a file offset in the hive bins to a cell offset.
 *
 * @param at - offset in bytes from the start of the file
 * @returns offset in bytes from the first hive bin
 */
export function cellOffset(at: FileOffset): CellOffset {
  return (at - BASE_BLOCK_SIZE) as CellOffset
}

/**
 * Rounds a number up to a multiple of a unit.
 *
 * @param bytes - the number
 * @param unit - the unit, in the same measure
 * @returns the smallest multiple that is not less than `bytes`
 */
export function roundUp(bytes: number, unit: number): number {
  return Math.ceil(bytes / unit) * unit
}
