/** Messages about transaction logs: which entries were used, and why others were not. */

import type { ChangeCounts } from '../compare/compare.ts'
import type { LogOutcome } from '../errors.ts'
import type { LogVerdict } from '../logs/choose.ts'
import type { LogReason } from '../logs/logFile.ts'
import type { RecoveryReport } from '../logs/preview.ts'
import type { HeaderField, LogWarning } from '../logs/warnings.ts'
import { counted } from './counted.ts'
import { describeNamed, type NameFormat } from './differences.ts'

type Numbers = { readonly expected: number; readonly actual: number }

/** Each completes `not used: ...`, or `entries 2 to 5 used, the rest not: ...`. */
const REASONS: Readonly<Record<LogReason, string | ((numbers: Numbers) => string)>> = {
  empty: 'it is empty',
  'too-short': 'it is too short to be a log',
  'not-a-log': 'it is not a transaction log',
  'alternate-copy': 'it is an alternate copy of a hive (SYSTEM.ALT of Windows 2000), not a log',
  'checksum-wrong': 'the checksum of its header is wrong',
  'sequence-differs': 'its header is incomplete: the two sequence numbers differ',
  'data-size-bad': 'its header states an impossible hive size',
  'no-dirt': 'its list of changed pages is missing',
  'pages-missing': 'it ends before the pages it lists',
  'no-entries': 'there is no entry after its header',
  'first-entry': ({ expected, actual }) =>
    `its header names entry ${expected} as the first, but the first is entry ${actual}`,
  'entry-size': ({ expected }) => `entry ${expected} has an impossible size, or the log is cut off`,
  'entry-hash': ({ expected }) => `entry ${expected} is torn: its hash is wrong`,
  'entry-data-size': ({ expected }) => `entry ${expected} states an impossible hive size`,
  'entry-pages': ({ expected }) => `entry ${expected} lists pages outside the entry or the hive`,
  gap: ({ expected, actual }) => `entry ${expected} is missing and entry ${actual} comes next`,
  remnants: 'the rest is left over from an earlier use of the log',
  'too-large': 'it would make the hive larger than the hive and its logs together',
  'hive-clean': 'the hive is clean, so Windows would ignore it too',
  stale: ({ expected }) => `the hive already contains it: its sequence number is ${expected}`,
  'starts-stale': ({ expected, actual }) =>
    `it starts with entry ${actual}, which is older than the hive (${expected})`,
  'not-contiguous': ({ expected, actual }) =>
    `it starts with entry ${actual}, but the next one has to be entry ${expected}`,
  'not-latest':
    'the header of the hive is damaged, so only the log with the latest entries is used',
  'old-format': 'there is a log in the newer format',
  'older-than-hive': 'it is older than the hive',
  superseded: 'a newer log contains everything in it',
}

const FIELDS: Readonly<Record<HeaderField, string>> = {
  name: 'file name',
  id: 'hive id',
  time: 'time of writing',
  root: 'root cell',
  size: 'size',
}

/** `SYSTEM.LOG1: entries 2 to 5 used`, or the reason why it, or the rest of it, was not used. */
export function describeVerdict({ name, format, used, fault }: LogVerdict): string {
  const why = fault === null ? '' : wordsOf(fault.reason, fault)
  const [first] = used
  const last = used.at(-1)
  if (first === undefined) return `${name}: not used: ${why}`
  const range = used.length === 1 ? `entry ${first}` : `entries ${first} to ${last}`
  const entries = format === 'old' ? `used, sequence number ${first}` : `${range} used`
  return fault === null ? `${name}: ${entries}` : `${name}: ${entries}, the rest not: ${why}`
}

function wordsOf(reason: LogReason, { expected = 0, actual = 0 }: Partial<Numbers>): string {
  const words = REASONS[reason]
  return typeof words === 'string' ? words : words({ expected, actual })
}

/** Describes a warning as one sentence without a full stop, starting with the name of the log. */
export function describeWarning(warning: LogWarning): string {
  return `${warning.name}: ${wordsOfWarning(warning)}`
}

function wordsOfWarning(warning: LogWarning): string {
  switch (warning.code) {
    case 'numbers-missing':
      return `${counted(warning.count, 'entry', 'entries')} before its first ${warning.count === 1 ? 'is' : 'are'} in no log`
    case 'newer-than-hive':
      return 'it was written later than the hive; usually both have the same time'
    case 'time-unknown':
      return 'it is not known whether it is as recent as the hive'
    case 'other-hive':
      return `it may belong to another hive: its header differs in ${warning.fields.map((field) => FIELDS[field]).join(', ')}`
    case 'pages-overlap':
      return `pages of entry ${warning.sequence} overlap; the later ones are used`
    case 'pages-unaligned':
      return `pages of entry ${warning.sequence} are not whole 4096-byte pages`
  }
}

/** Describes the effect of a recovery, line by line. */
export function describeRecovery(report: RecoveryReport, names: NameFormat): string[] {
  const { verdicts, effect, pages, bytes } = report
  const lines = verdicts.map(describeVerdict)
  lines.push(`${counted(bytes, 'byte')} into ${counted(pages, 'page')} of the hive`)
  if (effect === null) return lines
  const { before, after, changes } = effect
  if (before === null) lines.push(LOG_WORDS.onlyWithLogs)
  if (after === null) lines.push(LOG_WORDS.onlyWithoutLogs)
  else lines.push(`errors: ${after.errors}, ${effect.newErrors} of them new`)
  if (changes === null) return lines
  lines.push(`keys: ${describeCounts(changes.keys)}`, `values: ${describeCounts(changes.values)}`)
  if (!changes.complete) lines.push(LOG_WORDS.incomplete)
  lines.push(...changes.first.map((change) => describeNamed(change, names)))
  return changes.more === 0 ? lines : [...lines, `and ${counted(changes.more, 'more change')}`]
}

function describeCounts({ added, removed, changed }: ChangeCounts): string {
  return `${added} added, ${removed} removed, ${changed} changed`
}

/** The logs of a hive that could not be opened, with the reasons why each was not used where known. */
export function logsNotUsed(logs: readonly LogOutcome[]): string {
  const named = logs.map(({ name, fault }) =>
    fault === null ? name : `${name} (${wordsOf(fault.reason as LogReason, fault)})`,
  )
  return `Its transaction logs were not used: ${named.join(', ')}.`
}

export const LOG_WORDS = {
  clean: 'the hive is clean: there is nothing to recover',
  noneUsable: (logs: string) => `none of the logs can be used: ${logs}`,
  unreadable: (reason: string) =>
    `with its logs applied the hive cannot be opened: ${reason} (try it without them)`,
  worse: (errors: number) =>
    `with its logs applied the hive has ${counted(errors, 'new error')} (use --damaged to write it anyway)`,
  onlyWithLogs: 'without its logs the hive cannot be opened',
  onlyWithoutLogs: 'with its logs applied the hive cannot be opened',
  incomplete: 'the hive is too damaged to count all changes',
} as const
