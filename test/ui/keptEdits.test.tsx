/** Edits that a closed tab or a stopped engine left behind, as the page shows them. */

import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { runCommand } from '../../src/commands/dispatch.ts'
import { commandOf } from '../../src/commands/registry.ts'
import { HiveError } from '../../src/errors.ts'
import { activeDocument } from '../../src/state/documents.ts'
import { runEdit } from '../../src/state/edits.ts'
import { engine, setEngine } from '../../src/state/engine.ts'
import { keptThings } from '../../src/state/kept.ts'
import { useKeptEdits } from '../../src/state/keptEdits.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { resumeKept } from '../../src/state/resuming.ts'
import { revive } from '../../src/state/reviving.ts'
import { loadSettings, useSettings } from '../../src/state/settings.ts'
import { offerKeptEdits, startState } from '../../src/state/start.ts'
import { App } from '../../src/ui/App.tsx'
import type { EngineClient, KeptEdits } from '../../src/worker/protocol.ts'
import '../helpers/wholePage.ts'
import { eventually } from '../helpers/eventually.ts'
import { MemoryStorage } from '../helpers/memoryStorage.ts'
import { hiveFile, pageEngine } from '../helpers/pageEngine.ts'
import { HIVE, notice, startSaving } from '../helpers/savePage.ts'
import { dirtyHive } from '../worker/recoveryHives.ts'

const TITLE = '2 changes to SYSTEM'

let user: UserEvent
let storage: MemoryStorage

beforeEach(() => {
  localStorage.clear()
  useSettings.setState(loadSettings())
  startSaving()
  user = userEvent.setup()
  storage = new MemoryStorage()
})

/** Opens SYSTEM and makes two edits. */
async function edit(engine: EngineClient): Promise<number> {
  startState(engine)
  await openFiles([{ file: hiveFile('SYSTEM', HIVE), handle: null }])
  const info = activeDocument()?.info
  if (info === undefined) throw new TypeError('SYSTEM did not open')
  for (const name of ['One', 'Two']) {
    await runEdit(info.doc, { kind: 'create-key', parent: info.root, name })
  }
  await eventually(() => expect(activeDocument()?.journal).toBe(storage.onlyId))
  return info.doc
}

/** Leaves two edits of SYSTEM behind, and starts the page again. */
async function startAgain(change: (kept: KeptEdits) => KeptEdits = (kept) => kept): Promise<void> {
  await edit(pageEngine(HIVE, storage))
  await eventually(() => expect(storage.only.snapshot).not.toBeNull())
  await eventually(async () => {
    expect((await pageEngine(HIVE, storage).keptEdits({})).kept).toMatchObject([
      { needsFile: false, knowsFile: true },
    ])
  })
  storage.crash()
  startSaving()
  const engine = pageEngine(HIVE, storage)
  startState({
    ...engine,
    keptEdits: async (request) => {
      const list = await engine.keptEdits(request)
      return { ...list, kept: list.kept.map(change) }
    },
  })
  await offerKeptEdits()
  render(<App />)
}

/** Opens the dialog from the empty page. */
async function openDialog() {
  const region = await screen.findByRole('region', { name: 'Kept edits' })
  await user.click(within(region).getByRole('button', { name: new RegExp(`^${TITLE}`) }))
  return within(await screen.findByRole('dialog', { name: 'Resume Edits' }))
}

const button = (name: string) => ({ name: `${name}: ${TITLE}` })

