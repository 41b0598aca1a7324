/**
 * The text that is being read: bytes in one of the encodings of .reg text become UTF-16 units in a window that moves
 * over the text, so that text of any length takes little memory.
 */

import { ANSI_UNITS } from '../bytes/codePage1252.ts'
import { type CodePage, readerOf } from '../bytes/codePages.ts'

/**
 * - `utf-16`: UTF-16LE with a byte order mark.
 * - `utf-16-big-endian`: the other byte order, with a byte order mark or without, which Windows does not read either.
 * - `utf-16-unmarked`: UTF-16LE without a byte order mark; only where text is read that Windows refuses.
 * - `utf-8-mark`: UTF-8 with a byte order mark.
 * - `eight-bit`: ASCII so far; other bytes are UTF-8 if possible, or else code page 1252.
 * - `utf-8`: eight bits that turned out to be UTF-8.
 * - `ansi`: code page 1252, or the one that was chosen.
 */
export type InputEncoding =
  | 'utf-16'
  | 'utf-16-big-endian'
  | 'utf-16-unmarked'
  | 'utf-8-mark'
  | 'eight-bit'
  | 'utf-8'
  | 'ansi'

/** How bytes become text. */
export interface TextReading {
  /**
   * The code page of text that has eight bits and no byte order mark; null if that has to be found out: version 5 is
   * UTF-8 if possible, everything else code page 1252.
   */
  readonly codePage: CodePage | null
  /** Whether UTF-16 is read that Windows refuses: in the other byte order, or without a byte order mark. */
  readonly anyUtf16: boolean
}

/** As Windows reads text. */
export const PLAIN_READING: TextReading = { codePage: null, anyUtf16: false }

/** The encoding of text that begins with a byte order mark. */
const MARKS: readonly (readonly [InputEncoding, ...number[]])[] = [
  ['utf-16', 0xff, 0xfe],
  ['utf-16-big-endian', 0xfe, 0xff],
  ['utf-8-mark', 0xef, 0xbb, 0xbf],
]
/** The first line of text that is in code page 1252 begins with this, behind any blanks. */
const ANSI_HEADER = /^[ \t]*REGEDIT/
/** Bytes that show the encoding; blanks before the header are rare. */
const HEAD = 256

const FIRST_ROOM = 1 << 18
const LF = 0x0a

export class TextInput {
  /** The units in the window, from `start` to `end`. */
  units: Uint16Array<ArrayBuffer> = new Uint16Array(FIRST_ROOM)
  /** The first unit that is still needed. */
  start = 0
  end = 0
  /** Set when bytes are neither UTF-8 nor code page 1252; what comes before them is in the window. */
  isBroken = false
  encoding: InputEncoding = 'eight-bit'
  readonly reading: TextReading
  /** Whether there were characters whose code page the text does not say. */
  hasAnsi = false
  #fromCodePage: ((bytes: Uint8Array, isLast: boolean) => string) | null = null
  #isBegun = false
  /** The first bytes of a unit or character whose rest comes with the next piece. */
  #rest: Uint8Array = new Uint8Array(0)

  /**
   * Starts before the first byte.
   *
   * @param reading - how bytes become text
   */
  constructor(reading: TextReading = PLAIN_READING) {
    this.reading = reading
  }

  /**
   * Adds bytes to the window. Units before `start` are dropped, so offsets into the window change.
   *
   * @param bytes - the next piece of the text
   * @param isLast - whether the text ends with it
   * @returns by how many units the window has moved
   */
  add(bytes: Uint8Array, isLast: boolean): number {
    const moved = this.start
    this.units.copyWithin(0, this.start, this.end)
    this.end -= moved
    this.start = 0
    const all = this.#rest.length === 0 ? bytes : joined(this.#rest, bytes)
    if (!this.#isBegun && all.length < HEAD && !isLast) {
      this.#rest = all.slice()
      return moved
    }
    const text = this.#isBegun ? all : this.#begin(all)
    this.#makeRoom(text.length + 1)
    this.#rest = text.slice(this.#decode(text, isLast))
    // Whoever reads the text need not care for a last line without an end.
    if (isLast && !this.isBroken) this.units[this.end++] = LF
    return moved
  }

