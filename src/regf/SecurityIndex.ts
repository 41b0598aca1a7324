/**
 * Finds the security cell that has a descriptor, without looking at each of the thousands that a hive may
 * have, and the security cell of new subkeys, since keys are often created by the thousand below one parent.
 * It is built on first use, updated as cells are added and removed, and dropped when a patch is applied.
 */

import { DescriptorMap } from './DescriptorMap.ts'
import type { CellOffset } from './offsets.ts'

export class SecurityIndex {
  /** The cells by their descriptor; null until first used. */
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
    // It may be the heir of any cell. Finding heirs again is cheap; searching all of them is not.
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
