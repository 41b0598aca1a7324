/** A key or values that are being dragged with the mouse, and the key that they are over. */

import { create } from 'zustand'
import { clipName } from '../text/clipboard.ts'
import type { DocId, KeyId } from '../worker/protocol.ts'
import { actNext } from './actionQueue.ts'
import type { Origin } from './clip.ts'
import { documentOf, titleOf } from './documents.ts'
import { loadModule } from './loadModule.ts'
import { showError } from './notices.ts'
import { hiveOf, isSameHive } from './places.ts'
import { selectedRow } from './treeRows.ts'
import { valueList, valuesView } from './valueRows.ts'

/** What is dragged. */
export interface Dragged {
  readonly origin: Origin
  /** What it is, in a few words. */
  readonly name: string
}

/** A key that it can be dropped on. */
export interface DropTarget {
  readonly doc: DocId
  readonly key: KeyId
  readonly name: string
}

interface Drag {
  readonly dragged: Dragged | null
  readonly over: DropTarget | null
  /** Whether it would be copied instead of moved. */
  readonly copies: boolean
  /** Where the pointer is, in CSS pixels of the window. */
  readonly x: number
  readonly y: number
}

const NOTHING: Drag = { dragged: null, over: null, copies: false, x: 0, y: 0 }

export const useDrag = create<Drag>(() => NOTHING)

export function changeDrag(change: Partial<Drag>): void {
  useDrag.setState(change)
}

/** Ends the drag. */
export function endDrag(): void {
  useDrag.setState(NOTHING)
}

/** The key in a document that something is dragged over; null when there is none. */
export function useDropKey(doc: DocId): KeyId | null {
  return useDrag(({ over }) => (over?.doc === doc ? over.key : null))
}

/** The selected key, to be dragged; null for the root, which stays where it is. */
export function draggedKey(doc: DocId): Dragged | null {
  const row = selectedRow(doc)
  if (!row || row.level === 1) return null
  return {
    origin: { doc: hiveOf(doc), key: row.id, values: null },
    name: nameOf('key', row.name, 1),
  }
}

/** The selected values, to be dragged. */
export function draggedValues(doc: DocId): Dragged | null {
  const { key, selection, focusIndex } = valuesView(doc)
  const values = [...selection].filter((id) => id !== 0)
  if (key === null || values.length === 0) return null
  const name = valueList(doc).rowAt(focusIndex)?.name ?? ''
  return { origin: { doc: hiveOf(doc), key, values }, name: nameOf('values', name, values.length) }
}

function nameOf(kind: 'key' | 'values', name: string, values: number): string {
  return clipName({ kind, name, values })
}

/** Whether something can be dropped on a key. */
export function canDrop({ origin }: Dragged, { doc, key }: DropTarget): boolean {
  const isSame = isSameHive(origin.doc, doc) && origin.key === key
  return !isSame && documentOf(doc)?.info.access === 'editable'
}

/** Whether something can only be copied, since it is in a hive that may not be edited. */
export function onlyCopies({ origin }: Dragged): boolean {
  return documentOf(origin.doc)?.info.access !== 'editable'
}

/** Moves or copies what was dragged into the key that it was dropped on. */
export async function drop(
  { origin, name }: Dragged,
  { doc, key }: DropTarget,
  { copies }: { readonly copies: boolean },
): Promise<void> {
  try {
    const { begin } = await loadModule(() => import('./pasting.ts'))
    const from = { kind: 'place', ...origin } as const
    const what = { doc, key, from, name, cut: false } as const
    await actNext(doc, () =>
      begin(copies ? { ...what, how: 'paste', origin: null } : { ...what, how: 'move', origin }),
    )
  } catch (error) {
    showError(error, titleOf(doc), { doc })
  }
}
