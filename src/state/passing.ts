import { HiveError } from '../errors.ts'
import type { DocId } from '../worker/protocol.ts'
import { showError, titleOnScreen } from './notices.ts'

/**
 * Whether an error needs no message: the target is gone (`stale`) or the caller gave up
 * (`cancelled`).
 */
export function isPassing(error: unknown): boolean {
  return error instanceof HiveError && (error.code === 'stale' || error.code === 'cancelled')
}

/** Shows errors about a hive, except those that need no message (`isPassing`). */
export function reportUnlessPassing(doc: DocId): (error: unknown) => void {
  return (error) => {
    if (!isPassing(error)) showError(error, titleOnScreen(doc), { doc })
  }
}
