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
import '../helpers/wholePage.ts'
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

  it('the address bar shows the path of the selected key', async () => {
    await openSampleHive()
    const address = screen.getByRole<HTMLInputElement>('combobox', { name: 'Address' })
    await waitFor(() => expect(address.value).toBe('HKEY_LOCAL_MACHINE\\SYSTEM'))
  })

  it('the address bar suggests keys, and Enter goes to one and moves the focus to the tree', async () => {
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

  it('a notice says which segment of a path is missing', async () => {
    const { doc } = await openSampleHive()
    await typeAddress('ControlSet001\\Nowhere{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('Nowhere')
    expect(selectedRow(doc)?.name).toBe('ControlSet001')
  })

  it('the address bar follows the selected key while nothing is typed in it', async () => {
    await openSampleHive()
    screen.getByRole('tree').focus()
    await user.keyboard('{ArrowDown}{F4}')
    const address = screen.getByRole<HTMLInputElement>('combobox', { name: 'Address' })
    await waitFor(() => expect(address.value).toBe('HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001'))
    expect(document.activeElement).toBe(address)
    expect(address.selectionEnd).toBe(address.value.length)
  })

  it('Esc restores the address', async () => {
    await openSampleHive()
    const address = await typeAddress('xyz{Escape}')
    await waitFor(() => expect(address.value).toBe('HKEY_LOCAL_MACHINE\\SYSTEM'))
    expect(document.activeElement?.getAttribute('role')).toBe('tree')
  })
})

describe('suggestions for the address', () => {
  const address = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Address' })
  const options = () => screen.queryAllByRole('option').map((option) => option.textContent)
  const active = () => address().getAttribute('aria-activedescendant')
  const chosen = () => document.getElementById(active() ?? '')?.textContent ?? null

  async function suggest(text: string): Promise<void> {
    await user.keyboard('{F4}')
    await user.keyboard(text)
    await screen.findByRole('listbox', { name: 'Matching keys' })
  }

  it('the arrows go through the suggestions and wrap through the typed text', async () => {
    await openSampleHive()
    await suggest('ControlSet001\\')
    const below = ['ControlSet001\\Control', 'ControlSet001\\Services']
    await waitFor(() => expect(options()).toEqual(below))
    const walked: (string | null)[] = [chosen()]
    for (const key of ['Down', 'Down', 'Down', 'Down', 'Up', 'Up']) {
      await user.keyboard(`{Arrow${key}}`)
      walked.push(chosen())
    }
    const [control = '', services = ''] = options()
    expect(walked).toEqual([null, control, services, null, control, null, services])
    expect(screen.getByRole('option', { selected: true }).textContent).toBe(services)
    expect(address().value).toBe('ControlSet001\\')
  })

  it('Esc closes the suggestions and keeps the typed text; a second Esc leaves the address bar', async () => {
    await openSampleHive()
    await suggest('Con')
    await user.keyboard('{ArrowDown}{Escape}')
    expect(address().getAttribute('aria-expanded')).toBe('false')
    expect(options()).toEqual([])
    expect(address().value).toBe('Con')
    await user.keyboard('{Escape}')
    expect(document.activeElement?.getAttribute('role')).toBe('tree')
  })

  it('Tab accepts a suggestion and continues below it', async () => {
    const { doc } = await openSampleHive()
    await suggest('Con')
    await user.keyboard('{ArrowDown}{Tab}')
    expect(address().value).toBe('ControlSet001\\')
    expect(document.activeElement).toBe(address())
    await waitFor(() => expect(options()).toHaveLength(2))
    await user.keyboard('{ArrowUp}{Enter}')
    await waitFor(() => expect(selectedRow(doc)?.name).toBe('Services'))
  })

  it('a click goes to a suggestion', async () => {
    const { doc } = await openSampleHive()
    await suggest('Sel')
    await user.click(screen.getByRole('option', { name: 'Select' }))
    await waitFor(() => expect(selectedRow(doc)?.name).toBe('Select'))
    expect(document.activeElement?.getAttribute('role')).toBe('tree')
  })

  it('an arrow opens the suggestions, and leaving the address bar closes them', async () => {
    await openSampleHive()
    await user.keyboard('{F4}')
    expect(address().getAttribute('aria-expanded')).toBe('false')
    await user.keyboard('{End}\\')
    await screen.findByRole('listbox', { name: 'Matching keys' })
    await user.keyboard('{Escape}{ArrowDown}')
    await screen.findByRole('listbox', { name: 'Matching keys' })
    act(() => screen.getByRole('tree').focus())
    expect(options()).toEqual([])
  })

  it('Enter goes to the typed text while no suggestion is highlighted', async () => {
    const { doc } = await openSampleHive()
    await suggest('ControlSet001')
    await user.keyboard('{Enter}')
    await waitFor(() => expect(selectedRow(doc)?.name).toBe('ControlSet001'))
  })
})

describe('the palette', () => {
  it('the arrows cycle through the palette, and Esc closes it', async () => {
    await user.keyboard('{Control>}k{/Control}')
    const input = await screen.findByRole('combobox', { name: 'Go to key or command' })
    await waitFor(() => expect(document.activeElement).toBe(input))
    await user.keyboard('theme')
    const chosen = () => screen.getByRole('option', { selected: true }).textContent
    expect(chosen()).toBe('Theme: System')
    await user.keyboard('{ArrowUp}')
    expect(chosen()).toBe('Theme: Dark')
    await user.keyboard('{ArrowDown}{ArrowDown}')
    expect(chosen()).toBe('Theme: Light')
    expect(input.getAttribute('aria-activedescendant')).toBe(
      screen.getByRole('option', { selected: true }).id,
    )
    await user.keyboard(' d')
    expect(chosen()).toBe('Theme: Dark')
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(useSettings.getState().theme).toBe('system')
  })

  it('the palette runs a clicked command, and says when nothing matches', async () => {
    await user.keyboard('{Control>}k{/Control}')
    const input = await screen.findByRole('combobox', { name: 'Go to key or command' })
    await waitFor(() => expect(document.activeElement).toBe(input))
    await user.keyboard('no such command')
    expect(screen.queryAllByRole('option')).toEqual([])
    expect(input.getAttribute('aria-expanded')).toBe('false')
    await user.keyboard('{Enter}')
    expect(useDialogs.getState().dialog?.type).toBe('palette')
    await user.clear(input)
    await user.keyboard('about')
    await user.click(screen.getByRole('option', { name: /^About/ }))
    await waitFor(() => expect(useDialogs.getState().dialog?.type).toBe('about'))
  })

  it('the palette finds commands by the words of their titles', async () => {
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

  it('the palette goes to a key', async () => {
    const { doc } = await openSampleHive()
    await user.keyboard('{Control>}k{/Control}')
    await screen.findByRole('combobox', { name: 'Go to key or command' })
    await user.keyboard('ControlSet001\\Services{Enter}')
    await waitFor(() => expect(selectedRow(doc)?.name).toBe('Services'))
  })
})
