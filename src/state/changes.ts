/**
 * The changes of each hive since it was saved or opened, while they are on screen. The engine compares the hive with
 * its earlier bytes again after each step; the changes stay there, and those in view are fetched.
 */

import { create } from 'zustand'
import { HiveError } from '../errors.ts'
import { downloadBlob } from '../platform/save.ts'
import { UNDO } from '../text/edits.ts'
import {
  changedName,
  changesFileName,
  changesReportName,
  EXPORTING_CHANGES,
  exportedChangesText,
  kindName,
  leftText,
  NOT_REVERTED,
  REVERTING,
  reportedChangesText,
  revertedText,
  TOO_MANY_CHANGES,
  WRITING_REPORT,
  wasText,
} from '../text/pending.ts'
import type {
  ChangesBase,
  ChangesListed,
  CompareSummary,
  DifferenceKind,
  DocId,
  KeyAttribute,
  PendingRow,
} from '../worker/protocol.ts'
import { actNext } from './actionQueue.ts'
import { copy, MOST_TEXT, registryPath } from './copying.ts'
import { DocumentViews } from './DocumentViews.ts'
import { applyResult, documentOf, editTopic, titleOf } from './documents.ts'
import { download } from './downloads.ts'
import { undo } from './edits.ts'
import { engine } from './engine.ts'
import { whileShown } from './longEdits.ts'
import { goToRow } from './navigation.ts'
import { needsNoMessage, notify, reporterOf, sayWhyNot, showError } from './notices.ts'
import { EMPTY_LIST, type ListView, PagedList } from './PagedList.ts'
import { countChanges } from './panel.ts'
import { selectRow } from './selectRow.ts'

/** What is compared and listed. It is the same for all hives. */
export interface ChangesChoice extends ChangesListed {
  readonly base: ChangesBase
  readonly attributes: readonly KeyAttribute[]
}

export interface PendingChanges {
  readonly running: boolean
  /** It has been comparing for so long that its progress is shown. */
  readonly slow: boolean
  /** Fraction done, and the changes found so far. */
  readonly done: number
  readonly found: number
  /** The last comparison; null before the first has ended. */
  readonly summary: CompareSummary | null
  /** What lists the changes found so far, while it compares, and once that was stopped. */
  readonly partial: number | null
  readonly view: ListView<PendingRow>
}

interface State {
  readonly choice: ChangesChoice
}

interface Controller {
  readonly list: PagedList<PendingRow>
  stop: AbortController
  close(): void
}

/** Milliseconds after which a comparison shows its progress. */
const PATIENCE_MS = 500
/** Rows that are fetched at once for a copy. */
const FETCHED_ROWS = 500

const NOTHING: PendingChanges = {
  ...{ running: false, slow: false, done: 0, found: 0, summary: null, partial: null },
  view: EMPTY_LIST,
}

export const useChanges = create<State>(() => ({
  choice: {
    ...{ base: 'saved', attributes: ['class', 'flags', 'security'] },
    ...{ kinds: null, grouped: false },
  },
}))

/** The changes of each hive. */
export const changeViews = new DocumentViews<PendingChanges, Controller>({
  nothing: NOTHING,
  make: makeController,
})

/** The list of the changes of a hive; undefined while they are not on screen. */
export function changeList(doc: DocId): PagedList<PendingRow> | undefined {
  return changeViews.existing(doc)?.list
}

/** Whether the hive was edited since it was compared. */
export function areOutdated(doc: DocId): boolean {
  const { summary } = changeViews.viewOf(doc)
  return summary !== null && summary.revision !== documentOf(doc)?.state.revision
}

/** Compares the hive with its earlier bytes, and lists the changes. */
export async function refreshChanges(doc: DocId): Promise<void> {
  const controller = changeViews.existing(doc)
  if (controller === undefined) return
  controller.stop.abort()
  const stop = new AbortController()
  controller.stop = stop
  const { base, attributes } = useChanges.getState().choice
  const isCurrent = () => changeViews.existing(doc)?.stop === stop
  const slow = setTimeout(() => isCurrent() && changeViews.patch(doc, { slow: true }), PATIENCE_MS)
  // Rows of a comparison that still holds stay until there are others.
  const streams = changeViews.viewOf(doc).summary === null || areOutdated(doc)
  changeViews.patch(doc, { running: true, slow: false, done: 0, found: 0 })
  try {
    const request = { doc, base, attributes, moves: true, streams }
    const summary = await engine().compare(request, { signal: stop.signal })
    if (!isCurrent()) return
    changeViews.patch(doc, { summary, partial: null })
    countChanges(doc, summary.total)
    await listChanges(doc)
  } catch (error) {
    if (isCurrent()) reporterOf(doc)(error)
  } finally {
    clearTimeout(slow)
    if (isCurrent()) changeViews.patch(doc, { running: false, slow: false })
  }
}

