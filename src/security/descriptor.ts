/**
 * Self-relative security descriptors as a model: who owns something, and the lists that say who may do
 * what with it and what is audited (regf-format 3.8, MS-DTYP 2.4.6). Everything is kept, also what means
 * nothing: a descriptor that was read and not changed is written with the bytes it was read from.
 */

import { sameBytes } from '../bytes/same.ts'
import { HiveError } from '../errors.ts'
import { type Acl, aclSize, readAcl, writeAcl } from './acl.ts'
import { checkDescriptor } from './checkDescriptor.ts'
import { readSid, type Sid, sidSize, writeSid } from './sid.ts'

// biome-ignore format: a table
export const CONTROL = {
  OWNER_DEFAULTED: 0x0001, GROUP_DEFAULTED: 0x0002,
  DACL_PRESENT: 0x0004, DACL_DEFAULTED: 0x0008,
  SACL_PRESENT: 0x0010, SACL_DEFAULTED: 0x0020,
  DACL_TRUSTED: 0x0040, SERVER_SECURITY: 0x0080,
  DACL_AUTO_INHERIT_REQ: 0x0100, SACL_AUTO_INHERIT_REQ: 0x0200,
  DACL_AUTO_INHERITED: 0x0400, SACL_AUTO_INHERITED: 0x0800,
  DACL_PROTECTED: 0x1000, SACL_PROTECTED: 0x2000,
  /** The reserved byte means something to a resource manager. */
  RM_CONTROL_VALID: 0x4000,
  SELF_RELATIVE: 0x8000,
} as const

export interface Descriptor {
  /** CONTROL bits. A list that is null is absent, or, when its bit says "present", no list at all: everything is allowed. */
  readonly control: number
  /** The resource manager's byte, reserved otherwise. */
  readonly sbz1: number
  readonly owner: Sid | null
  readonly group: Sid | null
  readonly sacl: Acl | null
  readonly dacl: Acl | null
  /** The bytes it was read from: order, gaps and sharing of the parts; null for a new one. */
  readonly stored: Uint8Array | null
}

const HEADER = 20

/**
 * Reads a descriptor; the result refers to none of the bytes.
 *
 * @throws HiveError `bad-descriptor` with the field and its `position` in the bytes
 */
export function decodeDescriptor(bytes: Uint8Array): Descriptor {
  requireDescriptor(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const control = view.getUint16(2, true)
  const [owner = 0, group = 0, sacl = 0, dacl = 0] = [4, 8, 12, 16].map((field) =>
    view.getUint32(field, true),
  )
  const hasSacl = sacl !== 0 && (control & CONTROL.SACL_PRESENT) !== 0
  const hasDacl = dacl !== 0 && (control & CONTROL.DACL_PRESENT) !== 0
  return {
    control,
    sbz1: view.getUint8(1),
    owner: owner === 0 ? null : readSid(bytes, owner),
    group: group === 0 ? null : readSid(bytes, group),
    sacl: hasSacl ? readAcl(bytes, sacl) : null,
    dacl: hasDacl ? readAcl(bytes, dacl) : null,
    stored: bytes.slice(),
  }
}

/**
 * The bytes of a descriptor: those it was read from while it still says the same, else its parts in the
 * order in which Windows writes them (SACL, DACL, owner, group).
 *
 * @throws HiveError `bad-descriptor` when a list or an entry is longer than its size field can say
 */
export function encodeDescriptor(descriptor: Descriptor): Uint8Array<ArrayBuffer> {
  const bytes = inOrder(descriptor)
  const { stored } = descriptor
  return stored !== null && sameBytes(inOrder(decodeDescriptor(stored)), bytes)
    ? stored.slice()
    : bytes
}

/** Whether two descriptors say the same in every field, wherever their parts are stored. */
export function sameDescriptor(a: Descriptor, b: Descriptor): boolean {
  return sameBytes(inOrder(a), inOrder(b))
}

/** @throws HiveError `bad-descriptor` with the field and its `position` when the bytes do not hold together */
export function requireDescriptor(bytes: Uint8Array): void {
  const problem = checkDescriptor(bytes)
  if (problem === null) return
  const { field, at, expected, actual } = problem
  throw new HiveError('bad-descriptor', `the descriptor's ${field} at ${at} is not valid`, {
    ...{ part: field, position: at, expected, actual },
  })
}

function inOrder(descriptor: Descriptor): Uint8Array<ArrayBuffer> {
  const { owner, group, sacl, dacl } = descriptor
  const saclAt = HEADER
  const daclAt = saclAt + (sacl === null ? 0 : aclSize(sacl))
  const ownerAt = daclAt + (dacl === null ? 0 : aclSize(dacl))
  const groupAt = ownerAt + (owner === null ? 0 : sidSize(owner))
  const bytes = new Uint8Array(groupAt + (group === null ? 0 : sidSize(group)))
  const view = new DataView(bytes.buffer)
  view.setUint8(0, 1)
  view.setUint8(1, descriptor.sbz1)
  view.setUint16(2, controlOf(descriptor), true)
  view.setUint32(4, owner === null ? 0 : ownerAt, true)
  view.setUint32(8, group === null ? 0 : groupAt, true)
  view.setUint32(12, sacl === null ? 0 : saclAt, true)
  view.setUint32(16, dacl === null ? 0 : daclAt, true)
  if (sacl !== null) writeAcl(bytes, saclAt, sacl)
  if (dacl !== null) writeAcl(bytes, daclAt, dacl)
  if (owner !== null) writeSid(bytes, ownerAt, owner)
  if (group !== null) writeSid(bytes, groupAt, group)
  return bytes
}

/** The control bits with those that the parts themselves decide. */
function controlOf({ control, sacl, dacl }: Descriptor): number {
  return (
    control |
    CONTROL.SELF_RELATIVE |
    (sacl === null ? 0 : CONTROL.SACL_PRESENT) |
    (dacl === null ? 0 : CONTROL.DACL_PRESENT)
  )
}
