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

  /**
   * Returns the map from descriptor to cell, building it if it does not exist.
   *
   * @param build - adds every security cell that may be shared
   * @returns the map
   */
  cells(
    build: (add: (descriptor: Uint8Array, cell: CellOffset) => void) => void,
  ): DescriptorMap<CellOffset> {
    if (this.#cells !== null) return this.#cells
    const cells = new DescriptorMap<CellOffset>()
    build((descriptor, cell) => cells.add(descriptor, cell))
    this.#cells = cells
    return cells
  }

  /**
   * Adds a new security cell.
   *
   * @param descriptor - the bytes of its descriptor
   * @param cell - its cell offset
   */
  add(descriptor: Uint8Array, cell: CellOffset): void {
    this.#cells?.add(descriptor, cell)
  }

  /**
   * Removes a security cell that is about to be freed.
   *
   * @param descriptor - the bytes of its descriptor
   * @param cell - its cell offset
   */
  remove(descriptor: Uint8Array, cell: CellOffset): void {
    this.#cells?.remove(descriptor, cell)
    // It may be the heir of any; working one out again is cheap, looking through all is not.
    this.#heirs.clear()
  }

  /**
   * Looks up the security cell that new subkeys get.
   *
   * @param cell - the security cell of the parent key
   * @returns its cell offset; undefined if it was not worked out yet
   */
  heirOf(cell: CellOffset): CellOffset | undefined {
    return this.#heirs.get(cell)
  }

  /**
   * Remembers the security cell that new subkeys get.
   *
   * @param cell - the security cell of the parent key
   * @param heir - the security cell of the subkeys
   */
  setHeir(cell: CellOffset, heir: CellOffset): void {
    this.#heirs.set(cell, heir)
  }

  /** Forgets everything, after bytes were changed by other means. */
  clear(): void {
    this.#cells = null
    this.#heirs.clear()
  }
}
