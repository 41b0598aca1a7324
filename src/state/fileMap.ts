/**
 * The map of each hive: its file in parts of one length, with what each is used for. The engine measures the hive and
 * divides it; the page has a code for each part that is drawn.
 */

import { create } from 'zustand'
import type { DocId, FileUse, UsageSummary } from '../worker/protocol.ts'
import { documentOf, useDocuments } from './documents.ts'
import { engine } from './engine.ts'
import { type Measured, Measuring, UNMEASURED } from './Measuring.ts'
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
  readonly measuring: Measuring<UsageSummary>
  /** The most parts that there is room for. */
  room: number
  /** Rise with each request: the reply to an older one is dropped. */
  asked: number
  askedInside: number
}

const NOTHING: FileMapView = {
  ...UNMEASURED,
  ...{ map: null, back: [], at: 0, inside: null, ranges: [] },
  view: EMPTY_LIST,
}

export const useFileMap = create<{ readonly byDoc: Readonly<Record<DocId, FileMapView>> }>(() => ({
  byDoc: {},
}))

const controllers = new Map<DocId, Controller>()

const FIRST_ROOM = 1024
/** Cells begin at multiples of this. */
const LEAST_UNIT = 8
/** The most parts in which the engine divides anything. */
const MOST_PARTS = 65_536
/** How much less of the file is shown after zooming in. */
const CLOSER = 8

// What is kept of a hive ends when it is closed.
useDocuments.subscribe(() => {
  for (const [doc, { list, measuring }] of controllers) {
    if (documentOf(doc) !== undefined) continue
    measuring.stop()
    list.close()
    controllers.delete(doc)
    useFileMap.setState(({ byDoc: { [doc]: _closed, ...others } }) => ({ byDoc: others }))
  }
})

export function fileMapOf(doc: DocId): FileMapView {
  return useFileMap.getState().byDoc[doc] ?? NOTHING
}

/** The neighbours of one use, as a list. */
export function rangeList(doc: DocId): PagedList<MapRange> {
  return controllerOf(doc).list
}

/** Whether the hive was edited since it was measured. */
export function isMapOutdated(doc: DocId): boolean {
  return controllerOf(doc).measuring.isOutdated
}

/** Measures the hive if that has not been done, or again if it was edited and is small. */
export function followMap(doc: DocId): void {
  controllerOf(doc).measuring.follow()
}

export function measureMap(doc: DocId): Promise<void> {
  return controllerOf(doc).measuring.start()
}

export function stopMap(doc: DocId): void {
  controllerOf(doc).measuring.stop()
}

/** Says how many parts there is room for. */
export function setMapRoom(doc: DocId, room: number): void {
  const controller = controllerOf(doc)
  if (controller.room === room) return
  controller.room = room
  const { map } = fileMapOf(doc)
  if (map !== null && unitFor(map, room) !== map.unit)
    void load(doc, map, placeOf(map, fileMapOf(doc).at))
}

/** The part of the file that a part of the map is. */
export function partOf({ from, to, unit }: FileMap, index: number): FilePart {
  const start = from + index * unit
  return { from: start, to: Math.min(to, start + unit) }
}

/** Chooses a part of the map, and finds out what it is used for. */
export function choosePart(doc: DocId, index: number): void {
  const { map, ranges } = fileMapOf(doc)
  if (map === null) return
  const at = Math.max(0, Math.min(index, map.uses.length - 1))
  patch(doc, { at, inside: null })
  const start = partOf(map, at).from
  const row = ranges.findIndex(({ from, to }) => from <= start && start < to)
  const range = ranges[row]
  const { view } = fileMapOf(doc)
  if (range !== undefined && (view.focusIndex !== row || !view.selection.has(range.id))) {
    void rangeList(doc).focusAt(row)
  }
  void lookInside(doc)
}

