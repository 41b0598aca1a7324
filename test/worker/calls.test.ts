import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Handlers } from '../../src/worker/calls/handler.ts'
import { openingCalls } from '../../src/worker/calls/opening.ts'
import { connect } from '../../src/worker/client.ts'
import { createEngine } from '../../src/worker/engine.ts'
import { HANDLERS } from '../../src/worker/handlers.ts'
import { CALLS } from '../../src/worker/protocol.ts'
import type { Port } from '../../src/worker/rpc.ts'

const SRC = join(import.meta.dirname, '../../src')
const NAMES = Object.keys(CALLS).sort()

const ports: MessagePort[] = []

afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

/** A client, and the messages it sends. */
function listen() {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const sent: { method: string; request: unknown }[] = []
  const port: Port = {
    postMessage: (message) => sent.push(message as { method: string; request: unknown }),
    addEventListener: () => {},
  }
  return { client: connect(port), sent }
}

describe('the calls that are declared', () => {
  it('every declared call has a handler in exactly one subject', () => {
    expect(Object.keys(HANDLERS).sort()).toEqual(NAMES)
    const subjects = readdirSync(join(SRC, 'worker/calls')).filter((name) => name !== 'handler.ts')
    const answered = subjects.flatMap((name) => {
      const table = /= \{\n([\s\S]*?)\n\} satisfies/.exec(read(`worker/calls/${name}`))?.[1] ?? ''
      return [...table.matchAll(/^ {2}(\w+)[:,]/gm)].map(([, call]) => call)
    })
    expect(answered.sort()).toEqual(NAMES)
  })

  it('a call without a handler does not compile', () => {
    // @ts-expect-error: the compiler names the calls without a handler.
    const incomplete: Handlers = { ...openingCalls }
    expect(Object.keys(incomplete).length).toBeLessThan(NAMES.length)
  })

  it('the client and the in-thread engine have every call as a method', () => {
    const { client } = listen()
    const { onEvent, onStopped, ...methods } = client
    expect(Object.keys(methods).sort()).toEqual(NAMES)
    expect([typeof onEvent, typeof onStopped]).toEqual(['function', 'function'])
    expect(Object.keys(createEngine(() => {})).sort()).toEqual(NAMES)
  })

  it('the client sends a call by its name with the unchanged request', () => {
    const { client, sent } = listen()
    const request = { doc: 3, key: 4, value: 5 }
    void client.valueData(request)
    void client.openSample({})
    expect(sent).toMatchObject([
      { method: 'valueData', request },
      { method: 'openSample', request: {} },
    ])
  })

  it('replies transfer the copies of data that they contain', () => {
    const data = Uint8Array.of(1, 2, 3)
    const reply = { revision: 1, name: 'v', type: 3, data }
    expect(HANDLERS.valueData.transfer?.(reply)).toEqual([data.buffer])
    const others = NAMES.filter((name) => 'transfer' in HANDLERS[name as keyof typeof CALLS])
    expect(others).toEqual([
      'comparisonIds',
      'convertedData',
      'deletedDetails',
      'hitIds',
      'listedIds',
      'valueData',
      'valueDetails',
    ])
  })
})

describe('the protocol', () => {
  it('the protocol declares no type that another file declares too', () => {
    const declared = (file: string) =>
      [...read(file).matchAll(/^export (?:type|interface) (\w+)\b(?! \})/gm)].map(
        ([, name]) => name,
      )
    const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.tsx?$/.test(name),
    )
    const isProtocol = (file: string) => /^worker.protocol/.test(file)
    const ours = files.filter(isProtocol).flatMap(declared)
    const others = new Set(files.filter((file) => !isProtocol(file)).flatMap(declared))
    expect(ours.length).toBeGreaterThan(30)
    expect(ours.filter((name, at) => others.has(name) || ours.indexOf(name) !== at)).toEqual([])
  })
})

function read(file: string): string {
  return readFileSync(join(SRC, file), 'utf8')
}
