/**
 * Which security cells have some bytes: for sharing a descriptor without looking at each of the
 * thousands a hive may have; and which cell new subkeys get, since keys are often made by the thousand
 * below one parent. Built when first asked, kept in step by the cells that come and go, dropped whole
 * when a patch is applied. Not in the bytes, never saved.
 */

import type { CellOffset } from './offsets.ts'

export class SecurityIndex {
  /** Cells by the hash of their descriptor; null until it is asked for. */
  #cells: Map<number, CellOffset[]> | null = null
  readonly #heirs = new Map<CellOffset, CellOffset>()

  /** Cells whose descriptor may be this one, equal hashes not being equal bytes. */
  candidates(
    descriptor: Uint8Array,
    build: (add: (descriptor: Uint8Array, cell: CellOffset) => void) => void,
  ): readonly CellOffset[] {
    if (this.#cells === null) {
      this.#cells = new Map()
      build((known, cell) => this.add(known, cell))
    }
    return this.#cells.get(hashOf(descriptor)) ?? []
  }

  /** A cell with this descriptor came. */
  add(descriptor: Uint8Array, cell: CellOffset): void {
    if (this.#cells === null) return
    const hash = hashOf(descriptor)
    const same = this.#cells.get(hash)
    if (same === undefined) this.#cells.set(hash, [cell])
    else same.push(cell)
  }

  /** The cell that subkeys of keys with some cell get; undefined when that was not worked out yet. */
  heirOf(cell: CellOffset): CellOffset | undefined {
    return this.#heirs.get(cell)
  }

  setHeir(cell: CellOffset, heir: CellOffset): void {
    this.#heirs.set(cell, heir)
  }

  /** A cell with this descriptor goes. */
  remove(descriptor: Uint8Array, cell: CellOffset): void {
    this.#heirs.delete(cell)
    for (const [parent, heir] of this.#heirs) if (heir === cell) this.#heirs.delete(parent)
    if (this.#cells === null) return
    const hash = hashOf(descriptor)
    const left = (this.#cells.get(hash) ?? []).filter((known) => known !== cell)
    if (left.length === 0) this.#cells.delete(hash)
    else this.#cells.set(hash, left)
  }

  /** Bytes changed under it. */
  clear(): void {
    this.#cells = null
    this.#heirs.clear()
  }
}

/** FNV-1a */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < bytes.length; at++) {
    hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193)
  }
  return hash >>> 0
}
