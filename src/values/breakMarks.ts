/**
 * Line breaks as visible marks, for fields that cannot hold them as they are. A text area knows one line
 * break only, and in the field of a multi-string that one ends a string.
 *
 * The marks are in every font: a down arrow is a line feed, a left arrow a carriage return. A currency
 * sign before one of the three means the character itself, so that text which holds them reads back
 * exactly. Text without such line breaks is shown as it is.
 */

/** The line breaks of stored text. */
export type LineBreak = '\r\n' | '\n' | '\r'

export const LINE_FEED_MARK = '\u2193'
export const CARRIAGE_RETURN_MARK = '\u2190'
const ESCAPE_MARK = '\u00a4'

const BREAK = /\r\n|\n|\r/g
const MARK = /[\u2193\u2190\u00a4]/
const MARK_OR_BREAK = /[\u2193\u2190\u00a4]|\r\n|\n|\r/g
const MARKED_BREAK = /\u00a4([\u2193\u2190\u00a4])|(\u2190\u2193|\u2193|\u2190)\n?|\n/g
const MARKED = /\u00a4([\u2193\u2190\u00a4])|[\u2193\u2190]/g

/** Whether text holds a character that can be a mark. */
export function hasMarks(text: string): boolean {
  return MARK.test(text)
}

/** How often each line break occurs in stored text. */
export function countBreaks(text: string): Readonly<Record<LineBreak, number>> {
  const counts: Record<LineBreak, number> = { '\r\n': 0, '\n': 0, '\r': 0 }
  for (const [found] of text.matchAll(BREAK)) counts[found as LineBreak]++
  return counts
}

/**
 * Stored text as a text area shows it. `plain` breaks are line breaks of the field; every other one has
 * its mark at the end of its line.
 */
export function showBreaks(text: string, plain: LineBreak): string {
  return text.replace(MARK_OR_BREAK, (found) => {
    if (found === plain) return '\n'
    return MARK.test(found) ? ESCAPE_MARK + found : `${marksOf(found)}\n`
  })
}

/** The stored text of a field made by `showBreaks`. */
export function readBreaks(field: string, plain: LineBreak): string {
  return field.replace(MARKED_BREAK, (_, escaped?: string, marks?: string) => {
    if (escaped !== undefined) return escaped
    return marks === undefined ? plain : breaksOf(marks)
  })
}

/** Text on one line: every line break as marks. */
export function markBreaks(text: string): string {
  return text.replace(MARK_OR_BREAK, (found) =>
    MARK.test(found) ? ESCAPE_MARK + found : marksOf(found),
  )
}

/** The stored text of a line made by `markBreaks`. */
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
