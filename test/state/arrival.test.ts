import { beforeEach, describe, expect, it } from 'vitest'
import {
  closeDialog,
  openContextMenu,
  openDialog,
  openDialogInTurn,
  typeInDialog,
  useDialogs,
} from '../../src/state/dialogs.ts'
import { activeDocument, closeDocument, titleOf, useDocuments } from '../../src/state/documents.ts'
import { enterPane, leavePane } from '../../src/state/focus.ts'
import { clearNotices, useNotices } from '../../src/state/notices.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { startState } from '../../src/state/start.ts'
import { selectIndex } from '../../src/state/tree.ts'
import { beginRenameKey } from '../../src/state/treeEdits.ts'
import { treeView } from '../../src/state/treeRows.ts'
import { beginCreateValue } from '../../src/state/valueEdits.ts'
import { valuesView } from '../../src/state/valueRows.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { hiveFile, type PageEngine, pageEngine } from '../helpers/pageEngine.ts'

const HIVE = { name: 'ROOT', subkeys: [{ name: 'A' }, { name: 'B' }] }

let engine: PageEngine

function files(...names: readonly string[]) {
  return names.map((name) => ({ file: hiveFile(name, HIVE), handle: null }))
}

async function opened(name: string): Promise<DocId> {
  await openFiles(files(name))
  const doc = activeDocument()?.info.doc
  if (doc === undefined) throw new TypeError(`${name} did not open`)
  return doc
}

const shown = () => activeDocument()?.info.name
const notices = () => useNotices.getState().notices

function start(): void {
  engine = pageEngine()
  startState(engine)
}

beforeEach(() => {
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, typed: false, menu: null })
  leavePane('address')
  clearNotices()
  start()
})

const OCCUPATIONS: Readonly<Record<string, (doc: DocId) => unknown>> = {
  'a key being renamed': async (doc) => {
    await selectIndex(doc, 1)
    await beginRenameKey(doc)
    expect(treeView(doc).editing).not.toBeNull()
  },
  'a value being named': async (doc) => {
    await beginCreateValue(doc, 1)
    expect(valuesView(doc).editing).not.toBeNull()
  },
  'the address': () => enterPane('address'),
  'an open dialog': () => openDialog({ type: 'shortcuts' }),
  'an open menu': () => openContextMenu('tree', { x: 0, y: 0 }),
}

describe('a hive that has been opened', () => {
  it('an opened hive comes to the front when the user is not in the middle of something', async () => {
    await opened('SYSTEM')
    await openFiles(files('SOFTWARE'))
    expect(shown()).toBe('SOFTWARE')
    expect(notices()).toEqual([])
  })

  for (const [what, occupy] of Object.entries(OCCUPATIONS)) {
    it(`a hive that opens during ${what} waits, says that it is open, and is shown on request`, async () => {
      const doc = await opened('SYSTEM')
      await occupy(doc)
      const before = { dialog: useDialogs.getState(), editing: treeView(doc).editing }
      await openFiles(files('SOFTWARE'))
      expect(useDocuments.getState().docs).toHaveLength(2)
      expect(shown()).toBe('SYSTEM')
      expect({ dialog: useDialogs.getState(), editing: treeView(doc).editing }).toEqual(before)
      const [notice] = notices()
      expect(notice).toMatchObject({ kind: 'status', text: 'SOFTWARE is open.' })
      expect(notice?.action?.label).toBe('Show')
      notice?.action?.run()
      expect(shown()).toBe('SOFTWARE')
      expect(notices()).toEqual([])
    })
  }
})

describe('a file that is open', () => {
  it('opening a file again goes to its document, with a notice that offers a second copy', async () => {
    const doc = await opened('SYSTEM')
    await opened('SOFTWARE')
    await openFiles(files('SYSTEM'))
    expect(activeDocument()?.info.doc).toBe(doc)
    expect(useDocuments.getState().docs).toHaveLength(2)
    const [notice] = notices()
    expect(notice).toMatchObject({ kind: 'status', text: 'SYSTEM is already open.' })
    expect(notice?.detail).toBeUndefined()
    const calls = engine.calls.filter((call) => call === 'open').length
    notice?.action?.run()
    await expect.poll(() => useDocuments.getState().docs.length).toBe(3)
    expect(engine.calls.filter((call) => call === 'open')).toHaveLength(calls + 1)
    expect(titleOf(activeDocument()?.info.doc ?? 0)).toBe('SYSTEM (2)')
    expect(document.title).toBe('SYSTEM (2) - Propolis')
  })

  it('the notice says when the open document has been edited', async () => {
    const doc = await opened('SYSTEM')
    const { root } = activeDocument()?.info ?? { root: 0 }
    await engine.edit({ doc, edit: { kind: 'create-key', parent: root, name: 'New' } })
    useDocuments.setState(({ docs }) => ({
      docs: docs.map((one) => ({ ...one, state: { ...one.state, unsaved: 1 } })),
    }))
    await openFiles(files('SYSTEM'))
    expect(notices()[0]?.detail).toBe('It has 1 unsaved step.')
  })
})

describe('a question that comes late', () => {
  it('a dialog that the user did not ask for waits for the open one', async () => {
    const doc = await opened('SYSTEM')
    openDialog({ type: 'add-favorite', doc, path: 'A' })
    typeInDialog()
    const asked = openDialogInTurn({ type: 'changed-on-disk', doc, layout: 'kept' })
    expect(useDialogs.getState()).toMatchObject({ dialog: { type: 'add-favorite' }, typed: true })
    closeDialog()
    await asked
    expect(useDialogs.getState().dialog).toMatchObject({ type: 'changed-on-disk' })
  })
})

describe('an editor', () => {
  const edit = (doc: DocId) => openDialog({ type: 'add-favorite', doc, path: 'A' })

  it('an editor closes with its hive, without a notice when nothing was typed', async () => {
    const doc = await opened('SYSTEM')
    edit(doc)
    closeDocument(doc)
    expect(useDialogs.getState().dialog).toBeNull()
    expect(notices()).toEqual([])
  })

  it('a notice says when typed text is lost with the editor', async () => {
    const doc = await opened('SYSTEM')
    edit(doc)
    typeInDialog()
    closeDocument(doc)
    expect(useDialogs.getState().dialog).toBeNull()
    expect(notices()[0]?.text).toContain('SYSTEM')
    expect(notices()[0]?.text).toContain('not stored')
  })

  it('an editor stays open when another hive is closed', async () => {
    const other = await opened('SYSTEM')
    const doc = await opened('SOFTWARE')
    edit(doc)
    typeInDialog()
    closeDocument(other)
    expect(useDialogs.getState().dialog).toMatchObject({ doc })
    expect(notices()).toEqual([])
  })
})
