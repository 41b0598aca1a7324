/** The words of the comparison of two hives. */

import type { DifferenceKind, Side, SideName, Subject, TwoHivesRow } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { sideText } from './differences.ts'
import { keyName, valueName } from './edits.ts'
import { KIND_NAMES, PENDING } from './pending.ts'
import { markedText } from './visibleText.ts'

export const TWO_HIVES = {
  /** The name of the list. */
  label: 'Differences',
  name: 'Name',
  change: 'Change',
  renamed: 'Renamed',
  type: 'Type',
  filter: 'Filter differences',
  kinds: 'Kinds of change',
  subjects: 'About',
  comparing: 'Comparing',
  stop: 'Stop',
  again: 'Compare again',
  stopped: 'Stopped: not all differences are listed.',
  incomplete: 'A hive is damaged: there are more differences than are listed.',
  none: 'No differences',
  noneOf: 'The hives are the same in everything that was compared.',
  noneListed: 'No differences that the filters leave',
  allTaken: 'All differences were taken over',
  previous: 'Previous difference',
  next: 'Next difference',
  expandAll: 'Expand all',
  collapseAll: 'Collapse all',
  takeLeft: 'Take to the left',
  takeRight: 'Take to the right',
  more: 'More actions',
  details: 'Both sides',
  nothing: 'Select a difference to see both sides of it.',
  absent: 'Not there',
  path: 'Key',
  size: 'Size',
  data: 'Data',
  lastWrite: 'Last write',
  class: 'Class',
  flags: 'Flags',
  subkeys: 'Subkeys',
  values: 'Values',
  permissions: 'Permissions',
  noClass: 'None',
  empty: '(empty)',
  bytes: 'Bytes',
  resize: 'Resize both sides',
  taking: 'Taking over differences…',
  writing: 'Writing the differences…',
  nothingTaken: 'Nothing was taken over.',
  isInside: 'This comes with the key that it is in. Select that key to take it over.',
  noMoreAfter: 'There are no more differences after this one.',
  noMoreBefore: 'There are no more differences before this one.',
  outdated: 'Compare the hives again first: one of them was edited since.',
} as const

export const SUBJECT_NAMES: Readonly<Record<Subject, string>> = {
  keys: 'Keys',
  values: 'Values',
  security: 'Permissions',
  times: 'Times',
}

const SIDE_NAMES: Readonly<Record<SideName, string>> = { left: 'Left', right: 'Right' }

/** `Left: NTUSER.DAT` */
export function sideTitle(side: SideName, name: string): string {
  return `${SIDE_NAMES[side]}: ${markedText(name)}`
}

/** What one of the compared hives is called. */
export function comparedName(
  kind: 'document' | 'original' | 'logs' | 'file',
  name: string,
  path: string,
): string {
  const state = kind === 'original' ? ' as opened' : kind === 'logs' ? ' with its logs' : ''
  return path === '' ? `${name}${state}` : `${name}${state} \\ ${path}`
}

/** `5 differences`, `3 of 5 differences` */
export function totalText(listed: number, total: number): string {
  const all = counted(total, 'difference')
  return listed === total ? all : `${listed.toLocaleString('en')} of ${all}`
}

/** `2 taken over` */
export function takenCountText(taken: number): string {
  return `${taken.toLocaleString('en')} taken over`
}

/** Which of the hives were edited since. */
export function outdatedSidesText(sides: readonly string[]): string {
  const names = sides.map(markedText).join(' and ')
  return `${names} ${sides.length > 1 ? 'were' : 'was'} edited since. The list shows what was compared.`
}

/** `Added 3`: a filter with the number of what it lists. */
export function kindCountText(kind: DifferenceKind, count: number): string {
  return `${KIND_NAMES[kind]} ${count.toLocaleString('en')}`
}

/** What happened to a key or value, in a word. */
export function changeWord({ kind, renamed, what, left, right }: TwoHivesRow): string {
  if (kind === null) return ''
  const hasNames = what === 'key' && left?.name !== undefined && right?.name !== undefined
  return renamed || (kind === 'changed' && hasNames) ? TWO_HIVES.renamed : KIND_NAMES[kind]
}

