/** The words of the list of changes that are not saved. */

import type { DifferenceKind, PendingChange } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { describeLeftover, sideText } from './differences.ts'
import { keyName, valueName } from './edits.ts'
import { markedText } from './visibleText.ts'

export const PENDING = {
  label: 'Changes',
  kind: 'Change',
  key: 'Key',
  name: 'Name',
  was: 'Was',
  is: 'Is',
  reading: 'Comparing',
  outdated: 'Compared before your last changes.',
  again: 'Compare again',
  stopped: 'Stopped: the changes are not listed.',
  stoppedEarly: 'Stopped: only the first changes are listed.',
  none: 'No changes',
  noneListed: 'No changes of the kinds that are listed',
  logs: 'without what the transaction logs changed that it needed to be opened',
  incomplete: 'The hive is damaged: there are more changes than are listed.',
  options: 'List and compare options',
  revert: 'Revert',
  wholeKey: '(key)',
  root: '(root)',
} as const

/** What the changes are counted from. */
export const SINCE = {
  saved: 'since the last save',
  original: 'since the file was opened',
} as const

export const KIND_NAMES: Readonly<Record<DifferenceKind, string>> = {
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  moved: 'Moved',
}

/** What was done: `Changed`, `Renamed`. */
export function kindName(row: Pick<PendingChange, 'kind' | 'from' | 'path'>): string {
  return isRename(row) ? 'Renamed' : KIND_NAMES[row.kind]
}

/** Whether a key has another name, and is below the same key. */
function isRename({ from, path }: Pick<PendingChange, 'from' | 'path'>): boolean {
  return (
    from?.length === path.length &&
    from.every((name, at) => at === path.length - 1 || name === path[at])
  )
}

/** `3 changes since the last save` */
export function changesText(count: number, since: keyof typeof SINCE, hidden: number): string {
  const text = `${counted(count, 'change')} ${SINCE[since]}`
  return hidden === 0 ? text : `${text}, ${hidden.toLocaleString('en')} not listed`
}

/** The number of changes that were found so far. */
export function foundChangesText(count: number): string {
  return `${counted(count, 'change')} so far`
}

/** The name of what changed: the value, or all of a key. */
export function changedName({ value }: Pick<PendingChange, 'value'>): string {
  return value === null ? PENDING.wholeKey : valueName(value)
}

/** What was there, or what is there now; empty if there was nothing. */
export function wasText(change: PendingChange, side: 'was' | 'is'): string {
  const { differs } = change
  if (differs !== null) {
    const bytes = differs[side]
    return `At 0x${differs.at.toString(16).toUpperCase()}: ${bytes === '' ? 'the end' : bytes} (${counted(change[side]?.data?.size ?? 0, 'byte')})`
  }
  if (isRename(change)) return keyName((side === 'was' ? change.from : change.path)?.at(-1) ?? '')
  return sideText(change, side, {
    path: (names) => (names.length === 0 ? PENDING.root : names.map(keyName).join('\\')),
    value: valueName,
  })
}

/** Shown while changes are taken back. */
export const REVERTING = 'Reverting…'

/** Shown while a .reg file is written. */
export const EXPORTING_CHANGES = 'Writing the changes as .reg text…'

/** Shown while an HTML page is written. */
export const WRITING_REPORT = 'Writing the changes as an HTML page…'

/** The name of the HTML page of the changes of a hive. */
export function changesReportName(hive: string): string {
  return `${hive}-changes.html`
}

/** The HTML page was given to the browser. */
export function reportedChangesText(file: string): string {
  return `Downloaded ${file}`
}

/** Says what was reverted. */
export function revertedText(name: string, count: number): string {
  return count === 1
    ? `Reverted ${markedText(valueName(name))}`
    : `Reverted ${counted(count, 'change')}`
}

export const NOT_REVERTED = 'Nothing was reverted.'

/** The .reg file was given to the browser. */
export function exportedChangesText(file: string, inverse: boolean): string {
  const what = inverse ? 'It takes the changes back.' : 'It makes the same changes.'
  return `Downloaded ${file}. ${what}`
}

/** The name of the .reg file for a hive. */
export function changesFileName(hive: string, inverse: boolean): string {
  return `${hive}-${inverse ? 'undo' : 'changes'}.reg`
}

/** What stays as it is, or what the .reg file does not have: the first of it, and how much there is. */
export function leftText(
  left: Parameters<typeof describeLeftover>[0][],
  total: number,
): string | undefined {
  const [first] = left
  if (first === undefined) return undefined
  const text = describeLeftover(first, { path: (names) => names.join('\\'), value: valueName })
  const more = total - 1
  return more === 0
    ? `Not included: ${text}`
    : `Not included: ${text}; and ${more.toLocaleString('en')} more`
}

/** The selected changes make too long a text for the clipboard. */
export const TOO_MANY_CHANGES =
  'Nothing was copied: the changes make too long a text. Select fewer, or export them as .reg.'
