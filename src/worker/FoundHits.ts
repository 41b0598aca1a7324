/** The hits of one search in one or several hives, one hive after the other, as one list. */

import { HiveError } from '../errors.ts'
import type { HitList, KeptHit } from './HitList.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { DocId, HitRow, SearchId } from './protocol.ts'

/** The hits in one hive. */
interface Part {
  readonly doc: HiveDocument
  readonly hits: HitList
  /** The id of its first hit. */
  readonly from: number
  readonly begun: number
}

/** A hit, and the hive in which it was found. */
export interface HitIn {
  readonly doc: HiveDocument
  readonly hit: KeptHit
}

export class FoundHits {
  /** The number of hits so far. */
  readonly total: number
  readonly #search: SearchId
  readonly #parts: readonly Part[]

  /**
   * @param docs - the hives, in the order in which they are searched
   * @param search - the number that the search has in each of them
   * @throws HiveError `stale` when there is no such search in any of them
   */
  constructor(docs: readonly HiveDocument[], search: SearchId) {
    const parts: Part[] = []
    let from = 0
    for (const doc of docs) {
      const hits = doc.searches.hitsOf(search)
      if (hits === undefined) continue
      parts.push({ doc, hits, from, begun: hits.begun })
      from += hits.total
    }
    if (parts.length === 0) throw new HiveError('stale', 'the search was ended')
    this.#search = search
    this.#parts = parts
    this.total = from
  }

  /** The number of the list of each hive (`HitList.begun`). */
  get begun(): readonly number[] {
    return this.#parts.map(({ begun }) => begun)
  }

  /**
   * Refuses ids of hits that were listed before a hive was searched again.
   *
   * @param begun - what it was when they were listed
   * @throws HiveError `stale`
   */
  requireBegun(begun: readonly number[]): void {
    if (begun.every((one, at) => this.#parts[at]?.begun === one)) return
    throw new HiveError('stale', 'the hive was searched again')
  }

  /** Whether the ids still mean the same hits. */
  get isSame(): boolean {
    return this.#parts.every(({ doc, hits, begun }) => {
      return doc.searches.hitsOf(this.#search) === hits && hits.begun === begun
    })
  }

  /** Whether that is so, and no hive is in the middle of an edit. */
  get isReadable(): boolean {
    return this.isSame && this.#parts.every(({ doc }) => !doc.hive.image.isPaused)
  }

  /** The number of hits in the hives before one. */
  before(doc: DocId): number {
    return this.#parts.find((part) => part.doc.id === doc)?.from ?? this.total
  }

  /** The hit of an id; undefined when there is none. */
  at(id: number): HitIn | undefined {
    const part = this.#partOf(id)
    return part && { doc: part.doc, hit: part.hits.at(id - part.from) }
  }

  /** The rows of hits. */
  rows(ids: Iterable<number>): HitRow[] {
    const rows: HitRow[] = []
    for (const id of ids) {
      const part = this.#partOf(id)
      if (part) rows.push({ ...part.doc.searches.row(this.#search, id - part.from), id })
    }
    return rows
  }

  #partOf(id: number): Part | undefined {
    return id >= this.total ? undefined : this.#parts.findLast(({ from }) => from <= id)
  }
}
