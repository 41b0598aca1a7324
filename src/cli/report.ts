/** Errors as messages: any failure becomes one line on standard error. */

import { HiveError, type HiveErrorDetail, isOutOfMemory } from '../errors.ts'
import { CLI } from '../text/cli.ts'
import { type Io, say } from './Io.ts'
import { formatBoundedName, formatBoundedPath } from './names.ts'

/** UTF-16 units of a subject that are printed. */
const MOST_UNITS = 1000

/** Prints any error on one line. An error that is not ours is a bug, reported without its stack. */
export function report(error: unknown, io: Io): void {
  if (error instanceof HiveError) {
    const { finding, offset, line, column } = error.detail
    const subject = subjectOf(error.detail)
    const isNamed = subject === undefined || hasWords(error.message, subject)
    const about = isNamed ? '' : `${subject}: `
    const why = finding === undefined || error.message.includes(finding) ? '' : ` (${finding})`
    const at = line === undefined ? '' : ` (${CLI.textPlace(line, column)})`
    say(io, error.code, `${about}${error.message}${why}${at}`, offset)
    return
  }
  if (isOutOfMemory(error)) {
    say(io, 'out-of-memory', error.message)
    return
  }
  say(io, 'internal', error instanceof Error ? `${error.name}: ${error.message}` : String(error))
}

/** Whether a message holds a name as separate words, not merely as letters of another word. */
function hasWords(message: string, name: string): boolean {
  if (name === '') return true
  const isLetter = (character: string) => /[\p{L}\p{N}_]/u.test(character)
  for (let at = message.indexOf(name); at >= 0; at = message.indexOf(name, at + 1)) {
    if (!isLetter(message.charAt(at - 1)) && !isLetter(message.charAt(at + name.length)))
      return true
  }
  return false
}

/** The subject of an error: a key as a KEY, with its value in quotation marks, or else the subject it states. */
function subjectOf({ subject, path, value }: HiveErrorDetail): string | undefined {
  // It may be a name of any length that was refused because of that.
  if (path === undefined) return subject?.slice(0, MOST_UNITS)
  const key = formatBoundedPath(path)
  return value === undefined ? key : `${key} "${formatBoundedName(value)}"`
}
