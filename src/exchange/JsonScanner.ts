/**
 * Reads JSON in UTF-8 (RFC 8259) one token at a time from pieces, so that a text of any size takes no more memory
 * than its longest string. Errors name the line, and the column in UTF-16 units.
 */

import { HiveError } from '../errors.ts'

/** A part of JSON text; `more` asks for the next piece, `end` is the end of the text. */
export type JsonToken =
  | ('{' | '}' | '[' | ']' | ':' | ',')
  | ('string' | 'number' | 'true' | 'false' | 'null')
  | ('more' | 'end')

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const STRING_ENDS = 'a string ends at the end of its line without a quotation mark'
const CONTROL_CHARACTER = 'a string has a control character; write it as an escape such as \\t'
/** The tab, the line feed, the carriage return and the space. */
const SPACES = new Set([0x09, LINE_FEED, 0x0d, 0x20])
const MARKS: ReadonlyMap<number, JsonToken> = new Map(
  (['{', '}', '[', ']', ':', ','] as const).map((mark) => [mark.charCodeAt(0), mark]),
)
const WORDS = ['true', 'false', 'null'] as const
const WORD_BYTE = /[-+.0-9A-Za-z]/
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/
/** Bytes that there is room for at first. */
const FIRST_ROOM = 1 << 17
/** The most bytes of a number: any that means something is shorter. */
const MOST_DIGITS = 400
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt])|.?)/gsu
const ESCAPED: Readonly<Record<string, string>> = {
  ...{ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' },
}
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]
/** Both are in the mark of UTF-16, and in no UTF-8. */
const UTF16_MARK = new Set([0xff, 0xfe])

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** The value of each hexadecimal digit; 255 for other bytes. */
const DIGITS = new Uint8Array(256).fill(255)
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  DIGITS[digit.charCodeAt(0)] = value
  DIGITS[digit.toUpperCase().charCodeAt(0)] = value
}

