/**
 * A text that every match of a regular expression contains, so that the raw bytes can be scanned for it. Only plain
 * characters outside groups, classes and alternatives are considered; what is not understood contributes nothing.
 */

const GROUP_OR_CLASS = /[()[]/
const QUANTIFIER = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y
/** A character that stands for itself; the second form after a backslash. */
const PLAIN = /[^\\.^$|()[\]{}*+?]|\\([^0-9A-Za-z])/uy
/** Anything else after a backslash. */
const OTHER_ESCAPE = /\\(?:x\{[^}]*\}|x..|[pP]\{[^}]*\}|[pP].|[0-7]{1,3}|.)/uy

/**
 * Finds the longest such text.
 *
 * @param pattern - a regular expression that RE2 accepts
 * @returns the text, in the case in which it is written; `''` if none is known
 */
export function requiredText(pattern: string): string {
  if (pattern.includes('\\Q')) return ''
  const texts: string[] = ['']
  for (let at = 0; at < pattern.length; ) {
    const char = pattern.charAt(at)
    if (char === '|') return ''
    if (GROUP_OR_CLASS.test(char)) {
      at = endOf(pattern, at)
      at += lengthOf(QUANTIFIER, pattern, at)
      texts.push('')
      continue
    }
    PLAIN.lastIndex = at
    const plain = PLAIN.exec(pattern)
    if (plain === null) {
      at += Math.max(1, lengthOf(OTHER_ESCAPE, pattern, at))
      at += lengthOf(QUANTIFIER, pattern, at)
      texts.push('')
      continue
    }
    at += plain[0].length
    const quantified = lengthOf(QUANTIFIER, pattern, at)
    if (quantified === 0) texts.push((texts.pop() ?? '') + (plain[1] ?? plain[0]))
    else texts.push('')
    at += quantified
  }
  return texts.reduce((longest, text) => (text.length > longest.length ? text : longest))
}

function lengthOf(what: RegExp, pattern: string, at: number): number {
  what.lastIndex = at
  return what.exec(pattern)?.[0].length ?? 0
}

/** The end of the group or class that begins at a place. */
function endOf(pattern: string, start: number): number {
  let depth = 0
  let at = start
  do {
    const char = pattern.charAt(at)
    if (char === '\\') at++
    else if (char === '(') depth++
    else if (char === ')') depth--
    else if (char === '[') at = endOfClass(pattern, at)
    at++
  } while (depth > 0 && at < pattern.length)
  return at
}

/** The last unit of the class that begins at a place. */
function endOfClass(pattern: string, start: number): number {
  let at = start + 1
  if (pattern.charAt(at) === '^') at++
  for (let isFirst = true; at < pattern.length; isFirst = false) {
    const char = pattern.charAt(at)
    if (char === ']' && !isFirst) break
    if (char === '[' && pattern.charAt(at + 1) === ':') {
      const end = pattern.indexOf(':]', at + 2)
      at = end < 0 ? at + 1 : end + 2
    } else at += char === '\\' ? 2 : 1
  }
  return at
}
