/** The security cells of keys, for tests of how descriptors are shared. */

import type { Key } from '../../src/offreg/Key.ts'
import { NK, SK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'

/** The cell a key has its descriptor in. */
export function securityCell(key: Key): CellOffset {
  const { cells, image } = key.hive
  return image.u32(cells.payloadAt(key.cell) + NK.SECURITY) as CellOffset
}

/** How many keys that cell says to have. */
export function storedCount(key: Key): number {
  const { cells, image } = key.hive
  return image.u32(cells.payloadAt(securityCell(key)) + SK.REFERENCES)
}
