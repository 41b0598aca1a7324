/** Giving data another type with the same meaning (ui-anchors row 59). */

import { formatHex } from '../bytes/hex.ts'
import { sameBytes } from '../bytes/same.ts'
import {
  decodeDword,
  decodeDwordBigEndian,
  decodeLink,
  decodeMultiString,
  decodeQword,
  decodeString,
} from './decode.ts'
import {
  encodeDword,
  encodeDwordBigEndian,
  encodeLink,
  encodeMultiString,
  encodeQword,
  encodeString,
  parseNumber,
} from './encode.ts'
import { standardType, VALUE_TYPE } from './valueType.ts'

/** Why data has no meaning in another type. */
export type ConversionProblem = 'not-a-number' | 'too-large' | 'too-many-bytes' | 'several-strings'

export type Conversion =
  | {
      readonly data: Uint8Array
      /** Whether the old data can be had back from the new. */
      readonly whole: boolean
    }
  | { readonly problem: ConversionProblem }

/** What data means: text, a list of texts, a number, or nothing but its bytes. */
type Meaning =
  | { readonly text: string }
  | { readonly items: readonly string[] }
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
  const made = encode(meaningOf(from, data), data, to)
  if ('problem' in made || made.data === data) return made
  const back =
    'bytes' in meaningOf(from, data) ? null : encode(meaningOf(to, made.data), data, from)
  return {
    data: made.data,
    whole: back === null ? made.whole : 'data' in back && sameBytes(back.data, data),
  }
}

function meaningOf(type: number, data: Uint8Array): Meaning {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return { text: decodeString(data).text }
    case VALUE_TYPE.LINK:
      return { text: decodeLink(data).text }
    case VALUE_TYPE.MULTI_SZ:
      return { items: decodeMultiString(data).items }
    case VALUE_TYPE.DWORD:
      return numberOr(decodeDword(data), data)
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      return numberOr(decodeDwordBigEndian(data), data)
    case VALUE_TYPE.QWORD:
      return numberOr(decodeQword(data), data)
    default:
      return { bytes: data }
  }
}

/** A number, unless the data is not the size of one. */
function numberOr(number: number | bigint | null, bytes: Uint8Array): Meaning {
  return number === null ? { bytes } : { number: BigInt(number) }
}

function encode(meaning: Meaning, stored: Uint8Array, to: number): Conversion {
  switch (standardType(to)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return { data: encodeString(linesOf(meaning).join('\r\n')), whole: true }
    case VALUE_TYPE.LINK:
      return { data: encodeLink(linesOf(meaning).join('\r\n')), whole: true }
    case VALUE_TYPE.MULTI_SZ:
      return { data: encodeMultiString(linesOf(meaning)), whole: true }
    case VALUE_TYPE.DWORD:
      return encodeNumber(meaning, 32, (number) => encodeDword(Number(number)))
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      return encodeNumber(meaning, 32, (number) => encodeDwordBigEndian(Number(number)))
    case VALUE_TYPE.QWORD:
      return encodeNumber(meaning, 64, encodeQword)
    default:
      return { data: stored, whole: true }
  }
}

function linesOf(meaning: Meaning): readonly string[] {
  if ('text' in meaning) return meaning.text === '' ? [] : meaning.text.split(/\r\n|\n|\r/)
  if ('items' in meaning) return meaning.items
  return 'number' in meaning ? [meaning.number.toString()] : [formatHex(meaning.bytes)]
}

function encodeNumber(
  meaning: Meaning,
  bits: 32 | 64,
  write: (number: bigint) => Uint8Array,
): Conversion {
  if ('bytes' in meaning) {
    const { bytes } = meaning
    if (bytes.length > bits / 8) return { problem: 'too-many-bytes' }
    const digits = formatHex(Uint8Array.from(bytes).reverse(), { separator: '' })
    const number = digits === '' ? 0n : BigInt(`0x${digits}`)
    return { data: write(number), whole: bytes.length === bits / 8 }
  }
  if ('number' in meaning) {
    if (meaning.number >> BigInt(bits) !== 0n) return { problem: 'too-large' }
    return { data: write(meaning.number), whole: true }
  }
  const [text = '', ...others] = linesOf(meaning)
  if (others.length > 0) return { problem: 'several-strings' }
  const parsed = parseNumber(text, { base: 10, bits })
  if ('value' in parsed) return { data: write(parsed.value), whole: true }
  return { problem: 'truncated' in parsed ? 'too-large' : 'not-a-number' }
}
