/**
 * Every error code in words: what happened, where, and what to do next. The page shows `text` with
 * `detail` under it; the command line may join them.
 */

import type { HiveErrorCode, HiveErrorDetail } from '../errors.ts'
import { describeFinding, hexOffset } from './findings.ts'
import { logsNotUsed } from './logs.ts'
import { patternProblem } from './search.ts'
import { descriptorFault, sddlProblemText } from './security.ts'
import { markedText } from './visibleText.ts'

/** The details of an error, and the file or key it is about as far as the caller knows. */
export interface ErrorContext extends HiveErrorDetail {
  readonly where?: string | undefined
}

export interface ErrorText {
  /** What happened, and to which file or key. */
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
    'A hive has at least 8,192 bytes. The copy may have failed: copy the file again.',
  ],
  'file-too-short': (c) => [
    `${file(c)} is too short to be a registry hive.`,
    `${c.actual === undefined ? '' : `It has ${size(c.actual)}. `}A hive has at least 8,192 bytes: a header and a first block of keys. Copy the file again.`,
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
    'It holds changes that have not been written to its hive yet. Open it together with that hive: the file of the same name without .LOG, .LOG1 or .LOG2.',
  ],
  'alternate-copy': (c) => [
    `${file(c)} is an alternate copy of a hive, not the hive itself.`,
    'Windows 2000 kept such a copy of SYSTEM as SYSTEM.ALT, in case the hive could not be read. Open the file of the same name without .ALT.',
  ],
  'unknown-file-type': (c) => [
    `${file(c)} has the header of a hive, but an unknown file type.`,
    `${found(c, 'The type')} The file may be damaged, or it is something else that starts like a hive.`,
  ],
  'unknown-version': (c) => [
    `${file(c)} is a hive of an unknown version.`,
    `${found(c, 'The version')} Propolis reads versions 1.0 to 1.6.`,
  ],
  'unknown-file-format': (c) => [
    `${file(c)} has the header of a hive, but an unknown file format.`,
    `${found(c, 'The format')} The header may be damaged.`,
  ],
  'bad-data-size': (c) => [
    `${file(c)} states a data size that cannot be right.`,
    `${found(c, 'The size')} The header is damaged or the file was cut off: copy it again.`,
  ],
  'bad-root': (c) => [
    `${file(c)} has no readable root key.`,
    c.logs === undefined
      ? 'Without it no other key can be reached. Open it together with its .LOG, .LOG1 and .LOG2 files, which may repair it, or try another copy or a backup.'
      : 'Without it no other key can be reached. The file is damaged there: try another copy or a backup.',
  ],
  'bad-cell': (c) => [
    `${place(c)} cannot be read.`,
    'A reference does not point to a valid cell. The hive is damaged there; the rest can still be read.',
  ],
  'bad-record': (c) => [
    `${place(c)} cannot be read.`,
    'The record does not follow the format. The hive is damaged there; the rest can still be read.',
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
    'This hive is read-only: it was copied while Windows was still writing to it.',
    'Nothing was changed. Apply its transaction logs, or choose “Edit without logs”, above the keys.',
  ],
  damaged: (c) => [
    `${place(c)} is damaged and cannot be edited safely.`,
    `Nothing was changed. ${findingWords(c)} The Problems panel lists what is wrong.`,
  ],
  truncated: () => [
    'This hive is read-only: the file ends early.',
    'Nothing was changed. To edit it, copy the file again.',
  ],
  stale: (c) => [
    `${place(c)} is no longer there.`,
    'Nothing was changed. Another edit deleted or moved it: select it again.',
  ],
  'other-revision': () => [
    'This step can no longer be undone or redone.',
    'Nothing was changed. The hive has since been edited outside the history: undo that edit first.',
  ],
  'key-not-found': (c) => [`There is no key ${name(c)}.`, 'Check the spelling of the path.'],
  'value-not-found': (c) => [
    `There is no value ${name(c)}.`,
    'Nothing was changed. A value that is not set cannot be deleted or renamed.',
  ],
  'key-exists': (c) => [
    `A key named ${name(c)} already exists.`,
    'Nothing was changed. Key names are not case-sensitive: type another name.',
  ],
  'value-exists': (c) => [
    `A value named ${name(c)} already exists.`,
    'Nothing was changed. Value names are not case-sensitive: type another name.',
  ],
  'name-empty': () => ['The name is empty.', 'Nothing was changed. Type a name.'],
  'name-too-long': (c) => [
    'The name is too long.',
    `Nothing was changed. ${c.expected === undefined ? 'A key name has at most 255 characters, a value name 16,383.' : `The limit is ${count(c.expected)} characters.`}`,
  ],
  'name-has-backslash': (c) => [
    `The key name ${name(c)} contains a backslash.`,
    'Nothing was changed. The backslash separates keys in a path: create the keys one at a time.',
  ],
  'root-key': () => [
    'The root key cannot be renamed or deleted.',
    'Nothing was changed. Every hive needs its root; delete the keys inside it instead.',
  ],
  'has-subkeys': (c) => [`${place(c)} has subkeys.`, 'Nothing was changed. Delete them first.'],
  'too-deep': () => [
    'The key would be nested too deeply.',
    'Nothing was changed. Some versions of Windows cannot read keys more than 508 levels below the root: create the key higher up.',
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
    'Nothing was changed. It belongs to a layered hive and hides the key of the same name in the layers below.',
  ],
  'not-movable': (c) => [
    `${place(c)} cannot be moved, since not all of it can be copied.`,
    'Nothing was changed. Some names or flags in it are not among those that edits can set. Copy it instead, and delete what is no longer needed.',
  ],
  'layered-key': (c) => [
    `The key ${name(c)} belongs to a layered hive.`,
    'Nothing was changed. Only version 1.6 can store such keys: keep the version of this hive.',
  ],
  'data-too-large': (c) => [
    'The data is too large.',
    `Nothing was changed. ${c.expected === undefined ? 'This hive version cannot store it.' : `The limit is ${size(c.expected)}.`}`,
  ],
  'list-full': () => [
    'The list of this key is full.',
    'Nothing was changed. The format does not allow another entry here.',
  ],
  'hive-full': () => [
    'The hive is full.',
    'Nothing was changed. A hive holds at most 2 GB of cells: delete something first.',
  ],
  'growth-blocked': () => [
    'This hive cannot grow safely: a damaged reference points past its end.',
    'Nothing was changed. A new record there would be mistaken for the one the reference used to point to. Delete something to make room, or edit the compacted copy that “hive save --damaged” writes. The Problems panel lists the reference.',
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
    'Unknown flag.',
    `Nothing was changed. ${c.actual === undefined ? '' : `${count(c.actual)} was given; `}virtualization flags are 2, 4 and 8, or a sum of them.`,
  ],
  'bad-text': (c) => [
    `The text cannot be imported${c.line === undefined ? '' : `: line ${c.line} cannot be read`}.`,
    'Nothing was changed. Correct the text, or leave out the lines that cannot be read.',
  ],
  'journal-damaged': (c) => [
    `The edits that were kept of ${file(c)} cannot be read.`,
    'They were not applied to anything. Forget them, and open the file again.',
  ],
  'journal-needs-file': (c) => [
    `${file(c)} is needed to resume the edits.`,
    'There was no time or room to keep a copy of it. Open the same file, as it was before the edits.',
  ],
  'journal-other-file': (c) => [
    `The edits were not made to ${file(c)} as it is.`,
    'They can only be resumed with the file as it was before them. Nothing was changed.',
  ],
  'journal-in-use': (c) => [
    `The edits of ${file(c)} are open in another tab.`,
    'Go on there, or close that tab first.',
  ],
  'bad-pattern': (c) => [
    'This cannot be searched for.',
    patternProblem(String(c.actual), c.position),
  ],
  'bad-data': () => ['The data cannot be stored.', 'Nothing was changed. Check what was typed.'],
  'place-unknown': (c) => [
    `The old place of ${place(c)} is not known.`,
    'Nothing was changed. Nothing is left of the key that it was below: choose a key to restore it to.',
  ],
  overwritten: (c) => [
    `${place(c)} cannot be restored: other data has overwritten part of it.`,
    'Nothing was changed. What is left of it can still be viewed.',
  ],
  'nothing-to-recover': (c) => [
    `${file(c)} is clean.`,
    'Its transaction logs hold nothing that it lacks. Nothing was changed.',
  ],
  'no-usable-log': (c) => [
    `The logs given with ${file(c)} cannot be used.`,
    'Nothing was changed. Look for the logs that were in the same folder when it was copied.',
  ],
  'recovery-worse': (c) => [
    `${file(c)} would be worse with its logs applied.`,
    `The logs belong to another hive, or are damaged. Nothing was changed. ${findingWords(c)}`,
  ],
  'already-edited': (c) => [
    `The transaction logs of ${file(c)} apply to the hive as it was opened, and it has been edited since.`,
    'Nothing was changed. Undo your changes first, then apply the logs; or open the file again.',
  ],
  'saved-without-logs': (c) => [
    `${file(c)} has been saved without its transaction logs since it was opened.`,
    'Nothing was changed. To apply them, open the original file again together with them; a file that was saved over is newer than its logs.',
  ],
  'save-would-damage': (c) => [
    `${file(c)} was not saved: the result would be damaged.`,
    `The check before writing found an error that the opened file did not have. ${findingWords(c)} Your file is untouched. Undo the last change and save again, and please report this.`,
  ],
  'changed-on-disk': (c) => [
    `${file(c)} was changed by another program since it was opened.`,
    'Nothing was written. Overwrite it, or save a copy under another name.',
  ],
  'file-exists': (c) => [`${file(c)} already exists.`, 'Nothing was written. Choose another name.'],
  'write-failed': (c) => [
    `${file(c)} could not be written.`,
    'The file on disk is unchanged. Check free space and permissions, or use File > Save As.',
  ],
  'result-too-large': (c) => [
    `The text of ${file(c)} would be many times larger than the hive.`,
    'Nothing was written.',
  ],
  'bad-handle': () => [
    'The key or hive is not open.',
    'Nothing was changed. Either the handle or its hive was closed.',
  ],
  'bad-argument': () => ['The call is not valid.', 'Nothing was changed.'],
  'file-not-found': (c) => [
    `${file(c)} is no longer there.`,
    'It was moved, renamed or deleted. Open it again from its new place.',
  ],
  'path-not-found': (c) => [`There is no folder ${name(c)}.`, 'Check the path.'],
  'access-denied': (c) => [
    `The browser may not read ${file(c)}.`,
    'Windows locks hives that are in use. Open a copy instead, such as one made with reg save HKLM\\SOFTWARE software.hiv.',
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
  usage: () => ['The command is incomplete.', 'See hive --help.'],
  'unknown-method': () => [
    'This page and its engine have different versions.',
    'Save your work and reload the page.',
  ],
  'engine-stopped': () => [
    'The engine has stopped.',
    'Start it again, or reload the page: edits that are kept on this device are offered again, others are lost. If the engine stops again, close other tabs or try a smaller hive.',
  ],
  internal: (c) => [
    'Something went wrong inside Propolis.',
    `Nothing was written to your files.${c.actual === undefined ? '' : ` (${c.actual})`} Undo your last change or reload the page, and please report this.`,
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

/** Why a file is too large: for any hive, or for the memory left by the hives that are open. */
function tooMuch({ expected, actual }: ErrorContext): string {
  if (typeof expected !== 'number' || typeof actual !== 'number') {
    return 'It needs more memory than the browser allows a page.'
  }
  return actual > expected
    ? `A hive has at most ${size(expected)}: this is something else, perhaps a disk image.`
    : `Together with the open hives it would exceed ${size(expected)}: close one of them first.`
}

function found(context: ErrorContext, field: string): string {
  return context.actual === undefined ? '' : `${field} in its header is ${context.actual}.`
}

function findingWords({ finding, offset = 0, expected, actual }: ErrorContext): string {
  if (finding === undefined) return ''
  return describeFinding({
    code: finding,
    offset,
    expected: expected ?? null,
    actual: actual ?? null,
  })
}

/** Files that are often mistaken for hives, by their first characters. */
const KNOWN_STARTS: readonly (readonly [start: string, sentence: string])[] = [
  ['Windows', 'this is a .reg text file, which is opened or imported as text.'],
  ['REGEDIT4', 'this is a .reg text file, which is opened or imported as text.'],
  ['ElfFile', 'this is an event log (.evtx).'],
  ['SQLite format', 'this is an SQLite database.'],
  ['vhdxfile', 'this is a disk image (.vhdx): extract the hive from it first.'],
  ['conectix', 'this is a disk image (.vhd): extract the hive from it first.'],
  ['7z', 'this is a 7-Zip archive: unpack it first.'],
  ['Rar!', 'this is a RAR archive: unpack it first.'],
  ['MSCF', 'this is a cabinet archive (.cab): unpack it first.'],
  ['MSWIM', 'this is a Windows image (.wim): extract the hive from it first.'],
  ['BZh', 'this is compressed by bzip2: unpack it first.'],
  ['PK', 'this is a damaged ZIP archive, or a part of one: copy it again.'],
  ['EVF', 'this is a disk image (.E01): extract the hive from it first.'],
  ['Salted__', 'this file is encrypted (OpenSSL): decrypt it first.'],
  ['age-encryption', 'this file is encrypted (age): decrypt it first.'],
  ['-----BEGIN PGP', 'this file is encrypted (PGP): decrypt it first.'],
  [
    'X\x90-FVE-FS-',
    'this is a disk that BitLocker encrypted: unlock it and extract the hive first.',
  ],
  // The log files of the Common Log File System.
  [
    '\x15\x01\x02\x02',
    'this is a transaction file (.blf or .regtrans-ms) that Windows keeps beside a hive: open the file without “{…}.TM” in its name.',
  ],
  ['LUKS', 'this is an encrypted disk (LUKS): unlock it and extract the hive first.'],
  ['MZ', 'this is a Windows program.'],
  ['%PDF', 'this is a PDF document.'],
]

/** Says what kind of file it is, judging by its first bytes in hex: `57 69 6e`. */
function startsWith(actual: string | number | undefined): string {
  if (typeof actual !== 'string' || actual === '') return 'this file does not.'
  const bytes = actual.split(' ').map((digits) => Number.parseInt(digits, 16))
  // In UTF-16, drop the zero bytes and the byte order mark.
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