/** Stops a comparison. The changes that were listed before stay. */
export function stopComparing(doc: DocId): void {
  changeViews.existing(doc)?.stop.abort()
}

/** Chooses what is compared and listed. */
export function chooseChanges(doc: DocId, change: Partial<ChangesChoice>): void {
  useChanges.setState(({ choice }) => ({ choice: { ...choice, ...change } }))
  const compares = 'base' in change || 'attributes' in change
  void (compares || changeViews.viewOf(doc).summary === null
    ? refreshChanges(doc)
    : listChanges(doc))
}

const KINDS: readonly DifferenceKind[] = ['added', 'removed', 'changed', 'moved']

/** Lists a kind of changes, or stops to list it. */
export function toggleKind(doc: DocId, kind: DifferenceKind): void {
  const { kinds } = useChanges.getState().choice
  const now = kinds ?? KINDS
  const next = KINDS.filter((one) => now.includes(one) !== (one === kind))
  chooseChanges(doc, { kinds: next.length === KINDS.length ? null : next })
}

/** Compares an attribute of keys, or stops to compare it. */
export function toggleAttribute(doc: DocId, attribute: KeyAttribute): void {
  const { attributes } = useChanges.getState().choice
  const has = attributes.includes(attribute)
  chooseChanges(doc, {
    attributes: has ? attributes.filter((one) => one !== attribute) : [...attributes, attribute],
  })
}

/** Shows the place of a change: the value, the key, or the nearest key above one that is gone. */
export async function goToChange(doc: DocId, row: PendingRow): Promise<void> {
  const value = row.row === 'change' ? row.valueId : null
  if (row.nearest !== null) await goToRow(doc, { key: row.nearest, value })
}

/** Takes changes back as one step: those of some rows, or all that are listed (null). */
export function revertChanges(doc: DocId, rows: readonly number[] | null): Promise<void> {
  return actNext(doc, async () => {
    const { summary } = changeViews.viewOf(doc)
    if (summary === null) return
    const { comparison } = summary
    const listed = listedNow()
    const topic = editTopic(doc)
    try {
      const before = documentOf(doc)?.state.revision
      const result = await whileShown(doc, REVERTING, (call) =>
        engine().revertChanges({ doc, comparison, rows, listed }, call),
      )
      applyResult(doc, result)
      const detail = leftText([...result.left], result.leftTotal)
      if (result.state.revision === before) {
        notify({ kind: 'alert', text: NOT_REVERTED, detail, doc, topic, transient: true })
        return
      }
      const { name, count } = result.label
      const action = { label: UNDO, run: () => void undo(doc) }
      notify({ kind: 'status', text: revertedText(name, count), detail, action, doc, topic })
    } catch (error) {
      if (!isStale(error)) showError(error, titleOf(doc), { doc, topic })
      else await refreshChanges(doc)
    }
  })
}

/** Downloads changes as .reg text: those of some rows, or all that are listed (null). The inverse takes them back. */
export async function exportChanges(
  doc: DocId,
  rows: readonly number[] | null,
  inverse: boolean,
): Promise<void> {
  const { summary } = changeViews.viewOf(doc)
  const info = documentOf(doc)?.info
  if (summary === null || info === undefined) return
  const request = {
    ...{ doc, comparison: summary.comparison, rows, listed: listedNow() },
    ...{ of: inverse ? ('inverse' as const) : ('changes' as const), prefix: info.prefix },
  }
  try {
    const written = await whileShown(doc, EXPORTING_CHANGES, (call) =>
      engine().differencesText(request, call),
    )
    const file = changesFileName(info.name, inverse)
    downloadBlob(written.blob, file)
    const detail = leftText([...written.left], written.leftTotal)
    notify({
      kind: 'status',
      text: exportedChangesText(file, inverse),
      detail,
      doc,
      topic: 'export',
    })
  } catch (error) {
    if (!isStale(error)) showError(error, titleOf(doc), { doc, topic: 'export' })
    else await refreshChanges(doc)
  }
}

