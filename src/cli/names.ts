/**
 * Names as arguments of the command line. Any name can be written: `\uXXXX` is one UTF-16 unit. Ambiguities are
 * resolved as follows, and `--help` says so:
 *
 * - In a KEY a backslash separates names; several in a row count as one. One that is followed by `u` and
 *   four hexadecimal digits begins an escape, unless it is the second of a pair: `A\u0041` is the key
 *   `AA`, `A\\u0041` the subkey `u0041` of `A`, `A\\\u0041` the subkey `A` of `A`.
 * - A KEY that starts with `"\\` and ends with `"` is a path as printed by `dump`.
 * - In a NAME every other backslash stands for itself.
 */

import { joinKeySteps, spellKeyName, spellName } from '../bytes/spelling.ts'
import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { Key } from '../offreg/Key.ts'
import { boundedName, boundedPath, LEFT_OUT } from '../text/boundedPath.ts'
import { CLI } from '../text/cli.ts'
import { usage } from './arguments.ts'

const LEFT_OUT_ESCAPED = '\\u2026'
const ESCAPE = /\\u([0-9a-f]{4})/gi
/** A run of backslashes and, if there is one, the rest of an escape. */
const SEPARATORS = /(\\+)(?:u([0-9a-f]{4}))?/giy

/** The names of a KEY, from the root down. */
export function parseKeyPath(text: string): string[] {
  if (text.startsWith('"\\\\') && text.length > 3 && text.endsWith('"')) return parseDumped(text)
  const names: string[] = []
  let name = ''
  let at = 0
  while (at < text.length) {
    SEPARATORS.lastIndex = at
    const found = SEPARATORS.exec(text)
    if (found === null) {
      name += text.charAt(at++)
      continue
    }
    const [all, { length } = '', digits] = found
    const isEscape = digits !== undefined && length % 2 === 1
    if (length > (isEscape ? 1 : 0)) {
      names.push(name)
      name = ''
    }
    if (isEscape) name += unit(digits)
    at += isEscape ? all.length : length
  }
  return [...names, name].filter((one) => one !== '')
}

/** A NAME: that of a value, or the new name of a key. */
export function parseName(text: string): string {
  return text.replace(ESCAPE, (_, digits: string) => unit(digits))
}

/** A name as a NAME, printable and on one line; `parseName` gives it back. */
export function formatName(name: string): string {
  return spellName(name)
}

/**
 * A path as a KEY, printable and on one line; the root is a lone backslash. `parseKeyPath` gives the names back.
 *
 * @param leftOut - indexes of names that stand for names left out, as in findings; a key with that name is written
 *   with an escape
 */
export function formatKeyPath(names: readonly string[], leftOut: readonly number[] = []): string {
  const steps = names.map((name, index) => {
    if (name === LEFT_OUT && !leftOut.includes(index)) return LEFT_OUT_ESCAPED
    return spellKeyName(name)
  })
  return joinKeySteps(steps)
}

/** The printed form of a path: a KEY if it has at most 1,000 UTF-16 units, otherwise its two ends. */
export function formatBoundedPath(names: readonly string[]): string {
  const bounded = boundedPath(names.length, (index) => names[index] as string)
  return formatKeyPath(bounded.names, bounded.leftOut)
}

/** The printed form of the name of a value. */
export function formatBoundedName(name: string): string {
  return formatName(boundedName(name))
}

/**
 * Finds the key that a KEY names.
 *
 * @throws HiveError `key-not-found` with the first key of the path that does not exist; `usage`
 */
export function keyAt(hive: Hive, text: string): Key {
  const names = parseKeyPath(text)
  let key = hive.rootKey
  for (const [index, name] of names.entries()) {
    const next = key.subkey(name)
    if (next === null) {
      const missing = formatKeyPath(names.slice(0, index + 1))
      throw new HiveError('key-not-found', CLI.noKey(missing), { subject: missing })
    }
    key = next
  }
  return key
}

const DUMPED = /\\(?:u([0-9a-f]{4})|(["\\/bfnrt]))|[^\\"]/giy
const SHORT: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** A path between quotation marks: a JSON string, in which a name's own backslash is doubled. */
function parseDumped(text: string): string[] {
  let path = ''
  let at = 1
  while (at < text.length - 1) {
    DUMPED.lastIndex = at
    const found = DUMPED.exec(text)
    if (found === null) throw usage(CLI.badDumpedPath(at + 1))
    const [all, digits, short] = found
    path +=
      digits !== undefined ? unit(digits) : short === undefined ? all : (SHORT[short] ?? short)
    at = DUMPED.lastIndex
  }
  const names: string[] = []
  let name = ''
  for (let index = 1; index < path.length; index++) {
    const char = path.charAt(index)
    if (char !== '\\') name += char
    else if (path.charAt(index + 1) === '\\') {
      name += '\\'
      index++
    } else {
      names.push(name)
      name = ''
    }
  }
  return [...names, name].filter((one) => one !== '')
}

function unit(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 16))
}
