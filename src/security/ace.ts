/**
 * Access control entries (MS-DTYP 2.4.4): a type, flags, and content that depends on the type. Unknown
 * types, and known ones with invalid content, keep their bytes. So does the data after the SID: conditions
 * are in parseCondition.ts and formatCondition.ts, attributes in claim.ts.
 */

import { formatGuid, parseGuid } from '../bytes/guid.ts'
import { HiveError } from '../errors.ts'
import { ACE, ACL_REVISION } from './layout.ts'
import { readSid, type Sid, sidSize, storedSidSize, writeSid } from './sid.ts'

// biome-ignore format: a table
export const ACE_TYPE = {
  ALLOW: 0x00, DENY: 0x01, AUDIT: 0x02, ALARM: 0x03, ALLOW_COMPOUND: 0x04,
  ALLOW_OBJECT: 0x05, DENY_OBJECT: 0x06, AUDIT_OBJECT: 0x07, ALARM_OBJECT: 0x08,
  ALLOW_CALLBACK: 0x09, DENY_CALLBACK: 0x0a,
  ALLOW_CALLBACK_OBJECT: 0x0b, DENY_CALLBACK_OBJECT: 0x0c,
  AUDIT_CALLBACK: 0x0d, ALARM_CALLBACK: 0x0e,
  AUDIT_CALLBACK_OBJECT: 0x0f, ALARM_CALLBACK_OBJECT: 0x10,
  MANDATORY_LABEL: 0x11, RESOURCE_ATTRIBUTE: 0x12, SCOPED_POLICY: 0x13,
  PROCESS_TRUST_LABEL: 0x14, ACCESS_FILTER: 0x15,
} as const

// biome-ignore format: a table
export const ACE_FLAG = {
  OBJECT_INHERIT: 0x01, CONTAINER_INHERIT: 0x02, NO_PROPAGATE: 0x04, INHERIT_ONLY: 0x08,
  INHERITED: 0x10, CRITICAL: 0x20,
  /** In an access filter this bit means "trust protected". */
  SUCCESS: 0x40,
  FAILURE: 0x80,
} as const

interface AceHeader {
  readonly type: number
  /** ACE_FLAG bits. */
  readonly flags: number
}

/** A mask and a SID, as in most types, followed by a condition, an attribute or nothing. */
export interface AccountAce extends AceHeader {
  readonly shape: 'account'
  /** Unsigned 32 bits. */
  readonly mask: number
  readonly sid: Sid
  /** The bytes after the SID. */
  readonly data: Uint8Array
}

/** A mask, up to two GUIDs of object types, and a SID. */
export interface ObjectAce extends AceHeader {
  readonly shape: 'object'
  readonly mask: number
  /** Bits 0 and 1 say which GUIDs are present; the others have no meaning. */
  readonly objectFlags: number
  /** As `formatGuid` writes it; null when bit 0 is clear. */
  readonly objectType: string | null
  readonly inheritedType: string | null
  readonly sid: Sid
  readonly data: Uint8Array
}

/** Access of a client while a server acts for it. Windows never used this type. */
export interface CompoundAce extends AceHeader {
  readonly shape: 'compound'
  readonly mask: number
  readonly compoundType: number
  readonly reserved: number
  readonly server: Sid
  readonly client: Sid
  readonly data: Uint8Array
}

/** An entry of an unknown type, or with invalid content. */
export interface OpaqueAce extends AceHeader {
  readonly shape: 'opaque'
  /** The bytes after the header of four bytes; at least four. */
  readonly body: Uint8Array
}

export type Ace = AccountAce | ObjectAce | CompoundAce | OpaqueAce

const GUID = 16
const OBJECT_TYPE = 1
const INHERITED_TYPE = 2

/** The structure of each known type. */
const SHAPES = new Map<number, 'account' | 'object' | 'compound'>([
  ...([0, 1, 2, 3, 9, 0xa, 0xd, 0xe, 0x11, 0x12, 0x13, 0x14, 0x15] as const).map(
    (type) => [type, 'account'] as const,
  ),
  ...([5, 6, 7, 8, 0xb, 0xc, 0xf, 0x10] as const).map((type) => [type, 'object'] as const),
  [ACE_TYPE.ALLOW_COMPOUND, 'compound'],
])

/**
 * Checks whether entries of a type may have GUIDs of object types.
 *
 * @param type - an ACE_TYPE number
 * @returns true for the `…_OBJECT` types
 */
export function isObjectType(type: number): boolean {
  return SHAPES.get(type) === 'object'
}

/**
 * Finds the lowest list revision that allows entries of a type.
 *
 * @param type - an ACE_TYPE number
 * @returns an ACL_REVISION number
 */
export function revisionFor(type: number): number {
  if (isObjectType(type)) return ACL_REVISION.OBJECT
  return type === ACE_TYPE.ALLOW_COMPOUND ? ACL_REVISION.COMPOUND : ACL_REVISION.PLAIN
}

/**
 * Reads an entry. The result does not refer to the bytes.
 *
 * @param bytes - the bytes of a descriptor that `checkDescriptor` accepted
 * @param at - offset in bytes of the entry
 * @param end - offset in bytes of its end, at least 8 after `at`
 * @returns the entry; `opaque` if its type is not known or its content is not valid
 */
