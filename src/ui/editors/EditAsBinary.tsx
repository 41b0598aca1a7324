import { openDialog, useDialogs } from '../../state/dialogs.ts'
import { EDITOR } from '../../text/edits.ts'
import { Button } from '../common/Button.tsx'

/** Opens the value of this editor in the binary one, where nothing is dropped. */
export function EditAsBinary() {
  const dialog = useDialogs((state) => state.dialog)
  if (dialog?.type !== 'edit-value') return null
  return (
    <Button onClick={() => openDialog({ ...dialog, binary: true })}>{EDITOR.editBinary}</Button>
  )
}
