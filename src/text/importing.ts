/** The words of imports: what is wrong with a line of text, what a change would do, and what to do next. */

import type { LineProblem } from '../regtext/lineProblem.ts'
import { counted } from './counted.ts'

const TEXT_OF: Readonly<Record<LineProblem, string>> = {
  'no-header':
    'this is neither .reg text nor JSON: the first line of .reg text is exactly "Windows Registry Editor Version 5.00" or "REGEDIT4"',
  'utf-16-without-mark':
    'the text is UTF-16 without a byte order mark, which Windows does not read; save it with one',
  'utf-16-big-endian':
    'the text is UTF-16 with the bytes of each unit exchanged, which Windows does not read; save it as UTF-16LE',
  'not-utf-8': 'the bytes are not UTF-8, as those before were; save the text as UTF-16 or UTF-8',
  nul: 'a NUL in the text; bytes in the form hex(1): can have one',
  'junk-31':
    'not a line such as HKEY_CLASSES_ROOT\\key = text; only those mean something, since the first line is not exactly "REGEDIT4"',
  junk: 'neither a key, nor a value, nor a comment; a comment begins with ;',
  'too-long': 'the line is too long for a key or a name',
  'key-name-long': 'the name of a key has at most 255 characters',
  'root-deleted': 'the root of the hive cannot be deleted',
  'key-not-closed': 'the key has no closing ]',
  'key-blank': 'a blank before the path of the key; remove it',
  'key-text-behind': 'text behind the closing ] of the key; a comment begins with ;',
  'short-root': 'the short name of a root; write it in full, as in HKEY_LOCAL_MACHINE',
  'unknown-root': 'the path of the key does not begin with a root such as HKEY_LOCAL_MACHINE',
  'outside-prefix':
    'the key is not in this hive; --prefix ROOT says which registry path the hive stands for',
  'not-chosen': 'keys below this root are left out, as chosen',
  'no-key': 'a value before the first key',
  'deleted-key': 'a value of a key that is deleted; write the line of the key once more',
  'skipped-key': 'a value of a key that was skipped',
  'name-long': 'the name of a value has at most 16,383 characters',
  'name-not-closed': 'the name has no closing quotation mark',
  'name-escape': 'in a name only \\\\ and \\" can follow a backslash',
  'no-equals': 'no = behind the name',
  'no-data': 'no data behind the =',
  'unknown-data': 'the data is neither a string in quotation marks, nor dword:, hex: or hex(n):',
  'text-behind': 'text behind the value; a comment begins with ;',
  'string-not-closed': 'the string has no closing quotation mark',
  escape: 'in a string only \\\\ and \\" can follow a backslash; write \\\\ for one backslash',
  'nul-escape': '\\0 is not read; bytes in the form hex(1): can have a NUL',
  dword: 'a dword has one to eight hexadecimal digits and nothing else',
  'hex-type': 'a type has one to eight hexadecimal digits, as in hex(2):',
  'hex-digit': 'not a hexadecimal digit',
  'hex-empty': 'no byte between two commas',
  'hex-large': 'more than ff, the largest byte',
  'hex-separator': 'no comma between two bytes',
  'hex-not-continued': 'the bytes of the line before are to be continued here',
}

/** What is wrong with a line of text, and what to do. */
export function lineProblemText(problem: LineProblem): string {
  return TEXT_OF[problem]
}

/** Whether a part of an error is what can be wrong with a line. */
export function isLineProblem(part: string): part is LineProblem {
  return Object.hasOwn(TEXT_OF, part)
}

const NOT_READ = {
  flags: 'some of its flags are not set, since no edit can set them',
  layer: 'how it affects the layers below is not set, since no edit can set it',
  missing: 'a part of its data was missing when the text was written, and is not set',
  'same-name':
    'one before it has the same name; of two values of a key the first is set, and keys become one, in which what comes last is set',
} as const

export const IMPORTING = {
  dryRunWrites: '-o cannot be combined with --dry-run, which writes nothing',
  skipped: (problem: string, line: number, column: number) =>
    `${problem} (line ${line}, column ${column})`,
  moreSkipped: (more: number) => `${counted(more, 'more line')} skipped`,
  plainUtf8: (path: string) =>
    `${path} was read as UTF-8; Windows would read other characters, since the text is neither UTF-16 nor has a byte order mark`,
  notRead: (place: string, what: keyof typeof NOT_READ) => `${place}: ${NOT_READ[what]}`,
  moreNotRead: (more: number) => `${more.toLocaleString('en')} more like these`,
  controlSet: (name: string) => `CurrentControlSet stands for ${name} in this hive`,
  summary: (changes: number, effects: number) =>
    `${counted(changes, 'change')}, ${effects.toLocaleString('en')} with an effect`,
} as const

const ATTRIBUTES = {
  'set-security': 'the permissions',
  'set-class': 'the class name',
  'set-virtual-flags': 'the virtualization flags',
  'set-flags': 'the flags',
  'set-last-write': 'the last write',
  'rename-key': 'the name',
  'move-key': 'the place',
} as const

/** What a change would do, for a dry run. */
export const EFFECT_WORDS = {
  line: (line: number) => `line ${line}:`,
  createKey: (key: string, isDone: boolean) => (isDone ? `create key ${key}` : `key ${key} exists`),
  deleteKey: (key: string, gone: { readonly keys: number; readonly values: number } | null) =>
    gone === null
      ? `no key ${key} to delete`
      : `delete key ${key}: ${counted(gone.keys, 'key')}, ${counted(gone.values, 'value')}`,
  deleteValue: (place: string, isDone: boolean) =>
    isDone ? `delete value ${place}` : `no value ${place} to delete`,
  setValue: (place: string, now: string, isDone: boolean, before: string | null) => {
    if (before !== null) return `set ${place} to ${now}, replacing ${before}`
    return isDone ? `create value ${place}: ${now}` : `value ${place} is ${now} already`
  },
  attribute: (key: string, what: keyof typeof ATTRIBUTES, isDone: boolean) =>
    isDone
      ? `set ${ATTRIBUTES[what]} of key ${key}`
      : `${ATTRIBUTES[what]} of key ${key} stays as it is`,
} as const
