/** The engine with its documents, served at a port or as methods for callers in the same thread. */

import type { Arrival } from './Arrival.ts'
import { HANDLERS } from './handlers.ts'
import type { JournalStorage } from './journals/JournalStorage.ts'
import {
  CALLS,
  type CallMethods,
  type CallName,
  type DocId,
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
    session.run(async () => {
      const waited = AT_ONCE.has(name) ? [] : arrivalsOf(session, request)
      for (const arrival of waited) await arrival.wait()
      return HANDLERS[name](session, request, context)
    })
}

/** Calls about a hive that do not wait until all of it is there. */
const AT_ONCE: ReadonlySet<CallName> = new Set(['arrived', 'close', 'setExpanded', 'visibleRows'])
/** A request names hives at most in a part of a part of it, and in short lists. */
const MOST_DEPTH = 2
const MOST_PARTS = 64

/** The hives that a request is about and that are not all there. */
function arrivalsOf({ arrivals }: Session, request: unknown): Arrival[] {
  if (arrivals.size === 0) return []
  return docsIn(request, 0).flatMap((doc) => arrivals.get(doc) ?? [])
}

/** The hives that a request, or a part of one, names. */
function docsIn(part: unknown, depth: number): DocId[] {
  if (typeof part !== 'object' || part === null || depth > MOST_DEPTH) return []
  if (ArrayBuffer.isView(part) || (Array.isArray(part) && part.length > MOST_PARTS)) return []
  return Object.entries(part).flatMap(([name, value]) => {
    const named: readonly unknown[] =
      name === 'doc' ? [value] : name === 'docs' && Array.isArray(value) ? value : []
    const docs = named.filter((one) => typeof one === 'number')
    return docs.length > 0 ? docs : docsIn(value, depth + 1)
  })
}

function callNames(): CallName[] {
  return Object.keys(CALLS).filter((name): name is CallName => name in CALLS)
}
