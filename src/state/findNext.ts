/** Find Next and Find Previous, in the hive on screen or in all open ones. */

import { create } from 'zustand'
import { HiveError } from '../errors.ts'
import {
  FIND,
  FIND_STOPPED,
  finishedText,
  foundLateText,
  hitText,
  notFoundText,
  wrappedText,
} from '../text/find.ts'
import { SHOW } from '../text/page.ts'
import type { DocId, EditResult, HitsAround, KeyId, SearchId, ValueId } from '../worker/protocol.ts'
import { actOnValues } from './actionQueue.ts'
import { isOccupied } from './activity.ts'
import { activate, activeDocument, placeOfUser } from './documents.ts'
import { engine } from './engine.ts'
import { refuseSearch, wishOf } from './find.ts'
import { useFind } from './findForm.ts'
import { useFocusPane } from './focus.ts'
import type { Working } from './longEdits.ts'
import { goToHit } from './navigation.ts'
import { dismissTopic, notify } from './notices.ts'
import { hiveOf } from './places.ts'
import { currentSearch, isSameWish, type SearchWish, searchOf, useSearches } from './searches.ts'
import {
  foundSoFar,
  moreFound,
  PATIENCE_MS,
  searchEnded,
  startSearch,
  stopSearch,
} from './searchRuns.ts'
import { selectedKey, treeView } from './treeRows.ts'
import { valuesView } from './valueRows.ts'
import { focusedValue } from './values.ts'

/** A key, or a value of it. */
interface Place {
  readonly doc: DocId
  readonly key: KeyId
  readonly value: ValueId | null
}

/** The hit that Find Next went to last. */
interface FoundAt extends Place {
  readonly wish: SearchWish
  readonly search: SearchId
  readonly index: number
  /** The index of the first hit at this place. */
  readonly first: number
}

interface Found {
  readonly at: FoundAt | null
  /**
   * What was selected when the hit was deleted, and how many hits come before the deleted one: Find Next goes on from
   * there.
   */
  readonly deleted: { readonly at: Place; readonly before: number } | null
  /** What Find Next did last, such as `3 of 118`; null after something else was typed. */
  readonly said: string | null
  /** Rises whenever something is said, so that the same words are announced again. */
  readonly times: number
  /** The search that Find Next waits for. */
  readonly waiting: SearchId | null
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

const NONE: Found = { at: null, deleted: null, said: null, times: 0, waiting: null }

export const useFound = create<Found>(() => NONE)

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
  if (doc === undefined || wish === null || isSlow()) return
  void actOnValues(doc, () => Promise.race([findFrom(doc, wish, step), patience()]))
}

/** The search that Find Next waits for and that takes long, with its progress. */
export function useFindWork(doc: DocId | null): Working | undefined {
  const waiting = useFound((state) => state.waiting)
  const search = useSearches(({ all }) => all.find(({ id }) => id === waiting))
  if (search?.slow !== true || doc === null || !search.docs.includes(doc)) return undefined
  return { text: FIND.searching, done: search.done, cancel: () => stopSearch(search.id) }
}

/** Stops the search that Find Next waits for; false when there is none. */
export function stopFinding(): boolean {
  const { waiting } = useFound.getState()
  if (waiting === null) return false
  stopSearch(waiting)
  return true
}

/** Follows an edit. When the hit was deleted, the next one is what came after it, not after what is selected then. */
export function followFound(doc: DocId, { label }: Pick<EditResult, 'label'>): void {
  const { at, deleted } = useFound.getState()
  const now = placeNow(doc)
  const isDeletion = label.kind === 'delete-key' || label.kind === 'delete-values'
  const before = isAt(at, now) ? at?.first : isAt(deleted?.at, now) ? deleted?.before : undefined
  useFound.setState({ deleted: null })
  if (!isDeletion || before === undefined) return
  void actOnValues(doc, () => {
    useFound.setState({ deleted: { at: placeNow(doc), before } })
  })
}

/** Forgets a closed hive. */
export function dropFound(doc: DocId): void {
  const { at } = useFound.getState()
  if (at?.doc === doc) useFound.setState({ at: null, deleted: null, said: null })
}

async function findFrom(doc: DocId, wish: SearchWish, step: 1 | -1): Promise<void> {
  const { start, direction, wrap } = useFind.getState()
  const { at } = useFound.getState()
  const isFirst = at === null || !isSameWish(at.wish, wish)
  const goesDown = (direction === 'down') === (step === 1)
  const course = { from: placeNow(doc), goesDown, fromEnd: isFirst && start === 'end' }
  const search = currentSearch(wish)?.id ?? startSearch(wish, false)
  const began = performance.now()
  useFound.setState({ waiting: search })
  try {
    let index = await nextIndex(search, course)
    const way = goesDown ? 'down' : 'up'
    let wrapped = ''
    if (index === null) {
      const total = await totalOf(search)
      if (total === null) return say(FIND_STOPPED)
      if (total === 0) return say(notFoundText(wish.query.text))
      if (!wrap) return say(finishedText(way, total))
      index = goesDown ? 0 : total - 1
      wrapped = `, ${wrappedText(way)}`
    }
    const isLate = performance.now() - began > PATIENCE_MS
    await arrive(doc, { wish, search, index }, { wrapped, isLate })
  } catch (error) {
    refuseSearch(search, error)
  } finally {
    useFound.setState({ waiting: null })
  }
}

