/** Where a key is pressed. */

const TYPED_INTO = 'input:not([type=radio], [type=checkbox], [type=button]), textarea, select'

/** Whether keys are text there. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.matches(TYPED_INTO) || target.isContentEditable
}
