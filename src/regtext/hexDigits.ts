/** The digits of bytes in .reg text. */

const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
const COMMA = 0x2c

/**
 * The two digits of each byte and a comma, as units of text. Each entry is made of the 64 bits of four units, the last
 * of which is 0: written as one number, they take half the time of three units.
 */
export const DIGITS_AND_COMMA: Float64Array = new Float64Array(256)

const view = new DataView(DIGITS_AND_COMMA.buffer)
for (let byte = 0; byte < 256; byte++) {
  view.setUint16(byte * 8, DIGITS[byte >> 4] as number, true)
  view.setUint16(byte * 8 + 2, DIGITS[byte & 15] as number, true)
  view.setUint16(byte * 8 + 4, COMMA, true)
}
