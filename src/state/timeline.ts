/**
 * The last writes of each hive, as a picture and a list. The engine counts them in bins and lists those of a span; the
 * page has the counts of the bins on screen, and the rows in view.
 */

import { filetimeFromDate } from '../bytes/filetime.ts'
import { parsePeriod } from '../bytes/timeBins.ts'
import { EXPORTING_TIMELINE, exportedTimelineText, timelineFileName } from '../text/timeline.ts'
import type {
  DocId,
  LastWriteRow,
  Period,
  TimelineBins,
  TimelineListed,
  TimelineSummary,
} from '../worker/protocol.ts'
import { documentOf } from './documents.ts'
import { download } from './downloads.ts'
import { engine } from './engine.ts'
import { MeasuredViews } from './MeasuredViews.ts'
import { type Measured, UNMEASURED } from './Measuring.ts'
import { goToRow } from './navigation.ts'
import { reporterOf } from './notices.ts'
import { EMPTY_LIST, type ListView, PagedList } from './PagedList.ts'
import { selectRow } from './selectRow.ts'
import { useSettings } from './settings.ts'

/** The timeline of one hive, as it is shown. */
export interface TimelineView extends Measured<TimelineSummary> {
  /** The span that the picture shows; null before there is one. */
  readonly window: Period | null
  /** Earlier windows, to which zooming out returns. */
  readonly back: readonly Period[]
  readonly bins: TimelineBins | null
  /** The span whose keys are listed; null for the window. */
  readonly chosen: Period | null
  readonly order: TimelineListed['order']
  /** Whether the heights of the bars are logarithms. */
  readonly isLog: boolean
  /** Whether the counts are shown as a table. */
  readonly asTable: boolean
  readonly view: ListView<LastWriteRow>
}

interface Controller {
  readonly list: PagedList<LastWriteRow>
  /** The most bins that there is room for. */
  room: number
  /** Rises with each request for bins: the reply to an older one is dropped. */
  asked: number
  close(): void
}

const NOTHING: TimelineView = {
  ...UNMEASURED,
  ...{ window: null, back: [], bins: null, chosen: null, isLog: false, asTable: false },
  order: { column: 'time', descending: false },
  view: EMPTY_LIST,
}

const LAST_TIME = (1n << 64n) - 1n
/** All times there are. */
const ALL_TIME: Period = { from: 0n, to: LAST_TIME }
/** 1990-01-01, before the first system that wrote hives. */
const FIRST_PLAUSIBLE = 122_756_256_000_000_000n
const DAY_MS = 86_400_000
const SECOND = 10_000_000n
/** How much larger the window gets when there is no earlier one. */
const WIDER = 4n
const FIRST_ROOM = 96

/** The timeline of each hive. */
export const timelines = new MeasuredViews<TimelineSummary, TimelineView, Controller>({
  nothing: NOTHING,
  make: makeController,
  ask: (doc, options) => engine().timeline({ doc, plausible: plausible() }, options),
  keysOf: ({ total }) => total,
  measured: placeWindow,
})

/** The keys that are listed. */
export function timelineList(doc: DocId): PagedList<LastWriteRow> {
  return timelines.controllerOf(doc).list
}

/** Times that are not counted apart: from 1990 until tomorrow. */
function plausible(): Period {
  return { from: FIRST_PLAUSIBLE, to: filetimeFromDate(Date.now() + DAY_MS) }
}

/** The spans of the times that are counted apart. */
export function oddPeriods(): Readonly<Record<'unset' | 'early' | 'late', Period>> {
  const { from, to } = plausible()
  return {
    unset: { from: 0n, to: 0n },
    early: { from: 1n, to: from - 1n },
    late: { from: to + 1n, to: LAST_TIME },
  }
}

/** The span whose keys are listed. */
export function listedPeriod({ chosen, window }: TimelineView): Period | null {
  return chosen ?? window
}

/** Lists the keys of a span, or those of the window (null). */
export function choosePeriod(doc: DocId, chosen: Period | null): void {
  const before = timelines.viewOf(doc).chosen
  if (before?.from === chosen?.from && before?.to === chosen?.to) return
  timelines.patch(doc, { chosen })
  void listRows(doc)
}

/** The span of some bins, by index. */
export function periodOf({ edges }: TimelineBins, first: number, last: number): Period {
  const at = (index: number) => {
    const edge = edges[index] ?? 0
    return edge < 0 ? 0n : BigInt(edge) * SECOND
  }
  const end = at(last + 1) - 1n
  return { from: at(first), to: end > LAST_TIME ? LAST_TIME : end }
}

/** The first and the last bin that a span touches; null if it touches none. */
export function binsOf(
  { edges }: TimelineBins,
  { from, to }: Period,
): readonly [number, number] | null {
  const [first, last] = [Number(from / SECOND), Number(to / SECOND)]
  const end = edges.length - 1
  if (end < 1 || last < (edges[0] ?? 0) || first >= (edges[end] ?? 0)) return null
  const indexOf = (seconds: number) => {
    const next = edges.findIndex((edge) => edge > seconds)
    return next < 0 ? end - 1 : Math.max(0, next - 1)
  }
  return [indexOf(first), indexOf(last)]
}

/** Shows a span in the picture, and lists its keys. */
export function zoomTo(doc: DocId, to: Period): void {
  const { window, back } = timelines.viewOf(doc)
  const isSame = window?.from === to.from && window.to === to.to
  if (isSame) choosePeriod(doc, null)
  else show(doc, to, window === null ? back : [...back, window])
}

/** Shows the chosen span in the picture. */
export function zoomIn(doc: DocId): void {
  const { chosen } = timelines.viewOf(doc)
  if (chosen !== null) zoomTo(doc, chosen)
}

