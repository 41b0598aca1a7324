import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { activeDocument, documentOf, useDocuments } from '../../src/state/documents.ts'
import { runEdit } from '../../src/state/edits.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { useRecentFiles } from '../../src/state/recentStore.ts'
import { reloadDocument } from '../../src/state/reloading.ts'
import { saveDocument, saveDocumentAs } from '../../src/state/saving.ts'
import { eventually } from '../helpers/eventually.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { bytesOf, hiveFile } from '../helpers/pageEngine.ts'

import {
  AS_IS,
  granted,
  HIVE,
  handleThat,
  notice,
  openEdited as open,
  saves,
  startSaving,
} from '../helpers/savePage.ts'

beforeEach(startSaving)

describe('saveDocumentAs', () => {
  const window = globalThis as { showSaveFilePicker?: () => Promise<unknown> }
  afterEach(() => {
    delete window.showSaveFilePicker
  })

  it('Save As downloads where the browser has no save dialog', async () => {
    const doc = await open(handleThat('granted'))
    expect(await saveDocumentAs(doc, AS_IS)).toBe(true)
    expect(saves.map((request) => request.to)).toEqual(['download'])
    // Its own file could be written, and was not.
    expect(activeDocument()?.state.unsaved).toBe(1)
  })

  it('after Save As the tab is that file, which Save writes', async () => {
    const other = new FakeHandle('OTHER', new Uint8Array())
    window.showSaveFilePicker = async () => other.handle
    const disk = granted()
    const doc = await open(disk.handle)
    expect(await saveDocumentAs(doc, AS_IS)).toBe(true)
    expect(notice()?.text).toBe('Saved as OTHER')
    expect(notice()?.detail).toContain('SYSTEM was not changed.')
    expect(activeDocument()).toMatchObject({
      info: { name: 'OTHER', inPlace: true },
      handle: other.handle,
      state: { unsaved: 0 },
    })
    await eventually(() => expect(useRecentFiles.getState().files[0]?.name).toBe('OTHER'))
    await runEdit(doc, { kind: 'create-key', parent: activeDocument()?.info.root ?? 0, name: 'X' })
    expect(await saveDocument(doc)).toBe(true)
    expect(notice()?.text).toBe('Saved OTHER')
    expect(disk.bytes).toEqual(bytesOf(HIVE))
  })

  it('a compacted copy leaves the tab with its own file, unsaved', async () => {
    const copy = new FakeHandle('COPY', new Uint8Array())
    window.showSaveFilePicker = async () => copy.handle
    const doc = await open(handleThat('granted'))
    expect(await saveDocumentAs(doc, { name: 'SYSTEM', layout: 3 })).toBe(true)
    expect(notice()?.text).toBe('Saved a copy as COPY')
    expect(notice()?.detail).toContain('The hive itself still has unsaved changes.')
    expect(activeDocument()).toMatchObject({ info: { name: 'SYSTEM' }, state: { unsaved: 1 } })
    delete window.showSaveFilePicker
    expect(await saveDocumentAs(doc, { name: 'SYSTEM', layout: 3 })).toBe(true)
    expect(notice()?.text).toBe('Downloaded SYSTEM')
    expect(activeDocument()?.state.unsaved).toBe(1)
  })

  it('the file of another tab is not written', async () => {
    const other = new FakeHandle('OTHER', bytesOf({ name: 'OTHER' }))
    window.showSaveFilePicker = async () => other.handle
    const doc = await open(handleThat('granted'))
    const file = new File([other.bytes], 'OTHER')
    await openFiles([{ file, handle: other.handle }])
    expect(await saveDocumentAs(doc, AS_IS)).toBe(false)
    expect(notice()?.text).toBe('OTHER is open in another tab.')
    expect(other.bytes).toEqual(bytesOf({ name: 'OTHER' }))
  })
})

describe('a file that has changed on the disk', () => {
  const THEIRS = { name: 'ROOT', subkeys: [{ name: 'Theirs' }] }

  it('is opened in place of the hive by Reload, and can be saved again', async () => {
    const disk = granted()
    const doc = await open(disk.handle)
    await openFiles([{ file: hiveFile('SOFTWARE', { name: 'OTHER' }), handle: null }])
    disk.changeOutside(bytesOf(THEIRS))
    expect(await saveDocument(doc)).toBe(false)
    await reloadDocument(doc)
    const { docs } = useDocuments.getState()
    expect(docs.map(({ info }) => info.name)).toEqual(['SYSTEM', 'SOFTWARE'])
    const reloaded = docs[0]?.info
    expect(reloaded?.doc).not.toBe(doc)
    await runEdit(reloaded?.doc ?? 0, {
      kind: 'create-key',
      parent: reloaded?.root ?? 0,
      name: 'New',
    })
    expect(await saveDocument(reloaded?.doc ?? 0)).toBe(true)
    const saved = Hive.open(disk.bytes.slice()).rootKey
    expect([...saved.subkeys()].map(({ name }) => name)).toEqual(['New', 'Theirs'])
  })

  it('stays open as it was when the file is no hive any more', async () => {
    const disk = granted()
    const doc = await open(disk.handle)
    disk.changeOutside(new Uint8Array(5000))
    await reloadDocument(doc)
    expect(documentOf(doc)?.state.unsaved).toBe(1)
    expect(notice()?.kind).toBe('alert')
  })

  it('stays open as it was when the file is gone', async () => {
    const disk = granted()
    const doc = await open(disk.handle)
    disk.getFile = () => Promise.reject(new DOMException('', 'NotFoundError'))
    await reloadDocument(doc)
    expect(documentOf(doc)?.state.unsaved).toBe(1)
    expect(notice()?.text).toBe('SYSTEM is not where it was.')
  })
})
