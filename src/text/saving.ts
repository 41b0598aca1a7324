/** What was saved and how, what was not and why, and the file as it was opened. */

import type { HiveErrorDetail } from '../errors.ts'
import type { SaveReport } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { errorText } from './errors.ts'
import { sizeText } from './page.ts'

/** A hive that is read-only and as it was opened is not saved. */
export function nothingToSaveText(name: string): string {
  return `There is nothing to save: ${name} is as it was opened.`
}

/** Save had nothing to do. */
export function unchangedText(name: string): { readonly text: string; readonly detail: string } {
  return {
    text: `Nothing to save: ${name} has no unsaved changes.`,
    detail: 'Nothing was written.',
  }
}

const SHA_SHOWN = 12

/** The report after a save. */
export function savedText(saved: {
  readonly report: SaveReport
  readonly way: 'in-place' | 'copy' | 'download' | 'download-refused'
  readonly name: string
}): { readonly text: string; readonly detail: string } {
  const { report, way, name } = saved
  const hash = report.sha256 ? ` (SHA-256 ${report.sha256.slice(0, SHA_SHOWN)}…)` : ''
  const notes = [`${counted(report.keys, 'key')}, ${counted(report.values, 'value')}${hash}.`]
  if (way === 'download-refused') {
    notes.push('The browser did not allow writing the file itself, so this is a copy.')
  }
  if (way === 'download' || way === 'download-refused') {
    notes.push('The browser may add (1) to the name.')
  }
  if (report.asOpened) notes.push('It is as it was when it was opened.')
  else if (report.dirty) notes.push('Its transaction logs were not applied, and no longer fit it.')
  if (report.recovered) {
    notes.push(
      way === 'in-place'
        ? 'Its transaction logs are out of date now and may be deleted.'
        : 'It needs no transaction logs any more; keep those with the original file.',
    )
  }
  if (report.errors > 0) {
    notes.push(
      `The ${counted(report.errors, 'problem')} the file had when it was opened ${report.errors === 1 ? 'is' : 'are'} still in it.`,
    )
  }
  return { text: SAVED_AS[way](name), detail: notes.join(' ') }
}

/** While the browser waits for permission to write a file; its question is easily overlooked. */
export const WAITING_FOR_LEAVE = {
  text: (name: string) => `Waiting for your browser’s permission to write ${name}`,
  detail: 'Answer its question, usually at the top of the window, or take a copy.',
  download: 'Download a copy',
} as const

const SAVED_AS = {
  'in-place': (name: string) => `Saved ${name}`,
  copy: (name: string) => `Saved a copy as ${name}`,
  download: (name: string) => `Downloaded ${name}`,
  'download-refused': (name: string) => `Downloaded ${name}`,
} as const

/** The way out when a file cannot be written. */
export const DOWNLOAD_COPY = 'Download a copy'

/** Where a save was going. */
export interface SaveAim {
  /** `picker`: no file was chosen yet. */
  readonly way: 'in-place' | 'copy' | 'picker'
  /** Name of the file it was to be written to. */
  readonly name: string
}

/**
 * A save that failed while writing its file, or while choosing one.
 *
 * @param said - what the browser called it
 */
export function saveFailedText(
  aim: SaveAim,
  { expected, said }: { readonly expected: HiveErrorDetail['expected']; readonly said: string },
): { readonly text: string; readonly detail: string } {
  const { way, name } = aim
  if (way === 'picker') {
    return {
      text: `${name} was not saved: the browser could not ask where to save it.`,
      detail: `It said “${said}”. Nothing was written. Download a copy, or try again.`,
    }
  }
  if (expected !== undefined) {
    return {
      text: `${name} does not hold what was written to it.`,
      detail:
        'Do not use that file: another program may be writing it, or the disk may be failing. The hive is still open here; download a copy, or save it elsewhere.',
    }
  }
  return {
    text: `${name} could not be written.`,
    detail: [
      `The browser said “${said}”.`,
      way === 'in-place' ? 'The file on disk is unchanged.' : emptyFileText(name),
      'Check free space and permissions, or download a copy.',
    ].join(' '),
  }
}

/** Any other failure of a Save As, after the browser created the file. */
export function copyFailedText(
  name: string,
  code: Parameters<typeof errorText>[0],
  detail: HiveErrorDetail,
): { readonly text: string; readonly detail: string } {
  const why = errorText(code, { ...detail, where: name })
  return { text: why.text, detail: `${why.detail} ${emptyFileText(name)}` }
}

function emptyFileText(name: string): string {
  return `If ${name} is a new file, it may be empty now: the browser creates it before anything is written.`
}

/** The file as it was opened was handed to the browser. */
export function originalText(
  name: string,
  { size, sha256 }: { readonly size: number; readonly sha256: string | null },
): { readonly text: string; readonly detail: string } {
  const hash = sha256 === null ? '' : `, SHA-256 ${sha256}`
  return {
    text: `Downloaded the original of ${name}`,
    detail: `It is byte for byte what was opened: ${sizeText(size)}${hash}.`,
  }
}

/** The name for the file as it was opened, beside the one that was edited. */
export function originalName(name: string): string {
  return `${name}.original`
}
