/** What edits need to know of a hive before they begin (regf-format 6.1). */

import type { Allocator } from './Allocator.ts'
import type { CellBits } from './CellBits.ts'
import type { Finding } from './finding.ts'
import type { CellOffset } from './offsets.ts'

/** The results of a full check that edits rely on. */
export interface Survey {
  readonly allocator: Allocator
  /** How many keys really refer to each security cell. */
  readonly references: Map<CellOffset, number>
  /** Security cells that store another count. */
  readonly miscounted: readonly CellOffset[]
  /** Records with an error finding. */
  readonly damage: ReadonlyMap<CellOffset, Damage>
  /** Bins with a bad cell. */
  readonly badBins: ReadonlyMap<number, Damage>
  /** Allocated cells that the check found unreachable, so that nothing is known of them. */
  readonly unreached: CellBits
  /** Empty subkey lists that one key without subkeys refers to, and nothing else. */
  readonly spareLists: CellBits
  /** The lowest cell offset past the end that a reference leads to; infinite when there is no such reference. */
  readonly pointedPast: number
}

/** The finding that keeps edits from a record. */
export type Damage = Pick<Finding, 'code' | 'offset' | 'expected' | 'actual'>