/** One side of a row in a line. */
export function rowSideText(row: TwoHivesRow, side: SideName): string {
  const { differs, kind, inside, what } = row
  const which = side === 'left' ? 'was' : 'is'
  const shown = row[side]
  if (differs !== null) {
    const bytes = differs[which]
    const size = counted(shown?.data?.size ?? 0, 'byte')
    return `At 0x${differs.at.toString(16).toUpperCase()}: ${bytes === '' ? 'the end' : bytes} (${size})`
  }
  if (what === 'value') return dataText(shown)
  if (kind === null || inside) return ''
  if (kind === 'moved') {
    const from = row.from ?? []
    return side === 'left' ? pathText(from) : ''
  }
  const { parts, along } = row
  const path = row.names
  return sideText(
    { kind, path, from: null, value: null, parts, along, was: row.left, is: row.right },
    which,
    NAMES,
  )
}

const NAMES = { path: pathText, value: valueName }

function pathText(names: readonly string[]): string {
  return names.length === 0 ? PENDING.root : names.map(keyName).join('\\')
}

function dataText(side: Side | null): string {
  const data = side?.data
  if (data === undefined) return ''
  if (data.tombstone) return 'a mark that deletes it in this layer'
  const { text, cut } = data.preview
  if (text === '') return data.size === 0 ? TWO_HIVES.empty : `(${counted(data.size, 'byte')})`
  return cut ? `${text}…` : text
}

/** The type of a value; of one whose type changed, both. */
export function rowTypeText({ left, right }: Pick<TwoHivesRow, 'left' | 'right'>): string {
  const [a, b] = [left?.data?.typeName, right?.data?.typeName]
  if (a !== undefined && b !== undefined && a !== b) return `${a} → ${b}`
  return a ?? b ?? ''
}

/** Differences were taken over into a hive. */
export function takenText(count: number, into: string, name: string | null): string {
  const what = name === null ? counted(count, 'difference') : markedText(name)
  return `Took ${what} over into ${markedText(into)}`
}

/** The .reg file was given to the browser. */
export function patchText(file: string, becomes: string, like: string): string {
  return `Downloaded ${file}. It makes ${markedText(becomes)} like ${markedText(like)}.`
}

/** The name of the .reg file that makes one hive like the other. */
export function patchFile(becomes: string, like: string): string {
  return `${becomes}-to-${like}.reg`
}

export function differencesFile(left: string, right: string, format: string): string {
  return `${left}-${right}-differences.${format}`
}

export function exportedDifferencesText(count: number, file: string): string {
  return `Exported ${counted(count, 'difference')} to ${file}`
}

/** A row that one of the hives does not have. */
export function notThereText(name: string, hive: string): string {
  return `${markedText(hive)} has no ${markedText(name)}. The nearest key above it is selected.`
}

/** A side that cannot be changed. */
export function notChangeableText(hive: string): string {
  return `${markedText(hive)} is not an open hive, so that it cannot be changed. Open the file first, and compare again.`
}

/** A side that cannot be gone to. */
export function notOpenText(hive: string): string {
  return `${markedText(hive)} is not an open hive, so that it has no place to go to.`
}

/** Where two data begin to differ. */
export function differsAtText(at: number): string {
  return `Differs from byte 0x${at.toString(16).toUpperCase()} on`
}

/** Only a part of the bytes is shown. */
export function partOfBytesText(from: number, count: number, size: number): string {
  return from === 0
    ? `the first ${counted(count, 'byte')} of ${size.toLocaleString('en')}`
    : `${counted(count, 'byte')} from 0x${from.toString(16).toUpperCase()} on, of ${size.toLocaleString('en')}`
}

/** The dialog. */
export const COMPARE = {
  title: 'Compare',
  left: 'Left',
  right: 'Right',
  file: 'A file that is not open…',
  chooseFile: 'Choose file…',
  fileOf: (side: string) => `${side} file`,
  noFile: 'No file chosen',
  keyOf: (side: string) => `${side}: only below this key`,
  allOf: 'All of the hive',
  options: 'Also compare',
  security: 'Permissions',
  class: 'Class names',
  flags: 'Flags of keys',
  time: 'Last write times',
  rootNames: 'Names of the root keys',
  moves: 'Recognise renamed and moved keys',
  swap: 'Swap sides',
  compare: 'Compare',
  cancel: 'Cancel',
  hint: 'Differences can be taken over into a side that is an open hive. To compare with a clean installation, choose a hive of one as the file.',
  original: (name: string) => `${name} as it was opened`,
  logs: (name: string) => `${name} with its transaction logs applied`,
  noKey: (path: string, hive: string) => `${hive} has no key ${path}.`,
  same: 'Both sides are the same.',
} as const
