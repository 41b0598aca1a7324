/** What is said about transaction logs: which entries were used, and why others were not. */

import type { LogVerdict } from '../logs/choose.ts'
import type { LogReason } from '../logs/logFile.ts'
import { counted } from './counted.ts'

const REASONS: Readonly<Record<LogReason, string>> = {
  empty: 'it is empty: nothing was logged',
  'too-short': 'it is too short for a log',
  'not-a-log': 'it is not a transaction log',
  'checksum-wrong': 'the checksum of its header is wrong',
  'sequence-differs': 'its header was not finished: the two sequence numbers differ',
  'data-size-bad': 'its header names no possible size of the hive',
  'no-dirt': 'its list of changed pages is missing',
  'pages-missing': 'it ends before the pages it lists',
  'no-entries': 'it has no whole entry',
  stale: 'the hive already has what it holds',
  'not-contiguous': 'its entries do not follow those that were used',
  'older-than-hive': 'it is older than the hive',
  superseded: 'a newer log holds everything it holds',
  'too-large': 'it would make the hive larger than hive and logs together',
  'hive-clean': 'the hive is clean, so Windows would not look at it either',
}

/** `SYSTEM.LOG1: entries 2 to 5 used`, or why not. */
export function describeVerdict({ name, format, used, reason }: LogVerdict): string {
  if (reason !== null) return `${name}: not used: ${REASONS[reason]}`
  const [first] = used
  const last = used.at(-1)
  if (format === 'old') return `${name}: used, sequence number ${first}`
  const range = used.length === 1 ? `entry ${first}` : `entries ${first} to ${last}`
  return `${name}: ${range} used`
}

export const LOG_WORDS = {
  clean: 'the hive is clean: there is nothing to recover',
  noneUsable: 'none of the logs can be used, so the hive stays as it is',
  missing: (count: number) =>
    `${counted(count, 'sequence number')} before the first entry are in none of the logs`,
} as const
