/** Files that are imported into an open hive. */

import { pickFile } from '../platform/open.ts'
import type { DocId } from '../worker/protocol.ts'
import { openDialogInTurn } from './dialogs.ts'
import { prefixOf } from './prefixes.ts'

/** Asks for a file, and shows what it would change in a hive. */
export async function importWithPicker(doc: DocId): Promise<void> {
  const file = await pickFile()
  if (file !== null) await importFile(doc, file)
}

/** Shows what a file would change in a hive, once no other dialog is open. */
export function importFile(doc: DocId, file: File): Promise<void> {
  const { name } = file
  const prefix = prefixOf(doc)
  const source = { doc, name, file, prefix, pasted: false, places: [] }
  return openDialogInTurn({ type: 'import', source })
}
