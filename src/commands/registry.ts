/**
 * The registry of all commands, from which menus, context menus, toolbar, palette, shortcuts and
 * the shortcut sheet are made.
 */

import { useColumns } from '../state/columns.ts'
import { useCopiedPermissions } from '../state/copiedPermissions.ts'
import { useDialogs } from '../state/dialogs.ts'
import { useDocuments } from '../state/documents.ts'
import { useEnvironment } from '../state/environment.ts'
import { useFocusPane } from '../state/focus.ts'
import { useWorking } from '../state/longEdits.ts'
import { usePanel } from '../state/panel.ts'
import { usePanelActions } from '../state/panelActions.ts'
import { useRecentFiles } from '../state/recentStore.ts'
import { useSearches } from '../state/searches.ts'
import { useSettings } from '../state/settings.ts'
import { useTree } from '../state/treeRows.ts'
import { useValues } from '../state/valueRows.ts'
import { COMMAND_TITLES, type CommandId, FULL_TITLES } from '../text/commands.ts'
import type { Command } from './Command.ts'
import { changesCommands } from './changes.ts'
import { clipboardCommands } from './clipboard.ts'
import { compareCommands } from './compare.ts'
import { deletedCommands } from './deleted.ts'
import { editCommands } from './edit.ts'
import { exchangeCommands } from './exchange.ts'
import { fileCommands } from './file.ts'
import { findCommands } from './find.ts'
import { navigateCommands } from './navigate.ts'
import { permissionCommands } from './permissions.ts'
import { pictureCommands } from './pictures.ts'
import { technicalCommands } from './technical.ts'
import { viewCommands } from './view.ts'

export const commands: readonly Command[] = [
  ...fileCommands,
  ...exchangeCommands,
  ...editCommands,
  ...clipboardCommands,
  ...findCommands,
  ...navigateCommands,
  ...viewCommands,
  ...technicalCommands,
  ...deletedCommands,
  ...changesCommands,
  ...pictureCommands,
  ...permissionCommands,
  ...compareCommands,
]

const byId = new Map<CommandId, Command>(commands.map((command) => [command.id, command]))

/** The command of an id. */
export function commandOf(id: CommandId): Command {
  const command = byId.get(id)
  if (!command) throw new TypeError(`no command ${id}`)
  return command
}

/** A command's title outside its menu, with the words that the menu would add. */
export function fullTitle(command: Command): string {
  return FULL_TITLES[command.id] ?? COMMAND_TITLES[command.id]
}

/**
 * Calls `changed` whenever the `when` of some command may give another answer. Returns a function
 * that stops watching.
 */
export function watchCommands(changed: () => void): () => void {
  const stores = [
    useDialogs,
    useDocuments,
    useFocusPane,
    useSettings,
    useColumns,
    useCopiedPermissions,
    useEnvironment,
    useTree,
    useValues,
    usePanel,
    usePanelActions,
    useSearches,
    useRecentFiles,
    useWorking,
  ]
  const ends = stores.map((store) => store.subscribe(changed))
  return () => {
    for (const end of ends) end()
  }
}
