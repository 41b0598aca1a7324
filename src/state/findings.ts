/**
 * The findings of each document's last check. They stay in the engine, and those in view are
 * fetched.
 */

import { create } from 'zustand'
import type { CheckSummary, DocId, FindingRow } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { reporterOf } from './notices.ts'
import { EMPTY_LIST, type ListView, PagedList } from './PagedList.ts'
import { type RowRange, rowIn } from './pages.ts'

/** A finding has no id, so its index among the findings of its check serves as one. */
interface Finding extends FindingRow {
  readonly id: number
}

interface Findings {
  readonly views: Readonly<Record<DocId, ListView<Finding>>>
}

export const useFindings = create<Findings>(() => ({ views: {} }))

const lists = new Map<DocId, PagedList<Finding>>()

/** Requests the findings of a check that are in view. Older requests for others are cancelled. */
export function ensureFindings(doc: DocId, check: CheckSummary, { from, count }: RowRange): void {
  const { revision, errors, warnings, infos } = check
  if (useFindings.getState().views[doc]?.revision !== revision) {
    patch(doc, { ...EMPTY_LIST, revision, total: errors + warnings + infos })
  }
  listOf(doc).ensure(from, count)
}

/** The finding at an index of a check; undefined when it has not arrived. */
export function findingIn(
  { views }: Findings,
  doc: DocId,
  { revision }: CheckSummary,
  index: number,
): FindingRow | undefined {
  const view = views[doc]
  return view?.revision === revision ? rowIn(view.pages, index) : undefined
}

/** Forgets everything of a closed document. */
export function dropFindings(doc: DocId): void {
  lists.get(doc)?.close()
  lists.delete(doc)
  useFindings.setState(({ views }) => {
    const { [doc]: _closed, ...others } = views
    return { views: others }
  })
}

function listOf(doc: DocId): PagedList<Finding> {
  const existing = lists.get(doc)
  if (existing) return existing
  const made = new PagedList<Finding>({
    read: () => useFindings.getState().views[doc] ?? EMPTY_LIST,
    write: (change) => patch(doc, change),
    fetch: async (range, options) => {
      const page = await engine().findings({ doc, ...range }, options)
      return { ...page, rows: page.rows.map((row, at) => ({ ...row, id: page.from + at })) }
    },
    report: reporterOf(doc),
  })
  lists.set(doc, made)
  return made
}

function patch(doc: DocId, change: Partial<ListView<Finding>>): void {
  useFindings.setState(({ views }) => ({
    views: { ...views, [doc]: { ...(views[doc] ?? EMPTY_LIST), ...change } },
  }))
}
