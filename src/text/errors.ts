/**
 * Every error code in words: what happened, where, and what to do next. The page shows `text` with
 * `detail` under it; the command line may join them.
 */

import type { HiveErrorCode, HiveErrorDetail } from '../errors.ts'
import type { FindingCode } from '../regf/finding.ts'
import { describeFinding, hexOffset } from './findings.ts'
import { logsNotUsed } from './logs.ts'
import { descriptorFault, sddlProblemText } from './security.ts'
import { markedText } from './visibleText.ts'

/** An error's numbers and names, and what the caller knows it is about: a file, a key. */
export interface ErrorContext extends HiveErrorDetail {
  readonly where?: string | undefined
}

export interface ErrorText {
  /** What happened, and to what. */
  readonly text: string
  /** Where exactly, and what to do next. */
  readonly detail: string
}

type Wording = (context: ErrorContext) => readonly [text: string, detail: string]

/** The words for one error. */
export function errorText(code: HiveErrorCode, context: ErrorContext = {}): ErrorText {
  const [text, detail] = WORDING[code](context)
  const at = context.offset === undefined ? '' : ` At file offset ${hexOffset(context.offset)}.`
  const logs = context.logs === undefined ? '' : ` ${logsNotUsed(context.logs)}`
  return { text, detail: `${detail}${at}${logs}`.replace(/ {2,}/g, ' ').trim() }
}

const SIZE_UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const

