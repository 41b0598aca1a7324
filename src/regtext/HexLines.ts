/** Writes bytes as in .reg text, wrapped where Windows wraps them. */

import { HIGH_DIGITS, LOW_DIGITS } from './hexDigits.ts'
import type { TextOutput } from './TextOutput.ts'

const CR = 0x0d
const LF = 0x0a
const COMMA = 0x2c
const SPACE = 0x20
const BACKSLASH = 0x5c
/** A line is wrapped behind a comma when it is longer than this. */
const WRAP_AFTER = 76
/** Blanks at the begin of a line that continues another. */
const INDENT = 2
/** Bytes that are written between two looks at the room there is. */
const BYTES_AT_ONCE = 1 << 14

export class HexLines {
  readonly #out: TextOutput
  #column: number
  #left: number

  /**
   * Starts behind the text that comes before the first byte.
   *
   * @param out - the text
   * @param column - length of the line so far
   * @param count - how many bytes there are
   */
  constructor(out: TextOutput, column: number, count: number) {
    this.#out = out
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

  #addSome(bytes: Uint8Array, from: number, end: number): void {
    const { units } = this.#out
    let to = this.#out.length
    let column = this.#column
    this.#left -= end - from
    // There is no comma behind the last byte of all.
    const last = this.#left === 0 ? end - 1 : end
    for (let at = from; at < last; at++) {
      const byte = bytes[at] as number
      units[to++] = HIGH_DIGITS[byte] as number
      units[to++] = LOW_DIGITS[byte] as number
      units[to++] = COMMA
      column += 3
      if (column <= WRAP_AFTER) continue
      units[to++] = BACKSLASH
      units[to++] = CR
      units[to++] = LF
      units[to++] = SPACE
      units[to++] = SPACE
      column = INDENT
    }
    if (last < end) {
      const byte = bytes[last] as number
      units[to++] = HIGH_DIGITS[byte] as number
      units[to++] = LOW_DIGITS[byte] as number
    }
    this.#column = column
    this.#out.length = to
  }
}
