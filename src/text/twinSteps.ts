/** What is said of moves from one hive to another, which are a step in each. */

import { counted } from './counted.ts'

export const TWINS = {
  notUndone: (name: string, hive: string, steps: number) =>
    `Not undone: ${name} would be in neither hive. ${counted(steps, 'later step')} of ${hive}, where it was, must be undone first.`,
  neverUndone: (name: string, hive: string) =>
    `Not undone: ${name} would be in neither hive, since deleting it from ${hive} can no longer be undone.`,
  notRedone: (name: string, hive: string) =>
    `Not redone: ${name} would be in neither hive, since moving it to ${hive} can no longer be redone there.`,
  undoThere: (hive: string) => `Undo in ${hive}`,
} as const
