import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { runCommand } from '../../src/commands/dispatch.ts'
import { commandOf } from '../../src/commands/registry.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { useDocuments } from '../../src/state/documents.ts'
import { addKept } from '../../src/state/kept.ts'
import { addFavorite, loadSettings, setTheme, useSettings } from '../../src/state/settings.ts'
import { startState } from '../../src/state/start.ts'
import { App } from '../../src/ui/App.tsx'
import '../helpers/wholePage.ts'
import { pageEngine } from '../helpers/pageEngine.ts'

const FAVORITE = { name: 'Services', kind: 'SYSTEM', path: 'Services', note: '' } as const

/** Edits that are kept, as the journal lists them. */
let edits: string[] = []
addKept(async () =>
  edits.map((name) => ({
    ...{ id: name, kind: 'edits', name, bytes: 2048, since: 0, until: 86_400_000 },
    forget: async () => {
      edits = edits.filter((one) => one !== name)
    },
  })),
)

let user: UserEvent

beforeEach(async () => {
  localStorage.clear()
  useSettings.setState(loadSettings())
  localStorage.clear()
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  edits = []
  user = userEvent.setup()
  startState(pageEngine())
  setTheme('dark')
  addFavorite(FAVORITE)
})

async function openPane() {
  render(<App />)
  act(() => runCommand(commandOf('help.privacy')))
  const dialog = await screen.findByRole('dialog', { name: 'Privacy' })
  const list = await within(dialog).findByRole('list', { name: 'What is kept on this device' })
  const names = () =>
    within(list)
      .queryAllByRole('listitem')
      .map((item) => item.textContent)
  return { pane: within(dialog), names }
}

describe('the privacy pane', () => {
  it('lists what is kept, with kind, size and times, and says what was read after one thing was forgotten', async () => {
    edits = ['SOFTWARE']
    const { pane, names } = await openPane()
    expect(names()).toEqual([
      expect.stringMatching(/^Settingshow the page looks and works · \d+ bytes/),
      expect.stringMatching(/^1 favorite/),
      expect.stringMatching(/^SOFTWAREunsaved edits · 2 KB · since 1970-01-01.*until 1970-01-02/),
    ])
    await user.click(pane.getByRole('button', { name: 'Forget: 1 favorite' }))
    await waitFor(() => expect(names()).toHaveLength(2))
    expect(useSettings.getState().favorites).toEqual([])
    expect(pane.getByRole('status').textContent).toMatch(
      /read again. What is left: \d entr(y|ies) of settings\./,
    )
    expect(document.activeElement).not.toBe(document.body)
  })

  it('asks before unsaved edits are forgotten, and keeps them if not told to', async () => {
    edits = ['SOFTWARE', 'SYSTEM']
    const { pane, names } = await openPane()
    await user.click(pane.getByRole('button', { name: 'Forget: SYSTEM' }))
    const question = pane.getByRole('group')
    expect(question.textContent).toContain('This removes SYSTEM from this device')
    expect(document.activeElement).toBe(within(question).getByRole('button', { name: 'Cancel' }))
    await user.keyboard('{Enter}')
    expect(edits).toEqual(['SOFTWARE', 'SYSTEM'])
    expect(names()).toHaveLength(4)
    await user.click(pane.getByRole('button', { name: 'Forget: SYSTEM' }))
    await user.click(within(pane.getByRole('group')).getByRole('button', { name: 'Forget' }))
    await waitFor(() => expect(names()).toHaveLength(3))
    expect(edits).toEqual(['SOFTWARE'])
  })

  it('forgets everything after asking, and shows that nothing is left', async () => {
    edits = ['SOFTWARE']
    const { pane } = await openPane()
    await user.click(pane.getByRole('button', { name: 'Forget Everything' }))
    const question = pane.getByRole('group')
    expect(question.textContent).toContain('needs the network when it is loaded again')
    await user.click(within(question).getByRole('button', { name: 'Forget Everything' }))
    await waitFor(() =>
      expect(pane.getByRole('status').textContent).toContain('read again. What is left: nothing.'),
    )
    expect(pane.getByText('Nothing.')).toBeTruthy()
    expect(edits).toEqual([])
    expect(localStorage.length).toBe(0)
    expect(document.activeElement).not.toBe(document.body)
  })

  it('says so when the storage of the browser cannot be read', async () => {
    const denied = () => {
      throw new DOMException('denied', 'SecurityError')
    }
    vi.stubGlobal('localStorage', { getItem: denied, setItem: denied, key: denied, length: 1 })
    useSettings.setState({ favorites: [] })
    render(<App />)
    act(() => runCommand(commandOf('help.privacy')))
    const dialog = await screen.findByRole('dialog', { name: 'Privacy' })
    expect(await within(dialog).findByText('Nothing.')).toBeTruthy()
    vi.unstubAllGlobals()
  })
})
