/**
 * Encodes JavaScript values as the bytes that Windows stores for each type (regf-format 3.3.1, ui-anchors
 * 4.4-4.7), and parses numbers and data as people type them.
 *
 * Invalid text is an ordinary result with a position in the text, never an exception.
 */

import { formatHex, type HexTextError, parseHexText } from '../bytes/hex.ts'
import { encodeUtf16, writeUtf16 } from '../bytes/text.ts'
import { standardType, VALUE_TYPE } from './valueType.ts'

type Bytes = Uint8Array<ArrayBuffer>

/**
 * Encodes a REG_SZ or REG_EXPAND_SZ: the text and one NUL.
 *
 * @param text - the string
 * @returns the data to store
 */
export function encodeString(text: string): Bytes {
  return encodeUtf16(`${text}\0`)
}

/**
 * Encodes a REG_MULTI_SZ: every string with its NUL, then one more NUL. An empty list is that last
 * NUL alone. An empty string inside ends the list for Windows; callers decide whether to allow it.
 *
 * @param items - the strings
 * @returns the data to store
 */
export function encodeMultiString(items: readonly string[]): Bytes {
  const bytes = new Uint8Array(items.reduce((size, item) => size + item.length * 2 + 2, 2))
  let at = 0
  for (const item of items) at = writeUtf16(bytes, at, item) + 2
  return bytes
}

/**
 * Encodes a REG_LINK: the target without a NUL.
 *
 * @param text - the path of the target key
 * @returns the data to store
 */
export function encodeLink(text: string): Bytes {
  return encodeUtf16(text)
}

/**
 * Encodes a REG_DWORD.
 *
 * @param value - the number, taken modulo 2^32
 * @returns four bytes
 */
export function encodeDword(value: number): Bytes {
  return Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24)
}

/**
 * Encodes a REG_DWORD_BIG_ENDIAN.
 *
 * @param value - the number, taken modulo 2^32
 * @returns four bytes
 */
export function encodeDwordBigEndian(value: number): Bytes {
  return encodeDword(value).reverse()
}

/**
 * Encodes a REG_QWORD.
 *
 * @param value - the number, taken modulo 2^64
 * @returns eight bytes
 */
export function encodeQword(value: bigint): Bytes {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  return bytes
}

/**
 * Makes the data of a new value: an empty string or list, the number 0, or no bytes (ui-anchors
 * 4.1).
 *
 * @param type - any 32-bit type number
 * @returns the data to store
 */
export function emptyData(type: number): Bytes {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return encodeString('')
    case VALUE_TYPE.MULTI_SZ:
      return encodeMultiString([])
    case VALUE_TYPE.DWORD:
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      return encodeDword(0)
    case VALUE_TYPE.QWORD:
      return encodeQword(0n)
    default:
      return new Uint8Array(0)
  }
}

export interface NumberFormat {
  /** The base of digits without a prefix. */
  readonly base: 10 | 16
  readonly bits: 32 | 64
}

export type NumberError =
  | { readonly error: 'empty' }
  /** `at` is the position, in UTF-16 units, of a character that is not a digit. */
  | { readonly error: 'digit'; readonly at: number }
  /** `truncated` is the number modulo 2^bits, which the editor offers instead. */
  | { readonly error: 'too-large' | 'too-small'; readonly truncated: bigint }

/** The prefixes of a number. */
const NUMBER_PREFIX = /^\s*([dq]word:)?\s*([-+])?\s*(0x)?/i
const BINARY_PREFIX = /^\s*([-+])?\s*0b(?=[01_\s]*[01][01_\s]*$)/i
const BYTES_PREFIX = /^\s*hex\((?:4|b)\):/i
/** `0x0000002a (42)`, the preview of a number, which is also copied as text. */
const PREVIEW = /^\s*(0x[0-9a-f]+)\s*\(([0-9]+)\)\s*$/i

/**
 * Parses a number as typed or pasted: digits of the base, `0x2a`, `-1`, groups separated by `_` or
 * spaces, `dword:0000002a`, `0x0000002a (42)`, `hex(b):2a,00,00,00,00,00,00,00`; in base 10 also
 * `0b101010`, which in base 16 is a number of eight digits. Negative numbers become their two's
 * complement.
 *
 * @param text - the text of the field
 * @param format - the base for digits without a prefix, and the size of the number in bits
 * @returns the unsigned number, or why there is none
 */
