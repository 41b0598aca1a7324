/**
 * Checks the structure of a self-relative security descriptor: revision, control, offsets, the two SIDs,
 * the two lists and their entries (regf-format 3.8, 5.2 rule 37). It does not judge what they allow, or to
 * whom.
 *
 * There are two levels: whether a descriptor can be read, and whether Windows accepts it for a key. The
 * second follows SeValidSecurityDescriptor, with which Windows checks every descriptor of a hive it loads.
 */

import { ACE_TYPE, isObjectType, revisionFor } from './ace.ts'
import { ACE, ACL, ACL_REVISION, CONTROL, SD, SID } from './layout.ts'

/** A fault of a descriptor. `at` is its offset in the descriptor, in bytes. */
export interface DescriptorProblem {
  readonly field: DescriptorField
  readonly at: number
  readonly expected?: number | undefined
  readonly actual?: number | undefined
}

export type DescriptorField =
  | 'size'
  | 'revision'
  | 'control'
  | 'owner'
  | 'group'
  | 'sacl'
  | 'dacl'
  | 'sid'
  | 'acl'
  | 'ace'
  /** There is no owner, which every stored descriptor needs. */
  | 'owner-missing'
  /** A SID, list or entry is not on a 4-byte boundary. */
  | 'alignment'
  /** An entry that the revision of its list does not allow. */
  | 'list-revision'

/** Access allowed, denied, audit, alarm: a mask and one SID. */
const MAX_SIMPLE_ACE = 3
/** The last type of entry whose content RtlValidAcl checks. */
const MAX_CHECKED = ACE_TYPE.ALARM_OBJECT
const GUID = 16

/**
 * Checks whether a descriptor can be read.
 *
 * @param bytes - a self-relative security descriptor
 * @returns the first problem, or null
 */
export function checkDescriptor(bytes: Uint8Array): DescriptorProblem | null {
  return check(bytes, false)
}

/**
 * Checks whether Windows accepts a descriptor for a key. That takes more than being readable: an
 * owner, 4-byte boundaries, lists that are sound even if a control bit says that they are absent,
 * and entries that the revision of their list allows.
 *
 * @param bytes - a self-relative security descriptor
 * @returns the first problem, or null
 */
export function checkStoredDescriptor(bytes: Uint8Array): DescriptorProblem | null {
  return check(bytes, true)
}

