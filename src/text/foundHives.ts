/** The words of the dialog that lists the hives of archives and folders. */

import type { SkipReason } from '../archive/search.ts'
import { counted } from './counted.ts'
import { markedText } from './visibleText.ts'

export const FOUND = {
  title: 'Open Hives',
  list: 'Hives found',
  all: 'All',
  name: 'Name',
  kind: 'Kind',
  size: 'Size',
  state: 'State',
  logs: 'Logs',
  clean: 'Clean',
  dirty: 'Dirty',
  none: 'none',
  unknown: 'Hive',
  searching: 'Searching for hives…',
  stop: 'Stop',
  nothing: 'No hive was found: no file in it begins like one.',
  archived: 'Hives from archives are saved as downloads; the archive is never changed.',
  cancel: 'Cancel',
} as const

/** Where hives are searched. */
export function sourcesText(names: readonly string[]): string {
  return `In ${names.map(markedText).join(', ')}`
}

export function openChosenText(count: number): string {
  return count === 1 ? 'Open 1 Hive' : `Open ${count.toLocaleString('en')} Hives`
}

export function lookedText(files: number, hives: number): string {
  return `${counted(hives, 'hive')} in ${counted(files, 'file')}.`
}

/** More hives than the list shows. */
export function moreHivesText(count: number): string {
  return `${counted(count, 'more hive')} ${count === 1 ? 'is' : 'are'} not listed. Open a folder or an archive with fewer.`
}

const REASONS: Readonly<Record<SkipReason, (files: string) => string>> = {
  encrypted: (files) =>
    `${files} encrypted and not read. Unpack the archive with its password first.`,
  method: (files) =>
    `${files} compressed by a method that browsers do not have. Unpack the archive first.`,
  'too-large': (files) => `${files} larger than any hive and not read.`,
  damaged: (files) => `${files} damaged or could not be read.`,
  'not-an-archive': (files) => `${files} not a whole archive.`,
  'too-much': (files) =>
    `${files} not read to the end: it unpacks to more than can be kept. Unpack the archive first.`,
  'too-many': (files) =>
    `${files} not looked at, and neither are those after it: there are too many.`,
  nested: (files) => `${files} an archive inside and not searched. Open it on its own.`,
}

/** Files that were not read, and why. */
export function skippedText(
  reason: SkipReason,
  { count, paths }: { readonly count: number; readonly paths: readonly string[] },
): string {
  const names = paths.map(markedText).join(', ')
  const more = count > paths.length ? ` and ${counted(count - paths.length, 'other file')}` : ''
  return REASONS[reason](`${names}${more} ${count === 1 ? 'is' : 'are'}`)
}
