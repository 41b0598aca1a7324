/**
 * Deletes values of a key in one pass over its list: one pass for each value would take quadratic time in a key with
 * many. Other changes may come in between, as long as they are not about a value that is to be deleted.
 */

import type { EditScope } from '../offreg/editScope.ts'
import { deleteValuesSteps } from '../offreg/values.ts'
import { eachValue, findValue } from '../regf/keyValue.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { runToEnd } from '../work.ts'
import { type LocatedChange, located } from './locatedChange.ts'

/** The values of one key that are to be deleted, and the change that asked for the first of them. */
interface Doomed {
  readonly first: LocatedChange
  readonly values: Set<CellOffset>
}

export class ValueDeletions {
  readonly #scope: EditScope
  readonly #keys = new Map<CellOffset, Doomed>()

  /** Starts with no values. */
  constructor(scope: EditScope) {
    this.#scope = scope
  }

  /**
   * Takes note of a value to delete. Call `flush` before keys are deleted or renamed, or their attributes are set.
   *
   * @param key - cell offset of its key
   * @param change - has its name; of several values with that name the first one is meant
   * @returns false if there is no such value
   * @throws HiveError what `flush` throws
   */
  add(key: CellOffset, change: LocatedChange & { readonly name: string }): boolean {
    this.makeWayFor(key, change.name)
    const value = this.#find(key, change.name)
    if (value === NIL) return false
    const { path, name, line } = change
    const doomed = this.#keys.get(key) ?? { first: { path, name, line }, values: new Set() }
    doomed.values.add(value)
    this.#keys.set(key, doomed)
    return true
  }

  /**
   * Deletes what is to be deleted of a key, if the first value of a name is among that: the next one of that name can
   * only be found when it is gone.
   *
   * @param key - cell offset of the key
   * @param name - the name
   * @throws HiveError what `flush` throws
   */
  makeWayFor(key: CellOffset, name: string): void {
    const doomed = this.#keys.get(key)
    if (doomed?.values.has(this.#find(key, name)) === true) this.#delete(key, doomed)
  }

  /**
   * Deletes the values.
   *
   * @throws HiveError what `deleteValuesSteps` throws, with the path and the line of the first of their key
   */
  flush(): void {
    for (const [key, doomed] of this.#keys) this.#delete(key, doomed)
  }

  #find(key: CellOffset, name: string): CellOffset {
    const { cells } = this.#scope
    return findValue(cells, cells.payloadAt(key), name)
  }

  #delete(key: CellOffset, { first, values }: Doomed): void {
    this.#keys.delete(key)
    const { cells } = this.#scope
    const indexes: number[] = []
    try {
      eachValue(cells, cells.payloadAt(key), (value, index) => {
        if (values.has(value)) indexes.push(index)
        return false
      })
      runToEnd(deleteValuesSteps(this.#scope, key, indexes))
    } catch (error) {
      throw located(error, first)
    }
  }
}
