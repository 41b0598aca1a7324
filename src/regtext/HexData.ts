/** Reads bytes, which may be very many, and go on over many lines. */

import type { LineProblem } from './lineProblem.ts'
import type { TextLines } from './TextLines.ts'
import { digitOf, isBreak, NO_DIGIT, UNIT } from './units.ts'

const FIRST_ROOM = 1 << 12

export class HexData {
  #bytes = new Uint8Array(FIRST_ROOM)
  #length = 0

  /** Starts without bytes. */
  begin(): void {
    this.#length = 0
  }

  /** The bytes, valid until the next `begin`. */
  get data(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /**
   * Reads on where a byte may begin. The window then starts at what it could not read.
   *
   * @param lines - the text
   * @returns `done` behind the last byte; `continued` behind a backslash, where the line has to end; `more` at the
   *   end of the window; or what is wrong
   */
  read(lines: TextLines): 'done' | 'continued' | 'more' | LineProblem {
    // A digit and a comma for each byte, or more.
    this.#makeRoom(((lines.end - lines.start) >>> 1) + 1)
    for (;;) {
      this.#readPairs(lines)
      const answer = this.#readOne(lines)
      if (answer !== 'byte') return answer
    }
  }

  /** Reads bytes of two digits and a comma, as nearly all of them are. */
  #readPairs(lines: TextLines): void {
    const { units, end } = lines
    const bytes = this.#bytes
    let length = this.#length
    let at = lines.start
    while (at + 2 < end && units[at + 2] === UNIT.COMMA) {
      const high = digitOf(units[at] as number)
      const low = digitOf(units[at + 1] as number)
      if ((high | low) >= NO_DIGIT) break
      bytes[length++] = (high << 4) | low
      at += 3
    }
    this.#length = length
    lines.start = at
  }

  /** Reads anything else; `byte` if that is another byte and its comma. */
  #readOne(lines: TextLines): 'byte' | 'done' | 'continued' | 'more' | LineProblem {
    const { units, end } = lines
    const at = lines.skipBlanks(lines.start)
    if (at === end) return 'more'
    const unit = units[at] as number
    if (isBreak(unit) || unit === UNIT.SEMICOLON) return 'done'
    if (unit === UNIT.BACKSLASH) {
      lines.start = at + 1
      return 'continued'
    }
    if (unit === UNIT.COMMA) return 'hex-empty'
    let next = at
    let value = 0
    for (; next < end; next++) {
      const digit = digitOf(units[next] as number)
      if (digit === NO_DIGIT) break
      value = Math.min(0x100, (value << 4) | digit)
    }
    if (next === end) return 'more'
    if (next === at) return unit === UNIT.NUL ? 'nul' : 'hex-digit'
    if (value > 0xff) return 'hex-large'
    const hasComma = units[next] === UNIT.COMMA
    const behind = hasComma ? next : lines.skipBlanks(next)
    if (behind === end) return 'more'
    const last = units[behind] as number
    if (!hasComma && !isBreak(last) && last !== UNIT.SEMICOLON) {
      return last === UNIT.BACKSLASH || behind > next ? 'hex-separator' : 'hex-digit'
    }
    this.#bytes[this.#length++] = value
    lines.start = hasComma ? next + 1 : behind
    return hasComma ? 'byte' : 'done'
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#length + bytes, this.#bytes.length * 2))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
