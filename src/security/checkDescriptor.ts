/**
 * Whether the bytes of a self-relative security descriptor hold together: revision, control, offsets,
 * the two SIDs, the two lists and the entries in them (regf-format 3.8, 5.2 rule 37). What the entries
 * allow, and to whom, is not looked at.
 */

import { ACE, ACL, ACL_REVISION, CONTROL, SD, SID } from './layout.ts'

/** What is wrong with a descriptor; `at` is the offset in it. */
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

/** Access allowed, denied, audit, alarm: a mask and one SID. */
const MAX_SIMPLE_ACE = 3

/** The first thing wrong with a descriptor, null when it is sound. */
export function checkDescriptor(bytes: Uint8Array): DescriptorProblem | null {
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
  return (
    checkPart(view, SD.OWNER, 'owner', checkSidAt) ??
    checkPart(view, SD.GROUP, 'group', checkSidAt) ??
    checkPart(view, SD.SACL, 'sacl', (control & CONTROL.SACL_PRESENT) === 0 ? null : checkAcl) ??
    checkPart(view, SD.DACL, 'dacl', (control & CONTROL.DACL_PRESENT) === 0 ? null : checkAcl)
  )
}

type PartCheck = (view: DataView, at: number) => DescriptorProblem | null

/** An offset field that is 0 or leads into the descriptor, and what is there. */
function checkPart(
  view: DataView,
  field: number,
  name: DescriptorField,
  check: PartCheck | null,
): DescriptorProblem | null {
  const offset = view.getUint32(field, true)
  if (offset === 0) return null
  if (offset < SD.HEADER || offset >= view.byteLength) {
    return { field: name, at: field, expected: view.byteLength, actual: offset }
  }
  return check === null ? null : check(view, offset)
}

function checkSidAt(view: DataView, at: number): DescriptorProblem | null {
  return checkSid(view, at, view.byteLength)
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
  const size = SID.HEADER + count * 4
  return at + size <= end ? null : { field: 'sid', at, expected: size, actual: end - at }
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
  const count = view.getUint16(at + ACL.COUNT, true)
  const end = at + size
  let ace = at + ACL.HEADER
  for (let index = 0; index < count; index++) {
    const problem = checkAce(view, ace, end)
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
