import { type PointerEvent, useCallback, useEffect, useRef } from 'react'

const LONG_MS = 500
/** A finger that has moved this many pixels is scrolling. */
const SLACK_PX = 10

/** Calls back when a finger rests on the element, the equivalent of a right click. */
export function useLongPress(onLongPress: (at: { x: number; y: number; target: Element }) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const start = useRef({ x: 0, y: 0 })
  const stop = useCallback(() => clearTimeout(timer.current), [])
  useEffect(() => stop, [stop])
  return {
    onPointerDown: (event: PointerEvent) => {
      stop()
      if (event.pointerType !== 'touch' || !(event.target instanceof Element)) return
      const { clientX: x, clientY: y, target } = event
      start.current = { x, y }
      timer.current = setTimeout(() => onLongPress({ x, y, target }), LONG_MS)
    },
    onPointerMove: (event: PointerEvent) => {
      const { x, y } = start.current
      if (Math.hypot(event.clientX - x, event.clientY - y) > SLACK_PX) stop()
    },
    onPointerUp: stop,
    onPointerCancel: stop,
  }
}
