/** Words of the list of deleted keys and values. */

import type { DeletedFormat, DeletedRow, RestoreResult } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { EVIDENCE, PLACES } from './deleted.ts'
import { keyName, valueName } from './edits.ts'
import { markedText } from './visibleText.ts'

export const DELETED = {
  label: 'Deleted items',
  preview: 'Preview',
  columns: {
    name: 'Name',
    kind: 'Kind',
    path: 'In key',
    type: 'Type',
    data: 'Data',
    time: 'Last write',
    confidence: 'Sureness',
    offset: 'File offset',
  },
  kinds: { key: 'Key', value: 'Value' },
  filter: 'Filter deleted items',
  sure: 'Sureness',
  anySure: 'All',
  reading: 'Looking for deleted items',
  again: 'Scan again',
  stopped: 'Stopped: not everything was looked through.',
  outdated: 'Found before your last changes.',
  none: 'No deleted keys or values are left in this file',
  noneListed: 'No deleted item fits the filter',
  settling: 'not yet judged',
  gone: 'overwritten since',
  restored: 'restored',
  lost: 'hidden by damage',
  unknownKey: 'Key not known',
  restore: 'Restore',
  restoreBelow: 'Restore Below Selected Key',
  show: 'Show in Technical View',
  otherName: 'Restore under another name',
  placeUnknown:
    'Nothing was restored: the key it was in is not known. Select a key to restore it below.',
  taken: 'There is a key or value of that name. Nothing was restored.',
  allTaken: 'There are keys or values of these names. Nothing was restored.',
  tooMany: 'These are too many rows for the clipboard. Export the list instead.',
  path: 'Path',
  content: 'What is left in it',
  data: 'Data',
  record: 'Record',
  options: 'Deleted items options',
} as const

/** How sure a record is. */
export const SURE_TEXT: Readonly<Record<DeletedRow['confidence'], string>> = {
  high: 'High',
  medium: 'Medium',
  low: 'Low',
}

/** Shown while records are restored, or written. */
export const RESTORING = 'Restoring…'
export const WRITING_DELETED = 'Writing the list…'

/** The name of a record. */
export function deletedName({ kind, name }: Pick<DeletedRow, 'kind' | 'name'>): string {
  return kind === 'key' ? keyName(name) : valueName(name)
}

/** `12 deleted items, 3 shown` */
export function deletedCountText(total: number, listed: number): string {
  const text = counted(total, 'deleted item')
  return total === listed ? text : `${text}, ${listed.toLocaleString('en')} shown`
}

/** The number of records that were found so far. */
export function foundDeletedText(count: number): string {
  return `${counted(count, 'item')} so far`
}

/** What speaks for and against a record, a sentence each. */
export function evidenceTexts({ place, evidence }: Pick<DeletedRow, 'place' | 'evidence'>) {
  return [PLACES[place], ...evidence.map((one) => EVIDENCE[one])].map(sentence)
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

/** How many values or subkeys are left of those that a key had. */
export function leftOfText(what: 'value' | 'subkey', found: number, had: number): string {
  return `${found.toLocaleString('en')} of ${counted(Math.max(had, found), what)}`
}

/** How much of the data is left. */
export function leftBytesText(left: number, size: number): string {
  return left === size
    ? counted(size, 'byte')
    : `${left.toLocaleString('en')} of ${counted(size, 'byte')}`
}

/** Says what was restored. */
export function restoredText({ label, restored }: RestoreResult): string {
  const { keys, values } = restored
  if (keys + values === 1) return `Restored “${markedText(valueName(label.name))}”`
  const parts = [
    ...(keys > 0 ? [counted(keys, 'key')] : []),
    ...(values > 0 ? [counted(values, 'value')] : []),
  ]
  return `Restored ${parts.join(' and ')}`
}

/** Says what was not restored; undefined if everything was. */
export function notRestoredText(result: RestoreResult): string | undefined {
  const { leftOut, refused, refusedTotal } = result
  const sentences: string[] = []
  if (leftOut.keys + leftOut.values > 0) {
    const parts = [
      ...(leftOut.keys > 0 ? [counted(leftOut.keys, 'key')] : []),
      ...(leftOut.values > 0 ? [counted(leftOut.values, 'value')] : []),
    ]
    sentences.push(`Overwritten, so left out: ${parts.join(' and ')}.`)
  }
  const [first] = refused
  if (first !== undefined) {
    const more = refusedTotal > 1 ? ` and ${(refusedTotal - 1).toLocaleString('en')} more` : ''
    sentences.push(`Not restored: “${valueName(first.name)}”${more}: ${WHY[first.code] ?? ''}.`)
  }
  return sentences.length === 0 ? undefined : sentences.join(' ')
}

const WHY: Readonly<Partial<Record<RestoreResult['refused'][number]['code'], string>>> = {
  overwritten: 'part of it is overwritten',
  'place-unknown': 'the key it was in is not known',
  'key-exists': 'there is a key of that name',
  'value-exists': 'there is a value of that name',
}

/** The name of the file of a list. */
export function deletedFileName(hive: string, format: DeletedFormat): string {
  return `${hive}-deleted.${format}`
}

/** A list was given to the browser. */
export function exportedDeletedText(file: string, count: number): string {
  return `Downloaded ${file} with ${counted(count, 'deleted item')}`
}
