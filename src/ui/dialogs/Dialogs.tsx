import { useEffect } from 'react'
import { type Dialog, useDialogs } from '../../state/dialogs.ts'
import { ValueEditor } from '../editors/ValueEditor.tsx'
import { focusRows } from '../frame/rowFocus.ts'
import { AboutDialog } from './AboutDialog.tsx'
import { AddFavoriteDialog } from './AddFavoriteDialog.tsx'
import { ChangedOnDiskDialog } from './ChangedOnDiskDialog.tsx'
import { ChangesDialog } from './ChangesDialog.tsx'
import { CloseUnsavedDialog } from './CloseUnsavedDialog.tsx'
import { ConvertDialog } from './ConvertDialog.tsx'
import { HiveInformationDialog } from './HiveInformationDialog.tsx'
import { KeyPropertiesDialog } from './KeyPropertiesDialog.tsx'
import { LazyPalette, preloadPalette } from './LazyPalette.tsx'
import { LicencesDialog } from './LicencesDialog.tsx'
import { LogsDialog } from './LogsDialog.tsx'
import { PrivacyDialog } from './PrivacyDialog.tsx'
import { ShortcutsDialog } from './ShortcutsDialog.tsx'
import { UpdateDialog } from './UpdateDialog.tsx'

/** The open dialog. Returns the focus when it closes. */
export function Dialogs() {
  const dialog = useDialogs((state) => state.dialog)
  const open = dialog !== null
  useEffect(preloadPalette, [])
  useEffect(() => {
    if (!open) return
    const before = document.activeElement
    return () => {
      // This runs after the dialog has left the document. The row that had the focus may have
      // moved, so the pane decides.
      setTimeout(() => {
        if (useDialogs.getState().dialog || isSomewhere(document.activeElement)) return
        if (isSomewhere(before) && !before.closest('[role=menu], [role=grid], [role=tree]')) {
          before.focus()
        } else {
          focusRows()
        }
      })
    }
  }, [open])
  return dialog && <DialogOf dialog={dialog} />
}

function isSomewhere(element: Element | null): element is HTMLElement {
  return element instanceof HTMLElement && element.isConnected && element !== document.body
}

function DialogOf({ dialog }: { readonly dialog: Dialog }) {
  switch (dialog.type) {
    case 'edit-value':
      return <ValueEditor dialog={dialog} />
    case 'key-properties':
      return <KeyPropertiesDialog doc={dialog.doc} keyId={dialog.key} />
    case 'hive-information':
      return <HiveInformationDialog doc={dialog.doc} />
    case 'changes':
      return <ChangesDialog doc={dialog.doc} />
    case 'close-unsaved':
      return <CloseUnsavedDialog doc={dialog.doc} />
    case 'changed-on-disk':
      return <ChangedOnDiskDialog doc={dialog.doc} />
    case 'convert':
      return <ConvertDialog dialog={dialog} />
    case 'logs':
      // The key makes the next hive's dialog a new one: its focus must not stay on the button that
      // applied the logs of the first.
      return <LogsDialog key={dialog.doc} doc={dialog.doc} />
    case 'add-favorite':
      return <AddFavoriteDialog doc={dialog.doc} path={dialog.path} />
    case 'palette':
      return <LazyPalette />
    case 'shortcuts':
      return <ShortcutsDialog />
    case 'privacy':
      return <PrivacyDialog />
    case 'licences':
      return <LicencesDialog />
    case 'update':
      return <UpdateDialog />
    case 'about':
      return <AboutDialog />
  }
}
