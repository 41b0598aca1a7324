/**
 * Chooses the logs that apply to a dirty hive, their order, and the reasons why the others do not apply
 * (regf-format 4.3 rules 1 to 8, 4.4, 4.6). Sequence numbers wrap; file names only break ties.
 */

import type { BaseBlock } from '../regf/baseBlock.ts'
import { isNotOlder, nextSequence, sequenceAhead } from '../regf/sequence.ts'
import { inTurn, type Work } from '../work.ts'
import {
  type LogFault,
  type LogFile,
  type LogImage,
  type LogPage,
  readLogFile,
  sizeOf,
} from './logFile.ts'
import { type LogEntry, readEntries } from './newFormat.ts'
import { readDirtyPages } from './oldFormat.ts'

/** What became of one log. */
export interface LogVerdict {
  readonly name: string
  /** Null if the file is not a recognisable log. */
  readonly format: 'old' | 'new' | null
  /** Sequence numbers of the entries that are used, in order; an old log counts as one entry. */
  readonly used: readonly number[]
  /** Why it, or a part of it, is not used; null if all of it is. */
  readonly fault: LogFault | null
}

/** One change of the hive bins from a log. */
export interface LogStep {
  readonly log: LogFile
  readonly sequence: number
  /** Bytes of hive bins after the step. */
  readonly dataSize: number
  /** Flags bit 0 of the base block after the step. */
  readonly transacted: boolean
  readonly pages: readonly LogPage[]
}

export interface LogPlan {
  readonly steps: readonly LogStep[]
  /** In the order in which the logs were given. */
  readonly verdicts: readonly LogVerdict[]
  /** Logs with a valid header that are not used. */
  readonly unused: readonly LogFile[]
}

/** The state of the primary file that decides which logs apply. */
export interface PrimaryState {
  readonly base: BaseBlock
  /**
   * The time of the last write. It comes from the first bin if the base block cannot be trusted; null if
   * neither can.
   */
  readonly lastWritten: bigint | null
  /** The largest size of the hive bins in bytes that a log may cause. */
  readonly room: number
}

/** A log with a valid header, and its readable content. */
interface Candidate {
  readonly log: LogFile
  readonly steps: readonly LogStep[]
  /** Why there are no more steps. */
  readonly end: LogFault | null
}

type Choice = Map<Candidate, LogFault | 'used'>

/**
 * Chooses the logs that apply to a dirty hive, in steps.
 *
 * @param primary - the state of the hive file
 * @param inputs - all logs, in any order
 * @returns the changes to apply in order, and what became of each log
 */
export function* chooseLogs(primary: PrimaryState, inputs: readonly LogImage[]): Work<LogPlan> {
  const read = yield* inTurn(inputs, sizeOf, (input) => readCandidate(input, primary.room))
  const candidates = read.filter((one) => 'log' in one).sort(byName)
  const fresh = candidates.filter(({ log }) => log.format === 'new')
  // When Windows moved from one format to the other, it left old logs that look current.
  const choice = fresh.length > 0 ? chooseChain(primary, fresh) : chooseNewest(primary, candidates)
  const steps: LogStep[] = []
  for (const [{ steps: own }, fate] of choice)
    if (fate === 'used') for (const s of own) steps.push(s)
  const verdicts = read.map((one): LogVerdict => {
    if (!('log' in one)) return one
    const { name, format } = one.log
    const fate = choice.get(one) ?? { reason: 'old-format' }
    if (fate !== 'used') return { name, format, used: [], fault: fate }
    return { name, format, used: one.steps.map(({ sequence }) => sequence), fault: one.end }
  })
  const unused = candidates.filter((one) => choice.get(one) !== 'used').map(({ log }) => log)
  return { steps, verdicts, unused }
}

