import { useEffect, useState } from 'react'
import { completePath } from '../../state/reads.ts'
import type { DocId } from '../../worker/protocol.ts'

const DEBOUNCE_MS = 80
/** Longer texts are pasted, not typed. They get no suggestions, each of which would be as long. */
const MOST_TYPED = 4096

/** Paths that continue the typed text; none while `text` is null. */
export function usePathCompletion(doc: DocId | null, text: string | null): readonly string[] {
  const [paths, setPaths] = useState<readonly string[]>([])
  useEffect(() => {
    if (doc === null || text === null || text.length > MOST_TYPED) {
      setPaths([])
      return
    }
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      const found = await completePath(doc, text, stop.signal)
      if (!stop.signal.aborted) setPaths(found)
    }, DEBOUNCE_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [doc, text])
  return paths
}
