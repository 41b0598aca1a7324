import { openDialog, useDialogs } from '../../state/dialogs.ts'
import { EDITOR } from '../../text/editors.ts'
import { Button } from '../common/Button.tsx'

/** A button that opens the value in the binary editor, which keeps every byte. */
export function EditAsBinary() {
  const dialog = useDialogs((state) => state.dialog)
  if (dialog?.type !== 'edit-value') return null
  return (
    <Button onClick={() => openDialog({ ...dialog, binary: true })}>{EDITOR.editBinary}</Button>
  )
}
