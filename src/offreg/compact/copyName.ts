/**
 * Stored names, copied from one hive into another and compressed on the way when every unit allows it
 * (regf-format 3.2). Names stay bytes: no text is made of them.
 */

import type { HiveImage } from '../../regf/HiveImage.ts'

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
  return latin1 || isWide(image, at, length) ? length : length >>> 1
}

function isWide(image: HiveImage, at: number, length: number): boolean {
  for (let high = at + 1; high < at + length; high += 2) if (image.u8(high) !== 0) return true
  return false
}

/**
 * Writes the low byte of each unit of a UTF-16 name.
 *
 * @param from - file offset of the name
 * @param words - the words of the new hive, clear where the name will be
 * @param to - index of the first word of the new name
 */
export function compressName(
  image: HiveImage,
  from: number,
  words: Int32Array,
  to: number,
  units: number,
): void {
  for (let unit = 0; unit < units; unit++) {
    const word = to + (unit >>> 2)
    words[word] = (words[word] as number) | (image.u8(from + unit * 2) << ((unit & 3) * 8))
  }
}
