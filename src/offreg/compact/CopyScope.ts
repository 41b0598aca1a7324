/** The state that the parts of a compaction share. */

import { HiveError } from '../../errors.ts'
import type { CellStore } from '../../regf/CellStore.ts'
import { keyPath } from '../../regf/keyNode.ts'
import { type CellOffset, fileOffset } from '../../regf/offsets.ts'
import type { NewMinor } from '../create.ts'
import type { PackedBins } from './PackedBins.ts'
import { ReadBudget } from './ReadBudget.ts'

export class CopyScope {
  readonly cells: CellStore
  /** Cell offset of the root of the hive that is read. */
  readonly root: CellOffset
  readonly out: PackedBins
  /** Minor version that is written. */
  readonly minor: NewMinor
  /** Whether the check found errors, so that references must be checked before they are followed. */
  readonly damaged: boolean
  /** Whether the check found every hash in an lh right, so that they can be copied. */
  readonly hashesRight: boolean
  readonly budget: ReadBudget

  /**
   * Makes the scope of a compaction.
   *
   * @param source - the hive to read
   * @param out - the bins to write
   * @param options - the minor version to write, and whether the check found errors
   */
  constructor(
    source: { readonly cells: CellStore; readonly root: CellOffset },
    out: PackedBins,
    options: Pick<CopyScope, 'minor' | 'damaged' | 'hashesRight'>,
  ) {
    this.cells = source.cells
    this.root = source.root
    this.out = out
    this.minor = options.minor
    this.damaged = options.damaged
    this.hashesRight = options.hashesRight
    this.budget = new ReadBudget(source.cells.bins.dataSize)
  }

  /**
   * Returns the size in bytes of the payload of an allocated cell; -1 if a damaged hive has none
   * there. In a sound hive the check saw a cell for every reference, and asking again would cost as
   * much as the copy.
   */
  room(cell: CellOffset): number {
    const { cells } = this
    if (this.damaged) return cells.payloadSize(cell)
    return -cells.image.i32(fileOffset(cell)) - cells.headerSize
  }

  /**
   * Refuses layered keys and tombstones where the new version has none (regf-format 3.12).
   *
   * @param key - the key that is one, or has one
   * @throws HiveError `layered-key` naming it
   */
  requireLayers(key: CellOffset): void {
    if (this.minor >= 6) return
    const path = keyPath(this.cells, this.root, key)
    throw new HiveError(
      'layered-key',
      `the key is layered, which version 1.${this.minor} cannot hold`,
      {
        offset: fileOffset(key),
        expected: '1.6',
        actual: `1.${this.minor}`,
        subject: path.join('\\'),
        path,
      },
    )
  }

  /** Makes the error for a record that the check saw and that is missing. */
  lost(cell: CellOffset): HiveError {
    const finding = 'reference-bad'
    return new HiveError('damaged', 'a record cannot be read', {
      offset: fileOffset(cell),
      finding,
      actual: cell,
    })
  }
}
