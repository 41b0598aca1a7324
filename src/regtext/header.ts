/** The first line of .reg text, which decides how the others are read. */

import { textOfRun } from '../bytes/text.ts'
import type { LineProblem } from './lineProblem.ts'
import { HEADERS, type RegVersion } from './regText.ts'
import type { TextLines } from './TextLines.ts'

/** What begins like this, and is not the header of version 4, is in the form of Windows 3.1. */
const WINDOWS_31 = 'REGEDIT'
const LONGEST = 1024

/** What the first line says. */
export interface Header {
  /** How bytes of text are read. */
  readonly version: RegVersion
  readonly isWindows31: boolean
}

/**
 * Reads the first line.
 *
 * @param lines - the text
 * @returns what it says; `more` if its end has not arrived; or why the text is not read
 */
export function readHeader(lines: TextLines): Header | 'more' | LineProblem {
  const end = lines.findBreak(lines.start)
  if (end < 0 && lines.end - lines.start <= LONGEST) return 'more'
  const from = lines.skipBlanks(lines.start)
  const count = Math.max(0, Math.min(end - from, LONGEST))
  const text = textOfRun(lines.units, from, from + count)
  const { encoding, reading } = lines
  if (encoding === 'utf-16-big-endian' && !reading.anyUtf16) return 'utf-16-big-endian'
  if (text[1] === '\0') return 'utf-16-without-mark'
  if (text !== HEADERS[5] && !text.startsWith(WINDOWS_31)) return 'no-header'
  if (!lines.endLine(end)) return 'more'
  const version = text === HEADERS[5] ? 5 : 4
  return { version, isWindows31: text !== HEADERS[version] }
}
