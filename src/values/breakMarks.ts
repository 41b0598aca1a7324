/**
 * Line breaks as visible marks, for fields and lines of text that cannot hold them as they are. A text
 * area knows one line break only, and in the field of a multi-string that one ends a string.
 *
 * U+240A stands for a line feed, U+240D for a carriage return. U+241B before one of the three marks
 * means the character itself, so that text which holds them reads back exactly.
 */

/** The line breaks of stored text. */
export type LineBreak = '\r\n' | '\n' | '\r'

export const LINE_FEED_MARK = '\u240a'
export const CARRIAGE_RETURN_MARK = '\u240d'
const ESCAPE_MARK = '\u241b'

const BREAK = /\r\n|\n|\r/g
const MARK = /[\u240a\u240d\u241b]/
const MARK_OR_BREAK = /[\u240a\u240d\u241b]|\r\n|\n|\r/g
const MARKED_BREAK = /\u241b([\u240a\u240d\u241b])|(\u240d\u240a|\u240a|\u240d)\n?|\n/g
const MARKED = /\u241b([\u240a\u240d\u241b])|[\u240a\u240d]/g
const MARK_OR_CONTROL = /[\u2400\u2409\u240a\u240d\u241b]|[\0\t\n\r]/g

/** Whether a field shows marks, which then need explaining. */
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

/** The text that a field made by `showBreaks` stands for. */
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

/** The text that a line made by `markBreaks` stands for. */
export function unmarkBreaks(line: string): string {
  if (!MARK.test(line)) return line
  return line.replace(MARKED, (found, escaped?: string) => escaped ?? breaksOf(found))
}

/** Text for one cell of a table: tabs and NULs as marks too. */
export function markForCell(text: string): string {
  return text.replace(MARK_OR_CONTROL, (found) => {
    const unit = found.charCodeAt(0)
    return unit >= 0x2400 ? ESCAPE_MARK + found : String.fromCharCode(0x2400 + unit)
  })
}

function marksOf(breaks: string): string {
  return breaks.replace('\r', CARRIAGE_RETURN_MARK).replace('\n', LINE_FEED_MARK)
}

function breaksOf(marks: string): string {
  return marks.replace(CARRIAGE_RETURN_MARK, '\r').replace(LINE_FEED_MARK, '\n')
}
