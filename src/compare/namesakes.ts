/**
 * Keys and values that share a name with another one of the same key: Windows never makes them, and a path leads only
 * to the first.
 */

import { upcase } from '../bytes/upcase.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { keyName } from '../regf/keyNode.ts'
import { valueName } from '../regf/keyValue.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { findSubkey, subkeyCells } from '../regf/subkeyList.ts'
import { CompareBudget } from './CompareBudget.ts'
import type { CellPair, ComparedCells, KeyPair } from './difference.ts'
import { valuesOf } from './Pairing.ts'

/** The values of one name in each hive. */
export type Namesakes = Record<keyof CellPair, CellOffset[]>

/** Tells which subkey a name leads to. */
export class SubkeyNames {
  readonly #cells: CellStore
  /** The key that was asked about last, and the first subkey of each upper-cased name. */
  #parent = NIL
  readonly #first = new Map<string, CellOffset>()

  /**
   * Starts without having read any list.
   *
   * @param cells - the cells of the hive
   */
  constructor(cells: CellStore) {
    this.#cells = cells
  }

  /**
   * Checks whether the name of a subkey leads to it.
   *
   * @param parent - cell offset of the key
   * @param cell - cell offset of the subkey
   * @returns true if it is the first of its name
   */
  isFirst(parent: CellOffset, cell: CellOffset): boolean {
    const cells = this.#cells
    const name = keyNameAt(cells, cell)
    // In a list that is in order, a name is found at once.
    if (!cells.hasDamage) return findSubkey(cells, cells.payloadAt(parent), name) === cell
    if (parent !== this.#parent) this.#read(parent)
    return this.#first.get(upcase(name)) === cell
  }

  #read(parent: CellOffset): void {
    const cells = this.#cells
    this.#parent = parent
    this.#first.clear()
    for (const subkey of subkeyCells(cells, cells.payloadAt(parent))) {
      const name = upcase(keyNameAt(cells, subkey as CellOffset))
      if (!this.#first.has(name)) this.#first.set(name, subkey as CellOffset)
    }
  }
}

/**
 * Reads the name of a key.
 *
 * @param cells - the cells of the hive
 * @param key - cell offset of a key
 * @returns the name
 */
export function keyNameAt(cells: CellStore, key: CellOffset): string {
  return keyName(cells, key, cells.payloadAt(key))
}

/**
 * Reads the name of a value.
 *
 * @param cells - the cells of the hive
 * @param value - cell offset of a value
 * @returns the name; `''` for the default value
 */
export function valueNameAt(cells: CellStore, value: CellOffset): string {
  return valueName(cells, value, cells.payloadAt(value))
}

/**
 * Finds the names that several values of a key have in one of the hives.
 *
 * @param key - the key
 * @param hives - the two hives
 * @returns the values of each such name, by the upper-cased name
 */
export function repeatedNames(key: KeyPair, hives: ComparedCells): Map<string, Namesakes> {
  const byName = new Map<string, Namesakes>()
  const free = new CompareBudget(Number.POSITIVE_INFINITY)
  for (const hive of ['before', 'after'] as const) {
    for (const value of valuesOf(hives[hive], key[hive], free).list) {
      const cell = value as CellOffset
      const name = upcase(valueNameAt(hives[hive], cell))
      const namesakes = byName.get(name) ?? { before: [], after: [] }
      namesakes[hive].push(cell)
      byName.set(name, namesakes)
    }
  }
  for (const [name, { before, after }] of byName) {
    if (before.length < 2 && after.length < 2) byName.delete(name)
  }
  return byName
}
