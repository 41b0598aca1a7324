import { useSyncExternalStore } from 'react'
import { commandOf, watchCommands } from '../../commands/registry.ts'
import type { CommandId } from '../../text/commands.ts'

/** What a button or menu item shows of a command right now. */
export interface CommandState {
  readonly enabled: boolean
  readonly checked: boolean | null
  readonly about: string | null
}

/** Follows a command's state. */
export function useCommand(id: CommandId): CommandState {
  // A string, because a fresh object every time would never settle.
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
