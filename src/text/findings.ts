/**
 * The text of each finding of the check: one sentence that says what is wrong and what that means for
 * reading and editing. Its place (offset, path) is shown next to it.
 */

import type { Finding, FindingCode } from '../regf/finding.ts'
import { descriptorFault } from './security.ts'

/** A finding, or the row that the worker sends for one. */
export interface FindingFacts {
  readonly code: FindingCode
  readonly offset: number
  readonly path?: readonly string[] | string | null | undefined
  readonly expected?: Finding['expected'] | null
  readonly actual?: Finding['actual'] | null
}

type Wording = (facts: { readonly expected: Fact; readonly actual: Fact }) => string
type Fact = string | number | null

/** Describes a finding in one sentence. */
export function describeFinding(finding: FindingFacts): string {
  const { expected = null, actual = null } = finding
  return WORDING[finding.code]({ expected, actual })
}

const WORDING: Readonly<Record<FindingCode, Wording>> = {
  'checksum-wrong': ({ expected, actual }) =>
    `The checksum of the header is ${hex(actual)} instead of ${hex(expected)}, so the hive may not be as it was last saved.`,
  'sequence-differs': ({ expected, actual }) =>
    `The two sequence numbers differ (${number(expected)} and ${number(actual)}): the last write was not completed, and the newest data may be in the transaction logs.`,
  'data-size-past-file': ({ expected, actual }) =>
    `The header states ${bytes(actual)} of data but the file has only ${bytes(expected)}: its end is missing.`,
  'clustering-odd': ({ actual }) =>
    `The clustering factor is ${number(actual)} instead of 1, so some readers refuse the hive; a compacted copy has 1.`,
  'bin-signature': () =>
    'A block of the hive does not start with the signature “hbin”, so its contents cannot be read.',
  'bin-size': ({ actual }) =>
    `A block of the hive has the impossible size ${hex(actual)}, so its contents cannot be read.`,
  'bin-offset': ({ expected, actual }) =>
    `A block of the hive claims to be ${at(actual)} but is ${at(expected)}, so it is ignored.`,
  'cell-size': ({ actual }) =>
    `A cell has the impossible size ${hex(actual)}, so the rest of its block cannot be read.`,
  'reference-bad': ({ actual }) =>
    `A reference points ${to(actual)}, where there is no record in use, so its target is missing.`,
  'signature-wrong': ({ expected, actual }) =>
    `A record that should be ${mark(expected)} is marked ${mark(actual)}, so it is ignored.`,
  'shared-cell': ({ actual }) =>
    `A record belongs to two owners (one reference is ${atField(actual)}), so editing either is refused.`,
  'key-too-small': ({ expected, actual }) =>
    `A key record has ${bytes(actual)} where it needs ${bytes(expected)}, so the key cannot be read.`,
  'key-too-large': ({ expected, actual }) =>
    `A key record takes ${bytes(actual)}, more than the ${bytes(expected)} Windows accepts, so it cannot be edited; a compacted copy fixes this.`,
  'key-flag-memory': ({ actual }) =>
    `A key has a flag that is valid only in memory (${hex(actual)}), so Windows may refuse it; a compacted copy leaves it out.`,
  'name-past-cell': ({ expected, actual }) =>
    `A name claims ${bytes(actual)} but its record has room for ${bytes(expected)}, so it is shown truncated.`,
  'name-odd': ({ actual }) =>
    `A name of two-byte characters has the odd length ${number(actual)}, so its last byte is ignored.`,
  'root-is-subkey': ({ expected }) =>
    `The header names a subkey as the root (the root may be ${at(expected)}), so all other keys are hidden; copy the file again, since a copy saved from this one would lose them.`,
  'root-name-empty': () => 'The root key has no name, which some readers treat as damage.',
  'key-name-empty': () => 'A key has no name, so it cannot be found by its path.',
  'key-name-backslash': () =>
    'A key has a backslash in its name, so it cannot be distinguished from a path, and Windows cannot open it.',
  'key-name-too-long': ({ expected, actual }) =>
    `A key name takes ${bytes(actual)}, more than the ${bytes(expected)} any Windows accepts.`,
  'key-name-long': ({ expected, actual }) =>
    `A key name has ${number(actual)} characters, more than the ${number(expected)} that Windows allows today.`,
  'parent-wrong': ({ expected, actual }) =>
    `A key says that its parent is ${at(actual)} but is listed by the key ${at(expected)}, so it cannot be edited.`,
  'key-twice': ({ actual }) =>
    `A key is listed in more than one place (one is ${atField(actual)}), so it cannot be edited.`,
  'too-deep': ({ expected, actual }) =>
    `A key is ${number(actual)} levels below the root where ${number(expected)} are allowed, so it and everything below it can be read but not edited.`,
  'key-deep': ({ expected, actual }) =>
    `A key is ${number(actual)} levels below the root: some versions of Windows cannot read more than ${number(expected)}, so no key can be created below it.`,
  'list-freed': () =>
    'A subkey list is marked as free space although a key uses it, so its subkeys are shown but none can be added, renamed or deleted; a compacted copy fixes this.',
  'list-past-cell': ({ expected, actual }) =>
    `A subkey list claims ${number(actual)} entries but has room for ${number(expected)}, so the others are missing.`,
  'subkey-count': ({ expected, actual }) =>
    `A key claims ${counted(actual, 'subkey')} but its lists have ${number(expected)}, so subkeys cannot be added or removed.`,
  'index-nested': () =>
    'A subkey index refers to another index instead of a list, so that part is ignored.',
  'index-empty': () => 'A subkey index has no lists although the key claims subkeys.',
  'list-kind': ({ expected, actual }) =>
    `A subkey list has the type ${mark(actual)} where Windows uses ${mark(expected)}: it can be read, but Windows may destroy it when it grows; the next change of these subkeys rewrites it.`,
  'leaf-empty': () =>
    'A subkey index refers to an empty list, which Windows never does; the next change of these subkeys rewrites it.',
  'subkey-order': ({ actual }) =>
    `The subkey ${quoted(actual)} is out of order, so Windows may not find its siblings and none can be added.`,
  'subkey-order-upcase': ({ actual }) =>
    `The subkey ${quoted(actual)} is in the sort order of an older Windows, so a newer one may not find it and no sibling can be added.`,
  'subkey-duplicate': ({ actual }) =>
    `Two subkeys are named ${quoted(actual)}, so only the first can be opened by name.`,
  'subkeys-hidden': () =>
    'A key claims no subkeys but refers to a list that has some; they may be deleted or lost.',
  'hash-wrong': ({ expected, actual }) =>
    `A subkey list has the wrong search hint (${hex(actual)} instead of ${hex(expected)}), so Windows does not find that subkey by name; a compacted copy fixes this.`,
  'maximum-too-small': ({ actual }) =>
    `${first(actual, 'maximum length')} that keys record for their names and data ${actual === 1 ? 'is' : 'are'} too small, so programs may allocate too small a buffer.`,
  'class-bad': ({ expected, actual }) =>
    expected === null
      ? `A class name has the odd length ${number(actual)}, so its last byte is ignored.`
      : `A class name claims ${bytes(actual)} but has ${bytes(expected)}, so it is shown truncated.`,
  'link-bad': () =>
    'A symbolic link has something other than the single value SymbolicLinkValue, so Windows does not accept it.',
  'tombstone-bad': () =>
    'A tombstone, which only marks something as deleted in a lower layer, has content.',
  'value-list-past-cell': ({ expected, actual }) =>
    `A key claims ${counted(actual, 'value')} but its list has room for ${number(expected)}, so the others are missing.`,
  'value-too-small': ({ expected, actual }) =>
    `A value record has ${bytes(actual)} where it needs ${bytes(expected)}, so the value cannot be read.`,
  'inline-size': ({ expected, actual }) =>
    `A value claims ${bytes(actual)} of data inside its record, which holds ${bytes(expected)} at most.`,
  'data-past-cell': ({ expected, actual }) =>
    `A value claims ${bytes(actual)} of data but only ${bytes(expected)} are there, so it is shown truncated.`,
  'data-bad': ({ actual }) =>
    `The data of a value should be ${at(actual)}, where there is no record in use, so the value has none.`,
  'big-data-bad': () =>
    'The parts of a large value do not fit together, so only its beginning can be read.',
  'big-data-version': () =>
    'A large value is stored in parts although hives of this version store it whole, so Windows may misread it.',
  'big-data-due': ({ expected, actual }) =>
    `A value stores ${bytes(actual)} in one piece although this version splits more than ${number(expected)} into parts, so Windows may misread it; setting the value again fixes this.`,
  'value-duplicate': ({ expected }) =>
    `A value has the same name as the one ${at(expected)}, so only the first can be read by name.`,
  'security-bad': ({ actual }) =>
    `The security descriptor of a key should be ${at(actual)}, where there is none, so the hive does not say who may open the key.`,
  'security-too-small': ({ expected, actual }) =>
    `A security record claims ${bytes(actual)} but has room for ${bytes(expected)}, so its descriptor is truncated.`,
  'security-ring': () =>
    'The chain of security records is broken here, so the security of the keys that use it cannot be changed.',
  'descriptor-bad': ({ expected }) =>
    `A security descriptor is invalid${expected === null ? '' : ` (${descriptorFault(expected)})`}, so Windows may refuse the hive.`,
  'security-count': ({ expected, actual }) =>
    `A security record counts ${counted(actual, 'key')} but ${number(expected)} use it; the next edit or save corrects the count.`,
  'security-count-unusable': ({ expected, actual }) =>
    `A security record counts ${counted(actual, 'key')} although ${number(expected)} use it, which Windows cannot work with.`,
  'cell-unreferenced': ({ actual }) =>
    `${first(actual, 'record')} in use ${actual === 1 ? 'belongs' : 'belong'} to no key: either space that was never freed, or lost data.`,
  'more-findings': ({ actual }) =>
    `${first(actual, 'further finding')} ${actual === 1 ? 'is' : 'are'} not listed.`,
}

