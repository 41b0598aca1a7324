import { beforeEach, describe, expect, it, vi } from 'vitest'
import { commandFor, listenToKeys } from '../../src/commands/dispatch.ts'
import { commandOf, commands } from '../../src/commands/registry.ts'
import { LAYER } from '../../src/regf/layout.ts'
import { actNext } from '../../src/state/actionQueue.ts'
import { closeDialog, openDialog, useDialogs } from '../../src/state/dialogs.ts'
import {
  activeDocument,
  engineStopped,
  openSample,
  updateDocument,
  useDocuments,
} from '../../src/state/documents.ts'
import { runEdit } from '../../src/state/edits.ts'
import { fieldHasFocus, resetFind, useFind } from '../../src/state/findForm.ts'
import { enterPane, leavePane } from '../../src/state/focus.ts'
import { isWorking } from '../../src/state/longEdits.ts'
import { goTo } from '../../src/state/navigation.ts'
import { clearNotices, useNotices } from '../../src/state/notices.ts'
import { startState } from '../../src/state/start.ts'
import { treeView } from '../../src/state/treeRows.ts'
import { valueList, valuesView } from '../../src/state/valueRows.ts'
import { eventually } from '../helpers/eventually.ts'
import { dirtyHive, earlyHive, layeredHive, pageEngine } from '../helpers/pageEngine.ts'
import { someReport } from '../helpers/reports.ts'

function press(key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  const target = document.activeElement ?? document.body
  target.dispatchEvent(event)
  return event
}

function find(key: string, place: Parameters<typeof commandFor>[1], more: KeyboardEventInit = {}) {
  return commandFor(new KeyboardEvent('keydown', { key, ...more }), place)?.id
}

beforeEach(() => {
  closeDialog()
  clearNotices()
  document.body.replaceChildren()
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
})

describe('commandFor', () => {
  it('commands of a pane are found only in that pane', () => {
    expect(find('F2', { pane: 'tree', typing: false })).toBe('edit.rename')
    expect(find('F2', { pane: null, typing: false })).toBeUndefined()
    expect(find('Enter', { pane: 'grid', typing: false })).toBe('edit.modify')
    expect(find('Enter', { pane: 'tree', typing: false })).toBeUndefined()
  })

  it('keys that a text field uses run no command there', () => {
    const typing = { pane: 'tree', typing: true } as const
    expect(find('z', typing, { ctrlKey: true })).toBeUndefined()
    expect(find('Delete', typing)).toBeUndefined()
    expect(find('?', typing)).toBeUndefined()
    expect(find('s', typing, { ctrlKey: true })).toBe('file.save')
  })
})

describe('Enter and Space on a button', () => {
  it('Enter and Space press a focused button, whatever they mean in the pane around it', async () => {
    startState(
      pageEngine({ name: 'ROOT', values: [{ name: 'v', type: 3, data: new Uint8Array(1) }] }),
    )
    await openSample()
    const doc = activeDocument()?.info.doc ?? 0
    await eventually(() => expect(valuesView(doc).total).toBe(2))
    await valueList(doc).focusAt(1, 'replace')
    const end = listenToKeys()
    enterPane('grid')
    document.body.append(document.createElement('button'))
    document.querySelector('button')?.focus()
    for (const key of ['Enter', ' ']) expect(press(key).defaultPrevented).toBe(false)
    expect(useDialogs.getState().dialog).toBeNull()
    document.querySelector('button')?.blur()
    expect(press('Enter').defaultPrevented).toBe(true)
    expect(useDialogs.getState().dialog?.type).toBe('edit-value')
    leavePane('grid')
    end()
  })
})

describe('undo and redo', () => {
  it('pressed in turn while a long redo is under way, each is done after it', async () => {
    const engine = pageEngine()
    startState(engine)
    await openSample()
    const { doc = 0, root = 0 } = activeDocument()?.info ?? {}
    await runEdit(doc, { kind: 'create-key', parent: root, name: 'New' })
    const end = listenToKeys()
    press('z', { ctrlKey: true })
    await eventually(() => expect(activeDocument()?.state.redo).not.toBeNull())
    const release = engine.hold('redo')
    press('y', { ctrlKey: true })
    await eventually(() => expect(isWorking(doc)).toBe(true))
    for (const key of ['z', 'y', 'z']) press(key, { ctrlKey: true })
    release()
    const steps = () => engine.calls.filter((call) => call === 'undo' || call === 'redo')
    await eventually(() => expect(steps()).toEqual(['undo', 'redo', 'undo', 'redo', 'undo']))
    await actNext(doc, () => {})
    expect(activeDocument()?.state).toMatchObject({ undo: null, redo: { name: 'New' } })
    end()
  })
})

