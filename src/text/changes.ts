/** The list of what was changed and not saved. */

import type { Changes } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { editName } from './edits.ts'

export const CHANGES = { title: 'Unsaved Changes' } as const

/** One change in words; one that was undone after it was saved says so. */
export function changeText({ label, undone }: Changes['steps'][number]): string {
  return undone ? `Undone: ${editName(label)}` : editName(label)
}

/** Changes that are not listed: too many, or made before there was anything to undo. */
export function moreChangesText(count: number): string | null {
  if (count <= 0) return null
  return `${counted(count, 'earlier change')} ${count === 1 ? 'is' : 'are'} not listed.`
}
