import { afterEach, describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { type CallContext, Caller, type Method, serve } from '../../src/worker/rpc.ts'
import { deferred } from '../helpers/deferred.ts'

const ports: MessagePort[] = []

afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

function loopback(methods: Readonly<Record<string, Method['handle'] | Method>>) {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const map = new Map(
    Object.entries(methods).map(([name, method]) => [
      name,
      typeof method === 'function' ? { handle: method } : method,
    ]),
  )
  const emit = serve(port2, map)
  return { caller: new Caller(port1), emit, port1, port2 }
}

/** A handler that answers only when it is cancelled, and the requests it got. */
function patient() {
  const seen = { started: deferred<void>(), aborted: deferred<void>() }
  const handle = (_: unknown, { signal }: CallContext) => {
    seen.started.resolve()
    signal.addEventListener('abort', () => seen.aborted.resolve())
    return new Promise(() => {})
  }
  return { seen, handle }
}

async function failure(promise: Promise<unknown>): Promise<HiveError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(HiveError)
  return error as HiveError
}

describe('a call that changes something', () => {
  it('a change that is cancelled too late settles with its reply', async () => {
    const started = deferred<void>()
    const { caller } = loopback({
      late: (_, { signal }: CallContext) => {
        started.resolve()
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve('done all the same'))
        })
      },
    })
    const controller = new AbortController()
    const call = caller.call('late', null, { signal: controller.signal, waits: true })
    await started.promise
    controller.abort()
    expect(await call).toBe('done all the same')
  })
})

describe('a call', () => {
  it('each call gets its own reply, in whatever order they arrive', async () => {
    const first = deferred<string>()
    const { caller } = loopback({
      slow: () => first.promise,
      fast: (request) => {
        first.resolve('slow')
        return [request, 10n, Uint8Array.of(1)]
      },
    })
    const slow = caller.call('slow', null)
    expect(await caller.call('fast', { a: 1 })).toEqual([{ a: 1 }, 10n, Uint8Array.of(1)])
    expect(await slow).toBe('slow')
  })

  it('a call rejects with the code, message and detail of a HiveError', async () => {
    const { caller } = loopback({
      fail: () => {
        throw new HiveError('damaged', 'no', { offset: 4128, finding: 'cell-size', actual: 7 })
      },
    })
    const error = await failure(caller.call('fail', null))
    expect(error.code).toBe('damaged')
    expect(error.message).toBe('no')
    expect(error.detail).toEqual({ offset: 4128, finding: 'cell-size', actual: 7 })
  })

  it('a failed array allocation rejects as out of memory, other RangeErrors do not', async () => {
    const { caller } = loopback({
      large: () => new Uint8Array(Number.MAX_SAFE_INTEGER),
      deep: function deep(): unknown {
        return [deep()]
      },
    })
    expect((await failure(caller.call('large', null))).code).toBe('out-of-memory')
    expect((await failure(caller.call('deep', null))).code).toBe('internal')
  })

  it('a bug in a handler rejects as internal', async () => {
    const { caller } = loopback({ fail: () => (null as unknown as { x: number }).x })
    const error = await failure(caller.call('fail', null))
    expect(error.code).toBe('internal')
    expect(error.message).toMatch(/^TypeError/)
  })

  it.each(['nothing', 'constructor', 'toString', '__proto__'])(
    'a call of %s, which is not a method, rejects',
    async (method) => {
      const { caller } = loopback({ something: () => 1 })
      expect((await failure(caller.call(method, null))).code).toBe('unknown-method')
    },
  )

  it('a call reports progress until it settles', async () => {
    const { caller } = loopback({
      work: (_, { progress }) => {
        progress(0.25)
        progress(0.5)
      },
    })
    const seen: number[] = []
    await caller.call('work', null, { onProgress: (done) => seen.push(done) })
    expect(seen).toEqual([0.25, 0.5])
  })

  it('a call with a request that cannot be cloned rejects', async () => {
    const { caller } = loopback({ work: () => 1 })
    expect((await failure(caller.call('work', () => {}))).code).toBe('internal')
    expect(await caller.call('work', null)).toBe(1)
  })

  it('a call whose reply cannot be cloned rejects', async () => {
    const { caller } = loopback({ work: () => ({ no: () => {} }) })
    expect((await failure(caller.call('work', null))).code).toBe('internal')
  })
})

