/**
 * The structures of a hive file field by field, for the technical view. Everything is read from the bytes as they are
 * now; what was found out about them is kept until the next edit.
 */

import { BinItems, Blocks } from '../anatomy/Blocks.ts'
import { Owners } from '../anatomy/owners.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { type Work, workWhile } from '../work.ts'
import type { DocumentPart } from './DocumentPart.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** Bins whose items are remembered. */
const MOST_BINS = 256

/** The document that is read, in its current state. */
interface ReadDocument {
  readonly hive: Hive
  /** Resolves when the hive is checked. */
  readonly checks: { readonly surveyed: Promise<unknown> }
  /** Resolves when the edits and saves under way are done. */
  readonly settled: Promise<unknown>
}

export class DocumentTechnical implements DocumentPart {
  readonly #doc: ReadDocument
  readonly #closing = new AbortController()
  #blocks: Blocks | null = null
  readonly #bins = new Map<number, BinItems>()
  /** The owners that were looked for last. */
  #owners: { readonly cell: CellOffset; readonly owners: Owners } | null = null

  constructor(doc: ReadDocument) {
    this.#doc = doc
  }

  /** The blocks of the file. */
  get blocks(): Blocks {
    this.#blocks ??= new Blocks(this.#doc.hive.cells)
    return this.#blocks
  }

  /**
   * Reads the hive in slices, once it is checked and the edits under way are done. An edit meanwhile restarts it.
   *
   * @throws HiveError `cancelled`, also when the document is closed
   */
  async read<T>(work: () => Work<T>, { signal, progress }: CallContext): Promise<T> {
    const stop = AbortSignal.any([signal, this.#closing.signal])
    for (;;) {
      await this.#doc.checks.surveyed
      await this.#doc.settled
      const { hive } = this.#doc
      const { revision } = hive.image
      const isSame = () =>
        hive === this.#doc.hive && hive.image.revision === revision && !hive.image.isPaused
      const options = { signal: stop, onProgress: progress, atOnce: true }
      const result = await runInSlices(workWhile(boxed(work), isSame), options)
      if (result !== null) return result.value
    }
  }

  /** The items of a bin, by the index of its block. */
  *items(index: number): Work<BinItems> {
    const known = this.#bins.get(index)
    if (known !== undefined) return known
    const found = yield* BinItems.steps(this.#doc.hive.cells, this.blocks.at(index))
    if (this.#bins.size === MOST_BINS) this.#bins.clear()
    this.#bins.set(index, found)
    return found
  }

  /** The owners of one cell. */
  *ownersOf(cell: CellOffset): Work<Owners> {
    if (this.#owners?.cell === cell) return this.#owners.owners
    const owners = yield* Owners.steps(this.#doc.hive, [cell])
    this.#owners = { cell, owners }
    return owners
  }

  edited(): void {
    this.#forget()
  }

  swapped(): void {
    this.#forget()
  }

  closed(): void {
    this.#forget()
    this.#closing.abort()
  }

  #forget(): void {
    this.#blocks = null
    this.#bins.clear()
    this.#owners = null
  }
}

/** Work whose result is never null. */
function* boxed<T>(work: () => Work<T>): Work<{ readonly value: T }> {
  return { value: yield* work() }
}
