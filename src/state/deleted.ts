/**
 * The deleted keys and values of each hive, while they are on screen. The engine scans the hive; rows come while it
 * does. The list stays as it is when the hive is edited, until it is scanned again.
 */

import { formatFiletime } from '../bytes/filetime.ts'
import { spellShownPath } from '../bytes/spelling.ts'
import { HiveError } from '../errors.ts'
import {
  DELETED,
  deletedFileName,
  deletedName,
  exportedDeletedText,
  notRestoredText,
  RESTORING,
  restoredText,
  SURE_TEXT,
  WRITING_DELETED,
} from '../text/deletedItems.ts'
import { UNDO } from '../text/edits.ts'
import { hexOffset } from '../text/findings.ts'
import { typeName } from '../values/valueType.ts'
import type {
  DeletedColumn,
  DeletedDetails,
  DeletedFormat,
  DeletedListed,
  DeletedRow,
  DocId,
  KeyId,
} from '../worker/protocol.ts'
import { actNext } from './actionQueue.ts'
import { copy, MOST_TEXT } from './copying.ts'
import { DocumentViews } from './DocumentViews.ts'
import { applyResult, documentOf, editTopic, titleOf } from './documents.ts'
import { download } from './downloads.ts'
import { undo } from './edits.ts'
import { engine } from './engine.ts'
import { whileShown } from './longEdits.ts'
import { needsNoMessage, notify, reporterOf, sayWhyNot, showError } from './notices.ts'
import { EMPTY_LIST, type ListView, PagedList } from './PagedList.ts'
import { selectedKey } from './treeRows.ts'

/** How sure the listed records are; null for all. */
export type SureFilter = DeletedRow['confidence'] | null

export interface DeletedState {
  readonly running: boolean
  /** Fraction done, and the records found so far. */
  readonly done: number
  readonly found: number
  /** The last scan; null before the first has ended. */
  readonly listed: DeletedListed | null
  readonly view: ListView<DeletedRow>
  readonly order: { readonly column: DeletedColumn; readonly descending: boolean }
  readonly filter: string
  readonly sure: SureFilter
  /** The focused record in full; null until it has come. */
  readonly details: DeletedDetails | null
}

interface Controller {
  readonly list: PagedList<DeletedRow>
  stop: AbortController
  /** The question about the focused record. */
  asking: AbortController
  close(): void
}

/** Rows that are fetched at once for a copy. */
const FETCHED_ROWS = 500
/** Milliseconds between two looks at what a scan has found. */
const LOOK_MS = 250

const NOTHING: DeletedState = {
  ...{ running: false, done: 0, found: 0, listed: null, view: EMPTY_LIST },
  ...{ order: { column: 'found', descending: false }, filter: '', sure: null, details: null },
}

/** The deleted records of each hive. */
export const deletedViews = new DocumentViews<DeletedState, Controller>({
  nothing: NOTHING,
  make: makeController,
})

/** The list of a hive; undefined while it is not on screen. */
export function deletedList(doc: DocId): PagedList<DeletedRow> | undefined {
  return deletedViews.existing(doc)?.list
}

/** Whether the hive was edited since it was scanned. */
export function isScanOutdated(doc: DocId): boolean {
  const { listed } = deletedViews.viewOf(doc)
  return listed !== null && listed.revision !== documentOf(doc)?.state.revision
}

/** Scans the hive, or lists what is known of it in another order. */
export async function scanDeleted(doc: DocId): Promise<void> {
  const controller = deletedViews.existing(doc)
  if (controller === undefined) return
  controller.stop.abort()
  const stop = new AbortController()
  controller.stop = stop
  const { order, filter, sure } = deletedViews.viewOf(doc)
  const focusedAt = () => controller.list.rowAt(controller.list.view.focusIndex)?.at ?? -1
  const isCurrent = () => deletedViews.existing(doc)?.stop === stop
  deletedViews.patch(doc, { running: true, done: 0, found: 0 })
  try {
    const onProgress = (done: number) => isCurrent() && deletedViews.patch(doc, { done })
    for (;;) {
      const locate = focusedAt()
      const request = { doc, order, filter, confidence: sure, locate }
      const listed = await engine().listDeleted(request, { signal: stop.signal, onProgress })
      if (!isCurrent()) return
      deletedViews.patch(doc, { listed })
      // The user may have gone to another row meanwhile; what was found is known now.
      if (focusedAt() !== locate) continue
      return await reload(doc, () => Math.max(0, listed.index))
    }
  } catch (error) {
    if (isCurrent()) reporterOf(doc)(error)
  } finally {
    if (isCurrent()) deletedViews.patch(doc, { running: false })
  }
}

