/** The text that is being read, line by line: where the reader is in it, and whether more of it is needed. */

import { TextInput } from './TextInput.ts'
import { isBreak, UNIT } from './units.ts'

export class TextLines extends TextInput {
  /** The number of the line, counted from 1. */
  line = 1
  /** Where the line begins in the window; less than 0 if that was dropped. */
  lineStart = 0
  /** Whether the whole rest of the text is in the window. */
  isLast = false

  /**
   * Adds bytes to the window. Units before `start` are dropped, so offsets into the window change.
   *
   * @param bytes - the next piece of the text
   * @param isLast - whether the text ends with it
   * @returns by how many units the window has moved
   */
  override add(bytes: Uint8Array, isLast: boolean): number {
    this.isLast = isLast
    const moved = super.add(bytes, isLast)
    this.lineStart -= moved
    return moved
  }

  /**
   * Goes on behind the end of the line.
   *
   * @param at - where the line break is in the window
   * @returns false if it is not known yet whether a LF belongs to it
   */
  endLine(at: number): boolean {
    let next = at + 1
    if (this.units[at] === UNIT.CR) {
      if (next === this.end && !this.isLast) return false
      if (next < this.end && this.units[next] === UNIT.LF) next++
    }
    this.start = next
    this.lineStart = next
    this.line++
    return true
  }

  /**
   * Skips blanks and tabs.
   *
   * @param at - where to begin
   * @returns the first other unit, or the end of the window
   */
  skipBlanks(at: number): number {
    const { units, end } = this
    let next = at
    while (next < end && (units[next] === UNIT.SPACE || units[next] === UNIT.TAB)) next++
    return next
  }

  /**
   * Finds the end of the line.
   *
   * @param at - where to begin
   * @returns where the line break is, or -1 if it has not arrived
   */
  findBreak(at: number): number {
    const { units, end } = this
    let next = at
    while (next < end && !isBreak(units[next] as number)) next++
    return next < end ? next : -1
  }

  /**
   * Checks whether a text comes next.
   *
   * @param at - where to look
   * @param text - the text
   * @returns true if all of it is there
   */
  startsWith(at: number, text: string): boolean {
    if (at + text.length > this.end) return false
    for (let index = 0; index < text.length; index++) {
      if (this.units[at + index] !== text.charCodeAt(index)) return false
    }
    return true
  }
}
