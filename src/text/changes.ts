/** The list of unsaved changes. */

import type { Changes } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { editName } from './edits.ts'

export const CHANGES = { title: 'Unsaved Changes' } as const

/** Describes a change; one that was undone after it was saved says so. */
export function changeText({ label, undone }: Changes['steps'][number]): string {
  return undone ? `Undone: ${editName(label)}` : editName(label)
}

/** Counts the changes that are not listed: there are too many, or they can no longer be undone. */
export function moreChangesText(count: number): string | null {
  if (count <= 0) return null
  return `${counted(count, 'earlier change')} ${count === 1 ? 'is' : 'are'} not listed.`
}
