/** What a command is. Menus, context menus, toolbar, palette, shortcuts and the sheet read these. */

import type { HiveError } from '../errors.ts'
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
  /** The first is the one shown. */
  readonly keys?: readonly Hotkey[]
  /** For a command that switches something: whether it is on. */
  checked?(): boolean
  /** What it is about right now, such as the step Undo takes back. */
  about?(): string | null
  /** Whether it applies now; menus and buttons grey it out when not. */
  when(): boolean
  /**
   * Why it does not apply, for someone who pressed its key: the error it would be refused with, or a
   * sentence; null when there is nothing to say.
   */
  blocked?(): HiveError | string | null
  run(): void
}
