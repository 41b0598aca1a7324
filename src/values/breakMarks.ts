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
const MARK_OR_BREAK = /[\u2193\u2190\u00a4]|\r\n|\n|\r/g
const MARKED_BREAK = /\u00a4([\u2193\u2190\u00a4])|(\u2190\u2193|\u2193|\u2190)\n?|\n/g
const MARKED = /\u00a4([\u2193\u2190\u00a4])|[\u2193\u2190]/g

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
 * Puts a text on one line, with marks in place of its line breaks.
 *
 * @param text - the text as it is stored
 * @returns the line, which `unmarkBreaks` reads back exactly
 */
export function markBreaks(text: string): string {
  return text.replace(MARK_OR_BREAK, (found) =>
    MARK.test(found) ? ESCAPE_MARK + found : marksOf(found),
  )
}

/**
 * Converts a line made by `markBreaks` back to stored text.
 *
 * @param line - the line
 * @returns the text to store
 */
export function unmarkBreaks(line: string): string {
  if (!MARK.test(line)) return line
  return line.replace(MARKED, (found, escaped?: string) => escaped ?? breaksOf(found))
}

function marksOf(breaks: string): string {
  return breaks.replace('\r', CARRIAGE_RETURN_MARK).replace('\n', LINE_FEED_MARK)
}

function breaksOf(marks: string): string {
  return marks.replace(CARRIAGE_RETURN_MARK, '\r').replace(LINE_FEED_MARK, '\n')
}
