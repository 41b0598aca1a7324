import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { listenToKeys } from '../../src/commands/dispatch.ts'
import { formatHotkey } from '../../src/commands/keys.ts'
import { commandOf, commands, fullTitle } from '../../src/commands/registry.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { openSample, useDocuments } from '../../src/state/documents.ts'
import { runEdit } from '../../src/state/edits.ts'
import { KEYBOARD, useEnvironment } from '../../src/state/environment.ts'
import { useFocusPane } from '../../src/state/focus.ts'
import { clearNotices } from '../../src/state/notices.ts'
import { loadSettings, useSettings } from '../../src/state/settings.ts'
import { startState } from '../../src/state/start.ts'
import { PANE_KEYS, SHEET } from '../../src/text/shortcuts.ts'
import { App } from '../../src/ui/App.tsx'
import type { DocInfo } from '../../src/worker/protocol.ts'
import {
  dirtyHive,
  everyKindOfValue,
  hiveFile,
  type PageEngine,
  pageEngine,
  type TestHive,
} from '../helpers/pageEngine.ts'

const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'ControlSet001', subkeys: [{ name: 'Control' }, { name: 'Services' }] },
    { name: 'Select', values: everyKindOfValue() },
  ],
}

let engine: PageEngine
let user: UserEvent
let endKeys: () => void
let copied: string[]

function start(sample: TestHive = HIVE): void {
  engine = pageEngine(sample)
  startState(engine)
}

beforeEach(() => {
  localStorage.clear()
  useSettings.setState(loadSettings())
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  useEnvironment.setState({ offlineReady: false, startUpdate: null, sheet: false })
  clearNotices()
  user = userEvent.setup()
  copied = []
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
    copied.push(text)
  })
  start()
  endKeys = listenToKeys()
  render(<App />)
})

afterEach(() => endKeys())

const activeInfo = () => {
  const { docs, active } = useDocuments.getState()
  const info = docs.find((doc) => doc.info.doc === active)?.info
  if (!info) throw new TypeError('no hive is open')
  return info
}

async function openFile(...names: readonly string[]): Promise<void> {
  const input = screen.getByLabelText<HTMLInputElement>('Open hive files')
  await user.upload(
    input,
    names.map((name) => hiveFile(name, HIVE)),
  )
  await screen.findByRole('tab', { name: names.at(-1) ?? '', selected: true })
}

async function openSampleHive(): Promise<DocInfo> {
  await act(() => openSample())
  await screen.findByRole('treeitem', { name: 'Select' })
  return activeInfo()
}

async function addKey(name: string): Promise<void> {
  const { doc, root } = activeInfo()
  await act(() => runEdit(doc, { kind: 'create-key', parent: root, name }))
}

async function choose(menu: string, ...path: readonly string[]): Promise<void> {
  await user.click(screen.getByRole('menuitem', { name: menu }))
  for (const item of path) await user.click(await screen.findByRole('menuitem', { name: item }))
}

describe('the first screen', () => {
  it('the first screen has a button and a file input for several files', () => {
    const input = screen.getByLabelText<HTMLInputElement>('Open hive files')
    expect(input.type).toBe('file')
    expect(input.multiple).toBe(true)
    expect(screen.getByRole('button', { name: 'Open…' })).toBeTruthy()
    expect(screen.queryByRole('tablist')).toBeNull()
  })

  it('the first screen opens the sample hive and a new one', async () => {
    await user.click(screen.getByRole('button', { name: /^A sample hive/ }))
    expect(await screen.findByRole('tab', { name: 'sample' })).toBeTruthy()
    expect(screen.getByLabelText('Open hive files')).toBeTruthy()
  })

  it('files dropped on the window are opened', async () => {
    const file = hiveFile('SYSTEM', HIVE)
    const item = { kind: 'file', getAsFile: () => file }
    const drop = new Event('drop', { bubbles: true, cancelable: true })
    Object.assign(drop, { dataTransfer: { types: ['Files'], items: [item] } })
    act(() => void window.dispatchEvent(drop))
    expect(drop.defaultPrevented).toBe(true)
    expect(await screen.findByRole('tab', { name: 'SYSTEM' })).toBeTruthy()
  })

  it('an alert says which file cannot be opened', async () => {
    const input = screen.getByLabelText('Open hive files')
    await user.upload(input, new File(['x'], 'notes.txt'))
    expect((await screen.findByRole('alert')).textContent).toContain('notes.txt')
    expect(screen.queryByRole('tablist')).toBeNull()
  })
})