const WORDING: Readonly<Record<HiveErrorCode, Wording>> = {
  'empty-file': (c) => [
    `${file(c)} is empty.`,
    'A hive has at least 8,192 bytes. The copy may have failed: fetch the file again.',
  ],
  'file-too-short': (c) => [
    `${file(c)} is too short to be a registry hive.`,
    `${c.actual === undefined ? '' : `It has ${size(c.actual)}. `}A hive has at least 8,192 bytes: a header and a first block of keys. Fetch the file again.`,
  ],
  'file-too-large': (c) => [
    `${file(c)} is too large to open here.`,
    `${c.actual === undefined ? '' : `It has ${size(c.actual)}. `}${tooMuch(c)}`,
  ],
  'not-a-hive': (c) => [
    `${file(c)} is not a registry hive.`,
    `A hive starts with the letters “regf”; ${startsWith(c.actual)} Choose a hive file such as SYSTEM, SOFTWARE or NTUSER.DAT.`,
  ],
  'transaction-log': (c) => [
    `${file(c)} is a transaction log, not a hive.`,
    'It holds changes waiting to be written to a hive. Open it together with that hive: the file of the same name without .LOG, .LOG1 or .LOG2.',
  ],
  'alternate-copy': (c) => [
    `${file(c)} is an alternate copy of a hive, not the hive itself.`,
    'Windows 2000 kept such a copy of SYSTEM as SYSTEM.ALT, in case the hive could not be read. Open the file of the same name without .ALT.',
  ],
  'unknown-file-type': (c) => [
    `${file(c)} has the header of a hive, but a file type this page does not know.`,
    `${found(c, 'The type')} The file may be damaged, or something else that starts like a hive.`,
  ],
  'unknown-version': (c) => [
    `${file(c)} is a hive of a version this page does not know.`,
    `${found(c, 'The version')} Versions 1.0 to 1.6 are read.`,
  ],
  'unknown-file-format': (c) => [
    `${file(c)} has the header of a hive, but a layout this page does not know.`,
    `${found(c, 'The format')} The header may be damaged.`,
  ],
  'bad-data-size': (c) => [
    `${file(c)} states a data size that cannot be right.`,
    `${found(c, 'The size')} The header is damaged or the file was cut off: fetch it again.`,
  ],
  'bad-root': (c) => [
    `${file(c)} has no readable root key.`,
    c.logs === undefined
      ? 'Without it no other key can be reached. Open it together with its .LOG, .LOG1 and .LOG2 files, which may mend it, or try another copy or a backup.'
      : 'Without it no other key can be reached. The file is damaged there: try another copy or a backup.',
  ],
  'bad-cell': (c) => [
    `${place(c)} cannot be read.`,
    'A reference leads to a place that is no valid cell. The hive is damaged there; the rest stays readable.',
  ],
  'bad-record': (c) => [
    `${place(c)} cannot be read.`,
    'The record is not as the format demands. The hive is damaged there; the rest stays readable.',
  ],
  'read-only': () => [
    'This hive is read-only.',
    'Nothing was changed. The notice above the keys says why.',
  ],
  locked: () => [
    'This hive is locked against changes.',
    'Nothing was changed and nothing was written. To go on, unlock it: the lock in the toolbar, or Edit > Lock Against Changes.',
  ],
  dirty: () => [
    'This hive is read-only: it was not finished when it was copied.',
    'Nothing was changed. Apply its transaction logs, or choose “Edit without logs”, above the keys.',
  ],
  damaged: (c) => [
    `${place(c)} is damaged and cannot be edited safely.`,
    `Nothing was changed. ${findingWords(c)} The Problems panel lists what is wrong.`,
  ],
  truncated: () => [
    'This hive is read-only: the file ends early.',
    'Nothing was changed. Fetch the file again to edit it.',
  ],
  stale: (c) => [
    `${place(c)} is no longer there.`,
    'Nothing was changed. It was deleted or moved by another edit: select it again.',
  ],
  'other-revision': () => [
    'This step can no longer be undone or redone.',
    'Nothing was changed. The hive was edited in the meantime by something that keeps no history: undo that edit first.',
  ],
  'key-not-found': (c) => [`There is no key ${name(c)}.`, 'Check the spelling of the path.'],
  'value-not-found': (c) => [
    `There is no value ${name(c)}.`,
    'Nothing was changed. A value that is not set cannot be deleted or renamed.',
  ],
  'key-exists': (c) => [
    `A key named ${name(c)} is already there.`,
    'Nothing was changed. Names that differ only in case are the same key: type another name.',
  ],
  'value-exists': (c) => [
    `A value named ${name(c)} is already there.`,
    'Nothing was changed. Names that differ only in case are the same value: type another name.',
  ],
  'name-empty': () => ['The name is empty.', 'Nothing was changed. Type a name.'],
  'name-too-long': (c) => [
    'The name is too long.',
    `Nothing was changed. ${c.expected === undefined ? 'A key name has at most 255 characters, a value name 16,383.' : `The limit is ${count(c.expected)} characters.`}`,
  ],
  'name-has-backslash': (c) => [
    `The key name ${name(c)} contains a backslash.`,
    'Nothing was changed. The backslash separates keys in a path: create the keys one inside the other.',
  ],
  'root-key': () => [
    'The root key cannot be renamed or deleted.',
    'Nothing was changed. Every hive needs its root; delete the keys inside it instead.',
  ],
  'has-subkeys': (c) => [`${place(c)} has subkeys.`, 'Nothing was changed. Delete them first.'],
  'too-deep': () => [
    'The key would be too deep.',
    'Nothing was changed. Not every Windows reads keys more than 508 levels below the root: create the key higher up.',
  ],
  'link-key': (c) => [
    `${place(c)} is a link to another key.`,
    'Nothing was changed. A link key holds its target and nothing else.',
  ],
  'predefined-key': (c) => [
    `${place(c)} is a predefined key.`,
    'Nothing was changed. Windows keeps a handle in it instead of values.',
  ],
  'tombstone-key': (c) => [
    `${place(c)} marks a deleted key.`,
    'Nothing was changed. It belongs to a layered hive and hides the key below it.',
  ],
  'layered-key': (c) => [
    `The key ${name(c)} belongs to a layered hive.`,
    'Nothing was changed. Only version 1.6 can hold such keys: keep the version of this hive.',
  ],
  'data-too-large': (c) => [
    'The data is too large.',
    `Nothing was changed. ${c.expected === undefined ? 'This version of hive cannot hold it.' : `The limit is ${size(c.expected)}.`}`,
  ],
  'list-full': () => [
    'The list of this key is full.',
    'Nothing was changed. The format has no room for another entry here.',
  ],
  'hive-full': () => [
    'The hive is full.',
    'Nothing was changed. A hive holds at most 2 GB of cells: delete something first.',
  ],
  'growth-blocked': () => [
    'This hive cannot grow safely: a damaged reference leads past its end.',
    'Nothing was changed. A new record there would be mistaken for the one the reference lost. Delete something to make room, or edit the compacted copy that “hive save --damaged” writes. The Problems panel lists the reference.',
  ],
  'bad-descriptor': (c) => [
    'The security descriptor is not valid.',
    `Nothing was changed. No key can be stored with it${c.part === undefined ? '' : `: ${descriptorFault(c.part)}`}.`,
  ],
  'bad-sddl': (c) => [
    'The text is not a security descriptor.',
    `Nothing was changed. ${c.position === undefined ? '' : sddlProblemText(c.position, String(c.expected), String(c.actual))}`,
  ],
  'unknown-flags': (c) => [
    'There is no such flag.',
    `Nothing was changed. ${c.actual === undefined ? '' : `${count(c.actual)} was asked for; `}virtualization flags are 2, 4 and 8, or a sum of them.`,
  ],
  'bad-data': () => ['The data cannot be stored.', 'Nothing was changed. Check what was typed.'],
  'nothing-to-recover': (c) => [
    `${file(c)} is clean.`,
    'Its transaction logs hold nothing that it has not. Nothing was changed.',
  ],
  'no-usable-log': (c) => [
    `The logs given with ${file(c)} cannot be used.`,
    'Nothing was changed. Look for the logs that lay beside it when it was copied.',
  ],
  'recovery-worse': (c) => [
    `${file(c)} would be worse with its logs applied.`,
    `The logs belong to another hive, or are damaged. Nothing was changed. ${findingWords(c)}`,
  ],
  'already-edited': (c) => [
    `The transaction logs of ${file(c)} apply to it as it was opened, and it has been edited since.`,
    'Nothing was changed. Undo your changes first, then apply the logs; or open the file again.',
  ],
  'saved-without-logs': (c) => [
    `${file(c)} has been saved without its transaction logs since it was opened.`,
    'Nothing was changed. To apply them, open the original file again together with them; a file that was saved over is newer than its logs.',
  ],
  'save-would-damage': (c) => [
    `${file(c)} was not saved: the result would be damaged.`,
    `Before writing, the new bytes were checked and have an error the opened file did not have. ${findingWords(c)} Your file is untouched. Undo the last change and save again, and please report this.`,
  ],
  'changed-on-disk': (c) => [
    `${file(c)} was changed by another program since it was opened.`,
    'Nothing was written. Overwrite it, or save a copy under another name.',
  ],
  'file-exists': (c) => [`${file(c)} already exists.`, 'Nothing was written. Choose another name.'],
  'write-failed': (c) => [
    `${file(c)} could not be written.`,
    'The file on disk is as it was. Check free space and permissions, or use File > Save As.',
  ],
  'result-too-large': (c) => [
    `The text of ${file(c)} would be many times larger than the hive.`,
    'Nothing was written.',
  ],
  'bad-handle': () => [
    'The key or hive is not open.',
    'Nothing was changed. The handle was closed, or its hive was.',
  ],
  'bad-argument': () => ['The call is not valid.', 'Nothing was changed.'],
  'file-not-found': (c) => [
    `${file(c)} is no longer there.`,
    'It was moved, renamed or deleted. Open it again from where it is now.',
  ],
  'path-not-found': (c) => [`There is no folder ${name(c)}.`, 'Check the path.'],
  'access-denied': (c) => [
    `The browser may not read ${file(c)}.`,
    'Windows keeps hives in use locked. Open a copy: reg save HKLM\\SOFTWARE software.hiv makes one.',
  ],
  'read-failed': (c) => [
    `${file(c)} could not be read.`,
    'It may have changed while it was being read, or be locked by Windows. Open a copy of it.',
  ],
  'out-of-memory': (c) => [
    `There is not enough memory for ${file(c)}.`,
    'Close other hives or browser tabs and try again.',
  ],
  cancelled: () => ['Cancelled.', ''],
  usage: () => ['The command is not complete.', 'See hive --help.'],
  'unknown-method': () => [
    'This page and its engine are of different versions.',
    'Save your work and load the page again.',
  ],
  'engine-stopped': () => [
    'The engine has stopped.',
    'What was not saved is lost. Load the page again and open the file; if it stops again, try a smaller hive or close other tabs.',
  ],
  internal: (c) => [
    'Something went wrong inside Propolis.',
    `Nothing was written to your files.${c.actual === undefined ? '' : ` (${c.actual})`} Undo what you did last or load the page again, and please report this.`,
  ],
}