describe('the edits of an earlier visit', () => {
  it('are listed on the empty page, shown with their newest steps, and resumed with their history', async () => {
    await startAgain()
    const dialog = await openDialog()
    expect(dialog.getByRole('heading', { name: TITLE })).toBeTruthy()
    expect(dialog.getByText(/Kept until \d+ \w+\./)).toBeTruthy()
    const steps = within(dialog.getByRole('list', { name: 'Newest steps' }))
    const names = steps.getAllByRole('listitem').map(({ textContent }) => textContent)
    expect(names).toEqual([expect.stringContaining('Two'), expect.stringContaining('One')])
    await user.click(dialog.getByRole('button', button('Resume')))
    await screen.findByRole('tab', { name: /SYSTEM/ })
    await waitFor(() => expect(notice()?.text).toBe(`${TITLE} were resumed.`))
    expect(notice()?.detail).not.toContain('only in part')
    expect(activeDocument()?.state).toMatchObject({ unsaved: 2, undo: { name: 'Two' } })
    expect(screen.queryByRole('dialog')).toBeNull()
    // It opens where it was edited last.
    const keys = within(screen.getByRole('tree', { name: 'Keys' }))
    await waitFor(() =>
      expect(keys.getByRole('treeitem', { selected: true }).textContent).toContain('Two'),
    )
  })

  it('are told apart: the one that is clicked is the one that the dialog opens on', async () => {
    await edit(pageEngine(HIVE, storage))
    await eventually(() => expect(storage.only.snapshot).not.toBeNull())
    storage.crash()
    storage.journals.set('other', { ...storage.only })
    startSaving()
    startState(pageEngine(HIVE, storage))
    await offerKeptEdits()
    render(<App />)
    const region = within(await screen.findByRole('region', { name: 'Kept edits' }))
    for (const at of [0, 1]) {
      const offered = region.getAllByRole('button')
      await user.click(offered[at] as HTMLElement)
      const dialog = within(await screen.findByRole('dialog', { name: 'Resume Edits' }))
      const resume = dialog.getAllByRole('button', button('Resume'))
      await waitFor(() => expect(document.activeElement).toBe(resume[at]))
      await user.keyboard('{Escape}')
      await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    }
  })

  it('are forgotten after a question, which keeps the focus in the dialog', async () => {
    await startAgain()
    const dialog = await openDialog()
    await user.click(dialog.getByRole('button', button('Forget')))
    expect(dialog.getByText('These edits cannot be brought back.')).toBeTruthy()
    expect(document.activeElement).toBe(dialog.getByRole('button', { name: 'Cancel' }))
    await user.keyboard('{Enter}')
    expect(document.activeElement).toBe(dialog.getByRole('button', button('Forget')))
    expect(storage.journals.size).toBe(1)
    await user.keyboard('{Enter}')
    await user.click(dialog.getByRole('button', button('Forget')))
    await dialog.findByText('No unsaved edits are kept on this device.')
    expect(storage.journals.size).toBe(0)
    expect(document.activeElement).toBe(dialog.getByRole('button', { name: 'Close' }))
  })

  it('ask for the file without a copy of the hive, and say what cannot be compared or read', async () => {
    await startAgain((kept) => ({ ...kept, needsFile: true, knowsFile: false, end: 'cut' }))
    const dialog = await openDialog()
    expect(dialog.getByText(/choose the file as it was before these edits/)).toBeTruthy()
    expect(dialog.getByText(/^The file can be compared only in part/)).toBeTruthy()
    expect(dialog.getByText(/^The end is missing/)).toBeTruthy()
    const choose = dialog.getByRole('button', button('Choose the File…'))
    expect(choose.textContent).toBe('Choose the File…')
    const picked = vi.spyOn(HTMLInputElement.prototype, 'click').mockImplementation(() => {})
    await user.click(choose)
    expect(picked).toHaveBeenCalled()
  })

  it('ask for the logs too where the hive could not be opened without them, and get them', async () => {
    await startAgain((kept) => ({ ...kept, needsFile: true, needsLogs: true }))
    const resume = vi.spyOn(engine(), 'resume').mockRejectedValue(new HiveError('stale', ''))
    const dialog = await openDialog()
    expect(dialog.getByText(/could not be opened without its logs: choose the file/)).toBeTruthy()
    const { bytes, logs } = dirtyHive()
    const files = [
      ...logs.map(({ name, file }) => new File([file], name)),
      new File([bytes], 'TEST'),
    ]
    vi.spyOn(HTMLInputElement.prototype, 'click').mockImplementation(function (this: HTMLElement) {
      Object.defineProperty(this, 'files', { value: files })
      this.dispatchEvent(new Event('change'))
    })
    await user.click(dialog.getByRole('button', button('Choose the File and Its Logs…')))
    await waitFor(() => expect(resume).toHaveBeenCalled())
    const [given] = resume.mock.calls[0] ?? []
    expect(given?.file).toBe(files[2])
    expect(given?.logs.map(({ name }) => name)).toEqual(['TEST.LOG1', 'TEST.LOG2'])
  })

  it('can only be forgotten where they cannot be read', async () => {
    await startAgain((kept) => ({ ...kept, end: 'unreadable' }))
    act(() => runCommand(commandOf('file.resume')))
    const dialog = within(await screen.findByRole('dialog', { name: 'Resume Edits' }))
    expect(dialog.getByText('They cannot be read, and can only be forgotten.')).toBeTruthy()
    const names = dialog.getAllByRole('button').map((one) => one.textContent)
    expect(names).toEqual(['Forget', 'Close'])
  })
})