function* readCandidate(input: LogImage, room: number): Work<Candidate | LogVerdict> {
  const log = yield* readLogFile(input)
  if (typeof log === 'string') {
    return { name: input.name, format: null, used: [], fault: { reason: log } }
  }
  if (log.format === 'new') {
    const { entries, end } = yield* readEntries(log, room)
    return { log, steps: entries.map((entry) => stepOf(log, entry)), end }
  }
  const pages = yield* readDirtyPages(log, room)
  if (typeof pages === 'string') return { log, steps: [], end: { reason: pages } }
  const { primarySequence: sequence, dataSize, flags } = log.header
  return {
    log,
    steps: [{ log, sequence, dataSize, transacted: (flags & 1) !== 0, pages }],
    end: null,
  }
}

function stepOf(log: LogFile, { sequence, dataSize, flags, pages }: LogEntry): LogStep {
  return { log, sequence, dataSize, transacted: (flags & 1) !== 0, pages }
}

/** LOG1 before LOG2 before LOG; the order of arguments does not matter. */
function byName(a: Candidate, b: Candidate): number {
  const rank = ({ log }: Candidate) => {
    const name = log.name.toUpperCase()
    if (name.endsWith('.LOG1')) return 0
    return name.endsWith('.LOG2') ? 1 : 2
  }
  return rank(a) - rank(b)
}

/** Of logs of the new format, those whose entries form a chain that starts at the hive's number. */
function chooseChain({ base }: PrimaryState, logs: readonly Candidate[]): Choice {
  const choice: Choice = new Map()
  const current: Candidate[] = []
  for (const log of logs) {
    const fault = log.steps.length === 0 ? log.end : staleness(log, base)
    if (fault === null) current.push(log)
    else choice.set(log, fault)
  }
  if (!base.checksumValid) return chooseLatest(choice, current)
  const since = base.secondarySequence
  current.sort((a, b) => sequenceAhead(firstOf(a), since) - sequenceAhead(firstOf(b), since))
  let expected: number | null = null
  for (const log of current) {
    const actual = firstOf(log)
    if (expected === null || actual === expected) {
      choice.set(log, 'used')
      expected = nextSequence(lastOf(log))
    } else {
      choice.set(log, { reason: 'not-contiguous', expected, actual })
    }
  }
  return choice
}

/** The hive's number is unknown, so only the log with the latest entries counts (rule 6). */
function chooseLatest(choice: Choice, logs: readonly Candidate[]): Choice {
  const [first, ...others] = logs
  if (first === undefined) return choice
  const latest = others.reduce(
    (best, log) => (isNotOlder(firstOf(best), firstOf(log)) ? best : log),
    first,
  )
  for (const log of logs) choice.set(log, log === latest ? 'used' : { reason: 'not-latest' })
  return choice
}

/** Why a log that starts with entries the hive already has is not used at all (rule 2). */
function staleness(log: Candidate, base: BaseBlock): LogFault | null {
  const expected = base.secondarySequence
  if (!base.checksumValid || isNotOlder(firstOf(log), expected)) return null
  const reason = isNotOlder(lastOf(log), expected) ? 'starts-stale' : 'stale'
  return { reason, expected, actual: firstOf(log) }
}

/** Of logs of the old format, the one that was written last, if it is not older than the hive. */
function chooseNewest({ lastWritten }: PrimaryState, logs: readonly Candidate[]): Choice {
  const choice: Choice = new Map()
  let newest: Candidate | null = null
  for (const log of logs) {
    const time = log.log.header.lastWritten
    if (log.end !== null) choice.set(log, log.end)
    else if (lastWritten !== null && time < lastWritten) {
      choice.set(log, { reason: 'older-than-hive' })
    } else if (newest === null || time > newest.log.header.lastWritten) {
      if (newest !== null) choice.set(newest, { reason: 'superseded' })
      choice.set(log, 'used')
      newest = log
    } else choice.set(log, { reason: 'superseded' })
  }
  return choice
}

function firstOf({ log }: Candidate): number {
  return log.header.primarySequence
}

function lastOf({ steps }: Candidate): number {
  return (steps.at(-1) as LogStep).sequence
}
