/** Messages about saving: success, failure, and the original file. */

import type { HiveErrorDetail } from '../errors.ts'
import type { SaveReport } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { sizeText } from './page.ts'

/** The progress of a save that takes long. */
export function savingText(name: string): string {
  return `Checking and saving ${name}…`
}

/** A save was cancelled. A file is replaced only once all of it is written. */
export const SAVE_CANCELLED = 'Saving was cancelled. Nothing was written.'

/** Save was used without unsaved changes. */
export function unchangedText(name: string): { readonly text: string; readonly detail: string } {
  return {
    text: `No changes to save in ${name}.`,
    detail: 'Nothing was written.',
  }
}

const SHA_SHOWN = 12

/** What was saved, how, and the name of the file. */
export interface SavedFile {
  readonly report: SaveReport
  /** `download-refused` if the browser did not allow writing the file itself. */
  readonly way: 'in-place' | 'copy' | 'download' | 'download-refused'
  readonly name: string
}

/** The button of the notice that shows the report. */
export const SHOW_REPORT = 'Report'

/** The notice after a save. */
export function savedText(saved: SavedFile): { readonly text: string; readonly detail: string } {
  const { report, way, name } = saved
  const hash = report.sha256 ? ` (SHA-256 ${report.sha256.slice(0, SHA_SHOWN)}…)` : ''
  const notes = [`${counted(report.keys, 'key')}, ${counted(report.values, 'value')}${hash}.`]
  if (way === 'download-refused') {
    notes.push('The browser did not allow writing the file itself, so this is a copy.')
  }
  if (way === 'download' || way === 'download-refused') {
    notes.push('The browser may add (1) to the name.')
  }
  if (report.asOpened) notes.push('It is the same as when it was opened.')
  else if (report.dirty) notes.push('Its transaction logs were not applied and no longer match it.')
  if (report.recovered) {
    notes.push(
      way === 'in-place'
        ? 'Its transaction logs are now out of date and can be deleted.'
        : 'It no longer needs its transaction logs; keep them with the original file.',
    )
  }
  if (report.errors > 0) {
    notes.push(
      `The ${counted(report.errors, 'problem')} the file had when it was opened ${report.errors === 1 ? 'is' : 'are'} still in it.`,
    )
  }
  return { text: SAVED_AS[way](name), detail: notes.join(' ') }
}

/** Shown while the browser asks for permission to write a file; its prompt is easily overlooked. */
export const WAITING_FOR_PERMISSION = {
  text: (name: string) => `Waiting for permission to write ${name}`,
  detail: 'Answer your browser’s prompt, usually at the top of the window, or download a copy.',
  download: 'Download a copy',
} as const

const SAVED_AS = {
  'in-place': (name: string) => `Saved ${name}`,
  copy: (name: string) => `Saved a copy as ${name}`,
  download: (name: string) => `Downloaded ${name}`,
  'download-refused': (name: string) => `Downloaded ${name}`,
} as const

/** The button offered when a file cannot be written. */
export const DOWNLOAD_COPY = 'Download a copy'

/** Where a save was going to write. */
export interface SaveAim {
  /** `picker` if no file had been chosen yet. */
  readonly way: 'in-place' | 'copy' | 'picker'
  /** Name of the file to write. */
  readonly name: string
}

/**
 * A save that failed while writing its file, or while choosing one.
 *
 * @param said - the browser's own error message
 */
export function saveFailedText(
  aim: SaveAim,
  { expected, said }: { readonly expected: HiveErrorDetail['expected']; readonly said: string },
): { readonly text: string; readonly detail: string } {
  const { way, name } = aim
  if (way === 'picker') {
    return {
      text: `${name} was not saved: the browser could not ask where to save it.`,
      detail: `The browser reported “${said}”. Nothing was written. Download a copy, or try again.`,
    }
  }
  if (expected !== undefined) {
    return {
      text: `${name} does not contain what was written to it.`,
      detail:
        'Do not use that file: another program may be writing to it, or the disk may be failing. The hive is still open here; download a copy, or save it elsewhere.',
    }
  }
  return {
    text: `${name} could not be written.`,
    detail: [
      `The browser reported “${said}”.`,
      way === 'in-place' ? 'The file on disk is unchanged.' : emptyFileText(name),
      'Check free space and permissions, or download a copy.',
    ].join(' '),
  }
}

/** Any other failure of Save As after the browser created the file. */
export function copyFailedText(
  name: string,
  why: { readonly text: string; readonly detail?: string | undefined },
): { readonly text: string; readonly detail: string } {
  return { text: why.text, detail: `${why.detail ?? ''} ${emptyFileText(name)}`.trim() }
}

function emptyFileText(name: string): string {
  return `If ${name} is a new file, it may now be empty: the browser creates it before anything is written.`
}

/** The original file was downloaded. */
export function originalText(
  name: string,
  { size, sha256 }: { readonly size: number; readonly sha256: string | null },
): { readonly text: string; readonly detail: string } {
  const hash = sha256 === null ? '' : `, SHA-256 ${sha256}`
  return {
    text: `Downloaded the original of ${name}`,
    detail: `It is byte for byte the file that was opened: ${sizeText(size)}${hash}.`,
  }
}

/** The name under which the original file is downloaded. */
export function originalName(name: string): string {
  return `${name}.original`
}
