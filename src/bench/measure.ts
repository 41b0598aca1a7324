/**
 * The measurements of the benchmark, one function each, on bytes that are already in memory. On a shared machine
 * only their ratios to `memoryPass` of the same run are meaningful.
 */

import { compareSteps } from '../compare/compare.ts'
import { findDeleted } from '../deleted/deleted.ts'
import { History } from '../edit/History.ts'
import type { LogInput } from '../logs/logFile.ts'
import { recover } from '../logs/replay.ts'
import type { NewMinor } from '../offreg/create.ts'
import { Hive } from '../offreg/Hive.ts'
import { Key } from '../offreg/Key.ts'
import { compactHive } from '../offreg/save.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { keyName } from '../regf/keyNode.ts'
import { valueAt, valueName, valueType } from '../regf/keyValue.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { dataHead, dataSize } from '../regf/valueData.ts'
import { walkKeys } from '../regf/walk.ts'
import { compileQuery } from '../search/compile.ts'
import { EVERYWHERE } from '../search/query.ts'
import { search as searchHive } from '../search/search.ts'
import { measureUsage } from '../usage/measure.ts'
import { encodeString } from '../values/encode.ts'
import { PREVIEW_HEAD_BYTES, previewHead } from '../values/preview.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import { runToEnd } from '../work.ts'
import { Random } from './random.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Value sets and key creates of the `edit` measurement. */
const VALUE_SETS = 10_000
const KEY_CREATES = 1000
/** Keys that are deleted for the `deleted` measurement, at most. */
const DELETIONS = 1000
/** Keys deeper than this get no subkeys. */
const MOST_DEPTH = 500
/** Bytes that are written to a file at a time. */
const PIECE = new Uint8Array(16 << 20)

/** Opens bytes without copying them; their buffer may have room to grow after them. */
export function openShared(bytes: Bytes): Hive {
  return Hive.open(new HiveImage(bytes.buffer, bytes.length))
}

/** The hive with its logs applied; null if none applies. Neither the hive nor the logs are written to. */
export function recovered(bytes: Bytes, logs: readonly LogInput[]): Hive | null {
  const { image } = recover(new HiveImage(bytes.buffer, bytes.length), logs)
  return image === null ? null : Hive.open(image)
}

/** XOR of every 32-bit word: the baseline for all other measurements. */
export function memoryPass(bytes: Bytes): number {
  const words = new Uint32Array(bytes.buffer, 0, bytes.length >>> 2)
  let sum = 0
  for (let at = 0; at < words.length; at++) sum ^= words[at] as number
  return sum
}

/** Visits every key and value and adds up the sizes of the data. */
export function walk(hive: Hive): { keys: number; values: number; dataBytes: number } {
  const { cells } = hive
  const counts = { keys: 0, values: 0, dataBytes: 0 }
  walkKeys(cells, hive.root, {
    key() {
      counts.keys++
    },
    value(_, value) {
      counts.values++
      counts.dataBytes += dataSize(cells, value)
    },
  })
  return counts
}

/** Formats every name and all data as the grid does. */
export function decode(hive: Hive): number {
  const { cells } = hive
  let units = 0
  walkKeys(cells, hive.root, {
    key(cell, key) {
      units += keyName(cells, cell, key).length
    },
    value(cell, value) {
      units += valueName(cells, cell, value).length
      const head = dataHead(cells, value, PREVIEW_HEAD_BYTES)
      units += previewHead(valueType(cells, value), dataSize(cells, value), head).text.length
    },
  })
  return units
}

/** Texts that do not occur in a hive, a long one and one of as few letters as the raw bytes are scanned for at full speed. */
const ABSENT = 'does not occur anywhere'
export const SHORT_ABSENT = 'zqxjw'

/** Searches all names and data for a literal that does not occur. */
export function search(hive: Hive, text = ABSENT): number {
  let hits = 0
  const query = compileQuery({ ...EVERYWHERE, text })
  searchHive(hive.cells, hive.root, query, () => {
    hits++
  })
  return hits
}

/** Deletes keys without subkeys, throughout the hive; returns how many. */
export function plantDeletions(hive: Hive, keys: readonly CellOffset[]): number {
  const planted = keys.filter((cell) => new Key(hive, cell).subkeyCount === 0).slice(0, DELETIONS)
  hive.transact(() => {
    for (const cell of planted) new Key(hive, cell).delete()
  })
  return planted.length
}

