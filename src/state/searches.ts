/**
 * The searches of each open hive. Their hits stay in the engine; those in view are fetched while the search
 * still runs.
 */

import { create } from 'zustand'
import { HiveError } from '../errors.ts'
import type {
  DocId,
  EditResult,
  EngineEvent,
  HitRow,
  KeyId,
  SearchId,
  SearchQuery,
  SearchSummary,
} from '../worker/protocol.ts'
import { documentOf } from './documents.ts'
import { engine } from './engine.ts'
import { needsNoMessage, reporterOf } from './notices.ts'
import { EMPTY_LIST, type ListView, PagedList } from './PagedList.ts'

/** The key at which a search begins. */
export interface SearchScope {
  readonly key: KeyId
  readonly name: string
}

/** What is searched for, and where. */
export interface SearchWish {
  readonly query: SearchQuery
  /** null for the whole hive. */
  readonly scope: SearchScope | null
}

/** A hit has no id, so its index among the hits of its search serves as one. */
export interface Hit extends HitRow {
  readonly id: number
}

export interface Search extends SearchWish {
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
  /** null until it has ended, and when it was stopped. */
  readonly summary: SearchSummary | null
  /** Milliseconds that it took. */
  readonly took: number
  readonly view: ListView<Hit>
}

interface Searches {
  readonly byDoc: Readonly<Record<DocId, readonly Search[]>>
}

