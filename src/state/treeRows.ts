/**
 * The key tree on show, one per document: a paged list of the rows that are visible as the tree is
 * expanded, and what belongs to it. The engine knows what is expanded; what the user does with the tree
 * is in `tree.ts`.
 */

import { create } from 'zustand'
import type { DocId, KeyDetails, KeyId, TreeRow } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { JobQueue } from './JobQueue.ts'
import { EMPTY_LIST, type ListView, type Naming, PagedList } from './PagedList.ts'
import { reportUnlessPassing } from './passing.ts'

/** A key name being typed in place. */
export type KeyNaming = Naming &
  (
    | { readonly mode: 'rename'; readonly key: KeyId }
    | {
        readonly mode: 'create'
        readonly parent: KeyId
        /** The row of the parent: the new row is drawn under it. */
        readonly parentIndex: number
        readonly level: number
      }
  )

/** The focused row is that of the selected key. */
export interface TreeView extends ListView<TreeRow> {
  readonly root: KeyId
  readonly editing: KeyNaming | null
  /** Of the selected key, or still of the one before while they are on their way. */
  readonly details: KeyDetails | null
  /** Keys visited, the current one at `place`. */
  readonly visited: readonly KeyId[]
  readonly place: number
  /** Everything below a key is being expanded. */
  readonly expanding: boolean
}

interface Tree {
  readonly views: Readonly<Record<DocId, TreeView>>
}

export const useTree = create<Tree>(() => ({ views: {} }))

const NO_TREE: TreeView = {
  ...EMPTY_LIST,
  root: 0,
  editing: null,
  details: null,
  visited: [],
  place: -1,
  expanding: false,
}

/** What belongs to a tree and is not drawn. */
interface TreeController {
  readonly list: PagedList<TreeRow>
  /** Commands about the selected key and its values, which wait for each other. */
  readonly actions: JobQueue
  /** Runs out when the selection has rested. */
  rest: ReturnType<typeof setTimeout> | undefined
  /** Loads what belongs to the selected key, once the selection has rested. */
  onRest: () => void
  /** Stops the expansion under way. */
  stop: AbortController | null
  /** Where the key that is being deleted stands: its next sibling will stand there. */
  deleting: { readonly index: number; readonly level: number } | null
}

/** How long the selection rests before its values are loaded, in milliseconds. */
const REST_MS = 80

const controllers = new Map<DocId, TreeController>()

/** The controller of a document's tree. */
export function treeOf(doc: DocId): TreeController {
  const existing = controllers.get(doc)
  if (existing) return existing
  const made: TreeController = {
    list: new PagedList({
      read: () => treeView(doc),
      write: (change) => patchTree(doc, change),
      fetch: (range, signal) =>
        engine().visibleRows({ doc, ...range }, signal === undefined ? {} : { signal }),
      find: async (text, from) => (await engine().typeAhead({ doc, text, from }))?.index ?? -1,
      chosen: () => restThenSettle(doc),
      report: reportUnlessPassing(doc),
    }),
    actions: new JobQueue(),
    rest: undefined,
    onRest: () => {},
    stop: null,
    deleting: null,
  }
  controllers.set(doc, made)
  return made
}

/** The list of a document's visible keys. */
export function keyList(doc: DocId): PagedList<TreeRow> {
  return treeOf(doc).list
}

/** Loads what belongs to the selected key, unless another one is selected soon. */
export function restThenSettle(doc: DocId): void {
  const tree = treeOf(doc)
  clearTimeout(tree.rest)
  tree.rest = setTimeout(() => tree.onRest(), REST_MS)
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
  const tree = controllers.get(doc)
  if (tree) {
    tree.list.close()
    tree.stop?.abort()
    clearTimeout(tree.rest)
    controllers.delete(doc)
  }
  useTree.setState(({ views }) => {
    const { [doc]: _closed, ...others } = views
    return { views: others }
  })
}

/** The selected key's id; null before the first. */
export function selectedKey(doc: DocId): KeyId | null {
  const [key = null] = treeView(doc).selection
  return key
}

/** The change of a view that selects a key. */
export function selecting(
  key: KeyId,
  focusIndex: number,
): Pick<TreeView, 'selection' | 'focusIndex' | 'anchor'> {
  return { selection: new Set([key]), focusIndex, anchor: focusIndex }
}

/** The row of the selected key, undefined while it is on its way. */
export function selectedRow(doc: DocId): TreeRow | undefined {
  return keyList(doc).focused
}
