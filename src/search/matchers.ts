/** What each kind of query finds in a name, and in the data of a value. */

import type { StoredName } from '../regf/storedName.ts'
import { standardType, VALUE_TYPE } from '../values/valueType.ts'
import { ByteNeedle, type Needle, type TextNeedle, textNeedles } from './needles.ts'

/** How the bytes of a match are read. */
export type Encoding = 'utf16' | 'latin1' | 'bytes' | 'little-endian' | 'big-endian'

/** A match in a name or in data. */
export interface Match {
  /** Bytes from the start of the stored name, or of the data. */
  readonly offset: number
  /** Bytes. */
  readonly length: number
  readonly encoding: Encoding
}

/** Bytes that are searched: a name, all of the data of a value, or a part of large data. */
export interface Span {
  readonly bytes: Uint8Array
  /** The range of the name or the data, or of the part that is there. */
  readonly from: number
  readonly to: number
  /** The offsets between which a match has to start; within the range. */
  readonly start: number
  readonly end: number
}

/** Finds what a query is about. */
export interface Matcher {
  /**
   * Every match of a name or of data is at an occurrence of one of these, or all of some short data. null if nothing can
   * be said about the bytes of a match.
   */
  readonly needles: readonly Needle[] | null
  /** The most bytes of data that may match as a whole and without a needle; 0 for none. */
  readonly mostShortData: number
  /** How many bytes beyond its start a match may depend on. */
  readonly reach: number
  /** Returns the first match in a name; null if there is none. The offset is from the start of `bytes`. */
  inName(bytes: Uint8Array, name: StoredName): Match | null
  /** Returns the first match in data, of any 32-bit type. The offset is from the start of `bytes`. */
  inData(span: Span, type: number): Match | null
}

/**
 * Checks whether data is text by its type.
 *
 * @param type - any 32-bit type number
 * @returns true for the string types
 */
export function isTextType(type: number): boolean {
  const standard = standardType(type)
  return (
    standard === VALUE_TYPE.SZ ||
    standard === VALUE_TYPE.EXPAND_SZ ||
    standard === VALUE_TYPE.MULTI_SZ ||
    standard === VALUE_TYPE.LINK
  )
}

/**
 * Makes a matcher of a text with two bytes per unit, or one. Data of the string types has its units at even offsets
 * only; in other data they may be anywhere.
 *
 * @param text - the text, at least one unit
 * @param options - whether case matters, and whether a whole name or string has to match
 * @returns the matcher
 */
export function textMatcher(text: string, options: TextOptions): Matcher {
  return new TextMatcher(text, options)
}

interface TextOptions {
  readonly matchCase: boolean
  readonly whole: boolean
}

class TextMatcher implements Matcher {
  readonly needles: readonly Needle[]
  readonly mostShortData = 0
  readonly reach: number
  readonly #wide: TextNeedle
  /** null if a unit of the text has no form that fits into a byte. */
  readonly #narrow: TextNeedle | null
  readonly #whole: boolean

  constructor(text: string, { matchCase, whole }: TextOptions) {
    const { wide, narrow, all } = textNeedles(text, matchCase)
    this.#wide = wide
    this.#narrow = narrow
    this.#whole = whole
    this.needles = all
    this.reach = this.#wide.length + 2
  }

