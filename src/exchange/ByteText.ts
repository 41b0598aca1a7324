/**
 * Text that is written as UTF-8 bytes, in pieces, as exports need it: a string for each name and each value would
 * cost more than everything else about an export.
 */

import { hasHiddenCharacter } from '../text/hidden.ts'
import { PLAIN } from './plain.ts'
import { MOST_TIME, TimeText } from './TimeText.ts'

/** Takes the next bytes of an output. They are overwritten after it returns. */
export type ByteSink = (bytes: Uint8Array<ArrayBuffer>) => void

/** Bytes that are passed on at once. */
const PIECE = 1 << 18
/** The most bytes that are asked for at once. */
const MOST_ROOM = 1 << 17
/** Units that are converted before room is made again, at up to six bytes each. */
const RUN = MOST_ROOM / 8

const QUOTE = 0x22
const BACKSLASH = 0x5c
const HEX_DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
/** The two digits of each byte, the first one in the low half. */
const HEX_PAIRS = Uint16Array.from({ length: 256 }, (_, byte) => {
  return (HEX_DIGITS[byte >> 4] as number) | ((HEX_DIGITS[byte & 15] as number) << 8)
})
/** Characters after a backslash in JSON, by the unit they stand for. */
const SHORT = new Map([...'""\\\\\bb\ff\nn\rr\tt'.matchAll(/(.)(.)/gs)].map(shortEscape))

function shortEscape([, unit = '', letter = '']: RegExpMatchArray): [number, number] {
  return [unit.charCodeAt(0), letter.charCodeAt(0)]
}

const VISIBLE = 1
const HIDDEN = 2
/** Whether a unit is hidden, as far as it was looked up; 0 for surrogates. */
const hidden = new Uint8Array(1 << 16)

/** Whether a UTF-16 unit that is not a surrogate is escaped wherever it is written. */
function isHidden(unit: number): boolean {
  const known = hidden[unit] as number
  if (known !== 0) return known === HIDDEN
  const found = hasHiddenCharacter(String.fromCharCode(unit))
  hidden[unit] = found ? HIDDEN : VISIBLE
  return found
}

const encoder = new TextEncoder()

/** ASCII text that is written often, four characters to a word. */
export interface Constant {
  readonly length: number
  readonly words: Uint32Array
}

/**
 * Prepares ASCII text for `ByteText.put`.
 *
 * @param text - the text
 * @returns its form
 */
export function constant(text: string): Constant {
  const bytes = new Uint8Array((text.length + 3) & ~3)
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index)
  const view = new DataView(bytes.buffer)
  const words = Uint32Array.from({ length: bytes.length >> 2 }, (_, word) => {
    return view.getUint32(word * 4, true)
  })
  return { length: text.length, words }
}

export class ByteText {
  /** The bytes that were not passed on yet, and room for more. */
  readonly bytes = new Uint8Array(PIECE + MOST_ROOM)
  /** Where the next byte goes. */
  at = 0
  readonly #view = new DataView(this.bytes.buffer)
  readonly #sink: ByteSink
  readonly #times = new TimeText()

  /**
   * Starts without any text.
   *
   * @param sink - gets the text in pieces
   */
  constructor(sink: ByteSink) {
    this.#sink = sink
  }

  /** Makes room for some bytes, at most 128 KiB. */
  room(count: number): void {
    if (this.at + count > this.bytes.length) this.flush()
  }

  /** Passes on what was written. */
  flush(): void {
    if (this.at > 0) this.#sink(this.bytes.subarray(0, this.at))
    this.at = 0
  }

  /** Writes one ASCII character; the caller has made room. */
  byte(value: number): void {
    this.bytes[this.at++] = value
  }

