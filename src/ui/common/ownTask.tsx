import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** The parts that wait to be drawn for the first time. */
const waiting: (() => void)[] = []

/**
 * A component that is drawn in a task of its own the first time, since code that runs for the first time is slow: one
 * task that draws all of a hive would make the page wait. Afterwards it is drawn at once, and so it is when a key is pressed
 * before its turn: the key may lead to it.
 *
 * @param Part - what is drawn
 * @param frame - stands in its place for that moment
 */
export function inOwnTask<Props extends object>(
  Part: ComponentType<Props>,
  frame: ReactNode = null,
): ComponentType<Props> {
  let wasDrawn = false
  return function InOwnTask(props: Props) {
    const [drawn, setDrawn] = useState(wasDrawn)
    useEffect(() => {
      if (drawn) {
        wasDrawn = true
        return
      }
      const draw = () => setDrawn(true)
      waiting.push(draw)
      if (waiting.length === 1) {
        window.addEventListener('keydown', drawAll, { capture: true })
        setTimeout(drawNext)
      }
      return () => {
        waiting.splice(waiting.indexOf(draw), 1)
        if (waiting.length > 0) setTimeout(drawNext)
        else window.removeEventListener('keydown', drawAll, { capture: true })
      }
    }, [drawn])
    return drawn ? <Part {...props} /> : frame
  }
}

/** Draws the part that waits longest. It leaves the list once it is drawn, or no longer needed. */
function drawNext(): void {
  waiting[0]?.()
}

/** Draws all parts that wait. */
function drawAll(): void {
  flushSync(() => {
    for (const draw of waiting) draw()
  })
}