/** Stops a scan. What was listed before stays. */
export function stopScan(doc: DocId): void {
  deletedViews.existing(doc)?.stop.abort()
  deletedViews.patch(doc, { running: false })
}

/** Sorts by a column, or the other way round if it is sorted by it. */
export function sortDeleted(doc: DocId, column: DeletedColumn): void {
  const { order } = deletedViews.viewOf(doc)
  const descending = order.column === column && !order.descending
  deletedViews.patch(doc, { order: { column, descending } })
  void scanDeleted(doc)
}

/** Lists only records that have a text, or of which it is as sure. */
export function filterDeleted(doc: DocId, change: Partial<Pick<DeletedState, 'filter' | 'sure'>>) {
  deletedViews.patch(doc, change)
  void scanDeleted(doc)
}

/** Reads the rows again: a step may have restored them, or overwritten what was left of them. */
export async function refreshDeleted(doc: DocId): Promise<void> {
  const { listed } = deletedViews.viewOf(doc)
  if (listed !== null) await reload(doc)
}

/** Fetches the rows again. The focus stays at its index, or goes to another one. */
async function reload(
  doc: DocId,
  index = () => deletedViews.viewOf(doc).view.focusIndex,
): Promise<void> {
  const list = deletedList(doc)
  if (list === undefined) return
  try {
    await list.reloadInTurn(index, (at, { total, rowAt }) => {
      const focusIndex = Math.max(0, Math.min(at, total - 1))
      const row = rowAt(focusIndex)
      const { selection } = list.view
      const isKept = row !== undefined && selection.has(row.id)
      return {
        ...{ focusIndex, anchor: focusIndex },
        selection: isKept ? selection : new Set(row === undefined ? [] : [row.id]),
      }
    })
    askDetails(doc, list.focused)
  } catch (error) {
    if (isStale(error)) await scanDeleted(doc)
    else reporterOf(doc)(error)
  }
}

/** Restores the selected records as one step: where they were, or below a key. */
export function restoreSelected(
  doc: DocId,
  below: KeyId | null,
  onConflict: 'refuse' | 'rename' = 'refuse',
): Promise<void> {
  return actNext(doc, async () => {
    const records = [...deletedViews.viewOf(doc).view.selection]
    if (records.length > 0) await restore(doc, { records, below, onConflict })
  })
}

async function restore(
  doc: DocId,
  choice: {
    readonly records: readonly number[]
    readonly below: KeyId | null
    readonly onConflict: 'refuse' | 'rename'
  },
): Promise<void> {
  const topic = editTopic(doc)
  const again = {
    label: DELETED.otherName,
    run: () => void actNext(doc, () => restore(doc, { ...choice, onConflict: 'rename' })),
  }
  try {
    const result = await whileShown(doc, RESTORING, (call) =>
      engine().restoreDeleted({ doc, ...choice }, call),
    )
    applyResult(doc, result)
    const detail = notRestoredText(result)
    const action = { label: UNDO, run: () => void undo(doc) }
    notify({ kind: 'status', text: restoredText(result), detail, action, doc, topic })
  } catch (error) {
    const isTaken =
      error instanceof HiveError && (error.code === 'key-exists' || error.code === 'value-exists')
    if (isTaken && choice.onConflict === 'refuse') {
      const text = choice.records.length === 1 ? DELETED.taken : DELETED.allTaken
      notify({ kind: 'alert', text, action: again, doc, topic })
    } else if (error instanceof HiveError && error.code === 'place-unknown') {
      const key = selectedKey(doc)
      const run = () => void actNext(doc, () => restore(doc, { ...choice, below: key }))
      const action = key === null ? undefined : { label: DELETED.restoreBelow, run }
      notify({ kind: 'alert', text: DELETED.placeUnknown, action, doc, topic })
    } else if (!needsNoMessage(error)) {
      showError(error, titleOf(doc), { doc, topic })
    }
  }
}

