import type { KeyboardEvent } from 'react'

/** Whether a key was pressed and nothing held with it. */
export function isPlain(event: KeyboardEvent, key: string): boolean {
  const { ctrlKey, metaKey, altKey, shiftKey } = event
  return event.key === key && !ctrlKey && !metaKey && !altKey && !shiftKey
}
