import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { reloadPage } from '../../src/platform/page.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { activeDocument, openSample, useDocuments } from '../../src/state/documents.ts'
import { runEdit, undo } from '../../src/state/edits.ts'
import { useEnvironment } from '../../src/state/environment.ts'
import { MissingPart } from '../../src/state/loadModule.ts'
import { clearNotices, showError } from '../../src/state/notices.ts'
import { startState } from '../../src/state/start.ts'
import { App } from '../../src/ui/App.tsx'
import '../helpers/wholePage.ts'
import { pageEngine } from '../helpers/pageEngine.ts'

vi.mock(import('../../src/platform/page.ts'), async (original) => ({
  ...(await original()),
  reloadPage: vi.fn(),
}))

let user: UserEvent

beforeEach(() => {
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  useEnvironment.setState({ startUpdate: null })
  clearNotices()
  vi.mocked(reloadPage).mockClear()
  user = userEvent.setup()
  startState(pageEngine())
  render(<App />)
})

describe('a newer version', () => {
  it('a newer version waits for saves and closes no hive without asking', async () => {
    const startUpdate = vi.fn(async () => {})
    await act(() => openSample())
    const info = activeDocument()?.info
    if (info)
      await act(
        async () =>
          void (await runEdit(info.doc, { kind: 'create-key', parent: info.root, name: 'New' })),
      )
    act(() => useEnvironment.setState({ startUpdate }))
    expect(screen.queryByRole('button', { name: 'Apply' })).toBeNull()
    const later = screen.getByRole('button', { name: 'Apply after saving' })
    await user.click(later)
    expect(later.getAttribute('aria-pressed')).toBe('true')
    await user.click(later)
    expect(later.getAttribute('aria-pressed')).toBe('false')
    await act(async () => {
      if (info) await undo(info.doc)
    })
    const button = await screen.findByRole('button', { name: 'Apply' })
    expect(screen.queryByRole('dialog')).toBeNull()

    await user.click(button)
    const dialog = await screen.findByRole('dialog', { name: 'Start the new version?' })
    expect(dialog.textContent).toContain('closes 1 open hive: sample')
    await user.click(within(dialog).getByRole('button', { name: 'Not now' }))
    expect(startUpdate).not.toHaveBeenCalled()

    await user.click(button)
    await user.click(await screen.findByRole('button', { name: 'Close and start' }))
    await waitFor(() => expect(reloadPage).toHaveBeenCalledOnce())
    expect(startUpdate).toHaveBeenCalledOnce()
  })

  it('is asked about again once the changes are saved, if the user wants it', async () => {
    const startUpdate = vi.fn(async () => {})
    await act(() => openSample())
    const info = activeDocument()?.info
    const edit = async () => {
      if (info) await runEdit(info.doc, { kind: 'create-key', parent: info.root, name: 'New' })
    }
    await act(edit)
    act(() => useEnvironment.setState({ startUpdate }))
    await user.click(screen.getByRole('button', { name: 'Apply after saving' }))
    expect(screen.getByText(/asked again once your changes are saved/)).toBeTruthy()
    await act(async () => {
      if (info) await undo(info.doc)
    })
    expect(await screen.findByRole('dialog', { name: 'Start the new version?' })).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Not now' }))

    // Once is enough.
    await act(edit)
    await act(async () => {
      if (info) await undo(info.doc)
    })
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(startUpdate).not.toHaveBeenCalled()
    expect(reloadPage).not.toHaveBeenCalled()
  })

  it('a newer version starts at once when no hive is open', async () => {
    const startUpdate = vi.fn(async () => {})
    act(() => useEnvironment.setState({ startUpdate }))
    await user.click(screen.getByRole('button', { name: 'Apply' }))
    await waitFor(() => expect(reloadPage).toHaveBeenCalledOnce())
  })

  it('a newer version does not close a hive that was opened after the question', async () => {
    let started = () => {}
    const startUpdate = () => new Promise<void>((resolve) => (started = resolve))
    act(() => useEnvironment.setState({ startUpdate }))
    await user.click(screen.getByRole('button', { name: 'Apply' }))
    await act(() => openSample())
    await act(async () => started())
    expect(reloadPage).not.toHaveBeenCalled()
    await user.click(screen.getByRole('button', { name: 'Apply' }))
    expect(await screen.findByRole('dialog', { name: 'Start the new version?' })).toBeTruthy()
  })
})

describe('a part of the page that the server has no more', () => {
  it('is said once, and the page is reloaded only if the user wants it', async () => {
    const error = new MissingPart('Failed to fetch dynamically imported module')
    act(() => showError(error))
    act(() => showError(error, 'orchard.hiv'))
    const [alert, ...others] = screen.getAllByRole('alert')
    expect(others).toEqual([])
    expect(alert?.textContent).toContain('Save your changes, then reload the page.')
    expect(reloadPage).not.toHaveBeenCalled()
    await user.click(screen.getByRole('button', { name: 'Reload the page' }))
    expect(reloadPage).toHaveBeenCalledOnce()
  })
})
