import type { KeyboardEvent } from 'react'
import {
  cancelExpandAll,
  closeOrLeave,
  collapse,
  expand,
  expandAllBelow,
  inTurn,
  openOrEnter,
  selectIndex,
  toggleKey,
} from '../../state/tree.ts'
import { selectedRow } from '../../state/treeRows.ts'
import { endWordAt, isTyping, typeAhead } from '../../state/typeAhead.ts'
import type { DocId } from '../../worker/protocol.ts'

/** What the tree's own keys do (ui-anchors 5.1). false when the key is none of them. */
export function answerTreeKey(
  doc: DocId,
  event: KeyboardEvent<HTMLElement>,
  list: { readonly pageRows: number },
): boolean {
  const { key } = event
  endWordAt(doc, key)
  if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return false
  if (key === 'Escape') return cancelExpandAll(doc)
  const typing = isTyping(doc)
  const act = MOVES[mirrored(event)] ?? (typing ? undefined : SIGNS[key])
  if (act) void act(doc, list.pageRows)
  else if (isLetter(key, { typing })) void typeAhead(doc, key)
  else return false
  return true
}

type Answer = (doc: DocId, pageRows: number) => Promise<void>

const MOVES: Readonly<Record<string, Answer>> = {
  ArrowDown: (doc) => move(doc, 1),
  ArrowUp: (doc) => move(doc, -1),
  PageDown: (doc, pageRows) => move(doc, pageRows),
  PageUp: (doc, pageRows) => move(doc, -pageRows),
  Home: (doc) => selectIndex(doc, 0),
  End: (doc) => selectIndex(doc, (view) => view.total - 1),
  ArrowRight: openOrEnter,
  ArrowLeft: closeOrLeave,
  Enter: (doc) => withSelected(doc, toggleKey),
}

/** Signs that belong to the word while one is being typed. */
const SIGNS: Readonly<Record<string, Answer>> = {
  // The selected key is selected already, and the list must not scroll.
  ' ': () => Promise.resolve(),
  '+': (doc) => withSelected(doc, expand),
  '-': (doc) => withSelected(doc, collapse),
  '*': (doc) => withSelected(doc, expandAllBelow),
}

function move(doc: DocId, step: number): Promise<void> {
  return selectIndex(doc, (view) => view.selectedIndex + step)
}

/** Acts on the key that is selected once the moves before have been made. */
function withSelected(doc: DocId, act: (doc: DocId, key: number) => Promise<void>): Promise<void> {
  return inTurn(doc, () => {
    const row = selectedRow(doc)
    if (row) void act(doc, row.id)
  })
}

/** The arrows by their meaning: where text runs from right to left, Left opens. */
function mirrored({ key, currentTarget }: KeyboardEvent<HTMLElement>): string {
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return key
  if (getComputedStyle(currentTarget).direction !== 'rtl') return key
  return key === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft'
}

/** A typed character that type-ahead takes. `?` and `/` ask for help and the filter. */
function isLetter(key: string, { typing }: { readonly typing: boolean }): boolean {
  if ([...key].length !== 1 || key === '?' || key === '/') return false
  return key !== ' ' || typing
}
