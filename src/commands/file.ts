import { openDialog } from '../state/dialogs.ts'
import { closeDocument, openEmpty, openSample, useDocuments } from '../state/documents.ts'
import { openWithPicker } from '../state/opening.ts'
import { saveDocument, saveDocumentAs } from '../state/saving.ts'
import { NEW_HIVE_NAME } from '../text/commands.ts'
import { canEdit, documentIs, isEarly, readOnlyReason, withDocument } from './acting.ts'
import type { Command } from './Command.ts'

const running = () => !useDocuments.getState().stopped
const canSave = () => running() && canEdit() && documentIs((doc) => !doc.saving)

/** Opening, saving and closing hives. */
export const fileCommands: readonly Command[] = [
  {
    id: 'file.open',
    context: 'global',
    keys: ['Mod+O'],
    when: running,
    run: () => void openWithPicker(),
  },
  {
    id: 'file.newHive',
    context: 'global',
    when: running,
    run: () => void openEmpty(NEW_HIVE_NAME),
  },
  { id: 'file.openSample', context: 'global', when: running, run: () => void openSample() },
  {
    id: 'file.save',
    context: 'global',
    keys: ['Mod+S'],
    when: canSave,
    blocked: readOnlyReason,
    run: () => withDocument(saveDocument),
  },
  {
    id: 'file.saveAs',
    context: 'global',
    keys: ['Mod+Shift+S'],
    when: canSave,
    blocked: readOnlyReason,
    run: () => withDocument(saveDocumentAs),
  },
  {
    id: 'file.close',
    context: 'global',
    when: () => documentIs(() => true),
    run: () => withDocument(closeDocument),
  },
  {
    id: 'tools.information',
    context: 'global',
    when: () => documentIs(() => true),
    run: () => withDocument((doc) => openDialog({ type: 'hive-information', doc })),
  },
  {
    id: 'tools.convert',
    context: 'global',
    when: () => documentIs(isEarly),
    run: () => withDocument((doc) => openDialog({ type: 'convert', doc, next: null })),
  },
  {
    id: 'tools.logs',
    context: 'global',
    when: () => documentIs(({ info }) => info.logs.length > 0),
    run: () => withDocument((doc) => openDialog({ type: 'logs', doc })),
  },
]
