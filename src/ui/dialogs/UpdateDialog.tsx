import { useRef } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { useDocuments } from '../../state/documents.ts'
import { titlesOf } from '../../state/titles.ts'
import { applyUpdate } from '../../state/updates.ts'
import { UPDATE, updateText } from '../../text/dialogs.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'

/** Asks before a newer version reloads the page, which closes the open hives. */
export function UpdateDialog() {
  const cancel = useRef<HTMLButtonElement>(null)
  const docs = useDocuments((state) => state.docs)
  return (
    <Dialog
      title={UPDATE.title}
      onClose={closeDialog}
      initialFocus={cancel}
      keepOnOutsideClick
      actions={
        <>
          <Button ref={cancel} onClick={closeDialog}>
            {UPDATE.cancel}
          </Button>
          <Button
            look="primary"
            onClick={() => {
              closeDialog()
              void applyUpdate()
            }}
          >
            {UPDATE.apply}
          </Button>
        </>
      }
    >
      <p>{updateText([...titlesOf(docs).values()])}</p>
    </Dialog>
  )
}
