/**
 * The browser's own events of copying and pasting. A paste event brings the clipboard without the permission that the
 * page would have to ask for, so the keys of Paste are left to the browser, whose event then runs the command. Where no
 * event comes, the command reads the clipboard itself.
 */

import { useDialogs } from '../state/dialogs.ts'
import { type Pasted, pastedOf } from '../state/pasteEvent.ts'
import type { CommandId } from '../text/commands.ts'
import type { Command } from './Command.ts'
import { isTextField } from './place.ts'

/** Milliseconds after a key press of Paste in which the browser's event comes, if it comes. */
const PATIENCE_MS = 300

/** Runs a command with what was pasted; null when the command has to read it. */
type Run = (command: Command, forms: Pasted | null) => void

/** The command whose key was pressed, which waits for the event. */
let waiting: Waiting | null = null

interface Waiting {
  readonly command: Command
  /** When the key was pressed, in milliseconds on the clock of `performance`. */
  readonly at: number
  readonly timer: ReturnType<typeof setTimeout>
}

/**
 * Leaves a key press of Paste to the browser.
 *
 * @param at - when it was pressed, in milliseconds on the clock of `performance`
 */
export function awaitPaste(command: Command, at: number, run: Run): void {
  if (waiting) clearTimeout(waiting.timer)
  const timer = setTimeout(() => {
    waiting = null
    run(command, null)
  }, PATIENCE_MS)
  waiting = { command, at, timer }
}

/**
 * Listens to the events of the window. Returns a function that stops listening.
 *
 * @param of - the command of an id
 * @param isHere - whether the keys and values have the focus
 */
export function listenToClipboard(
  of: (id: CommandId) => Command,
  isHere: () => boolean,
  run: Run,
): () => void {
  const concerns = (event: ClipboardEvent) =>
    !event.defaultPrevented &&
    isHere() &&
    !isTextField(event.target) &&
    useDialogs.getState().dialog === null
  const onPaste = (event: ClipboardEvent) => {
    const { command, at } = waiting ?? { command: of('edit.paste'), at: event.timeStamp }
    if (waiting) clearTimeout(waiting.timer)
    waiting = null
    if (!concerns(event)) return
    event.preventDefault()
    run(command, pastedOf(event, at))
  }
  /** From a menu of the browser: key presses of Copy and Cut run their commands at once. */
  const onCopy = (event: ClipboardEvent) => {
    if (!concerns(event) || document.getSelection()?.isCollapsed === false) return
    event.preventDefault()
    run(of(event.type === 'cut' ? 'edit.cut' : 'edit.copy'), null)
  }
  window.addEventListener('paste', onPaste)
  window.addEventListener('copy', onCopy)
  window.addEventListener('cut', onCopy)
  return () => {
    window.removeEventListener('paste', onPaste)
    window.removeEventListener('copy', onCopy)
    window.removeEventListener('cut', onCopy)
  }
}