  inName(bytes: Uint8Array, { at, length, latin1 }: StoredName): Match | null {
    const needle = latin1 ? this.#narrow : this.#wide
    if (needle === null) return null
    const room = latin1 ? length : length & ~1
    if (this.#whole && room !== needle.length) return null
    const offset = needle.find(bytes, at, at + room - needle.length, latin1 ? 1 : 2)
    return offset < 0 ? null : matchOf(needle, offset)
  }

  inData(span: Span, type: number): Match | null {
    const wide = this.#find(this.#wide, span, isTextType(type) ? 2 : 1)
    const narrow = this.#narrow === null ? -1 : this.#find(this.#narrow, span, 1)
    if (this.#narrow !== null && narrow >= 0 && (wide < 0 || narrow < wide)) {
      return matchOf(this.#narrow, narrow)
    }
    return wide < 0 ? null : matchOf(this.#wide, wide)
  }

  #find(needle: TextNeedle, span: Span, step: 1 | 2): number {
    const { bytes, from, to, start, end } = span
    const last = Math.min(end - 1, to - needle.length)
    for (let at = start; ; at += step) {
      at = needle.find(bytes, at, last, step)
      if (at < 0 || !this.#whole || isWhole(bytes, from, to, at, needle)) return at
    }
  }
}

function matchOf({ length, unitBytes }: TextNeedle, offset: number): Match {
  return { offset, length, encoding: unitBytes === 2 ? 'utf16' : 'latin1' }
}

/** Whether a string in data begins and ends where the needle does. */
function isWhole(
  bytes: Uint8Array,
  from: number,
  to: number,
  at: number,
  { length, unitBytes }: TextNeedle,
): boolean {
  const isBound = (unit: number) =>
    unit < from ||
    unit + unitBytes > to ||
    (bytes[unit] === 0 && (unitBytes === 1 || bytes[unit + 1] === 0))
  return isBound(at - unitBytes) && isBound(at + length)
}

/**
 * Makes a matcher of bytes in data, some of which may be anything.
 *
 * @param pattern - bytes or `ANY`, not all of them `ANY`
 * @param whole - whether they have to be all of the data
 * @returns the matcher
 */
export function bytesMatcher(pattern: readonly number[], whole: boolean): Matcher {
  return new BytesMatcher(pattern, whole)
}

class BytesMatcher implements Matcher {
  readonly needles: readonly Needle[]
  readonly mostShortData = 0
  readonly reach: number
  readonly #needle: ByteNeedle
  readonly #whole: boolean

  constructor(pattern: readonly number[], whole: boolean) {
    this.#needle = new ByteNeedle(pattern)
    this.needles = [this.#needle]
    this.reach = pattern.length
    this.#whole = whole
  }

  inName(): null {
    return null
  }

  inData({ bytes, from, to, start, end }: Span): Match | null {
    const { length } = this.#needle
    if (this.#whole && to - from !== length) return null
    const offset = this.#needle.find(bytes, start, Math.min(end - 1, to - length))
    return offset < 0 ? null : { offset, length, encoding: 'bytes' }
  }
}

/** The most bytes of a number. */
const MOST_NUMBER_BYTES = 8
/** The fewest bytes of a number for which the raw bytes are scanned. */
const LEAST_NEEDLE = 2

/**
 * Makes a matcher of a number in data that is not text. It may be all of the data, in one to eight bytes, in the byte order of
 * the type. Inside data that is not a number itself, it may be at any offset, in 16, 32 or 64 bits, little-endian; in
 * 16 bits only from 256 on, and zero not at all, because these would be found nearly everywhere.
 *
 * @param number - from -2^63 to 2^64 - 1
 * @param whole - whether it has to be all of the data
 * @returns the matcher
 */
export function numberMatcher(number: bigint, whole: boolean): Matcher {
  return new NumberMatcher(number, whole)
}

class NumberMatcher implements Matcher {
  readonly needles: readonly Needle[]
  readonly mostShortData: number
  readonly reach = MOST_NUMBER_BYTES
  /** The number in each number of bytes, little-endian; null where it does not fit. */
  readonly #forms: readonly (readonly number[] | null)[]
  /** The narrowest form that is looked for inside data; null for none. */
  readonly #inside: ByteNeedle | null

  constructor(number: bigint, whole: boolean) {
    this.#forms = Array.from({ length: MOST_NUMBER_BYTES + 1 }, (_, length) => {
      return length > 0 && fits(number, length) ? bytesOf(number, length) : null
    })
    const width = narrowestInside(number)
    this.#inside = whole || width === 0 ? null : new ByteNeedle(bytesOf(number, width))
    // Those above them only repeat the sign of the number.
    const significant = this.#forms.find((form) => form !== null) ?? []
    const isShort = whole || significant.length < LEAST_NEEDLE
    this.mostShortData = isShort ? MOST_NUMBER_BYTES : 0
    if (!isShort) {
      this.needles = [new ByteNeedle(significant), new ByteNeedle(significant.toReversed())]
    } else this.needles = this.#inside === null ? [] : [this.#inside]
  }

  inName(): null {
    return null
  }

  inData({ bytes, from, to, start, end }: Span, type: number): Match | null {
    if (isTextType(type)) return null
    const length = to - from
    const standard = standardType(type)
    const isBig = standard === VALUE_TYPE.DWORD_BIG_ENDIAN
    if (start === from && length <= MOST_NUMBER_BYTES && this.#isAll(bytes, from, length, isBig)) {
      return { offset: from, length, encoding: isBig ? 'big-endian' : 'little-endian' }
    }
    const isNumber = isBig || standard === VALUE_TYPE.DWORD || standard === VALUE_TYPE.QWORD
    const needle = this.#inside
    if (needle === null || (isNumber && length <= MOST_NUMBER_BYTES)) return null
    const offset = needle.find(bytes, start, Math.min(end - 1, to - needle.length))
    if (offset < 0) return null
    const width = [8, 4, 2].find((one) => {
      return offset + one <= to && this.#isAll(bytes, offset, one, false)
    })
    return { offset, length: width ?? needle.length, encoding: 'little-endian' }
  }

  /** Whether some bytes are the number. */
  #isAll(bytes: Uint8Array, from: number, length: number, isBig: boolean): boolean {
    const wanted = this.#forms[length] ?? null
    if (wanted === null) return false
    for (let index = 0; index < length; index++) {
      if (bytes[from + index] !== wanted[isBig ? length - 1 - index : index]) return false
    }
    return true
  }
}

function fits(number: bigint, bytes: number): boolean {
  const bits = BigInt(bytes * 8)
  return number >= -(1n << (bits - 1n)) && number < 1n << bits
}

/** The bytes of a number, little-endian, in two's complement. */
function bytesOf(number: bigint, length: number): number[] {
  return Array.from({ length }, (_, index) => Number((number >> BigInt(index * 8)) & 0xffn))
}

function narrowestInside(number: bigint): 0 | 2 | 4 | 8 {
  if (number === 0n) return 0
  if (number > 0xffn && fits(number, 2)) return 2
  return fits(number, 4) ? 4 : 8
}

/**
 * Makes a matcher of what any of several matchers finds, the first place of all.
 *
 * @param matchers - at equal places, an earlier one counts
 * @returns the matcher
 */
export function anyMatcher(matchers: readonly Matcher[]): Matcher {
  return new AnyMatcher(matchers)
}

class AnyMatcher implements Matcher {
  readonly needles: readonly Needle[] | null
  readonly mostShortData: number
  readonly reach: number
  readonly #matchers: readonly Matcher[]

  constructor(matchers: readonly Matcher[]) {
    this.#matchers = matchers
    const needles = matchers.map((one) => one.needles)
    this.needles = needles.some((some) => some === null)
      ? null
      : needles.flatMap((some) => some ?? [])
    this.mostShortData = Math.max(...matchers.map((one) => one.mostShortData))
    this.reach = Math.max(...matchers.map(({ reach }) => reach))
  }

  inName(bytes: Uint8Array, name: StoredName): Match | null {
    return this.#first((matcher) => matcher.inName(bytes, name))
  }

  inData(span: Span, type: number): Match | null {
    return this.#first((matcher) => matcher.inData(span, type))
  }

  #first(find: (matcher: Matcher) => Match | null): Match | null {
    let first: Match | null = null
    for (const matcher of this.#matchers) {
      const match = find(matcher)
      if (match !== null && (first === null || match.offset < first.offset)) first = match
    }
    return first
  }
}