  /** Finds out the encoding; returns the bytes behind the byte order mark. */
  #begin(bytes: Uint8Array): Uint8Array {
    this.#isBegun = true
    for (const [encoding, ...mark] of MARKS) {
      if (!mark.every((byte, at) => bytes[at] === byte)) continue
      this.encoding = encoding
      return bytes.subarray(mark.length)
    }
    const { codePage, anyUtf16 } = this.reading
    const [first, second] = bytes
    if (anyUtf16 && bytes.length > 1 && (first === 0) !== (second === 0)) {
      this.encoding = first === 0 ? 'utf-16-big-endian' : 'utf-16-unmarked'
      return bytes
    }
    const head = String.fromCharCode(...bytes.subarray(0, HEAD))
    if (codePage !== null || ANSI_HEADER.test(head)) this.encoding = 'ansi'
    if (codePage !== null && codePage !== 1252) this.#fromCodePage = readerOf(codePage)
    return bytes
  }

  #makeRoom(units: number): void {
    if (this.end + units <= this.units.length) return
    const larger = new Uint16Array(Math.max(this.end + units, this.units.length * 2))
    larger.set(this.units.subarray(0, this.end))
    this.units = larger
  }

  /** Decodes bytes; returns how many. */
  #decode(bytes: Uint8Array, isLast: boolean): number {
    if (this.isBroken) return bytes.length
    if (this.encoding === 'utf-16' || this.encoding === 'utf-16-unmarked') {
      return this.#decodeUtf16(bytes)
    }
    if (this.encoding === 'utf-16-big-endian' && this.reading.anyUtf16) {
      return this.#decodeUtf16(exchanged(bytes))
    }
    if (this.#fromCodePage !== null) return this.#decodeCodePage(bytes, isLast)
    const ascii = asciiPrefix(bytes)
    this.units.set(bytes.subarray(0, ascii), this.end)
    this.end += ascii
    if (ascii === bytes.length) return ascii
    if (this.encoding === 'ansi' || this.encoding === 'utf-16-big-endian') {
      return this.#decodeAnsi(bytes, ascii)
    }
    return this.#decodeUtf8(bytes, ascii, isLast)
  }

  /** An odd last byte is left for the next piece; at the end of the text it means nothing. */
  #decodeUtf16(bytes: Uint8Array): number {
    const { units } = this
    const whole = bytes.length & ~1
    if (bytes.byteOffset % 2 === 0) {
      units.set(new Uint16Array(bytes.buffer, bytes.byteOffset, whole >>> 1), this.end)
      this.end += whole >>> 1
      return whole
    }
    let to = this.end
    for (let at = 0; at < whole; at += 2) {
      units[to++] = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
    }
    this.end = to
    return whole
  }

  /** A character may have several bytes, the later ones of which may be ASCII. */
  #decodeCodePage(bytes: Uint8Array, isLast: boolean): number {
    const text = this.#fromCodePage?.(bytes, isLast) ?? ''
    this.#makeRoom(text.length + 1)
    const { units } = this
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit >= 0x80) this.hasAnsi = true
      units[this.end++] = unit
    }
    return bytes.length
  }

  #decodeAnsi(bytes: Uint8Array, from: number): number {
    this.hasAnsi = true
    const { units } = this
    let to = this.end
    for (let at = from; at < bytes.length; at++)
      units[to++] = ANSI_UNITS[bytes[at] as number] as number
    this.end = to
    return bytes.length
  }

  #decodeUtf8(bytes: Uint8Array, from: number, isLast: boolean): number {
    const { units } = this
    let to = this.end
    let at = from
    while (at < bytes.length) {
      const first = bytes[at] as number
      if (first < 0x80) {
        units[to++] = first
        at++
        continue
      }
      const length = lengthOf(first)
      const code = length === 0 ? -1 : codeAt(bytes, at, length)
      if (code === INCOMPLETE && !isLast) break
      if (code < 0) {
        this.end = to
        return this.#notUtf8(bytes, at)
      }
      if (this.encoding === 'eight-bit') this.encoding = 'utf-8'
      at += length
      if (code < 0x1_0000) units[to++] = code
      else {
        units[to++] = 0xd7c0 + (code >> 10)
        units[to++] = 0xdc00 | (code & 0x3ff)
      }
    }
    this.end = to
    return at
  }

  /** Takes the bytes from here on as code page 1252 if all before them were ASCII. */
  #notUtf8(bytes: Uint8Array, at: number): number {
    if (this.encoding !== 'eight-bit') {
      this.isBroken = true
      return bytes.length
    }
    this.encoding = 'ansi'
    return this.#decodeAnsi(bytes, at)
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** The bytes of each unit in the other order; an odd last byte stays where it is. */
function exchanged(bytes: Uint8Array): Uint8Array {
  const other = Uint8Array.from(bytes)
  for (let at = 0; at + 1 < other.length; at += 2) {
    other[at] = bytes[at + 1] as number
    other[at + 1] = bytes[at] as number
  }
  return other
}

/** How many bytes come before the first one that is not ASCII. */
function asciiPrefix(bytes: Uint8Array): number {
  let at = 0
  const { length } = bytes
  while (at + 8 <= length) {
    const any =
      (bytes[at] as number) |
      (bytes[at + 1] as number) |
      (bytes[at + 2] as number) |
      (bytes[at + 3] as number) |
      (bytes[at + 4] as number) |
      (bytes[at + 5] as number) |
      (bytes[at + 6] as number) |
      (bytes[at + 7] as number)
    if (any >= 0x80) break
    at += 8
  }
  while (at < length && (bytes[at] as number) < 0x80) at++
  return at
}

/** Bytes of a character of UTF-8 by its first byte; 0 if none begins with it. */
function lengthOf(first: number): number {
  if (first < 0xc2) return 0
  if (first < 0xe0) return 2
  if (first < 0xf0) return 3
  return first < 0xf5 ? 4 : 0
}

const INCOMPLETE = -2

/** The least code of a character of so many bytes. */
const LEAST = [0, 0, 0x80, 0x800, 0x1_0000]

/**
 * The code of a character of UTF-8; -1 if the bytes are not one, `INCOMPLETE` if they end too early. Lone surrogates
 * are read, since other programs write them.
 */
function codeAt(bytes: Uint8Array, at: number, length: number): number {
  let code = (bytes[at] as number) & (0x7f >> length)
  for (let index = 1; index < length; index++) {
    const next = bytes[at + index]
    if (next === undefined) return INCOMPLETE
    if ((next & 0xc0) !== 0x80) return -1
    code = (code << 6) | (next & 0x3f)
  }
  return code < (LEAST[length] as number) || code > 0x10_ffff ? -1 : code
}
