/** Pairs keys that were moved to another parent, if it is known which of the earlier hive each was. */

import type { CellOffset } from '../regf/offsets.ts'
import type { EarlierCell } from './difference.ts'
import type { LoneKey } from './moves.ts'

/** A key that was moved: as the earlier hive has it, and as the later one has it. */
export interface MovedKey {
  readonly was: LoneKey
  readonly is: LoneKey
}

/**
 * The topmost keys that only one hive has. Comparing a key that was moved may find more of them, so that keys can be
 * added while pairs are taken. Only topmost keys are paired: what was moved into a new key, or out of one that was
 * deleted, comes and goes with that. So both parents of a pair were paired before it, and each pair can be taken back
 * alone, in any order: no key can get below itself.
 */
export class MovedKeys {
  readonly #earlier: EarlierCell
  readonly #removed = new Map<CellOffset, LoneKey>()
  /** Added keys, by the cell that each had in the earlier hive. */
  readonly #added = new Map<CellOffset, LoneKey>()
  readonly #found: MovedKey[] = []

  /**
   * Starts without keys.
   *
   * @param earlier - the cell of a key in the earlier hive
   */
  constructor(earlier: EarlierCell) {
    this.#earlier = earlier
  }

  /**
   * Adds a topmost key.
   *
   * @param one - a key that only one hive has there
   */
  add(one: LoneKey): void {
    const cell = one.kind === 'removed' ? one.key.before : this.#earlier(one.key.after)
    if (one.kind === 'removed') this.#removed.set(cell, one)
    else this.#added.set(cell, one)
    const was = this.#removed.get(cell)
    const is = this.#added.get(cell)
    if (was === undefined || is === undefined) return
    this.#removed.delete(cell)
    this.#added.delete(cell)
    this.#found.push({ was, is })
  }

  /**
   * Takes the next pair.
   *
   * @returns the pair; undefined when there is none
   */
  take(): MovedKey | undefined {
    return this.#found.shift()
  }
}
