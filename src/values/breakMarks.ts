/**
 * Line breaks as visible marks, for fields that cannot hold them as they are. A text area has one kind of
 * line break only, and in the field of a multi-string it ends a string.
 *
 * The marks are in every font: a down arrow is a line feed, a left arrow a carriage return. A currency
 * sign before one of the three means the character itself, so that text with these
 * characters is read back exactly. Text without such line breaks is shown as it is.
 */

/** The kinds of line break in stored text. */
export type LineBreak = '\r\n' | '\n' | '\r'

export const LINE_FEED_MARK = '\u2193'
export const CARRIAGE_RETURN_MARK = '\u2190'
const ESCAPE_MARK = '\u00a4'

const BREAK = /\r\n|\n|\r/g
const MARK = /[\u2193\u2190\u00a4]/
const MARKS = /[\u2193\u2190\u00a4]/g
const MARK_OR_BREAK = /[\u2193\u2190\u00a4]|\r\n|\n|\r/g
const MARKED_BREAK = /\u00a4([\u2193\u2190\u00a4])|(\u2190\u2193|\u2193|\u2190)\n?|\n/g
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const LINE_FEED_UNIT = LINE_FEED_MARK.charCodeAt(0)
const CARRIAGE_RETURN_UNIT = CARRIAGE_RETURN_MARK.charCodeAt(0)
const ESCAPE_UNIT = ESCAPE_MARK.charCodeAt(0)
const MARK_UNITS: ReadonlySet<number> = new Set([LINE_FEED_UNIT, CARRIAGE_RETURN_UNIT, ESCAPE_UNIT])

/**
 * Checks whether a text contains a character that is used as a mark.
 *
 * @param text - stored text, or the text of a field
 * @returns true if it has an arrow or a currency sign
 */
export function hasMarks(text: string): boolean {
  return MARK.test(text)
}

/**
 * Counts the line breaks of each kind in stored text.
 *
 * @param text - the text as it is stored
 * @returns how often each kind occurs
 */
export function countBreaks(text: string): Readonly<Record<LineBreak, number>> {
  const counts: Record<LineBreak, number> = { '\r\n': 0, '\n': 0, '\r': 0 }
  for (const [found] of text.matchAll(BREAK)) counts[found as LineBreak]++
  return counts
}

/**
 * Converts stored text to the text of a text area. Line breaks of the kind `plain` become line
 * breaks of the field; every other one becomes its mark at the end of its line.
 *
 * @param text - the text as it is stored
 * @param plain - the kind of line break that the field shows without a mark
 * @returns the text of the field, which `readBreaks` reads back exactly
 */
export function showBreaks(text: string, plain: LineBreak): string {
  return text.replace(MARK_OR_BREAK, (found) => {
    if (found === plain) return '\n'
    return MARK.test(found) ? ESCAPE_MARK + found : `${marksOf(found)}\n`
  })
}

/**
 * Converts the text of a field made by `showBreaks` back to stored text.
 *
 * @param field - the text of the field
 * @param plain - the kind of line break that the field shows without a mark
 * @returns the text to store
 */
export function readBreaks(field: string, plain: LineBreak): string {
  return field.replace(MARKED_BREAK, (_, escaped?: string, marks?: string) => {
    if (escaped !== undefined) return escaped
    return marks === undefined ? plain : breaksOf(marks)
  })
}

/**
 * Writes a unit of a text that is put on one line: a line break as its mark, and a mark with a currency sign.
 *
 * @param unit - a UTF-16 unit of the text as it is stored
 * @param units - where to write
 * @param at - index of the next unit to write
 * @returns index after what was written
 */
export function writeMarked(unit: number, units: Uint16Array, at: number): number {
  if (unit === LINE_FEED || unit === CARRIAGE_RETURN) {
    units[at] = unit === LINE_FEED ? LINE_FEED_UNIT : CARRIAGE_RETURN_UNIT
    return at + 1
  }
  if (!MARK_UNITS.has(unit)) {
    units[at] = unit
    return at + 1
  }
  units[at] = ESCAPE_UNIT
  units[at + 1] = unit
  return at + 2
}

/**
 * Converts lines without marks, and so without line breaks inside them, to lines with marks.
 *
 * @param lines - text in which the mark characters mean themselves
 * @returns the lines as `writeMarked` would have made them
 */
export function escapeMarks(lines: string): string {
  return lines.replace(MARKS, `${ESCAPE_MARK}$&`)
}

/**
 * Checks whether a unit of a marked line is the currency sign that makes the mark after it stand for itself.
 *
 * @param line - a line made by `writeMarked`
 * @param at - position of the unit
 * @returns true if the unit after it is a mark and means itself
 */
export function isEscape(line: string, at: number): boolean {
  return line.charCodeAt(at) === ESCAPE_UNIT && MARK_UNITS.has(line.charCodeAt(at + 1))
}

/**
 * Converts a unit of a marked line to the one that is stored.
 *
 * @param unit - a UTF-16 unit that is not an escape and does not follow one
 * @returns the line break of a mark, and any other unit itself
 */
export function unmarked(unit: number): number {
  if (unit === LINE_FEED_UNIT) return LINE_FEED
  return unit === CARRIAGE_RETURN_UNIT ? CARRIAGE_RETURN : unit
}

function marksOf(breaks: string): string {
  return breaks.replace('\r', CARRIAGE_RETURN_MARK).replace('\n', LINE_FEED_MARK)
}

function breaksOf(marks: string): string {
  return marks.replace(CARRIAGE_RETURN_MARK, '\r').replace(LINE_FEED_MARK, '\n')
}
