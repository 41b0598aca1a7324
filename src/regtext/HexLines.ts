/** Writes bytes as in .reg text, wrapped where Windows wraps them. */

import { DIGITS_AND_COMMA } from './hexDigits.ts'
import type { TextOutput } from './TextOutput.ts'

const CR = 0x0d
const LF = 0x0a
const SPACE = 0x20
const BACKSLASH = 0x5c
/** A line is wrapped behind a comma when it is longer than this. */
const WRAP_AFTER = 76
/** Units of a byte and its comma. */
const BYTE_UNITS = 3
/** Blanks at the begin of a line that continues another. */
const INDENT = 2
/** Bytes that are written between two looks at the room there is. */
const BYTES_AT_ONCE = 1 << 14

export class HexLines {
  readonly #out: TextOutput
  #column = 0
  #left = 0

  /**
   * Writes nothing yet.
   *
   * @param out - the text
   */
  constructor(out: TextOutput) {
    this.#out = out
  }

  /**
   * Starts behind the text that comes before the first byte.
   *
   * @param column - length of the line so far
   * @param count - how many bytes there are
   */
  begin(column: number, count: number): void {
    this.#column = column
    this.#left = count
  }

  /**
   * Writes some of the bytes.
   *
   * @param bytes - an array that has them
   * @param at - index of the first one
   * @param count - how many
   */
  add(bytes: Uint8Array, at: number, count: number): void {
    for (let from = at; from < at + count; from += BYTES_AT_ONCE) {
      this.#out.room()
      this.#addSome(bytes, from, Math.min(at + count, from + BYTES_AT_ONCE))
    }
  }

  /**
   * Writes a number of 32 bits without a comma.
   *
   * @param bytes - an array that has it, in little-endian order
   * @param at - index of its lowest byte
   */
  addNumber(bytes: Uint8Array, at: number): void {
    const { view, length } = this.#out
    for (let digit = 0; digit < 4; digit++) {
      const byte = bytes[at + 3 - digit] as number
      view.setFloat64((length + digit * 2) * 2, DIGITS_AND_COMMA[byte] as number, true)
    }
    this.#out.length = length + 8
  }

  #addSome(bytes: Uint8Array, from: number, end: number): void {
    const { units, view } = this.#out
    const digits = DIGITS_AND_COMMA
    let to = this.#out.length
    let at = from
    this.#left -= end - from
    while (at < end) {
      const fitting = Math.floor((WRAP_AFTER - this.#column) / BYTE_UNITS) + 1
      const count = Math.min(Math.max(1, fitting), end - at)
      const lineEnd = at + count
      for (let place = to * 2; at < lineEnd; place += 2 * BYTE_UNITS) {
        view.setFloat64(place, digits[bytes[at++] as number] as number, true)
      }
      to += count * BYTE_UNITS
      this.#column += count * BYTE_UNITS
      if (at === end && this.#left === 0) {
        // There is no comma behind the last byte of all.
        to--
      } else if (this.#column > WRAP_AFTER) {
        units[to++] = BACKSLASH
        units[to++] = CR
        units[to++] = LF
        units[to++] = SPACE
        units[to++] = SPACE
        this.#column = INDENT
      }
    }
    this.#out.length = to
  }
}
