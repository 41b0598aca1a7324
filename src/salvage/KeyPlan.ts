/** The keys that a salvage found, each after its parent, and where each goes. */

import type { CellOffset } from '../regf/offsets.ts'

/** The place of the root in the plan. */
export const ROOT = 0

/** Why a key is where it is: a list names it, its own parent field does, or nothing is left of its parent. */
export type Attachment = 'listed' | 'reattached' | 'without-parent'

export class KeyPlan {
  #cells = new Uint32Array(256)
  #parents = new Uint32Array(256)
  #attached = new Uint32Array(256)
  #count = 0
  /** Keys that no list names, by their index. */
  readonly #others = new Map<number, Attachment>()
  /** The indexes of keys by cell; made when it is first needed. */
  #byCell: Map<CellOffset, number> | null = null

  /** The number of keys. */
  get count(): number {
    return this.#count
  }

  /**
   * Adds a key.
   *
   * @param cell - cell offset of the key
   * @param parent - index of its parent, which comes before it; of a key without one, that of the root
   * @param attachment - why it is there
   * @returns its index
   */
  add(cell: CellOffset, parent: number, attachment: Attachment = 'listed'): number {
    if (this.#count === this.#cells.length) {
      this.#cells = grown(this.#cells)
      this.#parents = grown(this.#parents)
      this.#attached = grown(this.#attached)
    }
    const index = this.#count++
    this.#cells[index] = cell
    this.#parents[index] = parent
    if (index !== ROOT && attachment !== 'without-parent') {
      this.#attached[parent] = this.attached(parent) + 1
    }
    if (attachment !== 'listed') this.#others.set(index, attachment)
    this.#byCell?.set(cell, index)
    return index
  }

  /** Returns the cell of a key. */
  cell(index: number): CellOffset {
    return this.#cells[index] as CellOffset
  }

  /** Returns the index of the parent of a key. */
  parent(index: number): number {
    return this.#parents[index] as number
  }

  /** Returns how many subkeys of a key are in the plan. */
  attached(index: number): number {
    return this.#attached[index] as number
  }

  /** Returns why a key is where it is. */
  attachment(index: number): Attachment {
    return this.#others.get(index) ?? 'listed'
  }

  /** Returns the index of the key in a cell; -1 if it is not in the plan. */
  indexOf(cell: CellOffset): number {
    if (this.#byCell === null) {
      this.#byCell = new Map()
      for (let index = 0; index < this.#count; index++) this.#byCell.set(this.cell(index), index)
    }
    return this.#byCell.get(cell) ?? -1
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
