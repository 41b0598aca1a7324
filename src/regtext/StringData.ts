/** Reads what is between quotation marks, which may be very long, and may go on over several lines. */

import type { LineProblem } from './lineProblem.ts'
import type { TextLines } from './TextLines.ts'
import { isBreak, UNIT } from './units.ts'

const FIRST_ROOM = 1 << 12
/** Units in which the end of a string over several lines is looked for before its first line is passed over. */
const LONGEST_STRING = 1 << 20

export class StringData {
  #units = new Uint16Array(FIRST_ROOM)
  #length = 0
  /** Whether the string is known to end as it should, so that its end is looked for once. */
  #isClosed = false

  /** Starts a string without text. */
  begin(): void {
    this.#length = 0
    this.#isClosed = false
  }

  /** The text and a NUL, as bytes that are valid until the next `begin`. */
  get data(): Uint8Array {
    this.#makeRoom(1)
    this.#units[this.#length] = UNIT.NUL
    return new Uint8Array(this.#units.buffer, 0, (this.#length + 1) * 2)
  }

  /** Adds the line break at the start of the window, and goes to the next line; false if it has not arrived. */
  addBreak(lines: TextLines): boolean {
    const from = lines.start
    if (!lines.endLine(from)) return false
    this.#makeRoom(2)
    for (let at = from; at < lines.start; at++) {
      this.#units[this.#length++] = lines.units[at] as number
    }
    return true
  }

  /**
   * Reads on. The window then starts at what it could not read.
   *
   * @param lines - the text
   * @returns `done` behind the closing quotation mark; `break` at a line break; `more` at the end of the window; or
   *   what is wrong
   */
  read(lines: TextLines): 'done' | 'break' | 'more' | LineProblem {
    const { units, end } = lines
    let at = lines.start
    this.#makeRoom(end - at)
    const text = this.#units
    let length = this.#length
    let answer: 'done' | 'break' | 'more' | LineProblem = 'more'
    while (at < end) {
      const unit = units[at] as number
      if (unit === UNIT.BACKSLASH) {
        if (at + 1 === end) break
        const escaped = units[at + 1] as number
        if (escaped !== UNIT.BACKSLASH && escaped !== UNIT.QUOTE) {
          answer = escaped === ZERO ? 'nul-escape' : 'escape'
          break
        }
        text[length++] = escaped
        at += 2
        continue
      }
      if (unit === UNIT.QUOTE) {
        at++
        answer = 'done'
        break
      }
      if (unit < UNIT.SPACE && (unit === UNIT.CR || unit === UNIT.LF || unit === UNIT.NUL)) {
        answer = unit === UNIT.NUL ? 'nul' : 'break'
        break
      }
      text[length++] = unit
      at++
    }
    this.#length = length
    lines.start = at
    return answer
  }

  /**
   * Checks whether a string that goes on in the next line ends as a string does, with nothing but a comment behind it.
   *
   * @param lines - the text; its window starts inside of the string
   * @returns false if it does not; `more` if its end may be behind the window
   */
  isClosedLater(lines: TextLines): boolean | 'more' {
    if (this.#isClosed) return true
    const { units, end } = lines
    let at = lines.start
    while (at < end && units[at] !== UNIT.QUOTE) at += units[at] === UNIT.BACKSLASH ? 2 : 1
    const behind = lines.skipBlanks(at + 1)
    if (behind >= end) {
      return end - lines.start > LONGEST_STRING || lines.isLast ? false : 'more'
    }
    const unit = units[behind] as number
    this.#isClosed = isBreak(unit) || unit === UNIT.SEMICOLON
    return this.#isClosed
  }

  #makeRoom(units: number): void {
    if (this.#length + units <= this.#units.length) return
    const larger = new Uint16Array(Math.max(this.#length + units, this.#units.length * 2))
    larger.set(this.#units.subarray(0, this.#length))
    this.#units = larger
  }
}

/** `0` */
const ZERO = 0x30
