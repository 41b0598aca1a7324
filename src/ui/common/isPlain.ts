import type { KeyboardEvent } from 'react'

/** Whether a key was pressed without modifiers. */
export function isPlain(event: KeyboardEvent, key: string): boolean {
  const { ctrlKey, metaKey, altKey, shiftKey } = event
  return event.key === key && !ctrlKey && !metaKey && !altKey && !shiftKey
}
