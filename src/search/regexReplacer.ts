/** Replacing what a regular expression finds. */

import type { RE2JS } from 're2js'
import { badPattern, type SearchQuery } from './query.ts'
import { compileRegex } from './regex.ts'
import { MOST_REPLACED, type Replacer } from './replaced.ts'

const SPECIAL = /\$(?:(\$)|(&)|(\d{1,2})|<([^>]*)>)/g

/**
 * Makes the function that replaces what a regular expression finds in a text.
 *
 * @param query - the expression, and whether case matters and a whole text has to match; `loadRegex` was called before
 * @param replacement - the text to put there, with `$&`, `$1`, `$<name>` and `$$`
 * @returns the function
 * @throws HiveError `bad-pattern` when RE2 does not accept the expression, or the replacement names a group that it
 *   does not have
 */
export function regexReplacer(query: SearchQuery, replacement: string): Replacer {
  const wrap = (pattern: string) => (query.whole ? `\\A(?:${pattern})\\z` : pattern)
  const expression = compileRegex(query, wrap)
  const parts = partsOf(replacement, expression)
  return (old) => {
    if (!expression.test(old)) return null
    const matcher = expression.matcher(old)
    const pieces: string[] = []
    let [from, count, length] = [0, 0, old.length]
    while (matcher.find()) {
      const put = parts
        .map((part) => (typeof part === 'string' ? part : matcher.group(part)))
        .join('')
      length += put.length - (matcher.end() - matcher.start())
      count++
      if (length > MOST_REPLACED) return { text: null, count }
      pieces.push(old.slice(from, matcher.start()), put)
      from = matcher.end()
    }
    return count === 0 ? null : { text: pieces.join('') + old.slice(from), count }
  }
}

/** A replacement in pieces: texts, and the numbers of groups. */
function partsOf(replacement: string, expression: RE2JS): readonly (string | number)[] {
  const parts: (string | number)[] = []
  let from = 0
  for (const match of replacement.matchAll(SPECIAL)) {
    const [all, dollar, whole, digits, name = ''] = match
    parts.push(replacement.slice(from, match.index))
    from = match.index + all.length
    if (dollar !== undefined) parts.push('$')
    else if (whole !== undefined) parts.push(0)
    else {
      const group = digits === undefined ? expression.namedGroups()[name] : Number(digits)
      if (group === undefined || group > expression.groupCount()) {
        throw badPattern('replacement', `the expression has no group ${all}`, match.index)
      }
      parts.push(group)
    }
  }
  return [...parts, replacement.slice(from)]
}
