/** SDDL text that is edited beside the descriptor that it was made from. */

import { HiveError } from '../errors.ts'
import type { Acl } from './acl.ts'
import type { Descriptor } from './descriptor.ts'
import { CONTROL } from './layout.ts'
import { parseSddl } from './parseSddl.ts'
import { AceTexts, formatSddl } from './sddl.ts'
import type { Sid } from './sid.ts'

/** Where a text is not SDDL, and what was expected there. */
export interface SddlProblem {
  /** In UTF-16 units. */
  readonly position: number
  readonly expected: string
  /** What is there instead. */
  readonly actual: string
}

/** How a text is read. */
export interface SddlOverOptions {
  /** SID of the domain that letters such as `DA` refer to. */
  readonly domain?: Sid | undefined
  /** Texts of entries, kept from one call to the next: a list may have thousands. */
  readonly texts?: AceTexts
}

/** The control bits that SDDL has letters for, and those that say what is there. */
const EXPRESSED =
  CONTROL.DACL_PRESENT |
  CONTROL.SACL_PRESENT |
  CONTROL.DACL_PROTECTED |
  CONTROL.SACL_PROTECTED |
  CONTROL.DACL_AUTO_INHERITED |
  CONTROL.SACL_AUTO_INHERITED |
  CONTROL.DACL_AUTO_INHERIT_REQ |
  CONTROL.SACL_AUTO_INHERIT_REQ

/**
 * Reads a text in place of that of a descriptor. What SDDL cannot express stays as it is in the descriptor, and a text
 * that means the same gives the same object.
 *
 * @param current - the descriptor that the text belongs to
 * @param text - the text
 * @param options - the domain of relative accounts, and texts of entries kept from one call to the next
 * @returns the descriptor that the text describes, or why it is none
 */
export function readSddlOver(
  current: Descriptor,
  text: string,
  { domain, texts = new AceTexts() }: SddlOverOptions = {},
): Descriptor | SddlProblem {
  const read = tryParse(text, domain)
  if ('position' in read) return read
  if (formatSddl(read, texts) === formatSddl(current, texts)) return current
  return {
    ...read,
    control: (read.control & EXPRESSED) | (current.control & ~EXPRESSED),
    sbz1: current.sbz1,
    dacl: withReserved(read.dacl, current.dacl),
    sacl: withReserved(read.sacl, current.sacl),
    stored: current.stored,
  }
}

/** A list with the revision and the reserved fields of the one that it replaces. */
function withReserved(list: Acl | null, current: Acl | null): Acl | null {
  if (list === null || current === null) return list
  const { sbz1, sbz2 } = current
  return { ...list, sbz1, sbz2, revision: Math.max(list.revision, current.revision) }
}

function tryParse(text: string, domain: Sid | undefined): Descriptor | SddlProblem {
  try {
    return parseSddl(text, { domain })
  } catch (error) {
    const problem = error instanceof HiveError ? problemOf(error) : null
    if (problem === null) throw error
    return problem
  }
}

function problemOf({ code, detail }: HiveError): SddlProblem | null {
  const { position, expected, actual } = detail
  if (code !== 'bad-sddl' || position === undefined) return null
  return { position, expected: String(expected), actual: String(actual ?? '') }
}
