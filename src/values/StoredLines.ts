/** Lines of text where a value stores them, of any length, and how they are stored in another type. */

import { decodeUtf16 } from '../bytes/text.ts'
import type { Work } from '../work.ts'
import { multiStringEnd, stringEnd } from './decode.ts'

/** Bytes of data that a step reads; even, so that no unit is divided. */
export const BYTES_A_STEP = 1 << 16

/** How lines are stored: as one text with a NUL, as one without, or as a list. */
export type LineForm = 'string' | 'link' | 'list'

const CR = 0x0d
const LF = 0x0a

/** The lines of a text, or the strings of a list, up to the end of the data that has a meaning. */
export class StoredLines {
  readonly #data: Uint8Array
  /** Offset of the end of the last line. */
  readonly #end: number
  /** Whether a NUL separates lines, and not a line break. */
  readonly #isList: boolean

  private constructor(data: Uint8Array, end: number, isList: boolean) {
    this.#data = data
    this.#end = end
    this.#isList = isList
  }

  /**
   * Finds the lines in stored data. Empty data, or what begins with a NUL, has none.
   *
   * @param data - the data as it is stored
   * @param isList - whether it is a list of strings, and not one text
   * @returns the lines
   */
  static *findSteps(data: Uint8Array, isList: boolean): Work<StoredLines> {
    return new StoredLines(data, yield* isList ? endOfList(data) : endOfText(data), isList)
  }

  /**
   * Reads the text if there is one line of at most as many units, or none.
   *
   * @param most - the most UTF-16 units
   * @returns the line; `several` if there are more lines; `long` if it is longer
   */
  *onlyLineSteps(most: number): Work<{ readonly text: string } | 'several' | 'long'> {
    for (let at = 0; at < this.#end; ) {
      const stop = Math.min(this.#end, at + BYTES_A_STEP)
      for (; at < stop; at += 2) if (this.#breakAt(at) > 0) return 'several'
      yield at / this.#end
    }
    if (this.#end > 2 * most) return 'long'
    return { text: decodeUtf16(this.#data, 0, this.#end) }
  }

  /**
   * Stores the lines in another form. A list gets a NUL after each line, text a carriage return and a line feed
   * between two lines.
   *
   * @param form - how they are stored
   * @returns the data to store
   */
  *encodeSteps(form: LineForm): Work<Uint8Array<ArrayBuffer>> {
    const end = this.#end
    let kept = 0
    let breaks = 0
    for (let at = 0; at < end; ) {
      const stop = Math.min(end, at + BYTES_A_STEP)
      while (at < stop) {
        const length = this.#breakAt(at)
        if (length > 0) breaks++
        else kept += 2
        at += length || 2
      }
      yield (at / end) * COUNTING
    }
    const isList = form === 'list'
    const written = kept + breaks * (isList ? 2 : 4)
    const made = new Uint8Array(written + TERMINATOR[form] + (isList && end > 0 ? 2 : 0))
    let to = 0
    for (let at = 0; at < end; ) {
      const stop = Math.min(end, at + BYTES_A_STEP)
      while (at < stop) {
        const length = this.#breakAt(at)
        if (length === 0) {
          made[to] = this.#data[at] as number
          made[to + 1] = this.#data[at + 1] as number
          to += 2
        } else if (isList) {
          to += 2
        } else {
          made[to] = CR
          made[to + 2] = LF
          to += 4
        }
        at += length || 2
      }
      yield COUNTING + (at / end) * (1 - COUNTING)
    }
    return made
  }

  /** Size in bytes of the separator at an offset; 0 if there is none. */
  #breakAt(at: number): number {
    const data = this.#data
    if (data[at + 1] !== 0) return 0
    const low = data[at]
    if (this.#isList) return low === 0 ? 2 : 0
    if (low === LF) return 2
    if (low !== CR) return 0
    const isPair = at + 2 < this.#end && data[at + 2] === LF && data[at + 3] === 0
    return isPair ? 4 : 2
  }
}

/** The part of storing lines that is spent on counting them. */
const COUNTING = 0.4
/** Bytes at the end of each form. */
const TERMINATOR: Readonly<Record<LineForm, number>> = { string: 2, link: 0, list: 2 }

function* endOfText(data: Uint8Array): Work<number> {
  const whole = data.length & ~1
  for (let from = 0; from < whole; from += BYTES_A_STEP) {
    const to = Math.min(whole, from + BYTES_A_STEP)
    const nul = stringEnd(data, from, to)
    if (nul < to) return nul
    yield to / whole
  }
  return whole
}

function* endOfList(data: Uint8Array): Work<number> {
  const whole = data.length & ~1
  let last = whole
  while (last > 0) {
    const stop = Math.max(0, last - BYTES_A_STEP)
    while (last > stop && data[last - 1] === 0 && data[last - 2] === 0) last -= 2
    if (last > stop) break
    yield (whole - last) / whole
  }
  // Four NULs are padding, however many more there are.
  return multiStringEnd(data, 0, Math.min(data.length, last + 8))
}
