/**
 * Formats a descriptor as SDDL (MS-DTYP 2.5.1), and lists what the text leaves out. An entry that SDDL has
 * no letters for, or that would lose a byte, is written in our own notation, `(0x2A;CI;#…)`. Windows
 * refuses such text, which is better than reading it without the entry.
 */

import { formatHex } from '../bytes/hex.ts'
import { sameBytes } from '../bytes/same.ts'
import { decodeLatin1 } from '../bytes/text.ts'
import { HiveError } from '../errors.ts'
import { RECORDS_A_STEP, type Work } from '../work.ts'
import { ACE_FLAG, ACE_TYPE, type Ace, aceBytes } from './ace.ts'
import { type Acl, aclOf } from './acl.ts'
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

/** The most entries whose texts are kept, and the most bytes of one. */
const MOST_KEPT = 4096
const MOST_BYTES = 256

/**
 * The texts of entries that were formatted before. The descriptors of a hive are made of few different entries, so
 * whoever formats many descriptors passes the same object each time.
 */
export class AceTexts {
  /** By the bytes of the entry, as Latin-1. */
  readonly #texts = new Map<string, string>()

  /** Formats an entry: in parentheses, in the letters of SDDL if they express all of it. */
  format(ace: Ace): string {
    const bytes = aceBytes(ace)
    if (bytes.length > MOST_BYTES) return formatAce(ace, bytes)
    const key = decodeLatin1(bytes, 0, bytes.length)
    const known = this.#texts.get(key)
    if (known !== undefined) return known
    const text = formatAce(ace, bytes)
    if (this.#texts.size < MOST_KEPT) this.#texts.set(key, text)
    return text
  }

  /** Formats the entries of a descriptor ahead, in steps: a crafted list has nearly 2,000. */
  *learnSteps({ dacl, sacl }: Descriptor): Work<void> {
    const aces = [...(dacl?.aces ?? []), ...(sacl?.aces ?? [])]
    for (let at = 0; at < aces.length; at++) {
      this.format(aces[at] as Ace)
      if ((at + 1) % RECORDS_A_STEP === 0) yield at / aces.length
    }
  }
}

/**
 * Formats a descriptor as SDDL. Read back, it is the same except for what `sddlLosses` lists. Only
 * SIDs that are the same on every computer are written as two letters.
 *
 * @param descriptor - the descriptor
 * @param known - the texts of entries, kept from one call to the next
 * @returns the SDDL text
 * @throws HiveError `bad-descriptor` when an entry is too large or has an invalid SID
 */
export function formatSddl(descriptor: Descriptor, known = new AceTexts()): string {
  const { owner, group } = descriptor
  let text = ''
  if (owner !== null) text += `O:${formatSid(owner)}`
  if (group !== null) text += `G:${formatSid(group)}`
  return text + formatList(descriptor, 'dacl', known) + formatList(descriptor, 'sacl', known)
}

/** A part of a descriptor that its text leaves out. text/rights.ts has the words. */
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
 * @param known - the texts of entries, kept from one call to the next
 * @returns the losses; if empty, the same bytes come back
 * @throws HiveError `bad-descriptor` when an entry is too large or has an invalid SID
 */
export function sddlLosses(descriptor: Descriptor, known = new AceTexts()): SddlLoss[] {
  const losses = new Set<SddlLoss>()
  // The text of an entry was read back when it was made; only the rest can lose something.
  const back = parseSddl(formatSddl(withoutAces(descriptor), known))
  const lost = descriptor.control & ~back.control & ~CONTROL.SELF_RELATIVE
  if ((lost & LIST_FLAGS) !== 0) losses.add('list-flags')
  if ((lost & ~LIST_FLAGS) !== 0) losses.add('control')
  if (descriptor.sbz1 !== 0) losses.add('resource-manager')
  for (const name of ['dacl', 'sacl'] as const) {
    const list = descriptor[name]
    if (list === null) continue
    if (list.revision !== aclOf(list.aces).revision) losses.add('list-revision')
    if (list.sbz1 !== 0 || list.sbz2 !== 0) losses.add('list-reserved')
    if (list.rest.length > 0) losses.add('list-rest')
    const isOwn = (ace: Ace) => known.format(ace).startsWith(OWN_NOTATION)
    if (list.aces.some(isOwn)) losses.add('own-notation')
  }
  const { stored } = descriptor
  if (stored !== null && !sameBytes(encodeDescriptor({ ...descriptor, stored: null }), stored)) {
    losses.add('layout')
  }
  return [...losses]
}

function withoutAces(descriptor: Descriptor): Descriptor {
  const { dacl, sacl } = descriptor
  const empty = (list: Acl | null) => (list === null ? null : { ...list, aces: [] })
  return { ...descriptor, dacl: empty(dacl), sacl: empty(sacl), stored: null }
}

/** How an entry in our own notation begins. */
const OWN_NOTATION = '(0x'

const LIST_FLAGS = [...LIST_LETTERS.dacl, ...LIST_LETTERS.sacl].reduce(
  (all, [, bit]) => all | bit,
  0,
)

function formatSid(sid: Sid): string {
  return sddlAlias(sid) ?? sid
}

function formatList(descriptor: Descriptor, name: 'dacl' | 'sacl', known: AceTexts): string {
  const { control } = descriptor
  const present = name === 'dacl' ? CONTROL.DACL_PRESENT : CONTROL.SACL_PRESENT
  const list = descriptor[name]
  if (list === null && (control & present) === 0) return ''
  let text = name === 'dacl' ? 'D:' : 'S:'
  for (const [letters, bit] of LIST_LETTERS[name]) if ((control & bit) !== 0) text += letters
  return text + (list === null ? NO_LIST : formatAces(list, known))
}

function formatAces({ aces }: Acl, known: AceTexts): string {
  let text = ''
  for (const ace of aces) text += known.format(ace)
  return text
}

/** An entry in parentheses, in the letters of SDDL if they express all of it. */
function formatAce(ace: Ace, bytes: Uint8Array): string {
  const text = inLetters(ace)
  if (text !== null && readsAs(text, bytes)) return text
  const body = formatHex(bytes.subarray(4), { separator: '' })
  return `${OWN_NOTATION}${ace.type.toString(16).padStart(2, '0')};${formatFlags(ace)};#${body})`
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
