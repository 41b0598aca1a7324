/** Transaction logs on the page: banners, the preview of their changes, and the report. */

import type { HiveState, NamedDifference, RecoveryReport } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { partsText } from './differences.ts'
import { sizeText } from './page.ts'

export const RECOVERY = {
  title: 'Transaction Logs',
  reading: 'Trying the logs on a copy',
  logs: 'Logs',
  changes: 'Changes',
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  moved: 'Moved',
  keys: 'Keys',
  values: 'Values',
  list: 'First changes',
  apply: 'Apply logs',
  editWithout: 'Edit without logs',
  notNow: 'Not now',
  close: 'Close',
  review: 'Review logs…',
  why: 'Show why…',
  open: 'Open logs…',
  details: 'Show logs…',
  edited:
    'The logs apply to the hive as it was opened, and it has been edited since. Undo your changes first. You can redo them until you apply the logs, but not afterwards.',
  undoAll: 'Undo all changes',
  unreadable: 'With these logs the hive could no longer be opened, so they cannot be applied.',
  incomplete: 'The hive is too damaged to count all changes.',
} as const

/** The hive is clean, so its logs have no effect. */
export function cleanLogsText(
  name: string,
  logs: readonly string[],
): { readonly text: string; readonly detail: string } {
  return {
    text: `${name} was closed cleanly, so its logs are not needed.`,
    detail: `Not applied: ${listed(logs)}. Windows ignores the logs of a clean hive too.`,
  }
}

/** Logs were added after others had been applied. */
export function lateLogsText(
  name: string,
  { needed }: { readonly needed: boolean },
): { readonly text: string; readonly detail: string } {
  return {
    text: `The logs of ${name} are already applied, so the ones just added were not used.`,
    detail: needed
      ? 'To apply all of them, open the hive again together with all its logs.'
      : 'To apply all of them, undo the logs that are applied, then apply them again.',
  }
}

/** Why a dirty hive is read-only. `report` is null until its logs have been examined. */
export function dirtyBannerText(
  logs: readonly string[],
  report: RecoveryReport | null,
): { readonly text: string; readonly detail: string } {
  const text = 'This hive was copied while Windows was still writing to it, so it is read-only.'
  if (logs.length === 0) {
    return {
      text,
      detail:
        'Its newest changes are in its .LOG1 and .LOG2 files, in the same folder. Drop them here to apply them; without them some keys may be out of date or missing.',
    }
  }
  if (report !== null && report.effect === null) {
    return { text, detail: `None of the logs that came with it can be applied: ${listed(logs)}.` }
  }
  const named = listed(report === null ? logs : usedLogs(report))
  const reason =
    report !== null && mayBeOthers(report)
      ? 'The logs that came with it may belong to another hive'
      : 'Its newest changes are in the logs that came with it'
  return { text, detail: `${reason}: ${named}. Nothing has been applied yet.` }
}

/** Whether logs that would be applied may belong to another hive: their headers disagree with its header. */
export function mayBeOthers({ warnings }: RecoveryReport): boolean {
  return warnings.some(({ code }) => code === 'other-hive')
}

/** The hive could only be opened with its logs applied. */
export function neededBannerText(used: readonly string[]): {
  readonly text: string
  readonly detail: string
} {
  return {
    text: 'The header of this hive is damaged, so it was opened with its transaction logs applied.',
    detail: `Applied: ${listed(used)}. The file itself is not changed until you save.`,
  }
}

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

/** The names of the logs that were used, at least in part. */
export function usedLogs({ verdicts }: RecoveryReport): readonly string[] {
  return verdicts.filter(({ used }) => used.length > 0).map(({ name }) => name)
}

/** The logs that were applied to the hive, for the status bar: `Logs applied: LOG1, LOG2`. */
export function appliedText(used: readonly string[]): string {
  return `Logs applied: ${used.map((name) => name.replace(/^.*\.(?=log[12]?$)/i, '')).join(', ')}`
}

/** `A`, `A and B`, `A, B and C`. */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last
}
