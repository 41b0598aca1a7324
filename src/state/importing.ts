/**
 * What a text would change in a hive, while a dialog shows it: the engine has read the text and tried its changes, and
 * keeps them; the rows in view are fetched.
 */

import { create } from 'zustand'
import { HiveError } from '../errors.ts'
import { UNDO } from '../text/edits.ts'
import { IMPORT, importedText } from '../text/importDialog.ts'
import type {
  CodePage,
  DocId,
  ImportCounts,
  ImportKind,
  ImportListed,
  ImportPreview,
  ImportRow,
  RootRule,
} from '../worker/protocol.ts'
import { actNext } from './actionQueue.ts'
import { applyResult, editTopic, titleOf } from './documents.ts'
import { undo } from './edits.ts'
import { engine } from './engine.ts'
import { returnFocus } from './focus.ts'
import type { ImportSource } from './importSource.ts'
import { whileShown } from './longEdits.ts'
import { needsNoMessage, notify, reporterOf, showError } from './notices.ts'
import { EMPTY_LIST, type ListView, PagedList } from './PagedList.ts'

export interface Importing {
  readonly source: ImportSource
  readonly rules: readonly RootRule[] | null
  readonly codePage: CodePage | null
  /** Fraction read and tried. */
  readonly done: number
  /** null until the text was read. */
  readonly preview: ImportPreview | null
  readonly failed: unknown
  readonly counts: ImportCounts
  readonly listed: ImportListed
  readonly view: ListView<ImportRow>
}

const NO_COUNTS: ImportCounts = { kinds: [], effects: 0 }

export const useImport = create<{ readonly now: Importing | null }>(() => ({ now: null }))

interface Controller {
  readonly list: PagedList<ImportRow>
  stop: AbortController
  /** Whether the changes are being made, after which the engine gives the text up. */
  isApplied: boolean
}

let controller: Controller | null = null

/** The rows of the text on screen. */
export function importList(): PagedList<ImportRow> | null {
  return controller?.list ?? null
}

/** Shows what a text would change. Returns a function that gives it up. */
export function beginImport(source: ImportSource): () => void {
  const own: Controller = {
    list: listOf(source.doc),
    stop: new AbortController(),
    isApplied: false,
  }
  controller = own
  const [place] = source.places
  useImport.setState({
    now: {
      ...{ source, rules: place?.rules ?? null, codePage: null, done: 0, preview: null },
      ...{ failed: null, counts: NO_COUNTS, view: EMPTY_LIST },
      listed: { kinds: null, text: '' },
    },
  })
  void read()
  return () => {
    own.stop.abort()
    own.list.close()
    if (controller !== own) return
    controller = null
    useImport.setState({ now: null })
    const { doc } = source
    // The hive may be closed.
    if (!own.isApplied)
      engine()
        .endImport({ doc })
        .catch(() => {})
  }
}

/** Reads the text in another way. */
export function readImportAgain(change: Partial<Pick<Importing, 'rules' | 'codePage'>>): void {
  patch({ ...change, preview: null, failed: null, done: 0 })
  void read()
}

async function read(): Promise<void> {
  const { now } = useImport.getState()
  const own = controller
  if (now === null || own === null) return
  const { source, rules, codePage } = now
  own.stop.abort()
  const stop = new AbortController()
  own.stop = stop
  const isCurrent = () => controller === own && own.stop === stop
  const { doc, name, file, prefix } = source
  const text = { name, file, prefix, rules, codePage, lenient: true, addNul: true }
  try {
    const preview = await engine().previewImport(
      { doc, text },
      { signal: stop.signal, onProgress: (done) => isCurrent() && patch({ done }) },
    )
    if (!isCurrent()) return
    const shown = preview.kinds.flatMap(({ kind }) => (kind === 'none' ? [] : [kind]))
    // What would change nothing is not listed unless it is asked for, or all there is.
    const kinds = shown.length === 0 || shown.length === preview.kinds.length ? null : shown
    patch({ preview, counts: preview, listed: { ...now.listed, kinds } })
    await own.list.reload(0, first)
  } catch (error) {
    if (isCurrent() && !isCancelled(error)) patch({ failed: error })
  }
}

function first(): Partial<ListView<ImportRow>> {
  return { focusIndex: 0, anchor: 0, selection: new Set() }
}

/** Lists a kind of rows, or stops to list it. */
export function toggleImportKind(kind: ImportKind): void {
  const { now } = useImport.getState()
  if (now === null) return
  const all = now.counts.kinds.map((one) => one.kind)
  const listed = now.listed.kinds ?? all
  const kinds = all.filter((one) => listed.includes(one) !== (one === kind))
  list({ kinds: kinds.length === all.length ? null : kinds })
}

/** Lists only rows with a text. */
export function filterImport(text: string): void {
  list({ text })
}

function list(change: Partial<ImportListed>): void {
  const { now } = useImport.getState()
  if (now === null || controller === null) return
  patch({ listed: { ...now.listed, ...change } })
  const { list: rows } = controller
  void rows.reload(0, first).catch(reporterOf(now.source.doc))
}

/** Accepts or declines changes: those of some rows, or all that are listed (null). */
export async function acceptImport(
  rows: readonly number[] | null,
  accepted: boolean,
): Promise<void> {
  const { now } = useImport.getState()
  const own = controller
  if (now === null || own === null) return
  const { doc } = now.source
  try {
    const counts = await engine().acceptImport({ doc, ...now.listed, rows, accepted })
    if (controller !== own) return
    patch({ counts })
    await own.list.reload(own.list.view.focusIndex, () => ({}))
  } catch (error) {
    reporterOf(doc)(error)
  }
}

/** Declines a row if it is accepted, or else accepts it; with other rows that are selected, they too. */
export async function toggleImportRow(row: ImportRow): Promise<void> {
  if (row.kind === 'skipped' || controller === null) return
  const { selection } = controller.list.view
  const rows = selection.has(row.id) ? [...selection] : [row.id]
  await acceptImport(rows, !row.accepted)
}

/** Makes the accepted changes, as one step. */
export function applyImport({ doc, name, pasted }: ImportSource): Promise<void> {
  if (controller !== null) controller.isApplied = true
  return actNext(doc, async () => {
    const topic = editTopic(doc)
    try {
      const result = await whileShown(doc, IMPORT.working, (call) =>
        engine().applyImport({ doc }, call),
      )
      applyResult(doc, result)
      const action = { label: UNDO, run: () => void undo(doc) }
      const text = importedText(result.label.count, name)
      notify({ kind: 'status', text, action, doc, topic })
      if (pasted) returnFocus('tree')
    } catch (error) {
      if (!needsNoMessage(error)) showError(error, titleOf(doc), { doc, topic })
    }
  })
}

function listOf(doc: DocId): PagedList<ImportRow> {
  return new PagedList<ImportRow>({
    read: () => useImport.getState().now?.view ?? EMPTY_LIST,
    write: (change) =>
      useImport.setState(({ now }) =>
        now === null ? {} : { now: { ...now, view: { ...now.view, ...change } } },
      ),
    fetch: (range, options) => {
      const { listed } = useImport.getState().now ?? { listed: { kinds: null, text: '' } }
      return engine().importRows({ doc, ...range, ...listed }, options)
    },
    report: reporterOf(doc),
  })
}

function patch(change: Partial<Importing>): void {
  useImport.setState(({ now }) => (now === null ? {} : { now: { ...now, ...change } }))
}

function isCancelled(error: unknown): boolean {
  return error instanceof HiveError && error.code === 'cancelled'
}
