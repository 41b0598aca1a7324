/**
 * Formats a stored condition as text (MS-DTYP 2.4.4.17, 2.5.1.1). One pass over its tokens with a stack of
 * the text so far: the time is linear in their number, however they nest.
 */

import { formatHex } from '../bytes/hex.ts'
import { decodeUtf16 } from '../bytes/text.ts'
import {
  ATTRIBUTES,
  BASES,
  CONDITION_START,
  EXISTS,
  LITERAL_UNIT,
  MEMBER_OF,
  RELATIONS,
  SIGNS,
  TOKEN,
} from './conditionTokens.ts'
import { formatNumber } from './numberText.ts'
import { decodeSid } from './sid.ts'
import { sddlAlias } from './wellKnown.ts'

/** A part of the text. Its kind decides whether it needs parentheses inside another operator. */
interface Piece {
  readonly kind: 'value' | 'attribute' | 'or' | 'and' | 'test'
  readonly text: string
}

const OPERATORS = new Map(
  [...RELATIONS, ...EXISTS, ...MEMBER_OF].map(([text, token]) => [token, text]),
)
const EXISTS_TOKENS = new Set(EXISTS.map(([, token]) => token))
const RELATION_TOKENS = new Set(RELATIONS.map(([, token]) => token))

/**
 * Formats a stored condition. The text may read back as different bytes; callers compare them.
 *
 * @param data - the bytes of the entry after its SID
 * @returns the text in parentheses; null if the bytes are not a condition or cannot be expressed as
 *   text
 */
export function formatCondition(data: Uint8Array): string | null {
  if (CONDITION_START.some((byte, at) => data[at] !== byte)) return null
  const stack: Piece[] = []
  const end = withoutPadding(data)
  let at = CONDITION_START.length
  while (at < end) {
    const token = data[at] as number
    const size = operandSize(data, at, end)
    if (size < 0) return null
    const piece = size > 0 ? operand(data, at, at + size) : operation(token, stack)
    if (piece === null) return null
    stack.push(piece)
    at += Math.max(1, size)
  }
  const [whole, ...others] = stack
  if (whole === undefined || others.length > 0 || whole.kind === 'value') return null
  return `(${whole.text})`
}

/** The start of the zeros that pad the entry. The last token may itself end with zeros. */
function withoutPadding(data: Uint8Array): number {
  let at: number = CONDITION_START.length
  while (at < data.length && data[at] !== TOKEN.PADDING) {
    const size = operandSize(data, at, data.length)
    if (size < 0) return data.length
    at += Math.max(1, size)
  }
  return data.subarray(at).every((byte) => byte === 0) ? at : data.length
}

/** The size in bytes of an operand with its token; 0 for an operator, -1 if it exceeds the data. */
function operandSize(data: Uint8Array, at: number, end: number): number {
  const token = data[at] as number
  if (token >= TOKEN.INT8 && token <= TOKEN.INT64) return at + 11 <= end ? 11 : -1
  const isCounted =
    token === TOKEN.STRING ||
    token === TOKEN.BYTES ||
    token === TOKEN.COMPOSITE ||
    token === TOKEN.SID ||
    token >= TOKEN.LOCAL
  if (!isCounted) return 0
  if (at + 5 > end) return -1
  const length = view(data).getUint32(at + 1, true)
  return length <= end - at - 5 ? 5 + length : -1
}

function operand(data: Uint8Array, at: number, end: number): Piece | null {
  const token = data[at] as number
  if (token < TOKEN.LOCAL) {
    const text = literal(data, at, end)
    return text === null ? null : { kind: 'value', text }
  }
  const name = decodeUtf16(data, at + 5, end)
  const prefix = ATTRIBUTES.find(([, code]) => code === token)?.[0]
  if (prefix !== undefined) return { kind: 'attribute', text: prefix + escaped(name) }
  return token === TOKEN.LOCAL ? { kind: 'attribute', text: name } : null
}

function literal(data: Uint8Array, at: number, end: number): string | null {
  switch (data[at]) {
    case TOKEN.STRING:
      return `"${decodeUtf16(data, at + 5, end)}"`
    case TOKEN.BYTES:
      return `#${formatHex(data.subarray(at + 5, end), { separator: '' })}`
    case TOKEN.SID: {
      const sid = decodeSid(data.subarray(at + 5, end))
      return sid === null ? null : `SID(${sddlAlias(sid) ?? sid})`
    }
    case TOKEN.COMPOSITE:
      return composite(data, at + 5, end)
    default:
      return number(data, at)
  }
}

/** `{…}`; nested ones cannot be expressed as text. */
function composite(data: Uint8Array, from: number, end: number): string | null {
  const members: string[] = []
  let at = from
  while (at < end) {
    const size = operandSize(data, at, end)
    const token = data[at] as number
    if (size <= 0 || token === TOKEN.COMPOSITE || token >= TOKEN.LOCAL) return null
    const text = literal(data, at, at + size)
    if (text === null) return null
    members.push(text)
    at += size
  }
  return `{${members.join(', ')}}`
}

function number(data: Uint8Array, at: number): string | null {
  const sign = SIGNS[data[at + 9] as number]
  const base = BASES[data[at + 10] as number]
  if (sign === undefined || base === undefined) return null
  return formatNumber({ value: view(data).getBigInt64(at + 1, true), sign, base })
}

/** Takes the operands of an operator from the stack; null if they have the wrong kind. */
function operation(token: number, stack: Piece[]): Piece | null {
  const right = stack.pop()
  if (right === undefined) return null
  const word = OPERATORS.get(token)
  if (word !== undefined && !RELATION_TOKENS.has(token)) {
    const wanted = EXISTS_TOKENS.has(token) ? 'attribute' : 'value'
    return right.kind === wanted ? { kind: 'test', text: `${word} ${right.text}` } : null
  }
  if (token === TOKEN.NOT) {
    return right.kind === 'value' ? null : { kind: 'test', text: `!(${right.text})` }
  }
  const left = stack.pop()
  if (left === undefined) return null
  if (word !== undefined) {
    const isOperands = left.kind === 'attribute' && isOperand(right)
    return isOperands ? { kind: 'test', text: `${left.text} ${word} ${right.text}` } : null
  }
  if (left.kind === 'value' || right.kind === 'value') return null
  if (token === TOKEN.AND) {
    const text = `${enclosed(left, 'or')} && ${enclosed(right, 'or', 'and')}`
    return { kind: 'and', text }
  }
  if (token === TOKEN.OR) return { kind: 'or', text: `${left.text} || ${enclosed(right, 'or')}` }
  return null
}

function isOperand({ kind }: Piece): boolean {
  return kind === 'value' || kind === 'attribute'
}

function enclosed({ kind, text }: Piece, ...loose: readonly Piece['kind'][]): string {
  return loose.includes(kind) ? `(${text})` : text
}

/**
 * Escapes a name, with every unit that would end it as `%` and four hex digits.
 *
 * @param name - the name of an attribute
 * @returns the escaped name, which `escapedName` reads back
 */
export function escaped(name: string): string {
  let text = ''
  for (let at = 0; at < name.length; at++) {
    const unit = name.charAt(at)
    text += LITERAL_UNIT.test(unit) ? unit : `%${name.charCodeAt(at).toString(16).padStart(4, '0')}`
  }
  return text
}

function view(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength)
}
