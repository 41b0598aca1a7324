/**
 * What is in keys that only one of two hives has. It is listed only below the keys that are expanded, and kept in
 * columns: a key may have a million values.
 */

import { CompareBudget } from '../../compare/CompareBudget.ts'
import { subkeysOf, valuesOf } from '../../compare/Pairing.ts'
import type { CellStore } from '../../regf/CellStore.ts'
import { findKeyNode } from '../../regf/keyNode.ts'
import { valueCount } from '../../regf/keyValue.ts'
import { NK } from '../../regf/layout.ts'
import type { CellOffset } from '../../regf/offsets.ts'
import { kindOf, numberOf, rowId } from './rowIds.ts'

/** The number of a key or value that was listed. */
export type Member = number

/** A key that only one hive has, or a key in it. */
interface Holder {
  readonly cells: CellStore
  readonly cell: CellOffset
}

/** The members of a key: consecutive numbers. */
interface Run {
  readonly from: Member
  readonly count: number
}

export class LoneContent {
  readonly #cells: CellOffset[] = []
  readonly #stores: CellStore[] = []
  readonly #runs = new Map<CellOffset, Map<CellStore, Run>>()
  readonly #positions: number[] = []
  readonly #runOf: Run[] = []
  readonly #isKey: boolean[] = []
  /** The ids of the rows above. */
  readonly #above: number[] = []

  /** Whether an id is that of a member. */
  static isId(id: number): boolean {
    return kindOf(id) === 'member'
  }

  static idOf(member: Member): number {
    return rowId('member', member)
  }

  static memberOf(id: number): Member {
    return numberOf(id)
  }

  /**
   * The values and then the subkeys of a key, in stored order. They are listed once.
   *
   * @param above - the id of the row of the key
   */
  of({ cells, cell }: Holder, above: number): Run {
    const byStore = this.#runs.get(cell) ?? new Map<CellStore, Run>()
    this.#runs.set(cell, byStore)
    const known = byStore.get(cells)
    if (known !== undefined) return known
    const budget = new CompareBudget(cells.bins.dataSize)
    const values = valuesOf(cells, cell, budget).list
    const keys = subkeysOf(cells, cell, budget).list
    const run = { from: this.#cells.length, count: values.length + keys.length }
    byStore.set(cells, run)
    for (const list of [values, keys]) {
      for (const one of list) {
        this.#positions.push(this.#cells.length - run.from + 1)
        this.#cells.push(one as CellOffset)
        this.#stores.push(cells)
        this.#runOf.push(run)
        this.#above.push(above)
        this.#isKey.push(list === keys)
      }
    }
    return run
  }

  isKey(member: Member): boolean {
    return this.#isKey[member] === true
  }

  holder(member: Member): Holder {
    return {
      cells: this.#stores[member] as CellStore,
      cell: this.#cells[member] as CellOffset,
    }
  }

  /** The id of the row of the topmost key that a member is in, and the keys from there down to the member itself. */
  pathOf(member: Member): { readonly top: number; readonly holders: readonly Holder[] } {
    const holders: Holder[] = []
    let id = LoneContent.idOf(member)
    for (; LoneContent.isId(id); id = this.#above[LoneContent.memberOf(id)] as number) {
      holders.push(this.holder(LoneContent.memberOf(id)))
    }
    return { top: id, holders: holders.reverse() }
  }

  /** The id of the row above a member. */
  above(member: Member): number {
    return this.#above[member] as number
  }

  placeOf(member: Member): { readonly position: number; readonly setSize: number } {
    const { count } = this.#runOf[member] as Run
    return { position: this.#positions[member] as number, setSize: count }
  }
}

/** Whether a key has values or subkeys. */
export function hasContent({ cells, cell }: Holder): boolean {
  const key = findKeyNode(cells, cell)
  return key !== 0 && (valueCount(cells, key) > 0 || cells.image.u32(key + NK.SUBKEY_COUNT) > 0)
}
