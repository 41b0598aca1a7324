/** The findings of each document's last check. They stay in the engine; those in view are fetched. */

import { create } from 'zustand'
import type { CheckSummary, DocId, FindingRow, RowPage } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { PageLoader, type Pages, pagesOf, type RowRange, rowIn, withPage } from './pages.ts'
import { reportUnlessPassing } from './passing.ts'

interface FindingsView {
  /** The revision that was checked. */
  readonly revision: number
  readonly pages: Pages<FindingRow>
}

interface Findings {
  readonly views: Readonly<Record<DocId, FindingsView>>
}

export const useFindings = create<Findings>(() => ({ views: {} }))

const loaders = new Map<DocId, PageLoader<RowPage<FindingRow>>>()

/** Requests the findings of a check that are in view. Older requests for others are cancelled. */
export function ensureFindings(doc: DocId, { revision }: CheckSummary, range: RowRange): void {
  const known = useFindings.getState().views[doc]
  if (known?.revision !== revision) show(doc, { revision, pages: new Map() })
  const wanted = range.count === 0 ? [] : pagesOf(range)
  loaderOf(doc).want(wanted, useFindings.getState().views[doc]?.pages ?? new Map())
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
  loaders.get(doc)?.reset()
  loaders.delete(doc)
  useFindings.setState(({ views }) => {
    const { [doc]: _closed, ...others } = views
    return { views: others }
  })
}

function loaderOf(doc: DocId): PageLoader<RowPage<FindingRow>> {
  const existing = loaders.get(doc)
  if (existing) return existing
  const made = new PageLoader<RowPage<FindingRow>>({
    fetch: (range, signal) => engine().findings({ doc, ...range }, { signal }),
    accept: (page, { revision, rows }) => {
      const view = useFindings.getState().views[doc]
      // Those of another check are not these; the event that it is done is on its way.
      if (view?.revision !== revision) return
      show(doc, { revision, pages: withPage(view.pages, page, { rows, pinned: [] }) })
    },
    fail: reportUnlessPassing(doc),
  })
  loaders.set(doc, made)
  return made
}

function show(doc: DocId, view: FindingsView): void {
  useFindings.setState(({ views }) => ({ views: { ...views, [doc]: view } }))
}
