/** Find Next and Find All, in the hive on screen. */

import { create } from 'zustand'
import { HiveError } from '../errors.ts'
import {
  FIND,
  FIND_STOPPED,
  finishedText,
  foundLateText,
  HIT_STATES,
  hitText,
  notFoundText,
  SCOPE_GONE,
  wrappedText,
} from '../text/find.ts'
import { SHOW } from '../text/page.ts'
import type { DocId, EditResult, HitRow, KeyId, SearchId, ValueId } from '../worker/protocol.ts'
import { actOnValues } from './actionQueue.ts'
import { isOccupied } from './activity.ts'
import { activate, activeDocument } from './documents.ts'
import { engine } from './engine.ts'
import { changeFind, openFind, patternFault, queryOf, refuseFind, useFind } from './findForm.ts'
import { focusPane, useFocusPane } from './focus.ts'
import type { Working } from './longEdits.ts'
import { goToHit } from './navigation.ts'
import { dismissTopic, notify, sayWhyNot, showError } from './notices.ts'
import { leaveTab, panelTab, showPanelTab } from './panel.ts'
import {
  currentSearch,
  dropSearch,
  foundSoFar,
  isSameWish,
  listSearch,
  moreFound,
  PATIENCE_MS,
  type SearchWish,
  searchAgain,
  searchEnded,
  searchesOf,
  searchOf,
  startSearch,
  stopSearch,
  useSearches,
} from './searches.ts'
import { selectedKey, treeView } from './treeRows.ts'
import { valuesView } from './valueRows.ts'
import { focusedValue } from './values.ts'

/** A key, or a value of it. */
interface Place {
  readonly key: KeyId
  readonly value: ValueId | null
}

/** The hit that Find Next went to last. */
interface FoundAt extends Place {
  readonly doc: DocId
  readonly wish: SearchWish
  readonly search: SearchId
  readonly index: number
}

interface Found {
  readonly at: FoundAt | null
  /** What Find Next did last, such as `3 of 118`; null after something else was typed. */
  readonly said: string | null
  /** Rises whenever something is said, so that the same words are announced again. */
  readonly times: number
  /** The search that Find Next waits for. */
  readonly waiting: { readonly doc: DocId; readonly search: SearchId } | null
}

/** Find Next in words: where it begins, and where it goes. */
interface Course {
  readonly from: Place
  readonly goesDown: boolean
  /** It begins at the beginning of the hive, or at its end when it goes up. */
  readonly fromEnd: boolean
}

/** The topic of notices about Find Next while Find is closed. */
const FIND_TOPIC = 'find'

export const useFound = create<Found>(() => ({ at: null, said: null, times: 0, waiting: null }))

// What was said is about the text that was searched for.
useFind.subscribe((now, before) => {
  if (now.text !== before.text) useFound.setState({ said: null })
})

/**
 * Goes to the next hit (1), or to the previous one (-1), from the selected key or value. The first
 * time, the hive is searched.
 */
export function findNext(step: 1 | -1): void {
  const doc = activeDocument()?.info.doc
  const wish = doc === undefined ? null : wishOf(doc)
  // A search that takes long is on screen, with a button that stops it.
  if (doc === undefined || wish === null || isSlow(useFound.getState().waiting)) return
  void actOnValues(doc, () => Promise.race([findFrom(doc, wish, step), patience()]))
}

/** Lists all hits in the panel. */
export async function findAll(): Promise<void> {
  const doc = activeDocument()?.info.doc
  const wish = doc === undefined ? null : wishOf(doc)
  if (doc === undefined || wish === null) return
  const id = listedSearch(doc, wish)
  const ended = searchEnded(id)
  ended.catch((error: unknown) => refuse(doc, id, error))
  // A text that cannot be searched for is refused before the panel opens.
  await Promise.race([ended.catch(() => {}), moreFound(id)])
  if (!searchOf(doc, id)) return
  showPanelTab(doc, id)
  setTimeout(() => focusPane('panel'))
}

/** Searches again for what a list of results shows. */
export function refreshResults(doc: DocId, id: SearchId): void {
  searchAgain(doc, id)
  searchEnded(id).catch((error: unknown) => refuse(doc, id, error))
}

