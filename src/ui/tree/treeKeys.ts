import type { KeyboardEvent } from 'react'
import { filterKeys } from '../../state/keyFilter.ts'
import {
  cancelExpandAll,
  closeOrLeave,
  collapse,
  expand,
  expandAllBelow,
  inTurn,
  openOrEnter,
  toggleKey,
} from '../../state/tree.ts'
import { keyList, selectedRow, treeView } from '../../state/treeRows.ts'
import type { DocId } from '../../worker/protocol.ts'

/** Handles the tree's own keys (ui-anchors 5.1). false when the key is not one of them. */
export function answerTreeKey(doc: DocId, event: KeyboardEvent<HTMLElement>): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return false
  if (event.key === 'Escape') return cancelExpandAll(doc) || clearFilter(doc)
  const act = KEYS[mirrored(event)] ?? (keyList(doc).isTyping ? undefined : SIGNS[event.key])
  if (act) void act(doc)
  return act !== undefined
}

function clearFilter(doc: DocId): boolean {
  if (treeView(doc).filter === null) return false
  filterKeys(doc, '')
  return true
}

type Answer = (doc: DocId) => Promise<void>

const KEYS: Readonly<Record<string, Answer>> = {
  ArrowRight: openOrEnter,
  ArrowLeft: closeOrLeave,
  Enter: (doc) => withSelected(doc, toggleKey),
}

/** The actions of `+`, `-` and `*`, which belong to the word while one is being typed. */
const SIGNS: Readonly<Record<string, Answer>> = {
  '+': (doc) => withSelected(doc, expand),
  '-': (doc) => withSelected(doc, collapse),
  '*': (doc) => withSelected(doc, expandAllBelow),
}

/** Acts on the key that is selected once earlier moves have been made. */
function withSelected(doc: DocId, act: (doc: DocId, key: number) => Promise<void>): Promise<void> {
  return inTurn(doc, () => {
    const row = selectedRow(doc)
    if (row) void act(doc, row.id)
  })
}

/** The key with Left and Right exchanged in a right-to-left tree, where Left expands. */
function mirrored({ key, currentTarget }: KeyboardEvent<HTMLElement>): string {
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return key
  if (getComputedStyle(currentTarget).direction !== 'rtl') return key
  return key === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft'
}
