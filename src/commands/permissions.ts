/** Permissions of keys: the dialog, and copying those of one key to others. What they need is loaded when it is used. */

import { actOnKey } from '../state/actionQueue.ts'
import { hasCopiedPermissions } from '../state/copiedPermissions.ts'
import { openDialog } from '../state/dialogs.ts'
import { loadModule } from '../state/loadModule.ts'
import { selectedKey } from '../state/treeRows.ts'
import type { DocId, KeyId } from '../worker/protocol.ts'
import type { Command } from './Command.ts'
import { action } from './changes.ts'
import { edit, hasKey, newReason, withDocument } from './target.ts'
import { through } from './through.ts'
import { panelCommand } from './view.ts'

const permissions = () => loadModule(() => import('../state/permissions.ts'))

/** Runs an action on the selected key once it is known. */
function onKey(doc: DocId, act: (key: KeyId) => void): Promise<void> {
  return actOnKey(doc, () => {
    const key = selectedKey(doc)
    if (key !== null) act(key)
  })
}

/** The dialog, copying permissions, and the list of keys that ordinary users can write to. */
export const permissionCommands: readonly Command[] = [
  panelCommand('tools.writable', 'writable'),
  action('edit.goToWritable'),
  action('edit.writablePermissions'),
  action('file.exportRightsCsv'),
  action('file.exportRightsJson'),
  {
    id: 'edit.permissions',
    context: 'panes',
    keys: ['F8'],
    when: hasKey,
    run: () =>
      withDocument((doc) => onKey(doc, (key) => openDialog({ type: 'permissions', doc, key }))),
  },
  {
    id: 'edit.copyPermissions',
    context: 'global',
    when: hasKey,
    run: () =>
      withDocument((doc) =>
        onKey(doc, (key) =>
          through(permissions, ({ copyPermissions }) => copyPermissions(doc, key)),
        ),
      ),
  },
  {
    id: 'edit.pastePermissions',
    context: 'global',
    when: () => hasKey() && hasCopiedPermissions() && newReason('newValue') === null,
    blocked: () => newReason('newValue'),
    run: () =>
      edit((doc) =>
        onKey(doc, (key) =>
          through(permissions, ({ pastePermissions }) => pastePermissions(doc, key)),
        ),
      ),
  },
]
