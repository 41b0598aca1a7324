/** The lines of the form of Windows 3.1, each of which sets the default value of a key below HKEY_CLASSES_ROOT. */

import type { KeyPaths } from './KeyPaths.ts'
import type { LineProblem } from './lineProblem.ts'
import type { TextLines } from './TextLines.ts'
import { UNIT } from './units.ts'

const ROOT = 'HKEY_CLASSES_ROOT'

/** A default value; its data is a REG_SZ. */
export interface DefaultValue {
  readonly path: readonly string[]
  readonly data: Uint8Array
}

/**
 * Reads a line: a path, blanks, an equals sign and a blank that may be missing, and a text.
 *
 * @param lines - the text, at the start of a line
 * @param paths - reads the path
 * @returns the value; `on` for a blank line; `more` if its end has not arrived; or why it is not read
 */
export function readLine31(
  lines: TextLines,
  paths: KeyPaths,
): DefaultValue | 'on' | 'more' | LineProblem {
  const { units, start } = lines
  const end = lines.findBreak(start)
  if (end < 0) return 'more'
  if (!lines.startsWith(start, ROOT)) {
    if (lines.skipBlanks(start) < end) return 'junk-31'
    return lines.endLine(end) ? 'on' : 'more'
  }
  if (units.subarray(start, end).includes(UNIT.NUL)) return 'nul'
  let close = start
  while (close < end && units[close] !== UNIT.SPACE && units[close] !== UNIT.TAB) close++
  let at = lines.skipBlanks(close)
  if (units[at] === UNIT.EQUALS) at++
  if (units[at] === UNIT.SPACE) at++
  const path = paths.read(units, start, close)
  if (typeof path === 'string') return path
  if (paths.hasLongName) return 'key-name-long'
  const text = units.slice(Math.min(at, end), end + 1)
  text[text.length - 1] = UNIT.NUL
  if (!lines.endLine(end)) return 'more'
  return { path, data: new Uint8Array(text.buffer) }
}
