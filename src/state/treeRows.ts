/**
 * The key tree of each document: a paged list of its visible rows, and the state that goes with it.
 * The engine keeps which keys are expanded; the actions on the tree are in `tree.ts`.
 */

import { create } from 'zustand'
import type { DocId, KeyDetails, KeyId, TreeRow } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { JobQueue } from './JobQueue.ts'
import { reporterOf } from './notices.ts'
import { EMPTY_LIST, type ListView, type Naming, PagedList } from './PagedList.ts'

/** A key name being typed in place. */
export type KeyNaming = Naming &
  (
    | { readonly mode: 'rename'; readonly key: KeyId }
    | {
        readonly mode: 'create'
        readonly parent: KeyId
        /** The row of the parent, under which the new row is drawn. */
        readonly parentIndex: number
        readonly level: number
      }
  )

/** The view of a tree. Its focused row is the selected key. */
export interface TreeView extends ListView<TreeRow> {
  readonly root: KeyId
  readonly editing: KeyNaming | null
  /** Details of the selected key, or of the previous one until they have arrived. */
  readonly details: KeyDetails | null
  /** The visited keys; the current one is at `place`. */
  readonly visited: readonly KeyId[]
  readonly place: number
  /** Whether everything below a key is being expanded. */
  readonly expanding: boolean
  /** null while all keys are shown. */
  readonly filter: KeyFilter | null
}

/** The text that the names of the shown keys contain. */
export interface KeyFilter {
  readonly text: string
  /** How many keys were found so far; null until the engine answers. */
  readonly matches: number | null
  /** Whether there are no others. */
  readonly complete: boolean
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
  filter: null,
}

/** The state of a tree that is not drawn. */
interface TreeController {
  readonly list: PagedList<TreeRow>
  /** Commands on the selected key and its values, which wait for each other. */
  readonly actions: JobQueue
  /** Fires when the selection has rested. */
  rest: ReturnType<typeof setTimeout> | undefined
  /** Loads the details and values of the selected key once the selection has rested. */
  onRest: () => void
  /** Cancels the expansion under way; null when there is none. */
  stop: AbortController | null
  /** The row of the key that is being deleted, which its next sibling will take. */
  deleting: { readonly index: number; readonly level: number } | null
}

/** Milliseconds that the selection rests before its values are loaded. */
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
      fetch: (range, options) => engine().visibleRows({ doc, ...range }, options),
      find: async (text, from) => (await engine().typeAhead({ doc, text, from }))?.index ?? -1,
      chosen: () => restThenSettle(doc),
      report: reporterOf(doc),
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

/** Loads the details and values of the selected key, unless another one is selected soon. */
export function restThenSettle(doc: DocId): void {
  const tree = treeOf(doc)
  clearTimeout(tree.rest)
  tree.rest = setTimeout(() => tree.onRest(), REST_MS)
}

/** The view of a document's tree; an empty one when there is none. */
export function treeView(doc: DocId): TreeView {
  return useTree.getState().views[doc] ?? NO_TREE
}

/** The view of a document's tree as a subscription, for components. */
export function useTreeView(doc: DocId): TreeView {
  return useTree((state) => state.views[doc] ?? NO_TREE)
}

/** Changes some fields of a tree's view. Does nothing for a closed document. */
export function patchTree(doc: DocId, change: Partial<TreeView>): void {
  useTree.setState(({ views }) => {
    const view = views[doc]
    return view ? { views: { ...views, [doc]: { ...view, ...change } } } : { views }
  })
}

/** Adds a tree to the store, of which only the root is known. */
export function addTree(doc: DocId, root: KeyId): void {
  useTree.setState(({ views }) => ({ views: { ...views, [doc]: { ...NO_TREE, root } } }))
}

/** Removes the tree of a closed document. */
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

/** The change that selects a key in a view. */
export function selecting(
  key: KeyId,
  focusIndex: number,
): Pick<TreeView, 'selection' | 'focusIndex' | 'anchor'> {
  return { selection: new Set([key]), focusIndex, anchor: focusIndex }
}

/** The row of the selected key; undefined until it has arrived. */
export function selectedRow(doc: DocId): TreeRow | undefined {
  return keyList(doc).focused
}