/** Drops a list of results. Its neighbour takes its place in the panel. */
export function closeResults(doc: DocId, id: SearchId): void {
  const lists = searchesOf(doc).filter(({ listed }) => listed)
  const index = lists.findIndex((search) => search.id === id)
  const neighbour = lists[index + 1] ?? lists[index - 1]
  const isShown = panelTab(doc) === id
  dropSearch(doc, id)
  if (isShown && neighbour) showPanelTab(doc, neighbour.id)
  else if (isShown) leaveTab(doc)
}

/** Goes to the place of a hit in a list of results. */
export async function goToResult(doc: DocId, hit: HitRow): Promise<void> {
  const { key, value, state } = hit
  if (key === null || state === 'gone' || !(await goToHit(doc, { key, value }, true))) {
    sayWhyNot(HIT_STATES.gone, doc)
  }
}

/** The search that Find Next waits for and that takes long, with its progress. */
export function useFindWork(doc: DocId | null): Working | undefined {
  const waiting = useFound((state) => state.waiting)
  const search = useSearches(({ byDoc }) =>
    doc === null ? undefined : byDoc[doc]?.find(({ id }) => id === waiting?.search),
  )
  if (search?.slow !== true) return undefined
  return { text: FIND.searching, done: search.done, cancel: () => stopSearch(search.id) }
}

/** Stops the search that Find Next waits for; false when there is none. */
export function stopFinding(): boolean {
  const { waiting } = useFound.getState()
  if (waiting === null) return false
  stopSearch(waiting.search)
  return true
}

/** Follows an edit: the key in which to search may have moved. */
export function followFind(doc: DocId, { moved }: Pick<EditResult, 'moved'>): void {
  const { below } = useFind.getState()
  const now = below?.doc === doc ? moved.find(([from]) => from === below.key) : undefined
  if (below && now) useFind.setState({ below: { ...below, key: now[1] } })
}

/** Forgets a closed hive. */
export function dropFound(doc: DocId): void {
  leaveTab(doc)
  if (useFound.getState().at?.doc === doc) useFound.setState({ at: null, said: null })
  if (useFind.getState().below?.doc === doc) changeFind({ below: null })
}

/** What the form asks for; null if it is empty or cannot be searched for, which Find says. */
function wishOf(doc: DocId): SearchWish | null {
  const form = useFind.getState()
  if (form.text === '') {
    void openFind()
    return null
  }
  const query = queryOf(form)
  if ('field' in query) {
    refuseFind(query)
    return null
  }
  const { below } = form
  return { query, scope: below?.doc === doc ? { key: below.key, name: below.name } : null }
}

/** The search that lists the hits of a wish; an earlier one for the same is used again. */
function listedSearch(doc: DocId, wish: SearchWish): SearchId {
  const current = currentSearch(doc, wish)
  if (current !== undefined) {
    if (!current.listed) listSearch(doc, current.id)
    return current.id
  }
  const same = searchesOf(doc).find((search) => search.listed && isSameWish(search, wish))
  if (same === undefined) return startSearch(doc, wish, true)
  searchAgain(doc, same.id)
  return same.id
}

async function findFrom(doc: DocId, wish: SearchWish, step: 1 | -1): Promise<void> {
  const { start, direction, wrap } = useFind.getState()
  const { at } = useFound.getState()
  const isFirst = at === null || at.doc !== doc || !isSameWish(at.wish, wish)
  const goesDown = (direction === 'down') === (step === 1)
  const course = { from: placeNow(doc), goesDown, fromEnd: isFirst && start === 'end' }
  const search = currentSearch(doc, wish)?.id ?? startSearch(doc, wish, false)
  const began = performance.now()
  useFound.setState({ waiting: { doc, search } })
  try {
    let index = await nextIndex(doc, search, course)
    const way = goesDown ? 'down' : 'up'
    let wrapped = ''
    if (index === null) {
      const total = await totalOf(doc, search)
      if (total === null) return say(FIND_STOPPED)
      if (total === 0) return say(notFoundText(wish.query.text))
      if (!wrap) return say(finishedText(way, total))
      index = goesDown ? 0 : total - 1
      wrapped = `, ${wrappedText(way)}`
    }
    const isLate = performance.now() - began > PATIENCE_MS
    await arrive({ doc, wish, search, index }, wrapped, isLate)
  } catch (error) {
    refuse(doc, search, error)
  } finally {
    useFound.setState({ waiting: null })
  }
}

