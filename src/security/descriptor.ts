/**
 * Self-relative security descriptors as a model: the owner, the list of who may do what, and the list of
 * what is audited (regf-format 3.8, MS-DTYP 2.4.6). Everything is kept, even if it has no meaning: a
 * descriptor that was read and not changed is written with the same bytes.
 */

import { sameBytes } from '../bytes/same.ts'
import { HiveError } from '../errors.ts'
import { type Acl, aclSize, readAcl, writeAcl } from './acl.ts'
import {
  checkDescriptor,
  checkStoredDescriptor,
  type DescriptorProblem,
} from './checkDescriptor.ts'
import { CONTROL, SD } from './layout.ts'
import { readSid, type Sid, sidSize, writeSid } from './sid.ts'

export interface Descriptor {
  /** CONTROL bits. If the bit of a list that is null says "present", there are no restrictions: everything is allowed. */
  readonly control: number
  /** The resource manager's byte; otherwise reserved. */
  readonly sbz1: number
  readonly owner: Sid | null
  readonly group: Sid | null
  readonly sacl: Acl | null
  readonly dacl: Acl | null
  /** The bytes it was read from, with the order, gaps and sharing of its parts; null for a new one. */
  readonly stored: Uint8Array | null
}

/** The offset fields of owner, group, SACL and DACL. */
const PARTS = [SD.OWNER, SD.GROUP, SD.SACL, SD.DACL] as const

/**
 * Decodes a descriptor. The result does not refer to the bytes.
 *
 * @param bytes - a self-relative security descriptor
 * @returns the descriptor, with a copy of the bytes in `stored`
 * @throws HiveError `bad-descriptor` when it cannot be read, with the `part` and its `position` in
 *   the bytes
 */
export function decodeDescriptor(bytes: Uint8Array): Descriptor {
  refuse(checkDescriptor(bytes))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const control = view.getUint16(SD.CONTROL, true)
  const [owner = 0, group = 0, sacl = 0, dacl = 0] = PARTS.map((field) =>
    view.getUint32(field, true),
  )
  const hasSacl = sacl !== 0 && (control & CONTROL.SACL_PRESENT) !== 0
  const hasDacl = dacl !== 0 && (control & CONTROL.DACL_PRESENT) !== 0
  return {
    control,
    sbz1: view.getUint8(SD.SBZ1),
    owner: owner === 0 ? null : readSid(bytes, owner),
    group: group === 0 ? null : readSid(bytes, group),
    sacl: hasSacl ? readAcl(bytes, sacl) : null,
    dacl: hasDacl ? readAcl(bytes, dacl) : null,
    stored: bytes.slice(),
  }
}

/**
 * Encodes a descriptor: the bytes it was read from if it still means the same, otherwise its parts
 * in the order in which Windows writes them (SACL, DACL, owner, group).
 *
 * @param descriptor - the descriptor
 * @returns the bytes to store
 * @throws HiveError `bad-descriptor` when a list or an entry is too large, or a SID is invalid
 */
export function encodeDescriptor(descriptor: Descriptor): Uint8Array<ArrayBuffer> {
  const bytes = inOrder(descriptor)
  const { stored } = descriptor
  return stored !== null && sameBytes(inOrder(decodeDescriptor(stored)), bytes)
    ? stored.slice()
    : bytes
}

/**
 * Compares two descriptors, regardless of where their parts are stored.
 *
 * @param a - one descriptor
 * @param b - the other
 * @returns true if they agree in every field
 */
export function sameDescriptor(a: Descriptor, b: Descriptor): boolean {
  return sameBytes(inOrder(a), inOrder(b))
}

/**
 * Refuses bytes that Windows would not accept as the descriptor of a key. A single such descriptor
 * makes it refuse the whole hive.
 *
 * @param bytes - a self-relative security descriptor
 * @throws HiveError `bad-descriptor` when Windows would refuse it, with the `part` and its
 *   `position` in the bytes
 */
export function requireStoredDescriptor(bytes: Uint8Array): void {
  refuse(checkStoredDescriptor(bytes))
}

function refuse(problem: DescriptorProblem | null): void {
  if (problem === null) return
  const { field, at, expected, actual } = problem
  throw new HiveError('bad-descriptor', `the descriptor is not valid: ${field} at ${at}`, {
    part: field,
    position: at,
    expected,
    actual,
  })
}

function inOrder(descriptor: Descriptor): Uint8Array<ArrayBuffer> {
  const { owner, group, sacl, dacl } = descriptor
  const saclAt = SD.HEADER
  const daclAt = aligned(saclAt + (sacl === null ? 0 : aclSize(sacl)))
  const ownerAt = aligned(daclAt + (dacl === null ? 0 : aclSize(dacl)))
  const groupAt = ownerAt + (owner === null ? 0 : sidSize(owner))
  const bytes = new Uint8Array(groupAt + (group === null ? 0 : sidSize(group)))
  const view = new DataView(bytes.buffer)
  view.setUint8(SD.REVISION, 1)
  view.setUint8(SD.SBZ1, descriptor.sbz1)
  view.setUint16(SD.CONTROL, controlOf(descriptor), true)
  view.setUint32(SD.OWNER, owner === null ? 0 : ownerAt, true)
  view.setUint32(SD.GROUP, group === null ? 0 : groupAt, true)
  view.setUint32(SD.SACL, sacl === null ? 0 : saclAt, true)
  view.setUint32(SD.DACL, dacl === null ? 0 : daclAt, true)
  if (sacl !== null) writeAcl(bytes, saclAt, sacl)
  if (dacl !== null) writeAcl(bytes, daclAt, dacl)
  if (owner !== null) writeSid(bytes, ownerAt, owner)
  if (group !== null) writeSid(bytes, groupAt, group)
  return bytes
}

/** Every part starts on a 4-byte boundary; only lists with unused bytes at the end leave a gap. */
function aligned(offset: number): number {
  return (offset + 3) & ~3
}

/** The control bits, including those that follow from the parts. */
function controlOf({ control, sacl, dacl }: Descriptor): number {
  return (
    control |
    CONTROL.SELF_RELATIVE |
    (sacl === null ? 0 : CONTROL.SACL_PRESENT) |
    (dacl === null ? 0 : CONTROL.DACL_PRESENT)
  )
}
