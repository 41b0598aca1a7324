/**
 * Parses the text of a condition to its stored form (MS-DTYP 2.4.4.17, 2.5.1.1) by recursive descent. Only
 * parentheses and negations nest, up to a limit; chains of operators are loops.
 */

import { encodeUtf16 } from '../bytes/text.ts'
import {
  ATTRIBUTES,
  BASES,
  CONDITION_START,
  EXISTS,
  LITERAL_UNIT,
  LOCAL_NAME,
  MEMBER_OF,
  RELATIONS,
  SIGNS,
  TOKEN,
} from './conditionTokens.ts'
import { readNumber } from './numberText.ts'
import type { SddlReader } from './SddlReader.ts'
import { encodeSid } from './sid.ts'

const MAX_DEPTH = 100
const MAX_NUMBER = 2n ** 63n - 1n

/**
 * Reads a condition in its parentheses.
 *
 * @param reader - a cursor at the opening parenthesis
 * @returns the bytes to store after the SID of the entry, padded to a multiple of 4
 * @throws HiveError `bad-sddl` when the text is not a condition, or nests more than 100 levels
 */
export function parseCondition(reader: SddlReader): Uint8Array<ArrayBuffer> {
  const out = new Output()
  out.bytes.push(...CONDITION_START)
  reader.need('(', 'condition')
  disjunction(reader, out, 0)
  reader.need(')', 'operator')
  while (out.bytes.length % 4 !== 0) out.bytes.push(TOKEN.PADDING)
  return Uint8Array.from(out.bytes)
}

/** The tokens written so far. */
class Output {
  readonly bytes: number[] = []

  operator(token: number): void {
    this.bytes.push(token)
  }

  /** Writes a token, the size of its data, and the data. */
  counted(token: number, data: ArrayLike<number>): void {
    const size = data.length
    this.bytes.push(token, size & 0xff, (size >>> 8) & 0xff, (size >>> 16) & 0xff, size >>> 24)
    for (let at = 0; at < size; at++) this.bytes.push(data[at] as number)
  }
}

function disjunction(reader: SddlReader, out: Output, depth: number): void {
  conjunction(reader, out, depth)
  while (reader.take('||')) {
    conjunction(reader, out, depth)
    out.operator(TOKEN.OR)
  }
}

function conjunction(reader: SddlReader, out: Output, depth: number): void {
  term(reader, out, depth)
  while (reader.take('&&')) {
    term(reader, out, depth)
    out.operator(TOKEN.AND)
  }
}

/** Reads a test, a negation or an expression in parentheses, and the spaces around it. */
function term(reader: SddlReader, out: Output, depth: number): void {
  if (depth === MAX_DEPTH) reader.fail('fewer-parentheses')
  reader.skipSpace()
  if (reader.take('!')) {
    term(reader, out, depth + 1)
    out.operator(TOKEN.NOT)
  } else if (reader.take('(')) {
    disjunction(reader, out, depth + 1)
    reader.need(')', 'operator')
  } else {
    test(reader, out)
  }
  reader.skipSpace()
}

function test(reader: SddlReader, out: Output): void {
  const exists = takeWord(reader, EXISTS)
  if (exists !== null) {
    reader.skipSpace()
    attribute(reader, out)
    out.operator(exists)
    return
  }
  const member = takeWord(reader, MEMBER_OF)
  if (member !== null) {
    reader.skipSpace()
    value(reader, out)
    out.operator(member)
    return
  }
  attribute(reader, out)
  reader.skipSpace()
  const relation = takeWord(reader, RELATIONS)
  if (relation === null) return
  reader.skipSpace()
  if (isValue(reader)) value(reader, out)
  else if (isAttribute(reader)) attribute(reader, out)
  else reader.fail('value')
  out.operator(relation)
}

