/** The lists of hits: those in view are fetched, also while the search runs, and the engine sorts and filters them. */

import { HiveError } from '../errors.ts'
import type { DocId, HitColumn, HitPage, HitRow, SearchId } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { needsNoMessage, reporterOf } from './notices.ts'
import { EMPTY_LIST, PagedList } from './PagedList.ts'
import { ALL_CHOSEN, patchSearch, type Search, searchOf } from './searches.ts'

/** The state of a list that is not drawn. */
interface Listed {
  readonly list: PagedList<HitRow>
  /** The arrangement that the engine is making. */
  arranging: AbortController | null
  /** More hits came meanwhile. */
  again: boolean
  /** Whether the rows on show are sorted or filtered. */
  arranged: boolean
  /** What the engine said of the lists that the ids are of (`HitPage.begun`). */
  begun: readonly number[]
}

const lists = new Map<SearchId, Listed>()

/** The list of the hits of a search; undefined once it was dropped. */
export function hitList(id: SearchId): PagedList<HitRow> | undefined {
  return lists.get(id)?.list
}

/** What the engine has to know of ids that were listed: the lists that they are of. */
export function hitsBegun(id: SearchId): readonly number[] {
  return lists.get(id)?.begun ?? []
}

/** Learns which lists the rows are of. After a new search the same ids are those of other hits. */
function learnBegun(id: SearchId, { begun }: HitPage): void {
  const listed = lists.get(id)
  const search = searchOf(id)
  if (listed === undefined || search === undefined) return
  const isSame = listed.begun.every((one, at) => begun[at] === one)
  listed.begun = begun
  if (isSame) return
  patchSearch(id, { choice: ALL_CHOSEN, view: { ...search.view, selection: new Set() } })
}

export function addHitList(id: SearchId): void {
  lists.set(id, { list: listOf(id), arranging: null, again: false, arranged: false, begun: [] })
}

export function dropHitList(id: SearchId): void {
  const listed = lists.get(id)
  lists.delete(id)
  listed?.arranging?.abort()
  listed?.list.close()
}

/** Sorts the hits by a column, or the other way round if they are sorted by it. */
export function sortHits(id: SearchId, column: HitColumn): void {
  const search = searchOf(id)
  if (search === undefined) return
  const descending = search.order.column === column && !search.order.descending
  patchSearch(id, { order: { column, descending } })
  arrange(id, { keepsSelection: true })
}

/** Lists only the hits that contain a text. */
export function filterHits(id: SearchId, filter: string): void {
  if (searchOf(id)?.filter === filter) return
  patchSearch(id, { filter })
  // Nothing that is not listed may be selected.
  arrange(id, { keepsSelection: false })
}

/** Shows hits that the search has found since they were shown last. */
export function showMoreHits(id: SearchId): void {
  const listed = lists.get(id)
  const search = searchOf(id)
  if (listed === undefined || search === undefined) return
  if (!listed.arranged && isAsFound(search)) void showHits(id)
  else if (listed.arranging === null) arrange(id, { keepsSelection: true })
  else listed.again = true
}

/** Fetches the hits in view again. */
export async function showHits(id: SearchId, focus?: number): Promise<void> {
  const list = hitList(id)
  if (list === undefined) return
  const clamp = (total: number) => Math.max(0, Math.min(focus ?? list.view.focusIndex, total - 1))
  await list
    .reload(focus ?? list.view.focusIndex, (_, { total, rowAt }) => {
      const focusIndex = clamp(total)
      const first = rowAt(focusIndex)
      const isNew = list.view.selection.size === 0 && first !== undefined && total > 0
      const scroll = focus === undefined ? list.view.scroll : list.view.scroll + 1
      return { focusIndex, scroll, ...(isNew ? { selection: new Set([first.id]) } : {}) }
    })
    .catch((error: unknown) => report(id, error))
}

interface Arranging {
  readonly keepsSelection: boolean
}

/** Has the engine sort and filter the hits. Keys that are pressed meanwhile are about the list as it will be. */
function arrange(id: SearchId, how: Arranging): void {
  const listed = lists.get(id)
  if (listed === undefined) return
  listed.arranging?.abort()
  const job = new AbortController()
  listed.arranging = job
  listed.again = false
  void listed.list.inTurn(() => arrangeNow(id, listed, { ...how, job }))
}

async function arrangeNow(
  id: SearchId,
  listed: Listed,
  { keepsSelection, job }: Arranging & { readonly job: AbortController },
): Promise<void> {
  const search = searchOf(id)
  if (search === undefined || listed.arranging !== job) return
  const { docs, order, filter, view } = search
  const locate = listed.list.rowAt(view.focusIndex)?.id ?? -1
  let index = -1
  try {
    const request = { docs, search: id, order, filter, locate }
    ;({ index } = await engine().arrangeHits(request, { signal: job.signal }))
    listed.arranged = !isAsFound(search)
  } catch (error) {
    report(id, error)
  }
  if (listed.arranging !== job) return
  listed.arranging = null
  if (!keepsSelection) {
    const selection = new Set(index < 0 ? [] : [locate])
    patchSearch(id, { view: { ...listed.list.view, selection } })
  }
  await showHits(id, Math.max(0, index))
  if (listed.again) arrange(id, { keepsSelection: true })
}

function isAsFound({ order, filter }: Search): boolean {
  return order.column === 'key' && !order.descending && filter === ''
}

function listOf(id: SearchId): PagedList<HitRow> {
  const docs = () => searchOf(id)?.docs ?? []
  return new PagedList<HitRow>({
    read: () => searchOf(id)?.view ?? EMPTY_LIST,
    write: (change) => {
      const view = searchOf(id)?.view
      if (view !== undefined) patchSearch(id, { view: { ...view, ...change } })
    },
    fetch: async (range, options) => {
      const page = await engine().hits({ docs: docs(), search: id, ...range }, options)
      learnBegun(id, page)
      return page
    },
    ids: (range) => engine().hitIds({ docs: docs(), search: id, ...range }),
    report: (error) => report(id, error),
  })
}

function report(id: SearchId, error: unknown): void {
  const doc: DocId | undefined = searchOf(id)?.docs[0]
  if (needsNoMessage(error) || doc === undefined) return
  if (error instanceof HiveError || searchOf(id) !== undefined) reporterOf(doc)(error)
}
