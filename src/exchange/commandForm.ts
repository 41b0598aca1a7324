/** Commands that set keys and values, one a line: what they can hold, and what they cannot. */

import { decodeUtf16 } from '../bytes/text.ts'
import { VALUE_TYPE } from '../values/valueType.ts'

/**
 * Why there is no line for a key or value.
 *
 * - `argument`: its name or path has characters that the command cannot be given.
 * - `data`: its data does, or is not in the usual form of its type.
 * - `type`: the command has no such type.
 * - `long`: the line would be longer than the system reads.
 */
export type NoLine = 'argument' | 'data' | 'type' | 'long'

/** A line, or why there is none. */
export type Line = { readonly line: string } | { readonly none: NoLine }

/** A kind of command. */
export interface CommandForm {
  /** What comes before the first line. */
  readonly head: string
  /** What a line ends with. */
  readonly lineEnd: string
  /**
   * Writes the line that creates a key, and leaves one that exists as it is.
   *
   * @param path - its path, from the name of a root on
   */
  key(path: readonly string[]): Line
  /**
   * Writes the line that sets a value, and creates its key if that is missing.
   *
   * @param path - the path of its key
   * @param name - its name
   * @param type - its type
   * @param data - its data
   */
  value(path: readonly string[], name: string, type: number, data: Uint8Array): Line
}

/**
 * Reads data that is text with one NUL after it.
 *
 * @param data - the data
 * @returns the text; null if it is anything else
 */
export function plainText(data: Uint8Array): string | null {
  if (data.length < 2 || data.length % 2 !== 0) return null
  const text = decodeUtf16(data)
  return text.indexOf('\0') === text.length - 1 ? text.slice(0, -1) : null
}

/**
 * Reads data that is a list of strings with a NUL after each and one after the last.
 *
 * @param data - the data
 * @returns the strings; null if it is anything else
 */
export function plainStrings(data: Uint8Array): string[] | null {
  if (data.length < 2 || data.length % 2 !== 0) return null
  const text = decodeUtf16(data)
  if (text === '\0') return []
  if (!text.endsWith('\0\0')) return null
  const strings = text.slice(0, -2).split('\0')
  return strings.includes('') ? null : strings
}

/**
 * Reads data that is a number of the size of its type.
 *
 * @param type - the type
 * @param data - the data
 * @returns the unsigned number; null if it is anything else
 */
export function plainNumber(type: number, data: Uint8Array): bigint | null {
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  if (type === VALUE_TYPE.DWORD && data.length === 4) return BigInt(view.getUint32(0, true))
  if (type === VALUE_TYPE.QWORD && data.length === 8) return view.getBigUint64(0, true)
  return null
}
