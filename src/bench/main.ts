/**
 * `npm run bench`: times the engine on hive files, and generates large hives to time it on. Each figure is the
 * minimum of several runs. The measurements alternate, so that a slow moment of the machine does not affect only
 * one of them. Each gives its memory back before the next, so the peak is that of the largest.
 */

import { closeSync, fstatSync, openSync, readdirSync, readSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import type { LogInput } from '../logs/logFile.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { generateHive } from './generate.ts'
import { measureGrowth } from './growth.ts'
import {
  compare,
  decode,
  deleted,
  type EditCost,
  edit,
  memoryPass,
  openShared,
  plantDeletions,
  plantEdits,
  recovered,
  SHORT_ABSENT,
  saveCompact,
  saveInPlace,
  search,
  someKeys,
  usage,
  walk,
} from './measure.ts'
import type { HiveLayout } from './placement.ts'

const RUNS = 9
/** A hive smaller than this is read too fast to time, so each run reads it several times. */
const SMALL = 16 << 20
const SMALL_READS = 5
/** Bytes that a hive can grow by without being copied; they take no memory until then. */
const HEADROOM = 16 << 20

/** Times in milliseconds, besides counts and bytes. */
interface Figures {
  bytes: number
  keys: number
  values: number
  memoryPass: number
  open: number
  check: number
  walk: number
  decode: number
  search: number
  /** The same for a text of five letters. */
  searchShort: number
  /** Measuring what takes the space. */
  usage: number
  edit: number
  /** One edit of it, in microseconds. */
  editCost: EditCost
  saveInPlace: number
  saveCompact: number
  /** Finding 1,000 edits that were made in one of two copies, which are open and checked. */
  compare: number
  /** Finding the deleted keys and values, of which 1,000 keys were deleted for it, in a hive that is checked. */
  deleted: number
  /** Applying the logs of a dirty hive, and opening and checking the result; missing if there are no logs. */
  recover?: number
  /** Peak after open, check, walk and search; includes memory used for earlier files. */
  peakRssBytes: number
  peakRssBytesOverall: number
}

type Timed =
  | 'memoryPass'
  | 'open'
  | 'check'
  | 'walk'
  | 'decode'
  | 'search'
  | 'searchShort'
  | 'usage'
  | 'edit'
  | 'saveInPlace'
  | 'saveCompact'
  | 'compare'
  | 'deleted'
  | 'recover'

/** The share of deleted keys that has to be found, whatever else their records look like. */
const LEAST_FOUND = 0.95

/** Whatever is sent to it is gone. */
const nowhere = new MessageChannel().port1
nowhere.close()

main(process.argv.slice(2))

function main(args: string[]): void {
  const generate = option(args, '--generate')
  if (generate !== null) {
    const megabytes = Number(option(args, '--megabytes') ?? 50)
    const layout = (option(args, '--layout') ?? 'sequential') as HiveLayout
    const seed = Number(option(args, '--seed') ?? 1)
    writeFileSync(generate, generateHive({ megabytes, layout, seed }), { flag: 'wx' })
    return
  }
  if (args.includes('--growth')) {
    for (const { name, items, first, last } of measureGrowth()) {
      const ratio = (last / first).toFixed(2)
      const cost = `${first.toFixed(1)} to ${last.toFixed(1)} µs an item`
      process.stdout.write(
        `${name.padEnd(28)} ${String(items).padStart(7)}  ${cost}, ratio ${ratio}\n`,
      )
    }
    return
  }
  const isJson = args.includes('--json')
  const files = args.filter((arg) => !arg.startsWith('--'))
  if (files.length === 0) {
    process.stderr.write(
      'usage: bench [--json] FILE…\n       bench --generate OUT --megabytes N [--layout sequential|aged] [--seed S]\n       bench --growth\n',
    )
    process.exitCode = 2
    return
  }
  const results = files.map((file) => ({ file, ...measureFile(file) }))
  if (isJson) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
  else for (const { file, ...figures } of results) print(file, figures)
}

function option(args: readonly string[], name: string): string | null {
  const at = args.indexOf(name)
  return at < 0 ? null : (args[at + 1] ?? null)
}

/** The bytes of the file, in a buffer with room to grow after them, which is how the page reads a hive. */
function readBytes(file: string): Uint8Array<ArrayBuffer> {
  const handle = openSync(file, 'r')
  try {
    const { size } = fstatSync(handle)
    const bytes = new Uint8Array(new ArrayBuffer(size + HEADROOM), 0, size)
    for (let at = 0; at < bytes.length; ) at += readSync(handle, bytes, at, bytes.length - at, at)
    return bytes
  } finally {
    closeSync(handle)
  }
}

/** The transaction logs in the folder of a hive. */
function logsBeside(file: string): LogInput[] {
  const name = `${basename(file)}.log`.toLowerCase()
  return readdirSync(dirname(file))
    .filter((other) => [name, `${name}1`, `${name}2`].includes(other.toLowerCase()))
    .map((other) => ({ name: other, bytes: readBytes(join(dirname(file), other)) }))
}

function measureFile(file: string): Figures {
  const times = new Map<Timed, number>()
  const { targets, ...counted } = measureReads(file, times)
  const editCost = { valueSet: Number.POSITIVE_INFINITY, keyCreate: Number.POSITIVE_INFINITY }
  for (let run = 0; run < RUNS; run++) {
    const { valueSet, keyCreate } = measureEdits(file, targets, times)
    editCost.valueSet = Math.min(editCost.valueSet, valueSet)
    editCost.keyCreate = Math.min(editCost.keyCreate, keyCreate)
  }
  measureComparison(file, times)
  measureDeleted(file, times)
  const peakRssBytesOverall = process.resourceUsage().maxRSS * 1024
  const timed = Object.fromEntries(times) as Record<Timed, number>
  return { ...counted, ...timed, editCost, peakRssBytesOverall }
}

/** Measures what leaves the bytes as they are, and chooses keys for the edits. */
function measureReads(file: string, times: Map<Timed, number>) {
  const bytes = readBytes(file)
  const browsed = browse(bytes)
  const peakRssBytes = process.resourceUsage().maxRSS * 1024
  const logs = logsBeside(file)
  const isRecovered = logs.length > 0 && recovered(bytes, logs) !== null
  const reads = bytes.length < SMALL ? SMALL_READS : 1
  for (let run = 0; run < RUNS; run++) {
    for (let read = 1; read < reads; read++) measureBrowsing(bytes, times)
    measureCompaction(measureBrowsing(bytes, times), times)
    if (isRecovered) time(times, 'recover', () => recovered(bytes, logs)?.check())
  }
  const { length } = bytes
  release(bytes.buffer)
  return { bytes: length, ...browsed, peakRssBytes }
}

/** Opens, checks and searches a hive, without a look at the time. */
function browse(bytes: Uint8Array<ArrayBuffer>) {
  const hive = openShared(bytes)
  const { keys, values } = hive.check()
  walk(hive)
  search(hive)
  return { keys, values, targets: someKeys(hive, 5000) }
}

/** Measures what someone does who only looks at a hive. Returns the hive, checked. */
function measureBrowsing(bytes: Uint8Array<ArrayBuffer>, times: Map<Timed, number>): Hive {
  time(times, 'memoryPass', () => memoryPass(bytes))
  const hive = time(times, 'open', () => openShared(bytes))
  time(times, 'check', () => hive.check())
  time(times, 'walk', () => walk(hive))
  time(times, 'decode', () => decode(hive))
  time(times, 'search', () => search(hive))
  time(times, 'searchShort', () => search(hive, SHORT_ABSENT))
  time(times, 'usage', () => usage(hive))
  return hive
}

function measureCompaction(hive: Hive, times: Map<Timed, number>): void {
  const bytes = time(times, 'saveCompact', () => saveCompact(hive))
  release(bytes.buffer)
}

/** Measures edits and a save. They change the bytes, which are read again for each run and released after it. */
function measureEdits(
  file: string,
  targets: readonly CellOffset[],
  times: Map<Timed, number>,
): EditCost {
  const hive = openShared(readBytes(file))
  hive.allowDirty()
  hive.check()
  const cost = time(times, 'edit', () => edit(hive, targets))
  time(times, 'saveInPlace', () => saveInPlace(hive))
  release(hive.image.bytesView(0, 0).buffer)
  return cost
}

/** Measures comparing two copies of a hive, one of them edited. */
function measureComparison(file: string, times: Map<Timed, number>): void {
  const [before, after] = [openShared(readBytes(file)), openShared(readBytes(file))] as const
  before.check()
  after.allowDirty()
  const planted = plantEdits(after, someKeys(after, 5000))
  for (let run = 0; run < RUNS; run++) {
    const found = time(times, 'compare', () => compare(before, after))
    if (found !== planted) throw new Error(`compare found ${found} of ${planted} edits`)
  }
  for (const { image } of [before, after]) release(image.bytesView(0, 0).buffer)
}

/** Measures finding the deleted keys of a copy in which some were deleted. */
function measureDeleted(file: string, times: Map<Timed, number>): void {
  const hive = openShared(readBytes(file))
  hive.allowDirty()
  const planted = plantDeletions(hive, someKeys(hive, 5000))
  hive.check()
  for (let run = 0; run < RUNS; run++) {
    const found = time(times, 'deleted', () => deleted(hive))
    if (found < planted * LEAST_FOUND)
      throw new Error(`${found} of ${planted} deleted keys were found`)
  }
  release(hive.image.bytesView(0, 0).buffer)
}

/**
 * Frees the memory of a buffer at once. Collecting all garbage would free it too, but it also discards compiled
 * code, and the next figure would be that of code that is compiled again.
 */
function release(buffer: ArrayBuffer): void {
  nowhere.postMessage(buffer, [buffer])
}

function time<T>(times: Map<Timed, number>, name: Timed, measured: () => T): T {
  const start = performance.now()
  const result = measured()
  const spent = performance.now() - start
  times.set(name, Math.min(spent, times.get(name) ?? Number.POSITIVE_INFINITY))
  return result
}

function print(file: string, figures: Figures): void {
  const { bytes, keys, values, editCost, peakRssBytes, peakRssBytesOverall, ...timed } = figures
  const megabytes = (bytes / 1e6).toFixed(1)
  const lines = [`${basename(file)}: ${megabytes} MB, ${keys} keys, ${values} values`]
  for (const [name, ms] of Object.entries(timed)) {
    const passes = (ms / figures.memoryPass).toFixed(2)
    lines.push(`  ${name.padEnd(12)} ${ms.toFixed(2).padStart(10)} ms ${passes.padStart(8)} passes`)
  }
  const { valueSet, keyCreate } = editCost
  lines.push(
    `  one edit     ${valueSet.toFixed(1)} µs a value set, ${keyCreate.toFixed(1)} µs a key create`,
  )
  const times = (peak: number) => `${(peak / bytes).toFixed(2)} × the file`
  lines.push(
    `  peak memory  ${times(peakRssBytes)} browsing, ${times(peakRssBytesOverall)} overall`,
  )
  process.stdout.write(`${lines.join('\n')}\n`)
}
