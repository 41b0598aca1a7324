/**
 * Calls over a message port: by id, with errors as data, progress, cancelling, transfers, and
 * events in the other direction. Only methods of a Map can be called. Every call settles, whatever
 * happens to the peer. The calls are declared in `protocol/calls.ts` and their handlers in
 * `handlers.ts` (code-style 4.4).
 */

import { HiveError, isOutOfMemory } from '../errors.ts'
import type { CallOptions, ErrorData } from './protocol.ts'

/** The interface that a worker, a worker's global scope and a MessagePort have in common. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void
  addEventListener(type: string, listener: (event: Event) => void): void
  /** Starts delivery; only MessagePorts need it. */
  start?(): void
}

type Request =
  | {
      readonly kind: 'call'
      readonly id: number
      readonly method: string
      readonly request: unknown
    }
  | { readonly kind: 'cancel'; readonly id: number }

type Reply =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: ErrorData }
  | { readonly kind: 'progress'; readonly id: number; readonly done: number }
  | { readonly kind: 'event'; readonly event: unknown }
  /** A request arrived that could not be deserialised, so its id is unknown. */
  | { readonly kind: 'unreadable' }

/** The second argument of a handler. */
export interface CallContext {
  /** Aborts when the caller gives up. */
  readonly signal: AbortSignal
  /** Fraction done, 0 to 1. */
  progress(done: number): void
}

/** The context of calls in the same thread, which cannot be cancelled. */
export const NO_CONTEXT: CallContext = {
  signal: new AbortController().signal,
  progress: () => {},
}

/** Waits for something, or until the call is cancelled. */
export async function unlessCancelled(
  what: Promise<unknown>,
  { signal }: Pick<CallContext, 'signal'>,
): Promise<void> {
  const cancelled = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  if (!signal.aborted) await Promise.race([what, cancelled])
}

/** A method that can be called. */
export interface Method {
  handle(request: unknown, context: CallContext): unknown
  /** The parts of the result that are transferred instead of copied. */
  transfer?(result: unknown): Transferable[]
}

/** Serves the calls that arrive at a port. Returns a function that sends an event. */
export function serve(port: Port, methods: ReadonlyMap<string, Method>): (event: unknown) => void {
  const running = new Map<number, AbortController>()
  const send = (reply: Reply, transfer: Transferable[] = []) => port.postMessage(reply, transfer)

  async function answer(id: number, method: string, request: unknown): Promise<void> {
    const controller = new AbortController()
    running.set(id, controller)
    const progress = (done: number) => send({ kind: 'progress', id, done })
    try {
      const found = methods.get(method)
      if (found === undefined) throw new HiveError('unknown-method', `no method ${method}`)
      const result = await found.handle(request, { signal: controller.signal, progress })
      // This throws when the result cannot be cloned, and the caller gets that error.
      send({ kind: 'result', id, result }, found.transfer?.(result))
    } catch (error) {
      send({ kind: 'error', id, error: errorData(error) })
    } finally {
      running.delete(id)
    }
  }

  port.addEventListener('message', (event) => {
    const message = (event as MessageEvent<Request>).data
    if (message.kind === 'cancel') running.get(message.id)?.abort()
    else void answer(message.id, message.method, message.request)
  })
  port.addEventListener('messageerror', () => send({ kind: 'unreadable' }))
  port.start?.()
  return (event) => send({ kind: 'event', event })
}

interface Pending {
  resolve(result: unknown): void
  reject(error: HiveError): void
  readonly progress: ((done: number) => void) | undefined
}

/** Options of a single call. */
export interface CallExtras extends CallOptions {
  /** The parts of the request that are transferred instead of copied. */
  readonly transfer?: Transferable[]
  /** Receives the result of a call that succeeded after its caller had given up. */
  readonly onLate?: (result: unknown) => void
  /** Cancelling is only a request: the call settles with its reply, which shows what happened. */
  readonly waits?: boolean
}