/** Bytes in the file before cell offset 0. */
const HEADER_BYTES = 4096
/** A cell offset beyond the maximum size of a hive cannot be valid (regf-format 2.1). */
const MOST_BYTES = 2 ** 31

/** The file offset of a cell, as a phrase. */
function at(cell: Fact): string {
  return isPlace(cell) ? atField(cell + HEADER_BYTES) : 'outside the file'
}

function to(cell: Fact): string {
  return isPlace(cell) ? `to file offset ${hexOffset(cell + HEADER_BYTES)}` : 'outside the file'
}

function isPlace(cell: Fact): cell is number {
  return typeof cell === 'number' && cell >= 0 && cell < MOST_BYTES
}

function atField(offset: Fact): string {
  return typeof offset === 'number' ? `at file offset ${hexOffset(offset)}` : 'elsewhere'
}

function number(value: Fact): string {
  return typeof value === 'number' ? value.toLocaleString('en-US') : (value ?? 'another number')
}

function counted(value: Fact, noun: string): string {
  if (value === null) return `some ${noun}s`
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** A count at the start of a sentence. */
function first(value: Fact, noun: string): string {
  return typeof value === 'number' ? counted(value, noun) : `Some ${noun}s`
}

function bytes(value: Fact): string {
  return counted(value, 'byte')
}

function hex(value: Fact): string {
  if (typeof value !== 'number') return value ?? 'another value'
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`
}

/** A file offset as it is shown everywhere: eight hex digits. */
export function hexOffset(offset: number): string {
  return `0x${offset.toString(16).toUpperCase().padStart(8, '0')}`
}

function quoted(value: Fact): string {
  return `“${value ?? ''}”`
}

/** The signature of a record: text, or a number shown as its two letters if they are printable. */
function mark(value: Fact): string {
  const isNumber = typeof value === 'number'
  const letters = isNumber ? String.fromCharCode(value & 0xff, value >>> 8) : (value ?? 'otherwise')
  if (/^[!-~]{2}$/.test(letters)) return `“${letters}”`
  return isNumber ? hex(value) : letters
}
