/** The report of a save: what was written, what it changed, what was checked, and what is left to do. */

import type { DocInfo, HiveKind, SaveReport } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { exactSizeText } from './dialogs.ts'
import type { SavedFile } from './saving.ts'
import { markedText } from './visibleText.ts'

export const SAVE_REPORT = {
  title: 'Save Report',
  changes: 'Changes',
  checks: 'Checks',
  next: 'What to do now',
  copy: 'Copy as Text',
  close: 'Close',
} as const

/** One line of the report: a label, and one or two texts. */
export type ReportFact = readonly [label: string, value: string]

/** The report as it is shown, and copied as text. */
export interface ReportText {
  readonly facts: readonly ReportFact[]
  /** What the changes are counted from. */
  readonly since: string
  /** null when there are none. */
  readonly changes: SaveReport['changes'] | null
  /** What else is to be said of them. */
  readonly notes: readonly string[]
  readonly checks: readonly string[]
  readonly next: readonly string[]
}

const WAYS: Readonly<Record<SavedFile['way'], string>> = {
  'in-place': 'In place',
  other: 'To the file chosen in the browser’s dialog, which is the file of the hive now',
  copy: 'As a copy, to the file chosen in the browser’s dialog',
  download: 'As a download',
  'download-refused': 'As a download: the browser did not allow writing the file itself',
}

const SINCE: Readonly<Record<SaveReport['before']['since'], string>> = {
  opened: 'Since the file was opened',
  saved: 'Since the last save',
  made: 'Since the hive was made',
}

const NO_HASH = 'not available: the browser computes it only with https, or on this computer'

/**
 * Words a save.
 *
 * @param time - the time in the saved header, as it is shown
 */
export function reportText(
  saved: SavedFile,
  info: Pick<DocInfo, 'name' | 'kind' | 'logs'>,
  time: string,
): ReportText {
  const { report, way, name } = saved
  const { before, changes, moved } = { ...report, moved: report.changes.moved }
  const isNew = before.since === 'made'
  const was = before.since === 'opened' ? 'as opened' : 'as last saved'
  const total = sumOf(changes.keys) + sumOf(changes.values) + moved.keys
  return {
    facts: [
      ['File', markedText(name)],
      ['Written', WAYS[way]],
      ['Format', formatText(report)],
      ['Size', exactSizeText(report.size)],
      ...(isNew ? [] : [[`Size ${was}`, exactSizeText(before.size)] as const]),
      ['Contents', `${counted(report.keys, 'key')}, ${counted(report.values, 'value')}`],
      ['Sequence number', String(report.sequence)],
      ['Time in header', time],
      ['SHA-256', report.sha256 ?? NO_HASH],
      ...(isNew ? [] : [[`SHA-256 ${was}`, before.sha256 ?? NO_HASH] as const]),
    ],
    since: SINCE[before.since],
    changes: total === 0 ? null : changes,
    notes: changeNotes(report, total),
    checks: checkTexts(saved),
    next: nextTexts(saved, info),
  }
}

function sumOf(counts: SaveReport['changes']['keys']): number {
  return counts.added + counts.removed + counts.changed
}

function formatText({ version, layout }: SaveReport): string {
  return layout === 'kept'
    ? `Version ${version}, every record in its place`
    : `Version ${version}, compacted: without deleted data and free space`
}

function changeNotes({ changes, asOpened }: SaveReport, total: number): string[] {
  const { moved, complete } = changes
  const notes: string[] = []
  if (asOpened) notes.push('The file is byte for byte as it was opened.')
  else if (total === 0) notes.push('No key and no value differs.')
  if (moved.keys > 0) {
    notes.push(
      `${counted(moved.keys, 'key')} with ${counted(moved.values, 'value')} moved or renamed.`,
    )
  }
  if (!complete) notes.push('Damage prevented counting everything: there may be more changes.')
  return notes
}

function checkTexts({ report, way }: SavedFile): string[] {
  const { errors, warnings, sha256 } = report
  const found =
    errors === 0
      ? 'no errors'
      : `${counted(errors, 'error')} that the hive had before, and no new ones`
  const checks = [
    `The bytes were opened again and their structure was checked before they were written: ${found}${warnings === 0 ? '' : `, ${counted(warnings, 'warning')}`}.`,
  ]
  if (way === 'in-place' || way === 'other' || way === 'copy') {
    checks.push(
      `The file was read back from the disk and compared: every byte is the one that was written${sha256 === null ? '' : ', with this SHA-256'}.`,
    )
  } else {
    checks.push(
      'Only the browser knows whether the download was kept. Compare its SHA-256 if that matters.',
    )
  }
  return checks
}

