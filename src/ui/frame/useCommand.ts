import { useSyncExternalStore } from 'react'
import { commandOf, watchCommands } from '../../commands/registry.ts'
import type { CommandId } from '../../text/commands.ts'

/** The current state of a command, for a button or menu item. */
export interface CommandState {
  readonly enabled: boolean
  readonly checked: boolean | null
  readonly about: string | null
}

/** Subscribes to a command's state. */
export function useCommand(id: CommandId): CommandState {
  // The snapshot is a string, since a new object each time would cause endless renders.
  const snapshot = useSyncExternalStore(watchCommands, () => {
    const command = commandOf(id)
    const enabled = command.when()
    return JSON.stringify([
      enabled,
      command.checked?.() ?? null,
      enabled ? (command.about?.() ?? null) : null,
    ])
  })
  const [enabled, checked, about] = JSON.parse(snapshot) as [boolean, boolean | null, string | null]
  return { enabled, checked, about }
}
