import { useEffect } from 'react'
import { closeDialog, useDialogs } from '../../state/dialogs.ts'
import { showError } from '../../state/notices.ts'
import { Lazy } from '../common/lazyPart.tsx'
import { focusRows } from '../frame/rowFocus.ts'
import { dialogPart } from '../parts.ts'

/** The open dialog. Returns the focus when it closes. */
export function Dialogs() {
  const dialog = useDialogs((state) => state.dialog)
  const open = dialog !== null
  useEffect(() => {
    if (!open) return
    const before = document.activeElement
    return () => {
      // This runs after the dialog has left the document. The row that had the focus may have
      // moved, so the pane decides.
      setTimeout(() => {
        if (useDialogs.getState().dialog || isSomewhere(document.activeElement)) return
        if (
          isSomewhere(before) &&
          !before.closest('[role=menu], [role=grid], [role=treegrid], [role=tree]')
        ) {
          before.focus()
        } else {
          focusRows()
        }
      })
    }
  }, [open])
  return dialog && <Lazy part={dialogPart} props={{ dialog }} fail={fail} />
}

function isSomewhere(element: Element | null): element is HTMLElement {
  return element instanceof HTMLElement && element.isConnected && element !== document.body
}

function fail(error: unknown): void {
  closeDialog()
  showError(error)
}
