/** The digits of bytes in .reg text. */

const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))

/** The first digit of each byte, as a unit of text. */
export const HIGH_DIGITS: Uint16Array = Uint16Array.from(
  { length: 256 },
  (_, byte) => DIGITS[byte >> 4] as number,
)

/** The second digit of each byte, as a unit of text. */
export const LOW_DIGITS: Uint16Array = Uint16Array.from(
  { length: 256 },
  (_, byte) => DIGITS[byte & 15] as number,
)
