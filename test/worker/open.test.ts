import { describe, expect, it } from 'vitest'
import { computeChecksum } from '../../src/regf/baseBlock.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { BASE } from '../../src/regf/layout.ts'
import { createEngine } from '../../src/worker/engine.ts'
import type { EngineEvent } from '../../src/worker/protocol.ts'
import { readImage, requireRoom } from '../../src/worker/readFile.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const GIB = 1024 ** 3
const NO_SIGNAL = new AbortController().signal

function open(file: Blob, name = 'FILE') {
  return createEngine(() => {}).open({ name, file, handle: null, logs: [] })
}

/** How a browser reads a file: into a buffer of the page, or into pieces of its own that are copied. */
type Stream = 'into a buffer' | 'in pieces'
const STREAMS: readonly Stream[] = ['into a buffer', 'in pieces']

/** An empty-looking file of any size, which counts how it is read. */
function fakeFile(
  size: number,
  head: BlobPart,
  chunks: readonly Uint8Array[] = [],
  stream: Stream = 'in pieces',
) {
  const reads: string[] = []
  const file = {
    size,
    slice: (from: number, to: number) => {
      reads.push(`slice ${from} ${to}`)
      return new Blob([head]).slice(from, to)
    },
    stream: () => {
      reads.push('stream')
      const left = [...chunks]
      const pull = (controller: Pick<ReadableByteStreamController, 'enqueue' | 'close'>) => {
        const chunk = left.shift()
        if (chunk === undefined) controller.close()
        else controller.enqueue(chunk.slice())
      }
      return stream === 'in pieces'
        ? new ReadableStream({ pull })
        : new ReadableStream({
            type: 'bytes',
            pull(controller) {
              pull(controller)
              // A read that waits gets the end too.
              if (left.length === 0) controller.byobRequest?.respond(0)
            },
          })
    },
  }
  return { file: file as unknown as Blob, reads }
}

