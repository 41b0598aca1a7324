import { openDialog } from '../../state/dialogs.ts'
import { documentOf, titleOf } from '../../state/documents.ts'
import { reloadDocument } from '../../state/reloading.ts'
import { saveDocument } from '../../state/saving.ts'
import { CHANGED_ON_DISK, changedOnDiskText } from '../../text/dialogs.ts'
import type { DocId, SaveLayout } from '../../worker/protocol.ts'
import { Question } from '../common/Question.tsx'

interface Props {
  readonly doc: DocId
  /** The layout of the save that was refused. */
  readonly layout: SaveLayout
}

/** Asks what to do when the file has changed on disk since it was opened or saved. */
export function ChangedOnDiskDialog({ doc, layout }: Props) {
  const entry = documentOf(doc)
  if (!entry) return null
  return (
    <Question
      title={CHANGED_ON_DISK.title}
      cancel={CHANGED_ON_DISK.cancel}
      focus="cancel"
      choices={[
        { label: CHANGED_ON_DISK.reload, act: () => reloadDocument(doc) },
        { label: CHANGED_ON_DISK.saveAs, act: () => openDialog({ type: 'save-as', doc }) },
        {
          label: CHANGED_ON_DISK.overwrite,
          act: () => saveDocument(doc, { overwrite: true, layout }),
        },
      ]}
    >
      {changedOnDiskText(titleOf(doc), entry.state.unsaved).map((text) => (
        <p key={text}>{text}</p>
      ))}
    </Question>
  )
}
