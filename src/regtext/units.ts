/** The units that have a meaning in .reg text. */

export const UNIT = {
  NUL: 0,
  TAB: 0x09,
  LF: 0x0a,
  CR: 0x0d,
  CTRL_Z: 0x1a,
  SPACE: 0x20,
  QUOTE: 0x22,
  HASH: 0x23,
  CLOSE: 0x29,
  COMMA: 0x2c,
  MINUS: 0x2d,
  COLON: 0x3a,
  SEMICOLON: 0x3b,
  EQUALS: 0x3d,
  AT: 0x40,
  OPEN_KEY: 0x5b,
  BACKSLASH: 0x5c,
  CLOSE_KEY: 0x5d,
  MARK: 0xfeff,
} as const

/** What `digitOf` answers for a unit that is not a hexadecimal digit. */
export const NO_DIGIT = 255

const DIGITS = Uint8Array.from({ length: 128 }, (_, unit) => {
  const digit = Number.parseInt(String.fromCharCode(unit), 16)
  return Number.isNaN(digit) ? NO_DIGIT : digit
})

/**
 * Reads a hexadecimal digit.
 *
 * @param unit - any unit
 * @returns its value, or `NO_DIGIT`
 */
export function digitOf(unit: number): number {
  return unit < 128 ? (DIGITS[unit] as number) : NO_DIGIT
}

/**
 * Checks whether a unit ends a line.
 *
 * @param unit - any unit
 * @returns true for CR and LF
 */
export function isBreak(unit: number): boolean {
  return unit === UNIT.LF || unit === UNIT.CR
}
