import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HiveError, type HiveErrorDetail } from '../../src/errors.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { activeDocument, useDocuments } from '../../src/state/documents.ts'
import { runEdit, undo } from '../../src/state/edits.ts'
import { useWorking } from '../../src/state/longEdits.ts'
import { useNotices } from '../../src/state/notices.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { downloadOriginal, saveDocument, saveDocumentAs } from '../../src/state/saving.ts'
import { startState } from '../../src/state/start.ts'
import { describeFinding } from '../../src/text/findings.ts'
import { deferred } from '../helpers/deferred.ts'
import { eventually } from '../helpers/eventually.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { bytesOf, hiveFile, pageEngine } from '../helpers/pageEngine.ts'

import {
  AS_IS,
  downloads,
  fileThat,
  granted,
  HIVE,
  handleThat,
  notice,
  openEdited as open,
  saves,
  startSaving,
} from '../helpers/savePage.ts'

beforeEach(startSaving)

describe('saveDocument', () => {
  it('a save writes the file itself where the browser allows it', async () => {
    const doc = await open(handleThat('granted'))
    expect(await saveDocument(doc)).toBe(true)
    expect(saves).toEqual([{ doc, to: 'in-place', overwrite: false, layout: 'kept' }])
    expect(downloads).toEqual([])
    expect(activeDocument()?.state.unsaved).toBe(0)
    expect(notice()?.kind).toBe('status')
    expect(notice()?.text).toBe('Saved SYSTEM')
  })

  it('a save that takes long shows its progress, and can be cancelled before the file changes', async () => {
    const gate = deferred<void>()
    const file = Object.assign(new FakeHandle('SYSTEM', bytesOf(HIVE)), {
      gate: gate.promise,
      queryPermission: async () => 'granted' as const,
    })
    const doc = await open(file.handle)
    const saved = saveDocument(doc)
    const working = () => useWorking.getState().byDoc.get(doc)
    await eventually(() => expect(working()?.text).toBe('Checking and saving SYSTEM…'))
    // The check is done, and the file is about to be written.
    expect(working()?.done).toBeGreaterThan(0)
    working()?.cancel()
    gate.resolve()
    expect(await saved).toBe(false)
    expect(notice()?.text).toBe('Saving was cancelled. Nothing was written.')
    expect(useNotices.getState().notices).toHaveLength(1)
    expect(working()).toBeUndefined()
    expect(file.bytes).toEqual(bytesOf(HIVE))
    expect(activeDocument()?.state.unsaved).toBe(1)

    expect(await saveDocument(doc)).toBe(true)
    expect(file.bytes).not.toEqual(bytesOf(HIVE))
  })

  it('a download is offered while the browser waits for permission', async () => {
    const doc = await open(handleThat('granted', () => new Promise(() => {})))
    vi.useFakeTimers()
    const saved = saveDocument(doc)
    await vi.advanceTimersByTimeAsync(4000)
    vi.useRealTimers()
    expect(notice()?.text).toMatch(/^Waiting for permission to write SYSTEM$/)
    notice()?.action?.run()
    expect(await saved).toBe(true)
    expect(downloads).toEqual(['SYSTEM'])
    expect(notice()?.text).toBe('Downloaded SYSTEM')
  })

  it('without a handle a file of the same name is downloaded', async () => {
    const doc = await open(null)
    expect(await saveDocument(doc)).toBe(true)
    expect(saves).toEqual([{ doc, to: 'download', overwrite: false, layout: 'kept' }])
    expect(downloads).toEqual(['SYSTEM'])
    expect(activeDocument()?.state.unsaved).toBe(0)
    expect(notice()?.text).toBe('Downloaded SYSTEM')
    expect(notice()?.detail).toContain('(1)')
  })

  it('the hive is downloaded when the user denies permission to write the file', async () => {
    const doc = await open(handleThat('denied'))
    expect(await saveDocument(doc)).toBe(true)
    expect(saves.map((request) => request.to)).toEqual(['download'])
    expect(downloads).toEqual(['SYSTEM'])
    expect(notice()?.detail).toContain('did not allow')
  })

  it('a hive whose file the user did not let it write stays unsaved, and can be saved later', async () => {
    let answer: PermissionState = 'denied'
    const disk = fileThat(async () => answer)
    const doc = await open(disk.handle)
    await saveDocument(doc)
    expect(activeDocument()?.state.unsaved).toBe(1)
    expect(notice()?.detail).toContain('The hive itself still has unsaved changes.')
    answer = 'granted'
    await saveDocument(doc)
    expect(notice()?.text).toBe('Saved SYSTEM')
    expect(activeDocument()?.state.unsaved).toBe(0)
  })

  it('a hive whose file can never be written counts as saved once it is downloaded', async () => {
    const asked = vi.fn(async () => 'denied' as const)
    const doc = await open(fileThat(asked, 'denied').handle)
    await saveDocument(doc)
    expect(asked).not.toHaveBeenCalled()
    expect(downloads).toEqual(['SYSTEM'])
    expect(activeDocument()?.state.unsaved).toBe(0)
  })

  it('the browser asks before anything that takes long, while the key press counts', async () => {
    const order: string[] = []
    const engine = pageEngine()
    const disk = fileThat(async () => {
      order.push('asked')
      return 'granted'
    })
    const release = engine.hold('hasChanges')
    startState(engine)
    await openFiles([{ file: hiveFile('SYSTEM', HIVE), handle: disk.handle }])
    const info = activeDocument()?.info
    await runEdit(info?.doc ?? 0, { kind: 'create-key', parent: info?.root ?? 0, name: 'New' })
    const saved = saveDocument(info?.doc ?? 0)
    await eventually(() => expect(order).toEqual(['asked']))
    order.push('released')
    release()
    expect(await saved).toBe(true)
    expect(order).toEqual(['asked', 'released'])
  })

  it('where the browser would not ask any more, a button of the notice saves', async () => {
    let isClick = false
    const disk = fileThat(async () => {
      if (!isClick) throw new DOMException('', 'SecurityError')
      return 'granted'
    })
    const doc = await open(disk.handle)
    expect(await saveDocument(doc)).toBe(false)
    expect(notice()?.kind).toBe('alert')
    expect(notice()?.text).toContain('did not ask')
    expect(downloads).toEqual([])
    expect(activeDocument()?.state.unsaved).toBe(1)
    isClick = true
    notice()?.action?.run()
    await eventually(() => expect(notice()?.text).toBe('Saved SYSTEM'))
    expect(activeDocument()?.state.unsaved).toBe(0)
  })

  it('a save asks before it writes over a file that has changed', async () => {
    const doc = await open(handleThat('granted'), (request, real) => {
      if (request.overwrite) return real(request)
      return Promise.reject(new HiveError('changed-on-disk', 'changed'))
    })
    expect(await saveDocument(doc)).toBe(false)
    expect(useDialogs.getState().dialog).toEqual({ type: 'changed-on-disk', doc, layout: 'kept' })
    expect(activeDocument()?.state.unsaved).toBe(1)
    expect(await saveDocument(doc, { overwrite: true })).toBe(true)
    expect(activeDocument()?.state.unsaved).toBe(0)
  })

  it('a save that would write damage names the finding, and the hive stays unsaved', async () => {
    const doc = await open(null, () =>
      Promise.reject(
        new HiveError('save-would-damage', 'damaged', {
          finding: 'reference-bad',
          offset: 0x1020,
        }),
      ),
    )
    expect(await saveDocument(doc)).toBe(false)
    expect(notice()?.kind).toBe('alert')
    expect(notice()?.detail).toContain(describeFinding({ code: 'reference-bad', offset: 0x1020 }))
    expect(notice()?.detail).toContain('0x00001020')
    expect(activeDocument()?.state.unsaved).toBe(1)
    expect(activeDocument()?.saving).toBe(false)
    expect(downloads).toEqual([])
  })

  it('a save reports that the logs of a dirty hive were not applied', async () => {
    const doc = await open(null, async (request, real) => {
      const result = await real(request)
      return { ...result, report: { ...result.report, dirty: true, sha256: 'ab'.repeat(32) } }
    })
    await saveDocument(doc)
    expect(notice()?.detail).toContain('logs were not applied')
    expect(notice()?.detail).toContain('SHA-256 abababababab')
  })

  it('a save mentions deleting the logs only when the file itself was written', async () => {
    const says: string[] = []
    for (const handle of [null, handleThat('granted')]) {
      useDocuments.setState({ docs: [], active: null })
      const doc = await open(handle, async (request, real) => {
        const { report, ...written } = await real(request)
        return { ...written, report: { ...report, recovered: true } }
      })
      expect(await saveDocument(doc)).toBe(true)
      says.push(notice()?.detail ?? '')
    }
    expect(says[0]).toContain('keep them with the original file')
    expect(says[0]).not.toContain('can be deleted')
    expect(says[1]).toContain('can be deleted')
  })

  it('only one save of a hive runs at a time', async () => {
    const doc = await open(null)
    const both = await Promise.all([saveDocument(doc), saveDocument(doc)])
    expect(both).toEqual([true, false])
    expect(saves).toHaveLength(1)
  })
})

