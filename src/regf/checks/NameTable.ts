/**
 * Finds equal value names in one key's list (regf-format 5.3.27): a hash table of cell offsets with a
 * few bits of the hash, kept for the next key. Its work a name is bounded: where names were made to
 * collide, an equal one may go unnoticed.
 */

import type { CellStore } from '../CellStore.ts'
import { findKeyValue, storedValueName } from '../keyValue.ts'
import type { CellOffset } from '../offsets.ts'
import { compareStoredNames } from '../storedName.ts'

/** Slots kept between keys. */
const KEPT = 1 << 14
const MAX_PROBES = 64

export class NameTable {
  readonly #cells: CellStore
  #slots = new Uint32Array(KEPT)
  #mask = 0
  #shift = 0

  constructor(cells: CellStore) {
    this.#cells = cells
  }

  /** Forgets the names and makes room for so many. */
  reset(count: number): void {
    const bits = Math.max(2, 32 - Math.clz32(count + (count >>> 2)))
    const size = 2 ** bits
    if (size > this.#slots.length) this.#slots = new Uint32Array(size)
    else if (size <= KEPT && this.#slots.length > KEPT) this.#slots = new Uint32Array(KEPT)
    else this.#slots.fill(0, 0, size)
    this.#mask = size - 1
    this.#shift = 32 - bits
  }

  /** The value that has the same name already, else 0 and the value is added. */
  add(hash: number, value: number): number {
    const mixed = Math.imul(hash, 0x9e3779b1) >>> 0
    // A cell offset has three low bits that are 0 and a high bit that is 0: room for a tag.
    const entry = ((value >>> 3) | ((mixed & 15) << 28)) >>> 0
    let slot = mixed >>> this.#shift
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const other = this.#slots[slot] as number
      if (other === 0) {
        this.#slots[slot] = entry
        return 0
      }
      if (other >>> 28 === entry >>> 28) {
        const cell = (other << 4) >>> 1
        if (this.#isSameName(cell, value)) return cell
      }
      slot = (slot + 1) & this.#mask
    }
    return 0
  }

  #isSameName(a: number, b: number): boolean {
    return compareStoredNames(this.#cells.image, this.#name(a), this.#name(b)) === 0
  }

  #name(value: number) {
    const cell = value as CellOffset
    return storedValueName(this.#cells, cell, findKeyValue(this.#cells, cell))
  }
}
