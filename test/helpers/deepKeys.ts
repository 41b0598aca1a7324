/** Keys deeper than the engine creates them, as other programs leave them. */

import type { Hive } from '../../src/offreg/Hive.ts'
import { Key } from '../../src/offreg/Key.ts'
import { raiseMaximum, writeKeyNode } from '../../src/regf/keyNode.ts'
import { NK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { shareSecurity } from '../../src/regf/securityCell.ts'
import { insertSubkey } from '../../src/regf/subkeyEdit.ts'

/** Creates keys of one name, each below the previous one, the first below the root. Returns the last. */
export function deepKey(hive: Hive, levels: number, name: string): Key {
  const { result } = hive.transact(({ cells, root }) => {
    let parent = root
    for (let level = 1; level <= levels; level++) {
      const at = cells.payloadAt(parent)
      const security = cells.image.u32(at + NK.SECURITY) as CellOffset
      const cell = writeKeyNode(cells, { name, parent, security, lastWrite: 0n, flags: 0 })
      shareSecurity(cells, security)
      insertSubkey(cells, at, cell, name)
      raiseMaximum(cells, at, 'subkeyName', name.length * 2)
      parent = cell
    }
    return parent
  })
  return new Key(hive, result)
}
