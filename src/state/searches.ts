/** The searches of the open hives, as they are drawn. Their hits stay in the engine. */

import { create } from 'zustand'
import type {
  DocId,
  HitArrangement,
  HitRow,
  HuntId,
  KeyId,
  SearchId,
  SearchQuery,
  SearchSummary,
} from '../worker/protocol.ts'
import { documentOf } from './documents.ts'
import type { ListView } from './PagedList.ts'

/** Which of the replacements are made: all but some, or only some. */
export interface ReplaceChoice {
  readonly chosen: 'all' | 'none'
  readonly except: ReadonlySet<number>
}

export const ALL_CHOSEN: ReplaceChoice = { chosen: 'all', except: new Set() }

/** The key at which a search begins. */
export interface SearchScope {
  readonly key: KeyId
  readonly name: string
}

/** What is searched for, and where. */
export interface SearchWish {
  readonly query: SearchQuery
  /** The hives to search, in this order. */
  readonly docs: readonly DocId[]
  /** A key of the only hive; null to search all of it, or several hives. */
  readonly scope: SearchScope | null
  /** What to put in place of what is found; null just to search. */
  readonly replacement: string | null
  /** A ready-made search; then the query has its title. */
  readonly hunt?: { readonly id: HuntId; readonly about: string }
}

export interface Search extends SearchWish, HitArrangement {
  readonly id: SearchId
  /** Whether its hits are listed in the panel. Find Next needs no list. */
  readonly listed: boolean
  readonly running: boolean
  /** It has been running for so long that its progress is shown. */
  readonly slow: boolean
  /** Fraction done. */
  readonly done: number
  /** The number of hits, so far or at the end. */
  readonly total: number
  /** How the search of each hive has ended; null until all have, and when it was stopped. */
  readonly end: Readonly<Record<DocId, SearchSummary>> | null
  /** Milliseconds that it took. */
  readonly took: number
  /** Which replacements are to be made. */
  readonly choice: ReplaceChoice
  /** The hits as they are listed: sorted, and those that the filter leaves. */
  readonly view: ListView<HitRow>
}

/** All searches, the oldest first. */
export const useSearches = create<{ readonly all: readonly Search[] }>(() => ({ all: [] }))

let known: { readonly all: readonly Search[]; readonly byDoc: Map<DocId, readonly Search[]> } = {
  all: [],
  byDoc: new Map(),
}

/** The searches of a hive, the oldest first. */
export function searchesOf(doc: DocId): readonly Search[] {
  return among(useSearches.getState().all, doc)
}

/** The searches of a hive as a subscription. */
export function useSearchesOf(doc: DocId): readonly Search[] {
  return useSearches(({ all }) => among(all, doc))
}

/** The same array as long as nothing has changed, so that nothing is drawn again. */
function among(all: readonly Search[], doc: DocId): readonly Search[] {
  if (known.all !== all) known = { all, byDoc: new Map() }
  const searches = known.byDoc.get(doc) ?? all.filter(({ docs }) => docs.includes(doc))
  known.byDoc.set(doc, searches)
  return searches
}

export function searchOf(id: SearchId): Search | undefined {
  return useSearches.getState().all.find((search) => search.id === id)
}

/** The hives that were edited since they were searched. */
export function outdatedHives({ docs, end }: Search): readonly DocId[] {
  if (end === null) return []
  return docs.filter((doc) => documentOf(doc)?.state.revision !== end[doc]?.revision)
}

/** Whether a hive was edited since it was searched. */
export function isOutdatedSearch(search: Search): boolean {
  return outdatedHives(search).length > 0
}

/** A search for the same that is running, or has ended and is up to date. */
export function currentSearch(wish: SearchWish): Search | undefined {
  return useSearches
    .getState()
    .all.find(
      (search) =>
        isSameWish(search, wish) &&
        (search.running || (search.end !== null && !isOutdatedSearch(search))),
    )
}

/** Whether two searches look for the same, in the same hives in any order. */
export function isSameWish(a: SearchWish, b: SearchWish): boolean {
  return textOf(a) === textOf(b)
}

function textOf({ query, scope, docs, replacement, hunt }: SearchWish): string {
  const { places, types, ...rest } = query
  const where = [scope?.key, replacement, hunt?.id, [...docs].sort((a, b) => a - b)]
  const facts = [...where, [...places].sort(), types && [...types].sort(), ...Object.values(rest)]
  return facts.map(String).join('\0')
}

export function addSearch(search: Search): void {
  useSearches.setState(({ all }) => ({ all: [...all, search] }))
}

export function removeSearch(id: SearchId): void {
  useSearches.setState(({ all }) => ({ all: all.filter((search) => search.id !== id) }))
}

export function patchSearch(id: SearchId, change: Partial<Search>): void {
  useSearches.setState(({ all }) => ({
    all: all.map((one) => (one.id === id ? { ...one, ...change } : one)),
  }))
}
