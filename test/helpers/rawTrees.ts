/** Parts of trees for hives built by hand. */

import type { RawValue } from './rawHive.ts'

/** The given number of bytes, not all of them equal. */
export function data(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 7) & 0xff)
}

/** Keys and values with names of both kinds and data of every size. */
export const VALUES: readonly RawValue[] = [
  { name: '', type: 1, data: data(10) },
  { name: 'inline', type: 4, data: data(4) },
  { name: 'Имя', type: 3, data: data(300) },
  { name: 'large', type: 3, data: data(184_320) },
  { name: 'none', type: 0, data: new Uint8Array() },
]
