import type { HiveError } from '../errors.ts'
import { closeNext } from '../state/actionQueue.ts'
import { openDialog } from '../state/dialogs.ts'
import { activeDocument, type Doc, openSample, useDocuments } from '../state/documents.ts'
import { loadModule } from '../state/loadModule.ts'
import { loadResuming } from '../state/loadResuming.ts'
import { openWithPicker } from '../state/openFiles.ts'
import { useRecentFiles } from '../state/recentStore.ts'
import { useSettings } from '../state/settings.ts'
import { nothingToSaveText } from '../text/page.ts'
import type { DocId } from '../worker/protocol.ts'
import type { Command } from './Command.ts'
import {
  canEdit,
  documentIs,
  edit,
  isEarly,
  lockedReason,
  readOnlyReason,
  withDocument,
  withHive,
} from './target.ts'
import { through } from './through.ts'

const foundHives = () => loadModule(() => import('../state/foundHives.ts'))
const saving = () => loadModule(() => import('../state/saving.ts'))
const reopening = () => loadModule(() => import('../state/reopening.ts'))

/** Loads what saving, and searching archives and folders, need ahead of their first use. */
export function loadFiles(): Promise<unknown> {
  const resuming = [loadResuming(), loadModule(() => import('../state/reviving.ts'))]
  return Promise.all([saving(), foundHives(), reopening(), ...resuming])
}

/** Runs an action of the module that saves. */
function save(act: (module: Awaited<ReturnType<typeof saving>>, doc: DocId) => unknown) {
  return (doc: DocId) => through(saving, (module) => act(module, doc))
}

const running = () => !useDocuments.getState().stopped
/**
 * A hive of an early version has something to save when its file holds the converted hive, or the
 * hive without its logs.
 */
const isBehind = (doc: Doc) => isEarly(doc) && doc.state.unsaved > 0
const canSave = () =>
  running() && (canEdit() || documentIs(isBehind)) && documentIs((doc) => !doc.saving)

/** A hive of an early version can be saved as a copy of a later one. */
const canSaveAs = () =>
  running() && documentIs((doc) => !doc.saving && (doc.info.access === 'editable' || isEarly(doc)))

/** Whether the edits of a hive are kept, or will be. */
const isKeeping = ({ keeping }: Doc) => keeping ?? useSettings.getState().keepsEdits

function saveReason(): HiveError | string | null {
  const doc = activeDocument()
  // A banner already says that the engine has stopped.
  if (doc === undefined || doc.saving || !running()) return null
  return isEarly(doc) ? nothingToSaveText(doc.info.name) : readOnlyReason()
}

/** A hive of an early version with its logs applied is converted before it is saved. */
function withSavable(act: (doc: DocId) => unknown): void {
  const hasLogs = documentIs(({ info }) => info.recovery !== null)
  if (hasLogs) edit(act)
  else withHive(act)
}

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
    id: 'file.reopen',
    context: 'global',
    when: () => running() && useRecentFiles.getState().wereOpen.length > 0,
    run: () => through(reopening, ({ reopenFiles }) => reopenFiles()),
  },
  {
    id: 'file.openFolder',
    context: 'global',
    when: running,
    run: () => through(foundHives, ({ openFolder }) => openFolder()),
  },
  {
    id: 'file.newHive',
    context: 'global',
    when: running,
    run: () => openDialog({ type: 'new-hive' }),
  },
  {
    id: 'file.merge',
    context: 'global',
    when: running,
    run: () => openDialog({ type: 'merge' }),
  },
  {
    id: 'file.resume',
    context: 'global',
    when: running,
    run: () => openDialog({ type: 'resume' }),
  },
  {
    id: 'file.keepEdits',
    context: 'global',
    checked: () => useSettings.getState().keepsEdits,
    when: running,
    run: () =>
      through(loadResuming, ({ setKeepingAll }) =>
        setKeepingAll(!useSettings.getState().keepsEdits),
      ),
  },
  {
    id: 'file.keepEditsOf',
    context: 'global',
    checked: () => documentIs(isKeeping),
    when: () => running() && activeDocument() !== undefined,
    run: () =>
      withHive((doc) =>
        through(loadResuming, ({ setKeeping }) => setKeeping(doc, !documentIs(isKeeping))),
      ),
  },
  { id: 'file.openSample', context: 'global', when: running, run: () => void openSample() },
  {
    id: 'file.save',
    context: 'global',
    keys: ['Mod+S'],
    when: canSave,
    blocked: saveReason,
    run: () => withSavable(save(({ saveDocument }, doc) => saveDocument(doc))),
  },
  {
    id: 'file.saveAs',
    context: 'global',
    keys: ['Mod+Shift+S'],
    when: canSaveAs,
    blocked: readOnlyReason,
    run: () => withHive((doc) => openDialog({ type: 'save-as', doc })),
  },
  {
    id: 'file.saveReport',
    context: 'global',
    when: () => documentIs(({ lastSave }) => lastSave !== null),
    run: () => withHive((doc) => openDialog({ type: 'save-report', doc })),
  },
  {
    id: 'file.original',
    context: 'global',
    when: () => running() && documentIs(() => true),
    run: () => withHive(save(({ downloadOriginal }, doc) => downloadOriginal(doc))),
  },
  {
    id: 'file.close',
    context: 'global',
    when: () => documentIs(() => true),
    run: () => withDocument(closeNext),
  },
  {
    id: 'tools.information',
    context: 'global',
    when: () => documentIs(() => true),
    run: () => withHive((doc) => openDialog({ type: 'hive-information', doc })),
  },
  {
    id: 'tools.convert',
    context: 'global',
    when: () => documentIs(isEarly),
    blocked: lockedReason,
    run: () => withHive((doc) => openDialog({ type: 'convert', doc, next: null })),
  },
  {
    id: 'tools.logs',
    context: 'global',
    when: () => documentIs(({ info }) => info.logs.length > 0),
    run: () => withHive((doc) => openDialog({ type: 'logs', doc })),
  },
]