describe('cancelling', () => {
  it('cancelling rejects the call and notifies the handler', async () => {
    const { seen, handle } = patient()
    const { caller } = loopback({ wait: handle })
    const controller = new AbortController()
    const call = caller.call('wait', null, { signal: controller.signal })
    await seen.started.promise
    controller.abort()
    expect((await failure(call)).code).toBe('cancelled')
    await seen.aborted.promise
  })

  it('a call that is already cancelled sends nothing', async () => {
    let calls = 0
    const { caller } = loopback({ count: () => ++calls })
    const call = caller.call('count', null, { signal: AbortSignal.abort() })
    expect((await failure(call)).code).toBe('cancelled')
    expect(await caller.call('count', null)).toBe(1)
  })

  it('cancelling after the reply changes nothing', async () => {
    const { caller } = loopback({ work: () => 1, next: () => 2 })
    const controller = new AbortController()
    expect(await caller.call('work', null, { signal: controller.signal })).toBe(1)
    controller.abort()
    expect(await caller.call('next', null)).toBe(2)
  })

  it('the result of a call that succeeds after it was cancelled goes to onLate', async () => {
    const release = deferred<string>()
    const { seen, handle } = patient()
    const { caller } = loopback({
      make: (request, context) => {
        void handle(request, context)
        return release.promise
      },
    })
    const late = deferred<unknown>()
    const controller = new AbortController()
    const call = caller.call('make', null, { signal: controller.signal, onLate: late.resolve })
    await seen.started.promise
    controller.abort()
    expect((await failure(call)).code).toBe('cancelled')
    release.resolve('made')
    expect(await late.promise).toBe('made')
  })
})

describe('transfer', () => {
  it('the transferred parts of a request are detached', async () => {
    const { caller } = loopback({ size: (request) => (request as Uint8Array).length })
    const bytes = new Uint8Array(1000)
    expect(await caller.call('size', bytes, { transfer: [bytes.buffer] })).toBe(1000)
    expect(bytes.length).toBe(0)
  })

  it('the transferred parts of a reply are detached, and nothing else', async () => {
    const given = new Uint8Array(1000)
    const kept = new Uint8Array(1000)
    const { caller } = loopback({
      give: { handle: () => given, transfer: () => [given.buffer] },
      show: () => kept,
    })
    expect(await caller.call('give', null)).toHaveLength(1000)
    expect(await caller.call('show', null)).toHaveLength(1000)
    expect([given.length, kept.length]).toEqual([0, 1000])
  })
})

describe('events', () => {
  it('events reach every listener until it unsubscribes', async () => {
    const { caller, emit } = loopback({ sync: () => null })
    const first: unknown[] = []
    const second: unknown[] = []
    const leave = caller.onEvent((event) => first.push(event))
    caller.onEvent((event) => second.push(event))
    emit('a')
    await caller.call('sync', null)
    leave()
    emit('b')
    await caller.call('sync', null)
    expect(first).toEqual(['a'])
    expect(second).toEqual(['a', 'b'])
  })
})

describe('a dead peer', () => {
  it('a dead peer rejects pending and later calls', async () => {
    const { handle } = patient()
    const { caller, port2 } = loopback({ wait: handle })
    const stopped = deferred<void>()
    caller.onStopped(stopped.resolve)
    const pending = [caller.call('wait', 1), caller.call('wait', 2)]
    port2.close()
    for (const call of pending) expect((await failure(call)).code).toBe('engine-stopped')
    await stopped.promise
    expect((await failure(caller.call('wait', 3))).code).toBe('engine-stopped')
  })

  it('a dead peer calls a late onStopped listener once', () => {
    const { caller } = loopback({})
    let told = 0
    caller.onStopped(() => told++)
    caller.stop('gone')
    caller.stop('gone again')
    expect(told).toBe(1)
    caller.onStopped(() => told++)
    expect(told).toBe(2)
  })

  it('a worker that reports an error counts as dead', async () => {
    const target = new EventTarget()
    const port = Object.assign(target, { postMessage: () => {} })
    const caller = new Caller(port)
    const call = caller.call('wait', null)
    target.dispatchEvent(new Event('error'))
    expect((await failure(call)).code).toBe('engine-stopped')
  })
})
