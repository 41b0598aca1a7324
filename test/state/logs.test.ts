import { beforeEach, describe, expect, it, vi } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { closeDialog, openDialog, useDialogs } from '../../src/state/dialogs.ts'
import {
  activeDocument,
  allowEditing,
  discardDocument,
  useDocuments,
} from '../../src/state/documents.ts'
import { applyLogs, redo, runEdit, undo } from '../../src/state/edits.ts'
import { loadPreview, useLogs } from '../../src/state/logs.ts'
import { clearNotices, useNotices } from '../../src/state/notices.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { startState } from '../../src/state/start.ts'
import { selectKey } from '../../src/state/tree.ts'
import { selectedKey, treeView } from '../../src/state/treeRows.ts'
import { valueList, valuesView } from '../../src/state/valueRows.ts'
import { focusedValue } from '../../src/state/values.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { LOG_SEQUENCE, LOGGED } from '../helpers/loggedHive.ts'
import { type PageEngine, pageEngine } from '../helpers/pageEngine.ts'

/** The report of what the log would do. */
const REPORT = {
  verdicts: [{ name: 'SYSTEM.LOG1', used: [LOG_SEQUENCE], fault: null }],
  effect: {
    changes: { keys: { added: 1, removed: 2 }, values: { added: 0, removed: 1 } },
    worse: false,
  },
}

let engine: PageEngine
let hive: Uint8Array<ArrayBuffer>

function files(...names: readonly string[]) {
  const bytesOf = (name: string) => {
    if (name.startsWith('notes')) return new Uint8Array(1)
    return name.includes('.LOG') ? LOGGED.log : hive
  }
  return names.map((name) => ({ file: new File([bytesOf(name)], name), handle: null }))
}

const docs = () => useDocuments.getState().docs.map(({ info }) => [info.name, ...info.logs])
const notices = () => useNotices.getState().notices
const dialog = () => useDialogs.getState().dialog

function active(): DocId {
  const doc = activeDocument()?.info.doc
  if (doc === undefined) throw new TypeError('no document')
  return doc
}

/** The name of the selected key, once the tree has come to rest. */
async function selectedName(doc: DocId): Promise<string> {
  return (await engine.keyDetails({ doc, key: selectedKey(doc) ?? 0 })).name
}

/** Waits long enough for all effects of an action. */
const settled = () => new Promise((resolve) => setTimeout(resolve))

async function keyNamed(doc: DocId, text: string): Promise<number> {
  return (await engine.resolvePath({ doc, text })).key
}

beforeEach(() => {
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  hive = LOGGED.dirty
  engine = pageEngine()
  startState(engine)
})