/** Copies the selected rows, a line each, with tabs between the columns. */
export async function copyDeleted(doc: DocId): Promise<void> {
  const { listed, view } = deletedViews.viewOf(doc)
  if (listed === null) return
  const lines: string[] = []
  let length = 0
  try {
    for (let from = 0; from < view.total && lines.length < view.selection.size; ) {
      const { rows } = await engine().listedDeleted({
        ...{ doc, list: listed.list, from, count: FETCHED_ROWS },
      })
      for (const row of rows.filter(({ id }) => view.selection.has(id))) {
        lines.push(lineOfDeleted(row))
        length += lines.at(-1)?.length ?? 0
      }
      if (length > MOST_TEXT) return sayWhyNot(DELETED.tooMany, doc)
      from += FETCHED_ROWS
    }
    await copy(lines.join('\n'), { what: 'rows', count: lines.length })
  } catch (error) {
    if (!needsNoMessage(error)) showError(error, titleOf(doc), { doc })
  }
}

/** Downloads the list: the selected rows if they are several, or all of it. */
export async function exportDeleted(doc: DocId, format: DeletedFormat): Promise<void> {
  const { listed, view } = deletedViews.viewOf(doc)
  const info = documentOf(doc)?.info
  if (listed === null || info === undefined) return
  const records = view.selection.size > 1 ? [...view.selection] : null
  const file = deletedFileName(info.name, format)
  await download(doc, {
    working: WRITING_DELETED,
    write: (options) =>
      engine().exportDeleted({ doc, list: listed.list, format, records }, options),
    file,
    done: exportedDeletedText(file, records?.length ?? view.total),
  })
}

function lineOfDeleted(row: DeletedRow): string {
  const { kind, path, type, preview, lastWrite, confidence, at } = row
  const cells = [
    ...[DELETED.kinds[kind], spellShownPath(path), deletedName(row)],
    ...[type === null ? '' : typeName(type), preview],
    ...[lastWrite === null ? '' : formatFiletime(lastWrite), SURE_TEXT[confidence], hexOffset(at)],
  ]
  return cells.join('\t')
}

/** Fetches what is known of a record. */
function askDetails(doc: DocId, row: DeletedRow | undefined): void {
  const controller = deletedViews.existing(doc)
  const { listed } = deletedViews.viewOf(doc)
  controller?.asking.abort()
  const isThere = row !== undefined && !row.isUnsettled && !row.isGone
  if (controller === undefined || listed === null || !isThere) {
    deletedViews.patch(doc, { details: null })
    return
  }
  const asking = new AbortController()
  controller.asking = asking
  engine()
    .deletedDetails({ doc, list: listed.list, at: row.at }, { signal: asking.signal })
    .then((details) => {
      if (deletedViews.existing(doc)?.asking === asking) deletedViews.patch(doc, { details })
    })
    .catch(reporterOf(doc))
}

function isStale(error: unknown): boolean {
  return error instanceof HiveError && error.code === 'stale'
}

function makeController(doc: DocId): Controller {
  let lookedAt = 0
  const end = engine().onEvent((event) => {
    if (event.type !== 'deleted-progress' || event.doc !== doc) return
    const { running, listed } = deletedViews.viewOf(doc)
    if (!running) return
    deletedViews.patch(doc, { done: event.done, found: event.found })
    if (event.found === 0 || performance.now() - lookedAt < LOOK_MS) return
    lookedAt = performance.now()
    if (listed === null) void reload(doc)
  })
  const list = listOf(doc)
  const made: Controller = {
    list,
    stop: new AbortController(),
    asking: new AbortController(),
    close: () => {
      made.stop.abort()
      made.asking.abort()
      end()
      list.close()
    },
  }
  return made
}

function listOf(doc: DocId): PagedList<DeletedRow> {
  return new PagedList<DeletedRow>({
    read: () => deletedViews.viewOf(doc).view,
    write: (change) =>
      deletedViews.patch(doc, { view: { ...deletedViews.viewOf(doc).view, ...change } }),
    fetch: (range, options) => {
      const { listed } = deletedViews.viewOf(doc)
      return listed === null
        ? engine().deletedSoFar({ doc, ...range }, options)
        : engine().listedDeleted({ doc, list: listed.list, ...range }, options)
    },
    ids: async (range) => {
      const { listed } = deletedViews.viewOf(doc)
      return listed === null
        ? new Uint32Array(0)
        : engine().listedIds({ doc, list: listed.list, ...range })
    },
    chosen: (rows) => askDetails(doc, rows.at(-1)),
    report: reporterOf(doc),
  })
}
