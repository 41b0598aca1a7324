/** Cells of CSV that a spreadsheet does not run. */

/** Text that a spreadsheet takes for a formula, also in wide forms, and text that begins with the guard itself. */
const GUARDED = /^['=+\-@\uff1d\uff0b\uff0d\uff20]/

/**
 * Checks whether a cell gets an apostrophe before it.
 *
 * @param text - the text of the cell, or its first character
 * @returns true if it does
 */
export function needsGuard(text: string): boolean {
  return GUARDED.test(text)
}

/**
 * Writes a cell between quotation marks.
 *
 * @param text - its text, without line breaks
 * @returns the cell; without the first apostrophe of one that begins with an apostrophe it is the text
 */
export function csvCell(text: string): string {
  return `"${needsGuard(text) ? "'" : ''}${text.replaceAll('"', '""')}"`
}
