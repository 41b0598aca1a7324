/**
 * A cursor in SDDL text. Everything that reads a part of the text is given one, leaves it behind that
 * part, and says by it what was expected where (MS-DTYP 2.5.1).
 */

import { HiveError } from '../errors.ts'
import { parseSid, type Sid } from './sid.ts'
import { sidOfAlias } from './wellKnown.ts'

/** What should have stood where text cannot be read; the words are in text/security.ts. */
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

/** Letters of the text that an error quotes. */
const QUOTED = 24
const SPACE = /\s/
/** A hexadecimal digit before a colon is the `D:` behind the SID. */
const SID_TEXT = /S(?:-(?:0x(?:[0-9a-f](?!:))+|[0-9]+))+|[a-z]{2}/iy

export class SddlReader {
  readonly text: string
  /** The SID of the domain that `DA`, `LA` and the like are in. */
  readonly domain: Sid | undefined
  at = 0

  constructor(text: string, domain?: Sid) {
    this.text = text
    this.domain = domain
  }

  get isDone(): boolean {
    return this.at >= this.text.length
  }

  /** The unit at the cursor, `''` at the end. */
  get unit(): string {
    return this.text.charAt(this.at)
  }

  skipSpace(): void {
    while (!this.isDone && SPACE.test(this.unit)) this.at++
  }

  /** Steps over a word, in any case, when it stands here. */
  take(word: string): boolean {
    const found = this.text.slice(this.at, this.at + word.length)
    if (found.toUpperCase() !== word.toUpperCase() || word === '') return false
    this.at += word.length
    return true
  }

  /** Steps over a word that has to stand here. */
  need(word: string, expected: SddlExpectation): void {
    if (!this.take(word)) this.fail(expected)
  }

  /** What a sticky pattern matches here, `''` when nothing; steps over it. */
  match(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.at += found.length
    return found
  }

  /** A SID, as two letters or as `S-1-…`. */
  sid(): Sid {
    const from = this.at
    const text = this.match(SID_TEXT)
    const sid = text.length === 2 ? sidOfAlias(text, this.domain) : parseSid(text)
    if (sid === 'relative') this.fail('domain', from)
    return sid ?? this.fail('sid', from)
  }

  /** Bytes as pairs of hexadecimal digits. */
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

  /** @throws HiveError `bad-sddl` with what was expected and the `position` in the text */
  fail(expected: SddlExpectation, at = this.at): never {
    const actual = this.text.slice(at, at + QUOTED)
    throw new HiveError('bad-sddl', `${expected} expected at character ${at}`, {
      ...{ position: at, expected, actual },
    })
  }
}
