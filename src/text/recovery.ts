/** Transaction logs on the page: banners, the preview of their changes, and the report. */

import type { RecoveryReport } from '../worker/protocol.ts'

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