/** Whether the picture shows less than all plausible times. */
export function canZoomOut({ window, result }: TimelineView): boolean {
  const span = result?.span ?? ALL_TIME
  return window !== null && (window.from > span.from || window.to < span.to)
}

/** Shows the window before, or one that is four times as long. The keys of the window before stay chosen. */
export function zoomOut(doc: DocId): void {
  const view = timelines.viewOf(doc)
  const { window, back } = view
  if (window === null || !canZoomOut(view)) return
  const before = back.at(-1) ?? wider(window, view.result?.span ?? null)
  show(doc, before, back.slice(0, -1), window)
}

/** Shows all plausible times. */
export function showAllTimes(doc: DocId): void {
  const { result } = timelines.viewOf(doc)
  if (result?.span) show(doc, result.span, [])
}

/** The window around another one; within a span, unless it is outside of it. */
function wider({ from, to }: Period, span: Period | null): Period {
  const more = ((to - from + 1n) * (WIDER - 1n)) / 2n
  const wide = { from: max(0n, from - more), to: min(LAST_TIME, to + more) }
  if (span === null || to < span.from || from > span.to) return wide
  return { from: max(wide.from, min(from, span.from)), to: min(wide.to, max(to, span.to)) }
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

/** Sorts the list; a second time by the same column turns it round. */
export function sortTimeline(doc: DocId, column: TimelineListed['order']['column']): void {
  const { order } = timelines.viewOf(doc)
  timelines.patch(doc, {
    order: { column, descending: order.column === column && !order.descending },
  })
  void listRows(doc)
}

export function setLog(doc: DocId, isLog: boolean): void {
  timelines.patch(doc, { isLog })
}

export function setAsTable(doc: DocId, asTable: boolean): void {
  timelines.patch(doc, { asTable })
}

/** Says how many bins there is room for. */
export function setRoom(doc: DocId, room: number): void {
  const controller = timelines.controllerOf(doc)
  if (controller.room === room) return
  controller.room = room
  void loadBins(doc)
}

/** Writes the times in another zone, in whose days they are then counted. */
export function changeZone(doc: DocId): void {
  const { bins } = timelines.viewOf(doc)
  if (bins !== null && bins.zone !== useSettings.getState().times) void loadBins(doc)
}

/** A typed span: an end that is left empty is that of the day, or other period, at the other end. */
export function typedPeriod(from: string, to: string): Period | 'from' | 'to' | 'order' {
  const zone = useSettings.getState().times
  const [first, last] = [from.trim() === '' ? to : from, to.trim() === '' ? from : to].map((text) =>
    parsePeriod(text, zone),
  )
  if (!first) return 'from'
  if (!last) return 'to'
  return first.from > last.to ? 'order' : { from: first.from, to: last.to }
}

/** Selects the key of a row in the tree. */
export function goToLastWrite(doc: DocId, { key }: LastWriteRow): Promise<void> {
  return goToRow(doc, { key, value: null })
}

/** Downloads the listed last writes as CSV. */
export async function exportTimeline(doc: DocId): Promise<void> {
  const span = listedPeriod(timelines.viewOf(doc))
  const name = documentOf(doc)?.info.name
  if (span === null || name === undefined) return
  const file = timelineFileName(name)
  await download(doc, {
    working: EXPORTING_TIMELINE,
    write: (options) => engine().timelineText({ doc, span }, options),
    file,
    done: exportedTimelineText(file, timelines.viewOf(doc).view.total),
  })
}

function show(doc: DocId, window: Period, back: readonly Period[], chosen?: Period): void {
  timelines.patch(doc, { window, back, chosen: chosen ?? null })
  void loadBins(doc)
  void listRows(doc)
}

async function loadBins(doc: DocId): Promise<void> {
  const controller = timelines.controllerOf(doc)
  const { window, result } = timelines.viewOf(doc)
  if (window === null || result === null || timelines.isOutdated(doc)) return
  const asked = ++controller.asked
  const zone = useSettings.getState().times
  try {
    const bins = await engine().timelineBins({ doc, span: window, zone, most: controller.room })
    if (controller.asked === asked) timelines.patch(doc, { bins })
  } catch (error) {
    reporterOf(doc)(error)
  }
}

async function listRows(doc: DocId): Promise<void> {
  const { list } = timelines.controllerOf(doc)
  const { result, window } = timelines.viewOf(doc)
  if (result === null || window === null || timelines.isOutdated(doc)) return
  list.restart()
  try {
    await list.reloadInTurn(() => 0, selectRow)
  } catch (error) {
    reporterOf(doc)(error)
  }
}

function makeController(doc: DocId): Controller {
  const list = new PagedList<LastWriteRow>({
    read: () => timelines.viewOf(doc).view,
    write: (change) => timelines.patch(doc, { view: { ...timelines.viewOf(doc).view, ...change } }),
    fetch: (range, options) => {
      const { order, ...view } = timelines.viewOf(doc)
      const span = listedPeriod({ order, ...view }) ?? ALL_TIME
      return engine().timelineRows({ doc, span, order, ...range }, options)
    },
    report: reporterOf(doc),
  })
  return { list, room: FIRST_ROOM, asked: 0, close: () => list.close() }
}

/** Shows the window from before, or all plausible times if it showed them before. */
async function placeWindow(doc: DocId, { span, total }: TimelineSummary): Promise<void> {
  const { window, back } = timelines.viewOf(doc)
  const all = span ?? (total === 0 ? null : ALL_TIME)
  const isAll = window === null || (back.length === 0 && timelines.viewOf(doc).chosen === null)
  if (isAll) timelines.patch(doc, { window: all })
  await Promise.all([loadBins(doc), listRows(doc)])
}
