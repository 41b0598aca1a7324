/** Writes names and texts as they are between quotation marks: with a backslash before each of those and of these. */

import { ANSI_BYTES, NO_BYTE } from '../bytes/codePage1252.ts'
import type { RegVersion } from './regText.ts'
import type { TextOutput } from './TextOutput.ts'

const NUL = 0
const CR = 0x0d
const LF = 0x0a
const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Checks whether a unit of a name or a text can be written: line breaks and NUL have no spelling, and code page 1252
 * has few characters.
 *
 * @param unit - the unit
 * @param version - the form of the text
 * @returns true if it can
 */
export function isWritable(unit: number, version: RegVersion): boolean {
  if (unit === CR || unit === LF || unit === NUL) return false
  return version === 5 || ANSI_BYTES[unit] !== NO_BYTE
}

export class EscapedText {
  readonly #out: TextOutput
  readonly #isAnsi: boolean

  /**
   * Writes nothing yet.
   *
   * @param out - the text
   * @param version - its form
   */
  constructor(out: TextOutput, version: RegVersion) {
    this.#out = out
    this.#isAnsi = version === 4
  }

  /**
   * Writes text of one byte for each unit.
   *
   * @param bytes - an array that has it
   * @param at - where it begins
   * @param length - its length in bytes, at most 65,536
   * @returns false if a unit of it cannot be written; some of it may have been
   */
  addLatin1(bytes: Uint8Array, at: number, length: number): boolean {
    const { units } = this.#out
    const isAnsi = this.#isAnsi
    const ansi = ANSI_BYTES
    const end = at + length
    let to = this.#out.length
    for (let from = at; from < end; from++) {
      const unit = bytes[from] as number
      if (unit <= BACKSLASH) {
        if (unit < SPACE && (unit === CR || unit === LF || unit === NUL)) return false
        if (unit === QUOTE || unit === BACKSLASH) units[to++] = BACKSLASH
      } else if (isAnsi && ansi[unit] === NO_BYTE) {
        return false
      }
      units[to++] = unit
    }
    this.#out.length = to
    return true
  }

  /**
   * Writes text of two bytes for each unit.
   *
   * @param bytes - an array that has it
   * @param at - where it begins
   * @param length - its length in bytes, at most 65,536; an odd byte at its end is left out
   * @returns false if a unit of it cannot be written; some of it may have been
   */
  addUtf16(bytes: Uint8Array, at: number, length: number): boolean {
    const { units } = this.#out
    const isAnsi = this.#isAnsi
    const ansi = ANSI_BYTES
    const end = at + length - 1
    let to = this.#out.length
    for (let from = at; from < end; from += 2) {
      const unit = (bytes[from] as number) | ((bytes[from + 1] as number) << 8)
      if (unit <= BACKSLASH) {
        if (unit < SPACE && (unit === CR || unit === LF || unit === NUL)) return false
        if (unit === QUOTE || unit === BACKSLASH) units[to++] = BACKSLASH
      } else if (isAnsi && ansi[unit] === NO_BYTE) {
        return false
      }
      units[to++] = unit
    }
    this.#out.length = to
    return true
  }
}
