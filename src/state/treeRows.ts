/**
 * The key tree on show, one per document: its state, and how its visible rows get here page by page.
 * The engine knows what is expanded; what the user does with the tree is in `tree.ts`.
 */

import { create } from 'zustand'
import type { DocId, KeyDetails, KeyId, TreePage, TreeRow } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import {
  indexIn,
  PAGE_ROWS,
  PageLoader,
  type Pages,
  pagesOf,
  type RowRange,
  rowIn,
  withPage,
} from './pages.ts'
import { reportUnlessPassing } from './passing.ts'
import { Turns } from './Turns.ts'

/** A key name being typed in place. */
export type KeyNaming = (
  | { readonly mode: 'rename'; readonly key: KeyId }
  | {
      readonly mode: 'create'
      readonly parent: KeyId
      /** The row of the parent: the new row is drawn under it. */
      readonly parentIndex: number
      readonly level: number
    }
) & {
  /** What the field holds when it opens; null while a free name is on its way. */
  readonly name: string | null
  /** What was typed last and refused; null when nothing was. */
  readonly typed: string | null
  /** Why the engine refused it. */
  readonly refused: unknown
}

export interface TreeView {
  readonly root: KeyId
  readonly revision: number
  /** Visible rows as the tree is expanded now. */
  readonly total: number
  readonly pages: Pages<TreeRow>
  readonly selected: KeyId | null
  readonly selectedIndex: number
  readonly editing: KeyNaming | null
  /** Of the selected key, or still of the one before while they are on their way. */
  readonly details: KeyDetails | null
  /** Keys visited, the current one at `place`. */
  readonly visited: readonly KeyId[]
  readonly place: number
  /** Everything below a key is being expanded. */
  readonly expanding: boolean
  /** Rises when the selected row should be brought into view. */
  readonly scroll: number
}

interface Tree {
  readonly views: Readonly<Record<DocId, TreeView>>
}

export const useTree = create<Tree>(() => ({ views: {} }))

const NO_TREE: TreeView = {
  root: 0,
  revision: 0,
  total: 0,
  pages: new Map(),
  selected: null,
  selectedIndex: 0,
  editing: null,
  details: null,
  visited: [],
  place: -1,
  expanding: false,
  scroll: 0,
}

/** What a tree needs that nobody draws. */
interface Machinery {
  readonly loader: PageLoader<TreePage>
  readonly turns: Turns
  /** Commands about the selected key and its values, which wait for each other. */
  readonly actions: Turns
  /** The rows on screen. */
  wanted: RowRange
  /** Rises with every change of the rows: a reply to an older one is not for us. */
  epoch: number
  reloading: boolean
  /** Runs out when the selection has rested. */
  rest: ReturnType<typeof setTimeout> | undefined
  /** Stops the expansion under way. */
  stop: AbortController | null
  /** Letters typed within the last half second. */
  typed: { text: string; at: number }
  /** Where the key that is being deleted stands: its next sibling will stand there. */
  deleting: { readonly index: number; readonly level: number } | null
}

const machinery = new Map<DocId, Machinery>()

/** The machinery of a document's tree. */
export function machineOf(doc: DocId): Machinery {
  const existing = machinery.get(doc)
  if (existing) return existing
  const made: Machinery = {
    turns: new Turns(),
    actions: new Turns(),
    wanted: { from: 0, count: PAGE_ROWS },
    epoch: 0,
    reloading: false,
    rest: undefined,
    stop: null,
    typed: { text: '', at: 0 },
    deleting: null,
    loader: new PageLoader({
      fetch: (range, signal) => engine().visibleRows({ doc, ...range }, { signal }),
      accept: (page, reply) => {
        const view = treeView(doc)
        if (reply.revision !== view.revision || reply.total !== view.total) return
        patchTree(doc, { pages: withPage(view.pages, page, reply.rows) })
      },
      fail: reportUnlessPassing(doc),
    }),
  }
  machinery.set(doc, made)
  return made
}

/** The view of a document's tree; an empty one when there is none. */
export function treeView(doc: DocId): TreeView {
  return useTree.getState().views[doc] ?? NO_TREE
}

