/**
 * Names and paths spelled so that every character of them can be seen, typed, copied and pasted.
 *
 * A hidden character is written `\uXXXX`, one for each 16-bit unit. In a path that needs it all
 * separators are doubled too (`HKEY_LOCAL_MACHINE\\SOFTWARE\\a\u000db`): a plain path never has a doubled
 * separator, so such a text can be read in one way only.
 */

import { boundedPath, LEFT_OUT } from '../text/boundedPath.ts'
import { escapeHidden, hasHiddenCharacter } from '../text/hidden.ts'

const SEPARATOR = '\\'
const DOUBLED = '\\\\'
const ESCAPE = /\\u([0-9a-f]{4})/gi
/** A backslash that would be read as the start of an escape. */
const ESCAPE_LIKE = /\\(?=u[0-9a-f]{4})/gi
const SPELLED = /^(?:[^\\]|\\\\|\\u[0-9a-f]{4})*$/i
/** UTF-16 units of one step of a path that is shown. */
const MOST_IN_STEP = 255
const LEFT_OUT_ESCAPED = '\\u2026'
/** A step that would be misread directly after a single backslash. */
const LIKE_ESCAPE = /^\\?u[0-9a-f]{4}/i
/** No name at all, or one that would be taken for an escape after a single separator. */
const LOOKS_ODD = /^$|^u[0-9a-f]{4}/i
const STEP_TOKENS = /\\u[0-9a-f]{4}|./gsu
/** What a spelled path is made of; a single separator is forgiven. */
const TOKENS = /\\\\|\\u[0-9a-f]{4}|\\|[^\\]+/gi

/**
 * Writes a name so that it can be typed into a field, with escapes for hidden characters.
 * `readName` reverses it.
 *
 * @param name - the name as it is stored
 * @returns the spelled name
 */
export function spellName(name: string): string {
  return escapeHidden(name.replace(ESCAPE_LIKE, '\\u005c'))
}

/**
 * Reads a name that `spellName` wrote. A backslash that does not start an escape is a backslash.
 *
 * @param text - the spelled name
 * @returns the name as it is stored
 */
export function readName(text: string): string {
  return text.replace(ESCAPE, (_, digits: string) => unitOf(digits))
}

/**
 * Checks whether a name has to be spelled to be typed: it has hidden characters, or looks spelled.
 *
 * @param name - the name as it is stored
 * @returns true if `spellName` changes it
 */
export function needsSpelling(name: string): boolean {
  return spellName(name) !== name
}

/**
 * Writes the name of a key as a step of a path: hidden characters and backslashes have escapes.
 *
 * @param name - the name as it is stored
 * @returns the step, without a separator
 */
export function spellKeyName(name: string): string {
  return escapeHidden(name.replaceAll(SEPARATOR, '\\u005c'))
}

/**
 * Finds the separator before a step of a KEY of the command. It is doubled where the step would be taken for an
 * escape after a single one.
 *
 * @param step - what `spellKeyName` wrote
 * @returns one or two backslashes
 */
export function keySeparator(step: string): string {
  return LIKE_ESCAPE.test(step) ? DOUBLED : SEPARATOR
}

/**
 * Puts the steps of a path together as a KEY of the command.
 *
 * @param steps - what `spellKeyName` wrote, from below the root down
 * @returns the path; the root is a single backslash
 */
export function joinKeySteps(steps: readonly string[]): string {
  if (steps.length === 0) return SEPARATOR
  const path = steps.reduce((above, step) => above + keySeparator(step) + step)
  // A KEY that starts with a quotation mark and two backslashes is one as printed by `dump`.
  return path.startsWith(`"${DOUBLED}`) ? SEPARATOR + path : path
}

/**
 * Writes the path of a key: plain if every character can be seen, otherwise spelled.
 *
 * @param names - the names of the key's ancestors and its own, from the root down, without the root
 * @returns the path, which `readSpelledPath` reads back when it is spelled
 */
