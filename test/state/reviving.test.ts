/** What is open again after the engine has stopped, where no edits are kept on the device. */

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import {
  activeDocument,
  engineStopped,
  titleOf,
  toggleLock,
  updateDocument,
  useDocuments,
} from '../../src/state/documents.ts'
import { engine, setEngine } from '../../src/state/engine.ts'
import { revive } from '../../src/state/reviving.ts'
import { saveDocument } from '../../src/state/saving.ts'
import { MemoryStorage } from '../helpers/memoryStorage.ts'
import { pageEngine } from '../helpers/pageEngine.ts'
import { granted, notice, openEdited, startSaving } from '../helpers/savePage.ts'

const clock = performance.now.bind(performance)
let later = 0

beforeEach(() => {
  startSaving()
  // An engine that stops again at once is not started again.
  later += 60_000
  vi.spyOn(performance, 'now').mockImplementation(() => clock() + later)
})

describe('an engine that takes the place of one that has stopped', () => {
  it('opens a hive as it was saved last, not as the file was when it was opened', async () => {
    const file = granted()
    await saveDocument(await openEdited(file.handle))
    const engine = pageEngine()
    await revive(async () => setEngine(engine))
    const info = activeDocument()?.info
    expect(info).toMatchObject({ name: 'SYSTEM', inPlace: true })
    const { rows } = await engine.visibleRows({ doc: info?.doc ?? 0, from: 0, count: 9 })
    expect(rows[0]).toMatchObject({ subkeyCount: 1 })
    expect(titleOf(info?.doc ?? 0)).toBe('SYSTEM')
  })

  it('gives no hive the id of one that was closed, under which the page may keep something', async () => {
    await saveDocument(await openEdited(granted().handle))
    const before = useDocuments.getState().docs.map(({ info }) => info.doc)
    await revive(async () => setEngine(pageEngine()))
    const after = useDocuments.getState().docs.map(({ info }) => info.doc)
    expect(after).toHaveLength(before.length)
    expect(Math.min(...after)).toBeGreaterThan(Math.max(...before))
  })

  it('says that a hive is not back whose edits are in a download only', async () => {
    await saveDocument(await openEdited(null))
    expect(activeDocument()?.state.unsaved).toBe(0)
    await revive(async () => setEngine(pageEngine()))
    expect(activeDocument()).toBeUndefined()
    expect(notice()?.detail).toContain('could not be brought back: SYSTEM')
  })

  it('is not started by itself when it stops again at once, but when the user asks for it', async () => {
    await openEdited(granted().handle)
    await revive(async () => setEngine(pageEngine()))
    useDocuments.setState({ stopped: true })
    let started = 0
    await revive(async () => {
      started++
      setEngine(pageEngine())
    })
    expect([started, useDocuments.getState().stopped]).toEqual([0, true])
    expect(notice()).toBeUndefined()
    useDocuments.getState().startAgain?.()
    await vi.waitFor(() => expect(useDocuments.getState().stopped).toBe(false))
    expect(started).toBe(1)
    expect(useDocuments.getState().startAgain).toBeNull()
  })

  it('opens hives again where the browser keeps nothing, and says so', async () => {
    await saveDocument(await openEdited(granted().handle))
    const storage = new MemoryStorage()
    vi.spyOn(storage, 'list').mockRejectedValue(new DOMException('denied', 'SecurityError'))
    await revive(async () => setEngine(pageEngine(undefined, storage)))
    expect(activeDocument()?.info.name).toBe('SYSTEM')
    expect(notice()?.detail).toContain('The hive is back')
  })

  it('leaves a hive locked, and keeps last write times, as the user chose', async () => {
    const doc = await openEdited(granted().handle)
    await saveDocument(doc)
    updateDocument(doc, { info: await engine().setKeepsTimes({ doc, keepsTimes: true }) })
    await toggleLock(doc)
    await revive(async () => setEngine(pageEngine()))
    expect(activeDocument()?.info).toMatchObject({ access: 'locked', keepsTimes: true })
  })

  it('brings a hive back that another one did not, since it stopped meanwhile', async () => {
    await saveDocument(await openEdited(granted().handle))
    const stopping = pageEngine()
    const stop = async () => {
      engineStopped()
      throw new HiveError('engine-stopped', 'the engine has stopped')
    }
    await revive(async () => setEngine({ ...stopping, open: stop }))
    expect(activeDocument()).toBeUndefined()
    useDocuments.setState({ stopped: true })
    await revive(async () => setEngine(pageEngine()), true)
    expect(activeDocument()?.info.name).toBe('SYSTEM')
    expect(notice()?.detail).toContain('The hive is back')
  })
})
