import { beforeEach, describe, expect, it } from 'vitest'
import { useDialogs } from '../../src/state/dialogs.ts'
import {
  activate,
  activeDocument,
  allowEditing,
  closeDocument,
  discardDocument,
  openSample,
  useDocuments,
} from '../../src/state/documents.ts'
import { redo, runEdit, undo } from '../../src/state/edits.ts'
import { clearNotices, useNotices } from '../../src/state/notices.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { startState } from '../../src/state/start.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import {
  dirtyHive,
  hiveFile,
  type PageEngine,
  pageEngine,
  type TestHive,
} from '../helpers/pageEngine.ts'

const HIVE = { name: 'ROOT', subkeys: [{ name: 'A', subkeys: [{ name: 'B' }] }] }

let engine: PageEngine

function start(sample: TestHive = HIVE): void {
  engine = pageEngine(sample)
  startState(engine)
}

function files(...names: readonly string[]) {
  const fileOf = (name: string) =>
    name === 'notes.txt' ? new File(['x'], name) : hiveFile(name, HIVE)
  return names.map((name) => ({ file: fileOf(name), handle: null }))
}

async function openedSample(): Promise<{ doc: DocId; root: number }> {
  await openSample()
  const info = activeDocument()?.info
  if (!info) throw new TypeError('the sample hive did not open')
  return { doc: info.doc, root: info.root }
}

const names = () => useDocuments.getState().docs.map((doc) => doc.info.name)
const notices = () => useNotices.getState().notices

beforeEach(() => {
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  start()
})

describe('opening', () => {
  it('each opened file gets a tab, and the last one is shown', async () => {
    await openFiles(files('SYSTEM', 'SOFTWARE'))
    expect(names()).toEqual(['SYSTEM', 'SOFTWARE'])
    expect(activeDocument()?.info.name).toBe('SOFTWARE')
  })

  it('a file that cannot be opened is reported, and the rest are opened', async () => {
    await openFiles(files('notes.txt', 'SYSTEM'))
    expect(names()).toEqual(['SYSTEM'])
    expect(notices()).toHaveLength(1)
    expect(notices()[0]?.kind).toBe('alert')
    expect(notices()[0]?.text).toContain('notes.txt')
  })

  it('the first file is being read before the page draws anything, and its rows are asked for at once', async () => {
    const whenDrawn = new Promise<readonly string[]>((resolve) => {
      const stop = useDocuments.subscribe(() => {
        stop()
        resolve([...engine.calls])
      })
    })
    const release = engine.hold('setExpanded')
    const done = openFiles(files('SYSTEM'))
    expect(await whenDrawn).toEqual(['open'])
    await done
    expect(engine.calls).toEqual(['open', 'setExpanded', 'visibleRows'])
    release()
    await expect.poll(() => engine.calls).toContain('values')
  })

  it('opening a file shows its progress and can be cancelled without a notice', async () => {
    const release = engine.hold('open')
    const done = openFiles(files('SYSTEM'))
    const [opening] = useDocuments.getState().opening
    expect(opening?.name).toBe('SYSTEM')
    opening?.cancel()
    release()
    await done
    expect(names()).toEqual([])
    expect(useDocuments.getState().opening).toEqual([])
    expect(notices()).toEqual([])
  })
})

