/** Comparisons of two hives as they run, and the list of what they find. */

import { TWO_HIVES } from '../text/twoHives.ts'
import type {
  ComparisonId,
  ComparisonState,
  DifferenceFilter,
  DocId,
  EngineEvent,
  TwoHivesRow,
} from '../worker/protocol.ts'
import { activeDocument, documentOf, useDocuments } from './documents.ts'
import { engine } from './engine.ts'
import { goToPanelTab } from './goToPanel.ts'
import { needsNoMessage, notify, showError } from './notices.ts'
import { EMPTY_LIST, type FreshRows, type ListView, PagedList } from './PagedList.ts'
import { closeTab, enlargeFor, giveRoomBack, showPanelTab, usePanel } from './panel.ts'
import { selectRow } from './selectRow.ts'
import {
  type CompareWish,
  comparisonOf,
  comparisonWith,
  hivesOf,
  nameOn,
  newComparison,
  patchComparison,
  type TwoHives,
  useTwoHives,
} from './twoHives.ts'

/** The state of a comparison that is not drawn. */
interface Run {
  readonly list: PagedList<TwoHivesRow>
  /** Ends following what it depends on. */
  end(): void
  stop: AbortController
  filtering: AbortController | null
  flush: ReturnType<typeof setTimeout> | undefined
}

/** Milliseconds after which a comparison shows its progress. */
const PATIENCE_MS = 300
/** Milliseconds between two updates of the list while it grows. */
const FLUSH_MS = 120

const runs = new Map<ComparisonId, Run>()
let nextId = 1

/** Compares two hives and shows the list in their panels. */
export async function startComparison(wish: CompareWish): Promise<void> {
  for (const doc of hivesOf(wish)) {
    const before = comparisonWith(doc)
    if (before !== undefined) endComparison(before.id)
  }
  const id = nextId++
  useTwoHives.setState(({ all }) => ({ all: [...all, newComparison(id, wish)] }))
  for (const doc of hivesOf(wish)) showPanelTab(doc, 'differences')
  runs.set(id, {
    ...{ list: listOf(id), end: watch(id) },
    ...{ stop: new AbortController(), filtering: null, flush: undefined },
  })
  enlargeFor('differences')
  const active = activeDocument()?.info.doc
  if (active !== undefined && hivesOf(wish).includes(active)) goToPanelTab(active, 'differences')
  await runToEnd(id)
}

/** Compares the hives as they are now. */
export async function compareAgain(id: ComparisonId): Promise<void> {
  const run = runs.get(id)
  if (run === undefined) return
  run.stop.abort()
  run.stop = new AbortController()
  patchComparison(id, { running: true, slow: false, done: 0, state: null, details: null })
  await runToEnd(id)
}

/** Stops a comparison. What it has found so far stays. */
export function stopComparison(id: ComparisonId): void {
  runs.get(id)?.stop.abort()
}

/** Forgets a comparison, and closes its tabs. */
function endComparison(id: ComparisonId): void {
  const run = runs.get(id)
  const comparison = comparisonOf(id)
  if (run === undefined || comparison === undefined) return
  runs.delete(id)
  run.stop.abort()
  run.filtering?.abort()
  clearTimeout(run.flush)
  run.end()
  run.list.close()
  useTwoHives.setState(({ all }) => ({ all: all.filter((one) => one.id !== id) }))
  for (const doc of hivesOf(comparison)) {
    if (hasTab(doc)) closeTab(doc, 'differences')
  }
  giveRoomBack('differences')
  engine()
    .endComparison({ comparison: id })
    .catch(() => {})
}

/** The list of a comparison. */
export function differenceList(id: ComparisonId): PagedList<TwoHivesRow> | undefined {
  return runs.get(id)?.list
}

