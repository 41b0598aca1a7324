/** The report of the salvage that made a hive: what was lost. */

import type { DocId, LossRow, SalvageSummary } from '../worker/protocol.ts'
import { DocumentViews } from './DocumentViews.ts'
import { activate, documentOf } from './documents.ts'
import { engine } from './engine.ts'
import { reporterOf } from './notices.ts'
import { EMPTY_LIST, type ListView, PagedList } from './PagedList.ts'
import { useSalvaged } from './salvage.ts'
import { selectRow } from './selectRow.ts'
import { showTechnical } from './technical.ts'

/** A loss; its index serves as an id. */
export interface ListedLoss extends LossRow {
  readonly id: number
}

interface Losses {
  readonly view: ListView<ListedLoss>
  /** null until it has come. */
  readonly summary: SalvageSummary | null
}

/** The losses of each salvaged hive. */
export const lossViews = new DocumentViews<Losses, PagedList<ListedLoss>>({
  nothing: { view: EMPTY_LIST, summary: null },
  make: listOf,
})

/** Fetches the report. */
export async function loadLosses(doc: DocId): Promise<void> {
  const list = lossViews.controllerOf(doc)
  try {
    const summary = await engine().salvageSummary({ doc })
    lossViews.patch(doc, { summary })
    await list.reloadInTurn(() => list.view.focusIndex, selectRow)
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

function listOf(doc: DocId): PagedList<ListedLoss> {
  return new PagedList<ListedLoss>({
    read: () => lossViews.viewOf(doc).view,
    write: (change) =>
      lossViews.update(doc, (losses) => ({ ...losses, view: { ...losses.view, ...change } })),
    fetch: async (range, options) => {
      const page = await engine().losses({ doc, ...range }, options)
      // The report is about the damaged file and stays the same.
      const rows = page.rows.map((row, at) => ({ ...row, id: page.from + at }))
      return { ...page, revision: 0, rows }
    },
    report: reporterOf(doc),
  })
}
