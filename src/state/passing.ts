/** Errors that only say that the world moved on while a request was under way. */

import { HiveError } from '../errors.ts'
import type { DocId } from '../worker/protocol.ts'
import { showError, titleOnScreen } from './notices.ts'

/** Whether the error is of no interest to anyone: what was asked about is gone, or nobody waits. */
export function isPassing(error: unknown): boolean {
  return error instanceof HiveError && (error.code === 'stale' || error.code === 'cancelled')
}

/** Shows errors about a hive, except those that need no message (`isPassing`). */
export function reportUnlessPassing(doc: DocId): (error: unknown) => void {
  return (error) => {
    if (!isPassing(error)) showError(error, titleOnScreen(doc), { doc })
  }
}
