/** Giving data another type with the same meaning (ui-anchors row 59). */

import { formatHex } from '../bytes/hex.ts'
import { sameBytes } from '../bytes/same.ts'
import { part, runToEnd, type Work } from '../work.ts'
import { decodeDword, decodeDwordBigEndian, decodeQword } from './decode.ts'
import {
  encodeDword,
  encodeDwordBigEndian,
  encodeLink,
  encodeQword,
  parseNumber,
} from './encode.ts'
import { BYTES_A_STEP, type LineForm, StoredLines } from './StoredLines.ts'
import { standardType, VALUE_TYPE } from './valueType.ts'

/** The most units of a text that is read as a number. */
const MOST_DIGITS = 1024

/** Why data has no meaning in another type. */
export type ConversionProblem =
  | 'not-a-number'
  | 'too-large'
  | 'too-many-bytes'
  | 'several-strings'
  | 'too-long'

export type Conversion =
  | {
      readonly data: Uint8Array
      /** Whether the old data can be had back from the new. */
      readonly whole: boolean
    }
  | { readonly problem: ConversionProblem }

/** What data means: lines of text, a number, or nothing but its bytes. */
type Meaning =
  | { readonly lines: StoredLines }
  | { readonly number: bigint }
  | { readonly bytes: Uint8Array }

/**
 * Converts data to another type. A number becomes its decimal digits, a list lines of text, and the
 * other way about; bytes become hexadecimal digits, or the number that they are in little endian.
 * Types that are neither text nor number take the bytes as they are.
 *
 * @param from - the type of the data, any 32-bit number
 * @param data - the data
 * @param to - the new type, any 32-bit number
 * @returns the new data, or why there is none; nothing is ever cut off to make it fit
 */
export function convertData(from: number, data: Uint8Array, to: number): Conversion {
  return runToEnd(convertDataSteps(from, data, to))
}

/**
 * Converts data as `convertData` does, in steps of some 64 KiB.
 *
 * @param from - the type of the data, any 32-bit number
 * @param data - the data, which must not change meanwhile
 * @param to - the new type, any 32-bit number
 * @returns the new data, or why there is none
 */
export function* convertDataSteps(from: number, data: Uint8Array, to: number): Work<Conversion> {
  if (formOf(to) === null && bitsOf(to) === null) return { data, whole: true }
  const meaning = yield* part(meaningSteps(from, data), 0, 0.1)
  const made = yield* part(encodeSteps(meaning, to), 0.1, 0.5)
  if ('problem' in made || 'bytes' in meaning) return made
  const again = yield* part(meaningSteps(to, made.data), 0.5, 0.6)
  const back = yield* part(encodeSteps(again, from), 0.6, 0.9)
  const whole = 'data' in back && (yield* part(sameSteps(back.data, data), 0.9, 1))
  return { data: made.data, whole }
}

/** How a type stores lines of text; null if it stores none. */
function formOf(type: number): LineForm | null {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return 'string'
    case VALUE_TYPE.LINK:
      return 'link'
    case VALUE_TYPE.MULTI_SZ:
      return 'list'
    default:
      return null
  }
}

/** The size of the numbers of a type; null if it has none. */
function bitsOf(type: number): 32 | 64 | null {
  switch (standardType(type)) {
    case VALUE_TYPE.DWORD:
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      return 32
    case VALUE_TYPE.QWORD:
      return 64
    default:
      return null
  }
}

function* meaningSteps(type: number, data: Uint8Array): Work<Meaning> {
  const form = formOf(type)
  if (form !== null) return { lines: yield* StoredLines.findSteps(data, form === 'list') }
  const number = numberOf(type, data)
  // Data that is not the size of a number is none.
  return number === null ? { bytes: data } : { number: BigInt(number) }
}

function numberOf(type: number, data: Uint8Array): number | bigint | null {
  switch (standardType(type)) {
    case VALUE_TYPE.DWORD:
      return decodeDword(data)
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      return decodeDwordBigEndian(data)
    case VALUE_TYPE.QWORD:
      return decodeQword(data)
    default:
      return null
  }
}

function* encodeSteps(meaning: Meaning, to: number): Work<Conversion> {
  const form = formOf(to)
  if (form === null) return yield* encodeNumber(meaning, to)
  if ('bytes' in meaning) return { data: yield* hexSteps(meaning.bytes, form), whole: true }
  const lines = 'lines' in meaning ? meaning.lines : yield* digitsOf(meaning.number)
  return { data: yield* lines.encodeSteps(form), whole: true }
}

function digitsOf(number: bigint): Work<StoredLines> {
  return StoredLines.findSteps(encodeLink(number.toString()), false)
}

/** Hexadecimal digits of bytes as one line, even if there are none. */
function* hexSteps(bytes: Uint8Array, form: LineForm): Work<Uint8Array<ArrayBuffer>> {
  const terminator = { string: 2, link: 0, list: 4 }[form]
  // Two digits and a space for each, but no space after the last.
  const made = new Uint8Array(Math.max(0, bytes.length * 6 - 2) + terminator)
  for (let from = 0; from < bytes.length; from += BYTES_A_STEP) {
    const text = encodeLink(formatHex(bytes.subarray(from, from + BYTES_A_STEP)))
    made.set(text, from * 6)
    const next = from * 6 + text.length
    if (from + BYTES_A_STEP < bytes.length) made[next] = SPACE
    yield Math.min(1, (from + BYTES_A_STEP) / bytes.length)
  }
  return made
}

const SPACE = 0x20

function* encodeNumber(meaning: Meaning, to: number): Work<Conversion> {
  const bits = bitsOf(to)
  if (bits === null) throw new TypeError('the type has neither text nor numbers')
  if ('bytes' in meaning) {
    const { bytes } = meaning
    if (bytes.length > bits / 8) return { problem: 'too-many-bytes' }
    const digits = formatHex(Uint8Array.from(bytes).reverse(), { separator: '' })
    const number = digits === '' ? 0n : BigInt(`0x${digits}`)
    return { data: write(number, to), whole: bytes.length === bits / 8 }
  }
  if ('number' in meaning) {
    if (meaning.number >> BigInt(bits) !== 0n) return { problem: 'too-large' }
    return { data: write(meaning.number, to), whole: true }
  }
  const line = yield* meaning.lines.onlyLineSteps(MOST_DIGITS)
  if (line === 'several') return { problem: 'several-strings' }
  if (line === 'long') return { problem: 'too-long' }
  const parsed = parseNumber(line.text, { base: 10, bits })
  if ('value' in parsed) return { data: write(parsed.value, to), whole: true }
  return { problem: 'truncated' in parsed ? 'too-large' : 'not-a-number' }
}

function write(number: bigint, to: number): Uint8Array {
  switch (standardType(to)) {
    case VALUE_TYPE.QWORD:
      return encodeQword(number)
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      return encodeDwordBigEndian(Number(number))
    default:
      return encodeDword(Number(number))
  }
}

function* sameSteps(a: Uint8Array, b: Uint8Array): Work<boolean> {
  if (a.length !== b.length) return false
  for (let from = 0; from < a.length; from += BYTES_A_STEP) {
    const to = from + BYTES_A_STEP
    if (!sameBytes(a.subarray(from, to), b.subarray(from, to))) return false
    yield Math.min(1, to / a.length)
  }
  return true
}
