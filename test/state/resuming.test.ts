import { beforeEach, expect, it } from 'vitest'
import { BASE } from '../../src/regf/layout.ts'
import { activeDocument, useDocuments } from '../../src/state/documents.ts'
import { runEdit } from '../../src/state/edits.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { useRecentFiles } from '../../src/state/recentStore.ts'
import { resumeKept } from '../../src/state/resuming.ts'
import { startState } from '../../src/state/start.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { eventually } from '../helpers/eventually.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { MemoryStorage } from '../helpers/memoryStorage.ts'
import { bytesOf, hiveFile, pageEngine, type TestHive } from '../helpers/pageEngine.ts'
import { HIVE, startSaving } from '../helpers/savePage.ts'

beforeEach(startSaving)

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