/** Reads an operator that comes next as a whole word; null if there is none. */
function takeWord(
  reader: SddlReader,
  words: readonly (readonly [text: string, token: number])[],
): number | null {
  const from = reader.at
  const word = reader.match(LOCAL_NAME)
  const found = words.find(([text]) => text.toUpperCase() === word.toUpperCase())
  if (found !== undefined) return found[1]
  reader.at = from
  return words.find(([text]) => !/\w/.test(text) && reader.take(text))?.[1] ?? null
}

function attribute(reader: SddlReader, out: Output): void {
  const from = reader.at
  const prefix = ATTRIBUTES.find(([text]) => reader.take(text))
  const name = prefix === undefined ? reader.match(LOCAL_NAME) : escapedName(reader)
  if (name === '') reader.fail('attribute', from)
  out.counted(prefix?.[1] ?? TOKEN.LOCAL, encodeUtf16(name))
}

/**
 * Reads a name in which any unit may be written as `%` and four hex digits.
 *
 * @param reader - a cursor at the name
 * @returns the name; empty if there is none
 * @throws HiveError `bad-sddl` when a `%` is not followed by four digits
 */
export function escapedName(reader: SddlReader): string {
  let name = ''
  for (;;) {
    if (reader.unit === '%') {
      const digits = reader.match(/%[0-9a-f]{4}/iy)
      if (digits === '') reader.fail('attribute')
      name += String.fromCharCode(Number.parseInt(digits.slice(1), 16))
    } else if (reader.unit !== '' && LITERAL_UNIT.test(reader.unit)) {
      name += reader.unit
      reader.at++
    } else {
      return name
    }
  }
}

function isValue(reader: SddlReader): boolean {
  return (
    /["#{+\-0-9]/.test(reader.unit) || /^SID\(/i.test(reader.text.slice(reader.at, reader.at + 4))
  )
}

function isAttribute(reader: SddlReader): boolean {
  return /[@\w:./]/.test(reader.unit)
}

/** Reads a literal, or several in braces. */
function value(reader: SddlReader, out: Output): void {
  if (!reader.take('{')) {
    literal(reader, out)
    return
  }
  const members = new Output()
  reader.skipSpace()
  while (!reader.take('}')) {
    literal(reader, members)
    reader.skipSpace()
    if (reader.take(',')) reader.skipSpace()
    else if (reader.unit !== '}') reader.fail('composite-end')
  }
  out.counted(TOKEN.COMPOSITE, members.bytes)
}

function literal(reader: SddlReader, out: Output): void {
  if (reader.unit === '"') {
    out.counted(TOKEN.STRING, encodeUtf16(quoted(reader)))
  } else if (reader.take('#')) {
    out.counted(TOKEN.BYTES, reader.hexBytes())
  } else if (reader.take('SID(')) {
    out.counted(TOKEN.SID, encodeSid(reader.sid()))
    reader.need(')', 'close')
  } else if (/[+\-0-9]/.test(reader.unit)) {
    number(reader, out)
  } else {
    reader.fail('value')
  }
}

/**
 * Reads text between quotation marks. It cannot contain one.
 *
 * @param reader - a cursor at the opening quotation mark
 * @returns the text without the quotation marks
 * @throws HiveError `bad-sddl` when a quotation mark is missing
 */
export function quoted(reader: SddlReader): string {
  reader.need('"', 'value')
  const from = reader.at
  const end = reader.text.indexOf('"', from)
  if (end < 0) reader.fail('string-end', from - 1)
  reader.at = end + 1
  return reader.text.slice(from, end)
}

function number(reader: SddlReader, out: Output): void {
  const { value: written, sign, base } = readNumber(reader, MAX_NUMBER)
  const data = new Uint8Array(10)
  new DataView(data.buffer).setBigInt64(0, written, true)
  data[8] = SIGNS.lastIndexOf(sign)
  data[9] = BASES.lastIndexOf(base)
  out.bytes.push(TOKEN.INT64, ...data)
}
