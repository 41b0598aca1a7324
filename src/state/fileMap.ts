/**
 * The map of each hive: its file in parts of one length, with what each is used for. The engine measures the hive and
 * divides it; the page has a code for each part that is drawn.
 */

import type { DocId, FileUse, UsageSummary } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { MeasuredViews } from './MeasuredViews.ts'
import { type Measured, UNMEASURED } from './Measuring.ts'
import { reporterOf } from './notices.ts'
import { EMPTY_LIST, type ListView, PagedList } from './PagedList.ts'
import { showTechnical } from './technical.ts'

/** A part of the file, in bytes from its beginning. */
export interface FilePart {
  readonly from: number
  readonly to: number
}

/** The parts that are drawn. */
export interface FileMap extends FilePart {
  /** The length of each. */
  readonly unit: number
  readonly uses: readonly FileUse[]
}

/** Neighbours of one use. */
export interface MapRange extends FilePart {
  readonly id: number
  readonly use: FileUse
}

/** How many bytes of a part are used for something. */
export interface PartUse {
  readonly use: FileUse
  readonly bytes: number
}

/** The map of one hive, as it is shown. */
export interface FileMapView extends Measured<UsageSummary> {
  readonly map: FileMap | null
  /** Earlier parts of the file, to which zooming out returns. */
  readonly back: readonly FilePart[]
  /** The index of the chosen part. */
  readonly at: number
  /** What the chosen part is used for, the most bytes first; null until that is known. */
  readonly inside: readonly PartUse[] | null
  readonly ranges: readonly MapRange[]
  readonly view: ListView<MapRange>
}

interface Controller {
  readonly list: PagedList<MapRange>
  /** The most parts that there is room for. */
  room: number
  /** Rise with each request: the reply to an older one is dropped. */
  asked: number
  askedInside: number
  close(): void
}

const NOTHING: FileMapView = {
  ...UNMEASURED,
  ...{ map: null, back: [], at: 0, inside: null, ranges: [] },
  view: EMPTY_LIST,
}

const FIRST_ROOM = 1024
/** Cells begin at multiples of this. */
const LEAST_UNIT = 8
/** The most parts in which the engine divides anything. */
const MOST_PARTS = 65_536
/** How much less of the file is shown after zooming in. */
const CLOSER = 8

/** The map of each hive. */
export const fileMaps = new MeasuredViews<UsageSummary, FileMapView, Controller>({
  nothing: NOTHING,
  make: makeController,
  ask: (doc, options) => engine().usage({ doc }, options),
  keysOf: ({ root }) => root.keys,
  measured: showAgain,
})

/** The neighbours of one use, as a list. */
export function rangeList(doc: DocId): PagedList<MapRange> {
  return fileMaps.controllerOf(doc).list
}

/** Says how many parts there is room for. */
export function setMapRoom(doc: DocId, room: number): void {
  const controller = fileMaps.controllerOf(doc)
  if (controller.room === room) return
  controller.room = room
  const { map } = fileMaps.viewOf(doc)
  if (map !== null && unitFor(map, room) !== map.unit)
    void load(doc, map, placeOf(map, fileMaps.viewOf(doc).at))
}

/** The part of the file that a part of the map is. */
export function partOf({ from, to, unit }: FileMap, index: number): FilePart {
  const start = from + index * unit
  return { from: start, to: Math.min(to, start + unit) }
}

/** Chooses a part of the map, and finds out what it is used for. */
export function choosePart(doc: DocId, index: number): void {
  const { map, ranges } = fileMaps.viewOf(doc)
  if (map === null) return
  const at = Math.max(0, Math.min(index, map.uses.length - 1))
  fileMaps.patch(doc, { at, inside: null })
  const start = partOf(map, at).from
  const row = ranges.findIndex(({ from, to }) => from <= start && start < to)
  const range = ranges[row]
  const { view } = fileMaps.viewOf(doc)
  if (range !== undefined && (view.focusIndex !== row || !view.selection.has(range.id))) {
    void rangeList(doc).focusAt(row)
  }
  void lookInside(doc)
}

/** Shows less of the file in smaller parts, around the chosen one. */
export function zoomMapIn(doc: DocId): void {
  const { map, at, back } = fileMaps.viewOf(doc)
  if (map === null || !canZoomMapIn(map)) return
  const { room } = fileMaps.controllerOf(doc)
  const length = Math.max(room * LEAST_UNIT, Math.ceil((map.to - map.from) / CLOSER))
  const middle = placeOf(map, at)
  const first = Math.min(middle - length / 2, map.to - length)
  const from = Math.max(map.from, Math.floor(first / map.unit) * map.unit)
  fileMaps.patch(doc, { back: [...back, { from: map.from, to: map.to }] })
  void load(doc, { from, to: Math.min(map.to, from + length) }, middle)
}

export function canZoomMapIn({ unit }: FileMap): boolean {
  return unit > LEAST_UNIT
}

