/**
 * Security cells of a hive that is being written: one for every distinct descriptor, in one ring in the
 * order of their first use, with exact counts (regf-format 3.8).
 */

import type { CellStore } from '../../regf/CellStore.ts'
import { DescriptorMap } from '../../regf/DescriptorMap.ts'
import { NK, SIG, SK } from '../../regf/layout.ts'
import type { CellOffset, FileOffset } from '../../regf/offsets.ts'
import { locateDescriptor } from '../../regf/securityCell.ts'
import { checkStoredDescriptor } from '../../security/checkDescriptor.ts'
import { defaultDescriptor } from '../create.ts'
import { newPayload, newRecord, type PackedBins } from './PackedBins.ts'

export class SecurityCopy {
  readonly #cells: CellStore
  readonly #out: PackedBins
  /** Security cells and reference counts of the new hive. */
  readonly #written: CellOffset[] = []
  readonly #counts: number[] = []
  readonly #bySource = new Map<number, number>()
  readonly #known = new DescriptorMap<number>()
  #lastSource = -1
  #lastIndex = 0

  /**
   * Starts without security cells.
   *
   * @param cells - cells of the hive that is read
   * @param out - the bins to write
   */
  constructor(cells: CellStore, out: PackedBins) {
    this.#cells = cells
    this.#out = out
  }

  /**
   * Counts another key with the descriptor of a source key, and returns the number of the
   * descriptor. If the source key has no complete descriptor that Windows accepts, it gets that of
   * the key above it, or the default one at the top.
   *
   * @param key - file offset of the source key
   * @param above - the result for the key above; -1 at the top
   */
  refer(key: FileOffset, above: number): number {
    const source = this.#cells.image.u32(key + NK.SECURITY)
    let index = this.#lastIndex
    if (source !== this.#lastSource) {
      index = this.#bySource.get(source) ?? this.#find(key)
      if (index >= 0) {
        this.#bySource.set(source, index)
        this.#lastSource = source
        this.#lastIndex = index
      } else {
        index = above >= 0 ? above : this.#share(defaultDescriptor())
      }
    }
    this.#counts[index] = (this.#counts[index] as number) + 1
    return index
  }

  /** Returns the security cell of a descriptor by its number. */
  cell(index: number): CellOffset {
    return this.#written[index] as CellOffset
  }

  /** Closes the ring and writes the counts. */
  finish(): void {
    const count = this.#written.length
    for (let index = 0; index < count; index++) {
      const { words } = this.#out
      const at = newRecord(this.cell(index))
      words[at + (SK.FLINK >> 2)] = this.cell((index + 1) % count)
      words[at + (SK.BLINK >> 2)] = this.cell((index + count - 1) % count)
      words[at + (SK.REFERENCES >> 2)] = this.#counts[index] as number
    }
  }

  /** The number of a key's descriptor, -1 when it has no whole one that Windows accepts. */
  #find(key: FileOffset): number {
    const { image } = this.#cells
    const found = locateDescriptor(this.#cells, key)
    if (found === null) return -1
    const size = image.u32(found.at - SK.DESCRIPTOR + SK.SIZE)
    const descriptor = image.bytesView(found.at, found.length)
    const isWhole = size === found.length && checkStoredDescriptor(descriptor) === null
    return isWhole ? this.#share(descriptor) : -1
  }

  #share(descriptor: Uint8Array): number {
    const known = this.#known.find(descriptor, (index) => {
      const cell = this.cell(index)
      const size = this.#out.words[newRecord(cell) + (SK.SIZE >> 2)] as number
      return this.#out.view(newPayload(cell) + SK.DESCRIPTOR, size)
    })
    if (known !== undefined) return known
    const index = this.#write(descriptor)
    this.#known.add(descriptor, index)
    return index
  }

  #write(descriptor: Uint8Array): number {
    const cell = this.#out.allocate(SK.DESCRIPTOR + descriptor.length)
    const { words } = this.#out
    words[newRecord(cell)] = SIG.SK
    words[newRecord(cell) + (SK.SIZE >> 2)] = descriptor.length
    this.#out.setBytes(newPayload(cell) + SK.DESCRIPTOR, descriptor)
    this.#counts.push(0)
    return this.#written.push(cell) - 1
  }
}