/** Finds the deleted keys of a hive that is checked, with their values; returns how many keys. */
export function deleted(hive: Hive): number {
  return findDeleted(hive).countOf('deleted').keys
}

/** Measures what takes the space of a hive; returns the bytes of all keys. */
export function usage(hive: Hive): number {
  return runToEnd(measureUsage(hive)).root.bytes
}

/** Microseconds that one edit took. */
export interface EditCost {
  readonly valueSet: number
  readonly keyCreate: number
}

/** Sets values and creates keys throughout the hive, each as one step of the history. */
export function edit(hive: Hive, keys: readonly CellOffset[]): EditCost {
  const history = new History(hive)
  const random = new Random(7)
  const valueSet = cost(VALUE_SETS, (n) => {
    const key = random.pick(keys)
    const data = encodeString(`value number ${n} of the benchmark`)
    history.run({ kind: 'set-value', key, name: `Bench ${n % 3}`, type: VALUE_TYPE.SZ, data })
  })
  const keyCreate = cost(KEY_CREATES, (n) => {
    history.run({ kind: 'create-key', parent: random.pick(keys), name: `Bench key ${n}` })
  })
  return { valueSet, keyCreate }
}

/** The edits that are planted in one of two copies to be compared. */
const PLANTED = 1000

/**
 * Changes a hive in places all over it: values that are changed or new, and new keys. Each is one difference.
 *
 * @returns how many there are
 */
export function plantEdits(hive: Hive, keys: readonly CellOffset[]): number {
  const history = new History(hive)
  const { cells } = hive
  for (let n = 0; n < PLANTED; n++) {
    const key = keys[n % keys.length] as CellOffset
    const data = encodeString(`planted ${n}`)
    const value = valueAt(cells, cells.payloadAt(key), 0)
    if (n % 4 === 0) history.run({ kind: 'create-key', parent: key, name: `Planted ${n}` })
    else if (n % 4 === 1 || n >= keys.length || value === NIL) {
      const name = `Planted ${n}`
      history.run({ kind: 'set-value', key, name, type: VALUE_TYPE.SZ, data })
    } else {
      const name = valueName(cells, value, cells.payloadAt(value))
      history.run({ kind: 'set-value', key, index: 0, name, type: VALUE_TYPE.SZ, data })
    }
  }
  return PLANTED
}

/** Finds the differences between two hives; returns how many there are. */
export function compare(before: Hive, after: Hive): number {
  let found = 0
  const sideOf = ({ cells, root, surveyedKeys }: Hive) => ({ cells, root, keys: surveyedKeys ?? 1 })
  runToEnd(compareSteps(sideOf(before), sideOf(after), () => found++))
  return found
}

/** Microseconds for each of `count` edits. */
function cost(count: number, run: (n: number) => void): number {
  const start = performance.now()
  for (let n = 0; n < count; n++) run(n)
  return ((performance.now() - start) * 1000) / count
}

/**
 * A save that keeps the layout, without its check: finishes the header and passes the bytes on in pieces, as a
 * file is written.
 */
export function saveInPlace(hive: Hive): void {
  const bytes = hive.finish()
  for (let at = 0; at < bytes.length; at += PIECE.length) {
    PIECE.set(bytes.subarray(at, at + PIECE.length))
  }
}

/** A compacted copy in the version of the hive, or in the oldest that can be written. */
export function saveCompact(hive: Hive): Bytes {
  const { minor } = hive.cells
  return compactHive(hive, { minor: (minor < 2 ? 3 : minor) as NewMinor, damaged: true })
}

/** About as many keys as asked for, spread over the hive, as targets of edits. */
export function someKeys(hive: Hive, count: number): CellOffset[] {
  const step = Math.max(1, Math.floor(hive.check().keys / count))
  const some: CellOffset[] = []
  let seen = 0
  walkKeys(hive.cells, hive.root, {
    key(cell, _, depth) {
      if (seen++ % step === 0 && depth < MOST_DEPTH) some.push(cell)
    },
    value() {},
  })
  return some
}
