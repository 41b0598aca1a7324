/** 64-bit integers as written in conditions and attributes: decimal, octal or hexadecimal. */

import type { SddlReader } from './SddlReader.ts'

export interface WrittenNumber {
  readonly value: bigint
  /** The sign as written; empty if there is none. */
  readonly sign: '+' | '-' | ''
  readonly base: 8 | 10 | 16
}

const NUMBER = /[+-]?(?:0x[0-9a-f]{1,16}|[0-9]{1,22})(?![0-9a-z_])/iy
const MIN = -(2n ** 63n)

/**
 * Reads a number: decimal, octal with a leading `0`, or hexadecimal with `0x`.
 *
 * @param reader - a cursor at the number
 * @param max - the largest number allowed; the smallest is -2^63
 * @returns the number with its sign and base as written
 * @throws HiveError `bad-sddl` when there is no number, or it is out of range
 */
export function readNumber(reader: SddlReader, max: bigint): WrittenNumber {
  const from = reader.at
  const text = reader.match(NUMBER)
  const sign = text.startsWith('-') ? '-' : text.startsWith('+') ? '+' : ''
  const digits = text.slice(sign.length)
  const base = /^0x/i.test(digits) ? 16 : /^0\d/.test(digits) ? 8 : 10
  if (digits === '' || (base === 8 && !/^[0-7]+$/.test(digits))) reader.fail('number', from)
  const size = BigInt(base === 8 ? `0o${digits}` : digits)
  const value = sign === '-' ? -size : size
  if (value < MIN || value > max) reader.fail('number', from)
  return { value, sign, base }
}

/**
 * Formats a number as it was written.
 *
 * @param number - the number with its sign and base
 * @returns the text
 */
export function formatNumber({ value, sign, base }: WrittenNumber): string {
  const size = (value < 0n ? -value : value).toString(base)
  return `${sign}${base === 16 ? '0x' : base === 8 ? '0' : ''}${size}`
}
