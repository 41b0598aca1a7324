/** The calls about searches and what they find. */

import { change, type OfDocument, question, type Range } from './call.ts'
import type { DocId, KeyId, ValueId } from './documents.ts'
import type { EditResult } from './edits.ts'
import type {
  HitArrangement,
  HitFormat,
  HitPage,
  HitsAround,
  HuntId,
  SearchId,
  SearchQuery,
  SearchSummary,
  WrittenHits,
} from './search.ts'

/** A request about a search, by the number that the page gave it. */
interface OfSearch extends OfDocument {
  readonly search: SearchId
}

/** A request about the hits of a search, in all hives that were searched, in that order. */
interface OfHits {
  readonly docs: readonly DocId[]
  readonly search: SearchId
}

export const SEARCH_CALLS = {
  /**
   * Searches a key and everything below it, or the whole hive (null). It replaces an earlier search of the same number.
   * Progress is a fraction; events have the number of hits so far. An edit during the search restarts it. When it is
   * given up, the hits so far stay. Codes: `bad-pattern`; `stale` when the key is gone; `cancelled`.
   */
  search: question<
    OfSearch & {
      readonly key: KeyId | null
      readonly query: SearchQuery
      /** What to put in place of what is found; only hits at which that changes a text are kept. null just to search. */
      readonly replacement?: string | null
      /** A ready-made search that is made in place of the query, in the whole hive; the query has its title. */
      readonly hunt?: HuntId | null
    },
    SearchSummary
  >(),
  /**
   * A page of the hits of a search as they are arranged, also while it runs. With several hives, in each of which it
   * has the same number, these are the hits of all. Code: `stale` when the search was ended.
   */
  hits: question<OfHits & Range, HitPage>(),
  /**
   * Sorts and filters the hits so far; `hits` has them like that until the next call, or until the search begins
   * again. `index` is where the hit of an id is then; -1 if it is not listed. Progress is a fraction. Codes: `stale`,
   * `cancelled`.
   */
  arrangeHits: question<
    OfHits & HitArrangement & { readonly locate: number },
    { readonly total: number; readonly index: number }
  >(),
  /** A page of the hits in the order in which they were found. Code: `stale`. */
  foundHits: question<OfHits & Range, HitPage>(),
  /**
   * Writes hits as text: those of the given ids, or all that are listed (null), in the order of the list. Progress is a
   * fraction. Codes: `stale`, `cancelled`, `result-too-large`.
   */
  writeHits: question<
    OfHits & { readonly format: HitFormat; readonly hits: Uint32Array | null },
    WrittenHits
  >(),
  /**
   * Deletes the keys and values of hits in one of the hives, as one step; null when there is nothing of them to
   * delete. `begun`: that of the page with the ids; without it they are not compared. Codes: those of `edit`; `stale`
   * when the search was ended, or has begun again since.
   */
  deleteHits: change<
    OfHits & {
      readonly doc: DocId
      readonly hits: Uint32Array
      readonly begun?: readonly number[]
    },
    EditResult | null
  >(),
  /** The ids of a range of the hits as they are arranged. Code: `stale`. */
  hitIds: question<OfHits & Range, Uint32Array<ArrayBuffer>>(),
  /**
   * The hits before and after a key (null) or a value of it, also while the search runs, in the order in which they
   * are found. Only for a hive that was not edited after the search. Code: `stale` when the search was ended, or the
   * key or value is gone.
   */
  hitsAround: question<
    OfHits & { readonly doc: DocId; readonly key: KeyId; readonly value: ValueId | null },
    HitsAround
  >(),
  /**
   * Replaces at hits of a search for that, in the names and texts that `hits` shows, as one step: at all but some, or at
   * only these. Hits with a problem are left out. Codes: `stale` when the search was ended, or the revision of the
   * document is another one; those of `edit`.
   */
  replaceHits: change<
    OfSearch & {
      readonly chosen: 'all' | 'none'
      readonly except: Uint32Array
      readonly revision: number
      readonly begun?: readonly number[]
    },
    EditResult
  >(),
  /** Ends a search, and forgets its hits. */
  endSearch: question<OfSearch, void>(),
} as const
