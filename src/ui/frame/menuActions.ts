import { actingPane } from '../../commands/acting.ts'
import { runCommand } from '../../commands/dispatch.ts'
import { commandOf } from '../../commands/registry.ts'
import { focusPane } from '../../state/focus.ts'
import type { CommandId } from '../../text/commands.ts'

/**
 * Does what a menu item stands for once the menu has closed, the focus back in the pane it is
 * about: a command that opens a field would else lose the focus to the closing menu.
 */
export function afterMenu(act: () => void): void {
  setTimeout(() => {
    focusPane(actingPane())
    act()
  })
}

/** The same for a command. */
export function runAfterMenu(id: CommandId): void {
  afterMenu(() => runCommand(commandOf(id)))
}
