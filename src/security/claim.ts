/**
 * Resource attributes, the data after the SID of such an entry: CLAIM_SECURITY_ATTRIBUTE_RELATIVE_V1
 * (MS-DTYP 2.4.10.1), with a name, a type, flags and values at offsets. Formatting and parsing as text.
 */

import { formatHex } from '../bytes/hex.ts'
import { decodeUtf16, writeUtf16 } from '../bytes/text.ts'
import { escaped } from './formatCondition.ts'
import { readNumber } from './numberText.ts'
import { escapedName, quoted } from './parseCondition.ts'
import type { SddlReader } from './SddlReader.ts'
import { encodeSid, readSid, storedSidSize } from './sid.ts'
import { sddlAlias } from './wellKnown.ts'

/** Value types by the letters of SDDL. */
const TYPES = { TI: 1, TU: 2, TS: 3, TD: 5, TB: 6, TX: 0x10 } as const
type TypeLetters = keyof typeof TYPES
const LETTERS = Object.keys(TYPES) as TypeLetters[]

const HEADER = 16
const MAX_SIGNED = 2n ** 63n - 1n
const MAX_UNSIGNED = 2n ** 64n - 1n

/**
 * Formats a stored resource attribute as `("name",TS,0x0,"value")`. The text may read back as
 * different bytes; callers compare them.
 *
 * @param data - the bytes of the entry after its SID
 * @returns the text, or null if the bytes are not an attribute
 */
export function formatClaim(data: Uint8Array): string | null {
  if (data.length < HEADER) return null
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const letters = LETTERS.find((name) => TYPES[name] === view.getUint16(4, true))
  const name = textAt(data, view.getUint32(0, true))
  const count = view.getUint32(12, true)
  if (letters === undefined || name === null || count > (data.length - HEADER) / 4) return null
  const fields = [`"${escaped(name)}"`, letters, `0x${view.getUint32(8, true).toString(16)}`]
  let length = 0
  for (let index = 0; index < count; index++) {
    const at = view.getUint32(HEADER + index * 4, true)
    const text = formatValue(letters, data, at)
    if (text === null) return null
    fields.push(text)
    length += text.length
    // Only overlapping values are longer, and formatting them could take quadratic time.
    if (length > data.length * 4) return null
  }
  return `(${fields.join(',')})`
}

function formatValue(letters: TypeLetters, data: Uint8Array, at: number): string | null {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  switch (letters) {
    case 'TS': {
      const text = textAt(data, at)
      return text === null ? null : `"${text}"`
    }
    case 'TI':
      return at + 8 > data.length ? null : String(view.getBigInt64(at, true))
    case 'TU':
    case 'TB':
      return at + 8 > data.length ? null : String(view.getBigUint64(at, true))
    case 'TD':
    case 'TX': {
      const length = at + 4 > data.length ? Number.NaN : view.getUint32(at, true)
      const end = at + 4 + length
      if (!(end <= data.length)) return null
      if (letters === 'TX') return formatHex(data.subarray(at + 4, end), { separator: '' })
      if (storedSidSize(data, at + 4, end) !== length || length === 0) return null
      const sid = readSid(data, at + 4)
      return sddlAlias(sid) ?? sid
    }
  }
}

/** Text up to a zero unit. */
function textAt(data: Uint8Array, at: number): string | null {
  for (let end = at; end + 2 <= data.length; end += 2) {
    if (data[end] === 0 && data[end + 1] === 0) return decodeUtf16(data, at, end)
  }
  return null
}

/**
 * Reads a resource attribute in its parentheses. The name and each value start at a multiple of 4
 * bytes.
 *
 * @param reader - a cursor at the opening parenthesis
 * @returns the bytes to store after the SID of the entry
 * @throws HiveError `bad-sddl` when the text is not an attribute
 */
export function parseClaim(reader: SddlReader): Uint8Array<ArrayBuffer> {
  reader.need('(', 'attribute')
  const name = claimName(reader)
  comma(reader)
  const letters = LETTERS.find((word) => reader.take(word)) ?? reader.fail('value-type')
  comma(reader)
  const flags = readNumber(reader, 0xffffffffn)
  if (flags.value < 0n) reader.fail('number')
  const values: Uint8Array[] = []
  reader.skipSpace()
  while (reader.take(',')) {
    reader.skipSpace()
    values.push(readValue(reader, letters))
    reader.skipSpace()
  }
  reader.need(')', 'comma')
  return layOut(name, TYPES[letters], Number(flags.value), values)
}

function claimName(reader: SddlReader): string {
  reader.skipSpace()
  reader.need('"', 'attribute')
  const from = reader.at
  const name = escapedName(reader)
  if (name === '') reader.fail('attribute', from)
  reader.need('"', 'string-end')
  return name
}

function comma(reader: SddlReader): void {
  reader.skipSpace()
  reader.need(',', 'comma')
  reader.skipSpace()
}

function readValue(reader: SddlReader, letters: TypeLetters): Uint8Array {
  switch (letters) {
    case 'TS':
      return zeroEnded(quoted(reader))
    case 'TI':
      return number(reader, MAX_SIGNED)
    case 'TU':
      return number(reader, MAX_UNSIGNED)
    case 'TB':
      return number(reader, 1n)
    case 'TD':
      return counted(encodeSid(reader.sid()))
    case 'TX':
      return counted(reader.hexBytes())
  }
}

function number(reader: SddlReader, max: bigint): Uint8Array {
  const from = reader.at
  const { value } = readNumber(reader, max)
  if (value < 0n && max !== MAX_SIGNED) reader.fail('number', from)
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true)
  return bytes
}

function zeroEnded(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2 + 2)
  writeUtf16(bytes, 0, text)
  return bytes
}

function counted(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + data.length)
  new DataView(bytes.buffer).setUint32(0, data.length, true)
  bytes.set(data, 4)
  return bytes
}

function layOut(
  name: string,
  type: number,
  flags: number,
  values: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const parts = [zeroEnded(name), ...values]
  const offsets: number[] = []
  let end = HEADER + values.length * 4
  for (const part of parts) {
    offsets.push(end)
    end = Math.ceil((end + part.length) / 4) * 4
  }
  const bytes = new Uint8Array(end)
  const view = new DataView(bytes.buffer)
  const [nameAt = 0, ...valuesAt] = offsets
  view.setUint32(0, nameAt, true)
  view.setUint16(4, type, true)
  view.setUint32(8, flags, true)
  view.setUint32(12, values.length, true)
  for (const [index, at] of valuesAt.entries()) view.setUint32(HEADER + index * 4, at, true)
  for (const [index, part] of parts.entries()) bytes.set(part, offsets[index])
  return bytes
}
