import { useRef } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { documentOf, titleOf } from '../../state/documents.ts'
import { saveDocument, saveDocumentAs } from '../../state/saving.ts'
import { CHANGED_ON_DISK, changedOnDiskText } from '../../text/dialogs.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'

/** The file to be written is no longer the one that was opened. */
export function ChangedOnDiskDialog({ doc }: { readonly doc: DocId }) {
  const cancel = useRef<HTMLButtonElement>(null)
  const entry = documentOf(doc)
  if (!entry) return null
  return (
    <Dialog
      title={CHANGED_ON_DISK.title}
      onClose={closeDialog}
      initialFocus={cancel}
      keepOnOutsideClick
      actions={
        <>
          <Button ref={cancel} onClick={closeDialog}>
            {CHANGED_ON_DISK.cancel}
          </Button>
          <Button
            onClick={() => {
              closeDialog()
              void saveDocumentAs(doc)
            }}
          >
            {CHANGED_ON_DISK.saveAs}
          </Button>
          <Button
            onClick={() => {
              closeDialog()
              void saveDocument(doc, { overwrite: true })
            }}
          >
            {CHANGED_ON_DISK.overwrite}
          </Button>
        </>
      }
    >
      <p>{changedOnDiskText(titleOf(doc))}</p>
    </Dialog>
  )
}
