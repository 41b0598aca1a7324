/** Where a change comes from and what it is about, for the error when it cannot be made. */

import { HiveError } from '../errors.ts'

/** The part of a change that an error names. */
export interface LocatedChange {
  readonly path: readonly string[]
  /** The name of its value, if it is about one. */
  readonly name?: string | undefined
  /** The line of the text that asks for the change, counted from 1. */
  readonly line?: number | undefined
}

/**
 * Gives an error the line of a change, and its path and value if the error names none.
 *
 * @param error - any error
 * @param change - the change that failed
 * @returns the error to throw
 */
export function located(error: unknown, { path, name, line }: LocatedChange): unknown {
  if (!(error instanceof HiveError) || error.detail.line !== undefined) return error
  const { code, message, detail } = error
  const isNamed = detail.subject !== undefined || detail.path !== undefined
  return new HiveError(code, message, {
    ...detail,
    ...(isNamed ? {} : { path, value: name }),
    line,
  })
}