/** Calls the methods served at the other end of a port. */
export class Caller {
  readonly #port: Port
  readonly #pending = new Map<number, Pending>()
  /** Abandoned calls whose late results have to be disposed of. */
  readonly #late = new Map<number, (result: unknown) => void>()
  readonly #listeners = new Set<(event: unknown) => void>()
  readonly #stopListeners = new Set<() => void>()
  #nextId = 1
  #stopped: HiveError | null = null

  constructor(port: Port) {
    this.#port = port
    port.addEventListener('message', (event) => this.#receive((event as MessageEvent<Reply>).data))
    port.addEventListener('messageerror', () => this.stop('a reply could not be read'))
    port.addEventListener('error', () => this.stop('the engine threw outside a call'))
    port.addEventListener('close', () => this.stop('the port was closed'))
    port.start?.()
  }

  /**
   * @throws HiveError the error of the handler; `cancelled`, `engine-stopped`, `unknown-method`,
   *   `internal`
   */
  call(method: string, request: unknown, options: CallExtras = {}): Promise<unknown> {
    const { signal, onProgress, transfer, onLate, waits = false } = options
    if (this.#stopped !== null) return Promise.reject(this.#stopped)
    if (signal?.aborted) return Promise.reject(cancelled(method))
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        if (!waits) this.#take(id)?.reject(cancelled(method))
        if (onLate !== undefined) this.#late.set(id, onLate)
        this.#send({ kind: 'cancel', id })
      }
      const settled = () => signal?.removeEventListener('abort', onAbort)
      this.#pending.set(id, {
        progress: onProgress,
        resolve: (result) => {
          settled()
          resolve(result)
        },
        reject: (error) => {
          settled()
          reject(error)
        },
      })
      signal?.addEventListener('abort', onAbort, { once: true })
      try {
        this.#send({ kind: 'call', id, method, request }, transfer)
      } catch (error) {
        this.#take(id)?.reject(new HiveError('internal', messageOf(error), { subject: method }))
      }
    })
  }

  /** Calls the listener for every event until the returned function is called. */
  onEvent(listener: (event: unknown) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls the listener once, when the peer is gone; immediately if it is already gone. */
  onStopped(listener: () => void): void {
    if (this.#stopped === null) this.#stopListeners.add(listener)
    else listener()
  }

  /** Marks the peer as gone: every pending and later call rejects with `engine-stopped`. */
  stop(reason: string): void {
    if (this.#stopped !== null) return
    this.#stopped = new HiveError('engine-stopped', reason)
    this.#late.clear()
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(this.#stopped)
    for (const listener of this.#stopListeners) listener()
    this.#stopListeners.clear()
  }

  #send(request: Request, transfer: Transferable[] = []): void {
    this.#port.postMessage(request, transfer)
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    return pending
  }

  #receive(reply: Reply): void {
    switch (reply.kind) {
      case 'event':
        for (const listener of this.#listeners) listener(reply.event)
        return
      case 'progress':
        this.#pending.get(reply.id)?.progress?.(reply.done)
        return
      case 'result':
        this.#take(reply.id)?.resolve(reply.result)
        this.#late.get(reply.id)?.(reply.result)
        this.#late.delete(reply.id)
        return
      case 'error': {
        const { code, message, detail } = reply.error
        this.#take(reply.id)?.reject(new HiveError(code, message, detail))
        this.#late.delete(reply.id)
        return
      }
      case 'unreadable': {
        const error = new HiveError('internal', 'the engine could not read a request')
        for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(error)
      }
    }
  }
}

/**
 * Serialises an error for the wire. Anything that is not a HiveError is either an allocation
 * failure or a bug in the engine.
 */
function errorData(error: unknown): ErrorData {
  if (error instanceof HiveError) {
    return { code: error.code, message: error.message, detail: error.detail }
  }
  if (isOutOfMemory(error)) return { code: 'out-of-memory', message: error.message, detail: {} }
  return { code: 'internal', message: messageOf(error), detail: { actual: messageOf(error) } }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

function cancelled(method: string): HiveError {
  return new HiveError('cancelled', `${method} was cancelled`)
}
