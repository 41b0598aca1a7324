/**
 * Measures the cost of an item at the start and at the end of a long series of the same edit: 100,000 subkeys of one
 * key in three orders, 20,000 values of one key, 508 levels, created and deleted again. Without a quadratic step
 * the ratio is near 1.
 */

import { History } from '../edit/History.ts'
import { Hive } from '../offreg/Hive.ts'
import { keyName } from '../regf/keyNode.ts'
import { LIMIT } from '../regf/layout.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { subkeyCells } from '../regf/subkeyList.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import { Random } from './random.ts'

const SUBKEYS = 100_000
const VALUES = 20_000
const LEVELS = LIMIT.NEW_DEPTH
/** The series is timed in this many parts; the first and the last are compared. */
const PARTS = 10
const RUNS = 5

export interface GrowthRow {
  readonly name: string
  readonly items: number
  /** Microseconds per item in the first and the last tenth. */
  readonly first: number
  readonly last: number
}

/** Runs `edit` for every item and times the tenths. */
function timed(name: string, items: number, edit: (item: number) => void): GrowthRow {
  const part = Math.floor(items / PARTS)
  const spent: number[] = []
  for (let from = 0; from < items; from += part) {
    const start = performance.now()
    const to = Math.min(items, from + part)
    for (let item = from; item < to; item++) edit(item)
    if (to - from === part) spent.push(((performance.now() - start) * 1000) / part)
  }
  return { name, items, first: spent[0] ?? 0, last: spent.at(-1) ?? 0 }
}

function order(kind: 'sorted' | 'reverse' | 'random', count: number): number[] {
  const numbers = Array.from({ length: count }, (_, index) => index)
  if (kind === 'reverse') numbers.reverse()
  if (kind !== 'random') return numbers
  const random = new Random(1)
  for (let at = count - 1; at > 0; at--) {
    const other = random.below(at + 1)
    const kept = numbers[at] as number
    numbers[at] = numbers[other] as number
    numbers[other] = kept
  }
  return numbers
}

function nameOf(item: number): string {
  return `key ${item.toString().padStart(6, '0')}`
}

function subkeys(kind: 'sorted' | 'reverse' | 'random'): GrowthRow[] {
  const hive = Hive.create()
  const history = new History(hive)
  const numbers = order(kind, SUBKEYS)
  const parent = hive.root
  const created = timed(`${kind} subkeys, create`, SUBKEYS, (item) => {
    history.run({ kind: 'create-key', parent, name: nameOf(numbers[item] as number) })
  })
  const cells = new Map<string, CellOffset>()
  for (const cell of subkeyCells(hive.cells, hive.cells.payloadAt(parent))) {
    const key = hive.cells.payloadAt(cell as CellOffset)
    cells.set(keyName(hive.cells, cell as CellOffset, key), cell as CellOffset)
  }
  const deleted = timed(`${kind} subkeys, delete`, SUBKEYS, (item) => {
    const key = cells.get(nameOf(numbers[item] as number)) as CellOffset
    history.run({ kind: 'delete-key', key })
  })
  return [created, deleted]
}

function values(): GrowthRow[] {
  const hive = Hive.create()
  const history = new History(hive)
  const key = hive.root
  const data = new Uint8Array(20)
  const created = timed('values, create', VALUES, (item) => {
    history.run({ kind: 'set-value', key, name: `value ${item}`, type: VALUE_TYPE.BINARY, data })
  })
  const deleted = timed('values, delete from the end', VALUES, (item) => {
    history.run({ kind: 'delete-values', key, indexes: [VALUES - 1 - item] })
  })
  return [created, deleted]
}

function levels(): GrowthRow[] {
  const hive = Hive.create()
  const history = new History(hive)
  let parent = hive.root
  const path: CellOffset[] = []
  const created = timed('levels, create', LEVELS, () => {
    parent = history.run({ kind: 'create-key', parent, name: 'level' }).focus.key
    path.push(parent)
  })
  const deleted = timed('levels, delete', LEVELS, () => {
    history.run({ kind: 'delete-key', key: path.pop() as CellOffset })
  })
  return [created, deleted]
}

/** Runs everything several times and keeps the minimum of each figure, which other load does not affect. */
export function measureGrowth(): GrowthRow[] {
  const runs = Array.from({ length: RUNS }, () => [
    ...subkeys('sorted'),
    ...subkeys('reverse'),
    ...subkeys('random'),
    ...values(),
    ...levels(),
  ])
  const rows = runs[0] ?? []
  return rows.map((row, at) => ({
    ...row,
    first: Math.min(...runs.map((run) => run[at]?.first ?? row.first)),
    last: Math.min(...runs.map((run) => run[at]?.last ?? row.last)),
  }))
}