describe('logs that come with hives', () => {
  it('logs are given to their hives, and a dialog shows what they would do', async () => {
    await openFiles(files('SYSTEM.LOG1', 'SAM', 'SYSTEM', 'SYSTEM.LOG2'))
    expect(docs()).toEqual([['SAM'], ['SYSTEM', 'SYSTEM.LOG1', 'SYSTEM.LOG2']])
    expect(dialog()).toEqual({ type: 'logs', doc: active() })
    // The second one begins where the first does.
    const left = { name: 'SYSTEM.LOG2', used: [], fault: { reason: 'not-contiguous' } }
    const verdicts = [...REPORT.verdicts, left]
    const report = () => useLogs.getState().views[active()]?.report
    await expect.poll(report).toMatchObject({ ...REPORT, verdicts })
    expect(activeDocument()?.info).toMatchObject({ access: 'dirty', recovery: null })
  })

  it('logs can be given after their hive was opened', async () => {
    await openFiles(files('SYSTEM', 'SAM'))
    expect(dialog()).toBeNull()
    await openFiles(files('SYSTEM.LOG1'))
    expect(docs()).toEqual([['SYSTEM', 'SYSTEM.LOG1'], ['SAM']])
    expect(activeDocument()?.info.name).toBe('SYSTEM')
    expect(dialog()).toEqual({ type: 'logs', doc: active() })
  })

  it('a notice says that a clean hive does not need its logs', async () => {
    hive = LOGGED.clean
    await openFiles(files('SYSTEM', 'SYSTEM.LOG1'))
    expect(dialog()).toBeNull()
    expect(notices()).toMatchObject([
      { kind: 'status', text: expect.stringContaining('closed cleanly') },
    ])
    expect(notices()[0]?.detail).toContain('SYSTEM.LOG1')
  })

  it('logs of a file that cannot be opened are named in the error', async () => {
    await openFiles(files('notes', 'notes.LOG1'))
    expect(notices()).toMatchObject([
      { kind: 'alert', detail: expect.stringContaining('notes.LOG1') },
    ])
  })

  it('the error about a lone log disappears once the log is opened with its hive', async () => {
    await openFiles(files('SYSTEM.LOG1'))
    expect(notices()).toMatchObject([{ kind: 'alert' }])
    await openFiles(files('SYSTEM', 'SYSTEM.LOG1'))
    expect(docs()).toEqual([['SYSTEM', 'SYSTEM.LOG1']])
    expect(notices()).toEqual([])
  })

  it('the logs of several hives are shown one after another', async () => {
    await openFiles(files('SYSTEM', 'SYSTEM.LOG1', 'SAM', 'SAM.LOG', 'notes'))
    const [system = 0, sam = 0] = useDocuments.getState().docs.map(({ info }) => info.doc)
    expect(dialog()).toEqual({ type: 'logs', doc: system })
    expect(active()).toBe(system)
    closeDialog()
    await expect.poll(dialog).toEqual({ type: 'logs', doc: sam })
    expect(active()).toBe(sam)
    closeDialog()
    await settled()
    expect(dialog()).toBeNull()
  })

  it('the logs of a hive that was closed meanwhile are not shown', async () => {
    await openFiles(files('SYSTEM', 'SYSTEM.LOG1', 'SAM', 'SAM.LOG'))
    discardDocument(useDocuments.getState().docs[1]?.info.doc ?? 0)
    closeDialog()
    await settled()
    expect(dialog()).toBeNull()
  })

  it('logs are no longer shown once the user does something else', async () => {
    await openFiles(files('SYSTEM', 'SYSTEM.LOG1', 'SAM', 'SAM.LOG'))
    openDialog({ type: 'about' })
    await settled()
    closeDialog()
    await settled()
    expect(dialog()).toBeNull()
  })

  it('logs that could not be read are not shown', async () => {
    await openFiles(files('SYSTEM'))
    vi.spyOn(engine, 'addLogs').mockRejectedValueOnce(new HiveError('read-failed', 'gone'))
    await openFiles(files('SYSTEM.LOG1'))
    await settled()
    expect(notices()).toMatchObject([{ kind: 'alert' }])
    expect(dialog()).toBeNull()
  })

  it('logs do not replace an open dialog', async () => {
    useDialogs.setState({ dialog: { type: 'about' } })
    await openFiles(files('SYSTEM', 'SYSTEM.LOG1'))
    expect(dialog()).toEqual({ type: 'about' })
  })

  it('logs are forgotten when their hive is closed', async () => {
    await openFiles(files('SYSTEM', 'SYSTEM.LOG1'))
    const doc = active()
    discardDocument(doc)
    expect(dialog()).toBeNull()
    expect(useLogs.getState().views[doc]).toBeUndefined()
  })
})

