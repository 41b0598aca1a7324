/** Transaction logs on the page: banners, the preview of what they would do, and what they did. */

import type { HiveChange, HiveState, RecoveryReport } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { partsText } from './logs.ts'
import { sizeText } from './page.ts'

export const RECOVERY = {
  title: 'Transaction Logs',
  reading: 'Trying the logs on a copy',
  logs: 'Logs',
  changes: 'Changes',
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
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
    'The logs apply to the hive as it was opened, and it has been edited since. Undo your changes first. They can be done again until you apply the logs, not afterwards.',
  undoAll: 'Undo all changes',
  unreadable: 'With these logs the hive could not be opened any more, so they cannot be applied.',
  incomplete: 'The hive is so damaged that not all changes could be counted.',
} as const

/** The hive is clean: what came with it does nothing. */
export function cleanLogsText(
  name: string,
  logs: readonly string[],
): { readonly text: string; readonly detail: string } {
  return {
    text: `${name} was closed cleanly, so its logs are not needed.`,
    detail: `Not applied: ${listed(logs)}. Windows does not look at the logs of a clean hive either.`,
  }
}

/** Logs came after others were applied. */
export function lateLogsText(
  name: string,
  { needed }: { readonly needed: boolean },
): { readonly text: string; readonly detail: string } {
  return {
    text: `The logs of ${name} are applied already, so those that came now were not used.`,
    detail: needed
      ? 'To apply them all, open the hive again together with all of its logs.'
      : 'To apply them all, undo the logs that are applied, then apply them again.',
  }
}

/** Why a dirty hive is read-only, by what is known of its logs: null is nothing yet. */
export function dirtyBannerText(
  logs: readonly string[],
  report: RecoveryReport | null,
): { readonly text: string; readonly detail: string } {
  const text = 'This hive was copied while Windows was still writing to it, so it is read-only.'
  if (logs.length === 0) {
    return {
      text,
      detail:
        'Its newest changes are in the .LOG1 and .LOG2 files that lay beside it. Drop them here to apply them; without them some keys may be old or missing.',
    }
  }
  if (report !== null && report.effect === null) {
    return { text, detail: `None of the logs that came with it can be applied: ${listed(logs)}.` }
  }
  const named = listed(report === null ? logs : usedLogs(report))
  const what =
    report !== null && mayBeOthers(report)
      ? 'The logs that came with it may belong to another hive'
      : 'Its newest changes are in the logs that came with it'
  return { text, detail: `${what}: ${named}. Nothing has been applied yet.` }
}

/** The headers of logs that would be applied disagree with that of the hive. */
export function mayBeOthers({ warnings }: RecoveryReport): boolean {
  return warnings.some(({ code }) => code === 'other-hive')
}

/** The hive could not be opened without its logs. */
export function neededBannerText(used: readonly string[]): {
  readonly text: string
  readonly detail: string
} {
  return {
    text: 'The header of this hive is damaged, so it was opened with its transaction logs applied.',
    detail: `Applied: ${listed(used)}. The file itself is as it was until you save.`,
  }
}

/** What the dialog is about. */
export function leadText(
  name: string,
  state: 'preview' | 'doubtful' | 'applied' | 'needed' | 'unusable',
): string {
  switch (state) {
    case 'preview':
      return `The newest changes of ${name} are in its transaction logs. Applying them writes those changes into the open hive, as Windows would; the file stays as it is until you save, and Undo takes them back.`
    case 'doubtful':
      return `These logs may belong to another hive than ${name}. Applying them writes what they hold into the open hive all the same; the file stays as it is until you save, and Undo takes it back.`
    case 'applied':
      return `These logs were applied to ${name}. The file stays as it is until you save, and Undo takes them back.`
    case 'needed':
      return `${name} could not be opened without its logs, so they were applied. The file stays as it is until you save.`
    case 'unusable':
      return `None of these logs can be applied to ${name}. It stays as it is.`
  }
}

export function pagesText(pages: number, bytes: number): string {
  return `${counted(pages, 'page')} of the hive, ${sizeText(bytes)} together, ${pages === 1 ? 'is' : 'are'} replaced.`
}

export function afterText({ keys, values }: HiveState): string {
  return `The hive then has ${counted(keys, 'key')} and ${counted(values, 'value')}.`
}

/** Applying the logs brings errors. */
export function worseText(errors: number): string {
  return `The hive would have ${counted(errors, 'error')} that it does not have now, so it could not be saved. Undo takes the logs back.`
}

/** What a key or value that comes or goes brings along, or what of it changes. */
export function changeText(change: HiveChange): string {
  const { parts, along } = change
  if (parts.length > 0) return partsText(change)
  const with_ = [
    along.keys > 0 ? counted(along.keys, 'key') : '',
    along.values > 0 ? counted(along.values, 'value') : '',
  ].filter((text) => text !== '')
  return with_.length > 0 ? `with ${with_.join(' and ')}` : ''
}

/** The list ends before the changes do. */
export function moreChangesText(more: number): string {
  return `and ${counted(more, 'more change')}`
}

/** Names of the logs of which something was used. */
export function usedLogs({ verdicts }: RecoveryReport): readonly string[] {
  return verdicts.filter(({ used }) => used.length > 0).map(({ name }) => name)
}

/** Which logs the open hive has, for the status bar: `Logs applied: LOG1, LOG2`. */
export function appliedText(used: readonly string[]): string {
  return `Logs applied: ${used.map((name) => name.replace(/^.*\.(?=log[12]?$)/i, '')).join(', ')}`
}

/** `A`, `A and B`, `A, B and C`. */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last
}
