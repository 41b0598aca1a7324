/** Makes the matcher of a query. A regular expression needs the library, which is loaded only for one. */

import { parseHexText } from '../bytes/hex.ts'
import { anyMatcher, bytesMatcher, type Matcher, numberMatcher, textMatcher } from './matchers.ts'
import { ANY } from './needles.ts'
import { badPattern, MOST_QUERY_UNITS, queryNumber, type SearchQuery } from './query.ts'
import { regexMatcher } from './regex.ts'

/** A query with what it takes to answer it. */
export interface CompiledQuery {
  readonly query: SearchQuery
  readonly matcher: Matcher
}

/**
 * Prepares a search.
 *
 * @param query - what to search for; for a regular expression `loadRegex` was called before
 * @returns the query with its matcher, for `searchSteps`
 * @throws HiveError `bad-pattern` when the text is empty or too long, not a number, not hexadecimal, not a regular
 *   expression, or when bytes or a number are looked for in names only
 */
export function compileQuery(query: SearchQuery): CompiledQuery {
  if (query.text === '') throw badPattern('empty', 'the text to find is empty')
  if (query.text.length > MOST_QUERY_UNITS) {
    throw badPattern('too-long', `the text to find has more than ${MOST_QUERY_UNITS} characters`)
  }
  return { query, matcher: matcherOf(query) }
}

function matcherOf(query: SearchQuery): Matcher {
  const { text, kind, whole } = query
  switch (kind) {
    case 'text':
      return textMatcher(text, query)
    case 'any': {
      const number = query.places.includes('data') ? queryNumber(text) : null
      const matcher = textMatcher(text, query)
      return number === null ? matcher : anyMatcher([matcher, numberMatcher(number, whole)])
    }
    case 'number': {
      requireData(query)
      const number = queryNumber(text)
      if (number === null) throw badPattern('not-number', 'not a number of at most 64 bits')
      return numberMatcher(number, whole)
    }
    case 'hex':
      requireData(query)
      return bytesMatcher(hexPattern(text), whole)
    case 'regex':
      return regexMatcher(query)
  }
}

function requireData({ places }: SearchQuery): void {
  if (!places.includes('data'))
    throw badPattern('names-only', 'numbers and bytes are found in data only')
}

/** Bytes, or `ANY` for `??`. Both readings of `??` differ exactly there. */
function hexPattern(text: string): number[] {
  const zeros = parseHexText(text.replaceAll('??', '00'))
  const ones = parseHexText(text.replaceAll('??', 'ff'))
  if ('error' in zeros) {
    const what = zeros.error === 'odd' ? 'a byte has two digits' : 'not a hexadecimal digit'
    throw badPattern('not-hex', `${what}, at character ${zeros.at + 1}`, zeros.at)
  }
  if ('error' in ones) throw badPattern('not-hex', 'not hexadecimal', ones.at)
  const pattern = [...zeros].map((byte, index) => (byte === ones[index] ? byte : ANY))
  if (pattern.every((byte) => byte === ANY))
    throw badPattern('no-byte', 'no byte of the pattern is given')
  return pattern
}
