/**
 * Parses SDDL (MS-DTYP 2.5.1): everything that sddl.h has letters for, in any case and order, and the
 * notation of sddl.ts for other entries. Errors say where and why the text cannot be read.
 */

import { formatGuid, parseGuid } from '../bytes/guid.ts'
import { type Ace, isObjectType, readAce } from './ace.ts'
import { type Acl, aclOf } from './acl.ts'
import { parseClaim } from './claim.ts'
import type { Descriptor } from './descriptor.ts'
import { CONTROL } from './layout.ts'
import { parseCondition } from './parseCondition.ts'
import { SddlReader } from './SddlReader.ts'
import {
  ACE_LETTERS,
  FILE_LETTERS,
  FLAG_LETTERS,
  LABEL_LETTERS,
  type Letters,
  LIST_LETTERS,
  MASK_LETTERS,
  NO_LIST,
  RIGHT_LETTERS,
} from './sddlTables.ts'
import type { Sid } from './sid.ts'

export interface SddlOptions {
  /** SID of the domain or computer that letters such as `DA` and `LA` refer to. */
  readonly domain?: Sid | undefined
}

/** The largest size of an entry that its size field can hold, in bytes. */
const MAX_ACE = 0xffff

/**
 * Parses SDDL.
 *
 * @example
 * parseSddl('O:BAG:BAD:P(A;CI;KA;;;BA)').dacl?.aces.length // 1
 *
 * @param text - the SDDL text
 * @param options - the domain of relative accounts
 * @returns the descriptor
 * @throws HiveError `bad-sddl` when the text is not valid, with the `position` in UTF-16 units and
 *   what was `expected` there
 */
export function parseSddl(text: string, options: SddlOptions = {}): Descriptor {
  const reader = new SddlReader(text, options.domain)
  let owner: Sid | null = null
  let group: Sid | null = null
  const lists: { dacl: Acl | null; sacl: Acl | null } = { dacl: null, sacl: null }
  let control: number = CONTROL.SELF_RELATIVE
  const seen = new Set<string>()
  reader.skipSpace()
  while (!reader.isDone) {
    const from = reader.at
    const part = reader
      .match(/[OGDS]:/iy)
      .charAt(0)
      .toUpperCase()
    if (part === '') reader.fail('part')
    if (seen.has(part)) reader.fail('part-once', from)
    seen.add(part)
    reader.skipSpace()
    if (part === 'O') owner = reader.sid()
    else if (part === 'G') group = reader.sid()
    else {
      const name = part === 'D' ? 'dacl' : 'sacl'
      control |= name === 'dacl' ? CONTROL.DACL_PRESENT : CONTROL.SACL_PRESENT
      control |= readLetters(reader, LIST_LETTERS[name])
      lists[name] = readList(reader)
    }
    reader.skipSpace()
  }
  return { control, sbz1: 0, owner, group, ...lists, stored: null }
}

/** Reads as many letters as there are, and combines their bits. */
function readLetters(reader: SddlReader, table: Letters): number {
  let bits = 0
  for (;;) {
    const found = table.find(([letters]) => reader.take(letters))
    if (found === undefined) return bits >>> 0
    bits |= found[1]
  }
}

/** Reads the entries of a list; null for `NO_ACCESS_CONTROL`. */
function readList(reader: SddlReader): Acl | null {
  if (reader.take(NO_LIST)) return null
  const aces: Ace[] = []
  reader.skipSpace()
  while (reader.unit === '(') {
    aces.push(readAceText(reader))
    reader.skipSpace()
  }
  if (!reader.isDone && !/[OGDS]:/iy.test(reader.text.slice(reader.at))) reader.fail('list-flag')
  return aclOf(aces)
}

/**
 * Reads an entry in its parentheses.
 *
 * @param reader - a cursor at the opening parenthesis
 * @returns the entry
 * @throws HiveError `bad-sddl` when the text is not an entry
 */
export function readAceText(reader: SddlReader): Ace {
  reader.need('(', 'open')
  const from = reader.at
  const letters = reader.match(/\s*[0-9a-z]*/iy).trim()
  if (/^0x[0-9a-f]{1,2}$/i.test(letters)) return readRawAce(reader, Number(letters))
  const kind = ACE_LETTERS.find(([name]) => name === letters.toUpperCase())
  if (kind === undefined) reader.fail('ace-type', from)
  const [, type, extra] = kind
  const isObject = isObjectType(type)
  semicolon(reader)
  const flags = readFlags(reader)
  semicolon(reader)
  const mask = readMask(reader)
  semicolon(reader)
  const objectType = readGuid(reader, isObject)
  semicolon(reader)
  const inheritedType = readGuid(reader, isObject)
  semicolon(reader)
  const sid = reader.sid()
  reader.skipSpace()
  const data = readExtra(reader, extra)
  reader.need(')', 'close')
  const common = { type, flags, mask, sid, data }
  if (!isObject) return { shape: 'account', ...common }
  const objectFlags = (objectType === null ? 0 : 1) | (inheritedType === null ? 0 : 2)
  return { shape: 'object', ...common, objectFlags, objectType, inheritedType }
}

/** Reads the rest of an entry given as bytes: `0x2A;CI;#…)`. */
function readRawAce(reader: SddlReader, type: number): Ace {
  semicolon(reader)
  const flags = readFlags(reader)
  semicolon(reader)
  const from = reader.at
  reader.need('#', 'bytes')
  const body = reader.hexBytes()
  if (body.length < 4 || body.length > MAX_ACE - 4) reader.fail('bytes', from)
  reader.need(')', 'close')
  const bytes = new Uint8Array(4 + body.length)
  bytes.set([type, flags])
  bytes.set(body, 4)
  return readAce(bytes, 0, bytes.length)
}

function semicolon(reader: SddlReader): void {
  reader.skipSpace()
  reader.need(';', 'semicolon')
  reader.skipSpace()
}

function readFlags(reader: SddlReader): number {
  const flags = readLetters(reader, FLAG_LETTERS)
  reader.skipSpace()
  return reader.unit === ';' ? flags : reader.fail('ace-flag')
}

const ALL_LETTERS = [...MASK_LETTERS, ...RIGHT_LETTERS, ...LABEL_LETTERS, ...FILE_LETTERS]
const NUMBER = /(?:0x[0-9a-f]{1,8}|0|[1-9][0-9]{0,9})(?![0-9a-z])/iy

function readMask(reader: SddlReader): number {
  const from = reader.at
  const number = reader.match(NUMBER)
  if (Number(number) > 0xffffffff) reader.fail('rights', from)
  const mask = number === '' ? readLetters(reader, ALL_LETTERS) : Number(number)
  reader.skipSpace()
  return reader.unit === ';' ? mask : reader.fail('rights')
}

function readGuid(reader: SddlReader, isObject: boolean): string | null {
  const from = reader.at
  const text = reader.match(/[-0-9a-f{}]+/iy)
  if (text === '') return null
  if (!isObject) reader.fail('no-guid', from)
  const guid = parseGuid(text)
  return guid === null ? reader.fail('guid', from) : formatGuid(guid)
}

function readExtra(reader: SddlReader, extra: 'none' | 'condition' | 'claim'): Uint8Array {
  if (reader.unit !== ';') return new Uint8Array(0)
  if (extra === 'none') reader.fail('no-condition')
  semicolon(reader)
  const data = extra === 'claim' ? parseClaim(reader) : parseCondition(reader)
  reader.skipSpace()
  return data
}
