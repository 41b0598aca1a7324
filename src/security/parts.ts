/**
 * Reading and setting parts of a descriptor, selected by SECURITY_INFORMATION bits (offreg-api 2.2, 3.17,
 * 3.18). Labels, attributes and policies are entries of the audit list that can be selected separately.
 */

import { HiveError } from '../errors.ts'
import { ACE_TYPE, type Ace } from './ace.ts'
import { type Acl, aclOf, withAces } from './acl.ts'
import type { Descriptor } from './descriptor.ts'
import { CONTROL } from './layout.ts'

/** Bits that select parts, and bits that set or clear the protection of a list. */
// biome-ignore format: a table
export const SECURITY_INFORMATION = {
  OWNER: 0x1, GROUP: 0x2, DACL: 0x4, SACL: 0x8, LABEL: 0x10, ATTRIBUTE: 0x20, SCOPE: 0x40,
  /** Owner, group and both lists. */
  BACKUP: 0x10000,
  UNPROTECTED_SACL: 0x10000000, UNPROTECTED_DACL: 0x20000000,
  PROTECTED_SACL: 0x40000000, PROTECTED_DACL: 0x80000000,
} as const

const INFO = SECURITY_INFORMATION

const DACL_BITS =
  CONTROL.DACL_PRESENT |
  CONTROL.DACL_DEFAULTED |
  CONTROL.DACL_TRUSTED |
  CONTROL.DACL_AUTO_INHERIT_REQ |
  CONTROL.DACL_AUTO_INHERITED |
  CONTROL.DACL_PROTECTED
const SACL_BITS =
  CONTROL.SACL_PRESENT |
  CONTROL.SACL_DEFAULTED |
  CONTROL.SACL_AUTO_INHERIT_REQ |
  CONTROL.SACL_AUTO_INHERITED |
  CONTROL.SACL_PROTECTED

/** The control bits that belong to each part. */
const BITS: readonly (readonly [part: number, control: number])[] = [
  [INFO.OWNER, CONTROL.OWNER_DEFAULTED],
  [INFO.GROUP, CONTROL.GROUP_DEFAULTED],
  [INFO.DACL, DACL_BITS],
  [INFO.SACL, SACL_BITS],
]

/** Types of entries in the audit list that are separate parts. */
const SACL_PARTS: readonly (readonly [part: number, type: number])[] = [
  [INFO.LABEL, ACE_TYPE.MANDATORY_LABEL],
  [INFO.ATTRIBUTE, ACE_TYPE.RESOURCE_ATTRIBUTE],
  [INFO.SCOPE, ACE_TYPE.SCOPED_POLICY],
]

/**
 * Selects parts of a descriptor. SACL is the whole audit list.
 *
 * @param descriptor - the descriptor
 * @param information - SECURITY_INFORMATION bits of the parts
 * @returns a descriptor with these parts and no others
 */
export function selectParts(descriptor: Descriptor, information: number): Descriptor {
  const wanted = allParts(information)
  let { control, sacl } = descriptor
  for (const [part, bits] of BITS) if ((wanted & part) === 0) control &= ~bits
  if ((wanted & INFO.SACL) === 0 && sacl !== null) {
    const { aces } = sacl
    const some = aces.filter((ace) => (partOf(ace) & wanted) !== 0)
    sacl = some.length === 0 ? null : aclOf(some)
    if (sacl !== null) control |= CONTROL.SACL_PRESENT
  }
  return {
    ...descriptor,
    control,
    sacl,
    owner: (wanted & INFO.OWNER) === 0 ? null : descriptor.owner,
    group: (wanted & INFO.GROUP) === 0 ? null : descriptor.group,
    dacl: (wanted & INFO.DACL) === 0 ? null : descriptor.dacl,
  }
}

/**
 * Replaces parts of a descriptor by those of another one. If the other one has no audit list,
 * setting it leaves an empty list, as the offline library was seen to do; a missing access list is
 * taken over as missing.
 *
 * @param descriptor - the descriptor to change
 * @param information - SECURITY_INFORMATION bits of the parts
 * @param from - the descriptor with the new parts
 * @returns the changed descriptor
 * @throws HiveError `bad-descriptor` when `from` lacks an owner or group that is to be set
 * @throws HiveError `bad-argument` when a list is to be both protected and unprotected
 */
export function replaceParts(
  descriptor: Descriptor,
  information: number,
  from: Descriptor,
): Descriptor {
  const wanted = allParts(information)
  let { control, owner, group, dacl, sacl } = descriptor
  for (const [part, bits] of BITS) {
    if ((wanted & part) !== 0) control = (control & ~bits) | (from.control & bits)
  }
  if ((wanted & INFO.OWNER) !== 0) owner = from.owner ?? missing('owner')
  if ((wanted & INFO.GROUP) !== 0) group = from.group ?? missing('group')
  if ((wanted & INFO.DACL) !== 0) dacl = from.dacl
  if ((wanted & INFO.SACL) !== 0) {
    sacl = (from.control & CONTROL.SACL_PRESENT) === 0 ? aclOf([]) : from.sacl
    control |= CONTROL.SACL_PRESENT
  } else if (SACL_PARTS.some(([part]) => (wanted & part) !== 0)) {
    sacl = withSaclParts(sacl, wanted, from.sacl)
    control |= CONTROL.SACL_PRESENT
  }
  return { ...descriptor, owner, group, dacl, sacl, control: protect(control, information) }
}

function allParts(information: number): number {
  const all = INFO.OWNER | INFO.GROUP | INFO.DACL | INFO.SACL
  return (information & INFO.BACKUP) === 0 ? information : information | all
}

function partOf({ type }: Ace): number {
  return SACL_PARTS.find(([, own]) => own === type)?.[0] ?? 0
}

/** Replaces the entries of some parts, at the place of the first of them, else at the end. */
function withSaclParts(sacl: Acl | null, wanted: number, from: Acl | null): Acl {
  const isWanted = (ace: Ace) => (partOf(ace) & wanted) !== 0
  const set = (from?.aces ?? []).filter(isWanted)
  const before = sacl?.aces ?? []
  const first = before.findIndex(isWanted)
  const at = first < 0 ? before.length : first
  const kept = (aces: readonly Ace[]) => aces.filter((ace) => !isWanted(ace))
  const aces = [...kept(before.slice(0, at)), ...set, ...kept(before.slice(at))]
  return sacl === null ? aclOf(aces) : withAces(sacl, aces)
}

/** The bits that protect a list, that end its protection, and the control bit for it. */
const PROTECTION: readonly (readonly [on: number, off: number, control: number])[] = [
  [INFO.PROTECTED_DACL, INFO.UNPROTECTED_DACL, CONTROL.DACL_PROTECTED],
  [INFO.PROTECTED_SACL, INFO.UNPROTECTED_SACL, CONTROL.SACL_PROTECTED],
]

function protect(control: number, information: number): number {
  let result = control
  for (const [on, off, bit] of PROTECTION) {
    const isOn = (information & on) !== 0
    const isOff = (information & off) !== 0
    if (isOn && isOff)
      throw new HiveError('bad-argument', 'a list cannot be both protected and unprotected')
    if (isOn) result |= bit
    if (isOff) result &= ~bit
  }
  return result
}

function missing(part: 'owner' | 'group'): never {
  throw new HiveError('bad-descriptor', `there is no ${part} to set`, { part })
}