/** The logs that Windows keeps beside a hive: those of Vista and later, and that of earlier versions. */
const LOG_SUFFIXES = ['.LOG1', '.LOG2', '.LOG'] as const

/** Hives that Windows keeps in memory over a shutdown with Fast Startup. */
const KEPT_LOADED: ReadonlySet<HiveKind> = new Set([
  'SYSTEM',
  'SOFTWARE',
  'SAM',
  'SECURITY',
  'DRIVERS',
  'COMPONENTS',
])

const OF_USERS: ReadonlySet<HiveKind> = new Set(['NTUSER', 'UsrClass'])

function nextTexts(
  saved: SavedFile,
  { name, kind, logs }: Pick<DocInfo, 'name' | 'kind' | 'logs'>,
): string[] {
  const { report, way } = saved
  const next: string[] = []
  const isInPlace = way === 'in-place'
  if (way === 'download' || way === 'download-refused') {
    next.push(
      `The browser may have added (1) to the name. Windows finds the hive only as ${markedText(name)}.`,
    )
  }
  if (report.before.since !== 'made') next.push(...logTexts(saved, name, logs))
  if (kind === 'SYSTEM' && report.version <= '1.3') {
    next.push(
      'Windows NT 4.0 and 2000 also keep SYSTEM.ALT, a copy that they use when SYSTEM does not load. Replace it too, or delete it.',
    )
  }
  if (KEPT_LOADED.has(kind)) {
    next.push(
      `Fast Startup: if this Windows was shut down in the usual way, or hibernated, it still has ${kind} in memory and writes that over the file when it starts. Your changes would be gone. Restart it, or shut it down with “shutdown /s /t 0”, before the file is ${isInPlace ? 'changed' : 'replaced'}.`,
    )
  }
  if (OF_USERS.has(kind)) {
    next.push('The user must be signed out while the file is replaced.')
  }
  return next
}

/** What becomes of the logs beside the hive. Windows does not replay logs into a hive that was closed cleanly. */
function logTexts(saved: SavedFile, name: string, logs: readonly string[]): string[] {
  const { report, way } = saved
  const isOther = way === 'other' && saved.before !== undefined
  const names = LOG_SUFFIXES.map((suffix) => markedText(name) + suffix)
  const came =
    logs.length === 0 || isOther ? '' : ` (${logs.map(markedText).join(', ')} came with it)`
  const texts = [
    `Log files ${placeText(saved)} are out of date: ${names.slice(0, -1).join(', ')}, and ${names.at(-1)} before Windows Vista${came}. The saved hive is marked as closed cleanly, with sequence number ${report.sequence}, so Windows ignores them and starts new ones. They can stay or be deleted; delete them from a copy that you hand on, so that no program replays them.`,
  ]
  if (report.asOpened) return texts
  if (isOther) return [...texts, ...firstFileTexts(saved)]
  if (report.recovered) texts.push('What they held is in the saved hive.')
  else if (report.dirty) {
    texts.push(
      'They hold changes that are not in the saved hive, and Windows will not replay them any more. Keep them with the original file if you may need them.',
    )
  }
  return texts
}

function placeText({ way }: SavedFile): string {
  if (way === 'in-place') return 'beside the file'
  return way === 'other'
    ? 'beside the saved file, of a hive of that name that was there before,'
    : 'beside the file that this one replaces'
}

/** The logs of the file that the hive had before it was saved to another one. */
function firstFileTexts({ report, before = '' }: SavedFile): string[] {
  const first = markedText(before)
  if (report.recovered) {
    return [
      `${first} was not changed and still needs its logs. What they held is in the saved hive.`,
    ]
  }
  if (!report.dirty) return []
  return [
    `${first} was not changed and still needs its logs. They hold changes that are not in the saved hive.`,
  ]
}

const KINDS = ['added', 'removed', 'changed'] as const

/** The report as plain text. */
export function plainReport({ facts, since, changes, notes, checks, next }: ReportText): string {
  const rows = (['keys', 'values'] as const).map((what) => {
    const counts = KINDS.map((kind) => `${changes?.[what][kind] ?? 0} ${kind}`)
    return `- ${what}: ${counts.join(', ')}`
  })
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`)
  const parts = [
    facts.map(([label, value]) => `${label}: ${value}`),
    [`${SAVE_REPORT.changes} (${since.toLowerCase()})`, ...(changes ? rows : []), ...list(notes)],
    [SAVE_REPORT.checks, ...list(checks)],
    ...(next.length > 0 ? [[SAVE_REPORT.next, ...list(next)]] : []),
  ]
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}
