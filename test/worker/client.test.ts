import { afterEach, describe, expect, it, vi } from 'vitest'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import { connect, createClient } from '../../src/worker/client.ts'
import { DocumentChecks } from '../../src/worker/DocumentChecks.ts'
import { serveEngine } from '../../src/worker/engine.ts'
import type { EngineClient, EngineEvent } from '../../src/worker/protocol.ts'
import { deferred } from '../helpers/deferred.ts'
import { MemoryStorage } from '../helpers/memoryStorage.ts'
import { hiveBytes } from './openHive.ts'

const ports: MessagePort[] = []

afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

function start(storage: MemoryStorage | null = null): {
  client: EngineClient
  events: EngineEvent[]
  port2: MessagePort
} {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  serveEngine(port2, storage)
  const client = connect(port1)
  const events: EngineEvent[] = []
  client.onEvent((event) => events.push(event))
  return { client, events, port2 }
}

const request = (bytes: Uint8Array<ArrayBuffer>) => ({
  name: 'FILE',
  file: new Blob([bytes]),
  handle: null,
  logs: [],
})

describe('the client', () => {
  it('the client opens, browses, edits and saves a hive', async () => {
    const { client } = start()
    const progress: number[] = []
    const bytes = hiveBytes((root) => root.create('Key'))
    const info = await client.open(request(bytes), { onProgress: (done) => progress.push(done) })
    const { doc, root } = info
    expect(progress.at(-1)).toBe(1)
    const page = await client.visibleRows({ doc, from: 0, count: 10 })
    expect(page.rows.map(({ name }) => name)).toEqual(['ROOT', 'Key'])
    const data = Uint8Array.of(1, 2, 3)
    const type = VALUE_TYPE.BINARY
    const edit = { kind: 'create-value', key: root, name: 'v', type, data } as const
    const { focus } = await client.edit({ doc, edit })
    const stored = await client.valueData({ doc, key: root, value: focus.value ?? 0 })
    expect(stored).toEqual({ revision: 1, name: 'v', type, data })
    expect((await client.keyDetails({ doc, key: root })).lastWrite).toBeGreaterThan(0n)
    const { blob, report } = await client.save({ doc, to: 'download', overwrite: false })
    expect(blob?.size).toBe(report.size)
    expect((await client.undo({ doc }))?.label.name).toBe('v')
  })

  it('the data of an edited value is transferred, and not copied', async () => {
    const { client } = start()
    const { doc, root } = await client.open(
      request(hiveBytes((key) => key.set('v', 3, Uint8Array.of(1)))),
    )
    const order = { column: 'name', descending: false } as const
    const { rows } = await client.values({ doc, key: root, order, from: 0, count: 9 })
    const row = rows.find(({ name }) => name === 'v')
    const data = Uint8Array.of(1, 2, 3)
    const edit = { kind: 'set-value', key: root, value: row?.id ?? 0, type: 3, data } as const
    await client.edit({ doc, edit })
    expect(data.length).toBe(0)
    const stored = await client.valueData({ doc, key: root, value: row?.id ?? 0 })
    expect(stored.data).toEqual(Uint8Array.of(1, 2, 3))
  })

  it('the client rejects with the code of a refusal', async () => {
    const { client } = start()
    await expect(client.open(request(new Uint8Array(10)))).rejects.toMatchObject({
      name: 'HiveError',
      code: 'not-a-hive',
    })
    await expect(client.close({ doc: 9 })).rejects.toMatchObject({ code: 'stale' })
  })

  it('the client learns of a document before it gets the result of its check', async () => {
    const { client, events } = start()
    const { doc } = await client.openSample({})
    expect(events).toEqual([])
    const summary = await client.check({ doc })
    expect(events.at(-1)).toEqual({ type: 'checked', doc, summary })
    const shares = events.flatMap((event) => (event.type === 'check-progress' ? [event.done] : []))
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
  })

  it('the client closes a document that was opened after its caller had given up', async () => {
    const { client } = start()
    const controller = new AbortController()
    const opening = client.openEmpty({ name: 'late' }, { signal: controller.signal })
    controller.abort()
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' })
    const { doc } = await client.openEmpty({ name: 'next' })
    expect(doc).toBe(2)
    await expect(client.visibleRows({ doc: 1, from: 0, count: 1 })).rejects.toMatchObject({
      code: 'stale',
    })
  })

  it('edits whose resuming is cancelled too late are open, and stay kept', async () => {
    const storage = new MemoryStorage()
    const before = start(storage).client
    const { doc, root } = await before.open(request(hiveBytes()))
    await before.edit({ doc, edit: { kind: 'create-key', parent: root, name: 'New' } })
    await vi.waitFor(() => expect(storage.only.snapshot).not.toBeNull())
    storage.crash()
    const { client } = start(storage)
    const controller = new AbortController()
    // The log is opened to be written when everything is resumed.
    storage.writing = () => controller.abort()
    const rest = { file: null, logs: [], handle: null }
    const info = await client.resume(
      { journal: storage.onlyId, ...rest },
      { signal: controller.signal },
    )
    expect(info.state.unsaved).toBe(1)
    const { kept } = await client.keptEdits({})
    expect(kept).toMatchObject([{ unsaved: 1, use: 'here' }])
  })

  it('a cancelled resuming does not wait for the check of the hive, and its edits are offered again', async () => {
    const storage = new MemoryStorage()
    const before = start(storage).client
    const { doc, root } = await before.open(request(hiveBytes()))
    await before.edit({ doc, edit: { kind: 'create-key', parent: root, name: 'New' } })
    await vi.waitFor(() => expect(storage.only.snapshot).not.toBeNull())
    storage.crash()
    const surveyed = vi
      .spyOn(DocumentChecks.prototype, 'surveyed', 'get')
      .mockReturnValue(new Promise(() => {}))
    const { client } = start(storage)
    const controller = new AbortController()
    const rest = { file: null, logs: [], handle: null }
    const onProgress = (done: number) => {
      if (done >= 0.4) controller.abort()
    }
    const resuming = client.resume(
      { journal: storage.onlyId, ...rest },
      { signal: controller.signal, onProgress },
    )
    await expect(resuming).rejects.toMatchObject({ code: 'cancelled' })
    surveyed.mockRestore()
    const { kept } = await client.keptEdits({})
    expect(kept).toMatchObject([{ unsaved: 1, use: null }])
  })

  it('an edit that is cancelled while it waits does not happen', async () => {
    const { client } = start()
    const { doc, root } = await client.openSample({})
    const controller = new AbortController()
    const edit = { kind: 'create-key', parent: root, name: 'New' } as const
    const editing = client.edit({ doc, edit }, { signal: controller.signal })
    controller.abort()
    await expect(editing).rejects.toMatchObject({ code: 'cancelled' })
    await client.check({ doc })
    const next = await client.edit({ doc, edit: { ...edit, name: 'Other' } })
    expect(next.state.revision).toBe(1)
  })

  it('the client rejects every call once the engine is gone', async () => {
    const { client, port2 } = start()
    const { doc } = await client.openSample({})
    const stopped = deferred<void>()
    client.onStopped(() => stopped.resolve())
    const waiting = client.check({ doc })
    port2.close()
    await expect(waiting).rejects.toMatchObject({ code: 'engine-stopped' })
    await stopped.promise
    await expect(client.openSample({})).rejects.toMatchObject({ code: 'engine-stopped' })
  })
})

it('a worker that fails is terminated', () => {
  let ended = 0
  const worker = Object.assign(new EventTarget(), {
    postMessage: () => {},
    terminate: () => ended++,
  }) as unknown as Worker
  const client = createClient(worker)
  let told = 0
  client.onStopped(() => told++)
  worker.dispatchEvent(new Event('error'))
  worker.dispatchEvent(new Event('error'))
  expect([ended, told]).toEqual([1, 1])
})
