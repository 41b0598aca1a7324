/** The name of a value between quotation marks. */

import { textOfRun } from '../bytes/text.ts'
import { LIMIT } from '../regf/layout.ts'
import type { Fault } from './lineProblem.ts'
import type { TextLines } from './TextLines.ts'
import { isBreak, UNIT } from './units.ts'

/** A name, and where the text goes on behind it. */
export interface QuotedName {
  readonly name: string
  readonly behind: number
}

/**
 * Reads a name.
 *
 * @param lines - the text
 * @param at - where the opening quotation mark is
 * @returns the name; `more` if its end has not arrived; or why there is none
 */
export function readQuotedName(lines: TextLines, at: number): QuotedName | 'more' | Fault {
  const { units, end } = lines
  const from = at + 1
  let isEscaped = false
  let next = from
  for (; next < end; next++) {
    const unit = units[next] as number
    if (unit === UNIT.QUOTE) break
    if (unit === UNIT.BACKSLASH) {
      if (next + 1 === end) return 'more'
      const escaped = units[next + 1]
      if (escaped !== UNIT.QUOTE && escaped !== UNIT.BACKSLASH) {
        return { problem: 'name-escape', at: next }
      }
      isEscaped = true
      next++
    } else if (unit < UNIT.SPACE && (isBreak(unit) || unit === UNIT.NUL)) {
      return { problem: unit === UNIT.NUL ? 'nul' : 'name-not-closed', at: next }
    }
  }
  if (next >= end) return 'more'
  const written = textOfRun(units, from, next)
  const name = isEscaped ? written.replace(/\\(.)/gs, '$1') : written
  return name.length > LIMIT.VALUE_NAME ? { problem: 'name-long', at } : { name, behind: next + 1 }
}