/** The state of a search that is not drawn. */
interface Controller {
  readonly doc: DocId
  readonly list: PagedList<Hit>
  stop: AbortController
  /** Resolves when the search has ended; rejects with the error of a search that could not be done. */
  ended: Promise<void>
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

export const useSearches = create<Searches>(() => ({ byDoc: {} }))

const controllers = new Map<SearchId, Controller>()
const NONE: readonly Search[] = []
let nextId = 1

/** The searches of a hive, the oldest first. */
export function searchesOf(doc: DocId): readonly Search[] {
  return useSearches.getState().byDoc[doc] ?? NONE
}

/** The searches of a hive as a subscription. */
export function useSearchesOf(doc: DocId): readonly Search[] {
  return useSearches(({ byDoc }) => byDoc[doc] ?? NONE)
}

export function searchOf(doc: DocId, id: SearchId): Search | undefined {
  return searchesOf(doc).find((search) => search.id === id)
}

/** The list of the hits of a search; undefined once it was dropped. */
export function hitList(id: SearchId): PagedList<Hit> | undefined {
  return controllers.get(id)?.list
}

/** Whether the hive was edited since it was searched. */
export function isOutdatedSearch(doc: DocId, { summary }: Search): boolean {
  return summary !== null && summary.revision !== documentOf(doc)?.state.revision
}

/** A search for the same that is running, or has ended and is up to date. */
export function currentSearch(doc: DocId, wish: SearchWish): Search | undefined {
  return searchesOf(doc).find(
    (search) =>
      isSameWish(search, wish) &&
      (search.running || (search.summary !== null && !isOutdatedSearch(doc, search))),
  )
}

/** Whether two searches look for the same. */
export function isSameWish(a: SearchWish, b: SearchWish): boolean {
  return textOf(a) === textOf(b)
}

function textOf({ query, scope }: SearchWish): string {
  const { places, types, ...rest } = query
  const facts = [scope?.key, [...places].sort(), types && [...types].sort(), ...Object.values(rest)]
  return facts.map(String).join('\0')
}

/** Starts a search and returns its number. A search without a list replaces an earlier one. */
export function startSearch(doc: DocId, wish: SearchWish, listed: boolean): SearchId {
  const before = searchesOf(doc).filter((search) => search.listed === listed)
  for (const old of listed ? before.slice(0, -(MOST_LISTS - 1)) : before) dropSearch(doc, old.id)
  const id = nextId++
  const search: Search = {
    ...{ id, ...wish, listed, running: true, slow: false, done: 0, total: 0 },
    ...{ summary: null, took: 0, view: EMPTY_LIST },
  }
  useSearches.setState(({ byDoc }) => ({
    byDoc: { ...byDoc, [doc]: [...(byDoc[doc] ?? NONE), search] },
  }))
  controllers.set(id, {
    ...{ doc, list: listOf(doc, id), stop: new AbortController(), ended: Promise.resolve() },
    ...{ latest: { done: 0, found: 0 }, flush: undefined, waiting: new Set() },
  })
  run(doc, id)
  return id
}

/** Searches again for what a search looked for. */
export function searchAgain(doc: DocId, id: SearchId): void {
  if (searchOf(doc, id)?.running !== false) return
  patch(doc, id, { running: true, slow: false, done: 0, summary: null })
  run(doc, id)
}

/** Gives a search of Find Next a list of its hits. */
export function listSearch(doc: DocId, id: SearchId): void {
  patch(doc, id, { listed: true })
  showHits(id)
}

/** Stops a search. Its hits so far stay. */
export function stopSearch(id: SearchId): void {
  controllers.get(id)?.stop.abort()
}

/** Forgets a search and its hits. */
export function dropSearch(doc: DocId, id: SearchId): void {
  const controller = controllers.get(id)
  if (controller === undefined) return
  controllers.delete(id)
  clearTimeout(controller.flush)
  controller.stop.abort()
  controller.list.close()
  for (const wake of controller.waiting) wake()
  useSearches.setState(({ byDoc }) => ({
    byDoc: { ...byDoc, [doc]: (byDoc[doc] ?? NONE).filter((search) => search.id !== id) },
  }))
  if (documentOf(doc)) engine().endSearch({ doc, search: id }).catch(reporterOf(doc))
}

/** Forgets the searches of a closed hive. */
export function dropSearches(doc: DocId): void {
  for (const { id } of searchesOf(doc)) dropSearch(doc, id)
  useSearches.setState(({ byDoc }) => {
    const { [doc]: _closed, ...others } = byDoc
    return { byDoc: others }
  })
}

/** Resolves when a search has ended; rejects with the error of one that could not be done. */
export function searchEnded(id: SearchId): Promise<void> {
  return controllers.get(id)?.ended ?? Promise.resolve()
}

/** The number of hits that the engine has reported. */
export function foundSoFar(doc: DocId, id: SearchId): number {
  const search = searchOf(doc, id)
  return search?.running ? (controllers.get(id)?.latest.found ?? 0) : (search?.total ?? 0)
}

/** Resolves when a search has found more, or has ended. */
export function moreFound(id: SearchId): Promise<void> {
  const controller = controllers.get(id)
  if (controller === undefined) return Promise.resolve()
  return new Promise((resolve) => controller.waiting.add(resolve))
}

/** Takes a report of the engine about a search that runs. */
export function searchProgress(event: EngineEvent & { readonly type: 'search-progress' }): void {
  const controller = controllers.get(event.search)
  if (controller === undefined) return
  const isFirst = controller.latest.found === 0 && event.found > 0
  controller.latest = event
  wakeAll(controller)
  if (isFirst) flush(event.search)
  else controller.flush ??= setTimeout(() => flush(event.search), FLUSH_MS)
}

/** Follows an edit: hits move with their keys, or are gone. */
export function followEdit(doc: DocId, { moved }: Pick<EditResult, 'moved'>): void {
  const now = new Map(moved)
  for (const { id, scope, listed } of searchesOf(doc)) {
    const key = scope && now.get(scope.key)
    if (scope !== null && key != null) patch(doc, id, { scope: { ...scope, key } })
    if (listed) showHits(id)
  }
}

function run(doc: DocId, id: SearchId): void {
  const controller = controllers.get(id)
  if (controller === undefined) return
  controller.stop = new AbortController()
  controller.latest = { done: 0, found: 0 }
  controller.ended = runToEnd(doc, id, controller)
  // Whoever waits for the end gets the error.
  controller.ended.catch(() => {})
}

async function runToEnd(doc: DocId, id: SearchId, controller: Controller): Promise<void> {
  const search = searchOf(doc, id)
  if (search === undefined) return
  const { query, scope } = search
  const began = performance.now()
  const slow = setTimeout(() => patch(doc, id, { slow: true }), PATIENCE_MS)
  let summary: SearchSummary | null = null
  try {
    const request = { doc, search: id, key: scope?.key ?? null, query }
    summary = await engine().search(request, { signal: controller.stop.signal })
  } catch (error) {
    if (!(error instanceof HiveError) || error.code !== 'cancelled') throw error
  } finally {
    clearTimeout(slow)
    clearTimeout(controller.flush)
    controller.flush = undefined
    const total = summary?.total ?? controller.latest.found
    const took = performance.now() - began
    patch(doc, id, { running: false, slow: false, done: 1, total, summary, took })
    wakeAll(controller)
    if (searchOf(doc, id)?.listed) showHits(id)
  }
}

function wakeAll({ waiting }: Controller): void {
  const woken = [...waiting]
  waiting.clear()
  for (const wake of woken) wake()
}

function flush(id: SearchId): void {
  const controller = controllers.get(id)
  if (controller === undefined) return
  clearTimeout(controller.flush)
  controller.flush = undefined
  const { doc, latest } = controller
  const search = searchOf(doc, id)
  if (search?.running !== true) return
  patch(doc, id, { done: latest.done, total: latest.found })
  if (search.listed) showHits(id)
}

/** Fetches the hits in view again. */
function showHits(id: SearchId): void {
  const controller = controllers.get(id)
  if (controller === undefined) return
  const { doc, list } = controller
  const clamp = (total: number) => Math.max(0, Math.min(list.view.focusIndex, total - 1))
  list
    .reload(list.view.focusIndex, (_, { total }) => ({ focusIndex: clamp(total) }))
    .catch((error: unknown) => {
      if (!needsNoMessage(error)) reporterOf(doc)(error)
    })
}

function listOf(doc: DocId, id: SearchId): PagedList<Hit> {
  return new PagedList<Hit>({
    read: () => searchOf(doc, id)?.view ?? EMPTY_LIST,
    write: (change) => {
      const view = searchOf(doc, id)?.view
      if (view !== undefined) patch(doc, id, { view: { ...view, ...change } })
    },
    fetch: async (range, signal) => {
      const options = signal === undefined ? {} : { signal }
      const page = await engine().hits({ doc, search: id, ...range }, options)
      return { ...page, rows: page.rows.map((row, at) => ({ ...row, id: page.from + at })) }
    },
    report: reporterOf(doc),
  })
}

function patch(doc: DocId, id: SearchId, change: Partial<Search>): void {
  useSearches.setState(({ byDoc }) => ({
    byDoc: {
      ...byDoc,
      [doc]: (byDoc[doc] ?? NONE).map((one) => (one.id === id ? { ...one, ...change } : one)),
    },
  }))
}