describe('Save with nothing changed', () => {
  it('a save with nothing changed writes nothing, does not ask for permission, and says so', async () => {
    const asked = vi.fn(async () => 'granted' as const)
    const doc = await open(handleThat('granted', asked))
    await undo(doc)
    expect(await saveDocument(doc)).toBe(true)
    expect(saves).toEqual([])
    expect(downloads).toEqual([])
    expect(asked).not.toHaveBeenCalled()
    expect(notice()?.kind).toBe('status')
    expect(notice()?.text).toBe('No changes to save in SYSTEM.')
    expect(notice()?.action).toBeUndefined()
  })

  it('a save with nothing changed offers the download again, since the first may not have been kept', async () => {
    const doc = await open(null)
    await saveDocument(doc)
    await saveDocument(doc)
    expect(downloads).toEqual(['SYSTEM'])
    expect(notice()?.text).toContain('No changes to save')
    notice()?.action?.run()
    await eventually(() => expect(downloads).toEqual(['SYSTEM', 'SYSTEM']))
  })
})

describe('a save that fails', () => {
  const broken = (detail: HiveErrorDetail) => () =>
    Promise.reject(new HiveError('write-failed', 'no', detail))
  const window = globalThis as { showSaveFilePicker?: () => Promise<unknown> }
  afterEach(() => {
    delete window.showSaveFilePicker
  })

  async function expectDownloadOffered(): Promise<void> {
    expect(notice()?.kind).toBe('alert')
    expect(notice()?.action?.label).toBe('Download a copy')
    expect(downloads).toEqual([])
  }

  it('a failed save in place names the file, says that it is unchanged, and offers a download', async () => {
    const doc = await open(handleThat('granted'), (request, real) =>
      request.to === 'in-place' ? broken({ actual: 'NotAllowedError' })() : real(request),
    )
    expect(await saveDocument(doc)).toBe(false)
    expect(notice()?.text).toBe('SYSTEM could not be written.')
    expect(notice()?.detail).toContain('“NotAllowedError”')
    expect(notice()?.detail).toContain('The file on disk is unchanged.')
    await expectDownloadOffered()
    notice()?.action?.run()
    await eventually(() => expect(downloads).toEqual(['SYSTEM']))
  })

  it('a failed copy names the file, says that it may be empty, and offers a download', async () => {
    window.showSaveFilePicker = async () => ({ kind: 'file', name: 'copy.hiv' })
    const doc = await open(null, (request, real) =>
      request.to === 'download' ? real(request) : broken({ actual: 'NotFoundError' })(),
    )
    expect(await saveDocumentAs(doc, AS_IS)).toBe(false)
    expect(notice()?.text).toBe('copy.hiv could not be written.')
    expect(notice()?.detail).toContain('If copy.hiv is a new file, it may now be empty')
    await expectDownloadOffered()
  })

  it('a copy that fails for another reason still says what happened to the file', async () => {
    window.showSaveFilePicker = async () => ({ kind: 'file', name: 'copy.hiv' })
    const doc = await open(null, () => Promise.reject(new HiveError('out-of-memory', 'no')))
    expect(await saveDocumentAs(doc, AS_IS)).toBe(false)
    expect(notice()?.detail).toContain('copy.hiv')
    expect(notice()?.detail).toContain('may now be empty')
  })

  it('a save that does not read back correctly says not to use that file', async () => {
    const disk = granted()
    const doc = await open(disk.handle)
    disk.mangle = (bytes) => bytes.map((byte, at) => (at === 4200 ? byte ^ 1 : byte))
    expect(await saveDocument(doc)).toBe(false)
    expect(activeDocument()?.state.unsaved).toBe(1)
    expect(notice()?.detail).toContain('It differs from byte 4200 on.')
    expect(notice()?.text).toBe('SYSTEM does not contain what was written to it.')
    expect(notice()?.detail).not.toContain('same as when')
    await expectDownloadOffered()
  })

  it('a save of a file that is gone offers Save As, which makes the hive another file', async () => {
    const other = new FakeHandle('ELSEWHERE', new Uint8Array())
    window.showSaveFilePicker = async () => other.handle
    const disk = granted()
    const doc = await open(disk.handle)
    disk.getFile = () => Promise.reject(new DOMException('', 'NotFoundError'))
    expect(await saveDocument(doc)).toBe(false)
    expect(notice()?.kind).toBe('alert')
    expect(notice()?.text).toBe('SYSTEM is not where it was.')
    expect(notice()?.detail).toContain('unsaved')
    expect(notice()?.action?.label).toBe('Save As…')
    notice()?.action?.run()
    expect(useDialogs.getState().dialog).toEqual({ type: 'save-as', doc })
    expect(await saveDocumentAs(doc, AS_IS)).toBe(true)
    expect(activeDocument()?.info.name).toBe('ELSEWHERE')
  })

  it('a file that cannot be read back is not called saved', async () => {
    const disk = granted()
    const doc = await open(disk.handle, () =>
      Promise.reject(
        new HiveError('write-failed', 'no', { actual: 'NotReadableError', left: 'unread' }),
      ),
    )
    expect(await saveDocument(doc)).toBe(false)
    expect(notice()?.text).toBe('SYSTEM was written, but could not be read back.')
    expect(notice()?.detail).toContain('counts as unsaved')
    expect(notice()?.detail).not.toContain('unchanged')
    expect(activeDocument()?.state.unsaved).toBe(1)
    await expectDownloadOffered()
  })

  it.each([
    ['QuotaExceededError', 'The disk is full'],
    ['NoModificationAllowedError', 'Another tab or program is writing it'],
  ])('a save that fails with %s says what to do', async (name, advice) => {
    const disk = granted()
    const doc = await open(disk.handle)
    disk.failure = new DOMException('', name)
    expect(await saveDocument(doc)).toBe(false)
    expect(notice()?.detail).toContain('The file on disk is unchanged.')
    expect(notice()?.detail).toContain(advice)
    disk.failure = null
    expect(await saveDocument(doc)).toBe(true)
  })

  it('a failing file picker leads to the offer of a download', async () => {
    window.showSaveFilePicker = () => Promise.reject(new DOMException('no', 'SecurityError'))
    const doc = await open(null)
    expect(await saveDocumentAs(doc, AS_IS)).toBe(false)
    expect(saves).toEqual([])
    expect(notice()?.text).toContain('SYSTEM was not saved')
    expect(notice()?.detail).toContain('“SecurityError”')
    await expectDownloadOffered()
  })

  it('closing the picker shows no notice', async () => {
    window.showSaveFilePicker = () => Promise.reject(new DOMException('no', 'AbortError'))
    const doc = await open(null)
    expect(await saveDocumentAs(doc, AS_IS)).toBe(false)
    expect(useNotices.getState().notices).toEqual([])
  })
})

describe('downloadOriginal', () => {
  it('the original is downloaded under its own name, with its digest', async () => {
    const doc = await open(null)
    await downloadOriginal(doc)
    expect(downloads).toEqual(['SYSTEM.original'])
    const digest = createHash('sha256').update(bytesOf(HIVE)).digest('hex')
    expect(notice()?.detail).toContain(digest)
  })
})