/** Shows less of the file in smaller parts, around the chosen one. */
export function zoomMapIn(doc: DocId): void {
  const { map, at, back } = fileMapOf(doc)
  if (map === null || !canZoomMapIn(map)) return
  const { room } = controllerOf(doc)
  const length = Math.max(room * LEAST_UNIT, Math.ceil((map.to - map.from) / CLOSER))
  const middle = placeOf(map, at)
  const first = Math.min(middle - length / 2, map.to - length)
  const from = Math.max(map.from, Math.floor(first / map.unit) * map.unit)
  patch(doc, { back: [...back, { from: map.from, to: map.to }] })
  void load(doc, { from, to: Math.min(map.to, from + length) }, middle)
}

export function canZoomMapIn({ unit }: FileMap): boolean {
  return unit > LEAST_UNIT
}

/** Shows what was shown before zooming in. */
export function zoomMapOut(doc: DocId): void {
  const { map, at, back } = fileMapOf(doc)
  const before = back.at(-1)
  if (map === null || before === undefined) return
  patch(doc, { back: back.slice(0, -1) })
  void load(doc, before, placeOf(map, at))
}

/** Shows the chosen part in the technical view. */
export function showChosen(doc: DocId): void {
  const { map, at } = fileMapOf(doc)
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
  const controller = controllerOf(doc)
  if (controller.measuring.isOutdated) return
  const asked = ++controller.asked
  const unit = unitFor(part, controller.room)
  try {
    const { from, to } = part
    const { codes, uses } = await engine().usageMap({ doc, from, to, unit })
    if (controller.asked !== asked) return
    const map = { from, to, unit, uses: Array.from(codes, (code) => uses[code] ?? 'unreadable') }
    patch(doc, { map, ranges: rangesOf(map) })
    controller.list.restart()
    await controller.list.reload(0, () => ({ focusIndex: 0, anchor: 0, selection: new Set() }))
    choosePart(doc, Math.floor((place - from) / unit))
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
  const controller = controllerOf(doc)
  const { map, at } = fileMapOf(doc)
  if (map === null || controller.measuring.isOutdated) return
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
    patch(doc, { inside: inside.sort((a, b) => b.bytes - a.bytes) })
  } catch (error) {
    reporterOf(doc)(error)
  }
}

function controllerOf(doc: DocId): Controller {
  const existing = controllers.get(doc)
  if (existing !== undefined) return existing
  const list = new PagedList<MapRange>({
    read: () => fileMapOf(doc).view,
    write: (change) => patch(doc, { view: { ...fileMapOf(doc).view, ...change } }),
    fetch: async ({ from, count }) => {
      const { ranges, result } = fileMapOf(doc)
      const rows = ranges.slice(from, from + count)
      return { revision: result?.revision ?? 0, total: ranges.length, from, rows }
    },
    chosen: ([row]) => {
      const { map, at } = fileMapOf(doc)
      if (row === undefined || map === null) return
      const place = placeOf(map, at)
      if (place < row.from || place >= row.to) choosePart(doc, (row.from - map.from) / map.unit)
    },
    report: (error) => reporterOf(doc)(error),
  })
  const measuring = new Measuring<UsageSummary>(doc, {
    read: () => fileMapOf(doc),
    write: (change) => patch(doc, change),
    ask: (options) => engine().usage({ doc }, options),
    keysOf: ({ root }) => root.keys,
    measured: (summary) => showAgain(doc, summary),
  })
  const made: Controller = { list, measuring, room: FIRST_ROOM, asked: 0, askedInside: 0 }
  controllers.set(doc, made)
  return made
}

/** Shows the part of the file that was shown before, if it was a part of it, or all of it. */
async function showAgain(doc: DocId, { bytes }: UsageSummary): Promise<void> {
  const { map, back, at } = fileMapOf(doc)
  const place = map === null ? 0 : Math.min(placeOf(map, at), bytes - 1)
  const isPart = map !== null && back.length > 0 && map.to <= bytes
  if (!isPart) patch(doc, { back: [] })
  await load(doc, isPart ? map : { from: 0, to: bytes }, place)
}

function patch(doc: DocId, change: Partial<FileMapView>): void {
  if (documentOf(doc) === undefined) return
  useFileMap.setState(({ byDoc }) => ({
    byDoc: { ...byDoc, [doc]: { ...(byDoc[doc] ?? NOTHING), ...change } },
  }))
}