function check(bytes: Uint8Array, isStored: boolean): DescriptorProblem | null {
  if (bytes.length < SD.HEADER) {
    return { field: 'size', at: 0, expected: SD.HEADER, actual: bytes.length }
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const revision = view.getUint8(SD.REVISION)
  if (revision !== 1) return { field: 'revision', at: SD.REVISION, expected: 1, actual: revision }
  const control = view.getUint16(SD.CONTROL, true)
  if ((control & CONTROL.SELF_RELATIVE) === 0) {
    return { field: 'control', at: SD.CONTROL, expected: CONTROL.SELF_RELATIVE, actual: control }
  }
  if (isStored && view.getUint32(SD.OWNER, true) === 0) {
    return { field: 'owner-missing', at: SD.OWNER, actual: 0 }
  }
  const sid = isStored ? checkStoredSid : checkSidAt
  const acl = isStored ? checkStoredAcl : checkAcl
  const listCheck = (present: number) => (isStored || (control & present) !== 0 ? acl : null)
  return (
    (isStored ? checkAlignment(view) : null) ??
    checkPart(view, SD.OWNER, 'owner', sid) ??
    checkPart(view, SD.GROUP, 'group', sid) ??
    checkPart(view, SD.SACL, 'sacl', listCheck(CONTROL.SACL_PRESENT)) ??
    checkPart(view, SD.DACL, 'dacl', listCheck(CONTROL.DACL_PRESENT))
  )
}

type PartCheck = (view: DataView, at: number) => DescriptorProblem | null

/** Checks that an offset field is 0 or leads into the descriptor, and then the part it leads to. */
function checkPart(
  view: DataView,
  field: number,
  name: DescriptorField,
  checkAt: PartCheck | null,
): DescriptorProblem | null {
  const offset = view.getUint32(field, true)
  if (offset === 0) return null
  if (offset < SD.HEADER || offset >= view.byteLength) {
    return { field: name, at: field, expected: view.byteLength, actual: offset }
  }
  return checkAt === null ? null : checkAt(view, offset)
}

/** Checks that the offsets of the four parts are multiples of 4. */
function checkAlignment(view: DataView): DescriptorProblem | null {
  for (const field of [SD.OWNER, SD.GROUP, SD.SACL, SD.DACL]) {
    const actual = view.getUint32(field, true)
    if (actual % 4 !== 0) return { field: 'alignment', at: field, actual }
  }
  return null
}

function checkSidAt(view: DataView, at: number): DescriptorProblem | null {
  return checkSid(view, at, view.byteLength)
}

/** Checks a SID of the descriptor itself, which needs room for one subauthority even if it has none. */
function checkStoredSid(view: DataView, at: number): DescriptorProblem | null {
  const room = view.byteLength - at
  const expected = SID.HEADER + 4
  return (
    checkSidAt(view, at) ?? (room < expected ? { field: 'sid', at, expected, actual: room } : null)
  )
}

function checkSid(view: DataView, at: number, end: number): DescriptorProblem | null {
  if (at + SID.HEADER > end) {
    return { field: 'sid', at, expected: SID.HEADER, actual: end - at }
  }
  const revision = view.getUint8(at + SID.REVISION)
  if (revision !== 1) return { field: 'sid', at, expected: 1, actual: revision }
  const count = view.getUint8(at + SID.COUNT)
  if (count > SID.MAX_COUNT) {
    return { field: 'sid', at: at + SID.COUNT, expected: SID.MAX_COUNT, actual: count }
  }
  const size = sidSizeAt(view, at)
  return at + size <= end ? null : { field: 'sid', at, expected: size, actual: end - at }
}

function sidSizeAt(view: DataView, at: number): number {
  return SID.HEADER + view.getUint8(at + SID.COUNT) * 4
}

function checkAcl(view: DataView, at: number): DescriptorProblem | null {
  const room = view.byteLength - at
  if (room < ACL.HEADER) return { field: 'acl', at, expected: ACL.HEADER, actual: room }
  const revision = view.getUint8(at + ACL.REVISION)
  if (revision < ACL_REVISION.PLAIN || revision > ACL_REVISION.OBJECT) {
    return { field: 'acl', at, expected: ACL_REVISION.PLAIN, actual: revision }
  }
  const size = view.getUint16(at + ACL.SIZE, true)
  if (size < ACL.HEADER || size > room) {
    return { field: 'acl', at: at + ACL.SIZE, expected: room, actual: size }
  }
  return eachAce(view, at, (ace) => checkAce(view, ace, at + size))
}

/** Checks a list as RtlValidAcl does. */
function checkStoredAcl(view: DataView, at: number): DescriptorProblem | null {
  const problem = checkAcl(view, at)
  if (problem !== null) return problem
  const size = view.getUint16(at + ACL.SIZE, true)
  if (size % 2 !== 0) return { field: 'alignment', at: at + ACL.SIZE, actual: size }
  return eachAce(view, at, (ace) => checkStoredAce(view, ace, at))
}

/** The first problem among the entries of a list whose header is sound. */
function eachAce(
  view: DataView,
  acl: number,
  checkAt: (ace: number) => DescriptorProblem | null,
): DescriptorProblem | null {
  const count = view.getUint16(acl + ACL.COUNT, true)
  let ace = acl + ACL.HEADER
  for (let index = 0; index < count; index++) {
    const problem = checkAt(ace)
    if (problem !== null) return problem
    ace += view.getUint16(ace + ACE.SIZE, true)
  }
  return null
}

function checkAce(view: DataView, at: number, end: number): DescriptorProblem | null {
  if (at + ACE.SID > end) return { field: 'ace', at, expected: ACE.SID, actual: end - at }
  const size = view.getUint16(at + ACE.SIZE, true)
  if (size < ACE.SID || size > end - at) {
    return { field: 'ace', at: at + ACE.SIZE, expected: end - at, actual: size }
  }
  if (view.getUint8(at + ACE.TYPE) > MAX_SIMPLE_ACE) return null
  return checkSid(view, at + ACE.SID, at + size)
}

/** Further checks of an entry: its size, the revision of its list, and the SIDs of the rarer types. */
function checkStoredAce(view: DataView, at: number, acl: number): DescriptorProblem | null {
  const type = view.getUint8(at + ACE.TYPE)
  const size = view.getUint16(at + ACE.SIZE, true)
  // RtlValidAcl requires only an even size of types that it does not know.
  const unit = type <= MAX_CHECKED ? 4 : 2
  if (size % unit !== 0) return { field: 'alignment', at: at + ACE.SIZE, actual: size }
  const expected = revisionFor(type)
  const actual = view.getUint8(acl + ACL.REVISION)
  if (actual < expected) {
    return { field: 'list-revision', at: acl + ACL.REVISION, expected, actual }
  }
  if (type === ACE_TYPE.ALLOW_COMPOUND) return checkCompound(view, at, at + size)
  return type <= MAX_CHECKED && isObjectType(type) ? checkObject(view, at, at + size) : null
}

/** Checks the SID of an object entry, after the GUIDs that its flags announce. */
function checkObject(view: DataView, at: number, end: number): DescriptorProblem | null {
  if (at + ACE.OBJECT > end) return { field: 'ace', at, expected: ACE.OBJECT, actual: end - at }
  const flags = view.getUint32(at + ACE.OBJECT_FLAGS, true)
  const guids = (flags & 1) + ((flags >>> 1) & 1)
  return checkSid(view, at + ACE.OBJECT + guids * GUID, end)
}

/** Checks both SIDs of a compound entry. */
function checkCompound(view: DataView, at: number, end: number): DescriptorProblem | null {
  const server = at + ACE.OBJECT
  return checkSid(view, server, end) ?? checkSid(view, server + sidSizeAt(view, server), end)
}
