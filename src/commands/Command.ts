/**
 * A command, from which menus, context menus, toolbar, palette, shortcuts and the shortcut sheet
 * are made.
 */

import type { HiveError } from '../errors.ts'
import type { Pasted } from '../state/pasteEvent.ts'
import type { CommandId } from '../text/commands.ts'
import type { Hotkey } from './keys.ts'

/**
 * Where a command's keys work: anywhere, only while the tree or the grid has the focus, or in
 * either of the two (`panes`).
 */
export type CommandContext = 'global' | 'tree' | 'grid' | 'panes'

export interface Command {
  readonly id: CommandId
  readonly context: CommandContext
  /** The hotkeys that run it. The first one is shown in menus. */
  readonly keys?: readonly Hotkey[]
  /** Its keys go to the browser while it does not apply. */
  readonly yields?: boolean
  /** It takes the clipboard: its keys go to the browser, whose paste event runs it. */
  readonly pastes?: boolean
  /** Whether it is on, for a command that switches something. */
  checked?(): boolean
  /** What it acts on at the moment, such as the step that Undo takes back. */
  about?(): string | null
  /** Whether it applies now. Menus and buttons grey it out when it does not. */
  when(): boolean
  /**
   * Why it does not apply, for a user who pressed its key: the error that would refuse it, or a
   * sentence. null when there is nothing to say.
   */
  blocked?(): HiveError | string | null
  /** @param forms - what a paste event brought, for a command that pastes */
  run(forms?: Pasted | null): void
}
