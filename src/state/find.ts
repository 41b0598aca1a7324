/** Find All and its lists of results, and what the form of Find asks for. */

import { HiveError } from '../errors.ts'
import { HIT_STATES, SCOPE_GONE } from '../text/find.ts'
import type { DocId, EditResult, HitRow, SearchId } from '../worker/protocol.ts'
import { activate, activeDocument, placeOfUser, useDocuments } from './documents.ts'
import {
  changeFind,
  openFind,
  patternFault,
  queryOf,
  refuseFind,
  rememberText,
  useFind,
} from './findForm.ts'
import { focusPaneWhenShown } from './focus.ts'
import { goToHit } from './navigation.ts'
import { sayWhyNot, showError } from './notices.ts'
import { leaveTab, panelTab, showPanelTab } from './panel.ts'
import { hiveOf, isSameHive } from './places.ts'
import {
  currentSearch,
  isSameWish,
  type SearchWish,
  searchesOf,
  searchOf,
  useSearches,
} from './searches.ts'
import {
  dropSearch,
  listSearch,
  moreFound,
  searchAgain,
  searchEnded,
  startSearch,
} from './searchRuns.ts'

/** Lists all hits in the panel. */
export async function findAll(): Promise<void> {
  const doc = activeDocument()?.info.doc
  const wish = doc === undefined ? null : wishOf(doc)
  if (wish !== null) await listHits(wish)
}

/** Lists the hits of a search in the panel, unless it cannot be searched for. */
export async function listHits(wish: SearchWish): Promise<void> {
  const id = listedSearch(wish)
  const ended = searchEnded(id)
  ended.catch((error: unknown) => refuseSearch(id, error))
  // A text that cannot be searched for is refused before the panel opens.
  await Promise.race([ended.catch(() => {}), moreFound(id)])
  if (!searchOf(id)) return
  for (const one of wish.docs) showPanelTab(one, id)
  focusPaneWhenShown('panel')
}

/** Searches again for what a list of results shows. */
export function refreshResults(id: SearchId): void {
  searchAgain(id)
  searchEnded(id).catch((error: unknown) => refuseSearch(id, error))
}

/** Drops a list of results. In each hive that shows it, its neighbour takes its place in the panel. */
export function closeResults(id: SearchId): void {
  const docs = searchOf(id)?.docs ?? []
  const next = docs.filter((doc) => panelTab(doc) === id).map((doc) => [doc, neighbourOf(doc, id)])
  dropSearch(id)
  for (const [doc, neighbour] of next) {
    if (doc === undefined) continue
    if (neighbour === undefined) leaveTab(doc)
    else showPanelTab(doc, neighbour)
  }
}

function neighbourOf(doc: DocId, id: SearchId): SearchId | undefined {
  const lists = searchesOf(doc).filter(({ listed }) => listed)
  const index = lists.findIndex((search) => search.id === id)
  return (lists[index + 1] ?? lists[index - 1])?.id
}

/** Goes to the place of a hit in a list of results, in its hive. */
export async function goToResult({ doc, key, value, state }: HitRow): Promise<void> {
  const here = placeOfUser(doc)
  if (key !== null && state !== 'gone') activate(here)
  if (key === null || state === 'gone' || !(await goToHit(here, { key, value }, true))) {
    sayWhyNot(HIT_STATES.gone, doc)
  }
}

/** Follows an edit: the key in which to search may have moved. */
export function followFind(doc: DocId, { moved }: Pick<EditResult, 'moved'>): void {
  const { below } = useFind.getState()
  const now = below?.doc === doc ? moved.find(([from]) => from === below.key) : undefined
  if (below && now) useFind.setState({ below: { ...below, key: now[1] } })
}

/** Forgets a closed hive. */
export function dropFind(doc: DocId): void {
  leaveTab(doc)
  if (useFind.getState().below?.doc === doc) changeFind({ below: null })
}

/** What the form asks for; null if it is empty or cannot be searched for, which Find says. */
export function wishOf(doc: DocId): SearchWish | null {
  const form = useFind.getState()
  if (form.text === '') {
    void openFind()
    return null
  }
  rememberText(form.text)
  const query = queryOf(form)
  if ('field' in query) {
    refuseFind(query)
    return null
  }
  const all = allFrom(doc)
  if (form.everywhere && all.length > 1) return { query, scope: null, docs: all, replacement: null }
  const { below } = form
  const scope = below && isSameHive(below.doc, doc) ? { key: below.key, name: below.name } : null
  return { query, scope, docs: [hiveOf(doc)], replacement: null }
}

/** All open hives in the order of their tabs, from one on and around. */
export function allFrom(doc: DocId): readonly DocId[] {
  const all = useDocuments.getState().docs.map(({ info }) => info.doc)
  const at = Math.max(0, all.indexOf(hiveOf(doc)))
  return [...all.slice(at), ...all.slice(0, at)]
}

/** The search that lists the hits of a wish; an earlier one for the same is used again. */
function listedSearch(wish: SearchWish): SearchId {
  const current = currentSearch(wish)
  if (current !== undefined) {
    if (!current.listed) listSearch(current.id)
    return current.id
  }
  const { all } = useSearches.getState()
  const same = all.find((search) => search.listed && isSameWish(search, wish))
  if (same === undefined) return startSearch(wish, true)
  searchAgain(same.id)
  return same.id
}

const INTERNAL = new HiveError('internal', 'the search failed')

/** Shows why something was not searched for. */
export function refuseSearch(id: SearchId, error: unknown): void {
  const search = searchOf(id)
  if (search === undefined) return
  const { code, detail } = error instanceof HiveError ? error : INTERNAL
  if (code === 'cancelled') return
  if (code === 'bad-pattern') {
    closeResults(id)
    refuseFind(patternFault(detail.actual, detail.position))
  } else if (code === 'stale') {
    if (search.scope === null) return
    closeResults(id)
    refuseFind({ field: 'text', text: SCOPE_GONE, position: null })
  } else showError(error, undefined, { doc: search.docs[0] })
}
