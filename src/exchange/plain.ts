/** Text that is the same in every spelling: printable ASCII without quotation marks and backslashes. */

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** 1 for each byte or unit below 256 that stands for itself everywhere, also inside a JSON string. */
export const PLAIN = Uint8Array.from({ length: 256 }, (_, unit) => {
  return unit >= 0x20 && unit < 0x7f && unit !== QUOTE && unit !== BACKSLASH ? 1 : 0
})

/**
 * Checks bytes.
 *
 * @param bytes - an array with stored Latin-1
 * @param from - index of the first byte
 * @param to - index after the last byte
 * @returns true if all of them stand for themselves
 */
export function isPlainRun(bytes: Uint8Array, from: number, to: number): boolean {
  for (let index = from; index < to; index++) {
    if (PLAIN[bytes[index] as number] === 0) return false
  }
  return true
}