/** The hit that comes next; null when there is none in this direction. */
async function nextIndex(doc: DocId, search: SearchId, course: Course): Promise<number | null> {
  const { from, goesDown, fromEnd } = course
  const { at } = useFound.getState()
  const isThere = at?.search === search && at.key === from.key && at.value === from.value
  const hitsAround = async () => {
    const total = foundSoFar(doc, search)
    if (fromEnd) return { before: -1, after: 0, total }
    // A value may have a hit in its name and one in its data.
    if (isThere) return { before: at.index - 1, after: at.index + 1, total }
    return engine().hitsAround({ doc, search, ...from })
  }
  if (fromEnd && !goesDown) return noneBelow(((await totalOf(doc, search)) ?? 0) - 1)
  for (;;) {
    const isRunning = searchOf(doc, search)?.running === true
    const more = moreFound(search)
    if (!isRunning) await searchEnded(search)
    const { before, after, total } = await hitsAround()
    if (after < total) return goesDown ? after : noneBelow(before)
    if (!isRunning) return goesDown ? null : noneBelow(before)
    await more
  }
}

function noneBelow(index: number): number | null {
  return index < 0 ? null : index
}

/** The number of hits once the search has ended; null if it was stopped. */
async function totalOf(doc: DocId, id: SearchId): Promise<number | null> {
  await searchEnded(id)
  const search = searchOf(doc, id)
  return search?.summary ? search.total : null
}

/** Goes to a hit, and says which one it is. */
async function arrive(
  hit: Pick<FoundAt, 'doc' | 'wish' | 'search' | 'index'>,
  wrapped: string,
  isLate: boolean,
): Promise<void> {
  const { doc, search, index, wish } = hit
  const { rows } = await engine().hits({ doc, search, from: index, count: 1 })
  const [row] = rows
  if (row === undefined || row.key === null) return say(notFoundText(wish.query.text))
  const place = { key: row.key, value: row.value }
  const go = async () => {
    const inFind = useFocusPane.getState().pane === 'find'
    if (!(await goToHit(doc, place, !inFind))) return
    useFound.setState({ at: { ...hit, ...place } })
    void sayWhich(doc, search, { index, wrapped })
  }
  if (!isLate || (activeDocument()?.info.doc === doc && !isOccupied(doc))) return go()
  const show = () => {
    activate(doc)
    void go().catch((error: unknown) => refuse(doc, search, error))
  }
  const text = foundLateText(wish.query.text)
  notify({ kind: 'status', text, topic: FIND_TOPIC, action: { label: SHOW, run: show } })
}

/** Says which hit it is, and once the search has ended, of how many. */
async function sayWhich(
  doc: DocId,
  id: SearchId,
  { index, wrapped }: { readonly index: number; readonly wrapped: string },
): Promise<void> {
  const isRunning = searchOf(doc, id)?.running === true
  say(hitText(index, foundSoFar(doc, id), isRunning) + wrapped)
  if (!isRunning) return
  // An error has been shown by whoever searched.
  await searchEnded(id).catch(() => {})
  const { at } = useFound.getState()
  const search = searchOf(doc, id)
  if (search && at?.search === id && at.index === index) {
    say(hitText(index, search.total, false) + wrapped)
  }
}

/** Shows why something was not searched for. */
function refuse(doc: DocId, id: SearchId, error: unknown): void {
  const search = searchOf(doc, id)
  if (!(error instanceof HiveError) || search === undefined) {
    if (search !== undefined) showError(error)
    return
  }
  const { code, detail } = error
  if (code === 'cancelled') return
  if (code === 'bad-pattern') {
    closeResults(doc, id)
    refuseFind(patternFault(detail.actual, detail.position))
  } else if (code === 'stale') {
    if (search.scope === null) return
    closeResults(doc, id)
    refuseFind({ field: 'text', text: SCOPE_GONE, position: null })
  } else showError(error, undefined, { doc })
}

/** The selected value, or the selected key. */
function placeNow(doc: DocId): Place {
  const key = selectedKey(doc) ?? treeView(doc).root
  const value = valuesView(doc).key === key ? focusedValue(doc) : null
  return { key, value: value === null || value.absent ? null : value.id }
}

function isSlow(waiting: Found['waiting']): boolean {
  return waiting !== null && searchOf(waiting.doc, waiting.search)?.slow === true
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
}

/** Says something in Find, or in a notice while Find is closed. */
function say(text: string): void {
  useFound.setState(({ times }) => ({ said: text, times: times + 1 }))
  if (useFind.getState().open) dismissTopic(FIND_TOPIC)
  else notify({ kind: 'status', text, topic: FIND_TOPIC })
}
