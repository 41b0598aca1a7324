/**
 * Replacing what a query finds in the texts that people see: names, and the strings of data up to what ends them. What
 * is stored after that stays as it is.
 */

import { upcase } from '../bytes/upcase.ts'
import { badPattern, MOST_QUERY_UNITS, type SearchQuery } from './query.ts'
import { regexReplacer } from './regexReplacer.ts'
import { MOST_REPLACED, type Replacer } from './replaced.ts'

/**
 * Makes the function that replaces what a query finds.
 *
 * @param query - a text or a regular expression; for the latter `loadRegex` was called before
 * @param replacement - what to put there. For a regular expression `$&` stands for what was found, `$1` and
 *   `$<name>` for groups, and `$$` for a dollar sign
 * @returns the function
 * @throws HiveError `bad-pattern` for a number or bytes, and for a replacement that is too long or names a group that
 *   the expression does not have
 */
export function replacerOf(query: SearchQuery, replacement: string): Replacer {
  if (replacement.length > MOST_QUERY_UNITS) {
    throw badPattern('replacement', `more than ${MOST_QUERY_UNITS} characters`)
  }
  switch (query.kind) {
    case 'regex':
      return regexReplacer(query, replacement)
    case 'any':
    case 'text':
      return textReplacer(query, replacement)
    default:
      throw badPattern('not-text', 'only text can be replaced')
  }
}

function textReplacer({ text, matchCase, whole }: SearchQuery, replacement: string): Replacer {
  const fold = matchCase ? (one: string) => one : upcase
  const wanted = fold(text)
  return (old) => {
    const folded = fold(old)
    if (whole) return folded === wanted ? { text: replacement, count: 1 } : null
    const pieces: string[] = []
    let length = old.length
    let from = 0
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, from)) {
      length += replacement.length - wanted.length
      if (length > MOST_REPLACED) return { text: null, count: pieces.length + 1 }
      pieces.push(old.slice(from, at))
      from = at + wanted.length
    }
    if (pieces.length === 0) return null
    return { text: [...pieces, old.slice(from)].join(replacement), count: pieces.length }
  }
}
