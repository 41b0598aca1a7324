import { useEffect } from 'react'
import { useDocument } from '../../state/documents.ts'
import type { DocId } from '../../worker/protocol.ts'

/** What is shown of a hive, which is measured while that is on screen. */
export function useMeasured<View>(
  views: { useView(doc: DocId): View; follow(doc: DocId): void; stop(doc: DocId): void },
  doc: DocId,
): View {
  // A step or a save gives the document another state.
  const state = useDocument(doc)?.state
  useEffect(() => {
    if (state !== undefined) views.follow(doc)
  }, [views, doc, state])
  useEffect(() => () => views.stop(doc), [views, doc])
  return views.useView(doc)
}
