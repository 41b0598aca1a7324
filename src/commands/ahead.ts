/**
 * Keys pressed ahead. While what was entered is on its way (a name, the data of an editor, a command
 * that waits for rows), the keys that follow are for what comes after it: they are kept, and pressed
 * again in their order once it has come. Typing blindly, and a script, lose none.
 */

import { actedAt, isActing, isBehind } from '../state/catchUp.ts'
import { useDialogs } from '../state/dialogs.ts'
import { activeDocument } from '../state/documents.ts'
import { isTextField } from './place.ts'

/** Whoever has waited longer for something to come presses keys for what is on screen. */
const PATIENCE_MS = 500
/** Waiting for the end of something that does not end: the keys are dropped. */
const LIMIT_MS = 10_000
/** These change what is on its way, or are part of a press that comes. */
const OWN_KEYS = ['Escape', 'Tab', 'Shift', 'Control', 'Alt', 'AltGraph', 'Meta']

let kept: KeyboardEvent[] = []
let pressing = false
/** When the wait for what the next kept key is for began. */
let since = 0

/** Listens before everything else does. Returns what ends it. */
export function listenAhead(): () => void {
  window.addEventListener('keydown', keep, { capture: true })
  return () => {
    kept = []
    window.removeEventListener('keydown', keep, { capture: true })
  }
}

function keep(event: KeyboardEvent): void {
  // What is pressed again is not the user's: it goes through.
  if (!event.isTrusted || event.isComposing || OWN_KEYS.includes(event.key)) return
  if (!pressing && !isComing()) return
  if (pressing && performance.now() - since > PATIENCE_MS) return
  event.preventDefault()
  event.stopImmediatePropagation()
  kept.push(event)
  if (!pressing) void pressAll()
}

/** Whether something is on its way, or has come and does not have the focus yet. */
function isComing(): boolean {
  const doc = activeDocument()?.info.doc
  if (doc === undefined) return false
  return isActing(doc) || (!isFocused() && performance.now() - actedAt(doc) < PATIENCE_MS)
}

async function pressAll(): Promise<void> {
  pressing = true
  while (kept.length > 0) {
    if (!(await arrived())) kept = []
    const next = kept.shift()
    if (next) pressAgain(next)
  }
  pressing = false
}

/** Waits until nothing is on its way and the focus is somewhere; false when that takes too long. */
async function arrived(): Promise<boolean> {
  since = performance.now()
  while (performance.now() - since < LIMIT_MS) {
    await new Promise((resolve) => setTimeout(resolve))
    const doc = activeDocument()?.info.doc
    if (isFocused() && (doc === undefined || !isBehind(doc))) return true
  }
  return false
}

/** Whether the focus is where it belongs: in the dialog that is open, else anywhere. */
function isFocused(): boolean {
  const { activeElement } = document
  if (useDialogs.getState().dialog) return activeElement?.closest('[role=dialog]') != null
  return activeElement !== null && activeElement !== document.body
}

/** The press as a script can make it: what the browser itself does with a letter is done here. */
function pressAgain(event: KeyboardEvent): void {
  const { key, code, ctrlKey, shiftKey, altKey, metaKey, repeat } = event
  const target = document.activeElement ?? document.body
  const held = { ctrlKey, shiftKey, altKey, metaKey }
  const again = new KeyboardEvent('keydown', {
    ...{ key, code, repeat, ...held },
    ...{ bubbles: true, cancelable: true, composed: true },
  })
  const isOpen = target.dispatchEvent(again)
  if (!isOpen || !isTextField(target) || ctrlKey || metaKey || altKey) return
  const text = key === 'Enter' && target instanceof HTMLTextAreaElement ? '\n' : key
  if ([...text].length === 1) document.execCommand('insertText', false, text)
}
