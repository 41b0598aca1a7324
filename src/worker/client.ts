/** The page's side of the boundary: every call as a method of an object that talks to the worker. */

import {
  CALLS,
  type CallKind,
  type CallOptions,
  type DocInfo,
  type EngineClient,
  type EngineEvent,
} from './protocol.ts'
import { type CallExtras, Caller, type Port } from './rpc.ts'

/** The client of an engine that answers at a port. */
export function connect(port: Port): EngineClient {
  const caller = new Caller(port)
  const close = (opened: unknown) => {
    const { doc } = opened as DocInfo
    // The result is not needed, and if the engine has stopped there is nothing to close.
    caller.call('close', { doc }).catch(() => {})
  }
  /** The effect of cancelling. */
  const extras: Readonly<Record<CallKind, CallExtras>> = {
    question: {},
    opening: { onLate: close },
    change: { waits: true },
  }
  const methods = Object.entries(CALLS).map(([name, { kind }]) => [
    name,
    (request: unknown, options?: CallOptions) =>
      caller.call(name, request, { ...options, ...extras[kind] }),
  ])
  return {
    ...Object.fromEntries(methods),
    onEvent: (listener: (event: EngineEvent) => void) =>
      caller.onEvent((event) => listener(event as EngineEvent)),
    onStopped: (listener: () => void) => caller.onStopped(listener),
  }
}

/** The client of the engine in a worker. A worker that fails is ended, whatever it was doing. */
export function createClient(worker: Worker): EngineClient {
  const client = connect(worker)
  client.onStopped(() => worker.terminate())
  return client
}
