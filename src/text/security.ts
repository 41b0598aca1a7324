/** Faults of security descriptors and of SDDL text in words. Rights and accounts are in rights.ts. */

import type { SddlExpectation } from '../security/SddlReader.ts'

const PARTS: Readonly<Record<string, string>> = {
  size: 'length',
  sacl: 'audit list',
  dacl: 'access list',
  sid: 'account',
  acl: 'list of entries',
  ace: 'entry',
}

/** Faults of a descriptor that are not in the content of one part. */
const FAULTS: Readonly<Record<string, string>> = {
  'owner-missing': 'it has no owner',
  alignment: 'a part of it is not on a 4-byte boundary',
  'list-revision': 'a list has entries that need a later revision',
}

/** Describes the fault that a `DescriptorField` names, as a clause for the middle of a sentence. */
export function descriptorFault(field: string | number): string {
  return FAULTS[field] ?? `its ${PARTS[field] ?? field} is invalid or too long`
}

/** What the parser expected at the position of an error; each follows the word “expected”. */
const EXPECTED_WORDS: Readonly<Record<SddlExpectation, string>> = {
  part: 'O:, G:, D: or S:',
  'part-once': 'each of O:, G:, D: and S: only once',
  'list-flag': 'P, AR, AI, an entry in parentheses or the next part',
  open: 'an opening parenthesis',
  close: 'a closing parenthesis',
  semicolon: 'a semicolon',
  comma: 'a comma or a closing parenthesis',
  'ace-type': 'a type of entry such as A, D or AU',
  'ace-flag': 'flags such as CI or OI, then a semicolon',
  rights: 'rights such as KA, KR or 0x20019, then a semicolon',
  guid: 'a GUID',
  'no-guid': 'no GUID, since this is not an object entry',
  sid: 'an account: two letters such as BA, or S-1-…',
  domain: 'S-1-…, since these letters stand for an account of a domain that is not known here',
  bytes: 'bytes as pairs of hexadecimal digits',
  condition: 'a condition in parentheses',
  'no-condition': 'no condition, since entries of this type cannot have one',
  attribute: 'the name of an attribute',
  operator: 'an operator or a closing parenthesis',
  value: 'a value',
  number: 'a number that is not too large',
  'string-end': 'a second quotation mark',
  'composite-end': 'a comma or a closing brace',
  'fewer-parentheses': 'fewer nested parentheses',
  'value-type': 'TI, TU, TS, TD, TB or TX',
}

/** Where and why a text is not a security descriptor. `position` is in UTF-16 units, from 0. */
export function sddlProblemText(position: number, expected: string, actual: string): string {
  const wanted = EXPECTED_WORDS[expected as SddlExpectation] ?? expected
  const place =
    actual === '' ? 'At the end of the text' : `At character ${position + 1}, “${actual}”`
  return `${place}: expected ${wanted}.`
}
