/**
 * Deletes values of one key in one pass over its list: one pass for each value would take quadratic time in a key
 * with many.
 */

import type { EditScope } from '../offreg/editScope.ts'
import { deleteValuesSteps } from '../offreg/values.ts'
import { eachValue, findValue } from '../regf/keyValue.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { runToEnd } from '../work.ts'
import { type LocatedChange, located } from './locatedChange.ts'

export class ValueDeletions {
  readonly #scope: EditScope
  #key = NIL
  #first: LocatedChange | null = null
  readonly #doomed = new Set<CellOffset>()

  /** Starts with no values. */
  constructor(scope: EditScope) {
    this.#scope = scope
  }

  /**
   * Takes note of a value to delete. Call `flush` before anything else is done to the hive.
   *
   * @param key - cell offset of its key
   * @param change - has its name; of several values with that name the first one is meant
   * @returns false if there is no such value
   * @throws HiveError what `flush` throws
   */
  add(key: CellOffset, change: LocatedChange & { readonly name: string }): boolean {
    if (key !== this.#key) this.flush()
    const { cells } = this.#scope
    let value = findValue(cells, cells.payloadAt(key), change.name)
    if (this.#doomed.has(value)) {
      // The next one of that name can only be found when this one is gone.
      this.flush()
      value = findValue(cells, cells.payloadAt(key), change.name)
    }
    if (value === NIL) return false
    this.#key = key
    const { path, name, line } = change
    this.#first ??= { path, name, line }
    this.#doomed.add(value)
    return true
  }

  /**
   * Deletes the values.
   *
   * @throws HiveError what `deleteValuesSteps` throws, with the path and the line of the first of them
   */
  flush(): void {
    const first = this.#first
    if (first === null) return
    this.#first = null
    try {
      this.#delete()
    } catch (error) {
      throw located(error, first)
    }
  }

  #delete(): void {
    const { cells } = this.#scope
    const indexes: number[] = []
    eachValue(cells, cells.payloadAt(this.#key), (value, index) => {
      if (this.#doomed.has(value)) indexes.push(index)
      return false
    })
    this.#doomed.clear()
    runToEnd(deleteValuesSteps(this.#scope, this.#key, indexes))
  }
}
