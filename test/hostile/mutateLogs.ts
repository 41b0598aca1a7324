/**
 * Damages the logs of a hive as accidents and attackers do: bits, lengths, fields with edge values, logs of other
 * hives, and, more often than by chance, with all hashes corrected.
 */

import { readFileSync } from 'node:fs'
import type { LogInput } from '../../src/logs/logFile.ts'
import { dirtyHives, logFiles, plainHives } from '../helpers/corpus.ts'
import { corrupt } from '../helpers/corrupt.ts'
import {
  changedPages,
  dataSizeOf,
  dirty,
  entriesOf,
  hashEntry,
  joined,
  newLog,
  oldLog,
  someVersions,
} from '../helpers/logs.ts'
import type { Random } from '../helpers/rng.ts'
import { mutate } from './mutate.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A hive and its logs. */
export interface LoggedHive {
  readonly name: string
  readonly primary: Bytes
  readonly logs: readonly LogInput[]
}

const MAX_BYTES = 600 * 1024
const EDGES = [0, 1, 8, 511, 512, 513, 4096, 4097, 0x7ffff000, 0x80000000, 0xfffffe00, 0xffffffff]

/** Generated hives with logs of both formats, and the real ones that are not too large. */
export function loggedHives(): LoggedHive[] {
  const states = someVersions() as [Bytes, Bytes, Bytes, Bytes]
  const [start, one, , three] = states
  const chain = entriesOf(states, 10)
  const primary = dirty(start)
  const pages = (state: Bytes, size: number) => changedPages(start, state, size)
  const made = [
    ['one log', newLog(start, chain, 4096)],
    ['two logs', newLog(start, chain.slice(0, 2)), newLog(start, chain.slice(2))],
    ['an old log', oldLog(start, pages(one, 4096)), new Uint8Array(0)],
    [
      'an old log of 512-byte pages',
      oldLog(start, pages(three, 512), { dataSize: dataSizeOf(three), type: 2 }),
    ],
  ] as const
  const real = [...dirtyHives, ...plainHives.filter(({ name }) => logsBeside(name).length > 0)]
    .map(({ name, path }) => ({
      name,
      primary: bytesOf(path),
      logs: logsBeside(name).map((log) => ({ name: log.name, bytes: bytesOf(log.path) })),
    }))
    .filter((hive) => hive.primary.length <= MAX_BYTES)
  return [
    ...made.map(([name, ...logs]) => ({
      name,
      primary,
      logs: logs.map((bytes, index) => ({ name: `made.LOG${index + 1}`, bytes })),
    })),
    ...real,
  ]
}

function logsBeside(name: string): typeof logFiles {
  return logFiles.filter((log) => log.name.toLowerCase().startsWith(`${name.toLowerCase()}.log`))
}

function bytesOf(path: string): Bytes {
  return Uint8Array.from(readFileSync(path))
}

/** The hive with its logs damaged, and sometimes the hive too. */
export function mutateLogs(
  hive: LoggedHive,
  others: readonly LoggedHive[],
  random: Random,
): LoggedHive {
  const logs = hive.logs.map((log) => ({ ...log, bytes: mutateLog(log.bytes, random) }))
  if (random.below(8) === 0) logs.push(...random.pick(others).logs)
  if (random.below(12) === 0) logs.push({ ...random.pick(hive.logs), name: 'again.LOG2' })
  if (random.below(4) === 0) logs.reverse()
  const primary = random.below(6) === 0 ? mutate(hive.primary, random) : hive.primary.slice()
  return { name: hive.name, primary, logs }
}

function mutateLog(log: Bytes, random: Random): Bytes {
  let bytes = log.slice()
  const count = random.below(4)
  for (let n = 0; n < count && bytes.length > 0; n++) bytes = mutateOnce(bytes, random)
  if (random.below(4) !== 0 && bytes.length >= 512) {
    bytes = joined([corrupt(bytes.subarray(0, 512)), bytes.subarray(512)])
  }
  if (random.below(4) !== 0) rehash(bytes)
  return bytes
}

function mutateOnce(bytes: Bytes, random: Random): Bytes {
  const view = new DataView(bytes.buffer)
  const kind = random.below(8)
  const at = random.below(bytes.length)
  if (kind === 0) view.setUint8(at, view.getUint8(at) ^ (1 << random.below(8)))
  else if (kind === 1) return bytes.slice(0, random.below(3) === 0 ? at : at & ~511)
  else if (kind === 2) return joined([bytes, random.bytes(random.below(2000))])
  else if (kind === 3) bytes.copyWithin(at, random.below(bytes.length), bytes.length)
  else if (kind === 4) setField(view, 4 * random.below(128), random)
  else setField(view, (random.pick(entriesIn(bytes)) ?? 512) + 4 * random.below(24), random)
  return bytes
}

function setField(view: DataView, at: number, random: Random): void {
  if (at + 4 > view.byteLength) return
  const old = view.getUint32(at, true)
  const isNear = random.below(2) === 0
  view.setUint32(
    at,
    isNear ? old + random.pick([-4096, -512, -1, 1, 512, 4096]) : random.pick(EDGES),
    true,
  )
}

/** Offsets of data that looks like an entry, or of the bitmap of the old format. */
function entriesIn(bytes: Bytes): number[] {
  const view = new DataView(bytes.buffer)
  const found: number[] = []
  for (let at = 512; at + 40 <= bytes.length; at += 512) {
    if (view.getUint32(at, true) === 0x454c7648) found.push(at)
  }
  return found
}

/** Corrects the hashes of every entry with a possible size. */
function rehash(bytes: Bytes): void {
  const view = new DataView(bytes.buffer)
  for (const at of entriesIn(bytes)) {
    const size = view.getUint32(at + 4, true)
    if (size >= 512 && size <= bytes.length - at) hashEntry(bytes.subarray(at, at + size))
  }
}
