/** What the columns `text` and `number` show of data. */

import { standardType, VALUE_TYPE } from '../values/valueType.ts'
import type { TableRow } from './TableRow.ts'

/** How data of a type is shown; null when only its bytes are. */
export type DataForm = 'string' | 'strings' | 'dword' | 'dword-big-endian' | 'qword'

const FORMS: ReadonlyMap<number, DataForm> = new Map([
  [VALUE_TYPE.SZ, 'string'],
  [VALUE_TYPE.EXPAND_SZ, 'string'],
  [VALUE_TYPE.LINK, 'string'],
  [VALUE_TYPE.MULTI_SZ, 'strings'],
  [VALUE_TYPE.DWORD, 'dword'],
  [VALUE_TYPE.DWORD_BIG_ENDIAN, 'dword-big-endian'],
  [VALUE_TYPE.QWORD, 'qword'],
])
const SIZES: Readonly<Partial<Record<DataForm, number>>> = {
  dword: 4,
  'dword-big-endian': 4,
  qword: 8,
}

/**
 * Finds how the data of a row is shown.
 *
 * @param row - a row of a value
 * @returns the form; null for other types, numbers of another size, data in pieces, and none
 */
export function formOf({ type, hasData, data, pieces }: TableRow): DataForm | null {
  const standard = type <= VALUE_TYPE.QWORD ? type : standardType(type)
  const form = standard === null ? undefined : FORMS.get(standard)
  if (form === undefined || pieces !== null || !hasData) return null
  const size = SIZES[form]
  return size === undefined || size === data.to - data.from ? form : null
}

/**
 * Finds the end of a text: at the first NUL of a string, and before the NULs at the end of a list of strings.
 *
 * @param row - a row whose form is `string` or `strings`
 * @param form - its form
 * @returns the offset in its source after the last unit
 */
export function endOfText({ data }: TableRow, form: DataForm): number {
  const { source, from } = data
  let end = from + ((data.to - from) & ~1)
  if (form === 'strings') {
    while (end > from && source[end - 1] === 0 && source[end - 2] === 0) end -= 2
    return end
  }
  for (let at = from; at < end; at += 2) {
    if (source[at] === 0 && source[at + 1] === 0) return at
  }
  return end
}

/**
 * Reads the little-endian number in four bytes.
 *
 * @param source - an array that has them
 * @param at - where they start
 * @returns an unsigned number
 */
export function dwordAt(source: Uint8Array, at: number): number {
  const low = (source[at] as number) | ((source[at + 1] as number) << 8)
  return (low | ((source[at + 2] as number) << 16) | ((source[at + 3] as number) << 24)) >>> 0
}

/**
 * Reads the big-endian number in four bytes.
 *
 * @param source - an array that has them
 * @param at - where they start
 * @returns an unsigned number
 */
export function bigEndianAt(source: Uint8Array, at: number): number {
  const high = ((source[at] as number) << 24) | ((source[at + 1] as number) << 16)
  return (high | ((source[at + 2] as number) << 8) | (source[at + 3] as number)) >>> 0
}

/**
 * Reads the little-endian number in eight bytes.
 *
 * @param source - an array that has them
 * @param at - where they start
 * @returns an unsigned number
 */
export function qwordAt(source: Uint8Array, at: number): bigint {
  return (BigInt(dwordAt(source, at + 4)) << 32n) | BigInt(dwordAt(source, at))
}
