/** The one keydown listener of the page: finds the command of a key press and runs it. */

import { useDialogs } from '../state/dialogs.ts'
import { activeDocument, editTopic } from '../state/documents.ts'
import { KEYBOARD } from '../state/environment.ts'
import { useFocusPane } from '../state/focus.ts'
import { sayWhyNot, showError } from '../state/notices.ts'
import type { Pasted } from '../state/pasteEvent.ts'
import type { CommandId } from '../text/commands.ts'
import type { Command, CommandContext } from './Command.ts'
import { bufferKeys } from './keyBuffer.ts'
import { belongsToText, type KeyPress, matchesHotkey } from './keys.ts'
import { answerNotYet } from './notYet.ts'
import { awaitPaste, listenToClipboard } from './pasteKeys.ts'
import { isTextField, pressesButton } from './place.ts'
import { commandOf, commands } from './registry.ts'

/** Commands that run repeatedly while their key is held down. */
const REPEATABLE: readonly CommandId[] = [
  'edit.undo',
  'edit.redo',
  'go.back',
  'go.forward',
  'go.up',
  'go.nextPane',
  'go.previousPane',
  'go.nextDifference',
  'go.previousDifference',
]

/** Where the focus is, which decides what a key press may run. */
export interface KeyPlace {
  readonly pane: 'tree' | 'grid' | null
  /** The focus is in a text field. */
  readonly typing: boolean
}

/** The command of a key press at a place. */
export function commandFor(press: KeyPress, place: KeyPlace): Command | undefined {
  return commands.find(
    ({ context, keys }) =>
      reaches(context, place) &&
      keys?.some(
        (key) =>
          matchesHotkey(key, press, KEYBOARD) && !(place.typing && belongsToText(key, KEYBOARD)),
      ),
  )
}

function reaches(context: CommandContext, { pane, typing }: KeyPlace): boolean {
  if (context === 'global') return true
  if (pane === null || typing) return false
  return context === 'panes' || context === pane
}

/** Runs a command, or says why it does not apply. */
export function runCommand(command: Command, forms: Pasted | null = null): void {
  if (command.when()) {
    command.run(forms)
    return
  }
  const why = command.blocked?.()
  const doc = activeDocument()?.info.doc
  if (typeof why === 'string') sayWhyNot(why, doc)
  else if (why) showError(why, undefined, { doc, topic: topicOfRefusals(), transient: true })
}

/**
 * The topic of notices about refused edits: the next edit that succeeds takes them off the screen.
 */
function topicOfRefusals(): string | undefined {
  const doc = activeDocument()
  return doc && editTopic(doc.info.doc)
}

/** Listens to the keys of the whole window. Returns a function that stops listening. */
export function listenToKeys(): () => void {
  const endBuffer = bufferKeys()
  const endClipboard = listenToClipboard(commandOf, isInRows, runCommand)
  window.addEventListener('keydown', onKeyDown)
  window.addEventListener('mouseup', onMouseUp)
  return () => {
    endBuffer()
    endClipboard()
    window.removeEventListener('keydown', onKeyDown)
    window.removeEventListener('mouseup', onMouseUp)
  }
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || pressesButton(event)) return
  const command = commandFor(event, placeOf(event.target))
  if (!command) {
    if (!isBusy(event.target) && answerNotYet(event)) event.preventDefault()
    return
  }
  if (command.yields && !command.when()) return
  if (command.pastes && event.isTrusted && !event.repeat) {
    awaitPaste(command, event.timeStamp, runCommand)
    return
  }
  // Also when the command does not apply: the browser's own action (leave the page, save its HTML)
  // is never wanted.
  event.preventDefault()
  // A key that is held down must not delete one item after another.
  if (event.repeat && !REPEATABLE.includes(command.id)) return
  if (!isBusy(event.target)) runCommand(command)
}

/** The mouse's own back and forward buttons, which would leave the page. */
function onMouseUp(event: MouseEvent): void {
  const id = event.button === 3 ? 'go.back' : event.button === 4 ? 'go.forward' : null
  if (!id) return
  event.preventDefault()
  if (!isBusy(event.target)) runCommand(commandOf(id))
}

/** Whether the keys or the values have the focus. */
function isInRows(): boolean {
  const { pane } = useFocusPane.getState()
  return pane === 'tree' || pane === 'grid'
}

function placeOf(target: EventTarget | null): KeyPlace {
  const { pane } = useFocusPane.getState()
  return { pane: pane === 'tree' || pane === 'grid' ? pane : null, typing: isTextField(target) }
}

/** A dialog or a menu is open: commands would act on the page under it. */
function isBusy(target: EventTarget | null): boolean {
  if (useDialogs.getState().dialog) return true
  return target instanceof Element && target.closest('[role="menu"]') !== null
}
