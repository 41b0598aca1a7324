/** The report of the salvage that made a hive: what was lost. */

import { create } from 'zustand'
import type { DocId, LossRow, SalvageSummary } from '../worker/protocol.ts'
import { activate, documentOf, useDocuments } from './documents.ts'
import { engine } from './engine.ts'
import { reporterOf } from './notices.ts'
import { EMPTY_LIST, type ListView, PagedList } from './PagedList.ts'
import { useSalvaged } from './salvage.ts'
import { showTechnical } from './technical.ts'

/** A loss; its index serves as an id. */
export interface ListedLoss extends LossRow {
  readonly id: number
}

interface Losses {
  readonly views: Readonly<Record<DocId, ListView<ListedLoss>>>
  readonly summaries: Readonly<Record<DocId, SalvageSummary>>
}

export const useLosses = create<Losses>(() => ({ views: {}, summaries: {} }))

const lists = new Map<DocId, PagedList<ListedLoss>>()

/** The losses of a salvaged hive. */
export function lossList(doc: DocId): PagedList<ListedLoss> {
  const existing = lists.get(doc)
  if (existing) return existing
  const made = new PagedList<ListedLoss>({
    read: () => useLosses.getState().views[doc] ?? EMPTY_LIST,
    write: (change) =>
      useLosses.setState(({ views }) => ({
        views: { ...views, [doc]: { ...(views[doc] ?? EMPTY_LIST), ...change } },
      })),
    fetch: async (range, signal) => {
      const options = signal === undefined ? {} : { signal }
      const page = await engine().losses({ doc, ...range }, options)
      // The report is about the damaged file and stays the same.
      const rows = page.rows.map((row, at) => ({ ...row, id: page.from + at }))
      return { ...page, revision: 0, rows }
    },
    report: reporterOf(doc),
  })
  lists.set(doc, made)
  return made
}

useDocuments.subscribe(({ docs }) => {
  for (const doc of lists.keys()) {
    if (docs.some(({ info }) => info.doc === doc)) continue
    lists.get(doc)?.close()
    lists.delete(doc)
  }
})

/** Fetches the report. */
export async function loadLosses(doc: DocId): Promise<void> {
  const list = lossList(doc)
  try {
    const summary = await engine().salvageSummary({ doc })
    if (summary !== null) {
      useLosses.setState(({ summaries }) => ({ summaries: { ...summaries, [doc]: summary } }))
    }
    await list.reload(list.view.focusIndex, (focusIndex, { rowAt }) => {
      const row = rowAt(focusIndex)
      return { focusIndex, selection: new Set(row === undefined ? [] : [row.id]) }
    })
  } catch (error) {
    reporterOf(doc)(error)
  }
}

/** Shows the place of a loss in the damaged hive. False when that is not open any more. */
export function showLoss(doc: DocId, { offset }: LossRow): boolean {
  const source = useSalvaged.getState().from[doc] ?? null
  if (source === null || documentOf(source) === undefined) return false
  activate(source)
  showTechnical(source, offset)
  return true
}