export function spellPath(names: readonly string[]): string {
  const isPlain = names.every(
    (name) => name !== '' && !name.includes(SEPARATOR) && !hasHiddenCharacter(name),
  )
  if (isPlain) return names.join(SEPARATOR)
  const spelled = names.map(spellKeyName)
  // A separator at the end is no name, so an empty name there (damaged hives have them) takes two.
  return (names.at(-1) === '' ? [...spelled, ''] : spelled).join(DOUBLED)
}

/**
 * Writes the path of a key relative to the root of its hive. A path that has to be spelled starts
 * with a doubled separator.
 *
 * @param names - the names from below the root down to the key
 * @returns the path, which `readRelativePath` reads back exactly
 */
export function spellRelativePath(names: readonly string[]): string {
  const spelled = spellPath(names)
  return spelled === names.join(SEPARATOR) ? spelled : DOUBLED + spelled
}

/**
 * Reads a path that `spellRelativePath` wrote.
 *
 * @param text - the path
 * @returns the names from below the root down to the key
 */
export function readRelativePath(text: string): readonly string[] {
  if (text.startsWith(DOUBLED)) return readSpelledPath(text) ?? []
  return text === '' ? [] : text.split(SEPARATOR)
}

/**
 * Writes the path of a key relative to the root as it is shown on one line: all of a short path,
 * both ends of a long one. Every character can be seen, and there is only one way to read it, on
 * the page and as a KEY of the command. The root is a single backslash.
 *
 * @param names - the names from below the root down to the key
 * @param leftOut - indexes of names that are a `…` for names left out; without it every `…` counts
 *   as one
 * @returns one line of bounded length
 */
export function spellShownPath(names: readonly string[], leftOut?: readonly number[]): string {
  if (names.length === 0) return SEPARATOR
  const spelled = names.map((name, index) => {
    const isName = name === LEFT_OUT && leftOut !== undefined && !leftOut.includes(index)
    return isName ? LEFT_OUT_ESCAPED : spellKeyName(name)
  })
  const isPlain = spelled.every((step, index) => step === names[index] && !LOOKS_ODD.test(step))
  const shown = boundedPath(spelled.length, (index) => boundedStep(spelled[index] as string)).names
  if (isPlain) return shown.join(SEPARATOR)
  return DOUBLED + [...shown, ...(names.at(-1) === '' ? [''] : [])].join(DOUBLED)
}

/**
 * Checks whether a text is a spelled path and nothing else.
 *
 * @param text - a path as typed or pasted
 * @returns true if it has a doubled separator and every backslash is part of a separator or an
 *   escape
 */
export function isSpelledPath(text: string): boolean {
  return text.includes(DOUBLED) && SPELLED.test(text)
}

/**
 * Reads a path that is spelled, or spelled in part (single separators between escapes). One
 * separator at either end is ignored.
 *
 * @param text - a path as typed or pasted
 * @returns the names from the root down; null for a text with neither a doubled separator nor an
 *   escape
 */
export function readSpelledPath(text: string): string[] | null {
  if (!text.includes(DOUBLED) && text.search(ESCAPE) < 0) return null
  const names = ['']
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === DOUBLED || token === SEPARATOR) names.push('')
    else names[names.length - 1] += token.length > 1 ? readName(token) : token
  }
  if (names.length > 1 && names[0] === '') names.shift()
  if (names.length > 1 && names.at(-1) === '') names.pop()
  return names
}

/**
 * Spells the hidden characters of a path that was typed or pasted.
 *
 * @param text - the path, plain or spelled
 * @returns the spelled path; a text without hidden characters is returned unchanged
 */
export function spellTyped(text: string): string {
  if (!hasHiddenCharacter(text)) return text
  return escapeHidden(isSpelledPath(text) ? text : text.replaceAll(SEPARATOR, DOUBLED))
}

/** A spelled step; of a long one the beginning, up to the end of a character. */
function boundedStep(step: string): string {
  if (step.length <= MOST_IN_STEP) return step
  let end = 0
  for (const [token] of step.matchAll(STEP_TOKENS)) {
    if (end + token.length >= MOST_IN_STEP) break
    end += token.length
  }
  return step.slice(0, end) + LEFT_OUT
}

function unitOf(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 16))
}
