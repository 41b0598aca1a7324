/** The security cells of keys, for tests of the sharing of descriptors. */

import type { Key } from '../../src/offreg/Key.ts'
import { NK, SK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'

/** The cell that holds the descriptor of a key. */
export function securityCell(key: Key): CellOffset {
  const { cells, image } = key.hive
  return image.u32(cells.payloadAt(key.cell) + NK.SECURITY) as CellOffset
}

/** The reference count of that cell. */
export function storedCount(key: Key): number {
  const { cells, image } = key.hive
  return image.u32(cells.payloadAt(securityCell(key)) + SK.REFERENCES)
}