export function parseNumber(
  text: string,
  format: NumberFormat,
): { readonly value: bigint } | NumberError {
  if (BYTES_PREFIX.test(text)) return parseNumberBytes(text, format.bits)
  const [, hex, decimal] = PREVIEW.exec(text) ?? []
  if (hex !== undefined && decimal !== undefined && BigInt(hex) === BigInt(decimal)) {
    return fitNumber(BigInt(decimal), format.bits)
  }

  const binary = format.base === 10 ? BINARY_PREFIX.exec(text) : null
  const prefix = binary ?? NUMBER_PREFIX.exec(text)
  const start = prefix?.[0].length ?? 0
  const sign = binary === null ? prefix?.[2] : binary[1]
  const hexadecimal = prefix?.[3] !== undefined || (binary === null && prefix?.[1] !== undefined)
  const base = binary !== null ? 2 : hexadecimal ? 16 : format.base

  let digits = ''
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '_' || /\s/.test(char)) continue
    if (!/[0-9a-f]/i.test(char) || Number.parseInt(char, 16) >= base) return { error: 'digit', at }
    digits += char
  }
  if (digits === '') return { error: 'empty' }
  const magnitude = BigInt(BASE_PREFIX[base] + digits)
  return fitNumber(sign === '-' ? -magnitude : magnitude, format.bits)
}

const BASE_PREFIX = { 2: '0b', 10: '', 16: '0x' } as const

function parseNumberBytes(text: string, bits: 32 | 64): { readonly value: bigint } | NumberError {
  const bytes = parseHexText(text)
  if ('error' in bytes) return { error: 'digit', at: bytes.at }
  if (bytes.length === 0) return { error: 'empty' }
  return fitNumber(BigInt(`0x${formatHex(bytes.reverse(), { separator: '' })}`), bits)
}

function fitNumber(value: bigint, bits: 32 | 64): { readonly value: bigint } | NumberError {
  const truncated = BigInt.asUintN(bits, value)
  if (value > 0n && value !== truncated) return { error: 'too-large', truncated }
  if (value < 0n && value !== BigInt.asIntN(bits, value)) return { error: 'too-small', truncated }
  return { value: truncated }
}

export type DataTextError =
  | NumberError
  | HexTextError
  /** `hex(N):` names another type than that of the value. */
  | { readonly error: 'other-type'; readonly named: number }

/** Data given as bytes, with or without a type as in a .reg file. */
const AS_BYTES = /^hex(?:\(([0-9a-f]{1,8})\))?:/i

/**
 * Encodes data of a type from text on the command line: strings as given, numbers in decimal or
 * with `0x`, hex bytes for every other type. In a multi-string `\0` ends a string, and so does the
 * end of the text unless it comes right after a `\0`: `a\0b` is two strings, `a\0\0` is one and an
 * empty one, and empty text is an empty list. Data of every type can be given as `hex:` and its
 * bytes, or as `hex(7):` where 7 is the type.
 *
 * @param type - any 32-bit type number
 * @param text - the text of the argument
 * @returns the data to store, or the error and its position in UTF-16 units
 */
export function encodeFromText(
  type: number,
  text: string,
): { readonly data: Bytes } | DataTextError {
  const standard = standardType(type)
  const asBytes = AS_BYTES.exec(text)
  if (asBytes !== null) {
    const named = asBytes[1] === undefined ? type : Number.parseInt(asBytes[1], 16)
    return named === type ? encodeHexText(text) : { error: 'other-type', named }
  }
  switch (standard) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return { data: encodeString(text) }
    case VALUE_TYPE.LINK:
      return { data: encodeLink(text) }
    case VALUE_TYPE.MULTI_SZ:
      return { data: encodeMultiString(splitStrings(text)) }
    case VALUE_TYPE.DWORD:
      return encodeNumber(text, 32, (value) => encodeDword(Number(value)))
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      return encodeNumber(text, 32, (value) => encodeDwordBigEndian(Number(value)))
    case VALUE_TYPE.QWORD:
      return encodeNumber(text, 64, encodeQword)
    default:
      return encodeHexText(text)
  }
}

function splitStrings(text: string): string[] {
  const items = text.split('\\0')
  if (items.at(-1) === '') items.pop()
  return items
}

function encodeNumber(
  text: string,
  bits: 32 | 64,
  encode: (value: bigint) => Bytes,
): { readonly data: Bytes } | DataTextError {
  const parsed = parseNumber(text, { base: 10, bits })
  return 'error' in parsed ? parsed : { data: encode(parsed.value) }
}

function encodeHexText(text: string): { readonly data: Bytes } | DataTextError {
  const data = parseHexText(text)
  return 'error' in data ? data : { data }
}
