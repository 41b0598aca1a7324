/** Text that is given as bytes. */

import { ANSI_UNITS } from '../bytes/codePage1252.ts'

/**
 * Converts text from code page 1252 to UTF-16.
 *
 * @param data - one byte for each character
 * @returns two bytes for each character
 */
export function widened(data: Uint8Array): Uint8Array {
  const wide = new Uint8Array(data.length * 2)
  for (let at = 0; at < data.length; at++) {
    const unit = ANSI_UNITS[data[at] as number] as number
    wide[at * 2] = unit & 0xff
    wide[at * 2 + 1] = unit >> 8
  }
  return wide
}

/**
 * Adds the NUL that Windows adds to text without one at its end.
 *
 * @param data - UTF-16LE; no bytes, or an odd number of them, stay as they are
 * @returns the text with a NUL at its end
 */
export function withNul(data: Uint8Array): Uint8Array {
  const { length } = data
  if (length === 0 || length % 2 !== 0) return data
  if (data[length - 1] === 0 && data[length - 2] === 0) return data
  const closed = new Uint8Array(length + 2)
  closed.set(data)
  return closed
}
