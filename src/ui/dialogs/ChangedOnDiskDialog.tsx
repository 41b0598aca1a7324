import { openDialog } from '../../state/dialogs.ts'
import { documentOf, titleOf } from '../../state/documents.ts'
import { saveDocument } from '../../state/saving.ts'
import { CHANGED_ON_DISK, changedOnDiskText } from '../../text/dialogs.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Question } from '../common/Question.tsx'

/** Asks what to do when the file has changed on disk since it was opened. */
export function ChangedOnDiskDialog({ doc }: { readonly doc: DocId }) {
  if (!documentOf(doc)) return null
  return (
    <Question
      title={CHANGED_ON_DISK.title}
      cancel={CHANGED_ON_DISK.cancel}
      focus="cancel"
      choices={[
        { label: CHANGED_ON_DISK.saveAs, act: () => openDialog({ type: 'save-as', doc }) },
        { label: CHANGED_ON_DISK.overwrite, act: () => saveDocument(doc, { overwrite: true }) },
      ]}
    >
      <p>{changedOnDiskText(titleOf(doc))}</p>
    </Question>
  )
}
