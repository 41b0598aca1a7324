/** The memory of a hive is given back when it is closed, not at the next garbage collection. */

import { describe, expect, it, vi } from 'vitest'
import { runCommand } from '../../src/edit/run.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { giveBack } from '../../src/worker/giveBack.ts'
import { HANDLERS } from '../../src/worker/handlers.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { NO_CONTEXT } from '../../src/worker/rpc.ts'
import { Session } from '../../src/worker/Session.ts'
import { hiveBytes } from './openHive.ts'

const BYTES = hiveBytes((root) => {
  for (let number = 0; number < 200; number++) {
    root.create(`Key${number}`).set('Value', 3, new Uint8Array(40))
  }
})

/** Opens a hive in a session. */
async function open(session: Session): Promise<{ doc: DocId; image: HiveImage }> {
  const file = new File([BYTES], 'FILE')
  const request = { name: 'FILE', file, handle: null, logs: [] }
  const { doc } = await HANDLERS.open(session, request, NO_CONTEXT)
  return { doc, image: session.document(doc).hive.image }
}

/** Lets everything run that waits for nothing. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve))
}

describe('memory of hives', () => {
  it('the buffer of a hive is given back when the hive is closed, that of another one stays', async () => {
    const session = new Session(() => {})
    const closed = await open(session)
    const other = await open(session)
    const { buffer } = closed.image.bytes
    const { revision } = closed.image
    session.close(closed.doc)
    await settled()
    expect(buffer.byteLength).toBe(0)
    expect(closed.image.length).toBe(0)
    expect(closed.image.revision).toBeGreaterThan(revision)
    expect(other.image.bytes.byteLength).toBeGreaterThanOrEqual(BYTES.length)
  })

  it('a compacted copy is given back with its hive', async () => {
    const session = new Session(() => {})
    const { doc, image } = await open(session)
    const copy = await session.document(doc).copy.make(5, (_, job) => job(), NO_CONTEXT)
    expect(copy.image.length).toBeGreaterThan(0)
    session.close(doc)
    await settled()
    expect([image.length, copy.image.length]).toEqual([0, 0])
  })

  it('a call that reads the hive when it is closed ends first', async () => {
    const session = new Session(() => {})
    const { doc, image } = await open(session)
    let release = () => {}
    const waits = new Promise<void>((resolve) => {
      release = resolve
    })
    const call = session.run(async () => {
      await waits
      return image.length
    })
    session.close(doc)
    await settled()
    expect(image.length).toBe(BYTES.length)
    release()
    expect(await call).toBe(BYTES.length)
    await settled()
    expect(image.length).toBe(0)
  })

  it('the hive that was saved is counted and given back, also when no step leads to it any more', async () => {
    const session = new Session(() => {})
    const { doc, image } = await open(session)
    const document = session.document(doc)
    await document.surveyed()
    const other = Hive.open(new HiveImage(BYTES.slice().buffer))
    await document.swap(other, { kind: 'convert', name: '1.5', count: 1 })
    document.markSaved('download')
    await document.undo(NO_CONTEXT)
    const both = document.held
    const { root } = document.hive
    await document.run(
      (scope) => runCommand(scope, { kind: 'create-key', parent: root, name: 'New' }),
      NO_CONTEXT,
    )
    expect(document.history.others).toEqual([])
    expect(document.held).toBeGreaterThanOrEqual(both)
    session.close(doc)
    await settled()
    expect([image.length, other.image.length]).toEqual([0, 0])
  })

  it('a hive that is being checked can be closed, and no slice of the check runs afterwards', async () => {
    const session = new Session(() => {})
    const { doc, image } = await open(session)
    const { surveyed } = session.document(doc).checks
    session.close(doc)
    await expect(surveyed).rejects.toMatchObject({ code: 'cancelled' })
    await settled()
    expect(image.length).toBe(0)
  })

  it('the file that a hive was compared with is given back with the comparison', async () => {
    const session = new Session(() => {})
    const { doc, image } = await open(session)
    const other = { kind: 'file', name: 'OTHER', file: new File([BYTES], 'OTHER') } as const
    await HANDLERS.compareHives(
      session,
      {
        comparison: 1,
        left: { hive: { kind: 'document', doc }, path: [] },
        right: { hive: other, path: [] },
        attributes: [],
        rootNames: false,
        moves: false,
      },
      NO_CONTEXT,
    )
    const compared = session.comparisons.get(1).sides.right.opened.hive.image
    expect(compared.length).toBe(BYTES.length)
    session.comparisons.end(1)
    await settled()
    expect(compared.length).toBe(0)
    expect(image.length).toBe(BYTES.length)
  })

  it('a buffer goes to a worker that has ended, which frees it whoever holds it', () => {
    const calls: string[] = []
    class FakeWorker {
      terminate(): void {
        calls.push('terminate')
      }

      postMessage(message: unknown, transfer: ArrayBuffer[]): void {
        calls.push(`post ${transfer.map(({ byteLength }) => byteLength)}`)
        structuredClone(message, { transfer })
      }
    }
    vi.stubGlobal('Worker', FakeWorker)
    try {
      const buffers = [new ArrayBuffer(8), new ArrayBuffer(16)]
      for (const buffer of buffers) giveBack(buffer)
      expect(calls).toEqual(['terminate', 'post 8', 'post 16'])
      expect(buffers.map(({ byteLength }) => byteLength)).toEqual([0, 0])
    } finally {
      vi.unstubAllGlobals()
    }
  })
})
