/** The names that deleted keys and values had when the hive was opened, whose bytes are still there. */

import { Hive } from '../offreg/Hive.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { findKeyValue, valueName } from '../regf/keyValue.ts'
import { NK } from '../regf/layout.ts'
import { OriginalImage } from '../regf/OriginalImage.ts'
import type { OriginalPages } from '../regf/OriginalPages.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import type { Ids } from './Ids.ts'
import type { KeyId, ValueId } from './protocol.ts'

/** Levels above a key that are followed: no hive has more. */
const MOST_LEVELS = 512

/** The document to which they belonged. */
export interface OpenedDocument {
  readonly first: Hive
  readonly opened: OriginalPages
  readonly ids: Pick<Ids, 'openedCell'>
}

export class GoneRecords {
  readonly #doc: OpenedDocument
  #opened: Hive | null = null

  constructor(doc: OpenedDocument) {
    this.#doc = doc
  }

  /** The name that a value had; null if it was created later. */
  valueName(id: ValueId): string | null {
    const cell = this.#doc.ids.openedCell(id)
    const { cells } = this.#hive()
    const value = findKeyValue(cells, cell)
    return value === 0 ? null : valueName(cells, cell, value)
  }

  /** The names from below the root down to a key, as they were; null if it was created later. */
  keyPath(id: KeyId): string[] | null {
    const { cells, root } = this.#hive()
    const path: string[] = []
    let cell = this.#doc.ids.openedCell(id)
    for (let level = 0; level < MOST_LEVELS && cell !== root; level++) {
      const key = findKeyNode(cells, cell)
      if (key === 0) return null
      path.push(keyName(cells, cell, key))
      cell = cells.image.u32(key + NK.PARENT) as CellOffset
    }
    return cell === NIL ? null : path.reverse()
  }

  #hive(): Hive {
    const { first, opened } = this.#doc
    this.#opened ??= Hive.open(new OriginalImage(first.image, opened))
    return this.#opened
  }
}
