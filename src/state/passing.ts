/** Errors that only say that the world moved on while a request was under way. */

import { HiveError } from '../errors.ts'
import { showError } from './notices.ts'

/** Whether the error is of no interest to anyone: what was asked about is gone, or nobody waits. */
export function isPassing(error: unknown): boolean {
  return error instanceof HiveError && (error.code === 'stale' || error.code === 'cancelled')
}

/** Shows an error, unless it only says that the world moved on. */
export function reportUnlessPassing(error: unknown): void {
  if (!isPassing(error)) showError(error)
}
