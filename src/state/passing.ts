/** Errors that only say that the world moved on while a request was under way. */

import { HiveError } from '../errors.ts'
import type { DocId } from '../worker/protocol.ts'
import { showError, titleOnScreen } from './notices.ts'

/** Whether the error is of no interest to anyone: what was asked about is gone, or nobody waits. */
export function isPassing(error: unknown): boolean {
  return error instanceof HiveError && (error.code === 'stale' || error.code === 'cancelled')
}

/** Shows the errors of a hive, but for those that only say that the world moved on. */
export function reportUnlessPassing(doc: DocId): (error: unknown) => void {
  return (error) => {
    if (!isPassing(error)) showError(error, titleOnScreen(doc), { doc })
  }
}
