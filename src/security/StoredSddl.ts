/**
 * SDDL of stored descriptors, for exports of whole hives. Nearly all descriptors of real hives are plain: parts in the
 * order in which Windows writes them, and entries of a mask and one SID. These are formatted from their bytes, in
 * about a tenth of the time; every other descriptor is decoded first.
 */

import { readAce } from './ace.ts'
import { decodeDescriptor } from './descriptor.ts'
import { ACE, ACL, ACL_REVISION, CONTROL, SD } from './layout.ts'
import { AceTexts, formatSddl, sddlLosses } from './sddl.ts'
import { LIST_LETTERS } from './sddlTables.ts'
import { readSid, type Sid, storedSidSize } from './sid.ts'
import { sddlAlias } from './wellKnown.ts'

/** A descriptor as text. */
export interface SddlText {
  readonly text: string
  /** Whether the same bytes come back when the text is read. */
  readonly isWhole: boolean
}

/** The most beginnings of entries that are kept. */
const MOST_KEPT = 4096

export class StoredSddl {
  readonly #aces = new AceTexts()
  /** The text of an entry up to its SID, by type, flags and mask; null where that is not all of it. */
  readonly #beginnings = new Map<number, string | null>()
  #bytes = new Uint8Array()
  /** The index after what was read. */
  #at = 0

  /**
   * Formats a descriptor.
   *
   * @param bytes - the stored descriptor
   * @returns what `formatSddl` writes of it, and whether `sddlLosses` lists nothing
   * @throws HiveError `bad-descriptor` when the bytes are not a descriptor
   */
  format(bytes: Uint8Array<ArrayBuffer>): SddlText {
    const plain = this.#plain(bytes)
    if (plain !== null) return { text: plain, isWhole: true }
    const descriptor = decodeDescriptor(bytes)
    return {
      text: formatSddl(descriptor, this.#aces),
      isWhole: sddlLosses(descriptor, this.#aces).length === 0,
    }
  }

  /** The text of a plain descriptor; null for any other. */
  #plain(bytes: Uint8Array<ArrayBuffer>): string | null {
    if (bytes.length < SD.HEADER || bytes[SD.REVISION] !== 1 || bytes[SD.SBZ1] !== 0) return null
    this.#bytes = bytes
    this.#at = SD.HEADER
    const control = this.#u16(SD.CONTROL)
    const sacl = this.#list('sacl', SD.SACL, control & SACL_BITS, CONTROL.SACL_PRESENT)
    const dacl = this.#list('dacl', SD.DACL, control & DACL_BITS, CONTROL.DACL_PRESENT)
    const owner = this.#account('O:', SD.OWNER)
    const group = this.#account('G:', SD.GROUP)
    if (sacl === null || dacl === null || owner === null || group === null) return null
    const isAll = (control & ~(SACL_BITS | DACL_BITS)) === CONTROL.SELF_RELATIVE
    return isAll && this.#at === bytes.length ? owner + group + dacl + sacl : null
  }

  /** A list, which has to come next; `''` if there is none, null if it is not plain. */
  #list(name: 'dacl' | 'sacl', field: number, bits: number, present: number): string | null {
    const at = this.#u32(field)
    if (at === 0) return bits === 0 ? '' : null
    const bytes = this.#bytes
    if (at !== this.#at || (bits & present) === 0 || at + ACL.HEADER > bytes.length) return null
    const end = at + this.#u16(at + ACL.SIZE)
    const isPlain =
      bytes[at + ACL.REVISION] === ACL_REVISION.PLAIN &&
      bytes[at + ACL.SBZ1] === 0 &&
      this.#u16(at + ACL.SBZ2) === 0
    if (!isPlain || end > bytes.length) return null
    let text = name === 'dacl' ? 'D:' : 'S:'
    for (const [letters, bit] of LIST_LETTERS[name]) if ((bits & bit) !== 0) text += letters
    this.#at = at + ACL.HEADER
    for (let left = this.#u16(at + ACL.COUNT); left > 0; left--) {
      const ace = this.#ace(end)
      if (ace === null) return null
      text += ace
    }
    return this.#at === end ? text : null
  }

  #ace(end: number): string | null {
    const at = this.#at
    const bytes = this.#bytes
    const sid = storedSidSize(bytes, at + ACE.SID, end)
    const next = at + ACE.SID + sid
    if (sid === 0 || this.#u16(at + ACE.SIZE) !== next - at) return null
    const kind = this.#u32(at + ACE.HEADER) * 0x1_0000 + this.#u16(at)
    let beginning = this.#beginnings.get(kind)
    if (beginning === undefined) {
      beginning = this.#beginningOf(at, next)
      if (this.#beginnings.size < MOST_KEPT) this.#beginnings.set(kind, beginning)
    }
    if (beginning === null) return null
    this.#at = next
    return `${beginning}${nameOf(readSid(bytes, at + ACE.SID))})`
  }

  /** The text of an entry up to its SID. Any other SID in its place reads as itself. */
  #beginningOf(at: number, end: number): string | null {
    const ace = readAce(this.#bytes, at, end)
    if (ace.shape !== 'account') return null
    const text = this.#aces.format(ace)
    const ending = `;;;${nameOf(ace.sid)})`
    return text.endsWith(ending) ? text.slice(0, 3 - ending.length) : null
  }

  /** An account, which has to come next; `''` if there is none. */
  #account(prefix: string, field: number): string | null {
    const at = this.#u32(field)
    if (at === 0) return ''
    const bytes = this.#bytes
    const size = at === this.#at ? storedSidSize(bytes, at, bytes.length) : 0
    if (size === 0) return null
    this.#at = at + size
    return prefix + nameOf(readSid(bytes, at))
  }

  #u16(at: number): number {
    const bytes = this.#bytes
    return (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
  }

  #u32(at: number): number {
    return this.#u16(at) + this.#u16(at + 2) * 0x1_0000
  }
}

const allBits = (name: 'dacl' | 'sacl') => LIST_LETTERS[name].reduce((all, [, bit]) => all | bit, 0)
const DACL_BITS = CONTROL.DACL_PRESENT | allBits('dacl')
const SACL_BITS = CONTROL.SACL_PRESENT | allBits('sacl')

function nameOf(sid: Sid): string {
  return sddlAlias(sid) ?? sid
}
