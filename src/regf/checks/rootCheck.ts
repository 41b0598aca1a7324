/**
 * Checks that the root in the header is the real one. A hive whose header was changed to name a subkey opens as a
 * sound hive with fewer keys, and compacting it would drop the others. Unlike a real root, such a key is in the
 * subkey list of the key that its parent field names (regf-format 3.1: the field has no meaning in a root).
 */

import type { CellStore } from '../CellStore.ts'
import { findKeyNode } from '../keyNode.ts'
import { BASE, KEY_FLAG, LIMIT, NK } from '../layout.ts'
import type { CellOffset } from '../offsets.ts'
import { eachSubkey } from '../subkeyList.ts'
import type { CheckContext } from './CheckContext.ts'

/**
 * Reports a root that another key lists as its subkey.
 *
 * @param context - the parts of the check
 * @param root - cell offset of the root key
 * @returns whether it did; the keys above and beside it are out of reach then
 */
export function checkRoot({ cells, findings }: CheckContext, root: CellOffset): boolean {
  const parent = cells.image.u32(cells.payloadAt(root) + NK.PARENT) as CellOffset
  const key = findKeyNode(cells, parent)
  if (key === 0 || parent === root) return false
  let isListed = false
  eachSubkey(cells, key, (child) => {
    isListed = child === root
    return isListed
  })
  if (!isListed) return false
  const expected = topOf(cells, parent)
  findings.add('root-is-subkey', BASE.ROOT_CELL, { expected, actual: root, damages: [root] })
  return true
}

/** The topmost key that the parent fields lead to. */
function topOf(cells: CellStore, from: CellOffset): CellOffset {
  let top = from
  for (let level = 0; level < LIMIT.DEPTH; level++) {
    const key = cells.payloadAt(top)
    const parent = cells.image.u32(key + NK.PARENT) as CellOffset
    const isEntry = (cells.image.u16(key + NK.FLAGS) & KEY_FLAG.HIVE_ENTRY) !== 0
    if (isEntry || parent === from || findKeyNode(cells, parent) === 0) break
    top = parent
  }
  return top
}