/** The hit that comes next; null when there is none in this direction. */
async function nextIndex(search: SearchId, course: Course): Promise<number | null> {
  const { from, goesDown, fromEnd } = course
  const { at, deleted } = useFound.getState()
  const hitsAround = async () => {
    const total = foundSoFar(search)
    if (fromEnd) return { before: -1, after: 0, total }
    // A value may have a hit in its name and one in its data.
    if (at?.search === search && isAt(at, from)) {
      return { before: at.index - 1, after: at.index + 1, total }
    }
    if (deleted !== null && isAt(deleted.at, from)) {
      return { before: deleted.before - 1, after: deleted.before, total }
    }
    return engine().hitsAround({ docs: searchOf(search)?.docs ?? [], search, ...from })
  }
  if (fromEnd && !goesDown) return noneBelow(((await totalOf(search)) ?? 0) - 1)
  for (;;) {
    const isRunning = searchOf(search)?.running === true
    const more = moreFound(search)
    if (!isRunning) await searchEnded(search)
    const { before, after, total } = await hitsAround().catch(emptyWhile(isRunning))
    if (after < total) return goesDown ? after : noneBelow(before)
    if (!isRunning) return goesDown ? null : noneBelow(before)
    await more
  }
}

/** While a search runs, it may not have come to the hive yet. */
function emptyWhile(isRunning: boolean): (error: unknown) => HitsAround {
  return (error) => {
    if (isRunning && error instanceof HiveError && error.code === 'stale') {
      return { before: -1, after: 0, total: 0 }
    }
    throw error
  }
}

function noneBelow(index: number): number | null {
  return index < 0 ? null : index
}

/** The number of hits once the search has ended; null if it was stopped. */
async function totalOf(id: SearchId): Promise<number | null> {
  await searchEnded(id)
  const search = searchOf(id)
  return search?.end ? search.total : null
}

/** Goes to a hit, and says which one it is. */
async function arrive(
  from: DocId,
  hit: Pick<FoundAt, 'wish' | 'search' | 'index'>,
  { wrapped, isLate }: { readonly wrapped: string; readonly isLate: boolean },
): Promise<void> {
  const { search, index, wish } = hit
  const docs = searchOf(search)?.docs ?? []
  const { rows } = await engine().foundHits({
    docs,
    search,
    from: Math.max(0, index - 1),
    count: 2,
  })
  const row = rows.find(({ id }) => id === index)
  if (row === undefined || row.key === null) return say(notFoundText(wish.query.text))
  const { doc, key, value } = row
  const [before] = rows
  const isSecond = value !== null && before !== row && before?.doc === doc && before.value === value
  const place = { doc, key, value, first: isSecond ? index - 1 : index }
  const go = async () => {
    const inFind = useFocusPane.getState().pane === 'find'
    const here = placeOfUser(doc)
    activate(here)
    if (!(await goToHit(here, { key, value }, !inFind))) return
    useFound.setState({ at: { ...hit, ...place }, deleted: null })
    void sayWhich(search, { index, wrapped })
  }
  if (!isLate || (activeDocument()?.info.doc === from && !isOccupied(from))) return go()
  const show = () => {
    activate(from)
    void go().catch((error: unknown) => refuseSearch(search, error))
  }
  const text = foundLateText(wish.query.text)
  notify({ kind: 'status', text, topic: FIND_TOPIC, action: { label: SHOW, run: show } })
}

/** Says which hit it is, and once the search has ended, of how many. */
async function sayWhich(
  id: SearchId,
  { index, wrapped }: { readonly index: number; readonly wrapped: string },
): Promise<void> {
  const isRunning = searchOf(id)?.running === true
  say(hitText(index, foundSoFar(id), isRunning) + wrapped)
  if (!isRunning) return
  // An error has been shown by whoever searched.
  await searchEnded(id).catch(() => {})
  const { at } = useFound.getState()
  const search = searchOf(id)
  if (search && at?.search === id && at.index === index) {
    say(hitText(index, search.total, false) + wrapped)
  }
}

/** The selected value, or the selected key. */
function placeNow(doc: DocId): Place {
  const key = selectedKey(doc) ?? treeView(doc).root
  const value = valuesView(doc).key === key ? focusedValue(doc) : null
  return { doc: hiveOf(doc), key, value: value === null || value.absent ? null : value.id }
}

function isAt(place: Place | null | undefined, { doc, key, value }: Place): boolean {
  return place?.doc === doc && place.key === key && place.value === value
}

function isSlow(): boolean {
  const { waiting } = useFound.getState()
  return waiting !== null && searchOf(waiting)?.slow === true
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
