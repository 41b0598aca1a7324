/** What a paste event brings, without a question of the browser. */

import { type ClipboardForms, formsOf } from '../platform/clipboard.ts'

/** What was on the clipboard when the user pasted. */
export interface Pasted extends ClipboardForms {
  /** When that was, in milliseconds on the clock of `performance`: what is copied later is not in it. */
  readonly at: number
}

/**
 * Reads what a paste event brings.
 *
 * @param at - when the key was pressed, on that clock
 */
export function pastedOf({ clipboardData }: ClipboardEvent, at: number): Pasted {
  return { ...formsOf(clipboardData), at }
}
