import { useEffect, useState } from 'react'
import { previewSave } from '../../state/savePreviews.ts'
import type { DocId, SaveLayout, SavePreview } from '../../worker/protocol.ts'

/** What a save would write: `preview` or `failed` is set once that is known. */
export interface PreviewState {
  readonly preview: SavePreview | null
  /** Why it would be refused. */
  readonly failed: unknown
  /** The fraction done. */
  readonly done: number
}

const NOTHING: PreviewState = { preview: null, failed: null, done: 0 }

/** Finds out what a save would write; nothing is asked while `layout` is null. */
export function useSavePreview(doc: DocId, layout: SaveLayout | null): PreviewState {
  const [state, setState] = useState(NOTHING)
  useEffect(() => {
    setState(NOTHING)
    if (layout === null) return
    const controller = new AbortController()
    const { signal } = controller
    const set = (next: Partial<PreviewState>) => {
      if (!signal.aborted) setState({ ...NOTHING, ...next })
    }
    previewSave(doc, layout, { signal, onProgress: (done) => set({ done }) }).then(
      (preview) => set({ preview }),
      (failed: unknown) => set({ failed }),
    )
    return () => controller.abort()
  }, [doc, layout])
  return state
}
