/** The words of restoring a hive file over a key. */

import type { KeyContent } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { markedText } from './visibleText.ts'

export const RESTORE = {
  title: 'Restore Hive Over Key',
  working: 'Restoring the hive…',
  reading: 'Reading and checking the hive…',
  ok: 'Restore',
  cancel: 'Cancel',
  key: (path: string) => `The key ${markedText(path)} gets the content of the hive.`,
  goes: (content: KeyContent) => `Everything in it is deleted: ${contentText(content)}.`,
  nothingGoes: 'There is nothing in it now.',
  comes: (name: string, content: KeyContent) => `${markedText(name)} has ${contentText(content)}.`,
  keeps: 'The key keeps its name, class and permissions. You can undo this.',
  dirty:
    'The hive has changes in transaction logs, which are not applied: open it with them and save it first.',
} as const

function contentText({ keys, values }: KeyContent): string {
  return `${counted(keys, 'key')} and ${counted(values, 'value')}`
}

/** A hive was restored over a key. */
export function restoredText(name: string, path: string): string {
  return `Restored ${name} over ${path}`
}
