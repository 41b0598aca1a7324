/**
 * A buffer for keys that are pressed before their target is on screen. While a command is under way
 * (a name is being committed, an editor is about to open), a part of the page is being loaded that
 * takes the focus, or a dialog that closed has not given it back, the keys that follow are kept, and
 * dispatched again in order once it is done. Fast typists and scripts lose no keys.
 */

import { actedAt, isActing, isBehind } from '../state/actionQueue.ts'
import { dialogClosedAt, useDialogs } from '../state/dialogs.ts'
import { activeDocument } from '../state/documents.ts'
import { isFocusExpected } from '../state/focus.ts'
import { isTextField } from './place.ts'

/**
 * Milliseconds after which a key is dispatched to the current screen, because nothing else is
 * expected.
 */
const PATIENCE_MS = 500
/** Milliseconds after which the keys are dropped, because the command does not end. */
const LIMIT_MS = 10_000
/** Keys that are never kept: they affect the command under way, or belong to a chord. */
const OWN_KEYS = ['Escape', 'Tab', 'Shift', 'Control', 'Alt', 'AltGraph', 'Meta']

let kept: KeyboardEvent[] = []
let pressing = false
/** When the wait of the next kept key began. */
let since = 0

/** Starts to listen, before every other listener. Returns a function that stops listening. */
export function bufferKeys(): () => void {
  window.addEventListener('keydown', keep, { capture: true })
  return () => {
    kept = []
    window.removeEventListener('keydown', keep, { capture: true })
  }
}

function keep(event: KeyboardEvent): void {
  // Keys that are dispatched again are not trusted events: they go through.
  if (!event.isTrusted || event.isComposing || OWN_KEYS.includes(event.key)) return
  // The browser's paste event, which brings the clipboard, comes only now.
  if (!pressing && isPaste(event)) return
  if (!pressing && !isComing(event.target)) return
  const isLate = performance.now() - since > PATIENCE_MS
  if (pressing && isLate && !isFocusExpected()) return
  event.preventDefault()
  event.stopImmediatePropagation()
  kept.push(event)
  if (!pressing) void pressAll()
}

function isPaste({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && key.toLowerCase() === 'v'
}

/**
 * Whether a command is under way, or the focus has yet to arrive: at what the command opened, or where it
 * was before a dialog that closed.
 */
function isComing(target: EventTarget | null): boolean {
  if (isFocusExpected(target)) return true
  const doc = activeDocument()?.info.doc
  if (doc === undefined) return false
  if (isActing(doc)) return true
  const changedAt = Math.max(actedAt(doc), dialogClosedAt())
  return !isFocused() && performance.now() - changedAt < PATIENCE_MS
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

/**
 * Waits until no command is under way and something has the focus. Without a command, the focus may stay
 * nowhere (a focused button can vanish): then the wait ends all the same.
 *
 * @returns false when a command takes too long
 */
async function arrived(): Promise<boolean> {
  since = performance.now()
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve))
    const doc = activeDocument()?.info.doc
    const waited = performance.now() - since
    const isDone = !isFocusExpected() && (doc === undefined || !isBehind(doc))
    if (isDone && (isFocused() || waited > PATIENCE_MS)) return true
    if (waited > LIMIT_MS) return false
  }
}

/**
 * Whether the focus is where it belongs: in the open dialog if there is one, otherwise anywhere.
 */
function isFocused(): boolean {
  const { activeElement } = document
  if (useDialogs.getState().dialog) return activeElement?.closest('[role=dialog]') != null
  return activeElement !== null && activeElement !== document.body
}

/**
 * Dispatches a key again. The browser inserts no text and presses no button for an event made by a script, so that is
 * done here.
 * `execCommand` is deprecated, but nothing else inserts text with the events the editors of long data handle
 * (`beforeinput`) and an entry in the field's own undo history.
 */
function pressAgain(event: KeyboardEvent): void {
  const { key, code, ctrlKey, shiftKey, altKey, metaKey, repeat } = event
  const target = document.activeElement ?? document.body
  const held = { ctrlKey, shiftKey, altKey, metaKey }
  const again = new KeyboardEvent('keydown', {
    ...{ key, code, repeat, ...held },
    ...{ bubbles: true, cancelable: true, composed: true },
  })
  const isOpen = target.dispatchEvent(again)
  if (!isOpen || ctrlKey || metaKey || altKey) return
  if (target instanceof HTMLButtonElement && (key === 'Enter' || key === ' ')) target.click()
  if (!isTextField(target)) return
  const text = key === 'Enter' && target instanceof HTMLTextAreaElement ? '\n' : key
  if ([...text].length === 1) document.execCommand('insertText', false, text)
}