describe('editing', () => {
  it('an edit marks the document and the page as unsaved, and undo removes both marks', async () => {
    const { doc, root } = await openedSample()
    await runEdit(doc, { kind: 'create-key', parent: root, name: 'New' })
    expect(activeDocument()?.state.unsaved).toBe(1)
    expect(document.title).toMatch(/^● /)
    await undo(doc)
    expect(activeDocument()?.state.unsaved).toBe(0)
    expect(document.title).not.toMatch(/^●/)
    await redo(doc)
    expect(document.title).toMatch(/^● /)
  })

  it('the browser asks before it closes the tab only while something is unsaved', async () => {
    const { doc, root } = await openedSample()
    const asks = () => {
      const event = new Event('beforeunload', { cancelable: true })
      window.dispatchEvent(event)
      return event.defaultPrevented
    }
    expect(asks()).toBe(false)
    await runEdit(doc, { kind: 'create-key', parent: root, name: 'New' })
    expect(asks()).toBe(true)
    await undo(doc)
    expect(asks()).toBe(false)
  })

  it('a notice says what was deleted and offers to undo it', async () => {
    const { doc } = await openedSample()
    const { rows } = await engine.visibleRows({ doc, from: 0, count: 10 })
    const key = rows.find((row) => row.name === 'A')?.id ?? 0
    await runEdit(doc, { kind: 'delete-key', key })
    const [notice] = notices()
    expect(notice?.kind).toBe('status')
    expect(notice?.text).toBe('Deleted A: 2 keys, 0 values')
    notice?.action?.run()
    await undo(doc)
    expect(activeDocument()?.state.unsaved).toBe(0)
  })

  it('a refusal is an alert, which the next successful edit removes', async () => {
    const { doc, root } = await openedSample()
    const refused = await runEdit(doc, { kind: 'create-key', parent: root, name: 'a' })
    expect(refused).toBeNull()
    expect(notices().map((notice) => notice.kind)).toEqual(['alert'])
    await runEdit(doc, { kind: 'create-key', parent: root, name: 'C' })
    expect(notices()).toEqual([])
  })

  it('a refusal goes to the caller instead when it asks for it', async () => {
    const { doc, root } = await openedSample()
    const refusals: unknown[] = []
    await runEdit(
      doc,
      { kind: 'create-key', parent: root, name: 'a' },
      { onRefused: (error) => refusals.push(error) },
    )
    expect(refusals).toHaveLength(1)
    expect(notices()).toEqual([])
  })

  it('a dirty hive can be made editable', async () => {
    start(dirtyHive(HIVE))
    const { doc } = await openedSample()
    expect(activeDocument()?.info.access).toBe('dirty')
    await runEdit(doc, { kind: 'create-key', parent: 1, name: 'refused' })
    expect(notices()).toHaveLength(1)
    await allowEditing(doc)
    expect(activeDocument()?.info.access).toBe('editable')
    expect(notices()).toEqual([])
  })
})

describe('closing', () => {
  it('closing a hive shows its neighbour', async () => {
    await openFiles(files('SYSTEM', 'SOFTWARE'))
    await openSample()
    const [system, software] = useDocuments.getState().docs
    activate(software?.info.doc ?? 0)
    closeDocument(software?.info.doc ?? 0)
    expect(names()).toEqual(['SYSTEM', 'sample'])
    expect(activeDocument()?.info.name).toBe('sample')
    closeDocument(activeDocument()?.info.doc ?? 0)
    expect(activeDocument()).toBe(
      useDocuments.getState().docs.find((doc) => doc.info.doc === system?.info.doc),
    )
  })

  it('closing a hive with unsaved changes asks first', async () => {
    const { doc, root } = await openedSample()
    await runEdit(doc, { kind: 'create-key', parent: root, name: 'New' })
    closeDocument(doc)
    expect(names()).toEqual(['sample'])
    expect(useDialogs.getState().dialog).toEqual({ type: 'close-unsaved', doc })
    discardDocument(doc)
    expect(names()).toEqual([])
    expect(useDialogs.getState().dialog).toBeNull()
    expect(document.title).toBe('Propolis')
  })
})

describe('events of the engine', () => {
  it('the progress and the result of the check are shown', async () => {
    const { doc } = await openedSample()
    engine.emit({ type: 'check-progress', doc, done: 0.5 })
    expect(activeDocument()?.checkProgress).toBe(0.5)
    const summary = {
      revision: 0,
      errors: 1,
      warnings: 0,
      infos: 0,
      keys: 3,
      values: 0,
      kinds: [],
    }
    engine.emit({ type: 'checked', doc, summary })
    expect(activeDocument()?.check).toEqual(summary)
  })
})