export function readAce(bytes: Uint8Array, at: number, end: number): Ace {
  const type = bytes[at + ACE.TYPE] as number
  const flags = bytes[at + ACE.FLAGS] as number
  const body = bytes.slice(at + ACE.HEADER, end)
  switch (SHAPES.get(type)) {
    case 'account':
      return readAccount(type, flags, body) ?? { shape: 'opaque', type, flags, body }
    case 'object':
      return readObject(type, flags, body) ?? { shape: 'opaque', type, flags, body }
    case 'compound':
      return readCompound(type, flags, body) ?? { shape: 'opaque', type, flags, body }
    case undefined:
      return { shape: 'opaque', type, flags, body }
  }
}

function readAccount(type: number, flags: number, body: Uint8Array): AccountAce | null {
  const found = readSidAt(body, 4)
  if (found === null) return null
  const { sid, end } = found
  return { shape: 'account', type, flags, mask: u32(body, 0), sid, data: body.slice(end) }
}

function readObject(type: number, flags: number, body: Uint8Array): ObjectAce | null {
  if (body.length < 8) return null
  const objectFlags = u32(body, 4)
  let at = 8
  const guid = (bit: number) => {
    if ((objectFlags & bit) === 0) return null
    at += GUID
    return formatGuid(body.subarray(at - GUID, at))
  }
  const objectType = guid(OBJECT_TYPE)
  const inheritedType = guid(INHERITED_TYPE)
  const found = readSidAt(body, at)
  if (found === null) return null
  const { sid, end } = found
  return {
    shape: 'object',
    type,
    flags,
    mask: u32(body, 0),
    objectFlags,
    objectType,
    inheritedType,
    sid,
    data: body.slice(end),
  }
}

function readCompound(type: number, flags: number, body: Uint8Array): CompoundAce | null {
  const server = readSidAt(body, 8)
  const client = server === null ? null : readSidAt(body, server.end)
  if (server === null || client === null) return null
  return {
    shape: 'compound',
    type,
    flags,
    mask: u32(body, 0),
    compoundType: u32(body, 4) & 0xffff,
    reserved: u32(body, 4) >>> 16,
    server: server.sid,
    client: client.sid,
    data: body.slice(client.end),
  }
}

function readSidAt(body: Uint8Array, at: number): { sid: Sid; end: number } | null {
  const size = storedSidSize(body, at, body.length)
  return size === 0 ? null : { sid: readSid(body, at), end: at + size }
}

/**
 * Computes the size of an entry when it is stored.
 *
 * @param ace - the entry
 * @returns its size in bytes
 * @throws HiveError `bad-descriptor` when the size does not fit in 16 bits
 */
export function aceSize(ace: Ace): number {
  const size = ACE.HEADER + bodySize(ace)
  if (size <= ACE.MAX_SIZE) return size
  throw new HiveError('bad-descriptor', `an entry has at most ${ACE.MAX_SIZE} bytes`, {
    part: 'ace',
    expected: ACE.MAX_SIZE,
    actual: size,
  })
}

function bodySize(ace: Ace): number {
  switch (ace.shape) {
    case 'account':
      return 4 + sidSize(ace.sid) + ace.data.length
    case 'object': {
      const guids = (ace.objectType === null ? 0 : 1) + (ace.inheritedType === null ? 0 : 1)
      return 8 + guids * GUID + sidSize(ace.sid) + ace.data.length
    }
    case 'compound':
      return 8 + sidSize(ace.server) + sidSize(ace.client) + ace.data.length
    case 'opaque':
      return ace.body.length
  }
}

/**
 * Encodes an entry.
 *
 * @param ace - the entry
 * @returns the bytes to store
 * @throws HiveError `bad-descriptor` when the entry is too large or has an invalid SID
 */
export function aceBytes(ace: Ace): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(aceSize(ace))
  writeAce(bytes, 0, ace)
  return bytes
}

/**
 * Writes an entry into bytes that have room for it.
 *
 * @param bytes - the bytes to write to
 * @param at - offset in bytes of the entry
 * @param ace - the entry
 * @returns the offset in bytes after the entry
 * @throws HiveError `bad-descriptor` when the entry is too large or has an invalid SID
 */
export function writeAce(bytes: Uint8Array, at: number, ace: Ace): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = aceSize(ace)
  view.setUint8(at + ACE.TYPE, ace.type)
  view.setUint8(at + ACE.FLAGS, ace.flags)
  view.setUint16(at + ACE.SIZE, size, true)
  const body = at + ACE.HEADER
  if (ace.shape === 'opaque') {
    bytes.set(ace.body, body)
    return at + size
  }
  view.setUint32(body, ace.mask, true)
  let next = body + 4
  if (ace.shape === 'object') {
    view.setUint32(next, objectFlagsOf(ace), true)
    next += 4
    for (const guid of [ace.objectType, ace.inheritedType]) {
      if (guid === null) continue
      bytes.set(parseGuid(guid) ?? new Uint8Array(GUID), next)
      next += GUID
    }
  } else if (ace.shape === 'compound') {
    view.setUint16(next, ace.compoundType, true)
    view.setUint16(next + 2, ace.reserved, true)
    next = writeSid(bytes, next + 4, ace.server)
  }
  next = writeSid(bytes, next, ace.shape === 'compound' ? ace.client : ace.sid)
  bytes.set(ace.data, next)
  return at + size
}

/** The flags, with the two bits that say which GUIDs are present. */
function objectFlagsOf({ objectFlags, objectType, inheritedType }: ObjectAce): number {
  const others = objectFlags & ~(OBJECT_TYPE | INHERITED_TYPE)
  const present =
    (objectType === null ? 0 : OBJECT_TYPE) | (inheritedType === null ? 0 : INHERITED_TYPE)
  return (others | present) >>> 0
}

function u32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true)
}
