/** What the focused element does with keys. */

const TYPED_INTO = 'input:not([type=radio], [type=checkbox], [type=button]), textarea, select'

const PRESSED = 'button, a[href], summary, [role=button]'

/** Whether the key activates the button that has the focus: Enter or Space without modifiers. */
export function pressesButton(event: KeyboardEvent): boolean {
  const { target, key, ctrlKey, metaKey, altKey, shiftKey } = event
  if (key !== 'Enter' && key !== ' ') return false
  if (ctrlKey || metaKey || altKey || shiftKey) return false
  return target instanceof Element && target.matches(PRESSED)
}

/** Whether keys type text into the element. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.matches(TYPED_INTO) || target.isContentEditable
}
