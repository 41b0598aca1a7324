/**
 * Reads the parts of JSON text: members of objects, items of lists, and values. An error names the line and the column
 * of what is wrong. Every reading method yields null to ask for the next piece of the text.
 */

import { parseFiletime } from '../bytes/filetime.ts'
import { decodeUtf16 } from '../bytes/text.ts'
import type { HiveError } from '../errors.ts'
import { JsonScanner, type JsonToken } from './JsonScanner.ts'

/** Reads something from text that comes in pieces. */
export type Read<T> = Generator<null, T>

const WANTED: Readonly<Partial<Record<JsonToken, string>>> = {
  string: 'a string',
  number: 'a number',
  end: 'the end of the text',
}

export class JsonParts {
  readonly #scanner = new JsonScanner()
  /** A token that was looked at and not read yet. */
  #peeked: JsonToken | null = null

  /** The line of the last token, counted from 1. */
  get line(): number {
    return this.#scanner.line
  }

  /**
   * Adds a piece of the text.
   *
   * @param bytes - the piece; it may be overwritten once everything in it was read
   * @param isLast - whether the text ends with it
   */
  add(bytes: Uint8Array, isLast: boolean): void {
    this.#scanner.add(bytes, isLast)
  }

  /**
   * Reads a list of strings.
   *
   * @returns the strings
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *strings(): Read<string[]> {
    const strings: string[] = []
    yield* this.expect('[')
    while (yield* this.hasItem(strings.length)) strings.push(yield* this.string())
    return strings
  }

  /**
   * Reads a time.
   *
   * @returns FILETIME
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *time(): Read<bigint> {
    const time = parseFiletime(yield* this.string())
    if (time === null) throw this.fault('this is not a time such as 2009-07-14T04:34:14.1234567Z')
    return time
  }

  /**
   * Reads a string of hexadecimal digits, two for each byte.
   *
   * @returns the bytes
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *hex(): Read<Uint8Array> {
    yield* this.expect('string')
    const bytes = this.#scanner.hex
    if (bytes === null) throw this.fault('this is not hexadecimal, with two digits for each byte')
    return bytes
  }

  /**
   * Reads UTF-16 in hexadecimal.
   *
   * @returns the text, with every unit
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *utf16(): Read<string> {
    const bytes = yield* this.hex()
    if (bytes.length % 2 !== 0) throw this.fault('a UTF-16 unit has four hexadecimal digits')
    return decodeUtf16(bytes)
  }

  /**
   * Reads a string.
   *
   * @returns its value
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *string(): Read<string> {
    yield* this.expect('string')
    return this.#scanner.text
  }

  /**
   * Reads true or false.
   *
   * @returns which of them it is
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *boolean(): Read<boolean> {
    const token = yield* this.token()
    if (token !== 'true' && token !== 'false') throw this.fault('true or false is expected here')
    return token === 'true'
  }

  /**
   * Reads a number, or the digits of one in a string.
   *
   * @returns the digits as they are written
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *digits(): Read<string> {
    const token = yield* this.token()
    if (token !== 'number' && token !== 'string') throw this.fault('a number is expected here')
    return this.#scanner.text
  }

  /**
   * Reads a whole number that is not negative.
   *
   * @param most - the largest that is allowed
   * @returns the number
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *integer(most: number): Read<number> {
    yield* this.expect('number')
    return this.toInteger(most)
  }

  /**
   * Takes the last token, a number, as a whole number that is not negative.
   *
   * @param most - the largest that is allowed
   * @returns the number
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  toInteger(most: number): number {
    const number = Number(this.#scanner.text)
    if (Number.isInteger(number) && number >= 0 && number <= most) return number
    throw this.fault(`a whole number from 0 to ${most} is expected here`)
  }

  /**
   * Leaves out any JSON.
   *
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *skip(): Read<void> {
    let depth = 0
    do {
      const token = yield* this.token()
      if (token === 'end') throw this.fault('the text ends early')
      if (token === '{' || token === '[') depth++
      if (token === '}' || token === ']') depth--
    } while (depth > 0)
  }

  /**
   * Checks whether an object has another member: reads the comma and the name of it, or the brace after the last one.
   *
   * @param members - the names of those that were read
   * @returns true if there is one
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *hasMember(members: ReadonlySet<string>): Read<boolean> {
    const token = yield* this.token()
    if (token === '}') return false
    if (members.size === 0) {
      if (token !== 'string') throw this.fault("a member or '}' is expected here")
      return true
    }
    if (token !== ',') throw this.fault("',' or '}' is expected here")
    yield* this.expect('string')
    return true
  }

  /**
   * Takes the name of the member that `hasMember` has found, and reads its colon.
   *
   * @param members - the names of those that were read, to which it is added
   * @returns the name
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *memberName(members: Set<string>): Read<string> {
    const name = this.#scanner.text
    if (members.has(name)) throw this.fault(`'${name.slice(0, 40)}' is there twice`)
    members.add(name)
    yield* this.expect(':')
    return name
  }

  /**
   * Checks whether a list has another item, and reads the comma before it, or the bracket after the last one.
   *
   * @param count - how many were read
   * @returns true if there is one
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *hasItem(count: number): Read<boolean> {
    // An item cannot be told from the end of the list without reading it, so the scanner looks ahead.
    const token = yield* this.peek()
    if (token === ']') {
      yield* this.token()
      return false
    }
    if (count > 0) yield* this.expect(',')
    return true
  }

  /**
   * Reads a token that has to be there.
   *
   * @param wanted - what it is
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *expect(wanted: JsonToken): Read<void> {
    const token = yield* this.token()
    if (token === wanted) return
    if (token === 'end') throw this.fault('the text ends early')
    const what = wanted.length === 1 ? `'${wanted}'` : WANTED[wanted]
    throw this.fault(`${what ?? wanted} is expected here`)
  }

  /**
   * Looks at the next token.
   *
   * @returns the token, which is read next
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *peek(): Read<JsonToken> {
    this.#peeked ??= yield* this.token()
    return this.#peeked
  }

  /**
   * Reads the next token.
   *
   * @returns the token
   * @throws HiveError `bad-text` when it is not there, or not JSON
   */
  *token(): Read<JsonToken> {
    const peeked = this.#peeked
    if (peeked !== null) {
      this.#peeked = null
      return peeked
    }
    for (;;) {
      const token = this.#scanner.next()
      if (token !== 'more') return token
      yield null
    }
  }

  /**
   * Makes an error about a member that does not belong here.
   *
   * @param name - its name
   * @returns the error
   */
  unknown(name: string): HiveError {
    return this.fault(`'${name.slice(0, 40)}' is not known here`)
  }

  /**
   * Makes an error at the last token.
   *
   * @param message - what is wrong
   * @returns the error, with line and column
   */
  fault(message: string): HiveError {
    return this.#scanner.fault(message)
  }
}
