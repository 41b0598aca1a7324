/**
 * The list of a key's subkeys that opens at a step of the path in the address bar: a paged list, since
 * there may be very many.
 */

import { create } from 'zustand'
import type { DocId, KeyId, SubkeyRow } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { focusPane } from './focus.ts'
import { reporterOf } from './notices.ts'
import { EMPTY_LIST, type ListView, PagedList } from './PagedList.ts'
import { selectKey } from './tree.ts'
import { treeView } from './treeRows.ts'

/** Which list it is, and where. */
export interface SiblingsAt {
  readonly doc: DocId
  readonly parent: KeyId
  /** In pixels of the window; null for the place under the last step of the path. */
  readonly place: { readonly x: number; readonly y: number } | null
}

interface SiblingsView extends ListView<SubkeyRow> {
  /** null while no list is open. */
  readonly at: SiblingsAt | null
}

export const useSiblings = create<SiblingsView>(() => ({ ...EMPTY_LIST, at: null }))

/** The rows of the open list. */
export const siblingList: PagedList<SubkeyRow> = new PagedList<SubkeyRow>({
  read: () => useSiblings.getState(),
  write: (change) => useSiblings.setState(change),
  fetch: async (range, options) => {
    const { at } = useSiblings.getState()
    if (at === null) return { revision: 0, total: 0, from: 0, rows: [] }
    const { doc, parent } = at
    return await engine().subkeys({ doc, key: parent, ...range }, options)
  },
  find: async (text, from) => {
    const wanted = text.toUpperCase()
    const { total } = siblingList.view
    const fits = ({ name }: SubkeyRow) => name.toUpperCase().startsWith(wanted)
    const found =
      (await siblingList.scan(from, { step: 1, count: total - from }, fits)) ??
      (await siblingList.scan(0, { step: 1, count: from }, fits))
    return found?.index ?? -1
  },
  report: (error) => reporterOf(useSiblings.getState().at?.doc ?? 0)(error),
})

/** Opens the list of the subkeys of a key, with one of them selected. */
export async function openSiblings(at: SiblingsAt, current: KeyId | null): Promise<void> {
  siblingList.restart()
  useSiblings.setState({ ...EMPTY_LIST, at, loading: true })
  const { doc, parent } = at
  try {
    const locate = async () => {
      if (current === null) return 0
      return Math.max(0, (await engine().subkeyIndex({ doc, key: parent, subkey: current })).index)
    }
    await siblingList.reload(locate, (index, { rowAt }) => {
      const row = rowAt(index)
      const selection = new Set(row === undefined ? [] : [row.id])
      return { focusIndex: index, anchor: index, selection, scroll: 1 }
    })
  } catch (error) {
    closeSiblings()
    reporterOf(doc)(error)
  }
}

/** Closes the list. */
export function closeSiblings(): void {
  siblingList.close()
  useSiblings.setState({ ...EMPTY_LIST, at: null })
}

/** Goes to the key of a row, and closes the list. */
export function goToSibling(index: number): void {
  const { at } = useSiblings.getState()
  const row = siblingList.rowAt(index)
  closeSiblings()
  focusPane('tree')
  if (at !== null && row !== undefined) void selectKey(at.doc, row.id)
}

/** The parent of the selected key, whose subkeys are its siblings; null for the root. */
export function parentOfSelected(doc: DocId): KeyId | null {
  return treeView(doc).details?.ancestors.at(-2) ?? null
}