  /** Writes a short ASCII text, such as a name of a field. */
  ascii(text: string): void {
    this.room(text.length)
    const { bytes } = this
    let { at } = this
    for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index)
    this.at = at
  }

  /** Writes a short constant; `constant` made it. */
  put({ length, words }: Constant): void {
    // Up to three bytes too many are written, and overwritten by what comes next.
    this.room(length + 4)
    const view = this.#view
    const { at } = this
    for (let word = 0; word < words.length; word++) {
      view.setUint32(at + word * 4, words[word] as number, true)
    }
    this.at = at + length
  }

  /** Writes bytes as they are. */
  raw(source: Uint8Array, from: number, to: number): void {
    for (let start = from; start < to; start += MOST_ROOM) {
      const end = Math.min(to, start + MOST_ROOM)
      this.room(end - start)
      this.#copy(source, start, end)
    }
  }

  #copy(source: Uint8Array, from: number, to: number): void {
    const { bytes } = this
    let { at } = this
    if (to - from > 64) {
      bytes.set(source.subarray(from, to), at)
      this.at = at + to - from
      return
    }
    for (let index = from; index < to; index++) bytes[at++] = source[index] as number
    this.at = at
  }

  /** Writes any text as UTF-8; lone surrogates become U+FFFD. */
  utf8(text: string): void {
    for (let from = 0; from < text.length; ) {
      this.room(RUN * 3)
      let to = Math.min(text.length, from + RUN)
      // A pair is not cut.
      if (to < text.length && (text.charCodeAt(to - 1) & 0xfc00) === 0xd800) to++
      const target = this.bytes.subarray(this.at)
      this.at += encoder.encodeInto(text.slice(from, to), target).written
      from = to
    }
  }

  /** Writes an integer from 0 to 2^53. */
  number(value: number): void {
    this.room(20)
    const { bytes } = this
    if (value < 10) {
      bytes[this.at++] = 0x30 + value
      return
    }
    let digits = 1
    for (let power = 10; value >= power; power *= 10) digits++
    let rest = value
    const end = this.at + digits
    let at = end - 1
    for (; rest > 0x7fff_ffff; at--) {
      const tens = Math.floor(rest / 10)
      bytes[at] = 0x30 + rest - tens * 10
      rest = tens
    }
    for (; at >= this.at; at--) {
      const tens = (rest / 10) | 0
      bytes[at] = 0x30 + rest - tens * 10
      rest = tens
    }
    this.at = end
  }

  /** Writes bytes as two lower-case hexadecimal digits each. */
  hex(source: Uint8Array, from: number, to: number): void {
    for (let start = from; start < to; start += RUN) {
      const end = Math.min(to, start + RUN)
      this.room((end - start) * 2)
      const view = this.#view
      let { at } = this
      let index = start
      for (; index + 1 < end; index += 2) {
        const first = HEX_PAIRS[source[index] as number] as number
        const second = HEX_PAIRS[source[index + 1] as number] as number
        view.setUint32(at, first | (second << 16), true)
        at += 4
      }
      if (index < end) {
        view.setUint16(at, HEX_PAIRS[source[index] as number] as number, true)
        at += 2
      }
      this.at = at
    }
  }

  /** Writes the inside of a JSON string from stored Latin-1, with hidden characters as escapes. */
  jsonLatin1(source: Uint8Array, from: number, to: number): void {
    for (let start = from; start < to; start += RUN) {
      const end = Math.min(to, start + RUN)
      this.room((end - start) * 6)
      const { bytes } = this
      let { at } = this
      for (let index = start; index < end; index++) {
        const unit = source[index] as number
        if (PLAIN[unit] === 1) bytes[at++] = unit
        else at = this.#jsonUnit(at, unit)
      }
      this.at = at
    }
  }

  /**
   * Writes the inside of a JSON string from stored UTF-16, with hidden characters as escapes and lone surrogates
   * as U+FFFD.
   *
   * @param source - the bytes that hold the text
   * @param from - offset of the first unit
   * @param to - offset after the last unit, an even number of bytes from `from`
   * @returns false if there was a lone surrogate
   */
  jsonUtf16(source: Uint8Array, from: number, to: number): boolean {
    let isWell = true
    for (let index = from; index < to; ) {
      const end = Math.min(to, index + RUN * 2)
      this.room(((end - index) >> 1) * 6 + 12)
      const { bytes } = this
      const view = this.#view
      const plain = PLAIN
      const known = hidden
      let { at } = this
      while (index < end) {
        const unit = (source[index] as number) | ((source[index + 1] as number) << 8)
        index += 2
        if (unit < 0x80 && plain[unit] === 1) {
          bytes[at++] = unit
          // Most text goes on like this, so two units are tried at once.
          while (index + 2 < end) {
            const first = source[index] as number
            const second = source[index + 2] as number
            const high = (source[index + 1] as number) | (source[index + 3] as number)
            if (high !== 0 || ((plain[first] as number) & (plain[second] as number)) === 0) break
            view.setUint16(at, first | (second << 8), true)
            at += 2
            index += 4
          }
        } else if (unit >= 0x80 && known[unit] === VISIBLE) at = writeUnit(bytes, at, unit)
        else if ((unit & 0xf800) !== 0xd800) at = this.#jsonUnit(at, unit)
        else {
          const low =
            index < to ? (source[index] as number) | ((source[index + 1] as number) << 8) : 0
          if (unit < 0xdc00 && (low & 0xfc00) === 0xdc00) {
            index += 2
            at = this.#jsonPair(at, unit, low)
          } else {
            isWell = false
            at = this.#jsonUnit(at, 0xfffd)
          }
        }
      }
      this.at = at
    }
    return isWell
  }

  /** Writes the inside of a JSON string from UTF-8 without hidden characters. */
  jsonUtf8(source: Uint8Array, from: number, to: number): void {
    for (let start = from; start < to; start += RUN) {
      const end = Math.min(to, start + RUN)
      this.room((end - start) * 2)
      const { bytes } = this
      let { at } = this
      for (let index = start; index < end; index++) {
        const byte = source[index] as number
        if (byte === QUOTE || byte === BACKSLASH) bytes[at++] = BACKSLASH
        bytes[at++] = byte
      }
      this.at = at
    }
  }

  /** Writes the inside of a JSON string, with hidden characters as escapes and lone surrogates as U+FFFD. */
  jsonText(text: string): void {
    for (let index = 0; index < text.length; ) {
      const end = Math.min(text.length, index + RUN)
      this.room((end - index) * 6 + 12)
      while (index < end) {
        const unit = text.charCodeAt(index++)
        if (unit < 0x80 && PLAIN[unit] === 1) this.bytes[this.at++] = unit
        else if ((unit & 0xf800) !== 0xd800) this.at = this.#jsonUnit(this.at, unit)
        else {
          const low = text.charCodeAt(index)
          const isPair = unit < 0xdc00 && (low & 0xfc00) === 0xdc00
          if (isPair) index++
          this.at = isPair ? this.#jsonPair(this.at, unit, low) : this.#jsonUnit(this.at, 0xfffd)
        }
      }
    }
  }

  /** Writes a FILETIME as `YYYY-MM-DDTHH:mm:ss.fffffffZ`; years after 9999 have five digits. */
  time(high: number, low: number): void {
    this.room(MOST_TIME)
    this.at = this.#times.write(this.bytes, this.at, high, low)
  }

  /** Writes a unit that is no surrogate into a JSON string; returns where the next byte goes. */
  #jsonUnit(at: number, unit: number): number {
    const { bytes } = this
    const letter = SHORT.get(unit)
    if (letter !== undefined) {
      bytes[at] = BACKSLASH
      bytes[at + 1] = letter
      return at + 2
    }
    if (isHidden(unit)) return this.#escape(at, unit)
    return writeUnit(bytes, at, unit)
  }

  #jsonPair(at: number, high: number, low: number): number {
    const point = 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff)
    if (hasHiddenCharacter(String.fromCodePoint(point))) {
      return this.#escape(this.#escape(at, high), low)
    }
    const { bytes } = this
    bytes[at] = 0xf0 | (point >> 18)
    bytes[at + 1] = 0x80 | ((point >> 12) & 0x3f)
    bytes[at + 2] = 0x80 | ((point >> 6) & 0x3f)
    bytes[at + 3] = 0x80 | (point & 0x3f)
    return at + 4
  }

  #escape(at: number, unit: number): number {
    const { bytes } = this
    bytes[at] = BACKSLASH
    bytes[at + 1] = 0x75
    for (let digit = 0; digit < 4; digit++) {
      bytes[at + 2 + digit] = HEX_DIGITS[(unit >> (12 - digit * 4)) & 15] as number
    }
    return at + 6
  }
}

/** Writes a unit that is no surrogate in UTF-8; returns where the next byte goes. */
function writeUnit(bytes: Uint8Array, at: number, unit: number): number {
  if (unit < 0x80) {
    bytes[at] = unit
    return at + 1
  }
  if (unit < 0x800) {
    bytes[at] = 0xc0 | (unit >> 6)
    bytes[at + 1] = 0x80 | (unit & 0x3f)
    return at + 2
  }
  bytes[at] = 0xe0 | (unit >> 12)
  bytes[at + 1] = 0x80 | ((unit >> 6) & 0x3f)
  bytes[at + 2] = 0x80 | (unit & 0x3f)
  return at + 3
}
