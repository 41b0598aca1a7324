import { useDocuments } from '../../state/documents.ts'
import { titlesOf } from '../../state/titles.ts'
import { inHiveText } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'

/** The text that says which hive a dialog is about; null while no other hive is open. */
export function useHiveName(doc: DocId): string | null {
  const docs = useDocuments((state) => state.docs)
  const title = titlesOf(docs).get(doc)
  return title === undefined || docs.length < 2 ? null : inHiveText(title)
}
