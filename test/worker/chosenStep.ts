/** A step of the history that was chosen at random, but not made yet, as calls of the engine. */

import { HiveError } from '../../src/errors.ts'

type Request = Readonly<Record<string, unknown>>

/** A call of the engine. Bytes that are named `file` are sent as a file. */
export interface StepCall {
  readonly method: string
  readonly request: Request
}

export interface RandomStep extends StepCall {
  /** The call that has to come first. It changes nothing. */
  readonly first: StepCall | null
  /** What the request takes over from the reply of the first call. */
  readonly takes: readonly string[]
  /** The positions of the history that it goes through before its last one. */
  readonly between: readonly number[]
  /** Makes it; the code of the error when it is refused, which changes nothing, else null. */
  make(): Promise<string | null>
}

/** A step of one call, unless `rest` says otherwise. */
export function stepOf(
  method: string,
  request: Request,
  make: () => Promise<unknown>,
  rest: Partial<Pick<RandomStep, 'first' | 'takes' | 'between'>> = {},
): RandomStep {
  const made = { first: null, takes: [], between: [], ...rest, method, request }
  return { ...made, make: () => refusal(make()) }
}

/** The request of a step whose first call was answered. */
export function requestAfter({ request, takes }: RandomStep, reply: Request): Request {
  return { ...request, ...Object.fromEntries(takes.map((name) => [name, reply[name]])) }
}

async function refusal(made: Promise<unknown>): Promise<string | null> {
  try {
    await made
    return null
  } catch (error) {
    if (error instanceof HiveError) return error.code
    throw error
  }
}
