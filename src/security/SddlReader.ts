/**
 * The cursor that all parsers of SDDL share (MS-DTYP 2.5.1). Each moves it past the part that it reads and
 * reports errors through it.
 */

import { HiveError } from '../errors.ts'
import { parseSid, type Sid } from './sid.ts'
import { sidOfAlias } from './wellKnown.ts'

/** What the parser expected where the text cannot be read. text/security.ts has the words. */
export type SddlExpectation =
  | 'part'
  | 'part-once'
  | 'list-flag'
  | 'open'
  | 'close'
  | 'semicolon'
  | 'comma'
  | 'ace-type'
  | 'ace-flag'
  | 'rights'
  | 'guid'
  | 'no-guid'
  | 'sid'
  | 'domain'
  | 'bytes'
  | 'condition'
  | 'no-condition'
  | 'attribute'
  | 'operator'
  | 'value'
  | 'number'
  | 'string-end'
  | 'composite-end'
  | 'fewer-parentheses'
  | 'value-type'

/** UTF-16 units of the text that an error quotes. */
const QUOTED = 24
const SPACE = /\s/
/** A hexadecimal digit before a colon is not part of the SID, but the `D:` after it. */
const SID_TEXT = /S(?:-(?:0x(?:[0-9a-f](?!:))+|[0-9]+))+|[a-z]{2}/iy

/** A cursor in SDDL text. Every method that reads something moves it to the end of that. */
export class SddlReader {
  readonly text: string
  /** SID of the domain that letters such as `DA` and `LA` refer to. */
  readonly domain: Sid | undefined
  at = 0

  /**
   * Places the cursor at the start of a text.
   *
   * @param text - the SDDL text
   * @param domain - SID of the domain that letters such as `DA` refer to
   */
  constructor(text: string, domain?: Sid) {
    this.text = text
    this.domain = domain
  }

  /** Whether the cursor is at the end of the text. */
  get isDone(): boolean {
    return this.at >= this.text.length
  }

  /** The UTF-16 unit at the cursor; `''` at the end of the text. */
  get unit(): string {
    return this.text.charAt(this.at)
  }

  /** Moves past white space. */
  skipSpace(): void {
    while (!this.isDone && SPACE.test(this.unit)) this.at++
  }

  /**
   * Moves past a word if it comes next, in any case.
   *
   * @param word - the word
   * @returns true if it was there
   */
  take(word: string): boolean {
    const found = this.text.slice(this.at, this.at + word.length)
    if (found.toUpperCase() !== word.toUpperCase() || word === '') return false
    this.at += word.length
    return true
  }

  /**
   * Moves past a word that has to come next.
   *
   * @param word - the word, in any case
   * @param expected - the expectation that the error names
   * @throws HiveError `bad-sddl` when the word is not there
   */
  need(word: string, expected: SddlExpectation): void {
    if (!this.take(word)) this.fail(expected)
  }

  /**
   * Moves past the text that a pattern matches at the cursor.
   *
   * @param pattern - a sticky pattern
   * @returns the matched text; `''` if there is none
   */
  match(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.at += found.length
    return found
  }

  /**
   * Reads a SID: two letters or `S-1-…`.
   *
   * @returns the SID in its canonical form
   * @throws HiveError `bad-sddl` when there is no SID, or its letters need a domain that is not
   *   known
   */
  sid(): Sid {
    const from = this.at
    const text = this.match(SID_TEXT)
    const sid = text.length === 2 ? sidOfAlias(text, this.domain) : parseSid(text)
    if (sid === 'relative') this.fail('domain', from)
    return sid ?? this.fail('sid', from)
  }

  /**
   * Reads bytes as pairs of hexadecimal digits.
   *
   * @returns the bytes; empty if there are no digits
   * @throws HiveError `bad-sddl` when the last byte has a single digit
   */
  hexBytes(): Uint8Array<ArrayBuffer> {
    const from = this.at
    const digits = this.match(/[0-9a-f]*/iy)
    if (digits.length % 2 === 1) this.fail('bytes', from)
    const bytes = new Uint8Array(digits.length / 2)
    for (let at = 0; at < bytes.length; at++) {
      bytes[at] = Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16)
    }
    return bytes
  }

  /**
   * Reports that the text cannot be read.
   *
   * @param expected - what should have come next
   * @param at - position in the text, in UTF-16 units; the cursor by default
   * @throws HiveError `bad-sddl` always, with the expectation, the `position` and the text found
   *   there
   */
  fail(expected: SddlExpectation, at = this.at): never {
    const actual = this.text.slice(at, at + QUOTED)
    throw new HiveError('bad-sddl', `${expected} expected at character ${at}`, {
      position: at,
      expected,
      actual,
    })
  }
}
