/**
 * Regular expressions, by RE2: the time of a match grows in proportion to the text, whatever the expression is.
 *
 * An expression is tried on names and on strings. The strings of data are what is between NULs: in data of the
 * string types units of UTF-16; in other data bytes as well, and units at odd offsets too. `^` and `$` are the ends of
 * a string. In large data a match is found if it ends within 64 KiB of its start.
 */

import type { RE2JS } from 're2js'
import { decodeLatin1, decodeUtf16 } from '../bytes/text.ts'
import { HiveError } from '../errors.ts'
import type { StoredName } from '../regf/storedName.ts'
import { foldPattern } from './foldPattern.ts'
import { isTextType, type Match, type Matcher, type Span } from './matchers.ts'
import { type Needle, textNeedles } from './needles.ts'
import { badPattern, type SearchQuery } from './query.ts'
import { requiredTexts } from './requiredTexts.ts'

/** Bytes from the start of a match that are looked at in large data. */
const REACH = 1 << 16

let library: typeof import('re2js') | null = null

/** Loads the library, once. Nothing else needs it. */
export async function loadRegex(): Promise<void> {
  library ??= await import('re2js')
}

/**
 * Makes the matcher of a regular expression.
 *
 * @param query - the expression, and whether case matters and a whole name or string has to match
 * @returns the matcher
 * @throws HiveError `bad-pattern` when RE2 does not accept the expression
 * @throws HiveError `internal` when the library was not loaded
 */
export function regexMatcher(query: SearchQuery): Matcher {
  const expression = compileRegex(query, (pattern) => pattern)
  const required = requiredTexts(query.text)
  // Without case, since the expression may ignore it in a part.
  const all = required.flatMap((text) => textNeedles(text, false).all)
  return new RegexMatcher(expression, query.whole, all.length === 0 ? null : all)
}

/**
 * Compiles an expression, to be matched by the case rule of Windows.
 *
 * @param query - the expression, and whether case matters
 * @param wrap - makes the pattern that is compiled of the one that was read
 * @returns the expression
 * @throws HiveError `bad-pattern` when RE2 does not accept the expression
 * @throws HiveError `internal` when the library was not loaded
 */
export function compileRegex(
  { text, matchCase }: SearchQuery,
  wrap: (pattern: string) => string,
): RE2JS {
  if (library === null) throw new HiveError('internal', 'regular expressions were not loaded')
  const { RE2JS: engine, RE2JSException, RE2JSSyntaxException } = library
  try {
    // First as it was written, so that an error is about that.
    engine.compile(text)
    return engine.compile(wrap(foldPattern(text, !matchCase)))
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    if (!(error instanceof RE2JSSyntaxException)) throw badPattern('regex', error.message)
    const part = error.getPattern()
    const at = part === null ? -1 : text.indexOf(part)
    const what = (part === null ? null : lackingIn(part)) ?? error.getDescription()
    const about = part === null || at < 0 ? '' : `: ${cutPart(part)}`
    throw badPattern('regex', `${what}${about}`, at < 0 ? undefined : at)
  }
}

/** What other kinds of expressions have and RE2 does not, if a part of an expression begins with it. */
function lackingIn(part: string): string | null {
  if (/^\(\?<?[=!]/.test(part)) return 'RE2 has neither lookahead nor lookbehind'
  return /^\\[1-9]/.test(part) ? 'RE2 has no references to groups' : null
}

/** The most UTF-16 units of an expression in an error. */
const MOST_PART = 40

function cutPart(part: string): string {
  return part.length > MOST_PART ? `${part.slice(0, MOST_PART)}…` : part
}

/** Where a match is in a text, in UTF-16 units. */
interface Found {
  readonly start: number
  readonly end: number
}

class RegexMatcher implements Matcher {
  readonly needles: readonly Needle[] | null
  readonly mostShortData = 0
  readonly reach = REACH
  readonly #expression: RE2JS
  readonly #whole: boolean

  constructor(expression: RE2JS, whole: boolean, needles: readonly Needle[] | null) {
    this.#expression = expression
    this.#whole = whole
    this.needles = needles
  }

  inName(bytes: Uint8Array, { at, length, latin1 }: StoredName): Match | null {
    const decode = latin1 ? decodeLatin1 : decodeUtf16
    const found = this.#inString(decode(bytes, at, at + length), 0)
    return found === null ? null : matchOf(found, at, latin1 ? 1 : 2)
  }

  inData(span: Span, type: number): Match | null {
    if (isTextType(type)) return this.#inUnits(span, 0)
    const matches = [this.#inUnits(span, 0), this.#inUnits(span, 1), this.#inBytes(span)]
    let first: Match | null = null
    for (const match of matches) {
      if (match !== null && (first === null || match.offset < first.offset)) first = match
    }
    return first
  }

  /** In units of UTF-16 that begin at even offsets from the start of the span, or at odd ones. */
  #inUnits({ bytes, from, to, start, end }: Span, odd: 0 | 1): Match | null {
    const at = Math.min(from + odd, to)
    const text = decodeUtf16(bytes, at, to)
    const found = this.#inText(text, Math.max(0, start - from) >>> 1, Math.ceil((end - at) / 2))
    return found === null ? null : matchOf(found, at, 2)
  }

  #inBytes({ bytes, from, to, start, end }: Span): Match | null {
    const found = this.#inText(decodeLatin1(bytes, from, to), start - from, end - from)
    return found === null ? null : matchOf(found, from, 1)
  }

  /** In one of the strings of a text, from `start` on and before `end`. */
  #inText(text: string, start: number, end: number): Found | null {
    let from = start === 0 ? 0 : text.lastIndexOf('\0', start - 1) + 1
    let isEmpty = true
    while (from < end) {
      const stop = text.indexOf('\0', from)
      const to = stop < 0 ? text.length : stop
      if (to > from) {
        isEmpty = false
        const found = this.#inString(text.slice(from, to), Math.max(0, start - from))
        if (found !== null && from + found.start < end) {
          return { start: from + found.start, end: from + found.end }
        }
      }
      from = to + 1
    }
    // Where there is no string, there is an empty one.
    return isEmpty && start === 0 ? this.#inString('', 0) : null
  }

  /** In one string, from an offset on. What is before the offset counts for `^` and the like. */
  #inString(text: string, start: number): Found | null {
    if (this.#whole) {
      const isWhole = start === 0 && this.#expression.testExact(text)
      return isWhole ? { start: 0, end: text.length } : null
    }
    if (!this.#expression.test(text)) return null
    const matcher = this.#expression.matcher(text)
    return matcher.find(start) ? { start: matcher.start(), end: matcher.end() } : null
  }
}

function matchOf({ start, end }: Found, at: number, unitBytes: 1 | 2): Match {
  return {
    offset: at + start * unitBytes,
    length: (end - start) * unitBytes,
    encoding: unitBytes === 2 ? 'utf16' : 'latin1',
  }
}
