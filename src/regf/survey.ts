/** Facts about a hive that edits depend on (regf-format 6.1). */

import type { Allocator } from './Allocator.ts'
import type { CellBits } from './CellBits.ts'
import type { Finding } from './finding.ts'
import type { CellOffset } from './offsets.ts'

/** The results of a full check that edits rely on. */
export interface Survey {
  readonly allocator: Allocator
  /** The true number of keys that refer to each security cell. */
  readonly references: Map<CellOffset, number>
  /** The security cells that store another number. */
  readonly miscounted: readonly CellOffset[]
  /** Whether the check found no error. */
  readonly isSound: boolean
  /** Records with an error finding. */
  readonly damage: ReadonlyMap<CellOffset, Damage>
  /** Bins with a bad cell. */
  readonly badBins: ReadonlyMap<number, Damage>
  /** Allocated cells that the check could not reach, so that nothing is known about them. */
  readonly unreached: CellBits
  /** Empty subkey lists that exactly one key without subkeys refers to. */
  readonly spareLists: CellBits
  /** The lowest cell offset past the end that a reference leads to; infinite if there is no such reference. */
  readonly pointedPast: number
}

/** The finding because of which edits may not touch a record. */
export type Damage = Pick<Finding, 'code' | 'offset' | 'expected' | 'actual'>