function file(context: ErrorContext): string {
  return markedText(context.where ?? context.subject ?? 'The file')
}

function place(context: ErrorContext): string {
  return markedText(context.subject ?? context.where ?? 'This place')
}

function name(context: ErrorContext): string {
  const subject = context.subject ?? context.where
  return subject === undefined ? 'of this name' : `“${markedText(subject)}”`
}

/** A file beyond what any hive has, or one more than there is room for beside the open ones. */
function tooMuch({ expected, actual }: ErrorContext): string {
  if (typeof expected !== 'number' || typeof actual !== 'number') {
    return 'It needs more memory than the browser gives a page.'
  }
  return actual > expected
    ? `The most a hive can have is ${size(expected)}: this is something else, perhaps a disk image.`
    : `With the hives that are open it would be more than ${size(expected)}: close one of them first.`
}

function found(context: ErrorContext, what: string): string {
  return context.actual === undefined ? '' : `${what} it states is ${context.actual}.`
}

function findingWords({ finding, offset = 0, expected, actual }: ErrorContext): string {
  if (finding === undefined) return ''
  const code = finding as FindingCode
  return describeFinding({ code, offset, expected: expected ?? null, actual: actual ?? null })
}

/** Files people take for hives, by how they start. */
const KNOWN_STARTS: readonly (readonly [start: string, sentence: string])[] = [
  ['Windows', 'this is a .reg text file, which this version does not read.'],
  ['REGEDIT4', 'this is a .reg text file, which this version does not read.'],
  ['ElfFile', 'this is an event log (.evtx).'],
  ['SQLite format', 'this is an SQLite database.'],
  ['vhdxfile', 'this is a disk image (.vhdx): take the hive out of it first.'],
  ['conectix', 'this is a disk image (.vhd): take the hive out of it first.'],
  ['7z', 'this is a 7-Zip archive: unpack it first.'],
  ['PK', 'this is a ZIP archive: unpack it first.'],
  ['MZ', 'this is a Windows program.'],
  ['%PDF', 'this is a PDF document.'],
]