export class JsonScanner {
  /** Room for bytes, and those in it. What is before `#at` was read, except for the last token. */
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_ROOM)
  #bytes: Uint8Array<ArrayBuffer> = this.#buffer.subarray(0, 0)
  #at = 0
  #isLast = false
  #isBegun = false
  #isUtf16 = false
  /** The number of the line that `#at` is in, and the place of the line in `#bytes`. */
  #line = 1
  #lineStart = 0
  /** UTF-16 units of the line before `#bytes`. */
  #before = 0
  /** Where the last token starts, its text begins, and that ends; for a string also whether it has escapes. */
  #start = 0
  #from = 0
  #end = 0
  #startLine = 1
  #hasEscapes = false
  /** How far a string was scanned whose end is in a later piece. */
  #scanned = 0

  /** The line of the last token, counted from 1. */
  get line(): number {
    return this.#startLine
  }

  /**
   * Adds a piece of the text.
   *
   * @param bytes - the piece; it may be overwritten once everything is read up to `more`
   * @param isLast - whether the text ends with it
   */
  add(bytes: Uint8Array, isLast: boolean): void {
    // What is dropped of the current line still counts for columns.
    if (this.#lineStart < this.#at) {
      this.#before += unitsIn(this.#bytes, Math.max(0, this.#lineStart), this.#at)
    }
    this.#lineStart = 0
    const rest = this.#bytes.length - this.#at
    const room = rest + bytes.length
    const buffer = room <= this.#buffer.length ? this.#buffer : new Uint8Array(room * 2)
    // A string that is longer than a piece stays where it is, so that it is not moved for each piece.
    if (this.#at > 0 || buffer !== this.#buffer) buffer.set(this.#bytes.subarray(this.#at))
    buffer.set(bytes, rest)
    this.#buffer = buffer
    this.#bytes = buffer.subarray(0, room)
    this.#at = 0
    this.#isLast = isLast
    if (this.#isBegun || (room < BYTE_ORDER_MARK.length && !isLast)) return
    this.#isBegun = true
    this.#isUtf16 =
      this.#bytes.length > 1 && this.#bytes.slice(0, 2).every((byte) => UTF16_MARK.has(byte))
    if (BYTE_ORDER_MARK.every((byte, index) => this.#bytes[index] === byte)) {
      this.#at = BYTE_ORDER_MARK.length
      this.#lineStart = this.#at
    }
  }

  /**
   * Reads the next token.
   *
   * @returns the token; after `more` the call is repeated with another piece
   * @throws HiveError `bad-text` for what is not JSON
   */
  next(): JsonToken {
    if (!this.#isBegun) return 'more'
    if (this.#isUtf16) throw this.fault('the text is UTF-16; JSON is read in UTF-8')
    this.#skipSpaces()
    this.#start = this.#at
    this.#from = this.#at
    this.#startLine = this.#line
    const byte = this.#bytes[this.#at]
    if (byte === undefined) return this.#isLast ? 'end' : 'more'
    const mark = MARKS.get(byte)
    if (mark !== undefined) {
      this.#at++
      return mark
    }
    return byte === QUOTE ? this.#scanString() : this.#scanWord()
  }

  /**
   * The value of the last token, a string; or a number as it is written.
   *
   * @throws HiveError `bad-text` when it is not UTF-8, or has an unknown escape
   */
  get text(): string {
    const text = this.#decoded(this.#from, this.#end)
    if (!this.#hasEscapes) return text
    return text.replace(ESCAPE, (whole: string, digits: string | undefined, letter = '') => {
      if (digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 16))
      const unit = ESCAPED[letter]
      if (unit === undefined) throw this.fault(`'${whole}' is not an escape of JSON`)
      return unit
    })
  }

  /** The bytes that the last token, a string, is the hexadecimal form of; null if it is not. */
  get hex(): Uint8Array<ArrayBuffer> | null {
    const digits = this.#end - this.#from
    if (digits % 2 !== 0 || this.#hasEscapes) return null
    const bytes = new Uint8Array(digits / 2)
    for (let index = 0, at = this.#from; at < this.#end; index++, at += 2) {
      const high = DIGITS[this.#bytes[at] as number] as number
      const low = DIGITS[this.#bytes[at + 1] as number] as number
      if (high === 255 || low === 255) return null
      bytes[index] = (high << 4) | low
    }
    return bytes
  }

  /**
   * Makes an error at the last token.
   *
   * @param message - what is wrong
   * @returns the error, with line and column
   */
  fault(message: string): HiveError {
    return this.#faultAt(message, this.#start)
  }

  #faultAt(message: string, at: number): HiveError {
    const before = this.#startLine === this.#line ? this.#before : 0
    const column = before + unitsIn(this.#bytes, this.#lineStart, at) + 1
    return new HiveError('bad-text', message, { line: this.#startLine, column })
  }

  #skipSpaces(): void {
    const bytes = this.#bytes
    let byte = bytes[this.#at]
    while (byte !== undefined && SPACES.has(byte)) {
      this.#at++
      if (byte === LINE_FEED) {
        this.#line++
        this.#lineStart = this.#at
        this.#before = 0
      }
      byte = bytes[this.#at]
    }
  }

  #scanString(): JsonToken {
    const bytes = this.#bytes
    if (this.#scanned === 0) this.#hasEscapes = false
    let at = this.#at + Math.max(1, this.#scanned)
    this.#scanned = 0
    for (; at < bytes.length; at++) {
      const byte = bytes[at] as number
      if (byte === QUOTE) {
        this.#from = this.#start + 1
        this.#end = at
        this.#at = at + 1
        return 'string'
      }
      if (byte === BACKSLASH) {
        this.#hasEscapes = true
        at++
      } else if (byte < 0x20) {
        const isEnd = byte === LINE_FEED || byte === CARRIAGE_RETURN
        throw this.#faultAt(isEnd ? STRING_ENDS : CONTROL_CHARACTER, at)
      }
    }
    if (this.#isLast) throw this.fault('a string has no end')
    this.#scanned = at - this.#at
    return 'more'
  }

  #scanWord(): JsonToken {
    const bytes = this.#bytes
    let end = this.#at
    while (end < bytes.length && WORD_BYTE.test(String.fromCharCode(bytes[end] as number))) end++
    if (end === bytes.length && !this.#isLast && end - this.#at <= MOST_DIGITS) return 'more'
    this.#hasEscapes = false
    this.#end = end
    const word = this.#decoded(this.#at, Math.min(end, this.#at + MOST_DIGITS))
    this.#at = end
    const known = WORDS.find((one) => one === word)
    if (known !== undefined) return known
    if (NUMBER.test(word) && end - this.#start <= MOST_DIGITS) return 'number'
    throw this.fault(word === '' ? 'this is not JSON' : `'${word.slice(0, 40)}' is not JSON`)
  }

  #decoded(from: number, to: number): string {
    try {
      return decoder.decode(this.#bytes.subarray(from, to))
    } catch {
      throw this.fault('this is not UTF-8')
    }
  }
}

/** UTF-16 units of UTF-8. */
function unitsIn(bytes: Uint8Array, from: number, to: number): number {
  let units = 0
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1
  }
  return units
}
