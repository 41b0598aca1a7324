/** Searches as they run: in one hive after the other, with progress, until they end or are stopped. */

import { HiveError } from '../errors.ts'
import { AS_FOUND } from '../worker/protocol/search.ts'
import type { DocId, EditResult, EngineEvent, SearchId, SearchSummary } from '../worker/protocol.ts'
import { documentOf } from './documents.ts'
import { engine } from './engine.ts'
import { addHitList, dropHitList, showHits, showMoreHits } from './hitLists.ts'
import { reporterOf } from './notices.ts'
import { EMPTY_LIST } from './PagedList.ts'
import {
  ALL_CHOSEN,
  addSearch,
  patchSearch,
  removeSearch,
  type Search,
  type SearchWish,
  searchesOf,
  searchOf,
} from './searches.ts'

/** The state of a search that is not drawn. */
interface Run {
  stop: AbortController
  /** Resolves when the search has ended; rejects with the error of a search that could not be done. */
  ended: Promise<void>
  /** What is known of the hives that are done: the fraction of the whole, and their hits. */
  before: { readonly done: number; readonly found: number }
  /** The fraction of the whole that the hive is that is searched now. */
  share: number
  /** What the engine reported last. */
  latest: { readonly done: number; readonly found: number }
  flush: ReturnType<typeof setTimeout> | undefined
  /** Functions to call at the next progress. */
  readonly waiting: Set<() => void>
}

/** Milliseconds after which a search shows its progress. */
export const PATIENCE_MS = 500
/** Milliseconds between two updates of a list while it grows. */
const FLUSH_MS = 120
/** The most lists of results of a hive; the oldest is dropped. */
const MOST_LISTS = 8

const NOTHING = { done: 0, found: 0 }
const runs = new Map<SearchId, Run>()
let nextId = 1

/** Starts a search and returns its number. A search without a list replaces an earlier one. */
export function startSearch(wish: SearchWish, listed: boolean): SearchId {
  const [first = 0] = wish.docs
  const before = searchesOf(first).filter((search) => search.listed === listed)
  for (const old of listed ? before.slice(0, -(MOST_LISTS - 1)) : before) dropSearch(old.id)
  const id = nextId++
  addSearch({
    ...{ id, ...wish, listed, running: true, slow: false, done: 0, total: 0 },
    ...{ end: null, took: 0, order: AS_FOUND, filter: '', choice: ALL_CHOSEN, view: EMPTY_LIST },
  })
  addHitList(id)
  runs.set(id, {
    ...{ stop: new AbortController(), ended: Promise.resolve(), before: NOTHING, share: 1 },
    ...{ latest: NOTHING, flush: undefined, waiting: new Set() },
  })
  begin(id)
  return id
}

/** Searches again for what a search looked for. */
export function searchAgain(id: SearchId): void {
  if (searchOf(id)?.running !== false) return
  const begun = { running: true, slow: false, done: 0, end: null, choice: ALL_CHOSEN }
  patchSearch(id, begun)
  begin(id)
}

/** Gives a search of Find Next a list of its hits. */
export function listSearch(id: SearchId): void {
  patchSearch(id, { listed: true })
  showMoreHits(id)
}

/** Stops a search. Its hits so far stay. */
export function stopSearch(id: SearchId): void {
  runs.get(id)?.stop.abort()
}

/** Forgets a search and its hits. */
export function dropSearch(id: SearchId): void {
  const run = runs.get(id)
  const search = searchOf(id)
  if (run === undefined || search === undefined) return
  runs.delete(id)
  clearTimeout(run.flush)
  run.stop.abort()
  dropHitList(id)
  wakeAll(run)
  removeSearch(id)
  for (const doc of search.docs) endIn(doc, id)
}

/** Forgets the searches of a closed hive. Those of several hives go on without it. */
export function dropSearches(doc: DocId): void {
  for (const { id, docs, end } of searchesOf(doc)) {
    const others = docs.filter((one) => one !== doc)
    if (others.length === 0) {
      dropSearch(id)
      continue
    }
    // The ids of the hits after those of the hive are others now.
    const search = searchOf(id)
    patchSearch(id, {
      docs: others,
      end: end && without(end, doc),
      total: (search?.total ?? 0) - (end?.[doc]?.total ?? 0),
      view: { ...(search?.view ?? EMPTY_LIST), selection: new Set() },
    })
    showMoreHits(id)
  }
}

/** Resolves when a search has ended; rejects with the error of one that could not be done. */
export function searchEnded(id: SearchId): Promise<void> {
  return runs.get(id)?.ended ?? Promise.resolve()
}

