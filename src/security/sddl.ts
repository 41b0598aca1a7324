/**
 * Formats a descriptor as SDDL (MS-DTYP 2.5.1), and lists what the text leaves out. An entry that SDDL has
 * no letters for, or that would lose a byte, is written in our own notation, `(0x2A;CI;#…)`. Windows
 * refuses such text, which is better than reading it without the entry.
 */

import { formatHex } from '../bytes/hex.ts'
import { sameBytes } from '../bytes/same.ts'
import { HiveError } from '../errors.ts'
import { ACE_FLAG, ACE_TYPE, type Ace, aceBytes } from './ace.ts'
import type { Acl } from './acl.ts'
import { formatClaim } from './claim.ts'
import { type Descriptor, encodeDescriptor } from './descriptor.ts'
import { formatCondition } from './formatCondition.ts'
import { CONTROL } from './layout.ts'
import { parseSddl, readAceText } from './parseSddl.ts'
import { SddlReader } from './SddlReader.ts'
import {
  ACE_LETTERS,
  FLAG_LETTERS,
  LABEL_LETTERS,
  LIST_LETTERS,
  MASK_LETTERS,
  NO_LIST,
  RIGHT_LETTERS,
} from './sddlTables.ts'
import type { Sid } from './sid.ts'
import { sddlAlias } from './wellKnown.ts'

/**
 * Formats a descriptor as SDDL. Read back, it is the same except for what `sddlLosses` lists. Only
 * SIDs that are the same on every computer are written as two letters.
 *
 * @param descriptor - the descriptor
 * @returns the SDDL text
 * @throws HiveError `bad-descriptor` when an entry is too large or has an invalid SID
 */
export function formatSddl(descriptor: Descriptor): string {
  const { owner, group } = descriptor
  let text = ''
  if (owner !== null) text += `O:${formatSid(owner)}`
  if (group !== null) text += `G:${formatSid(group)}`
  return text + formatList(descriptor, 'dacl') + formatList(descriptor, 'sacl')
}

/** A part of a descriptor that its text leaves out. text/security.ts has the words. */
export type SddlLoss =
  /** Control bits for defaulted parts, resource managers and servers. */
  | 'control'
  /** The resource manager's byte. */
  | 'resource-manager'
  /** Flags of a missing list. */
  | 'list-flags'
  /** A list with a higher revision than it needs. */
  | 'list-revision'
  | 'list-reserved'
  /** Bytes after the last entry of a list. */
  | 'list-rest'
  /** Entries in our own notation: nothing is lost, but Windows cannot read the text. */
  | 'own-notation'
  /** The order, gaps and sharing of the stored parts. */
  | 'layout'

/**
 * Lists what is lost when a descriptor is written as SDDL and read back.
 *
 * @param descriptor - the descriptor
 * @returns the losses; if empty, the same bytes come back
 * @throws HiveError `bad-descriptor` when an entry is too large or has an invalid SID
 */
export function sddlLosses(descriptor: Descriptor): SddlLoss[] {
  const losses = new Set<SddlLoss>()
  const text = formatSddl(descriptor)
  const back = parseSddl(text)
  const lost = descriptor.control & ~back.control & ~CONTROL.SELF_RELATIVE
  if ((lost & LIST_FLAGS) !== 0) losses.add('list-flags')
  if ((lost & ~LIST_FLAGS) !== 0) losses.add('control')
  if (descriptor.sbz1 !== 0) losses.add('resource-manager')
  for (const name of ['dacl', 'sacl'] as const) {
    const list = descriptor[name]
    if (list === null) continue
    if (list.revision !== back[name]?.revision) losses.add('list-revision')
    if (list.sbz1 !== 0 || list.sbz2 !== 0) losses.add('list-reserved')
    if (list.rest.length > 0) losses.add('list-rest')
    if (list.aces.some((ace) => formatAce(ace).startsWith('(0x'))) losses.add('own-notation')
  }
  const { stored } = descriptor
  if (stored !== null && !sameBytes(encodeDescriptor({ ...descriptor, stored: null }), stored)) {
    losses.add('layout')
  }
  return [...losses]
}

const LIST_FLAGS = [...LIST_LETTERS.dacl, ...LIST_LETTERS.sacl].reduce(
  (all, [, bit]) => all | bit,
  0,
)

function formatSid(sid: Sid): string {
  return sddlAlias(sid) ?? sid
}

function formatList(descriptor: Descriptor, name: 'dacl' | 'sacl'): string {
  const { control } = descriptor
  const present = name === 'dacl' ? CONTROL.DACL_PRESENT : CONTROL.SACL_PRESENT
  const list = descriptor[name]
  if (list === null && (control & present) === 0) return ''
  let text = name === 'dacl' ? 'D:' : 'S:'
  for (const [letters, bit] of LIST_LETTERS[name]) if ((control & bit) !== 0) text += letters
  return text + (list === null ? NO_LIST : formatAces(list))
}

function formatAces({ aces }: Acl): string {
  let text = ''
  for (const ace of aces) text += formatAce(ace)
  return text
}

/** An entry in parentheses, in the letters of SDDL if they express all of it. */
function formatAce(ace: Ace): string {
  const bytes = aceBytes(ace)
  const text = inLetters(ace)
  if (text !== null && readsAs(text, bytes)) return text
  const body = formatHex(bytes.subarray(4), { separator: '' })
  return `(0x${ace.type.toString(16).padStart(2, '0')};${formatFlags(ace)};#${body})`
}

/** Whether a text reads as an entry of these bytes. */
function readsAs(text: string, bytes: Uint8Array): boolean {
  try {
    return sameBytes(aceBytes(readAceText(new SddlReader(text))), bytes)
  } catch (error) {
    if (error instanceof HiveError) return false
    throw error
  }
}

/** As much of an entry as SDDL has letters for; null if its type has none. */
function inLetters(ace: Ace): string | null {
  if (ace.shape !== 'account' && ace.shape !== 'object') return null
  const kind = ACE_LETTERS.find(([, type]) => type === ace.type)
  if (kind === undefined) return null
  const [letters, , extra] = kind
  const isObject = ace.shape === 'object'
  const fields = [
    letters,
    formatFlags(ace),
    formatMask(ace),
    ...(isObject ? [bareGuid(ace.objectType), bareGuid(ace.inheritedType)] : ['', '']),
    formatSid(ace.sid),
  ]
  if (ace.data.length > 0 && extra !== 'none') {
    const text = extra === 'claim' ? formatClaim(ace.data) : formatCondition(ace.data)
    if (text === null) return null
    fields.push(text)
  }
  return `(${fields.join(';')})`
}

function formatFlags({ type, flags }: Ace): string {
  let text = ''
  for (const [letters, bit] of FLAG_LETTERS) {
    const isOther =
      bit === ACE_FLAG.SUCCESS && (letters === 'TP') !== (type === ACE_TYPE.ACCESS_FILTER)
    if ((flags & bit) !== 0 && !isOther) text += letters
  }
  return text
}

function formatMask({ type, mask }: { type: number; mask: number }): string {
  const set = MASK_LETTERS.find(([, value]) => value === mask)
  if (set !== undefined) return set[0]
  let text = ''
  let rest = mask
  for (const [letters, bit] of type === ACE_TYPE.MANDATORY_LABEL ? LABEL_LETTERS : RIGHT_LETTERS) {
    if ((mask & bit) === 0) continue
    text += letters
    rest &= ~bit
  }
  return rest === 0 ? text : `0x${mask.toString(16)}`
}

function bareGuid(guid: string | null): string {
  return guid === null ? '' : guid.slice(1, -1).toLowerCase()
}
