import { type PointerEvent, type RefObject, useRef, useState } from 'react'
import type { ValueColumn } from '../../worker/protocol.ts'

/** How far the pointer goes before a press is a drag, in pixels. */
const THRESHOLD = 5

/** Where a dragged column would go: before or after another one. */
interface Drop {
  readonly target: number
  readonly side: 'before' | 'after'
  /** Its place among the columns afterwards. */
  readonly place: number
}

interface Dragged {
  readonly column: ValueColumn
  readonly x: number
  moved: boolean
}

/**
 * Dragging a column header to another place. The place is shown while the pointer moves, and taken
 * when the button is released.
 */
export function useColumnDrag(
  header: RefObject<HTMLElement | null>,
  place: (column: ValueColumn, place: number) => void,
) {
  const dragged = useRef<Dragged | null>(null)
  const [drop, setDrop] = useState<Drop | null>(null)
  return {
    target: drop?.target ?? -1,
    side: drop?.side,
    start(event: PointerEvent<HTMLElement>, column: ValueColumn) {
      dragged.current = null
      if (event.button !== 0 || event.pointerType === 'touch') return
      dragged.current = { column, x: event.clientX, moved: false }
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    move(event: PointerEvent<HTMLElement>) {
      const from = dragged.current
      if (from === null || event.buttons === 0) return
      from.moved ||= Math.abs(event.clientX - from.x) > THRESHOLD
      if (from.moved) setDrop(dropAt(header.current, from.column, event.clientX))
    },
    end() {
      const { column, moved } = dragged.current ?? { column: null, moved: false }
      if (column !== null && moved && drop !== null) place(column, drop.place)
      setDrop(null)
    },
    cancel() {
      dragged.current = null
      setDrop(null)
    },
    /** Whether the last press was a drag, whose click does nothing else. */
    hasMoved: () => dragged.current?.moved === true,
  }
}

/** Where a column goes that is dropped at a place of the screen; null where it is now. */
function dropAt(header: HTMLElement | null, column: ValueColumn, x: number): Drop | null {
  if (header === null) return null
  const cells = [...header.querySelectorAll<HTMLElement>('[data-column]')]
  const rtl = getComputedStyle(header).direction === 'rtl'
  const own = cells.findIndex((cell) => cell.dataset.column === column)
  const target = cells.findIndex((cell) => {
    const { left, right } = cell.getBoundingClientRect()
    return x >= left && x < right
  })
  if (target < 0 || target === own) return null
  const { left, right } = (cells[target] as HTMLElement).getBoundingClientRect()
  const isFirstHalf = x < (left + right) / 2 !== rtl
  const gap = isFirstHalf ? target : target + 1
  const place = gap > own ? gap - 1 : gap
  return place === own ? null : { target, side: isFirstHalf ? 'before' : 'after', place }
}
