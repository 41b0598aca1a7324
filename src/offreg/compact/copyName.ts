/**
 * Stored names, copied from one hive into another and compressed on the way when every unit allows it
 * (regf-format 3.2). Names stay bytes: no text is made of them.
 */

import type { HiveImage } from '../../regf/HiveImage.ts'

/**
 * Computes the readable length of a stored name: whole units inside its cell.
 *
 * @param claimed - the stored length in bytes
 * @param room - bytes of the cell after the start of the name
 * @param latin1 - whether the name has one byte per unit
 * @returns the length in bytes
 */
export function nameLength(claimed: number, room: number, latin1: boolean): number {
  const length = Math.min(claimed, room)
  return latin1 ? length : length & ~1
}

/**
 * Computes the length of a name in the new hive: half as many bytes if it is UTF-16 and every unit
 * fits in a byte.
 *
 * @param image - the hive file that is read
 * @param at - file offset of the name
 * @param length - its readable length in bytes
 * @param latin1 - whether it has one byte per unit
 * @returns the length in bytes
 */
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
 * @param image - the hive file that is read
 * @param from - file offset of the name
 * @param words - the words of the new hive, clear at the place of the name
 * @param to - index of the first word of the new name
 * @param units - number of units
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
