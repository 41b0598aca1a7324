/** The engine with its documents, served at a port or as methods for callers in the same thread. */

import type { Arrival } from './Arrival.ts'
import { HANDLERS } from './handlers.ts'
import type { JournalStorage } from './journals/JournalStorage.ts'
import {
  CALLS,
  type CallMethods,
  type CallName,
  type EngineEvent,
  type ReplyOf,
  type RequestOf,
} from './protocol.ts'
import { type CallContext, type Method, NO_CONTEXT, type Port, serve } from './rpc.ts'
import { Session } from './Session.ts'

/** Every call as a method that runs in this thread. */
export type Engine = CallMethods<CallContext>

/** Creates an engine without documents. */
export function createEngine(
  send: (event: EngineEvent) => void,
  storage: JournalStorage | null = null,
): Engine {
  return engineOf(new Session(send, storage))
}

/** The calls of a session, for callers in the same thread. */
export function engineOf(session: Session): Engine {
  const methods = callNames().map((name) => [name, methodOf(session, name)])
  return Object.fromEntries(methods)
}

/**
 * Creates an engine and serves its calls at a port.
 *
 * @param storage - where edits are kept; null to keep none
 */
export function serveEngine(port: Port, storage: JournalStorage | null = null): void {
  const methods = new Map<string, Method>()
  const send = serve(port, methods)
  const session = new Session(send, storage)
  for (const name of callNames()) {
    const { transfer } = HANDLERS[name]
    const handle = methodOf(session, name)
    methods.set(name, transfer === undefined ? { handle } : { handle, transfer })
  }
}

function methodOf<M extends CallName>(session: Session, name: M) {
  return async (request: RequestOf<M>, context: CallContext = NO_CONTEXT): Promise<ReplyOf<M>> =>
    session.run(() => {
      const arrival = arrivalOf(session, request)
      if (arrival === undefined || AT_ONCE.has(name))
        return HANDLERS[name](session, request, context)
      return arrival.wait().then(() => HANDLERS[name](session, request, context))
    })
}

/** Calls about a hive that do not wait until all of it is there. */
const AT_ONCE: ReadonlySet<CallName> = new Set(['arrived', 'close', 'setExpanded', 'visibleRows'])

/** The hive that a request is about, if that is not all there. */
function arrivalOf({ arrivals }: Session, request: unknown): Arrival | undefined {
  if (arrivals.size === 0 || typeof request !== 'object' || request === null) return undefined
  return 'doc' in request && typeof request.doc === 'number' ? arrivals.get(request.doc) : undefined
}

function callNames(): CallName[] {
  return Object.keys(CALLS).filter((name): name is CallName => name in CALLS)
}