/** The number of hits that the engine has reported. */
export function foundSoFar(id: SearchId): number {
  const search = searchOf(id)
  return search?.running ? (runs.get(id)?.latest.found ?? 0) : (search?.total ?? 0)
}

/** Resolves when a search has found more, or has ended. */
export function moreFound(id: SearchId): Promise<void> {
  const run = runs.get(id)
  if (run === undefined) return Promise.resolve()
  return new Promise((resolve) => run.waiting.add(resolve))
}

/** Takes a report of the engine about a search that runs. */
export function searchProgress({
  search: id,
  done,
  found,
}: EngineEvent & { readonly type: 'search-progress' }): void {
  const run = runs.get(id)
  if (run === undefined) return
  const { before, share } = run
  const isFirst = run.latest.found === 0 && found > 0
  run.latest = { done: before.done + done * share, found: before.found + found }
  wakeAll(run)
  if (isFirst) flush(id)
  else run.flush ??= setTimeout(() => flush(id), FLUSH_MS)
}

/** Follows an edit: hits move with their keys, or are gone. */
export function followEdit(doc: DocId, { moved }: Pick<EditResult, 'moved'>): void {
  const now = new Map(moved)
  for (const { id, scope, listed } of searchesOf(doc)) {
    const key = scope && now.get(scope.key)
    if (scope !== null && key != null) patchSearch(id, { scope: { ...scope, key } })
    if (listed) void showHits(id)
  }
}

function begin(id: SearchId): void {
  const run = runs.get(id)
  const search = searchOf(id)
  if (run === undefined || search === undefined) return
  run.stop = new AbortController()
  run.before = NOTHING
  run.latest = NOTHING
  run.ended = runToEnd(search, run)
  // Whoever waits for the end gets the error.
  run.ended.catch(() => {})
}

async function runToEnd(search: Search, run: Run): Promise<void> {
  const { id } = search
  const began = performance.now()
  const slow = setTimeout(() => patchSearch(id, { slow: true }), PATIENCE_MS)
  let end: Search['end'] = null
  try {
    end = await searchAll(search, run)
  } catch (error) {
    if (!(error instanceof HiveError) || error.code !== 'cancelled') throw error
  } finally {
    clearTimeout(slow)
    clearTimeout(run.flush)
    run.flush = undefined
    const took = performance.now() - began
    patchSearch(id, { running: false, slow: false, done: 1, total: run.latest.found, end, took })
    wakeAll(run)
    if (searchOf(id)?.listed) showMoreHits(id)
  }
}

async function searchAll(search: Search, run: Run): Promise<Search['end']> {
  const { id, docs, query, scope, replacement, hunt } = search
  const sizes = docs.map((doc) => documentOf(doc)?.state.size ?? 0)
  const whole = sizes.reduce((sum, size) => sum + size, 0) || 1
  const end: Record<DocId, SearchSummary> = {}
  // Hits of an earlier run would be listed behind those of the first hive.
  for (const doc of docs.slice(1)) endIn(doc, id)
  for (const [at, doc] of docs.entries()) {
    run.share = (sizes[at] ?? 0) / whole
    const { before } = run
    const { signal } = run.stop
    try {
      const request = {
        doc,
        search: id,
        key: scope?.key ?? null,
        query,
        replacement,
        hunt: hunt?.id ?? null,
      }
      const summary = await engine().search(request, { signal })
      end[doc] = summary
      const done = before.done + run.share
      run.before = { done, found: before.found + summary.total }
      run.latest = run.before
    } catch (error) {
      // A hive that was closed meanwhile is left out.
      if (signal.aborted || documentOf(doc) !== undefined || docs.length === 1) throw error
      run.latest = before
    }
    if (run.stop.signal.aborted) throw new HiveError('cancelled', 'the search was stopped')
  }
  return end
}

function endIn(doc: DocId, id: SearchId): void {
  if (documentOf(doc)) engine().endSearch({ doc, search: id }).catch(reporterOf(doc))
}

function wakeAll({ waiting }: Run): void {
  const woken = [...waiting]
  waiting.clear()
  for (const wake of woken) wake()
}

function flush(id: SearchId): void {
  const run = runs.get(id)
  if (run === undefined) return
  clearTimeout(run.flush)
  run.flush = undefined
  const search = searchOf(id)
  if (search?.running !== true) return
  patchSearch(id, { done: run.latest.done, total: run.latest.found })
  if (search.listed) showMoreHits(id)
}

function without(end: NonNullable<Search['end']>, doc: DocId): Search['end'] {
  const { [doc]: _closed, ...others } = end
  return others
}
