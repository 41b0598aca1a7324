/** The rows of a document's tree, for the hive that is current. */

import type { Hive } from '../offreg/Hive.ts'
import type { RecordChanges } from '../regf/EditLog.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { findSubkey } from '../regf/subkeyList.ts'
import type { DocumentPart } from './DocumentPart.ts'
import { KeyFilter } from './KeyFilter.ts'
import { keyTreeOf } from './keyTree.ts'
import type { KeyOrder } from './protocol.ts'
import { VisibleRows } from './visibleRows.ts'

export class DocumentRows implements DocumentPart {
  #hive: Hive
  /** The rows without a filter, which follow every edit. */
  #full: VisibleRows
  #filter: KeyFilter | null = null
  #order: KeyOrder = 'stored'
  /** Rises with each filter that is asked for. */
  #turn = 0

  constructor(hive: Hive) {
    this.#hive = hive
    this.#full = new VisibleRows(keyTreeOf(hive))
  }

  /** The rows on show, valid until the whole image is exchanged. */
  get visible(): VisibleRows {
    return this.#filter?.rows ?? this.#full
  }

  get full(): VisibleRows {
    return this.#full
  }

  get filter(): KeyFilter | null {
    return this.#filter
  }

  /** Sorts the subkeys of each key; keys stay expanded. */
  sort(order: KeyOrder): void {
    const tree = keyTreeOf(this.#hive, order)
    const rows = new VisibleRows(tree)
    rows.expandLike(this.#full, (_, there) => there)
    this.#order = order
    this.#full = rows
    this.#filter?.sort(tree)
  }

  /** The subkeys of a key in the order of the tree, whether or not a filter hides them. */
  subkeys(key: CellOffset): Uint32Array {
    return keyTreeOf(this.#hive, this.#order).children(key)
  }

  /** A filter that shows nothing yet but the root. */
  newFilter(text: string): KeyFilter {
    return new KeyFilter(this.#full, keyTreeOf(this.#hive, this.#order), text)
  }

  /** Ends the filter that is being applied, and shows all rows if there is no text. */
  startFilter(text: string): number {
    if (text === '') this.#filter = null
    return ++this.#turn
  }

  /** Whether no other filter was asked for since. */
  isCurrent(turn: number): boolean {
    return turn === this.#turn
  }

  /** Shows the rows of a filter. */
  show(filter: KeyFilter): void {
    this.#filter = filter
  }

  /** Expands the ancestors of a key, and makes it visible if a filter hides it. Returns its row, or -1. */
  reveal(key: CellOffset): number {
    this.#filter?.include(key)
    return this.visible.reveal(key)
  }

  /** A key if it is visible, otherwise the nearest key above it that is; and its row. */
  nearest(key: CellOffset): { readonly key: CellOffset; readonly index: number } {
    const nearest = this.#filter?.nearest(key) ?? key
    return { key: nearest, index: this.visible.reveal(nearest) }
  }

  /** Reads all lists of subkeys again, since the full check changes which cells are valid. */
  refreshAll(): void {
    this.#full.refreshAll()
    this.#filter?.rows.refreshAll()
  }

  edited(changes: RecordChanges): void {
    this.#full.edited(changes)
    this.#filter?.edited(changes)
  }

  /** Expands the keys of the same names that were expanded in the previous hive, and shows all rows. */
  swapped(hive: Hive): void {
    const before = this.#hive
    const rows = new VisibleRows(keyTreeOf(hive, this.#order))
    rows.expandLike(this.#full, (parent, there) => namesake(hive, parent, before, there))
    this.#hive = hive
    this.#full = rows
    this.#filter = null
    this.#turn++
  }

  closed(): void {
    this.#turn++
  }
}

/** The subkey of a key that has the same name as a key of another hive; null when there is none. */
function namesake(hive: Hive, parent: CellOffset, other: Hive, key: CellOffset): CellOffset | null {
  const node = findKeyNode(other.cells, key)
  const owner = findKeyNode(hive.cells, parent)
  if (node === 0 || owner === 0) return null
  const found = findSubkey(hive.cells, owner, keyName(other.cells, key, node))
  return found === NIL ? null : found
}
