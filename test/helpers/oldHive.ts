/** A hive as Windows NT 3.1 wrote them, with the keys and values of a newer one. */

import type { Hive } from '../../src/offreg/Hive.ts'
import { BASE } from '../../src/regf/layout.ts'
import { modelOf, rawKeyOf } from '../edit/model.ts'
import { corrupt } from './corrupt.ts'
import { rawHive } from './rawHive.ts'

/** Its sequence numbers. */
const SAVES = 24

/** The bytes of a hive of version 1.1; all times and descriptors are those of `rawHive`. */
export function oldHive(hive: Hive): Uint8Array<ArrayBuffer> {
  const root = rawKeyOf(modelOf(hive.rootKey))
  const numbers = [BASE.PRIMARY_SEQUENCE, BASE.SECONDARY_SEQUENCE]
  return corrupt(rawHive({ minor: 1, root }), ...numbers.map((at) => ({ at, u32: SAVES })))
}
