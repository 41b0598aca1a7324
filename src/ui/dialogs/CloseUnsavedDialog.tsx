import { closeNext } from '../../state/actionQueue.ts'
import { discardDocument, documentOf, titleOf } from '../../state/documents.ts'
import { keepForLater } from '../../state/resuming.ts'
import { saveDocument } from '../../state/saving.ts'
import { CLOSE_UNSAVED, closeUnsavedText } from '../../text/dialogs.ts'
import { KEPT_EDITS } from '../../text/keptEdits.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Question } from '../common/Question.tsx'

/** Asks whether to save or discard unsaved changes before a hive is closed. */
export function CloseUnsavedDialog({ doc }: { readonly doc: DocId }) {
  const entry = documentOf(doc)
  if (!entry) return null
  const isKept = entry.journal !== null
  const saveAndClose = async () => {
    // The hive may have been edited again meanwhile.
    if (await saveDocument(doc)) await closeNext(doc)
  }
  return (
    <Question
      title={CLOSE_UNSAVED.title}
      cancel={CLOSE_UNSAVED.cancel}
      focus="last"
      choices={[
        ...(isKept ? [{ label: KEPT_EDITS.laterTitle, act: () => keepForLater(doc) }] : []),
        { label: CLOSE_UNSAVED.discard, act: () => discardDocument(doc) },
        { label: CLOSE_UNSAVED.save, act: saveAndClose, look: 'primary' },
      ]}
    >
      <p>{closeUnsavedText(titleOf(doc), entry.state.unsaved, isKept)}</p>
    </Question>
  )
}
