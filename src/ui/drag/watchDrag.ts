/**
 * Dragging with the mouse: from a press on a row until the button is released. The same can be done with the keys of
 * cut, copy and paste.
 */

import { activate } from '../../state/documents.ts'
import {
  canDrop,
  changeDrag,
  type Dragged,
  type DropTarget,
  drop,
  endDrag,
  onlyCopies,
  useDrag,
} from '../../state/drag.ts'
import { expand } from '../../state/tree.ts'
import { hiveOfTab, tabId } from '../common/hiveIds.ts'
import { keyOfItem } from './keyOfItem.ts'

/** Pixels that the pointer moves before a press becomes a drag. */
const THRESHOLD = 6
/** Milliseconds that the pointer rests on a collapsed key, or on the tab of a hive, before it opens. */
const REST_MS = 700
/** How near the pointer is to the edge of the tree when that scrolls, and how far and how often, in pixels and milliseconds. */
const EDGE = 28
const SCROLL = 24
const SCROLL_MS = 50

/** What is under the pointer. */
interface Under {
  readonly target: DropTarget | null
  /** Opens what is under the pointer, when it rests there; null when there is nothing to open. */
  readonly open: (() => void) | null
  /** Distinguishes it from what was there before. */
  readonly what: string
}

const NOWHERE: Under = { target: null, open: null, what: '' }

/**
 * Watches a press of the mouse. If it becomes a drag, it is followed until the button is released or Esc is pressed.
 *
 * @param press - the press
 * @param make - tells what is dragged; null for nothing
 */
export function watchDrag(
  press: { readonly clientX: number; readonly clientY: number },
  make: () => Dragged | null,
): void {
  let dragged: Dragged | null = null
  let rest: ReturnType<typeof setTimeout> | undefined
  let resting = ''
  let point = { x: press.clientX, y: press.clientY }
  let scrolling: ReturnType<typeof setInterval> | undefined

  const look = () => {
    if (dragged === null) return
    const under = underPoint(point)
    const { target } = under
    changeDrag({ over: target !== null && canDrop(dragged, target) ? target : null })
    if (under.what === resting) return
    resting = under.what
    clearTimeout(rest)
    if (under.open) rest = setTimeout(under.open, REST_MS)
  }
  const begin = () => {
    dragged = make()
    if (dragged === null) return stop()
    changeDrag({ dragged })
    scrolling = setInterval(() => {
      if (scrollAt(point)) look()
    }, SCROLL_MS)
  }
  const onMove = (event: MouseEvent) => {
    // The button was released outside the window.
    if ((event.buttons & 1) === 0) return stop()
    point = { x: event.clientX, y: event.clientY }
    const far = Math.hypot(point.x - press.clientX, point.y - press.clientY)
    if (dragged === null && far >= THRESHOLD) begin()
    if (dragged === null) return
    changeDrag({ ...point, copies: copies(dragged, event) })
    look()
  }
  const onUp = (event: MouseEvent) => {
    const { over } = useDrag.getState()
    const what = dragged
    stop()
    if (what !== null && over !== null) {
      void drop(what, over, { copies: copies(what, event) })
    }
  }
  const onKey = (event: KeyboardEvent) => {
    if (dragged === null) return
    if (event.key === 'Control' || event.key === 'Alt') {
      changeDrag({ copies: event.type === 'keydown' || onlyCopies(dragged) })
      return
    }
    event.preventDefault()
    event.stopImmediatePropagation()
    if (event.key === 'Escape') stop()
  }
  const stop = () => {
    clearTimeout(rest)
    clearInterval(scrolling)
    dragged = null
    endDrag()
    window.removeEventListener('mousemove', onMove)
    window.removeEventListener('mouseup', onUp)
    window.removeEventListener('blur', stop)
    for (const type of ['keydown', 'keyup'] as const) {
      window.removeEventListener(type, onKey, { capture: true })
    }
  }
  window.addEventListener('mousemove', onMove)
  window.addEventListener('mouseup', onUp)
  window.addEventListener('blur', stop)
  for (const type of ['keydown', 'keyup'] as const) {
    window.addEventListener(type, onKey, { capture: true })
  }
}

function copies(
  dragged: Dragged,
  { ctrlKey, altKey }: { readonly ctrlKey: boolean; readonly altKey: boolean },
): boolean {
  return ctrlKey || altKey || onlyCopies(dragged)
}

function underPoint({ x, y }: { readonly x: number; readonly y: number }): Under {
  const element = document.elementFromPoint(x, y)
  const tab = hiveOfTab(element)
  if (tab !== null) return { target: null, open: () => activate(tab), what: tabId(tab) }
  const found = keyOfItem(element)
  if (found === null) return NOWHERE
  const { doc, row } = found
  const isClosed = row.subkeyCount > 0 && !row.expanded
  return {
    target: { doc, key: row.id, name: row.name },
    open: isClosed ? () => void expand(doc, row.id) : null,
    what: `${doc} ${row.id}`,
  }
}

/** Scrolls the tree when the pointer is near its upper or lower edge; false when there is nothing to scroll. */
function scrollAt({ x, y }: { readonly x: number; readonly y: number }): boolean {
  const tree = document.elementFromPoint(x, y)?.closest('[role=tree]')
  if (!tree) return false
  const { top, bottom } = tree.getBoundingClientRect()
  const step = y < top + EDGE ? -SCROLL : y > bottom - EDGE ? SCROLL : 0
  tree.scrollTop += step
  return step !== 0
}
