/** The words of Save As: versions of Windows, layouts, and what each loses. */

import type { NewMinor } from '../worker/protocol.ts'
import { exactSizeText } from './dialogs.ts'

export const SAVE_AS = {
  title: 'Save As',
  name: 'File name',
  layout: 'Layout',
  kept: 'Keep the layout',
  compacted: 'Compacted copy',
  version: 'Windows version',
  picked: 'The browser asks where to save it.',
  downloaded: 'It is handed to the browser as a download.',
  save: 'Save',
  cancel: 'Cancel',
  measuring: 'Measuring…',
  checking: 'Checking…',
  early: 'Hives of versions 1.0 and 1.1 are only written as a copy of a later version.',
  keptHint: 'Every byte that no edit touched stays the same, deleted data included.',
  nameEmpty: 'Type a name for the file.',
} as const

/** The versions of Windows that ORSaveHive accepts, and the minor version of the hive for each. */
export const WINDOWS_VERSIONS: readonly {
  readonly os: string
  readonly minor: 3 | 5
  readonly title: string
}[] = [
  { os: '5.0', minor: 3, title: 'Windows 2000' },
  { os: '5.1', minor: 5, title: 'Windows XP' },
  { os: '5.2', minor: 5, title: 'Windows Server 2003, XP x64' },
  { os: '6.0', minor: 5, title: 'Windows Vista, Server 2008' },
  { os: '6.1', minor: 5, title: 'Windows 7, Server 2008 R2' },
  { os: '6.2', minor: 5, title: 'Windows 8, Server 2012' },
  { os: '6.3', minor: 5, title: 'Windows 8.1, Server 2012 R2' },
  { os: '10.0', minor: 5, title: 'Windows 10 and 11, Server 2016 and later' },
]

/** The title of a version in the list: `Windows 7, Server 2008 R2 (6.1)`. */
export function windowsTitle({ os, title }: (typeof WINDOWS_VERSIONS)[number]): string {
  return `${title} (${os})`
}

/** The first entry of the list. */
export function ownVersionText(version: string): string {
  return `The version of this hive (${version})`
}

const READ_BY: Readonly<Record<NewMinor, string>> = {
  2: 'Windows NT 3.5 and later',
  3: 'Windows NT 4.0 and later',
  4: 'Windows XP and later',
  5: 'Windows XP and later',
  6: 'Windows 10 and later',
}

/** What a version of the format means: who reads it, and what it cannot hold. */
export function versionNotes(minor: NewMinor, own: number): string[] {
  const notes = [`Writes version 1.${minor}, which ${READ_BY[minor]} read.`]
  if (minor < 4) {
    notes.push('It holds at most 1 MB of data in a value. A hive with more is refused.')
  }
  if (own >= 6 && minor < 6) {
    notes.push(
      'It has no layered keys. A hive with tombstones, or keys that replace those of the layers below, is refused.',
    )
  }
  return notes
}

/** What a compacted copy does not have. */
export const COMPACTED_HINT =
  'Keys and values only, packed and in order: no deleted data, no free space, nothing after the end of the hive. Every record gets a new place in the file.'

/** The exact size of a compacted copy, and how it compares with the hive as it is. */
export function copySizeText(size: number, kept: number): string {
  const percent = Math.round(Math.abs(1 - size / kept) * 100)
  if (size === kept) return `${exactSizeText(size)}, the same size`
  const than = percent === 0 ? 'about the same' : `${percent}% ${size < kept ? 'less' : 'more'}`
  return `${exactSizeText(size)}, ${than}`
}

/** The hive could not be written in this way. */
export function refusedText(why: string): string {
  return `It cannot be saved like this. ${why}`
}
