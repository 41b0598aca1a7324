/**
 * Reads what is at a hit now. A hit belongs to the key or value in which it was found: it follows that when it moves,
 * is gone when that is deleted, and is back when the deletion is undone. When the whole image is exchanged, the hits of
 * the image before are gone until that is undone.
 */

import type { Hive } from '../offreg/Hive.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { findKeyValue, valueName, valueType } from '../regf/keyValue.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { dataCopy, dataSize } from '../regf/valueData.ts'
import { matchSum, previewHit } from '../search/preview.ts'
import { PREVIEW_HEAD_BYTES, previewValue, type ValuePreview } from '../values/preview.ts'
import { rowName, rowPath } from './displayNames.ts'
import type { GoneRecords } from './GoneRecords.ts'
import type { KeptHit } from './HitList.ts'
import type { Ids } from './Ids.ts'
import type { DocId, HitRow } from './protocol.ts'
import type { VisibleRows } from './visibleRows.ts'

/** The document that is read, in its current state. */
interface ReadDocument {
  readonly id: DocId
  readonly hive: Hive
  readonly ids: Ids
  readonly rows: Pick<VisibleRows, 'ancestors'>
  readonly gone: Pick<GoneRecords, 'keyPath' | 'valueName'>
}

/** What a hit is about, while it is there. */
export interface HitPlace {
  readonly key: CellOffset
  /** null if the hit is in the name of the key. */
  readonly value: CellOffset | null
}

export class HitReader {
  readonly #doc: ReadDocument
  /** The id that a record got when it moved, by the one it had before. */
  readonly #moved = new Map<number, number>()

  constructor(doc: ReadDocument) {
    this.#doc = doc
  }

  /** Records that a record has moved. */
  follow(before: number, cell: CellOffset): void {
    const now = this.#doc.ids.of(cell)
    this.#moved.set(before, now)
    // An id that a record has now leads nowhere else: an undo gives a record its earlier one.
    this.#moved.delete(now)
  }

  /** Forgets where records have moved; for when there are no hits. */
  forget(): void {
    this.#moved.clear()
  }

  /** The key of a hit; null if it is gone. */
  keyOf({ key }: KeptHit): CellOffset | null {
    return this.#cellOf(key, findKeyNode)
  }

  /** The value of a hit; null if it is gone, or the hit is in the name of a key. */
  valueOf({ value }: KeptHit): CellOffset | null {
    return value === 0 ? null : this.#cellOf(value, findKeyValue)
  }

  /** The place of a hit; null if its key or its value is gone. */
  placeOf(hit: KeptHit): HitPlace | null {
    const key = this.keyOf(hit)
    const value = this.valueOf(hit)
    return key === null || (value === null && hit.value !== 0) ? null : { key, value }
  }

  /** The names from below the root down to a key. */
  path(key: CellOffset): string[] {
    const { cells } = this.#doc.hive
    const keys = (this.#doc.rows.ancestors(key) ?? [key]).slice(1)
    return keys.map((cell) => keyName(cells, cell, findKeyNode(cells, cell)))
  }

  /** The row of a hit. */
  row(id: number, hit: KeptHit): Omit<HitRow, 'replacement'> {
    const { hive, ids } = this.#doc
    const { cells } = hive
    const { place, offset, length, encoding } = hit
    const common = { id, doc: this.#doc.id, place, offset, length, encoding }
    const at = this.placeOf(hit)
    if (at === null) {
      // The key of a deleted value is still there.
      const key = this.keyOf(hit)
      const keyPath = key === null ? this.#gonePath(hit) : this.#rowPath(key)
      const name = hit.value === 0 ? '' : (this.#doc.gone.valueName(hit.value) ?? '')
      const found = { ...common, ...NOTHING, ...keyPath, ...rowName(name) }
      return { ...found, state: 'gone', key: key && ids.of(key) }
    }
    const { key, value } = at
    const record = value === null ? null : findKeyValue(cells, value)
    const isThere = this.isThere(hit, at)
    return {
      ...common,
      ...this.#rowPath(key),
      ...rowName(value === null || record === null ? '' : valueName(cells, value, record)),
      state: isThere ? 'found' : 'changed',
      key: ids.of(key),
      value: value === null ? null : ids.of(value),
      type: record === null ? null : valueType(cells, record),
      preview: isThere ? previewHit(cells, matchOf(hit, at)) : null,
      data: place === 'name' && record !== null ? this.#dataOf(record) : null,
    }
  }

  /** The path that a deleted key had, as rows have it. */
  #gonePath({ key }: KeptHit) {
    const path = this.#doc.gone.keyPath(key)
    return path === null ? NO_PATH : rowPath(path.length, (index) => path[index] as string)
  }

  /** The path of a key as rows have it. */
  #rowPath(key: CellOffset) {
    const { cells } = this.#doc.hive
    const ancestors = (this.#doc.rows.ancestors(key) ?? [key]).slice(1)
    return rowPath(ancestors.length, (index) => {
      const cell = ancestors[index] as CellOffset
      return keyName(cells, cell, findKeyNode(cells, cell))
    })
  }

  /** Whether what was found is there as it was found. */
  isThere(hit: KeptHit, at: HitPlace): boolean {
    return matchSum(this.#doc.hive.cells, matchOf(hit, at)) === hit.sum
  }

  /** The texts of the columns that people see of a hit, besides that of its key. */
  texts(hit: KeptHit, at: HitPlace): string[] {
    const { cells } = this.#doc.hive
    const { value } = at
    if (value === null) return []
    const record = findKeyValue(cells, value)
    const name = valueName(cells, value, record)
    if (hit.place === 'name') return [name, this.#dataOf(record).text]
    const preview = previewHit(cells, matchOf(hit, at))
    return preview === null ? [name] : [name, preview.before + preview.match + preview.after]
  }

  #dataOf(record: FileOffset): ValuePreview {
    const { cells } = this.#doc.hive
    const head = dataCopy(cells, record, PREVIEW_HEAD_BYTES)
    return previewValue(valueType(cells, record), dataSize(cells, record), head)
  }

  /** The cell of a record by the id it had when it was found; null if it is gone. */
  #cellOf(id: number, find: typeof findKeyNode): CellOffset | null {
    const { hive, ids } = this.#doc
    let now = id
    for (let next = this.#moved.get(now); next !== undefined; next = this.#moved.get(now)) {
      now = next
    }
    const cell = ids.cellIn(hive, now)
    return cell === null || find(hive.cells, cell) === 0 ? null : cell
  }
}

function matchOf({ place, offset, length, encoding }: KeptHit, { key, value }: HitPlace) {
  return { place, key, value, match: { offset, length, encoding } }
}

const NO_PATH = { path: [], pathCut: false }

/** What is known of a hit that is gone, besides its key. */
const NOTHING = {
  ...{ name: '', nameCut: false },
  ...{ value: null, type: null, preview: null, data: null },
} as const
