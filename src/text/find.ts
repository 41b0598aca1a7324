/** The words of Find and of the results of a search. */

import type {
  HitColumn,
  HitFormat,
  HitState,
  Place,
  QueryKind,
  ReplaceProblem,
  SearchQuery,
} from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { keyName } from './edits.ts'
import { markedText } from './visibleText.ts'

export const FIND = {
  label: 'Find',
  what: 'Find what',
  as: 'Search for',
  lookAt: 'Look at',
  whole: 'Match whole string only',
  matchCase: 'Match case',
  next: 'Find Next',
  all: 'Find All',
  close: 'Close Find',
  where: 'Search in',
  here: 'This hive',
  everywhere: 'All open hives',
  start: 'Start at',
  direction: 'Direction',
  down: 'Down',
  up: 'Up',
  wrap: 'Wrap around',
  filters: 'Filters',
  options: 'Options',
  clearFilters: 'Clear filters',
  types: 'Types',
  size: 'Data size',
  leastSize: 'At least (bytes)',
  mostSize: 'At most (bytes)',
  written: { utc: 'Key last written (UTC)', local: 'Key last written (local time)' },
  writtenFrom: 'From',
  writtenTo: 'Before',
  timeHint: 'YYYY-MM-DD hh:mm',
  valuesOnly: 'With a type or size, only values are found.',
  searching: 'Searching the hive',
} as const

export const PLACE_TITLES: Readonly<Record<Place, string>> = {
  key: 'Keys',
  name: 'Values',
  data: 'Data',
}

export const KIND_TITLES: Readonly<Record<QueryKind, string>> = {
  any: 'Text or number',
  text: 'Text',
  number: 'Number',
  hex: 'Hex bytes',
  regex: 'Regular expression',
}

/** An example of each kind, shown in the empty field. */
export const KIND_HINTS: Readonly<Record<QueryKind, string>> = {
  any: '',
  text: '',
  number: '42, -1, 0x2a or 0b101010',
  hex: '4d 5a ?? 00',
  regex: '\\.(exe|dll)$',
}

/** Where the first Find Next begins. The end is the beginning when searching upward. */
export const START_TITLES: Readonly<
  Record<'down' | 'up', Readonly<Record<'selection' | 'end', string>>>
> = {
  down: { selection: 'The selection', end: 'The beginning' },
  up: { selection: 'The selection', end: 'The end' },
}

export const FIND_FAULTS = {
  places: 'Choose where to look: in keys, values or data.',
  leastSize: 'Type a number of bytes, such as 1024.',
  mostSize: 'Type a number of bytes, such as 1024.',
  writtenFrom: 'Type a date, such as 2024-01-31, or a date and time, such as 2024-01-31 23:59.',
  writtenTo: 'Type a date, such as 2024-01-31, or a date and time, such as 2024-01-31 23:59.',
} as const

/** The choice to search only a key and what is below it. `name` is `''` for the root. */
export function belowText(name: string | null): string {
  return name === null ? 'Only in this key and below' : `Only in ${keyName(name)} and below`
}

/** The button that shows further filters. */
export function filtersText(count: number): string {
  return count === 0 ? FIND.filters : `${FIND.filters} (${count.toLocaleString('en')})`
}

/** Which of the hits was found: `3 of 118`. */
export function hitText(index: number, total: number, running: boolean): string {
  const of = `${number(index + 1)} of ${number(total)}`
  return running ? `${of} so far` : of
}

/** What Find Next did, when it went around. */
export function wrappedText(direction: 'down' | 'up'): string {
  return direction === 'down' ? 'continued from the beginning' : 'continued from the end'
}

/** Nothing was found. */
export function notFoundText(text: string): string {
  return `Finished searching: “${shown(text)}” was not found.`
}

/** Nothing more was found in this direction. `total` is the number of hits elsewhere. */
export function finishedText(direction: 'down' | 'up', total: number): string {
  const where = direction === 'down' ? 'below' : 'above'
  return `Finished searching: nothing more ${where}. ${counted(total, 'hit')} elsewhere.`
}

/** The search was stopped before it found anything more. */
export const FIND_STOPPED = 'The search was stopped.'

/** The key that was to be searched has been deleted. */
export const SCOPE_GONE =
  'The key to search in has been deleted. Search the whole hive, or choose another key.'

/** A hit was found while the user was doing something else. */
export function foundLateText(text: string): string {
  return `Found “${shown(text)}”.`
}

export const RESULTS = {
  label: 'Search results',
  panel: 'Search',
  stop: 'Stop',
  again: 'Search again',
  outdated: 'Found before your last changes.',
  stopped: 'Stopped: there may be more.',
  most: 'The list is full: there are more.',
  noneTitle: 'Nothing found',
  searching: 'Searching',
  changed: 'changed',
  gone: 'deleted',
  goneKey: '(deleted)',
  root: '(root)',
  filter: 'Filter results',
  noneLeft: 'No result contains the filter text',
  export: 'Export',
  exporting: 'Writing the results…',
  deleting: 'Deleting what was found…',
} as const

export const REPLACE = {
  with: 'Replace with',
  preview: 'Preview',
  previewTitle: 'List what would be replaced; nothing is changed yet',
  groupsHint: '$1, $<name>, $& or $$',
  onlyHere: 'Text is replaced in the hive on screen only.',
  label: 'Replacements',
  include: 'Replace here',
  all: 'Replace everywhere',
  was: 'Was',
  becomes: 'Becomes',
  again: 'Preview again',
  working: 'Replacing…',
  none: 'Nothing to replace',
} as const

