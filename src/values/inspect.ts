/** What the bytes at a place may mean, for the data inspector of the hex editor (ui-anchors row 58). */

import { filetimeFromDate } from '../bytes/filetime.ts'
import { formatGuid } from '../bytes/guid.ts'
import { formatHex } from '../bytes/hex.ts'
import { decodeUtf16 } from '../bytes/text.ts'
import { readSid, storedSidSize } from '../security/sid.ts'

/** The kinds of reading, in the order in which they are listed. */
export const INSPECTIONS = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'uint64',
  'int64',
  'float16',
  'float32',
  'float64',
  'bits',
  'filetime',
  'unix-seconds',
  'unix-milliseconds',
  'guid',
  'sid',
  'ipv4',
  'ipv6',
  'ascii',
  'utf16',
] as const

export type InspectionKind = (typeof INSPECTIONS)[number]

/** A reading: text, or a time as a FILETIME; null where the bytes are too few or mean nothing of the kind. */
export type Inspection = { readonly text: string } | { readonly time: bigint } | null

/** The most bytes of text that are shown. */
const TEXT_BYTES = 64
/** The first and last millisecond that a FILETIME can name, from 1970-01-01. */
const FIRST_MS = -11_644_473_600_000n
const LAST_MS = 1_833_029_933_770_955n

/**
 * Reads the bytes at a place in every way. The order applies to numbers, times and GUIDs; addresses
 * are in network order, SIDs and text as Windows stores them.
 *
 * @param bytes - all of the data
 * @param at - offset in bytes of the place
 * @param bigEndian - whether the first byte of a number is its highest
 * @returns a reading of each kind
 */
export function inspectBytes(
  bytes: Uint8Array,
  at: number,
  bigEndian: boolean,
): Readonly<Record<InspectionKind, Inspection>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at)
  const little = !bigEndian
  const sized = (size: number, read: () => number | bigint | string): Inspection =>
    view.byteLength < size ? null : { text: String(read()) }
  return {
    uint8: sized(1, () => view.getUint8(0)),
    int8: sized(1, () => view.getInt8(0)),
    uint16: sized(2, () => view.getUint16(0, little)),
    int16: sized(2, () => view.getInt16(0, little)),
    uint32: sized(4, () => view.getUint32(0, little)),
    int32: sized(4, () => view.getInt32(0, little)),
    uint64: sized(8, () => view.getBigUint64(0, little)),
    int64: sized(8, () => view.getBigInt64(0, little)),
    float16: sized(2, () => half(view.getUint16(0, little))),
    float32: sized(4, () => shortest(view.getFloat32(0, little))),
    float64: sized(8, () => view.getFloat64(0, little)),
    bits: sized(1, () => view.getUint8(0).toString(2).padStart(8, '0')),
    filetime: view.byteLength < 8 ? null : { time: view.getBigUint64(0, little) },
    'unix-seconds': view.byteLength < 4 ? null : timeOf(BigInt(view.getInt32(0, little)) * 1000n),
    'unix-milliseconds': view.byteLength < 8 ? null : timeOf(view.getBigInt64(0, little)),
    guid: sized(16, () => guidText(bytes.subarray(at, at + 16), bigEndian)),
    sid: sidOf(bytes, at),
    ipv4: sized(4, () => bytes.subarray(at, at + 4).join('.')),
    ipv6: sized(16, () => ipv6Text(bytes.subarray(at, at + 16))),
    ascii: asciiOf(bytes, at),
    utf16: utf16Of(bytes, at),
  }
}

/** A number of 16 bits in IEEE 754 binary16, with at most five digits, which are enough to tell each from its neighbours. */
function half(bits: number): string {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f)
    return String(fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN)
  const number = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25)
  return String(sign * Number(number.toPrecision(5)))
}

/** The shortest decimal number that is read back as the same number of 32 bits. */
function shortest(number: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(number.toPrecision(digits))
    if (Math.fround(text) === number) return String(text)
  }
  return String(number)
}

function timeOf(ms: bigint): Inspection {
  return ms < FIRST_MS || ms > LAST_MS ? null : { time: filetimeFromDate(Number(ms)) }
}

/** With the highest byte first, the first three fields are in the order of the text. */
function guidText(bytes: Uint8Array, bigEndian: boolean): string {
  if (!bigEndian) return formatGuid(bytes)
  const stored = Uint8Array.from(bytes)
  stored.subarray(0, 4).reverse()
  stored.subarray(4, 6).reverse()
  stored.subarray(6, 8).reverse()
  return formatGuid(stored)
}

function sidOf(bytes: Uint8Array, at: number): Inspection {
  const size = storedSidSize(bytes, at, bytes.length)
  // A SID without subauthorities names nobody; most are a 1 followed by zeros.
  return size > 8 ? { text: readSid(bytes, at) } : null
}

/** In lower case, with the first of the longest runs of zeros left out (RFC 5952). */
function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, at) =>
    formatHex(bytes.subarray(at * 2, at * 2 + 2), { separator: '' }).replace(/^0{1,3}/, ''),
  )
  let best = { from: 0, length: 1 }
  for (let from = 0; from < 8; from++) {
    let length = 0
    while (groups[from + length] === '0') length++
    if (length > best.length) best = { from, length }
  }
  if (best.length < 2) return groups.join(':')
  const end = best.from + best.length
  return `${groups.slice(0, best.from).join(':')}::${groups.slice(end).join(':')}`
}

/** The printable characters up to the first other byte. */
function asciiOf(bytes: Uint8Array, at: number): Inspection {
  let text = ''
  for (const byte of bytes.subarray(at, at + TEXT_BYTES)) {
    if (byte < 0x20 || byte > 0x7e) break
    text += String.fromCharCode(byte)
  }
  return text === '' ? null : { text }
}

/** The text up to a NUL. */
function utf16Of(bytes: Uint8Array, at: number): Inspection {
  const [text = ''] = decodeUtf16(bytes, at, Math.min(at + TEXT_BYTES, bytes.length)).split('\0')
  return text === '' ? null : { text }
}
