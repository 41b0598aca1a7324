import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { runCommand } from '../../commands/dispatch.ts'
import { ariaHotkey, formatHotkey } from '../../commands/keys.ts'
import { commandOf } from '../../commands/registry.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { COMMAND_TITLES, type CommandId } from '../../text/commands.ts'
import { Button, IconButton } from '../common/Button.tsx'
import { focusRows } from './rowFocus.ts'
import { useCommand } from './useCommand.ts'

interface CommandButtonProps {
  readonly id: CommandId
  /**
   * With an icon it is a square button named by the command; without one it shows the command's
   * title.
   */
  readonly icon?: ReactNode
  readonly look?: 'plain' | 'primary' | 'quiet'
}

/** A button that runs a command and is greyed out when the command does not apply. */
export function CommandButton({ id, icon, look }: CommandButtonProps) {
  const { enabled, checked, about } = useCommand(id)
  const command = commandOf(id)
  const button = useRef<HTMLButtonElement>(null)
  // A button that is disabled while it has the focus loses it.
  useLayoutEffect(() => {
    if (!enabled && document.activeElement === button.current) focusRows()
  }, [enabled])
  const hotkey = command.keys?.[0]
  const shortcut = hotkey && formatHotkey(hotkey, KEYBOARD)
  const shared = {
    ref: button,
    disabled: !enabled,
    'aria-keyshortcuts': hotkey && ariaHotkey(hotkey, KEYBOARD),
    'aria-pressed': checked ?? undefined,
    onClick: () => runCommand(command),
  }
  const label = COMMAND_TITLES[id]
  const title = [about ? `${label}: ${about}` : label, shortcut && `(${shortcut})`]
  if (icon === undefined) {
    return (
      <Button look={look ?? 'plain'} title={title.filter(Boolean).join(' ')} {...shared}>
        {label}
      </Button>
    )
  }
  return (
    <IconButton label={label} {...shared} title={title.filter(Boolean).join(' ')}>
      {icon}
    </IconButton>
  )
}
