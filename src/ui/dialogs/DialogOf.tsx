import type { Dialog } from '../../state/dialogs.ts'
import { CompareDialog } from '../compare/CompareDialog.tsx'
import { NewValueDialog } from '../editors/NewValueDialog.tsx'
import { ValueEditor } from '../editors/ValueEditor.tsx'
import { ExportDialog, PrintDialog } from '../export/ExportDialog.tsx'
import { LargeExportDialog, LeftOutDialog } from '../export/LeftOutDialog.tsx'
import { ImportDialog } from '../import/ImportDialog.tsx'
import { RestoreDialog } from '../import/RestoreDialog.tsx'
import { TextSourceDialog } from '../import/TextSourceDialog.tsx'
import { PermissionsDialog } from '../permissions/PermissionsDialog.tsx'
import { AboutDialog } from './AboutDialog.tsx'
import { AddFavoriteDialog } from './AddFavoriteDialog.tsx'
import { ChangedOnDiskDialog } from './ChangedOnDiskDialog.tsx'
import { CloseUnsavedDialog } from './CloseUnsavedDialog.tsx'
import { ConvertDialog } from './ConvertDialog.tsx'
import { FavoritesDialog } from './FavoritesDialog.tsx'
import { FoundHivesDialog } from './FoundHivesDialog.tsx'
import { HiveInformationDialog } from './HiveInformationDialog.tsx'
import { KeyPathDialog } from './KeyPathDialog.tsx'
import { KeyPropertiesDialog } from './KeyPropertiesDialog.tsx'
import { LicencesDialog } from './LicencesDialog.tsx'
import { LogsDialog } from './LogsDialog.tsx'
import { MergeDialog } from './MergeDialog.tsx'
import { NewHiveDialog } from './NewHiveDialog.tsx'
import { NewLinkDialog } from './NewLinkDialog.tsx'
import { Palette } from './Palette.tsx'
import { PasteDialog } from './PasteDialog.tsx'
import { PrivacyDialog } from './PrivacyDialog.tsx'
import { ResumeDialog } from './ResumeDialog.tsx'
import { SaveAsDialog } from './SaveAsDialog.tsx'
import { SaveReportDialog } from './SaveReportDialog.tsx'
import { ShortcutsDialog } from './ShortcutsDialog.tsx'
import { UpdateDialog } from './UpdateDialog.tsx'

/** A dialog by its type. */
export function DialogOf({ dialog }: { readonly dialog: Dialog }) {
  switch (dialog.type) {
    case 'edit-value':
      return <ValueEditor dialog={dialog} />
    case 'change-type':
      return <ValueEditor dialog={dialog} />
    case 'new-value':
      return <NewValueDialog doc={dialog.doc} keyId={dialog.key} />
    case 'key-properties':
      return <KeyPropertiesDialog doc={dialog.doc} keyId={dialog.key} />
    case 'permissions':
      return <PermissionsDialog doc={dialog.doc} keyId={dialog.key} />
    case 'new-link':
      return <NewLinkDialog doc={dialog.doc} parent={dialog.parent} />
    case 'hive-information':
      return <HiveInformationDialog doc={dialog.doc} />
    case 'save-as':
      return <SaveAsDialog doc={dialog.doc} />
    case 'save-report':
      return <SaveReportDialog doc={dialog.doc} />
    case 'close-unsaved':
      return <CloseUnsavedDialog doc={dialog.doc} />
    case 'changed-on-disk':
      return <ChangedOnDiskDialog doc={dialog.doc} layout={dialog.layout} />
    case 'convert':
      return <ConvertDialog dialog={dialog} />
    case 'logs':
      // The key makes the next hive's dialog a new one: its focus must not stay on the button that
      // applied the logs of the first.
      return <LogsDialog key={dialog.doc} doc={dialog.doc} />
    case 'add-favorite':
      return <AddFavoriteDialog doc={dialog.doc} path={dialog.path} />
    case 'paste':
      return <PasteDialog pasting={dialog.pasting} preview={dialog.preview} />
    case 'key-path':
      return <KeyPathDialog doc={dialog.doc} keyId={dialog.key} />
    case 'export':
      return <ExportDialog place={dialog.place} />
    case 'print':
      return <PrintDialog place={dialog.place} />
    case 'large-export':
      return <LargeExportDialog again={dialog.again} />
    case 'left-out':
      return <LeftOutDialog doc={dialog.doc} rows={dialog.rows} total={dialog.total} />
    case 'text-source':
      return <TextSourceDialog doc={dialog.doc} text={dialog.text} />
    case 'restore-hive':
      return <RestoreDialog doc={dialog.doc} restoring={dialog.restoring} />
    case 'import':
      return <ImportDialog source={dialog.source} />
    case 'found-hives':
      return <FoundHivesDialog />
    case 'resume':
      return <ResumeDialog journal={dialog.journal} />
    case 'new-hive':
      return <NewHiveDialog />
    case 'merge':
      return <MergeDialog />
    case 'compare':
      return <CompareDialog doc={dialog.doc} />
    case 'favorites':
      return <FavoritesDialog />
    case 'palette':
      return <Palette />
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
