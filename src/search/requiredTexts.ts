/**
 * Texts of which every match of a regular expression contains at least one, so that the raw bytes can be scanned for
 * them. Plain characters are considered, groups, and alternatives of which each has such a text; what is not understood
 * contributes nothing.
 */

const GROUP_OR_CLASS = /[()[]/
const QUANTIFIER = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y
/** A character that stands for itself; the second form after a backslash. */
const PLAIN = /[^\\.^$|()[\]{}*+?]|\\([^0-9A-Za-z])/uy
/** Anything else after a backslash. */
const OTHER_ESCAPE = /\\(?:x\{[^}]*\}|x..|[pP]\{[^}]*\}|[pP].|[0-7]{1,3}|.)/uy

/** What begins a group, besides its parenthesis; a group that only sets flags has no colon. */
const GROUP_HEAD = /^\(\?(?:P?<[^>]*>|[A-Za-z-]*:)/
const FLAGS_ONLY = /^\(\?[A-Za-z-]*\)$/
/** A quantifier with which what is before it need not be there. */
const OPTIONAL = /^(?:[*?]|\{0)/
/** The scan looks for so many texts at most: it would find too many places for more. */
const MOST_TEXTS = 16

/**
 * Finds the longest such texts.
 *
 * @param pattern - a regular expression that RE2 accepts
 * @returns the texts, in the case in which they are written; none if none are known
 */
export function requiredTexts(pattern: string): readonly string[] {
  return pattern.includes('\\Q') ? [] : ofAlternatives(pattern)
}

/** The texts of an expression that may have alternatives: those of all of them, if each has some. */
function ofAlternatives(pattern: string): readonly string[] {
  const texts = new Set<string>()
  for (const branch of branchesOf(pattern)) {
    const some = ofBranch(branch)
    if (some.length === 0) return []
    for (const text of some) texts.add(text)
    if (texts.size > MOST_TEXTS) return []
  }
  return [...texts]
}

/** The alternatives of an expression, of which there may be one. */
function branchesOf(pattern: string): string[] {
  const branches: string[] = []
  let from = 0
  for (let at = 0; at < pattern.length; ) {
    if (pattern.charAt(at) === '|') {
      branches.push(pattern.slice(from, at))
      from = ++at
    } else at = afterItem(pattern, at)
  }
  branches.push(pattern.slice(from))
  return branches
}

/** The end of a character, escape, group or class; quantifiers count as characters. */
function afterItem(pattern: string, at: number): number {
  if (GROUP_OR_CLASS.test(pattern.charAt(at))) return endOf(pattern, at)
  const length = lengthOf(PLAIN, pattern, at) || lengthOf(OTHER_ESCAPE, pattern, at)
  return at + Math.max(1, length)
}

/** The texts of an expression without alternatives of its own: the longest run of plain characters, or a group's. */
function ofBranch(pattern: string): readonly string[] {
  const runs: string[] = ['']
  let groups: readonly string[] = []
  for (let at = 0; at < pattern.length; ) {
    const end = afterItem(pattern, at)
    const quantified = lengthOf(QUANTIFIER, pattern, end)
    const plain = plainAt(pattern, at)
    if (pattern.charAt(at) === '(' && !OPTIONAL.test(pattern.slice(end, end + 2))) {
      groups = longest(groups, ofGroup(pattern.slice(at, end)))
    }
    if (plain !== null && quantified === 0) runs.push((runs.pop() ?? '') + plain)
    else runs.push('')
    at = end + quantified
  }
  const run = runs.reduce((most, text) => (text.length > most.length ? text : most))
  return longest(run === '' ? [] : [run], groups)
}

function ofGroup(group: string): readonly string[] {
  if (FLAGS_ONLY.test(group)) return []
  const head = GROUP_HEAD.exec(group)?.[0] ?? '('
  return ofAlternatives(group.slice(head.length, -1))
}

/** Those of which the shortest is the longer one. */
function longest(a: readonly string[], b: readonly string[]): readonly string[] {
  const least = (texts: readonly string[]) =>
    texts.length === 0 ? 0 : Math.min(...texts.map(({ length }) => length))
  return least(b) > least(a) ? b : a
}

/** The character that stands for itself at a place; null if there is none. */
function plainAt(pattern: string, at: number): string | null {
  PLAIN.lastIndex = at
  const plain = PLAIN.exec(pattern)
  return plain === null ? null : (plain[1] ?? plain[0])
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
