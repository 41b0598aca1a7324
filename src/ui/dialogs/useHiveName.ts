import { useDocuments } from '../../state/documents.ts'
import { titlesOf } from '../../state/titles.ts'
import { inHiveText } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'

/** Which hive a dialog is about, in words; null while no other is open. */
export function useHiveName(doc: DocId): string | null {
  const docs = useDocuments((state) => state.docs)
  const title = titlesOf(docs).get(doc)
  return title === undefined || docs.length < 2 ? null : inHiveText(title)
}