const nameField = () =>
  screen.findByRole<HTMLInputElement>('textbox', { name: 'Name of the new key' })
const typeNewKey = async (name: string) => {
  await screen.findByRole('treeitem', { name: 'Select' })
  act(() => screen.getByRole('tree').focus())
  await user.keyboard('{F7}')
  await waitFor(async () => expect((await nameField()).value).toBe('New Key #1'))
  await user.keyboard(name)
}

describe('a name that is typed in place', () => {
  it('starting another name commits the typed one, or returns to it if it is refused', async () => {
    await openFile('SYSTEM')
    await typeNewKey('First')
    await user.keyboard('{F7}')
    await screen.findByRole('treeitem', { name: 'First' })
    await waitFor(async () => expect((await nameField()).value).toBe('New Key #1'))
    await user.keyboard('{Escape}{ArrowUp}{ArrowUp}{ArrowUp}')
    await typeNewKey('first')
    await user.keyboard('{F7}')
    expect(await screen.findByText('A key named “first” already exists.')).toBeTruthy()
    const field = await nameField()
    expect(field.value).toBe('first')
    expect(document.activeElement).toBe(field)
  })
})

describe('the tabs', () => {
  it('leaving a tab by keys or mouse commits a half-typed name', async () => {
    await openFile('SYSTEM', 'SOFTWARE')
    await typeNewKey('ByKeys')
    await user.keyboard('{Alt>}[Digit1]{/Alt}')
    expect(screen.queryByRole('textbox', { name: 'Name of the new key' })).toBeNull()
    await screen.findByRole('tab', { name: 'SOFTWARE, unsaved', selected: false })
    await user.keyboard('{Alt>}[Digit2]{/Alt}')
    expect(await screen.findByRole('treeitem', { name: 'ByKeys' })).toBeTruthy()
    expect(screen.queryByRole('textbox', { name: 'Name of the new key' })).toBeNull()
  })

  it('a name that is refused when its tab is left stays as typed, and a notice says so at once', async () => {
    await openFile('SYSTEM', 'SOFTWARE')
    await typeNewKey('select')
    await user.keyboard('{Alt>}[Digit1]{/Alt}')
    const refusal = 'A key named “select” already exists.'
    expect(await screen.findByText(refusal)).toBeTruthy()
    expect(screen.getByRole('tab', { name: 'SOFTWARE' })).toBeTruthy()
    await user.click(screen.getByRole('tab', { name: 'SOFTWARE' }))
    const field = await nameField()
    expect(field.value).toBe('select')
    await new Promise((resolve) => setTimeout(resolve))
    expect(document.activeElement).toBe(field)
    expect(field.getAttribute('aria-invalid')).toBe('true')
    await user.keyboard('{End}2{Enter}')
    expect(await screen.findByRole('treeitem', { name: 'select2' })).toBeTruthy()
    expect(screen.queryByText(refusal)).toBeNull()
  })

  it('tabs are named by their files, and mark unsaved changes', async () => {
    await openFile('SYSTEM', 'SOFTWARE')
    const list = screen.getByRole('tablist', { name: 'Open hives' })
    expect(
      within(list)
        .getAllByRole('tab')
        .map((tab) => tab.getAttribute('aria-label')),
    ).toEqual(['SYSTEM', 'SOFTWARE'])
    await addKey('New')
    expect(within(list).getByRole('tab', { name: 'SOFTWARE, unsaved' })).toBeTruthy()
    expect(within(list).getByRole('tab', { name: 'SYSTEM' })).toBeTruthy()
  })

  it('arrows move the focus among the tabs, and only Enter shows a hive', async () => {
    await openFile('SYSTEM', 'SOFTWARE')
    screen.getByRole('tab', { name: 'SOFTWARE' }).focus()
    await user.keyboard('{ArrowLeft}')
    expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'SYSTEM' }))
    expect(activeInfo().name).toBe('SOFTWARE')
    await user.keyboard('{Enter}')
    expect(activeInfo().name).toBe('SYSTEM')
    await user.keyboard('{Alt>}[Digit2]{/Alt}')
    expect(activeInfo().name).toBe('SOFTWARE')
  })

  it('the button of a tab closes it, and asks first when there are unsaved changes', async () => {
    await openFile('SYSTEM')
    await addKey('New')
    await user.click(screen.getByRole('button', { name: 'Close SYSTEM' }))
    const dialog = await screen.findByRole('dialog', { name: 'Close without saving?' })
    expect(dialog.textContent).toContain('1 unsaved step')
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }))
    expect(screen.getByRole('tab', { name: 'SYSTEM, unsaved' })).toBeTruthy()
    screen.getByRole('tab').focus()
    await user.keyboard('{Delete}')
    await user.click(await screen.findByRole('button', { name: 'Discard' }))
    await waitFor(() => expect(screen.queryByRole('tab')).toBeNull())
  })

  it('closing a tab waits for an edit under way, and does not lose one made while saving', async () => {
    await openFile('SYSTEM')
    const asks = () => screen.findByRole('dialog', { name: 'Close without saving?' })
    const release = engine.hold('edit')
    await typeNewKey('Late')
    await user.click(screen.getByRole('button', { name: 'Close SYSTEM' }))
    expect(screen.getByRole('tab', { name: 'SYSTEM' })).toBeTruthy()
    release()
    const saved = engine.hold('save')
    await user.click(within(await asks()).getByRole('button', { name: 'Save' }))
    const done = engine.hold('edit', 'requests')
    await typeNewKey('Later{Enter}')
    saved()
    await screen.findByRole('tab', { name: 'SYSTEM' })
    done()
    expect(await asks()).toBeTruthy()
  })
})

