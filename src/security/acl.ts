/**
 * Access control lists (MS-DTYP 2.4.5): a revision, two reserved fields, the entries, and unused bytes
 * after them. In a seventh of the lists of real hives these hold old data.
 */

import { HiveError } from '../errors.ts'
import { type Ace, aceSize, readAce, revisionFor, writeAce } from './ace.ts'
import { ACE, ACL, ACL_REVISION } from './layout.ts'

export interface Acl {
  readonly revision: number
  /** Reserved: one byte after the revision, two after the count. */
  readonly sbz1: number
  readonly sbz2: number
  readonly aces: readonly Ace[]
  /** The bytes of the list after its last entry. */
  readonly rest: Uint8Array
}

/**
 * Makes a list of entries, with the lowest revision that allows them.
 *
 * @param aces - the entries in order
 * @returns a list without unused bytes
 */
export function aclOf(aces: readonly Ace[]): Acl {
  let revision: number = ACL_REVISION.PLAIN
  for (const { type } of aces) revision = Math.max(revision, revisionFor(type))
  return { revision, sbz1: 0, sbz2: 0, aces, rest: new Uint8Array(0) }
}

/**
 * Replaces the entries of a list. Its revision rises if they need a higher one.
 *
 * @param acl - the list
 * @param aces - the new entries in order
 * @returns a new list with the other fields of `acl`
 */
export function withAces(acl: Acl, aces: readonly Ace[]): Acl {
  return { ...acl, aces, revision: Math.max(acl.revision, aclOf(aces).revision) }
}

/**
 * Reads a list of a descriptor that `checkDescriptor` accepted. The result does not refer to the
 * bytes.
 *
 * @param bytes - the bytes of the descriptor
 * @param at - offset in bytes of the list
 * @returns the list
 */
export function readAcl(bytes: Uint8Array, at: number): Acl {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = at + view.getUint16(at + ACL.SIZE, true)
  const count = view.getUint16(at + ACL.COUNT, true)
  const aces: Ace[] = []
  let next = at + ACL.HEADER
  for (let index = 0; index < count; index++) {
    const after = next + view.getUint16(next + ACE.SIZE, true)
    aces.push(readAce(bytes, next, after))
    next = after
  }
  return {
    revision: view.getUint8(at + ACL.REVISION),
    sbz1: view.getUint8(at + ACL.SBZ1),
    sbz2: view.getUint16(at + ACL.SBZ2, true),
    aces,
    rest: bytes.slice(next, end),
  }
}

/**
 * Computes the size of a list when it is stored.
 *
 * @param acl - the list
 * @returns its size in bytes
 * @throws HiveError `bad-descriptor` when the size of the list or of an entry does not fit in 16
 *   bits
 */
export function aclSize({ aces, rest }: Acl): number {
  let size = ACL.HEADER + rest.length
  for (const ace of aces) size += aceSize(ace)
  if (size <= ACL.MAX_SIZE) return size
  throw new HiveError('bad-descriptor', `a list has at most ${ACL.MAX_SIZE} bytes`, {
    part: 'acl',
    expected: ACL.MAX_SIZE,
    actual: size,
  })
}

/**
 * Writes a list into bytes that have room for it.
 *
 * @param bytes - the bytes to write to
 * @param at - offset in bytes of the list
 * @param acl - the list
 * @returns the offset in bytes after the list
 * @throws HiveError `bad-descriptor` when the list or an entry is too large, or a SID is invalid
 */
export function writeAcl(bytes: Uint8Array, at: number, acl: Acl): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  view.setUint8(at + ACL.REVISION, acl.revision)
  view.setUint8(at + ACL.SBZ1, acl.sbz1)
  view.setUint16(at + ACL.SIZE, aclSize(acl), true)
  view.setUint16(at + ACL.COUNT, acl.aces.length, true)
  view.setUint16(at + ACL.SBZ2, acl.sbz2, true)
  let next = at + ACL.HEADER
  for (const ace of acl.aces) next = writeAce(bytes, next, ace)
  bytes.set(acl.rest, next)
  return next + acl.rest.length
}
