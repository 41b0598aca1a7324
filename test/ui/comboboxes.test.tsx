import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listenToKeys } from '../../src/commands/dispatch.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { activeDocument, openSample, useDocuments } from '../../src/state/documents.ts'
import { clearNotices } from '../../src/state/notices.ts'
import { loadSettings, useSettings } from '../../src/state/settings.ts'
import { startState } from '../../src/state/start.ts'
import { selectedRow } from '../../src/state/treeRows.ts'
import { App } from '../../src/ui/App.tsx'
import type { DocInfo } from '../../src/worker/protocol.ts'
import { everyKindOfValue, pageEngine } from '../helpers/pageEngine.ts'

const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'ControlSet001', subkeys: [{ name: 'Control' }, { name: 'Services' }] },
    { name: 'Select', values: everyKindOfValue() },
  ],
}

let user: UserEvent
let endKeys: () => void

beforeEach(() => {
  localStorage.clear()
  useSettings.setState(loadSettings())
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  user = userEvent.setup()
  startState(pageEngine(HIVE))
  endKeys = listenToKeys()
  render(<App />)
})

afterEach(() => endKeys())

async function openSampleHive(): Promise<DocInfo> {
  await act(() => openSample())
  await screen.findByRole('treeitem', { name: 'Select' })
  const info = activeDocument()?.info
  if (!info) throw new TypeError('no hive is open')
  return info
}

describe('the address', () => {
  async function typeAddress(text: string): Promise<HTMLInputElement> {
    const address = screen.getByRole<HTMLInputElement>('combobox', { name: 'Address' })
    await user.keyboard('{F4}')
    expect(document.activeElement).toBe(address)
    await user.keyboard(text)
    return address
  }

  it('shows where the selected key is', async () => {
    await openSampleHive()
    const address = screen.getByRole<HTMLInputElement>('combobox', { name: 'Address' })
    await waitFor(() => expect(address.value).toBe('HKEY_LOCAL_MACHINE\\SYSTEM'))
  })

  it('suggests keys and goes there on Enter, the focus in the tree', async () => {
    const { doc } = await openSampleHive()
    const address = await typeAddress('Control')
    const list = await screen.findByRole('listbox', { name: 'Matching keys' })
    expect(address.getAttribute('aria-expanded')).toBe('true')
    expect(
      within(list)
        .getAllByRole('option')
        .map((option) => option.textContent),
    ).toEqual(['ControlSet001'])
    await user.keyboard('{ArrowDown}')
    expect(address.getAttribute('aria-activedescendant')).toBe(within(list).getByRole('option').id)
    await user.keyboard('{Enter}')
    await waitFor(() => expect(selectedRow(doc)?.name).toBe('ControlSet001'))
    expect(screen.queryByRole('listbox')).toBeNull()
    expect(document.activeElement?.getAttribute('role')).toBe('tree')
  })

  it('says which segment is missing', async () => {
    const { doc } = await openSampleHive()
    await typeAddress('ControlSet001\\Nowhere{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('Nowhere')
    expect(selectedRow(doc)?.name).toBe('ControlSet001')
  })

  it('follows the selected key while nothing is typed in it', async () => {
    await openSampleHive()
    screen.getByRole('tree').focus()
    await user.keyboard('{ArrowDown}{F4}')
    const address = screen.getByRole<HTMLInputElement>('combobox', { name: 'Address' })
    await waitFor(() => expect(address.value).toBe('HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001'))
    expect(document.activeElement).toBe(address)
    expect(address.selectionEnd).toBe(address.value.length)
  })

  it('is as it was after Esc', async () => {
    await openSampleHive()
    const address = await typeAddress('xyz{Escape}')
    await waitFor(() => expect(address.value).toBe('HKEY_LOCAL_MACHINE\\SYSTEM'))
    expect(document.activeElement?.getAttribute('role')).toBe('tree')
  })
})

describe('the palette', () => {
  it('finds commands by the words of their titles', async () => {
    await user.keyboard('{Control>}k{/Control}')
    const input = await screen.findByRole('combobox', { name: 'Go to key or command' })
    await waitFor(() => expect(document.activeElement).toBe(input))
    await user.keyboard('theme dark')
    expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual([
      'Theme: Dark',
    ])
    await user.keyboard('{Enter}')
    await waitFor(() => expect(useSettings.getState().theme).toBe('dark'))
    expect(document.documentElement.dataset.theme).toBe('dark')
  })

  it('goes to a key', async () => {
    const { doc } = await openSampleHive()
    await user.keyboard('{Control>}k{/Control}')
    await screen.findByRole('combobox', { name: 'Go to key or command' })
    await user.keyboard('ControlSet001\\Services{Enter}')
    await waitFor(() => expect(selectedRow(doc)?.name).toBe('Services'))
  })
})
