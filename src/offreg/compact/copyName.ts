/**
 * Stored names, copied from one hive into another and compressed on the way when every unit allows it
 * (regf-format 3.2). Names stay bytes: no text is made of them.
 */

import type { HiveImage } from '../../regf/HiveImage.ts'
import type { PackedBins } from './PackedBins.ts'

/** Bytes of a stored name that are whole units and in its cell. */
export function nameLength(claimed: number, room: number, latin1: boolean): number {
  const length = Math.min(claimed, room)
  return latin1 ? length : length & ~1
}

/** Bytes the name will have: half as many when it is UTF-16 and every unit fits a byte. */
export function storedLength(
  image: HiveImage,
  at: number,
  length: number,
  latin1: boolean,
): number {
  if (latin1) return length
  for (let high = at + 1; high < at + length; high += 2) if (image.u8(high) !== 0) return length
  return length >>> 1
}

/** Copies a name of `length` bytes into `stored` bytes, as `storedLength` has it. */
export function copyName(
  image: HiveImage,
  from: number,
  length: number,
  out: PackedBins,
  to: number,
  stored: number,
): void {
  if (length === stored) out.copy(image, from, length, to)
  else for (let unit = 0; unit < stored; unit++) out.setU8(to + unit, image.u8(from + unit * 2))
}
