/**
 * Which of the files that came at once are transaction logs, and of which hive: by the name Windows gives
 * them (`SYSTEM.LOG1` beside `SYSTEM`, whatever a browser or a copy made of it) and by what their headers
 * say (regf-format 4.1, 4.6). What is neither hive nor log counts as a hive: opening it says what it is.
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

/** Bytes of the start of a file that tell what it is. */
export const PAIRING_HEAD = ALTERNATE_HEAD

/** A file that came, and its first bytes. */
export interface GivenFile {
  readonly name: string
  /** `PAIRING_HEAD` bytes, fewer when the file is shorter. */
  readonly head: Uint8Array
}

/** A hive that is open already. */
export interface OpenHive {
  readonly name: string
  readonly base: BaseBlock
}

/** Files by their place in the list that came. */
export interface Pairing {
  /** What is to be opened, each with its logs. */
  readonly hives: readonly { readonly file: number; readonly logs: readonly number[] }[]
  /** Logs of hives that are open, by their place in the list of those. */
  readonly later: readonly { readonly hive: number; readonly logs: readonly number[] }[]
}

/** What a file's name and header say of it. */
interface Described {
  readonly name: string
  /** null when it does not begin as hives and logs do. */
  readonly header: BaseBlock | null
}

/** A hive that logs may belong to. */
interface Candidate extends Described {
  readonly logs: number[]
}

/** How a log fits a hive: `sure` is 0 when nothing speaks for it, `near` decides between equals. */
interface Fit {
  readonly sure: number
  readonly near: number
}

/**
 * Pairs logs with hives. A log of nobody counts as a file to open; the only hive among the files takes
 * every log that came with it, and so does the only dirty one that is open, if none came.
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
  // In the order of their names, however they were dropped.
  for (const { logs } of [...hives, ...opened]) {
    logs.sort((a, b) => compareNames(files[a]?.name ?? '', files[b]?.name ?? ''))
  }
  return {
    hives: toOpen.sort((a, b) => a.file - b.file),
    later: opened.flatMap(({ logs }, hive) => (logs.length > 0 ? [{ hive, logs }] : [])),
  }
}

/** By its header a log or a hive; a file that has none is a log when it is called so. */
function describe({ name, head }: GivenFile): Described & { readonly isLog: boolean } {
  const image = new HiveImage(new Uint8Array(head).buffer)
  if (image.length < LOG_HEADER || image.u32(BASE.SIGNATURE) !== REGF) {
    return { name, header: null, isLog: LOG_NAME.test(plainName(name)) }
  }
  const isLog = isLogType(image.u32(BASE.TYPE)) && !isAlternateCopy(image)
  return { name, header: readBaseBlock(image), isLog }
}

/** The hive that logs belong to although nothing else says so. */
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
 * The name in the headers outweighs that of the files: logs that were renamed still are of the hive
 * they were written for. Numbers only decide between copies of one hive.
 */
function fitOf(hive: Described, log: Described): Fit {
  const byName = nameFit(hive.name, log.name)
  if (hive.header === null || log.header === null) return { sure: byName, near: 0 }
  const [ours, theirs] = [hive.header.fileName, log.header.fileName]
  const isKnown = ours !== '' && theirs !== ''
  const byHeader = isKnown ? (equalNames(ours, theirs) ? 4 : -1) : 0
  return { sure: Math.max(0, byName + byHeader), near: nearness(hive.header, log.header) }
}

/** The hive's name, then that of another copy of it, then the hive's without its ending. */
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
/** What browsers and file managers put into the name of a second copy, at its end or before its ending. */
const COPY_MARK = /(?: - copy)?\s?\(\d+\)(?=(?:\.[^.]*)?$)| (?:- )?copy(?: \d+)?(?=(?:\.[^.]*)?$)/i

function plainName(name: string): string {
  return name.replace(COPY_MARK, '')
}

function copyMark(name: string): string {
  return COPY_MARK.exec(name)?.[0].trim() ?? ''
}
