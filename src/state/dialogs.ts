/**
 * Which dialog, menu or palette is open; only one is at a time. A dialog's own data is not kept
 * here.
 */

import { create } from 'zustand'
import type {
  DocId,
  JournalId,
  KeyId,
  LeftOutRow,
  PastePreview,
  SaveLayout,
  ValueRow,
} from '../worker/protocol.ts'
import type { Pasting } from './clip.ts'
import type { ExportPlace } from './exportPlace.ts'
import type { ImportSource } from './importSource.ts'
import type { Restoring } from './restoring.ts'
import type { ShownText } from './shownText.ts'

export type Dialog =
  | {
      readonly type: 'edit-value'
      readonly doc: DocId
      readonly key: KeyId
      readonly value: ValueRow
      /** Edit the value as bytes, whatever its type. */
      readonly binary: boolean
    }
  | {
      readonly type: 'change-type'
      readonly doc: DocId
      readonly key: KeyId
      readonly value: ValueRow
    }
  | { readonly type: 'new-value'; readonly doc: DocId; readonly key: KeyId }
  | { readonly type: 'key-properties'; readonly doc: DocId; readonly key: KeyId }
  | { readonly type: 'permissions'; readonly doc: DocId; readonly key: KeyId }
  | { readonly type: 'new-link'; readonly doc: DocId; readonly parent: KeyId }
  | { readonly type: 'hive-information'; readonly doc: DocId }
  | { readonly type: 'save-as'; readonly doc: DocId }
  | { readonly type: 'save-report'; readonly doc: DocId }
  | { readonly type: 'close-unsaved'; readonly doc: DocId }
  | { readonly type: 'changed-on-disk'; readonly doc: DocId; readonly layout: SaveLayout }
  | {
      readonly type: 'convert'
      readonly doc: DocId
      /** The action that the user was about to take, which follows once the hive can be edited. */
      readonly next: (() => void) | null
    }
  | { readonly type: 'logs'; readonly doc: DocId }
  | { readonly type: 'add-favorite'; readonly doc: DocId; readonly path: string }
  | {
      readonly type: 'paste'
      readonly doc: DocId
      readonly pasting: Pasting
      readonly preview: PastePreview
    }
  | { readonly type: 'key-path'; readonly doc: DocId; readonly key: KeyId }
  | { readonly type: 'import'; readonly source: ImportSource }
  | { readonly type: 'found-hives' }
  /** `journal`: the edits that it is about, if it is about some. */
  | { readonly type: 'resume'; readonly journal?: JournalId }
  | { readonly type: 'new-hive' }
  | { readonly type: 'merge' }
  | { readonly type: 'export' | 'print'; readonly place: ExportPlace }
  | { readonly type: 'text-source'; readonly doc: DocId; readonly text: ShownText }
  | { readonly type: 'restore-hive'; readonly doc: DocId; readonly restoring: Restoring }
  | { readonly type: 'large-export'; readonly again: () => void }
  | {
      readonly type: 'left-out'
      readonly doc: DocId
      readonly rows: readonly LeftOutRow[]
      readonly total: number
    }
  | { readonly type: 'compare'; readonly doc: DocId }
  | { readonly type: 'favorites' }
  | { readonly type: 'palette' }
  | { readonly type: 'shortcuts' }
  | { readonly type: 'privacy' }
  | { readonly type: 'about' }
  | { readonly type: 'update' }
  | { readonly type: 'licences' }

/** Where a context menu was asked for, in CSS pixels of the window. */
export interface ContextMenu {
  readonly kind:
    | 'tree'
    | 'tree-new'
    | 'grid'
    | 'grid-empty'
    | 'grid-new'
    | 'columns'
    | 'results'
    | 'replacements'
    | 'history'
    | 'changes'
    | 'changes-options'
    | 'timeline'
    | 'deleted'
    | 'sizes'
    | 'differences'
    | 'file-map'
    | 'writable'
  readonly x: number
  readonly y: number
  /** Whether it was opened with the keyboard rather than the mouse. */
  readonly byKey: boolean
}

interface Dialogs {
  readonly dialog: Dialog | null
  /** Whether something was typed in the open dialog. */
  readonly typed: boolean
  readonly menu: ContextMenu | null
}

export const useDialogs = create<Dialogs>(() => ({ dialog: null, typed: false, menu: null }))

export function openDialog(dialog: Dialog): void {
  useDialogs.setState({ dialog, typed: false, menu: null })
}

let closedAt = Number.NEGATIVE_INFINITY

export function closeDialog(): void {
  closedAt = performance.now()
  useDialogs.setState({ dialog: null, typed: false })
}

/** When a dialog was last closed, in milliseconds on the clock of `performance`. */
export function dialogClosedAt(): number {
  return closedAt
}

/** Opens a dialog that the user did not ask for, once no other dialog is open. */
export async function openDialogInTurn(dialog: Dialog): Promise<void> {
  while (useDialogs.getState().dialog !== null) await dialogClosed()
  openDialog(dialog)
}

/** Notes that something was typed in the open dialog. */
export function typeInDialog(): void {
  useDialogs.setState({ typed: true })
}

/** Waits until the open dialog is closed. */
export function dialogClosed(): Promise<void> {
  const { dialog } = useDialogs.getState()
  return new Promise((resolve) => {
    const stop = useDialogs.subscribe((now) => {
      if (now.dialog === dialog) return
      stop()
      resolve()
    })
  })
}

/** Opens the editor that fits a value's type, or the binary one when asked for. */
export function openValueEditor(
  doc: DocId,
  key: KeyId,
  value: ValueRow,
  options: { readonly binary?: boolean } = {},
): void {
  openDialog({ type: 'edit-value', doc, key, value, binary: options.binary ?? false })
}

/** Opens the context menu of a pane. For the keyboard, at the focused row. */
export function openContextMenu(
  kind: ContextMenu['kind'],
  at: { readonly x: number; readonly y: number; readonly byKey?: boolean },
): void {
  useDialogs.setState({ menu: { kind, x: at.x, y: at.y, byKey: at.byKey ?? false } })
}

export function closeContextMenu(): void {
  useDialogs.setState({ menu: null })
}
