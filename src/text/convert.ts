/** Converting a hive of an early version. */

import { markedText } from './visibleText.ts'

export const CONVERT = {
  title: 'Convert to version 1.3?',
  changes: 'What changes',
  list: [
    'The format version becomes 1.3, which Windows NT 4.0 and later can read. Windows NT 3.1 cannot.',
    'Names are rewritten, with one byte per character where possible.',
    'The subkey lists are rebuilt, and deleted data can no longer be recovered.',
  ],
  stays: 'Keys, values, classes, permissions and times are not changed.',
  later: 'The file itself is not changed until you save, and Undo reverts the conversion.',
  dirty:
    'This hive was not closed cleanly, and its transaction logs have not been applied. Apply them before you convert it.',
  convert: 'Convert',
  cancel: 'Cancel',
  offer: 'Convert…',
} as const

/** Why a hive of an early version has to be converted. */
export function convertText(name: string, version: string): string {
  return `${markedText(name)} has version ${version}, the format of Windows NT 3.1. Propolis edits hives of version 1.2 and later, so this one has to be converted first.`
}
