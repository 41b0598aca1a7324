/** The order of data in lists: numbers, then text, then bytes (ui-anchors 4.3). */

import {
  decodeDword,
  decodeDwordBigEndian,
  decodeLink,
  decodeMultiString,
  decodeQword,
  decodeString,
} from '../values/decode.ts'
import { standardType, VALUE_TYPE } from '../values/valueType.ts'

/** What data is sorted by. */
export type DataKey =
  | { readonly kind: 'number'; readonly number: number | bigint }
  | { readonly kind: 'text'; readonly text: string; readonly whole: boolean }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly whole: boolean }

const KINDS: readonly DataKey['kind'][] = ['number', 'text', 'bytes']

/**
 * Makes what data is sorted by.
 *
 * @param type - any 32-bit type number
 * @param bytes - the data, or its beginning
 * @param whole - whether that is all of it
 * @returns its number, its text, or its bytes
 */
export function dataKey(type: number, bytes: Uint8Array, whole: boolean): DataKey {
  const number = whole ? numberOf(type, bytes) : null
  if (number !== null) return { kind: 'number', number }
  const text = textOf(type, bytes)
  return text === null ? { kind: 'bytes', bytes, whole } : { kind: 'text', text, whole }
}

function numberOf(type: number, bytes: Uint8Array): number | bigint | null {
  switch (standardType(type)) {
    case VALUE_TYPE.DWORD:
      return decodeDword(bytes)
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      return decodeDwordBigEndian(bytes)
    case VALUE_TYPE.QWORD:
      return decodeQword(bytes)
    default:
      return null
  }
}

function textOf(type: number, bytes: Uint8Array): string | null {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return decodeString(bytes).text
    case VALUE_TYPE.LINK:
      return decodeLink(bytes).text
    case VALUE_TYPE.MULTI_SZ:
      return decodeMultiString(bytes).items.join('\0')
    default:
      return null
  }
}

/** Compares numbers by value, then text by code unit, then bytes. */
export function compareData(a: DataKey, b: DataKey): number {
  if (a.kind === 'number' && b.kind === 'number') return compare(a.number, b.number)
  if (a.kind === 'text' && b.kind === 'text') return compare(a.text, b.text)
  if (a.kind === 'bytes' && b.kind === 'bytes') return compareBytes(a.bytes, b.bytes)
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)
}

/** Compares two numbers, or two texts by code unit. */
export function compare<T extends string | number | bigint>(a: T, b: T): number {
  if (a === b) return 0
  return a < b ? -1 : a > b ? 1 : 0
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length)
  for (let at = 0; at < shorter; at++) {
    const difference = (a[at] as number) - (b[at] as number)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
