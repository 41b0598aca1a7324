/**
 * Which of the logs that were given apply to a dirty hive, in which order, and why the others do not
 * (regf-format 4.3 rules 1 to 8, 4.4, 4.6). Numbers wrap; file names decide nothing but a tie.
 */

import type { BaseBlock } from '../regf/baseBlock.ts'
import {
  isNotOlder,
  type LogFile,
  type LogInput,
  type LogPage,
  type LogReason,
  readLogFile,
} from './logFile.ts'
import { type LogEntry, readEntries } from './newFormat.ts'
import { readDirtyPages } from './oldFormat.ts'

/** What became of one log that was given. */
export interface LogVerdict {
  readonly name: string
  readonly format: 'old' | 'new' | null
  /** Sequence numbers of the entries that are used; an old log counts as one. */
  readonly used: readonly number[]
  /** Why none or not all of it is used; null when everything is. */
  readonly reason: LogReason | null
}

/** One change of the hive bins, as a log says. */
export interface LogStep {
  readonly log: LogFile
  readonly sequence: number
  readonly dataSize: number
  /** Flags bit 0 of the base block after the step. */
  readonly transacted: boolean
  readonly pages: readonly LogPage[]
}

export interface LogPlan {
  readonly steps: readonly LogStep[]
  /** In the order the logs were given. */
  readonly verdicts: readonly LogVerdict[]
}

/** What of the primary file decides which logs apply. */
export interface PrimaryState {
  readonly base: BaseBlock
  /** Last written; of the first bin when the base block cannot be believed. */
  readonly lastWritten: bigint
}

interface Candidate {
  readonly input: LogInput
  readonly log: LogFile
  readonly entries: readonly LogEntry[]
  readonly pages: readonly LogPage[]
}

/** Chooses logs for a dirty primary file. */
export function chooseLogs(primary: PrimaryState, inputs: readonly LogInput[]): LogPlan {
  const rejected = new Map<LogInput, LogVerdict>()
  const candidates: Candidate[] = []
  for (const input of inputs) {
    const candidate = readCandidate(input)
    if (typeof candidate === 'string') rejected.set(input, unused(input, null, candidate))
    else candidates.push(candidate)
  }
  const usable = candidates.sort(byName)
  const fresh = usable.filter(({ log }) => log.format === 'new')
  // Windows moved from the one format to the other and left old logs behind.
  const steps = fresh.length > 0 ? chainOf(primary, fresh) : newestOf(primary, usable)
  const verdicts = inputs.map(
    (input) => rejected.get(input) ?? verdictOf(input, candidates, steps, primary),
  )
  return { steps, verdicts }
}

function readCandidate(input: LogInput): Candidate | LogReason {
  const log = readLogFile(input)
  if (typeof log === 'string') return log
  if (log.format === 'new') {
    const entries = readEntries(log)
    return entries.length === 0 ? 'no-entries' : { input, log, entries, pages: [] }
  }
  const pages = readDirtyPages(log)
  return typeof pages === 'string' ? pages : { input, log, entries: [], pages }
}

/** LOG1 before LOG2 before LOG; the order of arguments means nothing. */
function byName(a: Candidate, b: Candidate): number {
  const rank = ({ input }: Candidate) => {
    const name = input.name.toUpperCase()
    if (name.endsWith('.LOG1')) return 0
    return name.endsWith('.LOG2') ? 1 : 2
  }
  return rank(a) - rank(b)
}

/** The entries of new-format logs that follow each other. */
function chainOf({ base }: PrimaryState, logs: readonly Candidate[]): LogStep[] {
  const first = (log: Candidate) => log.log.header.primarySequence
  const ordered = [...logs].sort((a, b) =>
    first(a) === first(b) ? 0 : isNotOlder(first(a), first(b)) ? 1 : -1,
  )
  if (!base.checksumValid) {
    // The primary's number is unknown: only the log with the latest entries counts.
    const latest = ordered.at(-1)
    return latest === undefined ? [] : stepsOf(latest)
  }
  const current = ordered.filter((log) => isNotOlder(first(log), base.secondarySequence))
  const steps: LogStep[] = []
  for (const log of current) {
    const last = steps.at(-1)
    if (last === undefined || first(log) === (last.sequence + 1) >>> 0) steps.push(...stepsOf(log))
  }
  return steps
}

function stepsOf({ log, entries }: Candidate): LogStep[] {
  return entries.map(({ sequence, dataSize, flags, pages }) => ({
    log,
    sequence,
    dataSize,
    transacted: (flags & 1) !== 0,
    pages,
  }))
}

/** The one old-format log that was written last, if it is not older than the hive. */
function newestOf({ lastWritten }: PrimaryState, logs: readonly Candidate[]): LogStep[] {
  let newest: Candidate | null = null
  for (const candidate of logs) {
    const { header } = candidate.log
    if (header.lastWritten < lastWritten) continue
    if (newest === null || header.lastWritten > newest.log.header.lastWritten) newest = candidate
  }
  if (newest === null) return []
  const { header } = newest.log
  const transacted = (header.flags & 1) !== 0
  const sequence = header.primarySequence
  return [{ log: newest.log, sequence, dataSize: header.dataSize, transacted, pages: newest.pages }]
}

function verdictOf(
  input: LogInput,
  candidates: readonly Candidate[],
  steps: readonly LogStep[],
  primary: PrimaryState,
): LogVerdict {
  const candidate = candidates.find((one) => one.input === input)
  if (candidate === undefined) return unused(input, null, 'not-a-log')
  const { log } = candidate
  const used = steps.filter((step) => step.log === log).map(({ sequence }) => sequence)
  if (used.length > 0) return { name: input.name, format: log.format, used, reason: null }
  return unused(input, log.format, reasonOf(log, steps, primary))
}

function reasonOf(log: LogFile, steps: readonly LogStep[], primary: PrimaryState): LogReason {
  const { base, lastWritten } = primary
  if (log.format === 'old') {
    if (steps.some((step) => step.log.format === 'new')) return 'superseded'
    return log.header.lastWritten < lastWritten ? 'older-than-hive' : 'superseded'
  }
  const isStale =
    base.checksumValid && !isNotOlder(log.header.primarySequence, base.secondarySequence)
  return isStale ? 'stale' : 'not-contiguous'
}

function unused(input: LogInput, format: 'old' | 'new' | null, reason: LogReason): LogVerdict {
  return { name: input.name, format, used: [], reason }
}
