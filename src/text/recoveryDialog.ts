/** Transaction logs in their dialog: what applying them does, and the report. */

import type { HiveState, NamedDifference } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { partsText } from './differences.ts'
import { sizeText } from './page.ts'

/** The first paragraph of the dialog. */
export function leadText(
  name: string,
  state: 'preview' | 'doubtful' | 'applied' | 'needed' | 'unusable',
): string {
  switch (state) {
    case 'preview':
      return `The newest changes of ${name} are in its transaction logs. Applying them writes those changes to the open hive, as Windows would. The file is not changed until you save, and Undo reverts them.`
    case 'doubtful':
      return `These logs may not belong to ${name}. Applying them writes their contents to the open hive anyway. The file is not changed until you save, and Undo reverts them.`
    case 'applied':
      return `These logs were applied to ${name}. The file is not changed until you save, and Undo reverts them.`
    case 'needed':
      return `${name} could not be opened without its logs, so they were applied. The file is not changed until you save.`
    case 'unusable':
      return `None of these logs can be applied to ${name}. It is unchanged.`
  }
}

export function pagesText(pages: number, bytes: number): string {
  return `${counted(pages, 'page')} of the hive (${sizeText(bytes)}) ${pages === 1 ? 'is' : 'are'} replaced.`
}

export function afterText({ keys, values }: HiveState): string {
  return `Afterwards the hive has ${counted(keys, 'key')} and ${counted(values, 'value')}.`
}

/** Applying the logs causes errors. */
export function worseText(errors: number): string {
  return `The hive would have ${counted(errors, 'error')} that it does not have now, so it could not be saved. Undo reverts the logs.`
}

/** The contents of a key that is added or removed, or the parts of a key or value that change. */
export function changeText(change: NamedDifference): string {
  const { parts, along } = change
  if (parts.length > 0) return partsText(change)
  const with_ = [
    along.keys > 0 ? counted(along.keys, 'key') : '',
    along.values > 0 ? counted(along.values, 'value') : '',
  ].filter((text) => text !== '')
  return with_.length > 0 ? `with ${with_.join(' and ')}` : ''
}

/** Counts the changes that are not listed. */
export function moreChangesText(more: number): string {
  return `and ${counted(more, 'more change')}`
}