/** Shows what was shown before zooming in. */
export function zoomMapOut(doc: DocId): void {
  const { map, at, back } = fileMaps.viewOf(doc)
  const before = back.at(-1)
  if (map === null || before === undefined) return
  fileMaps.patch(doc, { back: back.slice(0, -1) })
  void load(doc, before, placeOf(map, at))
}

/** Shows the chosen part in the technical view. */
export function showChosen(doc: DocId): void {
  const { map, at } = fileMaps.viewOf(doc)
  if (map !== null) showTechnical(doc, placeOf(map, at))
}

function placeOf(map: FileMap, index: number): number {
  return partOf(map, index).from
}

/** The shortest parts, of a power of two bytes, of which there are not too many. */
function unitFor({ from, to }: FilePart, room: number): number {
  let unit = LEAST_UNIT
  while ((to - from) / unit > room) unit *= 2
  return unit
}

/** Divides a part of the file, and chooses the part that a place is in. */
async function load(doc: DocId, part: FilePart, place: number): Promise<void> {
  const controller = fileMaps.controllerOf(doc)
  if (fileMaps.isOutdated(doc)) return
  const asked = ++controller.asked
  const unit = unitFor(part, controller.room)
  try {
    const { from, to } = part
    const before = fileMaps.viewOf(doc)
    const { codes, uses } = await engine().usageMap({ doc, from, to, unit })
    if (controller.asked !== asked) return
    const now = fileMaps.viewOf(doc)
    // The user may have moved meanwhile.
    const hasMoved = now.map !== null && now.at !== before.at
    const chosen = hasMoved ? placeOf(now.map, now.at) : place
    const map = { from, to, unit, uses: Array.from(codes, (code) => uses[code] ?? 'unreadable') }
    fileMaps.patch(doc, { map, ranges: rangesOf(map) })
    controller.list.restart()
    await controller.list.reload(0, () => ({ focusIndex: 0, anchor: 0, selection: new Set() }))
    choosePart(doc, Math.floor((chosen - from) / unit))
  } catch (error) {
    reporterOf(doc)(error)
  }
}

function rangesOf(map: FileMap): MapRange[] {
  const ranges: MapRange[] = []
  for (const [index, use] of map.uses.entries()) {
    const { from, to } = partOf(map, index)
    const last = ranges.at(-1)
    if (last?.use === use) ranges[ranges.length - 1] = { ...last, to }
    else ranges.push({ id: from, from, to, use })
  }
  return ranges
}

/** Adds up what the chosen part is used for. */
async function lookInside(doc: DocId): Promise<void> {
  const controller = fileMaps.controllerOf(doc)
  const { map, at } = fileMaps.viewOf(doc)
  if (map === null || fileMaps.isOutdated(doc)) return
  const asked = ++controller.askedInside
  const { from, to } = partOf(map, at)
  const unit = Math.max(LEAST_UNIT, Math.ceil((to - from) / MOST_PARTS / LEAST_UNIT) * LEAST_UNIT)
  try {
    const { codes, uses } = await engine().usageMap({ doc, from, to, unit })
    if (controller.askedInside !== asked) return
    const sums = new Map<FileUse, number>()
    for (const [index, code] of codes.entries()) {
      const use = uses[code] ?? 'unreadable'
      const bytes = Math.min(unit, to - from - index * unit)
      sums.set(use, (sums.get(use) ?? 0) + bytes)
    }
    const inside = Array.from(sums, ([use, bytes]) => ({ use, bytes }))
    fileMaps.patch(doc, { inside: inside.sort((a, b) => b.bytes - a.bytes) })
  } catch (error) {
    reporterOf(doc)(error)
  }
}

function makeController(doc: DocId): Controller {
  const list = new PagedList<MapRange>({
    read: () => fileMaps.viewOf(doc).view,
    write: (change) => fileMaps.patch(doc, { view: { ...fileMaps.viewOf(doc).view, ...change } }),
    fetch: async ({ from, count }) => {
      const { ranges, result } = fileMaps.viewOf(doc)
      const rows = ranges.slice(from, from + count)
      return { revision: result?.revision ?? 0, total: ranges.length, from, rows }
    },
    chosen: ([row]) => {
      const { map, at } = fileMaps.viewOf(doc)
      if (row === undefined || map === null) return
      const place = placeOf(map, at)
      if (place < row.from || place >= row.to) choosePart(doc, (row.from - map.from) / map.unit)
    },
    report: reporterOf(doc),
  })
  return { list, room: FIRST_ROOM, asked: 0, askedInside: 0, close: () => list.close() }
}

/** Shows the part of the file that was shown before, if it was a part of it, or all of it. */
async function showAgain(doc: DocId, { bytes }: UsageSummary): Promise<void> {
  const { map, back, at } = fileMaps.viewOf(doc)
  const place = map === null ? 0 : Math.min(placeOf(map, at), bytes - 1)
  const isPart = map !== null && back.length > 0 && map.to <= bytes
  if (!isPart) fileMaps.patch(doc, { back: [] })
  await load(doc, isPart ? map : { from: 0, to: bytes }, place)
}
