/** What was copied or cut last in this page, and what is being pasted. */

import { create } from 'zustand'
import type { Clip, DocId, EditResult, KeyId, PasteFrom, ValueId } from '../worker/protocol.ts'
import { hiveOf } from './places.ts'

/** A copy, and where it comes from. */
export interface OwnClip {
  readonly clip: Clip
  readonly doc: DocId
  readonly key: KeyId
  /** null for the key itself. */
  readonly values: readonly ValueId[] | null
  /** Whether it is to be moved by the next paste. */
  readonly cut: boolean
  /** When it was made, in milliseconds on the clock of `performance`. */
  readonly at: number
  /** The text on the clipboard, by which it is recognised where a browser drops the other form. */
  readonly text: string
}

/** A place that is emptied by a move. */
export interface Origin {
  readonly doc: DocId
  readonly key: KeyId
  /** null for the key itself. */
  readonly values: readonly ValueId[] | null
}

/** What is to be pasted, and where. */
export interface Pasting {
  readonly doc: DocId
  /** The key that gets it. */
  readonly key: KeyId
  readonly from: PasteFrom
  readonly how: 'paste' | 'move' | 'duplicate'
  /** What it is, in a few words. */
  readonly name: string
  /** The place that it is moved from. */
  readonly origin: Origin | null
  /** Whether it is in the clipboard, as cut. */
  readonly cut: boolean
}

interface Clips {
  readonly own: OwnClip | null
}

export const useClip = create<Clips>(() => ({ own: null }))

export function setOwnClip(own: Omit<OwnClip, 'at'> | null): void {
  useClip.setState({ own: own && { ...own, doc: hiveOf(own.doc), at: performance.now() } })
}

/** Takes back a cut, since it was pasted or given up: the copy stays. False when nothing was cut. */
export function endCut(): boolean {
  const { own } = useClip.getState()
  if (!own?.cut) return false
  useClip.setState({ own: { ...own, cut: false } })
  return true
}

/** Keeps the marks of what was cut on the records that an edit moved. */
export function followClip(doc: DocId, { moved, movedValues, swapped }: EditResult): void {
  const { own } = useClip.getState()
  if (own?.doc !== doc || !own.cut) return
  if (swapped !== null) {
    endCut()
    return
  }
  if (moved.length + movedValues.length === 0) return
  const key = new Map(moved).get(own.key) ?? own.key
  const now = new Map(movedValues)
  const values = own.values?.map((value) => now.get(value) ?? value) ?? null
  useClip.setState({ own: { ...own, key, values } })
}

/** Takes back a cut of a closed hive. */
export function dropClip(doc: DocId): void {
  if (useClip.getState().own?.doc === doc) endCut()
}

/** The key that was cut in a document; null when none was. */
export function useCutKey(doc: DocId): KeyId | null {
  return useClip(({ own }) => (isCutIn(own, doc) && own.values === null ? own.key : null))
}

/** The values that were cut in a document. */
export function useCutValues(doc: DocId): readonly ValueId[] {
  return useClip(({ own }) => (isCutIn(own, doc) ? (own.values ?? NONE) : NONE))
}

const NONE: readonly ValueId[] = []

function isCutIn(own: OwnClip | null, doc: DocId): own is OwnClip {
  return own?.cut === true && own.doc === hiveOf(doc)
}
