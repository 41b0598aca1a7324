/**
 * What the documented functions answer: a status, and by it what the out parameters would hold. Nothing
 * that can be expected is thrown.
 *
 * Every answer is a union told apart by `status`: 0 with the results, the sizes that were needed where
 * a function tells them, or a failure.
 */

import { HiveError, isOutOfMemory } from '../../errors.ts'
import { type WinError, winError } from '../winError.ts'
import type { ORHKEY } from './handles.ts'

/** It was not done; nothing was changed. */
export interface Failure {
  /** The Win32 error number. */
  readonly status: WinError['number']
  /** The same in more detail: our own code, the name or the place it is about. */
  readonly error: HiveError
}

/** Done. */
export interface Done {
  readonly status: 0
}

/** A handle and what else comes with it, or none. */
export type Opened<More = object> =
  | ({ readonly status: 0; readonly handle: ORHKEY } & More)
  | (Failure & { readonly handle: null })

/** ERROR_NO_MORE_ITEMS: the index is past the end. */
export interface NoMore {
  readonly status: 259
}

export const NO_MORE: NoMore = { status: 259 }

/** Runs the work of a function; a refusal becomes its number. */
export function answer<Answer>(work: () => Answer): Answer | Failure {
  try {
    return work()
  } catch (error) {
    return failureOf(error)
  }
}

/** The same for functions that give a handle. */
export function answerHandle<More = object>(
  work: () => { readonly handle: ORHKEY } & More,
): Opened<More> {
  try {
    return { status: 0, ...work() }
  } catch (error) {
    return { ...failureOf(error), handle: null }
  }
}

/** The failure an error is; thrown on when no number stands for it, since then it is a fault of ours. */
function failureOf(thrown: unknown): Failure {
  const error = isOutOfMemory(thrown) ? new HiveError('out-of-memory', thrown.message) : thrown
  const known = error instanceof HiveError ? winError(error.code) : null
  if (known === null) throw error
  return { status: known.number, error: error as HiveError }
}

/** `bad-argument`, for what a call may not be made with. */
export function badArgument(message: string): HiveError {
  return new HiveError('bad-argument', message)
}
