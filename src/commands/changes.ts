/**
 * Commands on the list of changes. The list is loaded when it is first shown, and offers what they do while it is on
 * screen.
 */

import { canDo, doAction, isOn } from '../state/panelActions.ts'
import type { CommandId } from '../text/commands.ts'
import type { Command } from './Command.ts'
import { isLocked, lockedReason } from './target.ts'

/** A command that does what the list or view on show offers under its id. */
export function action(id: CommandId): Command {
  return { id, context: 'global', when: () => canDo(id), run: () => doAction(id) }
}

/** An action that changes the hive. */
function edit(id: CommandId): Command {
  return {
    ...action(id),
    when: () => canDo(id) && !isLocked(),
    blocked: lockedReason,
  }
}

function option(id: CommandId): Command {
  return { ...action(id), checked: () => isOn(id) }
}

/** Going to changes, reverting, copying and exporting them, and which of them are listed. */
export const changesCommands: readonly Command[] = [
  action('edit.goToChange'),
  edit('edit.revertChanges'),
  edit('edit.revertAllChanges'),
  action('edit.copyChanges'),
  action('file.exportChanges'),
  action('file.exportInverse'),
  action('file.reportChanges'),
  option('view.groupChanges'),
  option('view.changesSaved'),
  option('view.changesOpened'),
  option('view.changesAdded'),
  option('view.changesRemoved'),
  option('view.changesChanged'),
  option('view.changesMoved'),
  option('view.changesClass'),
  option('view.changesFlags'),
  option('view.changesSecurity'),
  option('view.changesTime'),
]