describe('opening', () => {
  it('opening a hive returns its description', async () => {
    const bytes = hiveBytes((root) => {
      root.create('Select')
      root.create('ControlSet001')
    })
    const { info } = await OpenHive.open(bytes, { name: 'system.copy' })
    expect(info).toMatchObject({
      name: 'system.copy',
      size: bytes.length,
      rootName: 'ROOT',
      kind: 'SYSTEM',
      prefix: 'HKEY_LOCAL_MACHINE\\SYSTEM',
      version: '1.5',
      access: 'editable',
      dirty: false,
      checksumValid: true,
      inPlace: false,
      state: { revision: 0, size: bytes.length, undo: null, redo: null, unsaved: 0 },
    })
  })

  it.each([
    ['an empty file', '', 'empty-file'],
    ['ten bytes', '0123456789', 'not-a-hive'],
    ['the start of a hive', 'regf', 'file-too-short'],
    ['a .reg file', `\ufeffWindows Registry Editor Version 5.00${' '.repeat(9000)}`, 'not-a-hive'],
    ['an event log', `ElfFile\0${'x'.repeat(9000)}`, 'not-a-hive'],
  ])('refuses %s', async (_, content, code) => {
    await expect(open(new Blob([content]))).rejects.toMatchObject({ code })
  })

  it('hostile 96 refuses a file of 3 GB before it reads anything', async () => {
    const { file, reads } = fakeFile(3 * GIB, hiveBytes())
    await expect(open(file)).rejects.toMatchObject({
      code: 'file-too-large',
      detail: { actual: 3 * GIB },
    })
    expect(reads).toEqual([])
  })

  it('a file that is not a hive is refused by its first bytes', async () => {
    const { file, reads } = fakeFile(2 * GIB, 'x'.repeat(10_000))
    await expect(open(file)).rejects.toMatchObject({ code: 'not-a-hive' })
    expect(reads).toEqual(['slice 0 8192'])
  })

  it('the size limit counts all open hives together', () => {
    expect(() => requireRoom(GIB, 2 * GIB)).not.toThrow()
    expect(() => requireRoom(GIB + 1, 2 * GIB)).toThrow(
      expect.objectContaining({ code: 'file-too-large' }),
    )
  })

  it.each(STREAMS)('opening stops when it is cancelled, read %s', async (stream) => {
    const bytes = hiveBytes()
    const controller = new AbortController()
    const halves = [bytes.subarray(0, 4096), bytes.subarray(4096)]
    const { file } = fakeFile(bytes.length, bytes, halves, stream)
    const session = createEngine(() => {})
    const opening = session.open(
      { name: 'FILE', file, handle: null, logs: [] },
      { signal: controller.signal, progress: () => controller.abort() },
    )
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' })
  })

  it.each(STREAMS)('opening reports progress up to the whole file, read %s', async (stream) => {
    const bytes = hiveBytes()
    const halves = [bytes.subarray(0, 4096), bytes.subarray(4096)]
    const { file } = fakeFile(bytes.length, bytes, halves, stream)
    const seen: number[] = []
    const session = createEngine(() => {})
    await session.open(
      { name: 'FILE', file, handle: null, logs: [] },
      { signal: NO_SIGNAL, progress: (done) => seen.push(done) },
    )
    expect(seen).toEqual([0.5, 1])
  })

  it.each([
    ['shorter', 4096, STREAMS[0]],
    ['longer', 12_288, STREAMS[0]],
    ['shorter', 4096, STREAMS[1]],
    ['longer', 12_288, STREAMS[1]],
  ])('refuses a file that became %s: %d bytes, read %s', async (_, length, stream) => {
    const bytes = hiveBytes()
    const now = new Uint8Array(length)
    now.set(bytes.subarray(0, length))
    const { file } = fakeFile(bytes.length, bytes, [now], stream)
    await expect(open(file)).rejects.toMatchObject({ code: 'read-failed' })
  })

  it.each(STREAMS)(
    'a file is read whole and in order, with room to grow after it, read %s',
    async (stream) => {
      const bytes = hiveBytes((root) =>
        root.create('Some key').set('name', 1, new Uint8Array(9000)),
      )
      const thirds = [bytes.subarray(0, 5000), bytes.subarray(5000, 5001), bytes.subarray(5001)]
      const { file } = fakeFile(bytes.length, bytes, thirds, stream)
      const image = await readImage(file, { signal: NO_SIGNAL, progress() {} })
      expect(image.bytesCopy(0, image.length)).toEqual(bytes)
      expect(image.bytes.length).toBeGreaterThan(bytes.length)
    },
  )

  it.each(STREAMS)('a file that cannot be read any further is refused, read %s', async (stream) => {
    const bytes = hiveBytes()
    const { file } = fakeFile(bytes.length, bytes, [], stream)
    const failing = new ReadableStream({
      ...(stream === 'in pieces' ? {} : { type: 'bytes' as const }),
      pull: () => Promise.reject(new DOMException('', 'NotReadableError')),
    })
    await expect(open(Object.assign(file, { stream: () => failing }))).rejects.toMatchObject({
      code: 'read-failed',
    })
  })

  it('opening reports a file that the browser may not read', async () => {
    const file = {
      size: 8192,
      slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotFoundError')) }),
    }
    await expect(open(file as unknown as Blob)).rejects.toMatchObject({ code: 'file-not-found' })
  })

  it('a failed opening does not affect other documents', async () => {
    const hive = await OpenHive.open(hiveBytes((root) => root.create('Kept')))
    const file = new Blob(['nothing'])
    await expect(hive.session.open({ name: 'x', file, handle: null, logs: [] })).rejects.toThrow()
    expect(await hive.outline()).toEqual(['ROOT', '.Kept'])
  })

  it('an empty hive and the sample hive can be opened', async () => {
    const session = createEngine(() => {})
    const empty = await session.openEmpty({ name: '' })
    expect(empty).toMatchObject({ name: 'NEW.hiv', access: 'editable', state: { unsaved: 1 } })
    const sample = await session.openSample({})
    expect(sample).toMatchObject({ kind: 'SOFTWARE', state: { unsaved: 0 } })
    const found = await session.check({ doc: sample.doc })
    expect(found).toMatchObject({ errors: 0, warnings: 0, kinds: [] })
    expect(found.keys).toBeGreaterThan(1000)
  })
})