/** Downloads changes as an HTML page: those of some rows, or all that are listed (null). */
export async function reportChanges(doc: DocId, rows: readonly number[] | null): Promise<void> {
  const { summary } = changeViews.viewOf(doc)
  const name = documentOf(doc)?.info.name
  if (summary === null || name === undefined) return
  const request = { doc, comparison: summary.comparison, rows, listed: listedNow() }
  const file = changesReportName(name)
  const isDone = await download(doc, {
    working: WRITING_REPORT,
    write: (options) => engine().changesReport(request, options),
    file,
    done: reportedChangesText(file),
  })
  if (!isDone && areOutdated(doc)) await refreshChanges(doc)
}

/** Copies the selected rows, a line each: change, key, name, what was and what is, with tabs between them. */
export async function copyChanges(doc: DocId): Promise<void> {
  const { summary, view } = changeViews.viewOf(doc)
  const prefix = documentOf(doc)?.info.prefix ?? ''
  if (summary === null) return
  const lines: string[] = []
  let length = 0
  const add = (rows: readonly PendingRow[]) => {
    for (const row of rows) {
      if (!view.selection.has(row.id)) continue
      const line = lineOf(row, prefix)
      length += line.length + 1
      lines.push(line)
    }
  }
  try {
    const arrived = [...view.pages].sort(([one], [other]) => one - other)
    add(arrived.flatMap(([, rows]) => rows))
    if (lines.length < view.selection.size) {
      lines.length = 0
      length = 0
      const request = { doc, comparison: summary.comparison, ...listedNow() }
      for (let from = 0; from < view.total && length <= MOST_TEXT; from += FETCHED_ROWS) {
        add((await engine().pendingRows({ ...request, from, count: FETCHED_ROWS })).rows)
      }
    }
    if (length > MOST_TEXT) return sayWhyNot(TOO_MANY_CHANGES, doc)
    await copy(lines.join('\n'), { what: 'changes', count: lines.length })
  } catch (error) {
    if (!needsNoMessage(error)) showError(error, titleOf(doc), { doc })
  }
}

function lineOf(row: PendingRow, prefix: string): string {
  const path = registryPath(prefix, row.path)
  if (row.row === 'key') return path
  const name = row.value === null ? '' : changedName(row)
  return [kindName(row), path, name, wasText(row, 'was'), wasText(row, 'is')].join('\t')
}

function listedNow(): ChangesListed {
  const { kinds, grouped } = useChanges.getState().choice
  return { kinds, grouped }
}

/** Fetches the rows in view again. */
async function listChanges(doc: DocId): Promise<void> {
  const list = changeList(doc)
  if (list === undefined) return
  try {
    await list.reloadInTurn(() => list.view.focusIndex, selectRow)
  } catch (error) {
    reporterOf(doc)(error)
  }
}

/** Fetches the rows in view while there are ever more; those that are there stay where they are. */
async function listMore(doc: DocId): Promise<void> {
  const list = changeList(doc)
  try {
    await list?.reload(list.view.focusIndex, () => ({}))
  } catch (error) {
    // The next ones come soon.
    if (!isStale(error)) reporterOf(doc)(error)
  }
}

function isStale(error: unknown): boolean {
  return error instanceof HiveError && error.code === 'stale'
}

function makeController(doc: DocId): Controller {
  const list = listOf(doc)
  const end = engine().onEvent((event) => {
    const isOurs = event.type === 'compare-progress' && event.doc === doc
    if (!isOurs || !changeViews.viewOf(doc).running) return
    changeViews.patch(doc, { done: event.done, found: event.found })
    const { summary, slow } = changeViews.viewOf(doc)
    if (event.comparison === null || (summary !== null && !slow)) return
    changeViews.patch(doc, { partial: event.comparison })
    void listMore(doc)
  })
  const made: Controller = {
    list,
    stop: new AbortController(),
    close: () => {
      made.stop.abort()
      list.close()
      end()
      countChanges(doc, null)
      // The engine then needs no memory for it.
      engine().endCompare({ doc }).catch(reporterOf(doc))
    },
  }
  return made
}

function listOf(doc: DocId): PagedList<PendingRow> {
  return new PagedList<PendingRow>({
    read: () => changeViews.viewOf(doc).view,
    write: (change) =>
      changeViews.patch(doc, { view: { ...changeViews.viewOf(doc).view, ...change } }),
    fetch: (range, options) => {
      const { summary, partial } = changeViews.viewOf(doc)
      const comparison = partial ?? summary?.comparison ?? 0
      const request = { doc, comparison, ...listedNow(), ...range }
      return engine().pendingRows(request, options)
    },
    report: reporterOf(doc),
  })
}
