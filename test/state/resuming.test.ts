import { beforeEach, expect, it, vi } from 'vitest'
import { notedHandle } from '../../src/platform/journalHandles.ts'
import { BASE } from '../../src/regf/layout.ts'
import { activeDocument, useDocuments } from '../../src/state/documents.ts'
import { runEdit } from '../../src/state/edits.ts'
import { useNotices } from '../../src/state/notices.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { useRecentFiles } from '../../src/state/recentStore.ts'
import { resumeKept } from '../../src/state/resuming.ts'
import { saveDocument } from '../../src/state/saving.ts'
import { offerKeptEdits, startState } from '../../src/state/start.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { eventually } from '../helpers/eventually.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { MemoryStorage } from '../helpers/memoryStorage.ts'
import { bytesOf, hiveFile, pageEngine, type TestHive } from '../helpers/pageEngine.ts'
import { granted, HIVE, startSaving } from '../helpers/savePage.ts'

vi.mock('../../src/platform/journalHandles.ts', async (load) => ({
  ...(await load<object>()),
  notedHandle: vi.fn(),
}))

beforeEach(() => {
  startSaving()
  vi.mocked(notedHandle).mockResolvedValue(null)
})

/** Leaves an edit of SYSTEM behind, and resumes it where another hive is open. Returns how many hives are open then. */
async function resumedBeside(open: TestHive): Promise<number> {
  const storage = new MemoryStorage()
  startState(pageEngine(HIVE, storage))
  await openFiles([{ file: hiveFile('SYSTEM', HIVE), handle: null }])
  const info = activeDocument()?.info
  if (info === undefined) throw new TypeError('SYSTEM did not open')
  await runEdit(info.doc, { kind: 'create-key', parent: info.root, name: 'New' })
  await eventually(() => expect(storage.only.snapshot).not.toBeNull())
  storage.crash()
  startSaving()
  const engine = pageEngine(HIVE, storage)
  startState(engine)
  await openFiles([{ file: hiveFile('SYSTEM', open), handle: null }])
  const [kept] = (await engine.keptEdits({})).kept
  if (kept === undefined) throw new TypeError('nothing was kept')
  expect(await resumeKept(kept)).toBe(true)
  expect(activeDocument()?.state.undo).not.toBeNull()
  return useDocuments.getState().docs.length
}

it('resuming closes the hive without its edits, but no other of the same name and size', async () => {
  expect(await resumedBeside(HIVE)).toBe(1)
  const other = corrupt(bytesOf(HIVE), { at: BASE.LAST_WRITTEN, u32: 9 })
  expect(await resumedBeside(other)).toBe(2)
})

it('a resumed hive is not taken for a recent file of the same name, which may be of another machine', async () => {
  const { handle } = new FakeHandle('SYSTEM', bytesOf(HIVE))
  useRecentFiles.setState({ files: [{ name: 'SYSTEM', handle, openedAt: 1 }] })
  expect(await resumedBeside(HIVE)).toBe(1)
  expect(activeDocument()).toMatchObject({ handle: null, info: { inPlace: false } })
})

it('edits made after a save are offered when their file is opened again, and resuming closes it', async () => {
  const storage = new MemoryStorage()
  const file = granted()
  const open = async () => {
    await openFiles([{ file: await file.getFile(), handle: file.handle }])
    const info = activeDocument()?.info
    if (info === undefined) throw new TypeError('SYSTEM did not open')
    return info
  }
  startState(pageEngine(HIVE, storage))
  const { doc, root: parent } = await open()
  await runEdit(doc, { kind: 'create-key', parent, name: 'Saved' })
  expect(await saveDocument(doc)).toBe(true)
  await runEdit(doc, { kind: 'create-key', parent, name: 'Unsaved' })
  await eventually(() => expect(storage.only.snapshot).not.toBeNull())
  storage.crash()

  startSaving()
  vi.mocked(notedHandle).mockResolvedValue(file.handle)
  const engine = pageEngine(HIVE, storage)
  startState(engine)
  await offerKeptEdits()
  await open()
  const offer = { text: expect.stringContaining('Resume edits to SYSTEM') }
  await eventually(() => expect(useNotices.getState().notices).toMatchObject([offer]))
  const [kept] = (await engine.keptEdits({})).kept
  if (kept === undefined) throw new TypeError('nothing was kept')
  expect(await resumeKept(kept)).toBe(true)
  expect(useDocuments.getState().docs).toMatchObject([{ state: { unsaved: 1 } }])
})