describe('the background check', () => {
  it('the background check reports its end once, with the findings', async () => {
    const hive = await OpenHive.open(hiveBytes((root) => root.create('A').create('B')))
    expect(hive.events).toEqual([])
    const summary = await hive.session.check({ doc: hive.doc })
    expect(summary).toMatchObject({ errors: 0, keys: 3, values: 0 })
    const checked = hive.events.filter(({ type }) => type === 'checked')
    expect(checked).toEqual([{ type: 'checked', doc: hive.doc, summary }])
  })

  it('the background check finds damage, and the rows show it', async () => {
    const bytes = hiveBytes((root) => {
      root.create('Sound')
      root.create('Hurt').set('Value', 3, new Uint8Array(100))
    })
    const at = indexOfText(bytes, 'Hurt') - 0x4c
    new DataView(bytes.buffer).setUint32(at + 0x28, 0x00ffff00, true)
    const hive = await OpenHive.open(bytes)
    const { kinds, errors } = await hive.session.check({ doc: hive.doc })
    expect(errors).toBeGreaterThan(0)
    expect(kinds[0]).toMatchObject({ severity: 'error' })
    const [first] = await hive.findings()
    expect(first).toMatchObject({ severity: 'error', path: ['Hurt'] })
    const key = await hive.key('Hurt')
    expect(first?.key).toBe(key)
    const damaged = (await hive.rows()).filter((row) => row.damage !== null).map(({ name }) => name)
    expect(damaged).toEqual(['Hurt'])
    const edit = { kind: 'create-value', key, name: 'x', type: 4, data: new Uint8Array(4) } as const
    await expect(hive.edit(edit)).rejects.toMatchObject({ code: 'damaged' })
  })

  it('the background check ends when its document is closed', async () => {
    const events: EngineEvent[] = []
    const session = createEngine((event) => events.push(event))
    const { doc } = await session.openSample({})
    const waiting = session.check({ doc })
    await session.close({ doc })
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    await expect(session.check({ doc })).rejects.toMatchObject({ code: 'stale' })
    expect(events.filter(({ type }) => type === 'checked')).toEqual([])
  })
})

describe('a dirty hive', () => {
  it('a dirty hive can be edited only after allowEditing', async () => {
    const bytes = hiveBytes()
    const image = new HiveImage(bytes.buffer)
    image.transact(() => {
      image.setU32(BASE.SECONDARY_SEQUENCE, 77)
      image.setU32(BASE.CHECKSUM, computeChecksum(image))
    })
    const hive = await OpenHive.open(bytes)
    expect(hive.info).toMatchObject({ access: 'dirty', dirty: true, sequence: [2, 77] })
    const edit = { kind: 'create-key', parent: hive.info.root, name: 'New' } as const
    await expect(hive.edit(edit)).rejects.toMatchObject({ code: 'dirty' })
    const save = { doc: hive.doc, to: 'download', overwrite: false } as const
    await expect(hive.session.save(save)).rejects.toMatchObject({ code: 'dirty' })
    const allowed = await hive.session.allowEditing({ doc: hive.doc })
    expect(allowed).toMatchObject({ access: 'editable', dirty: true })
    await hive.edit(edit)
    expect((await hive.session.save(save)).report.dirty).toBe(true)
  })
})

function indexOfText(bytes: Uint8Array, text: string): number {
  return Buffer.from(bytes).indexOf(text, 0, 'latin1')
}
