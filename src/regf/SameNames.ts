/**
 * Notices in a walk which keys and values have the name of one before them. Windows never makes them, and finds only the
 * first; text that is read again would set the last. In a list of subkeys that is in order, equal names follow each
 * other; once one is found that is not, all names of it are looked up.
 */

import { upcase } from '../bytes/upcase.ts'
import type { CellStore } from './CellStore.ts'
import { findKeyNode, keyName, storedKeyName } from './keyNode.ts'
import { valueCount } from './keyValue.ts'
import { NameTable } from './NameTable.ts'
import type { CellOffset, FileOffset } from './offsets.ts'
import { compareStoredNames, type StoredName } from './storedName.ts'

/** The subkeys of one key that were visited. */
interface Siblings {
  readonly cells: CellOffset[]
  /** Their names in upper case; null as long as they are in order. */
  names: Set<string> | null
}

export class SameNames {
  readonly #cells: CellStore
  readonly #values: NameTable
  /** The last key and those above it. */
  readonly #keys: StoredName[] = []
  /** The keys of each level that have the same parent as the last one there. */
  readonly #siblings: Siblings[] = []
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
   * @returns true if a key before it in the same list has its name
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
    const siblings = this.#siblingsAt(depth)
    const below = this.#siblingsAt(depth + 1)
    if (below.cells.length > 0) below.cells.length = 0
    below.names = null
    const order = before === undefined ? -1 : compareStoredNames(cells.image, before, name)
    if (order > 0) siblings.names ??= new Set(siblings.cells.map((one) => this.#nameOf(one)))
    siblings.cells.push(cell)
    if (order === 0 || siblings.names === null) return order === 0
    const text = this.#nameOf(cell)
    const isRepeated = siblings.names.has(text)
    siblings.names.add(text)
    return isRepeated
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

  #siblingsAt(depth: number): Siblings {
    let siblings = this.#siblings[depth]
    if (siblings === undefined) {
      siblings = { cells: [], names: null }
      this.#siblings[depth] = siblings
    }
    return siblings
  }

  #nameOf(cell: CellOffset): string {
    return upcase(keyName(this.#cells, cell, findKeyNode(this.#cells, cell)))
  }
}
