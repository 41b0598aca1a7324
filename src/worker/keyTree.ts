import type { Hive } from '../offreg/Hive.ts'
import { findKeyNode } from '../regf/keyNode.ts'
import { NK } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { countSubkeys, subkeyCells } from '../regf/subkeyList.ts'
import { sortedKeys } from './keyOrder.ts'
import type { KeyOrder } from './protocol.ts'
import type { KeyTree } from './visibleRows.ts'

/**
 * The keys of a hive for `VisibleRows`. Every call reads the hive; a key that is gone has no
 * subkeys and no parent.
 */
export function keyTreeOf({ cells, root }: Hive, order: KeyOrder = 'stored'): KeyTree {
  return {
    root,
    mostKeys: () => Math.ceil(cells.bins.dataSize / NK.NAME),
    children(cell) {
      const key = findKeyNode(cells, cell)
      return key === 0 ? new Uint32Array() : sortedKeys(cells, subkeyCells(cells, key), order)
    },
    hasChildren(cell) {
      const key = findKeyNode(cells, cell)
      return key !== 0 && countSubkeys(cells, key) > 0
    },
    parent(cell) {
      const key = findKeyNode(cells, cell)
      return key === 0 ? NIL : (cells.image.u32(key + NK.PARENT) as CellOffset)
    },
  }
}
