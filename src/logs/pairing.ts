/**
 * Finds out which of the files that were opened together are transaction logs, and of which hive: by the names
 * that Windows gives them (`SYSTEM.LOG1` beside `SYSTEM`, even if a browser or a copy changed them) and by
 * their headers (regf-format 4.1, 4.6). A file that is neither a hive nor a log counts as a hive; opening it
 * reports what it is.
 */

import { compareNames, equalNames } from '../bytes/upcase.ts'
import {
  ALTERNATE_HEAD,
  type BaseBlock,
  isAlternateCopy,
  isLogType,
  readBaseBlock,
} from '../regf/baseBlock.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { BASE, REGF } from '../regf/layout.ts'
import { isNotOlder } from '../regf/sequence.ts'
import { LOG_HEADER } from './logFile.ts'

/** The bytes at the start of a file that show what it is. */
export const PAIRING_HEAD = ALTERNATE_HEAD

/** A file to open, and its first bytes. */
export interface GivenFile {
  readonly name: string
  /** `PAIRING_HEAD` bytes, or fewer if the file is shorter. */
  readonly head: Uint8Array
}

/** A hive that is open already. */
export interface OpenHive {
  readonly name: string
  readonly base: BaseBlock
}

/** The files by their index in the list. */
export interface Pairing {
  /** The files to open, each with its logs. */
  readonly hives: readonly { readonly file: number; readonly logs: readonly number[] }[]
  /** Logs of hives that are open, by their index in the list of those. */
  readonly later: readonly { readonly hive: number; readonly logs: readonly number[] }[]
}

/** A file by its name and header. */
interface Described {
  readonly name: string
  /** null if it does not start like a hive or a log. */
  readonly header: BaseBlock | null
}

/** A hive that logs may belong to. */
interface Candidate extends Described {
  readonly logs: number[]
}

/** How well a log fits a hive: `sure` is 0 if nothing supports it; `near` decides between equal ones. */
interface Fit {
  readonly sure: number
  readonly near: number
}

/**
 * Pairs logs with hives. A log without a hive counts as a file to open. The only hive among the
 * files gets every log that came with it; if there is none, the only dirty hive that is open does.
 *
 * @param files - the files that were opened together
 * @param open - the hives that are open already
 * @returns which files to open with which logs, and the logs for open hives
 */
export function pairLogs(files: readonly GivenFile[], open: readonly OpenHive[]): Pairing {
  const given = files.map(describe)
  const hives = given.flatMap((one, at) => (one.isLog ? [] : [{ ...one, at, logs: [] }]))
  const opened = open.map(({ name, base }) => ({ name, header: base, logs: [] }))
  const only = onlyOne(hives, opened)
  const toOpen = hives.map(({ at, logs }) => ({ file: at, logs }))
  for (const [at, log] of given.entries()) {
    if (!log.isLog) continue
    const owner = bestOf([...hives, ...opened], log) ?? only
    if (owner === null) toOpen.push({ file: at, logs: [] })
    else owner.logs.push(at)
  }
  // In the order of their names, not of the files.
  for (const { logs } of [...hives, ...opened]) {
    logs.sort((a, b) => compareNames(files[a]?.name ?? '', files[b]?.name ?? ''))
  }
  return {
    hives: toOpen.sort((a, b) => a.file - b.file),
    later: opened.flatMap(({ logs }, hive) => (logs.length > 0 ? [{ hive, logs }] : [])),
  }
}

/** Distinguishes logs from hives by header; a file without one is a log if its name says so. */
function describe({ name, head }: GivenFile): Described & { readonly isLog: boolean } {
  const image = new HiveImage(new Uint8Array(head).buffer)
  if (image.length < LOG_HEADER || image.u32(BASE.SIGNATURE) !== REGF) {
    return { name, header: null, isLog: LOG_NAME.test(plainName(name)) }
  }
  const isLog = isLogType(image.u32(BASE.TYPE)) && !isAlternateCopy(image)
  return { name, header: readBaseBlock(image), isLog }
}

/** The hive that logs belong to if nothing else says so. */
function onlyOne(hives: readonly Candidate[], opened: readonly Candidate[]): Candidate | null {
  const dirty = opened.filter(({ header }) => header?.dirty)
  const [first = null, second] = hives.length > 0 ? hives : dirty
  return second === undefined ? first : null
}

function bestOf(hives: readonly Candidate[], log: Described): Candidate | null {
  let best: Candidate | null = null
  let most: Fit = { sure: 0, near: 0 }
  for (const hive of hives) {
    const fit = fitOf(hive, log)
    const isBetter = fit.sure > most.sure || (fit.sure === most.sure && fit.near > most.near)
    if (fit.sure === 0 || !isBetter) continue
    best = hive
    most = fit
  }
  return best
}

/**
 * The names in the headers outweigh those of the files: renamed logs still belong to the hive that they were
 * written for. Sequence numbers only decide between copies of one hive.
 */
function fitOf(hive: Described, log: Described): Fit {
  const byName = nameFit(hive.name, log.name)
  if (hive.header === null || log.header === null) return { sure: byName, near: 0 }
  const [ours, theirs] = [hive.header.fileName, log.header.fileName]
  const isKnown = ours !== '' && theirs !== ''
  const byHeader = isKnown ? (equalNames(ours, theirs) ? 4 : -1) : 0
  return { sure: Math.max(0, byName + byHeader), near: nearness(hive.header, log.header) }
}

/** Best is the hive's name, then that of another copy of it, then the hive's name without its extension. */
function nameFit(hive: string, log: string): 0 | 1 | 2 | 3 {
  const stem = LOG_NAME.exec(plainName(log))?.[1]
  if (stem === undefined) return 0
  const name = plainName(hive)
  if (equalNames(stem, name)) return copyMark(log) === copyMark(hive) ? 3 : 2
  return equalNames(stem, name.replace(/(?<=.)\.[^.]*$/, '')) ? 1 : 0
}

function nearness(hive: BaseBlock, log: BaseBlock): number {
  const [ours, theirs] = [hive.secondarySequence, log.primarySequence]
  const byNumber = isNotOlder(theirs, ours) ? 1 / (1 + Math.log2(1 + ((theirs - ours) >>> 0))) : 0
  return byNumber + (log.lastWritten === hive.lastWritten ? 1 : 0)
}

const LOG_NAME = /^(.+)\.log[12]?$/i
/** The mark of browsers and file managers in the name of a second copy, at its end or before the extension. */
const COPY_MARK = /(?: - copy)?\s?\(\d+\)(?=(?:\.[^.]*)?$)| (?:- )?copy(?: \d+)?(?=(?:\.[^.]*)?$)/i

function plainName(name: string): string {
  return name.replace(COPY_MARK, '')
}

function copyMark(name: string): string {
  return COPY_MARK.exec(name)?.[0].trim() ?? ''
}
