/**
 * Commands on deleted items, and the salvage of a damaged hive. The list of deleted items is loaded when it is first shown, and offers what they do while it is on
 * screen.
 */

import { goToPanelTab } from '../state/goToPanel.ts'
import { canDo, doAction } from '../state/panelActions.ts'
import { salvageHive } from '../state/salvage.ts'
import type { CommandId } from '../text/commands.ts'
import type { Command } from './Command.ts'
import { documentIs, isLocked, lockedReason, withDocument } from './target.ts'

function action(id: CommandId): Command {
  return { id, context: 'global', when: () => canDo(id), run: () => doAction(id) }
}

/** An action that changes the hive. */
function edit(id: CommandId): Command {
  return { ...action(id), when: () => canDo(id) && !isLocked(), blocked: lockedReason }
}

/** Listing, restoring, copying and exporting deleted items. */
export const deletedCommands: readonly Command[] = [
  {
    id: 'tools.deleted',
    context: 'global',
    when: () => documentIs(() => true),
    run: () => withDocument((doc) => goToPanelTab(doc, 'deleted')),
  },
  {
    id: 'tools.salvage',
    context: 'global',
    when: () => documentIs(() => true),
    run: () => withDocument(salvageHive),
  },
  edit('edit.restoreDeleted'),
  edit('edit.restoreDeletedBelow'),
  action('view.deletedCell'),
  action('edit.copyDeleted'),
  action('file.exportDeletedCsv'),
  action('file.exportDeletedJson'),
]
