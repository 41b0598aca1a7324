/**
 * Lists that keys without subkeys still refer to (regf-format 5.3.24). An empty list that nothing else refers to
 * belongs to the key, and its next subkey may use it; a list with entries may hide subkeys. This is decided
 * after the walk, since another key may turn out to own the list.
 */

import type { BoundedPath } from '../../text/boundedPath.ts'
import { CellBits } from '../CellBits.ts'
import { LIST, NK, SIG } from '../layout.ts'
import type { CellOffset } from '../offsets.ts'
import { leafEntrySize } from '../subkeyList.ts'
import type { CheckContext } from './CheckContext.ts'

/** Keys whose stale list may hide subkeys are remembered up to this number. */
const MAX_HIDDEN = 1000

export class StaleLists {
  readonly #context: CheckContext
  /** Keys whose list has entries. */
  readonly #hidden: number[] = []
  /** Every list that was noted, once. */
  readonly #lists: number[] = []
  /** Made with the first list: most hives have none. */
  #noted = new CellBits(0)
  #notedTwice = new CellBits(0)

  /**
   * Starts without any lists.
   *
   * @param context - the parts of the check
   */
  constructor(context: CheckContext) {
    this.#context = context
  }

  /**
   * Notes the list that a key without subkeys still refers to.
   *
   * @param key - cell offset of the key
   * @param list - the value of its list field
   */
  note(key: number, list: number): void {
    const { map } = this.#context
    if (!map.isPending(list)) return
    const isLeaf = leafEntrySize(this.#signature(list)) !== 0
    if (!isLeaf && this.#signature(list) !== SIG.RI) return
    if (this.#count(list) > 0 && this.#hidden.length < MAX_HIDDEN) this.#hidden.push(key)
    if (this.#lists.length === 0) {
      const { dataSize } = this.#context.cells.bins
      this.#noted = new CellBits(dataSize)
      this.#notedTwice = new CellBits(dataSize)
    }
    if (this.#noted.add(list)) this.#lists.push(list)
    else this.#notedTwice.set(list)
  }

  /**
   * Takes the empty lists for their keys.
   *
   * @returns the lists that belong to exactly one key
   */
  takeSpare(): CellBits {
    const { cells, map } = this.#context
    const spare = new CellBits(this.#lists.length > 0 ? cells.bins.dataSize : 0)
    for (const list of this.#lists) {
      if (!map.isPending(list) || !this.#isEmpty(list)) continue
      for (const leaf of this.#leavesBelow(list)) map.take(leaf)
      map.take(list)
      if (!this.#notedTwice.has(list)) spare.set(list)
    }
    return spare
  }

  /**
   * Reports the lists that have entries and that nothing else refers to.
   *
   * @param path - returns the path of a key
   * @returns whether there are any
   */
  reportHidden(path: (key: CellOffset) => BoundedPath): boolean {
    const { cells, map, findings } = this.#context
    let isAny = false
    // Many keys may refer to one list.
    const isEmpty = new Map<number, boolean>()
    for (const cell of this.#hidden) {
      const key = cell as CellOffset
      const field = cells.payloadAt(key) + NK.SUBKEY_LIST
      const list = cells.image.u32(field)
      if (!isEmpty.has(list)) isEmpty.set(list, !map.isPending(list) || this.#isEmpty(list))
      if (isEmpty.get(list) === true) continue
      findings.locate({ path: () => path(key), key: () => key })
      findings.add('subkeys-hidden', field)
      isAny = true
    }
    findings.locate(null)
    return isAny
  }

  #isEmpty(list: number): boolean {
    if (leafEntrySize(this.#signature(list)) !== 0) return this.#count(list) === 0
    const { map } = this.#context
    const leaves = this.#leavesBelow(list)
    return (
      leaves.length === this.#count(list) &&
      leaves.every((leaf) => {
        const isLeaf = map.isPending(leaf) && leafEntrySize(this.#signature(leaf)) !== 0
        return isLeaf && this.#count(leaf) === 0 && !this.#noted.has(leaf)
      }) &&
      new Set(leaves).size === leaves.length
    )
  }

  /** The leaves of an ri, as many as its cell has room for; none for a leaf. */
  #leavesBelow(list: number): number[] {
    if (this.#signature(list) !== SIG.RI) return []
    const { cells, map } = this.#context
    const at = cells.payloadAt(list as CellOffset) + LIST.ENTRIES
    const fitting = Math.floor((map.payloadOf(list) - LIST.ENTRIES) / 4)
    const count = Math.min(fitting, this.#count(list))
    return Array.from({ length: count }, (_, index) => cells.image.u32(at + index * 4))
  }

  #signature(list: number): number {
    const { cells } = this.#context
    return cells.image.u16(cells.payloadAt(list as CellOffset))
  }

  #count(list: number): number {
    const { cells } = this.#context
    return cells.image.u16(cells.payloadAt(list as CellOffset) + LIST.COUNT)
  }
}