describe('applying logs', () => {
  async function opened(): Promise<DocId> {
    await openFiles(files('SYSTEM', 'SYSTEM.LOG1'))
    closeDialog()
    return active()
  }

  it('applying logs is a step that can be undone and redone, and marks the page as unsaved', async () => {
    const doc = await opened()
    expect(await applyLogs(doc)).toBe(true)
    const after = { access: 'editable', dirty: false, recovery: { report: REPORT } }
    expect(activeDocument()).toMatchObject({ info: after, state: { unsaved: 1 } })
    expect(document.title).toMatch(/^● /)
    expect(notices().map(({ text, action }) => [text, action?.label])).toEqual([
      ['Transaction logs applied to SYSTEM', 'Undo'],
    ])
    await undo(doc)
    expect(activeDocument()).toMatchObject({ info: { access: 'dirty' }, state: { unsaved: 0 } })
    expect(document.title).not.toMatch(/^●/)
    await redo(doc)
    expect(activeDocument()?.info).toMatchObject(after)
  })

  it('applying logs keeps the selected key and the focused value', async () => {
    const doc = await opened()
    await selectKey(doc, await keyNamed(doc, 'Kept'))
    await expect.poll(() => valuesView(doc).total).toBe(5)
    await valueList(doc).focusAt((view) => view.total - 1, 'replace')
    const { name } = focusedValue(doc) ?? {}
    await applyLogs(doc)
    await expect.poll(() => selectedKey(doc)).toBe(await keyNamed(doc, 'Kept'))
    await expect.poll(() => valuesView(doc).key).toBe(await keyNamed(doc, 'Kept'))
    await expect.poll(() => focusedValue(doc)?.name).toBe(name)
    await undo(doc)
    await expect.poll(() => selectedKey(doc)).toBe(await keyNamed(doc, 'Kept'))
    await expect.poll(() => focusedValue(doc)?.name).toBe(name)
  })

  it('the nearest ancestor of a key that is gone is selected, and the key is removed from the visited ones', async () => {
    const doc = await opened()
    await selectKey(doc, await keyNamed(doc, 'Kept'))
    await selectKey(doc, await keyNamed(doc, 'Old\\X'))
    expect(treeView(doc).visited).toHaveLength(3)
    await applyLogs(doc)
    await expect.poll(() => selectedName(doc)).toBe('ROOT')
    await expect.poll(() => treeView(doc).visited.length).toBe(3)
    const trail = treeView(doc).visited
    const root = await keyNamed(doc, '')
    expect(trail).toEqual([root, await keyNamed(doc, 'Kept'), root])
    expect(treeView(doc).place).toBe(2)
  })

  it('a notice says that logs given later were not used', async () => {
    const doc = await opened()
    await applyLogs(doc)
    clearNotices()
    await openFiles(files('SYSTEM.LOG2'))
    expect(notices()).toMatchObject([
      { kind: 'status', text: expect.stringContaining('the ones just added were not used') },
    ])
    // After an undo the preview is of all of them.
    await undo(doc)
    expect(activeDocument()?.info.logs).toEqual(['SYSTEM.LOG1', 'SYSTEM.LOG2'])
    expect(useLogs.getState().views[doc]).toBeUndefined()
  })

  it('there is no preview while the hive is edited', async () => {
    await openFiles(files('SYSTEM'))
    const doc = active()
    await allowEditing(doc)
    await runEdit(doc, { kind: 'create-key', parent: await keyNamed(doc, ''), name: 'New' })
    await openFiles(files('SYSTEM.LOG1'))
    expect(dialog()).toEqual({ type: 'logs', doc })
    expect(useLogs.getState().views[doc]).toBeUndefined()
    // Nor is a refusal kept that came too late to be heard of before the edit.
    await loadPreview(doc)
    expect(useLogs.getState().views[doc]).toBeUndefined()
    await undo(doc)
    await loadPreview(doc)
    expect(useLogs.getState().views[doc]?.report).toMatchObject(REPORT)
  })

  it('applying logs is refused with an explanation when the edits before it can no longer be undone', async () => {
    const doc = await opened()
    const refusal = new HiveError('already-edited', 'the oldest edits were dropped')
    const asked = vi.spyOn(engine, 'previewLogs').mockRejectedValue(refusal)
    await loadPreview(doc)
    expect(useLogs.getState().views[doc]?.failed).toBe(refusal)
    asked.mockRestore()
  })

  it('applying logs is refused with an explanation once the hive has been edited', async () => {
    const doc = await opened()
    await allowEditing(doc)
    await runEdit(doc, { kind: 'create-key', parent: await keyNamed(doc, ''), name: 'New' })
    expect(await applyLogs(doc)).toBe(false)
    expect(notices().at(-1)).toMatchObject({
      kind: 'alert',
      text: expect.stringContaining('has been edited since'),
    })
  })
})