/** Why something cannot be replaced: a note in its row, and a sentence. */
export const REPLACE_PROBLEMS: Readonly<
  Record<ReplaceProblem, { readonly note: string; readonly why: string }>
> = {
  'key-exists': { note: 'name exists', why: 'Another key there has that name, or would get it.' },
  'value-exists': {
    note: 'name exists',
    why: 'Another value of the key has that name, or would get it.',
  },
  'name-empty': { note: 'empty name', why: 'A name cannot be empty.' },
  'name-too-long': { note: 'too long', why: 'The name would be too long.' },
  'name-has-backslash': {
    note: 'backslash',
    why: 'The name of a key cannot contain a backslash.',
  },
  'root-key': { note: 'root', why: 'The root key cannot be renamed.' },
  'data-too-large': { note: 'too large', why: 'The data would be too large.' },
  'empty-string': {
    note: 'empty string',
    why: 'A string of the list would be empty, and many programs stop reading there.',
  },
}

/** The button that makes the replacements. */
export function replaceText(count: number): string {
  return `Replace ${number(count)}`
}

/** The replacements were made. */
export function replacedText(count: number): string {
  return `Replaced in ${counted(count, 'place')}`
}

/** How many replacements are left out because they cannot be made. */
export function blockedText(count: number): string {
  return `${number(count)} cannot be replaced`
}

/** A replacement was left out or taken in, for screen readers. */
export function choiceText(count: number): string {
  return `${counted(count, 'replacement')} chosen`
}

export const HIT_COLUMNS: Readonly<Record<HitColumn, string>> = {
  hive: 'Hive',
  key: 'Key',
  name: 'Name',
  where: 'Found in',
  type: 'Type',
  data: 'Data',
}

/** Where a hit is. */
export const HIT_PLACES: Readonly<Record<Place, string>> = {
  key: 'Key name',
  name: 'Value name',
  data: 'Data',
}

export const HIT_STATES: Readonly<Record<Exclude<HitState, 'found'>, string>> = {
  changed: 'What was found here has been changed.',
  gone: 'What was found here has been deleted. Undo brings it back.',
}

/** The hives were edited since they were searched. */
export function outdatedText(hives: readonly string[]): string {
  return hives.length === 0
    ? RESULTS.outdated
    : `Found before your last changes to ${hives.map(markedText).join(', ')}.`
}

/** How many of the results the filter leaves. */
export function leftText(left: number, total: number): string {
  return `${number(left)} of ${counted(total, 'hit')}`
}

/** The name of a file of results. */
export function resultsFile(format: HitFormat): string {
  return `Search results.${format === 'text' ? 'txt' : format}`
}

/** The results were written. */
export function exportedText(
  format: HitFormat,
  { count, leftOut }: { readonly count: number; readonly leftOut: number },
): string {
  const left =
    leftOut === 0
      ? ''
      : ` ${counted(leftOut, 'key or value', 'keys and values')} could not be written as .reg text.`
  const what =
    format === 'reg' ? counted(count, 'key or value', 'keys and values') : counted(count, 'result')
  return `Exported ${what}.${left}`
}

/** A list of results, named by what was searched for. */
export function resultsTabText(text: string, isReplacing: boolean): string {
  return isReplacing ? `Replace “${shown(text)}”` : `“${shown(text)}”`
}

/** The accessible name of its tab. */
export function resultsTabName(text: string, total: number, isReplacing: boolean): string {
  return isReplacing
    ? `Replace ${shown(text)}, ${counted(total, 'place')}`
    : `Search for ${shown(text)}, ${counted(total, 'hit')}`
}

export function closeResultsText(text: string): string {
  return `Close the results for ${shown(text)}`
}

/** What was searched for, in words: `in keys and data, below Services`. */
export function searchedText(
  { places, kind, whole, matchCase }: SearchQuery,
  below: string | null,
  hives: number,
  about?: string,
): string {
  const inHives = hives > 1 ? [`in ${counted(hives, 'hive')}`] : []
  if (about !== undefined) return [`looked for ${about}`, ...inHives].join(', ')
  const names = places.map((place) => PLACE_TITLES[place].toLowerCase())
  const last = names.pop() ?? ''
  const where = names.length === 0 ? last : `${names.join(', ')} and ${last}`
  const more = [
    kind === 'any' || kind === 'text' ? '' : KIND_TITLES[kind].toLowerCase(),
    whole ? 'whole strings' : '',
    matchCase ? 'case matched' : '',
    below === null ? '' : `below ${keyName(below)}`,
  ].filter((text) => text !== '')
  return [`in ${where}`, ...more, ...inHives].join(', ')
}

/** How long a search took. */
export function tookText(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}

/** The end of a search, for screen readers. */
export function endedText(text: string, total: number): string {
  return total === 0 ? notFoundText(text) : `${counted(total, 'hit')} for “${shown(text)}”.`
}

/** The state of a search that is running, for screen readers. */
export function progressHitsText(found: number): string {
  return `${counted(found, 'hit')} so far`
}

/** There are more results than can be copied at once. */
export const TOO_MANY_RESULTS =
  'Nothing was copied: the results are too much text for the clipboard. Search for something rarer.'

/** A text on one line, cut. */
function shown(text: string): string {
  const most = 40
  return markedText(text.length > most ? `${text.slice(0, most)}…` : text)
}

function number(value: number): string {
  return value.toLocaleString('en')
}
