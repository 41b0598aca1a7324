/**
 * Windows' code page 1252, which is what "ANSI" means in this project. The five bytes without a character stand for
 * the control character of the same number, as in Windows.
 */

/** The characters of the bytes 0x80 to 0x9F. */
const HIGH =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178'

/** What a unit has in `ANSI_BYTES` if no byte stands for it. */
export const NO_BYTE = 0xffff

/** The UTF-16 unit that each byte stands for. */
export const ANSI_UNITS: Uint16Array = Uint16Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x80 && byte < 0xa0 ? HIGH.charCodeAt(byte - 0x80) : byte,
)

/** The byte of each UTF-16 unit, or `NO_BYTE`. */
export const ANSI_BYTES: Uint16Array = bytesOfUnits()

function bytesOfUnits(): Uint16Array {
  const bytes = new Uint16Array(0x1_0000).fill(NO_BYTE)
  for (const [byte, unit] of ANSI_UNITS.entries()) bytes[unit] = byte
  return bytes
}