/** Lists only some of the differences. */
export async function filterDifferences(
  id: ComparisonId,
  change: Partial<DifferenceFilter>,
): Promise<void> {
  const run = runs.get(id)
  const comparison = comparisonOf(id)
  if (run === undefined || comparison === undefined) return
  const filter = { ...comparison.filter, ...change }
  patchComparison(id, { filter })
  run.filtering?.abort()
  const job = new AbortController()
  run.filtering = job
  await arrange(id, ({ locate }) =>
    engine().filterComparison({ comparison: id, filter, locate }, { signal: job.signal }),
  )
}

/** Expands or collapses a row, or all of them (null). */
export async function expandDifferences(
  id: ComparisonId,
  row: number | null,
  expanded: boolean,
): Promise<void> {
  await arrange(id, ({ locate }) =>
    engine().expandDifferences({ comparison: id, row, expanded, locate: row ?? locate }),
  )
}

/** Has the rows listed in another way. Keys pressed meanwhile act on the rows as they are listed then. */
async function arrange(
  id: ComparisonId,
  ask: (now: { readonly locate: number }) => Promise<{
    readonly state: ComparisonState
    readonly index: number
  }>,
): Promise<void> {
  const list = differenceList(id)
  await list?.inTurn(async () => {
    const locate = list.rowAt(list.view.focusIndex)?.id ?? -1
    const { state, index } = await ask({ locate })
    patchComparison(id, { state })
    await list.reload(Math.max(0, index), selectedAt(list))
  })
}

/** Selects the next (1) or previous (-1) difference. Returns it; null if there is none, which a notice says. */
export async function nextDifference(id: ComparisonId, step: 1 | -1): Promise<TwoHivesRow | null> {
  const list = differenceList(id)
  let found: TwoHivesRow | null = null
  await list?.inTurn(async () => {
    const { focusIndex, selection } = list.view
    const focused = list.rowAt(focusIndex)
    // The first difference is the one that is on show, until it was gone to.
    const row = focused === undefined || selection.size === 0 ? null : focused.id
    const next = await engine().nextDifference({ comparison: id, row, step })
    if (next === null) {
      const text = step === 1 ? TWO_HIVES.noMoreAfter : TWO_HIVES.noMoreBefore
      notify({ kind: 'status', text, doc: activeDocument()?.info.doc, topic: 'difference' })
      return
    }
    patchComparison(id, { state: next.state })
    await list.reload(next.index, selectedAt(list, next.row.id))
    found = next.row
  })
  return found
}

/** Selects the row above a row, if there is one. */
export async function goToRowAbove(id: ComparisonId, row: number): Promise<void> {
  const list = differenceList(id)
  await list?.inTurn(async () => {
    const { index } = await engine().rowAbove({ comparison: id, row })
    if (index >= 0) await list.reload(index, selectedAt(list))
  })
}

/** Fetches both sides of a row in full. */
export async function loadDetails(id: ComparisonId, row: number): Promise<void> {
  const version = comparisonOf(id)?.view.revision ?? 0
  try {
    const of = await engine().rowDetails({ comparison: id, row })
    patchComparison(id, { details: { row, version, of } })
  } catch (error) {
    report(id, error)
  }
}

/** The change of the view that selects the row that it is loaded around, or another row, and brings it into view. */
function selectedAt(list: PagedList<TwoHivesRow>, row?: number) {
  return (index: number, fresh: FreshRows<TwoHivesRow>): Partial<ListView<TwoHivesRow>> => ({
    ...selectRow(index, fresh),
    ...(row !== undefined && { selection: new Set([row]) }),
    scroll: list.view.scroll + 1,
  })
}

export function report(id: ComparisonId, error: unknown): void {
  const comparison = comparisonOf(id)
  if (comparison === undefined || needsNoMessage(error)) return
  showError(error, nameOn(comparison.right), { doc: hivesOf(comparison)[0] })
}

