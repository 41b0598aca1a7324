/**
 * Security identifiers, which name accounts. In memory a SID is its canonical text (`S-1-5-32-544`), which
 * is equivalent to its bytes and can be compared, sent and used as the key of a map. Stored, it has
 * revision 1, a count, a 48-bit big-endian authority and little-endian subauthorities (regf-format 3.8).
 * wellKnown.ts has the names of accounts.
 */

import { HiveError } from '../errors.ts'
import { SID } from './layout.ts'

/**
 * `S-1-`, the authority and the subauthorities, in decimal. An authority of 2^32 or more is written as `0x`
 * and 12 lower-case digits, as in Windows.
 */
export type Sid = string

const MAX_AUTHORITY = 2 ** 48 - 1
const MAX_SUBAUTHORITY = 2 ** 32 - 1

/**
 * Measures a stored SID.
 *
 * @param bytes - the bytes that hold it
 * @param at - offset in bytes of the SID
 * @param end - offset in bytes that it may not pass
 * @returns its size in bytes; 0 if there is no SID of revision 1 within these bounds
 */
export function storedSidSize(bytes: Uint8Array, at: number, end: number): number {
  if (at + SID.HEADER > end || bytes[at + SID.REVISION] !== 1) return 0
  const count = bytes[at + SID.COUNT] as number
  const size = SID.HEADER + count * 4
  return count <= SID.MAX_COUNT && at + size <= end ? size : 0
}

/**
 * Reads a stored SID that `storedSidSize` accepted.
 *
 * @param bytes - the bytes that hold it
 * @param at - offset in bytes of the SID
 * @returns the SID
 */
export function readSid(bytes: Uint8Array, at: number): Sid {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const authority =
    view.getUint16(at + SID.AUTHORITY) * 2 ** 32 + view.getUint32(at + SID.AUTHORITY + 2)
  let sid = `S-1-${authorityText(authority)}`
  const end = at + SID.HEADER + view.getUint8(at + SID.COUNT) * 4
  for (let part = at + SID.HEADER; part < end; part += 4) sid += `-${view.getUint32(part, true)}`
  return sid
}

/**
 * Decodes a SID that fills all of the bytes.
 *
 * @param bytes - the stored SID
 * @returns the SID, or null if the bytes are not one
 */
export function decodeSid(bytes: Uint8Array): Sid | null {
  const size = storedSidSize(bytes, 0, bytes.length)
  return size === bytes.length && size > 0 ? readSid(bytes, 0) : null
}

/**
 * Computes the size of a SID when it is stored.
 *
 * @param sid - the SID
 * @returns its size in bytes
 */
export function sidSize(sid: Sid): number {
  let parts = -2
  for (let at = sid.indexOf('-'); at >= 0; at = sid.indexOf('-', at + 1)) parts++
  return SID.HEADER + Math.max(0, parts) * 4
}

/**
 * Writes a SID into bytes that have room for it.
 *
 * @param bytes - the bytes to write to
 * @param at - offset in bytes of the SID
 * @param sid - the SID
 * @returns the offset in bytes after the SID
 * @throws HiveError `bad-descriptor` when the text is not a SID
 */
export function writeSid(bytes: Uint8Array, at: number, sid: Sid): number {
  const [authority = 0, ...subauthorities] = partsOf(sid)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  view.setUint8(at + SID.REVISION, 1)
  view.setUint8(at + SID.COUNT, subauthorities.length)
  view.setUint16(at + SID.AUTHORITY, Math.floor(authority / 2 ** 32))
  view.setUint32(at + SID.AUTHORITY + 2, authority % 2 ** 32)
  let next = at + SID.HEADER
  for (const part of subauthorities) {
    view.setUint32(next, part, true)
    next += 4
  }
  return next
}

/**
 * Encodes a SID.
 *
 * @param sid - the SID
 * @returns the bytes to store
 * @throws HiveError `bad-descriptor` when the text is not a SID
 */
export function encodeSid(sid: Sid): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sidSize(sid))
  writeSid(bytes, 0, sid)
  return bytes
}

/**
 * Parses a SID written as `S-1-…`, in any case, with numbers in decimal or as `0x…`.
 *
 * @param text - the text
 * @returns the SID in its canonical form, or null if the text is not a SID
 */
export function parseSid(text: string): Sid | null {
  const parts = parse(text)
  if (parts === null) return null
  const [authority = 0, ...subauthorities] = parts
  return ['S-1', authorityText(authority), ...subauthorities].join('-')
}

/**
 * Makes the SID of an account in a domain, or of a group in the built-in domain.
 *
 * @param domain - SID of the domain
 * @param rid - relative identifier of the account, an unsigned 32-bit number
 * @returns the SID
 */
export function sidInDomain(domain: Sid, rid: number): Sid {
  return `${domain}-${rid}`
}

/**
 * Splits a SID into its domain and its relative identifier.
 *
 * @param sid - the SID
 * @returns both parts; null if the SID has fewer than two subauthorities
 */
export function splitRid(sid: Sid): { domain: Sid; rid: number } | null {
  const at = sid.lastIndexOf('-')
  const rid = Number(sid.slice(at + 1))
  return sid.split('-').length < 5 ? null : { domain: sid.slice(0, at), rid }
}

const NUMBER = /^(?:\d{1,15}|0x[0-9a-f]{1,12})$/i

/** The authority and the subauthorities as numbers; null if the text is not a SID. */
function parse(text: string): number[] | null {
  const [letter, revision, ...rest] = text.split('-')
  if (letter?.toUpperCase() !== 'S' || revision !== '1') return null
  if (rest.length === 0 || rest.length > SID.MAX_COUNT + 1) return null
  if (!rest.every((part) => NUMBER.test(part))) return null
  const numbers = rest.map(Number)
  const isRoom = numbers.every(
    (part, index) => part <= (index === 0 ? MAX_AUTHORITY : MAX_SUBAUTHORITY),
  )
  return isRoom ? numbers : null
}

/** Digits of a number that may exceed neither limit before it is compared with it. */
const MAX_DIGITS = 15

/**
 * The same for a SID in decimal, which is the form of nearly all, without an object for each part. Null for any other
 * text.
 */
function parseDecimal(sid: Sid): number[] | null {
  if (!sid.startsWith('S-1-')) return null
  const parts: number[] = []
  let number = 0
  let digits = 0
  for (let at = 4; at <= sid.length; at++) {
    const digit = at === sid.length ? END : sid.charCodeAt(at) - DIGIT_ZERO
    if (digit === END) {
      const most = parts.length === 0 ? MAX_AUTHORITY : MAX_SUBAUTHORITY
      if (digits === 0 || number > most || parts.length > SID.MAX_COUNT) return null
      parts.push(number)
      number = 0
      digits = 0
    } else if (digit < 0 || digit > 9 || ++digits > MAX_DIGITS) return null
    else number = number * 10 + digit
  }
  return parts
}

const DIGIT_ZERO = 0x30
/** A hyphen ends a part, as the end of the text does. */
const END = 0x2d - DIGIT_ZERO

function partsOf(sid: Sid): number[] {
  const parts = parseDecimal(sid) ?? parse(sid)
  if (parts !== null) return parts
  throw new HiveError('bad-descriptor', `${sid} is not a security identifier`, {
    part: 'sid',
    actual: sid,
  })
}

function authorityText(authority: number): string {
  return authority < 2 ** 32 ? String(authority) : `0x${authority.toString(16).padStart(12, '0')}`
}
