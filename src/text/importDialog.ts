/** The words of the dialog that shows what a text would change. */

import type { HiveErrorDetail } from '../errors.ts'
import type {
  ChangeRow,
  CodePage,
  ImportKind,
  ImportKindCount,
  ImportPreview,
  SkippedRow,
} from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { isLineProblem, lineProblemText } from './importing.ts'
import { markedText } from './visibleText.ts'

export const IMPORT = {
  title: 'Import Registry File',
  pasteTitle: 'Paste .reg Text',
  clipboard: 'the clipboard',
  working: 'Importing…',
  where: 'Where its keys go',
  own: 'To their own paths in this hive',
  below: (path: string) => `Below the selected key, ${markedText(path)}`,
  belowDropped: (path: string) => `Below the key it was dropped on, ${markedText(path)}`,
  reading: 'Reading the text and trying its changes…',
  nothing: 'The text has no changes for this hive.',
  ok: 'OK',
  cancel: 'Cancel',
  list: 'Changes',
  accept: 'Accept',
  acceptAll: 'Accept all listed changes',
  filter: 'Filter by key or value',
  kinds: 'Listed',
  noneListed: 'Nothing that is listed has this text.',
  hidden: 'What is not chosen above is not listed.',
  roots: 'Roots of the text, and the keys of this hive that they go to',
  root: 'Root in the text',
  goesTo: 'Goes to this key',
  goesToOf: (root: string) => `Key that ${markedText(root)} goes to`,
  keys: 'Keys',
  leftOut: 'left out',
  rootHint: '\\ is the root of this hive. An empty field leaves the keys out.',
  badPath: 'This is not the path of a key in this hive.',
  encoding: 'Characters of the text',
  automatic: 'Code page 1252 (assumed)',
  encodingHint: 'The text does not say which characters these bytes are.',
} as const

/** The columns of the changes. */
export const IMPORT_COLUMNS = ['Line', 'Change', 'Key', 'Value', 'Here now', 'Then'] as const

export const IMPORT_KINDS: Readonly<Record<ImportKind, string>> = {
  created: 'Added',
  replaced: 'Changed',
  changed: 'Changed attributes',
  deleted: 'Deleted',
  none: 'Nothing to do',
  skipped: 'Not read',
}

const COUNTS: Readonly<Record<ImportKind, (count: number) => string>> = {
  created: (count) => `${count.toLocaleString('en')} added`,
  replaced: (count) => `${count.toLocaleString('en')} changed`,
  changed: (count) => `attributes of ${counted(count, 'key')}`,
  deleted: (count) => `${count.toLocaleString('en')} deleted`,
  none: (count) => `${count.toLocaleString('en')} with nothing to do`,
  skipped: (count) => `${counted(count, 'line')} not read`,
}

/** What accepted changes would do, and how many are not accepted. */
export function importSummary(kinds: readonly ImportKindCount[]): string {
  const parts = kinds
    .filter(({ kind, count, accepted }) => (hasChoice(kind) ? accepted : count) > 0)
    .map(({ kind, count, accepted }) => COUNTS[kind](hasChoice(kind) ? accepted : count))
  const declined = kinds.reduce(
    (sum, { kind, count, accepted }) => sum + (hasChoice(kind) ? count - accepted : 0),
    0,
  )
  if (declined > 0) parts.push(`${declined.toLocaleString('en')} not accepted`)
  return parts.length === 0 ? IMPORT.nothing : parts.join(', ')
}

/** Whether rows of a kind are changes that can be declined. */
export function hasChoice(kind: ImportKind): boolean {
  return kind !== 'none' && kind !== 'skipped'
}

/** One change in a word or two. */
export function changeText({ kind, effect, keys, values }: ChangeRow): string {
  const isKey = kind === 'create-key' || kind === 'delete-key'
  switch (effect) {
    case 'none':
      return IMPORT_KINDS.none
    case 'deleted':
      if (!isKey) return 'Delete value'
      return `Delete key (${counted(keys, 'key')}, ${counted(values, 'value')})`
    case 'created':
      return isKey || kind === 'attribute' ? 'Add key' : 'Add value'
    case 'replaced':
      return 'Change value'
    case 'changed':
      return 'Change key'
  }
}

/** Why a line was not read. */
export function skippedText({ column, problem }: SkippedRow): string {
  const own = problem === 'outside-prefix' ? OUTSIDE : lineProblemText(problem)
  return `Column ${column.toLocaleString('en')}: ${own}`
}

const OUTSIDE = 'the root of this key goes to no key of this hive; choose one above'

/** What else there is to say about a text. */
export function importNotes(
  preview: Pick<ImportPreview, 'encoding' | 'nuls' | 'notSet' | 'unlisted'> & {
    readonly controlSet?: string | null
  },
): readonly string[] {
  const { encoding, nuls, notSet, unlisted, controlSet = null } = preview
  const notes: string[] = []
  if (controlSet !== null)
    notes.push(`CurrentControlSet stands for ${markedText(controlSet)} here.`)
  const own = encoding === null ? undefined : ENCODINGS[encoding]
  if (own !== undefined) notes.push(own)
  if (nuls > 0) {
    notes.push(
      `${counted(nuls, 'value')} of text without a NUL at the end ${nuls === 1 ? 'gets' : 'get'} one, as in Windows.`,
    )
  }
  if (notSet > 0) {
    notes.push(
      `Some flags of ${counted(notSet, 'key or value', 'keys and values')} are not set, since no edit can set them.`,
    )
  }
  if (unlisted > 0) notes.push(`${counted(unlisted, 'more line')} not read.`)
  return notes
}

const ENCODINGS: Partial<Record<NonNullable<ImportPreview['encoding']>, string>> = {
  'utf-8':
    'The text was read as UTF-8. Windows would read other characters, since it has no byte order mark.',
  'utf-16-unmarked': 'The text is UTF-16 without a byte order mark, which Windows does not read.',
  'utf-16-big-endian':
    'The text is UTF-16 with the bytes of each unit exchanged, which Windows does not read.',
}

/** The languages of a code page. */
export const CODE_PAGE_NAMES: Readonly<Record<CodePage, string>> = {
  1250: 'Central European',
  1251: 'Cyrillic',
  1252: 'Western European',
  1253: 'Greek',
  1254: 'Turkish',
  1255: 'Hebrew',
  1256: 'Arabic',
  1257: 'Baltic',
  1258: 'Vietnamese',
  874: 'Thai',
  932: 'Japanese',
  936: 'Chinese, simplified',
  949: 'Korean',
  950: 'Chinese, traditional',
  65001: 'UTF-8',
}

/** A text of which nothing can be read. */
export function notReadText(
  name: string,
  { part, line }: HiveErrorDetail,
  done: 'imported' | 'opened' = 'imported',
): string {
  const why = part !== undefined && isLineProblem(part) ? lineProblemText(part) : ''
  return `${name} cannot be ${done}: line ${line ?? 1}: ${why}.`
}

/** The changes were made. */
export function importedText(changes: number, name: string): string {
  return `Imported ${counted(changes, 'change')} from ${name}`
}
