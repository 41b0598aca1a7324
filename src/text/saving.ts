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
  /**
   * `other` if another file was written, which is the file of the hive now; `copy` for another layout, which leaves
   * the hive with its own file; `download-refused` if the browser did not allow writing the file itself.
   */
  readonly way: 'in-place' | 'other' | 'copy' | 'download' | 'download-refused'
  readonly name: string
  /** The file that the hive had before, if that was another one. */
  readonly before?: string | undefined
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
  if (way === 'other') notes.push(nowOwnText(saved))
  else if (report.state.unsaved > 0) notes.push('The hive itself still has unsaved changes.')
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

/** What Save As means for the files before and after it. */
function nowOwnText({ before }: SavedFile): string {
  const untouched = before === undefined ? '' : ` ${before} was not changed.`
  return `Save writes this file from now on.${untouched}`
}

/** Shown while the browser asks for permission to write a file; its prompt is easily overlooked. */
export const WAITING_FOR_PERMISSION = {
  text: (name: string) => `Waiting for permission to write ${name}`,
  detail: 'Answer your browser’s prompt, usually at the top of the window, or download a copy.',
  download: 'Download a copy',
} as const

const SAVED_AS = {
  'in-place': (name: string) => `Saved ${name}`,
  other: (name: string) => `Saved as ${name}`,
  copy: (name: string) => `Saved a copy as ${name}`,
  download: (name: string) => `Downloaded ${name}`,
  'download-refused': (name: string) => `Downloaded ${name}`,
} as const

/** The browser would not ask whether the file may be written. */
export const UNASKED = {
  text: (name: string) =>
    `${name} was not saved: the browser did not ask whether it may be written.`,
  detail:
    'It asks only right after a click or a key press, and the hive was still busy. Nothing was written.',
  again: 'Save now',
} as const

/** The file that was chosen belongs to another tab. */
export function openElsewhereText(name: string): {
  readonly text: string
  readonly detail: string
} {
  return {
    text: `${name} is open in another tab.`,
    detail: 'Nothing was written. Choose another file, or close that tab first.',
  }
}

/** The button offered when a file cannot be written. */
export const DOWNLOAD_COPY = 'Download a copy'
/** The button offered when a file is gone. */
export const SAVE_ELSEWHERE = 'Save As…'

/** Where a save was going to write. */
export interface SaveAim {
  /** `picker` if no file had been chosen yet. */
  readonly way: 'in-place' | 'other' | 'picker'
  /** Name of the file to write. */
  readonly name: string
}

/**
 * A save that failed while writing its file, or while choosing one.
 *
 * @param detail - of the error; `actual` is the browser's own name for it
 */
export function saveFailedText(
  aim: SaveAim,
  detail: HiveErrorDetail,
): { readonly text: string; readonly detail: string } {
  const { way, name } = aim
  const said = `The browser reported “${detail.actual ?? 'an error'}”.`
  if (way === 'picker') {
    return {
      text: `${name} was not saved: the browser could not ask where to save it.`,
      detail: `${said} Nothing was written. Download a copy, or try again.`,
    }
  }
  // A file that was chosen to be written again may not have been there before.
  switch (way === 'other' && detail.left === 'gone' ? 'unknown' : detail.left) {
    case 'different':
      return {
        text: `${name} does not contain what was written to it.`,
        detail: `Do not use that file: another program may be writing to it, or the disk may be failing.${differsText(detail)} The hive is still open here, unsaved; download a copy, or save it elsewhere.`,
      }
    case 'unread':
      return {
        text: `${name} was written, but could not be read back.`,
        detail: `${said} Whether the file is right was not checked, so the hive counts as unsaved. Save again, or download a copy.`,
      }
    case 'gone':
      return {
        text: `${name} is not where it was.`,
        detail: `It was moved, renamed or deleted. ${said} The hive is still open here, unsaved; save it under another name, or download a copy.`,
      }
    default:
      return {
        text: `${name} could not be written.`,
        detail: [
          said,
          unchangedFileText(aim, detail),
          ADVICE[String(detail.actual)] ?? 'Check free space and permissions, or download a copy.',
        ].join(' '),
      }
  }
}

function differsText({ offset }: HiveErrorDetail): string {
  return offset === undefined ? '' : ` It differs from byte ${offset} on.`
}

function unchangedFileText({ way, name }: SaveAim, { left }: HiveErrorDetail): string {
  if (way !== 'in-place') return emptyFileText(name)
  return left === 'unknown'
    ? 'It is not known whether the file was changed.'
    : 'The file on disk is unchanged.'
}

/** What to do about errors whose names say what is wrong. */
const ADVICE: Readonly<Record<string, string>> = {
  QuotaExceededError: 'The disk is full: make room and save again, or download a copy.',
  NoModificationAllowedError:
    'Another tab or program is writing it: save again when it is done, or download a copy.',
  NotReadableError:
    'Another program may be using it: close that and save again, or download a copy.',
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
