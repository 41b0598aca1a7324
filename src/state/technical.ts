/**
 * Showing places of a hive file in the technical view. The view itself is loaded when it is first shown, and reads
 * here what it was asked for.
 */

import { create } from 'zustand'
import type { DocId, ListedCells } from '../worker/protocol.ts'
import { goToPanelTab } from './goToPanel.ts'
import { enlargeFor, hidePanel, panelTab } from './panel.ts'

/** What the view was asked to show. */
export type TechnicalWish =
  /** The field at a file offset. */
  | { readonly kind: 'place'; readonly at: number }
  /** The cells that hold a key or a value. */
  | { readonly kind: 'cells'; readonly of: ListedCells; readonly name: string }

interface State {
  readonly wishes: Readonly<Record<DocId, TechnicalWish>>
}

export const useTechnicalWish = create<State>(() => ({ wishes: {} }))

/** Shows a place of the file of a hive: its block, its cell and its field. */
export function showTechnical(doc: DocId, at: number): void {
  wish(doc, { kind: 'place', at })
}

/** Shows the cells that hold a key or a value. */
export function showCells(doc: DocId, of: ListedCells, name: string): void {
  wish(doc, { kind: 'cells', of, name })
}

/** Shows the technical view, with room for the bytes, or hides it. */
export function toggleTechnical(doc: DocId): void {
  if (panelTab(doc) === 'technical') {
    hidePanel(doc)
    return
  }
  enlargeFor('technical')
  goToPanelTab(doc, 'technical')
}

function wish(doc: DocId, next: TechnicalWish): void {
  useTechnicalWish.setState(({ wishes }) => ({ wishes: { ...wishes, [doc]: next } }))
  enlargeFor('technical')
  goToPanelTab(doc, 'technical')
}
