import { formatHex, hexDumpLine } from '../../bytes/hex.ts'
import type { Place, RowSource } from './RowSource.ts'

/** Columns of a byte: two digits and a space. */
const PER_BYTE = 3

/** Rows of bytes. A position counts hex digits, two per byte. */
export class ByteRows implements RowSource {
  #bytes: Uint8Array
  #perRow: number

  constructor(bytes: Uint8Array, perRow: number) {
    this.#bytes = bytes
    this.#perRow = perRow
  }

  get bytes(): Uint8Array {
    return this.#bytes
  }

  get end(): number {
    return this.#bytes.length * 2
  }

  /**
   * The number of rows. When the bytes fill the last row there is one more, for the caret after
   * them.
   */
  get rowCount(): number {
    return Math.floor(this.#bytes.length / this.#perRow) + 1
  }

  /** Replaces the bytes from `from` to `to`. */
  replace(from: number, to: number, inserted: Uint8Array): void {
    const before = this.#bytes
    this.#bytes = new Uint8Array(before.length - (to - from) + inserted.length)
    this.#bytes.set(before.subarray(0, from))
    this.#bytes.set(inserted, from)
    this.#bytes.set(before.subarray(to), from + inserted.length)
  }

  /** Puts this many bytes into each row; positions stay. */
  fold(perRow: number): void {
    this.#perRow = perRow
  }

  rowText(row: number): string {
    return formatHex(this.#bytesOf(row))
  }

  rowLabel(row: number): string {
    return hexOffset(row * this.#perRow, this.#bytes.length)
  }

  rowAside(row: number): string {
    return hexDumpLine(this.#bytes, row * this.#perRow, this.#perRow).text
  }

  asideColumn(column: number): number {
    return Math.floor(column / PER_BYTE)
  }

  besideColumn(column: number): number {
    return column * PER_BYTE
  }

  placeOf(position: number): Place {
    const byte = position >> 1
    const row = Math.floor(byte / this.#perRow)
    return { row, column: (byte - row * this.#perRow) * PER_BYTE + (position & 1) }
  }

  /** The space after a byte is the place before the next one. */
  positionAt({ row, column }: Place): number {
    const byte = row * this.#perRow + Math.floor(column / PER_BYTE)
    return Math.min(byte * 2 + (column % PER_BYTE), this.end)
  }

  #bytesOf(row: number): Uint8Array {
    return this.#bytes.subarray(row * this.#perRow, (row + 1) * this.#perRow)
  }
}

/** The offset of a byte in upper-case hex digits, as many as the last of `count` bytes needs. */
export function hexOffset(byte: number, count: number): string {
  return byte.toString(16).toUpperCase().padStart(offsetDigits(count), '0')
}

/** How many digits offsets have: at least four, and an even number. */
export function offsetDigits(count: number): number {
  return Math.max(4, 2 * Math.ceil(count.toString(16).length / 2))
}
