/** Part of the protocol: searching a hive. */

import type { HuntId } from '../../search/huntRules.ts'
import type { Encoding } from '../../search/matchers.ts'
import type { HitPreview } from '../../search/preview.ts'
import type { Place, QueryKind, SearchQuery } from '../../search/query.ts'
import type { ValuePreview } from '../../values/preview.ts'
import type { DocId, KeyId, ValueId } from './documents.ts'
import type { RowPage } from './rows.ts'

export type { Encoding, HitPreview, HuntId, Place, QueryKind, SearchQuery }

/** The number of a search, which the page chooses; each document has its own numbers. */
export type SearchId = number

/** The end of a search. Its hits stay in the engine. */
export interface SearchSummary {
  /** The revision of the document that was searched. */
  readonly revision: number
  readonly total: number
  /** False if the search ended because it had `MOST_HITS`. */
  readonly complete: boolean
  /** The number of hits of a search for replacing at which nothing can be replaced. */
  readonly blocked: number
}

/** Why nothing can be replaced at a hit: an error code, or `empty-string`, which would end a list of strings. */
export type ReplaceProblem =
  | 'key-exists'
  | 'value-exists'
  | 'name-empty'
  | 'name-too-long'
  | 'name-has-backslash'
  | 'root-key'
  | 'data-too-large'
  | 'empty-string'

/** What a name or a text is and becomes, both from a little before what changes. A list has a NUL between its strings. */
export interface ReplacementRow {
  readonly was: string
  readonly becomes: string
  readonly cutStart: boolean
  readonly cutWas: boolean
  readonly cutBecomes: boolean
  /** How many times something is replaced in it. */
  readonly count: number
  /** null if it can be replaced. */
  readonly problem: ReplaceProblem | null
}

/**
 * What has become of a hit.
 *
 * - `found`: it is there
 * - `changed`: its key or value is there, but something else is in its place
 * - `gone`: its key or value was deleted; if that is undone, the hit is there again
 */
export type HitState = 'found' | 'changed' | 'gone'

export interface HitRow {
  /** Its index among the hits of all hives that were searched, in the order in which they were searched. */
  readonly id: number
  readonly doc: DocId
  readonly place: Place
  readonly state: HitState
  /** The id that the key has now; null if it is gone. */
  readonly key: KeyId | null
  /** The same of the value; also null if the hit is in the name of the key. */
  readonly value: ValueId | null
  /** Names from the root (not included) down to the key; a long path is cut in the middle. Empty if the key is gone. */
  readonly path: readonly string[]
  readonly pathCut: boolean
  /** The name of the value, cut if it is long; `''` for the default value, and if there is no value. */
  readonly name: string
  readonly nameCut: boolean
  /** The type of the value; null if there is none. */
  readonly type: number | null
  /** Bytes from the start of the stored name or of the data, when it was found. */
  readonly offset: number
  readonly length: number
  readonly encoding: Encoding
  /** What is there; null unless the hit is `found`. */
  readonly preview: HitPreview | null
  /** The data of the value whose name was found; null of any other hit. */
  readonly data: ValuePreview | null
  /** What is to be replaced there; null in other searches, and unless the hit is `found`. */
  readonly replacement: ReplacementRow | null
}

/** A page of hits. */
export interface HitPage extends RowPage<HitRow> {
  /**
   * A number for each hive with hits. One changes when the hive is searched again, as it is when it is edited meanwhile:
   * the ids of its hits, and of those in the hives after it, may be those of others then.
   */
  readonly begun: readonly number[]
}

/** The columns that hits can be sorted by. */
export type HitColumn = 'hive' | 'key' | 'name' | 'where' | 'type' | 'data'

/**
 * An order of hits. Those in keys are in the order of the tree, which is that in which they are found; equal ones of
 * any other column are in that order too.
 */
export interface HitOrder {
  readonly column: HitColumn
  readonly descending: boolean
}

/** The order in which hits are found. */
export const AS_FOUND: HitOrder = { column: 'key', descending: false }

/** Which hits are listed, and in which order. */
export interface HitArrangement {
  readonly order: HitOrder
  /** A text that one of the columns has to contain, ignoring case; `''` for all hits. */
  readonly filter: string
}

/** The hits next to a place, in the order of the hive. */
export interface HitsAround {
  /** The index of the last hit before it; -1 if there is none. */
  readonly before: number
  /** The index of the first hit after it; `total` if there is none so far. */
  readonly after: number
  /** The number of hits so far. */
  readonly total: number
}

/** The most hits of a search. */
export const MOST_HITS = 1_000_000

/**
 * A form in which hits are written.
 *
 * - `csv`: cells that no spreadsheet takes for a formula; `json`: an array; `ndjson`: an object a line
 * - `text`: a row a line, with tabs between the columns; `paths`: only the path of each key
 * - `reg`: the keys and values in which something was found, as .reg text
 */
export type HitFormat = 'csv' | 'json' | 'ndjson' | 'text' | 'paths' | 'reg'

/** Hits as text. */
export interface WrittenHits {
  readonly blob: Blob
  /** The number of lines; of keys and values of .reg text. */
  readonly count: number
  /** The number of keys and values that the text cannot hold. */
  readonly leftOut: number
}
