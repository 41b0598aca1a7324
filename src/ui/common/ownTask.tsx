import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { expectFocus } from '../../state/focus.ts'

/** The parts that wait to be drawn for the first time. */
const waiting: (() => void)[] = []

/**
 * A component that is drawn in a task of its own the first time, since code that runs for the first time is slow: one
 * task that draws all of a hive would make the page wait. Afterwards it is drawn at once. Keys wait for it, but for those
 * that are pressed in the keys of the hive, which are drawn before.
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
      const arrive = expectFocus(isOutsideKeys)
      const draw = () => setDrawn(true)
      waiting.push(draw)
      if (waiting.length === 1) setTimeout(drawNext)
      return () => {
        // By then the part can take the focus.
        setTimeout(arrive)
        waiting.splice(waiting.indexOf(draw), 1)
        if (waiting.length > 0) setTimeout(drawNext)
      }
    }, [drawn])
    return drawn ? <Part {...props} /> : frame
  }
}

function isOutsideKeys(target: EventTarget | null): boolean {
  return !(target instanceof Element) || target.closest('[role=tree]') === null
}

/** Draws the part that waits longest. It leaves the list once it is drawn, or no longer needed. */
function drawNext(): void {
  waiting[0]?.()
}
