import { useEffect, useState } from 'react'

/** Up to this many units a text is measured at each key stroke. */
const AT_ONCE_UNITS = 16_384
const SETTLE_MS = 200

/** A text to measure: as it is, or when it is long, as it was when typing last paused. */
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