describe('the menu bar', () => {
  it('the menu bar has the menus of the contract', () => {
    const bar = screen.getByRole('menubar')
    const names = within(bar)
      .getAllByRole('menuitem')
      .map((item) => item.textContent)
    expect(names).toEqual(['File', 'Edit', 'View', 'Favorites', 'Tools', 'Help'])
  })

  it('menus grey out commands that do not apply', async () => {
    await user.click(screen.getByRole('menuitem', { name: 'File' }))
    const save = await screen.findByRole('menuitem', { name: 'Save' })
    expect(save.getAttribute('aria-disabled')).toBe('true')
    expect(save.getAttribute('aria-keyshortcuts')).toBe('Control+S')
    expect(screen.getByRole('menuitem', { name: 'Open…' }).getAttribute('aria-disabled')).not.toBe(
      'true',
    )
  })

  it('a menu runs a command, and Undo names the step', async () => {
    await openSampleHive()
    await addKey('New')
    await user.click(screen.getByRole('menuitem', { name: 'Edit' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Undo New key New' }))
    await waitFor(() => expect(screen.getByRole('tab', { name: 'sample' })).toBeTruthy())
    await user.click(screen.getByRole('menuitem', { name: 'Edit' }))
    expect(await screen.findByRole('menuitem', { name: 'Redo New key New' })).toBeTruthy()
    expect(screen.getByRole('menuitem', { name: 'Undo' })).toBeTruthy()
  })

  it('favorites are stored per kind of hive', async () => {
    await openSampleHive()
    await user.click(screen.getByRole('treeitem', { name: 'Select' }))
    await screen.findByText('Dword')
    await choose('Favorites', 'Add to Favorites…')
    const dialog = await screen.findByRole('dialog', { name: 'Add to Favorites' })
    const field = within(dialog).getByLabelText<HTMLInputElement>('Favorite name')
    expect(field.value).toBe('Select')
    await user.click(within(dialog).getByRole('button', { name: 'Add' }))
    expect(useSettings.getState().favorites).toEqual([
      { name: 'Select', kind: 'SYSTEM', path: 'Select', note: '' },
    ])
  })

  it('F10 moves the focus to the menu bar, letters go to a menu, and Escape returns the focus', async () => {
    await openSampleHive()
    screen.getByRole('grid', { name: 'Values' }).focus()
    await user.keyboard('{F10}')
    expect(document.activeElement?.textContent).toBe('File')
    const walked: (string | null | undefined)[] = []
    for (const letter of ['v', 'f', 'f', 'x']) {
      await user.keyboard(letter)
      walked.push(document.activeElement?.textContent)
    }
    expect(walked).toEqual(['View', 'Favorites', 'File', 'File'])
    await user.keyboard('{Escape}')
    expect(document.activeElement).toBe(screen.getByRole('grid', { name: 'Values' }))
  })
})

describe('lasting states of the page', () => {
  it('a banner over a dirty hive offers what can be done', async () => {
    act(() => start(dirtyHive(HIVE)))
    const said = screen.getByRole('region', { name: 'About this hive' })
    expect(said.textContent).toBe('')
    await openSampleHive()
    expect(within(said).getByRole('status').textContent).toMatch(/still writing to it/)
    await user.click(screen.getByRole('button', { name: 'Edit without logs' }))
    await waitFor(() => expect(screen.queryByText(/still writing to it/)).toBeNull())
    expect(activeInfo().access).toBe('editable')
  })

  it('a banner leads to the Problems panel when the check found errors', async () => {
    const { doc } = await openSampleHive()
    const summary = {
      revision: 0,
      errors: 2,
      warnings: 0,
      infos: 0,
      keys: 4,
      values: 4,
      kinds: [],
    }
    act(() => engine.emit({ type: 'checked', doc, summary }))
    await user.click(screen.getByRole('button', { name: 'Show problems' }))
    expect(await screen.findByRole('region', { name: 'Problems' })).toBeTruthy()
  })

  it('a banner says that the engine has stopped', async () => {
    act(() => useDocuments.setState({ stopped: true }))
    expect(screen.getByRole('alert').textContent).toContain('engine has stopped')
    expect(screen.queryByRole('button', { name: 'Start again' })).toBeNull()
    const startAgain = vi.fn()
    act(() => useDocuments.setState({ startAgain }))
    await user.click(screen.getByRole('button', { name: 'Start again' }))
    expect(startAgain).toHaveBeenCalledOnce()
    act(() => useDocuments.setState({ startAgain: null }))
    expect(screen.getByRole('button', { name: 'Reload the page' })).toBeTruthy()
  })

  it('the status bar shows the state of the hive', async () => {
    await openSampleHive()
    act(() => useEnvironment.setState({ offlineReady: true }))
    expect(screen.getByText('0 values · 2 subkeys')).toBeTruthy()
    expect(screen.getByText('Ready offline')).toBeTruthy()
    await addKey('New')
    expect(screen.getByText('1 unsaved step')).toBeTruthy()
  })
})

describe('a narrow window, where keys and values take turns', () => {
  beforeEach(async () => {
    useEnvironment.setState({ width: 'narrow', narrowView: 'keys' })
    // A hive that is opened shows its keys, although values were used last in another one.
    useFocusPane.setState({ last: 'grid' })
    await openSampleHive()
    await screen.findByRole('tree', { name: 'Keys' })
  })

  afterEach(() => useEnvironment.setState({ width: 'wide' }))

  it('a narrow window shows the pane that a new name is typed in', async () => {
    await user.keyboard('{Shift>}{F7}{/Shift}')
    const value = await screen.findByRole('textbox', { name: 'Name of the new value' })
    await waitFor(() => expect(document.activeElement).toBe(value))
    await user.keyboard('{Escape}{F7}')
    const key = await screen.findByRole('textbox', { name: 'Name of the new key' })
    await waitFor(() => expect(document.activeElement).toBe(key))
  })

  it('F6 reaches keys and values in a narrow window', async () => {
    await user.keyboard('{F6}')
    const grid = await screen.findByRole('grid', { name: 'Values' })
    await waitFor(() => expect(document.activeElement).toBe(grid))
    await user.keyboard('{Shift>}{F6}{/Shift}')
    const tree = await screen.findByRole('tree', { name: 'Keys' })
    await waitFor(() => expect(document.activeElement).toBe(tree))
  })

  it('a narrow window shows the values when a path names one', async () => {
    await user.keyboard('{F4}')
    await user.keyboard('Select\\Dword{Enter}')
    const grid = await screen.findByRole('grid', { name: 'Values' })
    await waitFor(() => expect(document.activeElement).toBe(grid))
  })
})

describe('copying', () => {
  it('copying a key name puts its full path on the clipboard', async () => {
    await openSampleHive()
    screen.getByRole('tree').focus()
    await user.keyboard('{Control>}{Shift>}c{/Shift}{/Control}')
    await waitFor(() => expect(copied).toEqual(['HKEY_LOCAL_MACHINE\\SYSTEM']))
    const notices = within(screen.getByRole('region', { name: 'Notices' }))
    expect((await notices.findByRole('status')).textContent).toContain('Copied')
  })
})

describe('the dialogs about the page', () => {
  it('the shortcuts dialog lists every key of every command, and every key of the panes', async () => {
    await user.keyboard('{F1}')
    const sheet = await screen.findByRole('dialog', { name: 'Keyboard Shortcuts' })
    const lines = within(sheet)
      .getAllByRole('term')
      .map((term) => {
        const keys = [...(term.parentElement?.querySelectorAll('kbd') ?? [])]
        return `${term.textContent}: ${keys.map(({ textContent }) => textContent).join(', ')}`
      })
    const ofCommands = commands
      .filter(({ id, keys }) => keys && !id.startsWith('go.tab'))
      .map((command) => {
        const keys = command.keys?.map((key) => formatHotkey(key, KEYBOARD)).join(', ')
        return `${fullTitle(command).replace('…', '')}: ${keys}`
      })
    const ofPanes = PANE_KEYS.flatMap(({ keys }) =>
      keys.map(([pressed, what]) => `${what}: ${pressed.join(', ')}`),
    )
    const ofTabs = `${SHEET.tabs}: Alt+1 – Alt+9`
    expect(lines.toSorted()).toEqual([...ofCommands, ofTabs, ...ofPanes].toSorted())
  })

  it('the palette has every command that applies, except itself', async () => {
    await openSampleHive()
    screen.getByRole('tree').focus()
    await user.keyboard('{Control>}k{/Control}')
    const list = await screen.findByRole('listbox', { name: 'Commands' })
    const listed = within(list)
      .getAllByRole('option')
      .map(({ firstChild }) => firstChild?.textContent)
    const applying = commands
      .filter((command) => command.id !== 'view.palette' && command.when())
      .map(fullTitle)
    expect(applying.length).toBeGreaterThan(60)
    expect(listed.toSorted()).toEqual(applying.toSorted())
  })

  it('the status bar names the zone of all times, and the View menu changes it', async () => {
    await openSampleHive()
    await user.click(screen.getByRole('button', { name: 'UTC' }))
    expect(await screen.findByRole('button', { name: /^Local time, now UTC/ })).toBeTruthy()
    expect(commandOf('view.timesLocal').checked?.()).toBe(true)
    act(() => commandOf('view.timesUtc').run())
    expect(await screen.findByRole('button', { name: 'UTC' })).toBeTruthy()
  })

  it('a dialog shows the properties of a key', async () => {
    await openSampleHive()
    screen.getByRole('tree').focus()
    await user.keyboard('{Alt>}{Enter}{/Alt}')
    const dialog = await screen.findByRole('dialog', { name: 'Key Properties' })
    await within(dialog).findByText('HKEY_LOCAL_MACHINE\\SYSTEM')
    expect(dialog.textContent).toContain('0x00001020')
    expect(dialog.textContent).toContain('UTC')
  })
})
