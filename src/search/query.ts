/** What a user searches for: plain data, which the worker receives and the command line builds. */

import { HiveError } from '../errors.ts'

/**
 * How the text of a query is read.
 *
 * - `any`: as a text, and if it is a number, also as that number
 * - `text`: as a text only
 * - `number`: as a number only: decimal, `0x` hexadecimal or `0b` binary, negative ones with a minus
 * - `hex`: as bytes in hexadecimal, `??` for any byte
 * - `regex`: as a regular expression of RE2
 */
export type QueryKind = 'any' | 'text' | 'number' | 'hex' | 'regex'

/** Where a search looks: in the names of keys, the names of values, the data of values. */
export type Place = 'key' | 'name' | 'data'

/** A search. */
export interface SearchQuery {
  readonly text: string
  readonly kind: QueryKind
  /** Whether letters have to have the same case. Otherwise they are compared as Windows compares names. */
  readonly matchCase: boolean
  /**
   * Whether a whole name has to match, or one whole string of the data: from its start or a NUL to its end or a NUL.
   * A number or bytes have to be all of the data.
   */
  readonly whole: boolean
  readonly places: readonly Place[]
  /** Types of values, or null for all. One of the standard types stands for itself with flags too. */
  readonly types: readonly number[] | null
  /** The least and the most bytes of data. With a limit, or with types, only values are found. */
  readonly leastSize: number
  readonly mostSize: number
  /** Last write of the key, FILETIME in UTC: this time or later. */
  readonly writtenFrom: bigint | null
  /** Before this time. */
  readonly writtenTo: bigint | null
}

/** A query that finds a text, and the number that it is, everywhere. */
export const EVERYWHERE = {
  kind: 'any',
  matchCase: false,
  whole: false,
  places: ['key', 'name', 'data'],
  types: null,
  leastSize: 0,
  mostSize: Number.POSITIVE_INFINITY,
  writtenFrom: null,
  writtenTo: null,
} as const satisfies Omit<SearchQuery, 'text'>

/** The most UTF-16 units of the text of a query. It bounds the time that a hive made for it can take. */
export const MOST_QUERY_UNITS = 1024

const NUMBER = /^(-?)(0x[0-9a-f]+|0b[01]+|[0-9]+)$/i
const LEAST_NUMBER = -(2n ** 63n)
const MOST_NUMBER = 2n ** 64n - 1n

/**
 * Reads the text of a query as a number.
 *
 * @param text - decimal, `0x` and hexadecimal, or `0b` and binary digits, after a minus if it is negative
 * @returns the number; null if the text is not a number, or one that does not fit into 64 bits
 */
export function queryNumber(text: string): bigint | null {
  const [, sign, digits] = NUMBER.exec(text.trim()) ?? []
  if (digits === undefined || digits.length > MOST_QUERY_UNITS) return null
  const number = sign === '-' ? -BigInt(digits) : BigInt(digits)
  return number < LEAST_NUMBER || number > MOST_NUMBER ? null : number
}

/** What is wrong with the text of a query. */
export type PatternFault =
  | 'empty'
  | 'too-long'
  | 'not-number'
  | 'not-hex'
  | 'no-byte'
  | 'names-only'
  | 'not-text'
  | 'replacement'
  | 'regex'

/**
 * Makes the error for a text that cannot be searched for.
 *
 * @param fault - what is wrong with it
 * @param message - the same in words
 * @param position - where, in UTF-16 units from its start, if that is known
 * @returns the error, `bad-pattern`
 */
export function badPattern(fault: PatternFault, message: string, position?: number): HiveError {
  return new HiveError('bad-pattern', message, { actual: fault, position })
}
