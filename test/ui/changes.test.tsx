import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import * as save from '../../src/platform/save.ts'
import { changeViews, chooseChanges, useChanges } from '../../src/state/changes.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { toggleLock, useDocuments } from '../../src/state/documents.ts'
import { runEdit, undo } from '../../src/state/edits.ts'
import { useNotices } from '../../src/state/notices.ts'
import { hidePanel, usePanel, usePanelTab } from '../../src/state/panel.ts'
import { saveDocument } from '../../src/state/saving.ts'
import { setShown } from '../../src/state/settings.ts'
import { selectedKey } from '../../src/state/treeRows.ts'
import type { CommandId } from '../../src/text/commands.ts'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import { StatusBar } from '../../src/ui/frame/StatusBar.tsx'
import type { DocId, KeyId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'
import { type PageEngine, stringData } from '../helpers/pageEngine.ts'

const HIVE = {
  name: 'ROOT',
  subkeys: [
    {
      name: 'Alpha',
      values: [
        { name: 'Start', type: 4, data: Uint8Array.of(3, 0, 0, 0) },
        { name: 'Text', type: 1, data: stringData('one') },
      ],
    },
    { name: 'Beta', subkeys: [{ name: 'Gone' }] },
  ],
}

let user: UserEvent
let engine: PageEngine
let doc: DocId
let alpha: KeyId

function Panel() {
  const tab = usePanelTab(doc)
  return (
    <>
      {tab !== null && <BottomPanel doc={doc} tab={tab} />}
      <StatusBar />
    </>
  )
}

beforeEach(async () => {
  usePanel.setState({ tabs: {}, changes: {} })
  setShown('panel', false)
  useChanges.setState(({ choice }) => ({
    choice: { ...choice, kinds: null, grouped: false, base: 'saved' },
  }))
  ;({ doc, engine } = await openPage(HIVE))
  alpha = await keyOf('Alpha')
  user = userEvent.setup()
  render(<Panel />)
})

async function keyOf(text: string): Promise<KeyId> {
  return (await engine.resolvePath({ doc, text })).key
}

async function setStart(number: number): Promise<void> {
  const { value } = await engine.resolvePath({ doc, text: 'Alpha\\Start' })
  const data = Uint8Array.of(number, 0, 0, 0)
  await act(() => runEdit(doc, { kind: 'set-value', key: alpha, value: value ?? 0, type: 4, data }))
}

async function deleteText(): Promise<void> {
  const { value } = await engine.resolvePath({ doc, text: 'Alpha\\Text' })
  await act(() => runEdit(doc, { kind: 'delete-values', key: alpha, values: [value ?? 0] }))
}

async function makeChanges(): Promise<void> {
  await setStart(0)
  await deleteText()
  const gone = await keyOf('Beta\\Gone')
  await act(() => runEdit(doc, { kind: 'delete-key', key: gone }))
}

const CHANGES = [
  'Changed | Alpha | Start | 0x00000003 (3) | 0x00000000 (0)',
  'Removed | Alpha | Text | REG_SZ one | ',
  'Removed | Beta\\Gone | (key) | 1 key, 0 values | ',
]

async function openChanges(): Promise<HTMLElement> {
  act(() => commandOf('view.changes').run())
  const grid = await screen.findByRole('grid', { name: 'Changes' })
  await compared()
  return grid
}

async function compared(): Promise<void> {
  await waitFor(() => expect(changeViews.viewOf(doc).running).toBe(false))
}

function rowElements(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[role=row][data-index]')]
}

async function expectRows(...wanted: string[]): Promise<void> {
  await waitFor(() => {
    const rows = rowElements().map((row) =>
      [...row.children].map((one) => one.textContent).join(' | '),
    )
    expect(rows).toEqual(wanted)
  })
}

function summary(): string {
  return screen.getByLabelText('Changes', { selector: 'section' }).textContent ?? ''
}

async function expectNotice(text: string | RegExp): Promise<void> {
  await waitFor(() => {
    const { notices } = useNotices.getState()
    expect(notices.map((one) => `${one.text} ${one.detail ?? ''}`).join('\n')).toMatch(text)
  })
}

function run(id: CommandId): void {
  expect(commandOf(id).when()).toBe(true)
  act(() => commandOf(id).run())
}

describe('the changes panel', () => {
  it('lists what was and what is of each change, counted, and its tab has the number', async () => {
    await makeChanges()
    await openChanges()
    await expectRows(...CHANGES)
    expect(summary()).toContain('3 changes since the last save')
    expect(screen.getByRole('tab', { name: 'Changes 3' })).toBeTruthy()
    expect(screen.getByRole('grid', { name: 'Changes' }).getAttribute('aria-rowcount')).toBe('4')
  })

  it('the count of unsaved changes in the status bar opens it, and it takes the focus', async () => {
    await setStart(0)
    const button = screen.getByRole('button', { name: '1 unsaved step' })
    act(() => button.focus())
    await user.keyboard('{Enter}')
    const grid = await screen.findByRole('grid', { name: 'Changes' })
    await waitFor(() => expect(document.activeElement).toBe(grid))
    await expectRows('Changed | Alpha | Start | 0x00000003 (3) | 0x00000000 (0)')
  })

  it('says so when there are none, and follows edits, undo and saves', async () => {
    await openChanges()
    expect(await screen.findByText('No changes')).toBeTruthy()
    await setStart(0)
    await expectRows(CHANGES[0] ?? '')
    await deleteText()
    await expectRows(...CHANGES.slice(0, 2))
    await act(() => undo(doc))
    await expectRows(CHANGES[0] ?? '')
    await act(() => saveDocument(doc))
    await expectRows()
    await act(() => undo(doc))
    await expectRows('Changed | Alpha | Start | 0x00000000 (0) | 0x00000003 (3)')
    run('view.changesOpened')
    await expectRows()
    expect(summary()).toContain('0 changes since the file was opened')
  })

  it('shows a renamed key with both names, beside what was changed in it, and gives its name back', async () => {
    await setStart(0)
    await act(() => runEdit(doc, { kind: 'rename-key', key: alpha, name: 'A much longer name' }))
    await openChanges()
    const start = 'Start | 0x00000003 (3) | 0x00000000 (0)'
    await expectRows(
      'Renamed | A much longer name | (key) | Alpha | A much longer name',
      `Changed | A much longer name | ${start}`,
    )
    await user.keyboard('{Delete}')
    await expectRows(`Changed | Alpha | ${start}`)
    await expectNotice('Reverted A much longer name')
  })

  it('Enter and a double click go to the place of a change; that of a removed key is its parent', async () => {
    await makeChanges()
    const grid = await openChanges()
    await expectRows(...CHANGES)
    act(() => grid.focus())
    await user.keyboard('{Enter}')
    await waitFor(() => expect(selectedKey(doc)).toBe(alpha))
    await user.dblClick(rowElements()[2] as HTMLElement)
    const beta = await keyOf('Beta')
    await waitFor(() => expect(selectedKey(doc)).toBe(beta))
  })

  it('Delete reverts the selected changes as one step, which a notice offers to undo', async () => {
    await makeChanges()
    const grid = await openChanges()
    await expectRows(...CHANGES)
    act(() => grid.focus())
    await user.keyboard('{Home}{Shift>}{ArrowDown}{/Shift}{Delete}')
    await expectRows(CHANGES[2] ?? '')
    await expectNotice('Reverted 2 changes')
    expect(useDocuments.getState().docs[0]?.state.undo).toMatchObject({ kind: 'revert', count: 2 })
    expect(document.activeElement).toBe(grid)
    act(() => useNotices.getState().notices.at(-1)?.action?.run())
    await expectRows(...CHANGES)
  })

  it('one change is reverted from its menu, and all of them from the list', async () => {
    await makeChanges()
    const grid = await openChanges()
    await expectRows(...CHANGES)
    act(() => grid.focus())
    await user.keyboard('{End}{Shift>}{F10}{/Shift}')
    expect(useDialogs.getState().menu?.kind).toBe('changes')
    run('edit.revertChanges')
    await expectRows(...CHANGES.slice(0, 2))
    await expectNotice('Reverted Gone')
    run('edit.revertAllChanges')
    await expectRows()
    expect(commandOf('edit.revertAllChanges').when()).toBe(false)
  })

  it('groups the changes below their keys, and reverts those of a key together', async () => {
    await makeChanges()
    await openChanges()
    run('view.groupChanges')
    await expectRows(
      'Alpha2',
      'Changed |  | Start | 0x00000003 (3) | 0x00000000 (0)',
      'Removed |  | Text | REG_SZ one | ',
      CHANGES[2] ?? '',
    )
    await user.click(rowElements()[0] as HTMLElement)
    run('edit.revertChanges')
    await expectRows(CHANGES[2] ?? '')
  })

  it('lists only the kinds that are asked for, and says how many are not listed', async () => {
    await makeChanges()
    await openChanges()
    await expectRows(...CHANGES)
    run('view.changesRemoved')
    await expectRows(CHANGES[0] ?? '')
    expect(commandOf('view.changesRemoved').checked?.()).toBe(false)
    expect(summary()).toContain('3 changes since the last save, 2 not listed')
    run('view.changesChanged')
    expect(await screen.findByText('No changes of the kinds that are listed')).toBeTruthy()
  })

  it('compares permissions, class names and flags, and last writes on request', async () => {
    await openChanges()
    const changes = [{ kind: 'set-class', path: ['Alpha'], className: 'New' } as const]
    await act(() => runEdit(doc, { kind: 'apply-changes', origin: 'test', changes }))
    await expectRows('Changed | Alpha | (key) | class none | class New')
    run('view.changesClass')
    await waitFor(() => expect(rowElements()).toHaveLength(0))
    run('view.changesTime')
    await waitFor(() => expect(rowElements()[0]?.textContent).toMatch(/time \d.*time \d/))
    run('view.changesTime')
    run('view.changesClass')
    await compared()
  })

  it('copies the selected changes as lines', async () => {
    const copied = vi.spyOn(navigator.clipboard, 'writeText')
    await makeChanges()
    const grid = await openChanges()
    await expectRows(...CHANGES)
    act(() => grid.focus())
    await user.keyboard('{Control>}a{/Control}{Control>}c{/Control}')
    await expectNotice('Copied 3 changes')
    const prefix = useDocuments.getState().docs[0]?.info.prefix
    expect(copied.mock.calls.at(-1)?.[0].split('\n')).toEqual([
      `Changed\t${prefix}\\Alpha\tStart\t0x00000003 (3)\t0x00000000 (0)`,
      `Removed\t${prefix}\\Alpha\tText\tREG_SZ one\t`,
      `Removed\t${prefix}\\Beta\\Gone\t\t1 key, 0 values\t`,
    ])
  })

  it('downloads the changes as .reg text, and the inverse of them', async () => {
    const files: [Blob, string][] = []
    vi.spyOn(save, 'downloadBlob').mockImplementation((blob, name) => files.push([blob, name]))
    await makeChanges()
    await openChanges()
    await expectRows(...CHANGES)
    run('file.exportChanges')
    await waitFor(() => expect(files).toHaveLength(1))
    run('file.exportInverse')
    await waitFor(() => expect(files).toHaveLength(2))
    const texts = await Promise.all(files.map(async ([blob]) => utf16(await blob.arrayBuffer())))
    expect(files.map(([, name]) => name)).toEqual(['sample-changes.reg', 'sample-undo.reg'])
    expect(texts[0]).toContain('"Start"=dword:00000000')
    expect(texts[0]).toContain('"Text"=-')
    expect(texts[0]).toMatch(/\[-HKEY_.*\\Beta\\Gone\]/)
    expect(texts[1]).toContain('"Start"=dword:00000003')
    expect(texts[1]).toContain('"Text"="one"')
    expect(texts[1]).toMatch(/\[HKEY_.*\\Beta\\Gone\]/)
    await expectNotice('It takes the changes back.')
  })

  it('shows the progress of a comparison that takes long, with what was found, and stops it', async () => {
    const release = engine.hold('compare')
    await setStart(0)
    act(() => commandOf('view.changes').run())
    await screen.findByRole('grid', { name: 'Changes' })
    act(() =>
      engine.emit({ type: 'compare-progress', doc, done: 0.42, found: 7, comparison: null }),
    )
    await waitFor(() => expect(summary()).toContain('42 %7 changes so far'))
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    release()
    await waitFor(() => expect(summary()).toContain('Stopped: the changes are not listed.'))
    await user.click(screen.getByRole('button', { name: 'Compare again' }))
    await expectRows(CHANGES[0] ?? '')
  })

  it('needs no memory of the engine once it is off the screen', async () => {
    await openChanges()
    expect(engine.calls).not.toContain('endCompare')
    act(() => hidePanel(doc))
    expect(engine.calls).toContain('endCompare')
  })

  it('in a locked hive nothing is reverted, but changes are listed', async () => {
    await makeChanges()
    await openChanges()
    await act(() => toggleLock(doc))
    expect(commandOf('edit.revertAllChanges').when()).toBe(false)
    expect(commandOf('edit.goToChange').when()).toBe(true)
    await expectRows(...CHANGES)
  })

  it('the options of the list are in their own menu', async () => {
    await openChanges()
    await user.click(screen.getByRole('button', { name: 'List and compare options' }))
    expect(useDialogs.getState().menu?.kind).toBe('changes-options')
  })

  it('an edit while the hive is compared is compared too', async () => {
    await openChanges()
    const release = engine.hold('compare')
    await setStart(0)
    await deleteText()
    release()
    await expectRows(...CHANGES.slice(0, 2))
    act(() => chooseChanges(doc, { grouped: false }))
    await expectRows(...CHANGES.slice(0, 2))
  })
})

function utf16(bytes: ArrayBuffer): string {
  return new TextDecoder('utf-16le').decode(bytes)
}
