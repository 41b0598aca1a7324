/**
 * Notices in a walk which keys and values have the name of one before them. Windows never makes them, and finds only the
 * first; text that is read again would set the last. In a list of subkeys that is out of order, equal names that do not
 * follow each other are missed.
 */

import type { CellStore } from './CellStore.ts'
import { storedKeyName } from './keyNode.ts'
import { valueCount } from './keyValue.ts'
import { NameTable } from './NameTable.ts'
import type { CellOffset, FileOffset } from './offsets.ts'
import { compareStoredNames, type StoredName } from './storedName.ts'

export class SameNames {
  readonly #cells: CellStore
  readonly #values: NameTable
  /** The last key and those above it. */
  readonly #keys: StoredName[] = []
  #hasSeveral = false

  /**
   * Starts before the first key.
   *
   * @param cells - the cells of the hive
   */
  constructor(cells: CellStore) {
    this.#cells = cells
    this.#values = new NameTable(cells)
  }

  /**
   * A key was visited.
   *
   * @param cell - its cell offset
   * @param key - file offset of its record
   * @param depth - levels below the first key
   * @returns true if the key before it in the same list has its name
   */
  key(cell: CellOffset, key: FileOffset, depth: number): boolean {
    const cells = this.#cells
    const name = storedKeyName(cells, cell, key)
    const before = this.#keys[depth]
    this.#keys.length = depth
    this.#keys.push(name)
    const values = valueCount(cells, key)
    this.#hasSeveral = values > 1
    if (this.#hasSeveral) this.#values.reset(values)
    return before !== undefined && compareStoredNames(cells.image, before, name) === 0
  }

  /**
   * A value of the last key was visited.
   *
   * @param cell - its cell offset
   * @param name - its name
   * @returns true if one before it has its name
   */
  value(cell: CellOffset, name: StoredName): boolean {
    return this.hasValue(cell, name.at, name.length, name.latin1)
  }

  /** The same, without an object. */
  hasValue(cell: CellOffset, at: number, length: number, isLatin1: boolean): boolean {
    return this.#hasSeveral && this.#values.add(cell, at, length, isLatin1) !== 0
  }
}