describe('a key of regedit that does nothing here yet', () => {
  it('Ctrl+P prints once a hive is open, and goes to the browser before', async () => {
    startState(pageEngine())
    useDocuments.setState({ docs: [], active: null })
    const end = listenToKeys()
    expect(press('p', { ctrlKey: true }).defaultPrevented).toBe(false)
    await openSample()
    expect(press('p', { ctrlKey: true }).defaultPrevented).toBe(true)
    await eventually(() => expect(useDialogs.getState().dialog?.type).toBe('print'))
    useDialogs.setState({ dialog: null })
    end()
  })

  it('the keys of Find go to the browser while no hive is open, and open Find once one is', async () => {
    startState(pageEngine())
    useDocuments.setState({ docs: [], active: null })
    const end = listenToKeys()
    const presses = [
      ['f', { ctrlKey: true }],
      ['F3', {}],
      ['F3', { shiftKey: true }],
      ['F', { ctrlKey: true, shiftKey: true }],
    ] as const
    for (const [key, held] of presses) expect(press(key, held).defaultPrevented).toBe(false)
    expect(useFind.getState().open).toBe(false)
    await openSample()
    for (const [key, held] of presses) {
      resetFind()
      expect(press(key, held).defaultPrevented).toBe(true)
      await eventually(() => expect(useFind.getState().open).toBe(true))
      fieldHasFocus()
    }
    resetFind()
    end()
  })

  it('F5 reloads the page in a tab, and gets an answer in an app window', async () => {
    startState(pageEngine())
    await openSample()
    const end = listenToKeys()
    expect(press('F5').defaultPrevented).toBe(false)
    vi.spyOn(window, 'matchMedia').mockImplementation((media) =>
      Object.assign(new EventTarget(), {
        ...{ media, matches: media.includes('standalone'), onchange: null },
        ...{ addListener: () => {}, removeListener: () => {} },
      }),
    )
    expect(press('F5').defaultPrevented).toBe(true)
    expect(useNotices.getState().notices[0]?.text).toContain('Nothing to refresh')
    // Pressed again it goes to the browser, and so it does while no hive is open.
    expect(press('F5').defaultPrevented).toBe(false)
    expect(useNotices.getState().notices).toEqual([])
    useDocuments.setState({ docs: [], active: null })
    expect(press('F5').defaultPrevented).toBe(false)
    vi.restoreAllMocks()
    end()
  })
})

describe('the key listener', () => {
  it('a key runs its command and prevents the browser’s action', () => {
    const end = listenToKeys()
    const event = press('F1')
    expect(event.defaultPrevented).toBe(true)
    expect(useDialogs.getState().dialog?.type).toBe('shortcuts')
    end()
  })

  it('Ctrl+S never saves the page, even with nothing to save', () => {
    const end = listenToKeys()
    expect(press('s', { ctrlKey: true }).defaultPrevented).toBe(true)
    end()
  })

  it('keys run no command while a dialog is open', () => {
    const end = listenToKeys()
    openDialog({ type: 'about' })
    press('F1')
    expect(useDialogs.getState().dialog?.type).toBe('about')
    end()
  })

  it('a held key runs its command once, so that it does not delete repeatedly', () => {
    const end = listenToKeys()
    expect(press('F1', { repeat: true }).defaultPrevented).toBe(true)
    expect(useDialogs.getState().dialog).toBeNull()
    end()
  })

  it('a notice says why a read-only hive cannot be changed', async () => {
    startState(pageEngine(dirtyHive({ name: 'ROOT', subkeys: [{ name: 'A' }] })))
    await openSample()
    const end = listenToKeys()
    enterPane('tree')
    press('F2')
    leavePane('tree')
    end()
    const [notice] = useNotices.getState().notices
    expect(notice?.kind).toBe('alert')
    expect(notice?.text).toContain('read-only')
  })

  it('saving a hive of an early version with its logs applied offers to convert it first', async () => {
    startState(pageEngine(earlyHive({ name: 'ROOT' })))
    await openSample()
    const opened = activeDocument()
    if (opened === undefined) throw new TypeError('the sample hive did not open')
    const { info, state } = opened
    const recovery = { report: someReport(), needed: true }
    const change = { info: { ...info, recovery }, state: { ...state, unsaved: 1 } }
    updateDocument(info.doc, { ...change, saving: true })
    const end = listenToKeys()
    press('s', { ctrlKey: true })
    expect(useDialogs.getState().dialog).toBeNull()
    expect(useNotices.getState().notices).toEqual([])
    updateDocument(info.doc, { saving: false })
    press('s', { ctrlKey: true })
    end()
    expect(useDialogs.getState().dialog).toMatchObject({ type: 'convert', doc: info.doc })
    expect(useNotices.getState().notices).toEqual([])
  })

  it('a changed hive of an early version is not reported as unchanged', async () => {
    startState(pageEngine(earlyHive({ name: 'ROOT' })))
    await openSample()
    const opened = activeDocument()
    if (opened === undefined) throw new TypeError('the sample hive did not open')
    updateDocument(opened.info.doc, { state: { ...opened.state, unsaved: 1 } })
    engineStopped()
    const end = listenToKeys()
    press('s', { ctrlKey: true })
    end()
    expect(useNotices.getState().notices).toEqual([])
  })

  it('a notice says why a tombstone takes nothing new; it can be renamed and deleted', async () => {
    const gone = { name: 'Gone', layer: LAYER.TOMBSTONE }
    startState(pageEngine(layeredHive({ name: 'ROOT', subkeys: [gone] })))
    await openSample()
    const doc = activeDocument()?.info.doc ?? 0
    const fills = commands.filter(({ id }) => id.startsWith('edit.new'))
    expect(fills).toHaveLength(10)
    await expect.poll(() => fills.every((command) => command.when())).toBe(true)
    await goTo(doc, 'Gone')
    expect(fills.some((command) => command.when())).toBe(false)
    enterPane('tree')
    for (const id of ['edit.rename', 'edit.delete'] as const)
      expect(commandOf(id).when()).toBe(true)
    const end = listenToKeys()
    press('F7')
    leavePane('tree')
    end()
    expect(treeView(doc).editing).toBeNull()
    expect(useNotices.getState().notices).toMatchObject([
      { kind: 'alert', text: 'Gone marks a deleted key.' },
    ])
  })
})