describe('the edits of another tab', () => {
  it('can be taken over once that tab is closed: they are offered when this one is shown again', async () => {
    await edit(pageEngine(HIVE, storage))
    await eventually(() => expect(storage.only.snapshot).not.toBeNull())
    startSaving()
    startState(pageEngine(HIVE, storage))
    await offerKeptEdits()
    await openFiles([{ file: hiveFile('OTHER', HIVE), handle: null }])
    const info = activeDocument()?.info
    if (info === undefined) throw new TypeError('OTHER did not open')
    await runEdit(info.doc, { kind: 'create-key', parent: info.root, name: 'Mine' })
    // It is said what each tab may do.
    await eventually(() =>
      expect(notice()?.text).toBe('OTHER is also being edited in another tab.'),
    )
    expect(notice()?.detail).toContain('Once the other tab is closed')
    expect(useKeptEdits.getState().kept).toEqual([])
    const theirs = [...storage.journals.keys()][0] ?? ''
    storage.close(theirs)
    document.dispatchEvent(new Event('visibilitychange'))
    await eventually(() => expect(notice()?.text).toMatch(/^Resume edits to SYSTEM from /))
    const [kept] = useKeptEdits.getState().kept
    if (kept === undefined) throw new TypeError('nothing is offered')
    expect(await resumeKept(kept)).toBe(true)
    expect(activeDocument()).toMatchObject({ info: { name: 'SYSTEM' }, state: { unsaved: 2 } })
  })
})

describe('the edits of an open hive', () => {
  it('are kept for later when it is closed, and offered on the empty page', async () => {
    await edit(pageEngine(HIVE, storage))
    render(<App />)
    act(() => runCommand(commandOf('file.close')))
    const question = within(await screen.findByRole('dialog'))
    expect(
      question.getByText(/Keep for Later closes the hive and keeps .* on this device/),
    ).toBeTruthy()
    await user.click(question.getByRole('button', { name: 'Keep for Later' }))
    await waitFor(() => expect(activeDocument()).toBeUndefined())
    const dialog = await openDialog()
    expect(dialog.getByRole('button', button('Resume'))).toBeTruthy()
    expect(storage.journals.size).toBe(1)
  })

  it('are back after the engine has stopped, which is said', async () => {
    await edit(pageEngine(HIVE, storage))
    await eventually(() => expect(storage.only.snapshot).not.toBeNull())
    render(<App />)
    storage.crash()
    await act(() => revive(async () => setEngine(pageEngine(HIVE, storage))))
    await screen.findByText('The engine stopped and was started again.')
    await screen.findByText('The hive is back, with every edit.')
    expect(activeDocument()?.state).toMatchObject({ unsaved: 2, undo: { name: 'Two' } })
  })

  it('are back when the browser frees them only a moment after the engine has stopped', async () => {
    await edit(pageEngine(HIVE, storage))
    await eventually(() => expect(storage.only.snapshot).not.toBeNull())
    const again = pageEngine(HIVE, storage)
    const keptEdits = vi.fn(again.keptEdits)
    keptEdits.mockImplementationOnce(async (request, options) => {
      const held = await again.keptEdits(request, options)
      storage.crash()
      return held
    })
    await act(() => revive(async () => setEngine({ ...again, keptEdits }), true))
    expect(keptEdits.mock.calls.length).toBeGreaterThan(1)
    expect(activeDocument()?.state).toMatchObject({ unsaved: 2, undo: { name: 'Two' } })
  })

  it('are not said to be kept, nor offered to be, once they were forgotten in the privacy pane', async () => {
    await edit(pageEngine(HIVE, storage))
    const things = await keptThings()
    await things.find(({ kind }) => kind === 'edits')?.forget()
    expect(storage.journals.size).toBe(0)
    expect(activeDocument()).toMatchObject({ keeping: false, journal: null })
    render(<App />)
    await screen.findByText('The edits of this hive are not kept on this device.')
    act(() => runCommand(commandOf('file.close')))
    const question = within(await screen.findByRole('dialog'))
    expect(question.queryByRole('button', { name: 'Keep for Later' })).toBeNull()
  })

  it('are kept or not as the File menu says: of this hive, and of all', async () => {
    await edit(pageEngine(HIVE, storage))
    render(<App />)
    const item = async (name: string) => {
      await user.click(screen.getByRole('menuitem', { name: 'File' }))
      return screen.findByRole('menuitemcheckbox', { name })
    }
    const ofThis = await item('Keep Edits of This Hive')
    expect(ofThis.getAttribute('aria-checked')).toBe('true')
    await user.click(ofThis)
    await screen.findByText('The edits of this hive are not kept on this device.')
    expect(storage.journals.size).toBe(0)
    expect((await item('Keep Edits of This Hive')).getAttribute('aria-checked')).toBe('false')
    await user.keyboard('{Escape}')
    const ofAll = await item('Keep Edits on This Device')
    expect(ofAll.getAttribute('aria-checked')).toBe('true')
    await user.click(ofAll)
    await waitFor(() => expect(useSettings.getState().keepsEdits).toBe(false))
  })
})
