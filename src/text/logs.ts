/** What is said about transaction logs: which entries were used, and why others were not. */

import type { LogOutcome } from '../errors.ts'
import type { ChangeCounts, HiveChange } from '../logs/changes.ts'
import type { LogVerdict } from '../logs/choose.ts'
import type { LogReason } from '../logs/logFile.ts'
import type { ChangedPart } from '../logs/parts.ts'
import type { RecoveryReport } from '../logs/preview.ts'
import type { HeaderField, LogWarning } from '../logs/warnings.ts'
import { counted } from './counted.ts'

type Numbers = { readonly expected: number; readonly actual: number }

/** Each completes `not used: ...`, or `entries 2 to 5 used, the rest not: ...`. */
const REASONS: Readonly<Record<LogReason, string | ((numbers: Numbers) => string)>> = {
  empty: 'it is empty: nothing was logged',
  'too-short': 'it is too short for a log',
  'not-a-log': 'it is not a transaction log',
  'alternate-copy': 'it is an alternate copy of a hive (SYSTEM.ALT of Windows 2000), not a log',
  'checksum-wrong': 'the checksum of its header is wrong',
  'sequence-differs': 'its header was not finished: the two sequence numbers differ',
  'data-size-bad': 'its header names no possible size of the hive',
  'no-dirt': 'its list of changed pages is missing',
  'pages-missing': 'it ends before the pages it lists',
  'no-entries': 'no entry follows its header',
  'first-entry': ({ expected, actual }) =>
    `its header announces entry ${expected}, and entry ${actual} is there`,
  'entry-size': ({ expected }) => `entry ${expected} has an impossible size, or the log is cut off`,
  'entry-hash': ({ expected }) => `entry ${expected} is torn: its hash is wrong`,
  'entry-data-size': ({ expected }) => `entry ${expected} names no possible size of the hive`,
  'entry-pages': ({ expected }) => `pages of entry ${expected} are outside of it or of the hive`,
  gap: ({ expected, actual }) => `entry ${expected} is missing, entry ${actual} is there`,
  remnants: 'it is left over from before',
  'too-large': 'it would make the hive larger than hive and logs together',
  'hive-clean': 'the hive is clean, so Windows would not look at it either',
  stale: ({ expected }) => `the hive has all of it already, its own number is ${expected}`,
  'starts-stale': ({ expected, actual }) =>
    `it begins with entry ${actual}, which is older than the hive (${expected})`,
  'not-contiguous': ({ expected, actual }) =>
    `it begins with entry ${actual}, and entry ${expected} would have to follow`,
  'not-latest': 'the header of the hive is damaged, so only the log with the latest entries counts',
  'old-format': 'there is a log of the newer format',
  'older-than-hive': 'it is older than the hive',
  superseded: 'a newer log holds everything it holds',
}

const FIELDS: Readonly<Record<HeaderField, string>> = {
  name: 'file name',
  id: 'hive id',
  time: 'time of writing',
  root: 'root cell',
  size: 'size',
}

/** `SYSTEM.LOG1: entries 2 to 5 used`, or why not, or why not all. */
export function describeVerdict({ name, format, used, fault }: LogVerdict): string {
  const why = fault === null ? '' : wordsOf(fault.reason, fault)
  const [first] = used
  const last = used.at(-1)
  if (first === undefined) return `${name}: not used: ${why}`
  const range = used.length === 1 ? `entry ${first}` : `entries ${first} to ${last}`
  const what = format === 'old' ? `used, sequence number ${first}` : `${range} used`
  return fault === null ? `${name}: ${what}` : `${name}: ${what}, the rest not: ${why}`
}

function wordsOf(reason: LogReason, { expected = 0, actual = 0 }: Partial<Numbers>): string {
  const words = REASONS[reason]
  return typeof words === 'string' ? words : words({ expected, actual })
}

/** One sentence without its full stop, with the log's name in front. */
export function describeWarning(warning: LogWarning): string {
  return `${warning.name}: ${wordsOfWarning(warning)}`
}

function wordsOfWarning(warning: LogWarning): string {
  switch (warning.code) {
    case 'numbers-missing':
      return `${counted(warning.count, 'entry', 'entries')} before its first ${warning.count === 1 ? 'is' : 'are'} in no log`
    case 'newer-than-hive':
      return 'it was written later than the hive, usually both have the same time'
    case 'time-unknown':
      return 'it cannot be told whether it is as new as the hive'
    case 'other-hive':
      return `it may belong to another hive, its header differs in ${warning.fields.map((field) => FIELDS[field]).join(', ')}`
    case 'pages-overlap':
      return `pages of entry ${warning.sequence} overlap, the later ones count`
    case 'pages-unaligned':
      return `pages of entry ${warning.sequence} are not whole 4096-byte pages`
  }
}

/** How names are written where a recovery is described. */
export interface NameFormat {
  path(names: readonly string[]): string
  value(name: string): string
}

/** What a recovery would do, line by line. */
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
  lines.push(...changes.first.map((change) => describeChange(change, names)))
  return changes.more === 0 ? lines : [...lines, `and ${counted(changes.more, 'more change')}`]
}

function describeCounts({ added, removed, changed }: ChangeCounts): string {
  return `${added} added, ${removed} removed, ${changed} changed`
}

/** `changed value \Software\Vendor "Limit": data` */
function describeChange(change: HiveChange, names: NameFormat): string {
  const { kind, path, value, parts, along } = change
  const what = value === null ? 'key' : 'value'
  const name = value === null ? '' : ` "${names.value(value)}"`
  const brings = along.keys + along.values > 0
  const tail = brings
    ? ` with ${counted(along.keys, 'key')} and ${counted(along.values, 'value')}`
    : parts.length > 0
      ? `: ${partsText(change)}`
      : ''
  return `${kind} ${what} ${names.path(path)}${name}${tail}`
}

/** What of a key or value changed. Only the root can have another name altogether. */
export function partsText({ path, parts }: HiveChange): string {
  const isRoot = path.length === 0
  return parts.map((part) => (part === 'name' && isRoot ? part : PARTS[part])).join(', ')
}

const PARTS: Readonly<Record<ChangedPart, string>> = {
  name: 'letter case of the name',
  time: 'time of the last change',
  flags: 'flags',
  class: 'class',
  security: 'permissions',
  type: 'type',
  data: 'data',
}

/** Of a hive that could not be opened: the logs that came with it, with the reasons that are known. */
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
    `with its logs applied the hive could not be opened: ${reason} (without them it can be tried)`,
  worse: (errors: number) =>
    `with its logs applied the hive has ${counted(errors, 'error')} that it had not, so it is written only with --damaged`,
  onlyWithLogs: 'without its logs the hive cannot be opened',
  onlyWithoutLogs: 'with its logs applied the hive cannot be opened',
  incomplete: 'the hive is so damaged that not all changes were counted',
} as const
