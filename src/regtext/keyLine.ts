/** The line of a key: its path between brackets, with a minus before it to delete the key. */

import type { KeyPaths } from './KeyPaths.ts'
import type { Fault } from './lineProblem.ts'
import type { TextLines } from './TextLines.ts'
import { UNIT } from './units.ts'

/** A line that was read. */
export interface KeyLine {
  readonly path: readonly string[]
  readonly isDeletion: boolean
}

/**
 * Reads the line of a key, to its end.
 *
 * @param lines - the text
 * @param at - where the opening bracket is
 * @param paths - reads the path
 * @returns the key; `more` if the end of the line has not arrived; or why there is none
 */
export function readKeyLine(
  lines: TextLines,
  at: number,
  paths: KeyPaths,
): KeyLine | 'more' | Fault {
  const { units } = lines
  const end = lines.findBreak(at)
  if (end < 0) return 'more'
  // The last bracket counts, since names may have brackets.
  let close = end - 1
  while (close > at && units[close] !== UNIT.CLOSE_KEY) close--
  if (close === at) return { problem: 'key-not-closed', at }
  const behind = lines.skipBlanks(close + 1)
  if (behind < end && units[behind] !== UNIT.SEMICOLON) {
    return { problem: 'key-text-behind', at: behind }
  }
  const isDeletion = units[at + 1] === UNIT.MINUS
  const from = isDeletion ? at + 2 : at + 1
  if (lines.skipBlanks(from) > from) return { problem: 'key-blank', at: from }
  const same = paths.sharedUnits(units, from, close)
  for (let next = from + same; next < close; next++) {
    if (units[next] === UNIT.NUL) return { problem: 'nul', at: next }
  }
  const path = paths.read(units, from, close, same)
  if (typeof path === 'string') return { problem: path, at: from }
  if (isDeletion && path.length === 0) return { problem: 'root-deleted', at: from }
  if (!isDeletion && paths.hasLongName) return { problem: 'key-name-long', at: from }
  return lines.endLine(end) ? { path, isDeletion } : 'more'
}