async function runToEnd(id: ComparisonId): Promise<void> {
  const run = runs.get(id)
  const comparison = comparisonOf(id)
  if (run === undefined || comparison === undefined) return
  const { stop } = run
  const { left, right, attributes, rootNames, moves } = comparison
  const isMine = () => runs.get(id)?.stop === stop
  const slow = setTimeout(() => isMine() && patchComparison(id, { slow: true }), PATIENCE_MS)
  try {
    const request = { comparison: id, left, right, attributes, rootNames, moves }
    const onProgress = (done: number) => isMine() && patchComparison(id, { done })
    const state = await engine().compareHives(request, { signal: stop.signal, onProgress })
    if (!isMine()) return
    patchComparison(id, { running: false, state })
    await filterDifferences(id, {})
  } catch (error) {
    if (!isMine()) return
    patchComparison(id, { running: false })
    // A comparison that was stopped keeps what it found, if it came so far.
    if (stop.signal.aborted && comparisonOf(id)?.state != null) return
    if (!stop.signal.aborted) showError(error, nameOn(right))
    endComparison(id)
  } finally {
    clearTimeout(slow)
    if (isMine()) patchComparison(id, { slow: false })
  }
}

/** Follows the events about a comparison, and what is closed. Returns a function that ends that. */
function watch(id: ComparisonId): () => void {
  const endIf = (test: (doc: DocId) => boolean) => {
    const comparison = comparisonOf(id)
    if (comparison !== undefined && hivesOf(comparison).some(test)) endComparison(id)
  }
  const ends = [
    engine().onEvent(receive),
    useDocuments.subscribe(() => endIf((doc) => documentOf(doc) === undefined)),
    usePanel.subscribe(() => endIf((doc) => !hasTab(doc))),
  ]
  return () => {
    for (const end of ends) end()
  }
}

function hasTab(doc: DocId): boolean {
  return usePanel.getState().opened[doc]?.includes('differences') === true
}

function receive(event: EngineEvent): void {
  if (event.type === 'hives-compared') grow(event.comparison, event)
  if (event.type === 'comparison-changed') change(event.state)
}

/** A comparison that runs has found more. */
function grow(id: ComparisonId, { done, state }: { done: number; state: ComparisonState }): void {
  const run = runs.get(id)
  if (run === undefined || comparisonOf(id)?.running !== true) return
  patchComparison(id, { done, state })
  run.flush ??= setTimeout(() => {
    run.flush = undefined
    if (comparisonOf(id)?.running === true) void showMore(id)
  }, FLUSH_MS)
}

/** A step of one of the hives changed what is left: the focus stays where it is in the list. */
function change(state: ComparisonState): void {
  const id = state.comparison
  if (comparisonOf(id) === undefined) return
  patchComparison(id, { state })
  const list = differenceList(id)
  void list
    ?.reloadInTurn(() => list.view.focusIndex, selectedAt(list))
    .catch((error: unknown) => report(id, error))
}

/** Fetches the rows in view again; focus and selection stay. */
async function showMore(id: ComparisonId): Promise<void> {
  const list = differenceList(id)
  if (list === undefined) return
  try {
    await list.reload(list.view.focusIndex, () => ({}))
  } catch (error) {
    report(id, error)
  }
}

function listOf(id: ComparisonId): PagedList<TwoHivesRow> {
  return new PagedList<TwoHivesRow>({
    read: () => comparisonOf(id)?.view ?? EMPTY_LIST,
    write: (more) => {
      const view = comparisonOf(id)?.view
      if (view !== undefined) patchComparison(id, { view: { ...view, ...more } })
    },
    fetch: (range, options) => engine().comparisonRows({ comparison: id, ...range }, options),
    ids: (range) => engine().comparisonIds({ comparison: id, ...range }),
    report: (error) => report(id, error),
  })
}

/** The comparison on show with a hive, for what is drawn. */
export function useComparisonWith(doc: DocId): TwoHives | undefined {
  return useTwoHives(({ all }) => all.find((one) => hivesOf(one).includes(doc)))
}
