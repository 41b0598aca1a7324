/** The rows of a document's tree, for the hive that is current. */

import type { Hive } from '../offreg/Hive.ts'
import type { RecordChanges } from '../regf/EditLog.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { findSubkey } from '../regf/subkeyList.ts'
import type { DocumentPart } from './DocumentPart.ts'
import { keyTreeOf } from './keyTree.ts'
import type { KeyOrder } from './protocol.ts'
import { VisibleRows } from './visibleRows.ts'

export class DocumentRows implements DocumentPart {
  #hive: Hive
  #rows: VisibleRows
  #order: KeyOrder = 'stored'

  constructor(hive: Hive) {
    this.#hive = hive
    this.#rows = new VisibleRows(keyTreeOf(hive))
  }

  /** The visible rows, valid until the whole image is exchanged. */
  get visible(): VisibleRows {
    return this.#rows
  }

  /** Sorts the subkeys of each key; keys stay expanded. */
  sort(order: KeyOrder): void {
    const rows = new VisibleRows(keyTreeOf(this.#hive, order))
    rows.expandLike(this.#rows, (_, there) => there)
    this.#order = order
    this.#rows = rows
  }

  edited(changes: RecordChanges): void {
    this.#rows.edited(changes)
  }

  /** Expands the keys of the same names that were expanded in the previous hive. */
  swapped(hive: Hive): void {
    const before = this.#hive
    const rows = new VisibleRows(keyTreeOf(hive, this.#order))
    rows.expandLike(this.#rows, (parent, there) => namesake(hive, parent, before, there))
    this.#hive = hive
    this.#rows = rows
  }

  closed(): void {}
}

/** The subkey of a key that has the same name as a key of another hive; null when there is none. */
function namesake(hive: Hive, parent: CellOffset, other: Hive, key: CellOffset): CellOffset | null {
  const node = findKeyNode(other.cells, key)
  const owner = findKeyNode(hive.cells, parent)
  if (node === 0 || owner === 0) return null
  const found = findSubkey(hive.cells, owner, keyName(other.cells, key, node))
  return found === NIL ? null : found
}
