/** The words of hives that were made of a text. */

import type { TextSource } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { markedText } from './visibleText.ts'

export const TEXT_FILE = {
  title: 'Text of This Hive',
  root: 'Root key of the hive',
  each: 'Each root of the text is a key',
  isRoot: (prefix: string) => `${markedText(prefix)} is the root key`,
  keys: (count: number) => counted(count, 'line of a key', 'lines of keys'),
  details: 'Details…',
  again: 'Open Again',
  close: 'Close',
  linesTitle: 'Lines that were not read',
  allRead: 'All of the text was read.',
  more: (count: number) => `and ${counted(count, 'more line')}`,
  line: (line: number, text: string) => `Line ${line.toLocaleString('en')}: ${text}`,
} as const

/** A text is open as a hive. */
export function textOpenedText(
  file: string,
  hive: string,
  { root, skipped, unlisted }: TextSource,
): { readonly text: string; readonly detail: string } {
  const lines = skipped + unlisted
  const place =
    root === null ? 'Each root of the text is a key.' : `${root} is the root key of the hive.`
  const left =
    lines === 0
      ? ''
      : ` ${counted(lines, 'line')} of the text ${lines === 1 ? 'was' : 'were'} not read.`
  return { text: `${file} is open as the new hive ${hive}`, detail: place + left }
}
