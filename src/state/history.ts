/** The history of the hive whose history is on screen: its points, which stay in the engine, and going to one of them. */

import { redoneText, undoneText } from '../text/edits.ts'
import { goingText, pointName, wentText } from '../text/history.ts'
import type { DocId, HistoryRow, JumpResult } from '../worker/protocol.ts'
import { actNext } from './actionQueue.ts'
import { DocumentViews } from './DocumentViews.ts'
import { applyResult, documentOf, editTopic } from './documents.ts'
import { takeSteps } from './edits.ts'
import { engine } from './engine.ts'
import { whileShown } from './longEdits.ts'
import { notify, reporterOf, showError } from './notices.ts'
import { EMPTY_LIST, type ListView, PagedList } from './PagedList.ts'

/** A point of the history. Its position does not change, so it serves as an id. */
export interface HistoryPoint extends HistoryRow {
  readonly id: number
}

export interface HistoryView extends ListView<HistoryPoint> {
  /** The number of steps done at the oldest point that undo can reach. */
  readonly first: number
  /** The number of steps that are done. */
  readonly position: number
}

const EMPTY: HistoryView = { ...EMPTY_LIST, first: 0, position: 0 }

/** The history of each hive. */
export const historyViews = new DocumentViews<HistoryView, PagedList<HistoryPoint>>({
  nothing: EMPTY,
  make: listOf,
})

/** Fetches the points again, after a step or a save. The focus goes to the point that the hive is at. */
export async function refreshHistory(doc: DocId): Promise<void> {
  let at = { first: 0, position: 0 }
  const locate = async () => {
    const { total, now, first } = await engine().history({ doc, from: 0, count: 0 })
    at = { first, position: first + total - 1 - now }
    return now
  }
  try {
    await historyViews.controllerOf(doc).reloadInTurn(locate, (index) => {
      historyViews.patch(doc, at)
      const { scroll } = historyViews.viewOf(doc)
      const selection = new Set([at.position])
      return { focusIndex: index, anchor: index, selection, scroll: scroll + 1 }
    })
  } catch (error) {
    if (documentOf(doc)) reporterOf(doc)(error)
  }
}

/** Undoes or redoes steps until the hive is at a point of its history, after the commands before. */
export function goToPoint(doc: DocId, position: number): Promise<void> {
  return actNext(doc, async () => {
    const count = position - historyViews.viewOf(doc).position
    try {
      const taken = await takeSteps(doc, { position }, () =>
        whileShown(doc, goingText(count), (call) => engine().goToStep({ doc, position }, call)),
      )
      if (!taken?.result) return
      const { result, also } = taken
      applyResult(doc, result)
      const text = doneText(result, count)
      notify({ kind: 'status', text, ...also, doc, topic: editTopic(doc) })
    } catch (error) {
      showError(error, documentOf(doc)?.info.name, { doc, topic: editTopic(doc) })
    }
  })
}

function doneText(result: JumpResult, wanted: number): string {
  const { steps } = result
  if (Math.abs(steps) === 1 && Math.abs(wanted) <= 1) {
    return steps < 0 ? undoneText(result) : redoneText(result)
  }
  return wentText(steps, wanted)
}

/** The next step, from an index on, whose name starts with a text. */
async function findStep(doc: DocId, text: string, from: number): Promise<number> {
  const list = historyViews.controllerOf(doc)
  const { total } = list.view
  const wanted = text.toLowerCase()
  const { first } = historyViews.viewOf(doc)
  const starts = (point: HistoryPoint) => pointName(point, first).toLowerCase().startsWith(wanted)
  const below = await list.scan(from, { step: 1, count: total - from }, starts)
  const found = below ?? (await list.scan(0, { step: 1, count: from }, starts))
  return found?.index ?? -1
}

/** The points of a hive's history, the newest first. */
function listOf(doc: DocId): PagedList<HistoryPoint> {
  return new PagedList<HistoryPoint>({
    read: () => historyViews.viewOf(doc),
    write: (change) => historyViews.patch(doc, change),
    fetch: async (range, options) => {
      const page = await engine().history({ doc, ...range }, options)
      return { ...page, rows: page.rows.map((row) => ({ ...row, id: row.position })) }
    },
    find: (text, from) => findStep(doc, text, from),
    report: reporterOf(doc),
  })
}
