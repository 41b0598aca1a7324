/**
 * The answers of the documented functions: a status, and the values of the out parameters. Expected errors are
 * never thrown.
 *
 * Every answer is a union discriminated by `status`: 0 with the results, the sizes that are needed if a function
 * returns them, or a failure.
 */

import { HiveError, isOutOfMemory } from '../../errors.ts'
import { type WinError, winError } from '../winError.ts'
import type { ORHKEY } from './handles.ts'

/** The call failed; nothing was changed. */
export interface Failure {
  /** The Win32 error number. */
  readonly status: WinError['number']
  /** The details: our own code, and the name or the place it is about. */
  readonly error: HiveError
}

/** The call succeeded. */
export interface Done {
  readonly status: 0
}

/** A handle and whatever comes with it, or a failure. */
export type Opened<More = object> =
  | ({ readonly status: 0; readonly handle: ORHKEY } & More)
  | (Failure & { readonly handle: null })

/** ERROR_NO_MORE_ITEMS: the index is past the end. */
export interface NoMore {
  readonly status: 259
}

export const NO_MORE: NoMore = { status: 259 }

/**
 * Runs the work of a function. A refusal becomes its number.
 *
 * @param work - returns the answer
 * @returns the answer, or the failure
 */
export function answer<Answer>(work: () => Answer): Answer | Failure {
  try {
    return work()
  } catch (error) {
    return failureOf(error)
  }
}

/**
 * Runs the work of a function that returns a handle. A refusal becomes its number.
 *
 * @param work - returns the handle and whatever comes with it
 * @returns the answer, or the failure without a handle
 */
export function answerHandle<More = object>(
  work: () => { readonly handle: ORHKEY } & More,
): Opened<More> {
  try {
    return { status: 0, ...work() }
  } catch (error) {
    return { ...failureOf(error), handle: null }
  }
}

/** Converts an error to a failure. An error without a number is rethrown, since it is a bug of ours. */
function failureOf(thrown: unknown): Failure {
  const error = isOutOfMemory(thrown) ? new HiveError('out-of-memory', thrown.message) : thrown
  const known = error instanceof HiveError ? winError(error.code) : null
  if (known === null) throw error
  return { status: known.number, error: error as HiveError }
}

/**
 * Makes a `bad-argument` error for an argument that a call does not accept.
 *
 * @param message - what is wrong with it
 * @returns the error
 */
export function badArgument(message: string): HiveError {
  return new HiveError('bad-argument', message)
}