/** The same as a subscription, for components. */
export function useTreeView(doc: DocId): TreeView {
  return useTree((state) => state.views[doc] ?? NO_TREE)
}

/** Changes some fields of a tree that is there; a closed document's stays gone. */
export function patchTree(doc: DocId, change: Partial<TreeView>): void {
  useTree.setState(({ views }) => {
    const view = views[doc]
    return view ? { views: { ...views, [doc]: { ...view, ...change } } } : { views }
  })
}

/** Puts a new tree, of which only the root is known, into the store. */
export function addTree(doc: DocId, root: KeyId): void {
  useTree.setState(({ views }) => ({ views: { ...views, [doc]: { ...NO_TREE, root } } }))
}

/** Forgets everything of a closed document. */
export function removeTree(doc: DocId): void {
  const machine = machinery.get(doc)
  if (machine) {
    machine.epoch++
    machine.loader.reset()
    machine.stop?.abort()
    clearTimeout(machine.rest)
    machinery.delete(doc)
  }
  useTree.setState(({ views }) => {
    const { [doc]: _closed, ...others } = views
    return { views: others }
  })
}

/** The row at `index`, undefined while it is on its way. */
export function rowAt(doc: DocId, index: number): TreeRow | undefined {
  return rowIn(treeView(doc).pages, index)
}

/** The row of a key among the rows that are here, -1 for none. */
export function indexOfKey(doc: DocId, key: KeyId): number {
  const view = treeView(doc)
  if (rowIn(view.pages, view.selectedIndex)?.id === key) return view.selectedIndex
  return indexIn(view.pages, (row) => row.id === key)
}

/** The row of the selected key, undefined while it is on its way. */
export function selectedRow(doc: DocId): TreeRow | undefined {
  const { selected, selectedIndex } = treeView(doc)
  const row = rowAt(doc, selectedIndex)
  return row?.id === selected ? row : undefined
}

/** Asks for the rows on screen; what was asked for before and is off screen is given up. */
export function ensureRows(doc: DocId, from: number, count: number): void {
  const machine = machineOf(doc)
  machine.wanted = { from, count }
  if (machine.reloading) return
  machine.loader.want(pagesOf(machine.wanted), treeView(doc).pages)
}

/** The row at `index`, fetched when it is not here; undefined when there is none. */
export async function fetchRow(doc: DocId, index: number): Promise<TreeRow | undefined> {
  const known = rowAt(doc, index)
  if (known) return known
  const { epoch } = machineOf(doc)
  const page = Math.floor(index / PAGE_ROWS)
  const reply = await engine().visibleRows({ doc, from: page * PAGE_ROWS, count: PAGE_ROWS })
  if (epoch === machineOf(doc).epoch) {
    patchTree(doc, { pages: withPage(treeView(doc).pages, page, reply.rows) })
  }
  return reply.rows[index - page * PAGE_ROWS]
}

/**
 * Gets the rows on screen and those around `index` anew and shows them all at once together with
 * `change`, so that nothing flickers. false when something newer came in between.
 */
export async function reloadRows(
  doc: DocId,
  index: number,
  change: (rows: Pages<TreeRow>, total: number) => Partial<TreeView>,
): Promise<boolean> {
  const machine = machineOf(doc)
  const epoch = ++machine.epoch
  machine.reloading = true
  machine.loader.reset()
  const around = { from: Math.max(0, index - PAGE_ROWS / 2), count: PAGE_ROWS }
  const numbers = pagesOf(around, machine.wanted)
  try {
    const replies = await Promise.all(
      numbers.map((page) =>
        engine().visibleRows({ doc, from: page * PAGE_ROWS, count: PAGE_ROWS }),
      ),
    )
    const first = replies[0]
    if (epoch !== machine.epoch || !first) return false
    const pages = new Map(numbers.map((page, at) => [page, replies[at]?.rows ?? []]))
    const { revision, total } = first
    patchTree(doc, { revision, total, pages, ...change(pages, total) })
    return true
  } finally {
    if (epoch === machine.epoch) machine.reloading = false
  }
}
