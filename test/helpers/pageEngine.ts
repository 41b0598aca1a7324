/**
 * The engine for tests of stores and components: a real session, called through the real client, in the same thread.
 * Its hives are written byte by byte (`rawHive`). A test may hold back the replies of a method, and replace single
 * methods to force results that cannot be caused in another way.
 */

import { HiveError } from '../../src/errors.ts'
import { BASE } from '../../src/regf/layout.ts'
import { connect } from '../../src/worker/client.ts'
import { serveEngine } from '../../src/worker/engine.ts'
import type { JournalStorage } from '../../src/worker/journals/JournalStorage.ts'
import {
  CALLS,
  type CallName,
  type CallOptions,
  type EngineClient,
  type EngineEvent,
} from '../../src/worker/protocol.ts'
import type { Port } from '../../src/worker/rpc.ts'
import { corrupt } from './corrupt.ts'
import { deferred } from './deferred.ts'
import { type RawHive, type RawKey, type RawValue, rawHive } from './rawHive.ts'

/** A hive in a test: its bytes, or its root key. */
export type TestHive = RawKey | Uint8Array<ArrayBuffer>

/** The engine, and ways to control it. */
export interface PageEngine extends EngineClient {
  /** All calls in order, by method name. */
  readonly calls: readonly string[]
  /** Sends an event to the page. */
  emit(event: EngineEvent): void
  /** Holds back the replies of one method, or its requests, until the returned function is called. */
  hold(method: CallName, what?: 'replies' | 'requests'): () => void
}

/** The engine that was started last; events of earlier ones belong to finished tests. */
let latest: PageEngine | null = null

/**
 * Starts an engine.
 *
 * @param sample - the hive that `openSample` opens, as a file named `sample`
 * @param storage - where edits are kept; null to keep none
 */
export function pageEngine(
  sample: TestHive = { name: 'ROOT' },
  storage: JournalStorage | null = null,
): PageEngine {
  const calls: string[] = []
  const gates = {
    requests: new Map<string, Promise<void>>(),
    replies: new Map<string, Promise<void>>(),
  }
  const listeners = new Set<(event: EngineEvent) => void>()
  const [near, far] = portPair()
  serveEngine(far, storage)
  const client = connect(near)
  const openSample = (_: object, options?: CallOptions) =>
    client.open(
      { name: 'sample', file: hiveFile('sample', sample), handle: null, logs: [] },
      options,
    )

  const held = <A extends readonly unknown[], R>(
    method: string,
    call: (...args: A) => Promise<R>,
  ) => {
    return async (...args: A): Promise<R> => {
      calls.push(method)
      await gates.requests.get(method)
      const reply = await call(...args)
      await gates.replies.get(method)
      // The reply to a change shows whether it was stopped in time.
      const isChange = isCall(method) && CALLS[method].kind === 'change'
      if (!isChange && signalOf(args.at(-1))?.aborted) throw new HiveError('cancelled', method)
      return reply
    }
  }
  const methods = Object.fromEntries(
    Object.entries({ ...client, openSample }).map(([method, call]) => [
      method,
      held(method, call as (...args: unknown[]) => Promise<unknown>),
    ]),
  ) as unknown as EngineClient

  const engine: PageEngine = {
    ...methods,
    calls,
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
    hold(method, what = 'replies') {
      const gate = deferred<void>()
      gates[what].set(method, gate.promise)
      return () => {
        gates[what].delete(method)
        gate.resolve()
      }
    },
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onStopped() {},
  }
  latest = engine
  client.onEvent((event) => {
    if (latest === engine) engine.emit(event)
  })
  return engine
}

function isCall(method: string): method is CallName {
  return method in CALLS
}

function signalOf(options: unknown): AbortSignal | undefined {
  if (typeof options !== 'object' || options === null || !('signal' in options)) return undefined
  return options.signal instanceof AbortSignal ? options.signal : undefined
}

/** Two connected ports: a message to one arrives at the other a microtask later. */
function portPair(): readonly [Port, Port] {
  const near = new End()
  const far = new End()
  near.peer = far
  far.peer = near
  return [near, far]
}

class End implements Port {
  peer: End | null = null
  readonly listeners: ((event: Event) => void)[] = []

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    const data = transfer.length > 0 ? structuredClone(message, { transfer }) : message
    const event = new MessageEvent('message', { data })
    queueMicrotask(() => {
      for (const listener of this.peer?.listeners ?? []) listener(event)
    })
  }

  addEventListener(type: string, listener: (event: Event) => void): void {
    if (type === 'message') this.listeners.push(listener)
  }
}

const written = new WeakMap<TestHive, Uint8Array<ArrayBuffer>>()

/** The bytes of a hive of version 1.5, or of another one. */
export function bytesOf(hive: TestHive, options: Partial<RawHive> = {}): Uint8Array<ArrayBuffer> {
  if (hive instanceof Uint8Array) return hive
  const isPlain = Object.keys(options).length === 0
  const known = isPlain ? written.get(hive) : undefined
  const bytes = known ?? rawHive({ minor: 5, root: hive, ...options })
  if (isPlain) written.set(hive, bytes)
  return bytes
}

/** A layered hive, whose keys and values may be tombstones. */
export function layeredHive(root: RawKey): Uint8Array<ArrayBuffer> {
  return bytesOf(root, { minor: 6, flags: 2 })
}

/** A hive of version 1.1. */
export function earlyHive(root: RawKey): Uint8Array<ArrayBuffer> {
  return bytesOf(root, { minor: 1 })
}

/** The same hive as it is while Windows is still writing to it. */
export function dirtyHive(hive: TestHive): Uint8Array<ArrayBuffer> {
  const bytes = bytesOf(hive)
  const [primary] = new Uint32Array(bytes.buffer, BASE.PRIMARY_SEQUENCE, 1)
  return corrupt(bytes, { at: BASE.PRIMARY_SEQUENCE, u32: (primary ?? 0) + 1 })
}

/** A hive as a file. */
export function hiveFile(name: string, hive: TestHive): File {
  return new File([bytesOf(hive)], name)
}

/** The data of a string value. */
export function stringData(text: string): Uint8Array {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
  return Uint8Array.from([...units, 0].flatMap((unit) => [unit & 0xff, unit >> 8]))
}

/** Values of each kind, for a key that has all of them. */
export function everyKindOfValue(): RawValue[] {
  return [
    { name: 'Binary', type: 3, data: Uint8Array.of(0x9e, 0x1e, 7, 0x80) },
    { name: 'Dword', type: 4, data: Uint8Array.of(42, 0, 0, 0) },
    { name: 'List', type: 7, data: stringData('nsiproxy\0netio\0') },
    { name: 'Text', type: 1, data: stringData('PNP_TDI') },
  ]
}
