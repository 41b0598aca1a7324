import { expect, it } from 'vitest'
import { createEngine } from '../../src/worker/engine.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { hiveOfEverything } from '../helpers/hives.ts'

const bytes = Uint8Array.from(hiveOfEverything().bytes)
const file = new File([bytes], 'SYSTEM')

/** Bytes of the same length of another hive, whose time is one tick later. */
function otherBytes(): Uint8Array<ArrayBuffer> {
  const other = bytes.slice()
  other[12] = (other[12] ?? 0) ^ 1
  return other
}

it('a file without a handle is recognised by its name and content', async () => {
  const session = createEngine(() => {})
  const { doc } = await session.open({ name: 'SYSTEM', file, handle: null, logs: [] })
  const ask = (name: string, given: Blob) =>
    session.openAlready({ name, file: given, handle: null })
  expect(await ask('SYSTEM', file)).toBe(doc)
  expect(await ask('system', new Blob([bytes]))).toBe(doc)
  expect(await ask('SYSTEM.bak', file)).toBeNull()
  expect(await ask('SYSTEM', new Blob([otherBytes()]))).toBeNull()
  expect(await ask('SYSTEM', new Blob([bytes, bytes]))).toBeNull()
})

it('a file is compared with the document as opened, whatever was edited since', async () => {
  const session = createEngine(() => {})
  const { doc, root } = await session.open({ name: 'SYSTEM', file, handle: null, logs: [] })
  await session.edit({ doc, edit: { kind: 'create-key', parent: root, name: 'Since' } })
  expect(await session.openAlready({ name: 'SYSTEM', file, handle: null })).toBe(doc)
})

it('a file with a handle is recognised by its handle, whatever it holds now', async () => {
  const session = createEngine(() => {})
  const { handle } = new FakeHandle('SYSTEM', bytes)
  const { doc } = await session.open({ name: 'SYSTEM', file, handle, logs: [] })
  const changed = new Blob([otherBytes()])
  expect(await session.openAlready({ name: 'SYSTEM', file: changed, handle })).toBe(doc)
  // A copy of the same name in another folder is another file.
  const copy = new FakeHandle('SYSTEM', bytes).handle
  expect(await session.openAlready({ name: 'SYSTEM', file, handle: copy })).toBeNull()
  expect(await session.openAlready({ name: 'SYSTEM', file, handle: null })).toBe(doc)
})

it('a closed document is not found, nor is one for a file that cannot be read', async () => {
  const session = createEngine(() => {})
  const { doc } = await session.open({ name: 'SYSTEM', file, handle: null, logs: [] })
  const gone = new Blob([bytes])
  gone.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotFoundError'))
  expect(await session.openAlready({ name: 'SYSTEM', file: gone, handle: null })).toBeNull()
  await session.close({ doc })
  expect(await session.openAlready({ name: 'SYSTEM', file, handle: null })).toBeNull()
})
