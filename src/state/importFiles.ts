/** Files that are imported into an open hive. */

import { pickFile } from '../platform/open.ts'
import { UNDO } from '../text/edits.ts'
import { RESTORE, restoredText } from '../text/restore.ts'
import type { CallOptions, DocId, ReplacePreview } from '../worker/protocol.ts'
import { actNext } from './actionQueue.ts'
import { registryPath } from './copying.ts'
import { openDialogInTurn } from './dialogs.ts'
import { applyResult, documentOf, editTopic } from './documents.ts'
import { undo } from './edits.ts'
import { engine } from './engine.ts'
import { returnFocus } from './focus.ts'
import type { KeyDroppedOn } from './importSource.ts'
import { whileShown } from './longEdits.ts'
import { notify, showError } from './notices.ts'
import { prefixOf } from './prefixes.ts'
import { placesOnto } from './regPaste.ts'
import type { Restoring } from './restoring.ts'
import { selectedKey } from './treeRows.ts'

/** Asks for a file, and shows what it would change in a hive. */
export async function importWithPicker(doc: DocId): Promise<void> {
  const file = await pickFile()
  if (file !== null) await importFile(doc, file)
}

/** Shows what a file would change in a hive, once no other dialog is open. A hive is restored over the selected key. */
export async function importFile(
  doc: DocId,
  file: File,
  onto: KeyDroppedOn | null = null,
): Promise<void> {
  if (await isHive(file)) return offerRestore(doc, file)
  const { name } = file
  const prefix = prefixOf(doc)
  const places = onto === null ? [] : await placesOnto(onto, file)
  const source = { doc, name, file, prefix, pasted: false, places }
  await openDialogInTurn({ type: 'import', source })
}

async function isHive(file: File): Promise<boolean> {
  try {
    return (await file.slice(0, SIGNATURE.length).text()) === SIGNATURE
  } catch {
    // Reading it reports why that failed.
    return false
  }
}

/** The first bytes of a hive. */
const SIGNATURE = 'regf'

async function offerRestore(doc: DocId, file: File): Promise<void> {
  const info = documentOf(doc)?.info
  if (info === undefined) return
  const key = selectedKey(doc) ?? info.root
  try {
    const { path } = await engine().keyPath({ doc, key })
    const restoring = { key, path: registryPath(info.prefix, path), file }
    await openDialogInTurn({ type: 'restore-hive', doc, restoring })
  } catch (error) {
    // The key or the hive may be gone.
    showError(error, file.name, { doc, topic: editTopic(doc) })
  }
}

/** Reads a hive that is to be restored, and counts what that would change. */
export function previewRestore(
  doc: DocId,
  { key, file }: Restoring,
  call: CallOptions,
): Promise<ReplacePreview> {
  return engine().previewReplace({ doc, key, file }, call)
}

/** Gives up a hive that was to be restored. */
export function endRestore(doc: DocId): void {
  // The hive that it was for may be closed.
  engine()
    .endReplace({ doc })
    .catch(() => {})
}

/** Restores the hive that was read over its key, as one step. */
export function restoreHive(doc: DocId, { key, path, file }: Restoring): Promise<void> {
  return actNext(doc, async () => {
    const topic = editTopic(doc)
    try {
      const result = await whileShown(doc, RESTORE.working, (call) =>
        engine().applyReplace({ doc, key }, call),
      )
      applyResult(doc, result)
      const action = { label: UNDO, run: () => void undo(doc) }
      notify({ kind: 'status', text: restoredText(file.name, path), action, doc, topic })
      returnFocus('tree')
    } catch (error) {
      showError(error, file.name, { doc, topic })
    }
  })
}
