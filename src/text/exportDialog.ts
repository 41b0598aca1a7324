/** The words of the dialogs that export and print keys. */

import type { Exported, FileFormat, LeftOutRow } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { EXPORTING } from './exporting.ts'
import { sizeText } from './page.ts'
import { markedText } from './visibleText.ts'

export const EXPORT = {
  title: 'Export Registry File',
  printTitle: 'Print',
  range: 'Export range',
  printRange: 'Print range',
  all: 'All',
  selected: 'Selected branch',
  format: 'Save as type',
  prefix: 'Registry path of the root of this hive',
  prefixHint: 'It is remembered for hives of this kind.',
  asCurrent: 'Write the control set as CurrentControlSet',
  asCurrentHint: 'Windows then imports it into the control set it runs with.',
  badPrefix: 'A path begins with a root such as HKEY_LOCAL_MACHINE or HKCU.',
  export: 'Export',
  print: 'Print',
  cancel: 'Cancel',
  working: 'Exporting…',
  printing: 'Writing the text to print…',
  cancelled: 'The export was cancelled. Nothing was written.',
  tooLargeToPrint: 'This is too much to print: more than 1,000 pages.',
  printInstead: 'Print a smaller branch, or export it as an HTML report.',
  show: 'Show…',
  close: 'Close',
  large: 'Export a very large file?',
  largeText:
    'The file would have more than 64 times the size of the hive, because deep keys have long names or values share their data.',
  writeAnyway: 'Export Anyway',
  leftOut: 'Not in the Exported File',
} as const

interface FormatWords {
  readonly title: string
  readonly extension: string
  /** What it does not have. */
  readonly without: string
  /** Whether it has paths in the registry. */
  readonly hasPrefix: boolean
}

const REG_WITHOUT = 'Without permissions, class names and last writes.'

/** The formats in the order of the list; regedit's names where it has them. */
export const EXPORT_FORMATS: Readonly<Record<FileFormat, FormatWords>> = {
  reg5: {
    title: 'Registration Files (*.reg)',
    extension: 'reg',
    without: REG_WITHOUT,
    hasPrefix: true,
  },
  hive: {
    title: 'Registry Hive Files (*.hiv)',
    extension: 'hiv',
    without: 'Everything is in it, deleted data excepted.',
    hasPrefix: false,
  },
  text: {
    title: 'Text Files (*.txt)',
    extension: 'txt',
    without: 'Without permissions. For people to read: it cannot be imported.',
    hasPrefix: true,
  },
  reg4: {
    title: 'Win9x/NT4 Registration Files (*.reg)',
    extension: 'reg',
    without: `${REG_WITHOUT} Without keys and values that code page 1252 has no characters for; these are listed.`,
    hasPrefix: true,
  },
  json: {
    title: 'JSON (*.json)',
    extension: 'json',
    without: 'Everything is in it, and it can be imported again.',
    hasPrefix: false,
  },
  ndjson: {
    title: 'JSON Lines, a line for each value (*.ndjson)',
    extension: 'ndjson',
    without: 'Without permissions and class names.',
    hasPrefix: false,
  },
  csv: {
    title: 'CSV, a row for each value (*.csv)',
    extension: 'csv',
    without: 'Without permissions and class names.',
    hasPrefix: false,
  },
  parquet: {
    title: 'Parquet, a row for each value (*.parquet)',
    extension: 'parquet',
    without: 'Without permissions and class names.',
    hasPrefix: false,
  },
  'reg-add': {
    title: 'reg add Commands (*.cmd)',
    extension: 'cmd',
    without: `${REG_WITHOUT} Without values that the command cannot be given; these are listed.`,
    hasPrefix: true,
  },
  powershell: {
    title: 'PowerShell Commands (*.ps1)',
    extension: 'ps1',
    without: `${REG_WITHOUT} Without values that the commands cannot be given; these are listed.`,
    hasPrefix: true,
  },
  html: {
    title: 'HTML Report (*.html)',
    extension: 'html',
    without: 'Without permissions; long data is cut. For people to read and print.',
    hasPrefix: true,
  },
}

export const FORMAT_ORDER = Object.keys(EXPORT_FORMATS) as readonly FileFormat[]

/** A name of a file for a key or a hive. */
export function exportName(name: string, format: FileFormat): string {
  // What Windows does not allow in names of files.
  const stem = name.replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, '_').slice(0, 100)
  return `${stem === '' ? 'export' : stem}.${EXPORT_FORMATS[format].extension}`
}

/** The export is done. */
export function exportedText(
  name: string,
  exported: Exported,
  isDownload: boolean,
): { readonly text: string; readonly detail: string | undefined } {
  const { bytes, isWhole, leftOut } = exported
  const notes: string[] = []
  if (leftOut > 0) {
    notes.push(
      `${counted(leftOut, 'key or value', 'keys and values')} ${leftOut === 1 ? 'is' : 'are'} not in it.`,
    )
  }
  if (!isWhole) notes.push('Some of the hive could not be read; the check says what.')
  return {
    text: `${isDownload ? 'Downloaded' : 'Exported'} ${name} (${sizeText(bytes)})`,
    detail: notes.length === 0 ? undefined : notes.join(' '),
  }
}

/** A key or value that is not in the exported file, and why. */
export function leftOutText({ path, value, reason }: LeftOutRow, root: string): string {
  const key = path.length === 0 ? root : markedText(path.join('\\'))
  const place = value === null ? key : `${key} › ${markedText(value === '' ? '(Default)' : value)}`
  return reason === 'ansi' || reason === 'name'
    ? EXPORTING.leftOut(place, value === null, reason)
    : EXPORTING.unwritten(place, value === null, reason)
}

/** More of what is not in the file. */
export function moreLeftOut(count: number): string {
  return `and ${counted(count, 'more', 'more')}`
}
