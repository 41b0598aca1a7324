/**
 * The values of a key in the orders of the grid: regedit's for names and types, ours for data and
 * size (ui-anchors 4.1, 4.3). There is always a row for the default value, whether or not the key
 * has one. Orders are cached until the key's values change; the stored order is never changed.
 */

import { upcase } from '../bytes/upcase.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { RecordChanges } from '../regf/EditLog.ts'
import { findKeyNode } from '../regf/keyNode.ts'
import { eachValue, findKeyValue, valueName, valueType } from '../regf/keyValue.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { dataCopy, dataSize } from '../regf/valueData.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import type { DocumentPart } from './DocumentPart.ts'
import { compare, compareData, type DataKey, dataKey } from './dataOrder.ts'
import type { ValueOrder } from './protocol.ts'
import { valueTest } from './valueFilter.ts'

/** The cell of the row for a default value that is not set. */
export const ABSENT = NIL
/** The most orders that are cached. That of a key with 50,000 values takes 200 KB. */
const MOST_KEPT = 16
/** Bytes of data that are compared before the whole data is read. */
const HEAD_BYTES = 1024

interface Entry {
  readonly cell: CellOffset
  /** The name in upper case. */
  readonly name: string
  readonly type: number
  readonly size: number
  data: DataKey | null
}

/** The values of a key in an order. */
interface ValueList {
  readonly key: CellOffset
  /** Cells in order; `ABSENT` for a default value that is not set. */
  readonly cells: Uint32Array
  /** Values with the same name as an earlier one in the stored list. */
  readonly duplicates: ReadonlySet<number>
}

export class SortedValues implements DocumentPart {
  #hive: Hive
  readonly #kept = new Map<string, ValueList>()

  constructor(hive: Hive) {
    this.#hive = hive
  }

  /**
   * The values of a key in an order.
   *
   * @param filter - a text that their names, types or data contain, in any case; `''` for all values
   */
  list(key: CellOffset, order: ValueOrder, filter = ''): ValueList {
    const { column, descending } = order
    const name = `${key} ${column} ${descending} ${filter}`
    const kept =
      this.#kept.get(name) ??
      (filter === '' ? this.#sort(key, order) : this.#filter(this.list(key, order), filter))
    // Moving it to the end makes it the last to be dropped.
    this.#kept.delete(name)
    this.#kept.set(name, kept)
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break
      this.#kept.delete(oldest)
    }
    return kept
  }

  /** Forgets all orders. */
  clear(): void {
    this.#kept.clear()
  }

  edited({ moved, freed, lists }: RecordChanges): void {
    // Another key may now be in the cell of a key that was moved or deleted.
    if (moved.length + freed.keys.length > 0) this.clear()
    for (const [name, { key }] of this.#kept) if (lists.values.has(key)) this.#kept.delete(name)
  }

  swapped(hive: Hive): void {
    this.#hive = hive
    this.clear()
  }

  closed(): void {
    this.clear()
  }

  #filter({ key, cells, duplicates }: ValueList, filter: string): ValueList {
    const test = valueTest(this.#hive.cells, filter)
    return { key, cells: cells.filter((cell) => test(cell as CellOffset)), duplicates }
  }

  #sort(key: CellOffset, { column, descending }: ValueOrder): ValueList {
    const entries = this.#entries(key)
    const duplicates = duplicatesOf(entries)
    if (column === 'name') entries.sort(byName)
    if (column === 'type') entries.sort((a, b) => a.type - b.type || byName(a, b))
    if (column === 'size') entries.sort((a, b) => a.size - b.size || byName(a, b))
    if (column === 'offset') entries.sort((a, b) => placeOf(a) - placeOf(b))
    if (column === 'data') entries.sort((a, b) => this.#byData(a, b) || byName(a, b))
    if (descending) entries.reverse()
    return { key, cells: Uint32Array.from(entries, ({ cell }) => cell), duplicates }
  }

  /** The values in stored order, an absent default value first. */
  #entries(owner: CellOffset): Entry[] {
    const { cells } = this.#hive
    const key = findKeyNode(cells, owner)
    const entries: Entry[] = []
    if (key === 0) return entries
    let hasDefault = false
    eachValue(cells, key, (cell) => {
      const value = findKeyValue(cells, cell)
      if (value === 0) return
      const name = upcase(valueName(cells, cell, value))
      if (name === '') hasDefault = true
      const type = valueType(cells, value)
      entries.push({ cell, name, type, size: dataSize(cells, value), data: null })
    })
    if (hasDefault) return entries
    return [{ cell: ABSENT, name: '', type: VALUE_TYPE.SZ, size: 0, data: null }, ...entries]
  }

  /** Compares numbers by value, then text by code unit, then bytes. */
  #byData(a: Entry, b: Entry): number {
    const left = this.#dataKey(a, HEAD_BYTES)
    const right = this.#dataKey(b, HEAD_BYTES)
    const order = compareData(left, right)
    if (order !== 0 || left.kind === 'number' || right.kind === 'number') return order
    if (left.whole && right.whole) return 0
    const all = Number.POSITIVE_INFINITY
    return compareData(this.#dataKey(a, all), this.#dataKey(b, all))
  }

  #dataKey(entry: Entry, limit: number): DataKey {
    if (limit === HEAD_BYTES && entry.data !== null) return entry.data
    const { cells } = this.#hive
    const { cell } = entry
    const bytes = cell === ABSENT ? new Uint8Array() : dataCopy(cells, cells.payloadAt(cell), limit)
    const made = dataKey(entry.type, bytes, entry.size <= limit)
    if (limit === HEAD_BYTES) entry.data = made
    return made
  }
}

/** The cells of entries with the same name as an earlier one in stored order. */
function duplicatesOf(entries: readonly Entry[]): ReadonlySet<number> {
  const names = new Set<string>()
  const duplicates = new Set<number>()
  for (const { name, cell } of entries) {
    if (names.has(name)) duplicates.add(cell)
    else names.add(name)
  }
  return duplicates
}

/** The place of a value in the file; a default value that is not set is before all others. */
function placeOf({ cell }: Entry): number {
  return cell === ABSENT ? -1 : cell
}

function byName(a: Entry, b: Entry): number {
  return compare(a.name, b.name)
}