/** What a file is, from its first bytes as hex digits: `57 69 6e`. */
function startsWith(actual: string | number | undefined): string {
  if (typeof actual !== 'string' || actual === '') return 'this file does not.'
  const bytes = actual.split(' ').map((digits) => Number.parseInt(digits, 16))
  // The letters of UTF-16 without their zeros and byte order mark.
  const letters = bytes.filter((byte, at) => byte !== 0 && (at > 2 || byte < 0xbb))
  const text = String.fromCharCode(...letters)
  const known = KNOWN_STARTS.find(([start]) => text.startsWith(start))
  if (known) return known[1]
  if (letters.length === 0) return 'this file starts with zeros: the copy may have failed.'
  const plain = letters.every((byte) => /[\s\x20-\x7e]/.test(String.fromCharCode(byte)))
  return plain ? 'this looks like a text file.' : `this file starts with ${actual}.`
}

function count(value: string | number): string {
  return typeof value === 'number' ? value.toLocaleString('en') : value
}

function size(value: string | number): string {
  if (typeof value !== 'number') return value
  const power = Math.min(Math.floor(Math.log2(Math.max(value, 1)) / 10), SIZE_UNITS.length - 1)
  if (power === 0) return `${value} ${value === 1 ? 'byte' : 'bytes'}`
  return `${(value / 1024 ** power).toFixed(1)} ${SIZE_UNITS[power]}`
}
