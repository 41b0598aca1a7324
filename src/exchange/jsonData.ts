/** The data of a value from its members in JSON. */

import { encodeUtf16 } from '../bytes/text.ts'
import { VALUE_TYPE } from '../values/valueType.ts'

/** The members that data is made from: one of them, and for text whether its terminator is there. */
export interface DataMembers {
  text?: string
  strings?: readonly string[]
  /** The digits of a number. */
  number?: string
  hex?: Uint8Array
  terminator?: boolean
}

const DIGITS = /^\d{1,20}$/
const MOST_DWORD = 0xffff_ffffn

/**
 * Makes the data.
 *
 * @param type - the type of the value
 * @param members - what is there
 * @returns the bytes, or what is wrong
 */
export function dataOf(type: number, members: DataMembers): Uint8Array | string {
  const { text, strings, number, hex, terminator } = members
  const forms = [text, strings, number, hex].filter((form) => form !== undefined)
  if (forms.length !== 1) return 'a value has one of text, strings, number and hex'
  if (terminator !== undefined && text === undefined && strings === undefined) {
    return 'only text and strings have a terminator'
  }
  const end = terminator === false ? '' : '\0'
  if (text !== undefined) return encodeUtf16(text + end)
  if (strings !== undefined) {
    if (strings.some((string) => string.includes('\0'))) return 'a string of strings has a NUL'
    return encodeUtf16(strings.map((string) => `${string}\0`).join('') + end)
  }
  return hex ?? numberOf(type, number ?? '')
}

function numberOf(type: number, digits: string): Uint8Array | string {
  if (!DIGITS.test(digits)) return 'a number has only digits'
  const number = BigInt(digits)
  if (type === VALUE_TYPE.QWORD) {
    if (number !== BigInt.asUintN(64, number)) return 'the number has more than 64 bits'
    const bytes = new Uint8Array(8)
    new DataView(bytes.buffer).setBigUint64(0, number, true)
    return bytes
  }
  if (type !== VALUE_TYPE.DWORD && type !== VALUE_TYPE.DWORD_BIG_ENDIAN) {
    return 'only values of type 4, 5 and 11 are numbers'
  }
  if (number > MOST_DWORD) return 'the number has more than 32 bits'
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, Number(number), type === VALUE_TYPE.DWORD)
  return bytes
}
