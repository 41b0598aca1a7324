/**
 * Which security cells have some bytes: for sharing a descriptor without looking at each of the
 * thousands a hive may have; and which cell new subkeys get, since keys are often made by the thousand
 * below one parent. Built when first asked, kept in step by the cells that come and go, dropped whole
 * when a patch is applied. Not in the bytes, never saved.
 */

import { DescriptorMap } from './DescriptorMap.ts'
import type { CellOffset } from './offsets.ts'

export class SecurityIndex {
  /** Cells by their descriptor; null until it is asked for. */
  #cells: DescriptorMap<CellOffset> | null = null
  readonly #heirs = new Map<CellOffset, CellOffset>()

  /** The cells by their descriptor. */
  cells(
    build: (add: (descriptor: Uint8Array, cell: CellOffset) => void) => void,
  ): DescriptorMap<CellOffset> {
    if (this.#cells !== null) return this.#cells
    const cells = new DescriptorMap<CellOffset>()
    build((descriptor, cell) => cells.add(descriptor, cell))
    this.#cells = cells
    return cells
  }

  /** A cell with this descriptor came. */
  add(descriptor: Uint8Array, cell: CellOffset): void {
    this.#cells?.add(descriptor, cell)
  }

  /** A cell with this descriptor goes. */
  remove(descriptor: Uint8Array, cell: CellOffset): void {
    this.#cells?.remove(descriptor, cell)
    // It may be the heir of any; working one out again is cheap, looking through all is not.
    this.#heirs.clear()
  }

  /** The cell that subkeys of keys with some cell get; undefined when that was not worked out yet. */
  heirOf(cell: CellOffset): CellOffset | undefined {
    return this.#heirs.get(cell)
  }

  setHeir(cell: CellOffset, heir: CellOffset): void {
    this.#heirs.set(cell, heir)
  }

  /** Bytes changed under it. */
  clear(): void {
    this.#cells = null
    this.#heirs.clear()
  }
}
