import { useRef } from 'react'
import { closeNext } from '../../state/catchUp.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { discardDocument, documentOf, titleOf } from '../../state/documents.ts'
import { saveDocument } from '../../state/saving.ts'
import { CLOSE_UNSAVED, closeUnsavedText } from '../../text/dialogs.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'

/** Save, Discard or Cancel, before unsaved changes are gone for good. */
export function CloseUnsavedDialog({ doc }: { readonly doc: DocId }) {
  const save = useRef<HTMLButtonElement>(null)
  const entry = documentOf(doc)
  if (!entry) return null
  const saveAndClose = async () => {
    closeDialog()
    // It may have been edited meanwhile.
    if (await saveDocument(doc)) await closeNext(doc)
  }
  return (
    <Dialog
      title={CLOSE_UNSAVED.title}
      onClose={closeDialog}
      initialFocus={save}
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{CLOSE_UNSAVED.cancel}</Button>
          <Button
            onClick={() => {
              closeDialog()
              discardDocument(doc)
            }}
          >
            {CLOSE_UNSAVED.discard}
          </Button>
          <Button look="primary" ref={save} onClick={() => void saveAndClose()}>
            {CLOSE_UNSAVED.save}
          </Button>
        </>
      }
    >
      <p>{closeUnsavedText(titleOf(doc), entry.state.unsaved)}</p>
    </Dialog>
  )
}
