import { useEffect, useState } from 'react'

/** The most units of a text that is measured at each key stroke. */
const AT_ONCE_UNITS = 16_384
const SETTLE_MS = 200

/** The text to measure: the current one or, if it is long, the one from when typing last paused. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  const small = text.length <= AT_ONCE_UNITS
  useEffect(() => {
    if (small) return
    const timer = setTimeout(() => setSettled(text), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [text, small])
  return small ? text : settled
}
