/** The page's side of the boundary: an object that sends every call to the worker. */

import {
  CALLS,
  type Call,
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
    // Nothing waits for the result, and if the engine has stopped there is nothing to close.
    caller.call('close', { doc }).catch(() => {})
  }
  /** How each kind of call behaves when its caller gives up. */
  const extras: Readonly<Record<CallKind, CallExtras>> = {
    question: {},
    opening: { onLate: close },
    change: { waits: true },
  }
  const methods = Object.entries<Call<never, unknown>>(CALLS).map(([name, { kind, gives }]) => [
    name,
    (request: never, options?: CallOptions) =>
      caller.call(name, request, {
        ...{ ...options, ...extras[kind] },
        ...(gives === undefined ? {} : { transfer: gives(request) }),
      }),
  ])
  return {
    ...Object.fromEntries(methods),
    onEvent: (listener: (event: EngineEvent) => void) =>
      caller.onEvent((event) => listener(event as EngineEvent)),
    onStopped: (listener: () => void) => caller.onStopped(listener),
  }
}

/**
 * The client of the engine in a worker. A worker that fails is terminated, whatever it was doing.
 */
export function createClient(worker: Worker): EngineClient {
  const client = connect(worker)
  client.onStopped(() => worker.terminate())
  return client
}
