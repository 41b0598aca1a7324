import { beforeEach, describe, expect, it, vi } from 'vitest'
import { commandFor, listenToKeys } from '../../src/commands/dispatch.ts'
import { commandOf, commands } from '../../src/commands/registry.ts'
import { LAYER } from '../../src/regf/layout.ts'
import { closeDialog, openDialog, useDialogs } from '../../src/state/dialogs.ts'
import {
  activeDocument,
  engineStopped,
  openSample,
  updateDocument,
  useDocuments,
} from '../../src/state/documents.ts'
import { enterPane, leavePane } from '../../src/state/focus.ts'
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
  it('finds pane commands only in their pane', () => {
    expect(find('F2', { pane: 'tree', typing: false })).toBe('edit.rename')
    expect(find('F2', { pane: null, typing: false })).toBeUndefined()
    expect(find('Enter', { pane: 'grid', typing: false })).toBe('edit.modify')
    expect(find('Enter', { pane: 'tree', typing: false })).toBeUndefined()
  })

  it('leaves a text field its own keys', () => {
    const typing = { pane: 'tree', typing: true } as const
    expect(find('z', typing, { ctrlKey: true })).toBeUndefined()
    expect(find('Delete', typing)).toBeUndefined()
    expect(find('?', typing)).toBeUndefined()
    expect(find('s', typing, { ctrlKey: true })).toBe('file.save')
  })
})

describe('Enter and Space on a button', () => {
  it('press it, whatever they mean in the pane around it', async () => {
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

describe('a key of regedit that does nothing here yet', () => {
  const hotkeys = [
    ['f', { ctrlKey: true }],
    ['F3', {}],
    ['F3', { shiftKey: true }],
    ['p', { ctrlKey: true }],
  ] as const

  it.each(hotkeys)(
    'is answered, and is the browser’s when it is pressed again: %s',
    async (key, held) => {
      startState(pageEngine())
      await openSample()
      const end = listenToKeys()
      const first = press(key, held)
      expect(first.defaultPrevented).toBe(true)
      const [notice] = useNotices.getState().notices
      expect(notice).toMatchObject({
        kind: 'status',
        text: expect.stringMatching(/^Propolis cannot .* yet\.$/),
      })
      expect(notice?.detail).toContain(key.toUpperCase())
      expect(press(key, held).defaultPrevented).toBe(false)
      expect(useNotices.getState().notices).toEqual([])
      end()
    },
  )

  it('is the browser’s while no hive is open', () => {
    const end = listenToKeys()
    for (const [key, held] of hotkeys) expect(press(key, held).defaultPrevented).toBe(false)
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
    vi.restoreAllMocks()
    end()
  })
})

describe('the key listener', () => {
  it('runs a command and keeps the browser from its own meaning', () => {
    const end = listenToKeys()
    const event = press('F1')
    expect(event.defaultPrevented).toBe(true)
    expect(useDialogs.getState().dialog?.type).toBe('shortcuts')
    end()
  })

  it('keeps Ctrl+S from saving the page where there is nothing to save', () => {
    const end = listenToKeys()
    expect(press('s', { ctrlKey: true }).defaultPrevented).toBe(true)
    end()
  })

  it('does nothing behind an open dialog', () => {
    const end = listenToKeys()
    openDialog({ type: 'about' })
    press('F1')
    expect(useDialogs.getState().dialog?.type).toBe('about')
    end()
  })

  it('runs once while a key is held down, so that nothing is deleted by the dozen', () => {
    const end = listenToKeys()
    expect(press('F1', { repeat: true }).defaultPrevented).toBe(true)
    expect(useDialogs.getState().dialog).toBeNull()
    end()
  })

  it('says why a read-only hive is not changed', async () => {
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

  it('offers to convert an early hive before what its logs made of it is saved', async () => {
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

  it('says of no early hive that it is as it was opened when it is not', async () => {
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

  it('says why nothing new is put into a tombstone, which may be renamed and deleted', async () => {
    const gone = { name: 'Gone', layer: LAYER.TOMBSTONE }
    startState(pageEngine(layeredHive({ name: 'ROOT', subkeys: [gone] })))
    await openSample()
    const doc = activeDocument()?.info.doc ?? 0
    const fills = commands.filter(({ id }) => id.startsWith('edit.new'))
    expect(fills).toHaveLength(7)
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
