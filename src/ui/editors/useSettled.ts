import { useEffect, useState } from 'react'

/** The most units of a text that is measured at each key stroke. */
const AT_ONCE_UNITS = 16_384
const SETTLE_MS = 200

/** The text to measure: the current one or, if it is long, the one from when typing last paused. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  const small = isMeasuredAtOnce(text)
  useEffect(() => {
    if (small) return
    const timer = setTimeout(() => setSettled(text), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [text, small])
  return small ? text : settled
}

/** Whether a text is so short that it is measured at each key stroke. */
export function isMeasuredAtOnce(text: string): boolean {
  return text.length <= AT_ONCE_UNITS
}
