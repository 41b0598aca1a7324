import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { listenToKeys } from '../../src/commands/dispatch.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { openSample, toggleLock, useDocuments } from '../../src/state/documents.ts'
import { goTo } from '../../src/state/navigation.ts'
import { clearNotices } from '../../src/state/notices.ts'
import { loadSettings, useSettings } from '../../src/state/settings.ts'
import { startState } from '../../src/state/start.ts'
import { selectedRow } from '../../src/state/treeRows.ts'
import { App } from '../../src/ui/App.tsx'
import '../helpers/wholePage.ts'
import { type PageEngine, pageEngine } from '../helpers/pageEngine.ts'

/** Much longer than the part of a name that is shown. */
const LONG = `x${'\x01\x02'.repeat(8000)}`

const HIVE = {
  name: 'ROOT',
  subkeys: [
    {
      name: 'a\r\nb\u202e',
      values: [
        { name: 'nul\0tail', type: 1, data: Uint8Array.of(0, 0) },
        { name: 'C:\\u000d', type: 1, data: Uint8Array.of(0, 0) },
      ],
    },
    { name: 'Run', subkeys: [], values: [{ name: LONG, type: 1, data: Uint8Array.of(0, 0) }] },
    { name: 'Run ', className: 'ab'.repeat(1000) },
  ],
}

let engine: PageEngine
let user: UserEvent
let endKeys: () => void
let copied: string[]

beforeEach(async () => {
  localStorage.clear()
  useSettings.setState(loadSettings())
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  user = userEvent.setup()
  copied = []
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
    copied.push(text)
  })
  engine = pageEngine(HIVE)
  vi.spyOn(engine, 'edit')
  vi.spyOn(engine, 'resolvePath')
  startState(engine)
  endKeys = listenToKeys()
  render(<App />)
  await act(() => openSample())
  await screen.findByRole('treeitem', { name: 'Run' })
  screen.getByRole('tree').focus()
})

afterEach(() => endKeys())

const KEY = 'a⟨CR⟩⟨LF⟩b⟨RLO⟩'
const SPELLED = 'HKEY_LOCAL_MACHINE\\\\sample\\\\a\\u000d\\u000ab\\u202e'
const address = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Address' })
const renamed = () =>
  vi.mocked(engine.edit).mock.calls.map(([{ edit }]) => ('name' in edit ? edit.name : null))

async function selectOdd(): Promise<void> {
  await user.keyboard('{ArrowDown}')
  await waitFor(() => expect(address().value).toBe(SPELLED))
}

describe('a name with hidden characters', () => {
  it('hidden characters are marked in the accessible names of keys and values', async () => {
    expect(screen.getByRole('treeitem', { name: KEY })).toBeTruthy()
    expect(screen.getByRole('treeitem', { name: 'Run⟨SP⟩' })).toBeTruthy()
    await selectOdd()
    expect(await screen.findByRole('rowheader', { name: 'nul⟨NUL⟩tail' })).toBeTruthy()
  })

  it('hidden characters are escaped in the address, marked in its steps, and copied as shown', async () => {
    await selectOdd()
    const step = document.querySelector('[aria-hidden] button:last-of-type bdi')
    expect(step?.textContent).toContain('aCRLFbRLO')
    await user.keyboard('{Control>}{Shift>}C{/Shift}{/Control}')
    await waitFor(() => expect(copied).toEqual([SPELLED]))
  })

  it('hidden characters are marked in notices', async () => {
    await selectOdd()
    await user.keyboard('{Delete}')
    const notice = await screen.findByText(/^Deleted/)
    expect(notice.textContent).toContain(KEY)
  })

  it('the notice about a path that ends below such a key has the escapes', async () => {
    await act(() => goTo(useDocuments.getState().active ?? 0, `${SPELLED}\\\\none`))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('no key “none” in \\\\a\\u000d\\u000ab\\u202e.')
  })

  it('hidden characters are marked in the name field of an editor', async () => {
    await selectOdd()
    await user.dblClick(await screen.findByRole('rowheader', { name: 'nul⟨NUL⟩tail' }))
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Value name' })
    expect(field.value).toBe('nul⟨NUL⟩tail')
  })

  it('a favorite is named like its key, with hidden characters marked', async () => {
    await selectOdd()
    await user.click(screen.getByRole('menuitem', { name: 'Favorites' }))
    await user.click(await screen.findByRole('menuitem', { name: /^Add to Favorites/ }))
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Favorite name' })
    expect(field.value).toBe(KEY)
    await user.click(screen.getByRole('button', { name: 'Add' }))
    expect(useSettings.getState().favorites).toEqual([
      { name: KEY, kind: 'unknown', path: '\\\\a\\u000d\\u000ab\\u202e', note: '' },
    ])
    await user.keyboard('{ArrowDown}')
    await user.click(screen.getByRole('menuitem', { name: 'Favorites' }))
    await user.click(await screen.findByRole('menuitem', { name: new RegExp(`^${KEY}`) }))
    await waitFor(() =>
      expect(selectedRow(useDocuments.getState().active ?? 0)?.name).toBe('a\r\nb\u202e'),
    )
    expect(vi.mocked(engine.resolvePath).mock.lastCall?.[0].text).toBe(SPELLED)
  })
})

describe('renaming a name with hidden characters', () => {
  async function open(): Promise<HTMLInputElement> {
    await selectOdd()
    await user.keyboard('{F2}')
    return screen.findByRole<HTMLInputElement>('textbox', { name: 'Key name' })
  }

  it('hidden characters are escaped in the name field and marked under it', async () => {
    const field = await open()
    expect(field.value).toBe('a\\u000d\\u000ab\\u202e')
    const note = document.getElementById(field.getAttribute('aria-describedby') ?? '')
    expect(note?.textContent).toContain(KEY)
    expect(within(note as HTMLElement).getByTitle('U+000D').textContent).toBe('CR')
  })

  it('an untouched name field changes nothing', async () => {
    const field = await open()
    await user.type(field, '{Enter}', { initialSelectionStart: 0 })
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Key name' })).toBeNull())
    expect(renamed()).toEqual([])
  })

  it('hidden characters that stay in the text are kept', async () => {
    const field = await open()
    fireEvent.input(field, { target: { value: 'c\\u000d\\u000Ab' } })
    expect(field).toHaveProperty('value', 'c\\u000d\\u000Ab')
    await user.keyboard('{Enter}')
    await waitFor(() => expect(renamed()).toEqual(['c\r\nb']))
  })

  it('a backslash that does not begin an escape is a backslash', async () => {
    await selectOdd()
    await user.click(await screen.findByRole('rowheader', { name: 'C:\\u000d' }))
    await user.keyboard('{F2}')
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Value name' })
    expect(field.value).toBe('C:\\u005cu000d')
    await user.clear(field)
    await user.keyboard('D:\\temp{Enter}')
    await waitFor(() => expect(renamed()).toEqual(['D:\\temp']))
  })

  it('the hidden characters of a pasted name are shown', async () => {
    await user.keyboard('{ArrowDown}{ArrowDown}{F2}')
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Key name' })
    await user.clear(field)
    await user.paste('gpj\u202eexe')
    const note = document.getElementById(field.getAttribute('aria-describedby') ?? '')
    expect(note?.textContent).toContain('gpj⟨RLO⟩exe')
  })
})

describe('a name of 16,001 characters', () => {
  const SHOWN = /^x(⟨SO[HT]X?⟩|⟨STX⟩){1,64}…$/
  async function choose(): Promise<HTMLElement> {
    await user.keyboard('{ArrowDown}{ArrowDown}')
    const header = await screen.findByRole('rowheader', { name: SHOWN })
    await user.click(header)
    return header
  }

  it('a very long name is cut, with a bounded number of marks', async () => {
    const header = await choose()
    expect(header.querySelectorAll('span[title]')).toHaveLength(64)
    expect(header.textContent?.endsWith('…')).toBe(true)
  })

  it('the name field has all of a very long name, and keeps it when untouched', async () => {
    await choose()
    await user.keyboard('{F2}')
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Value name' })
    await waitFor(() => expect(field.value).toBe(`x${'\\u0001\\u0002'.repeat(8000)}`))
    await user.keyboard('{Enter}')
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Value name' })).toBeNull())
    expect(renamed()).toEqual([])
  })

  it('a very long name can be edited completely', async () => {
    await choose()
    await user.keyboard('{F2}')
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Value name' })
    await waitFor(() => expect(field.value).not.toBe(''))
    fireEvent.input(field, { target: { value: `${field.value}y` } })
    await user.keyboard('{Enter}')
    await waitFor(() => expect(renamed()).toEqual([`${LONG}y`]))
  })

  it('the editor of a value shows the cut name with marks', async () => {
    await user.dblClick(await choose())
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Value name' })
    expect(field.value).toMatch(SHOWN)
  })
})

describe('a class name of 2,000 characters', () => {
  it('the field has all of it', async () => {
    await user.keyboard('{End}{Alt>}{Enter}{/Alt}')
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Class' })
    expect(field.value).toBe('ab'.repeat(1000))
  })

  it('where it cannot be changed it is cut, and copied completely on request', async () => {
    await toggleLock(useDocuments.getState().active ?? 0)
    await user.keyboard('{End}{Alt>}{Enter}{/Alt}')
    await user.click(await screen.findByRole('button', { name: 'Copy all' }))
    await waitFor(() => expect(copied).toEqual(['ab'.repeat(1000)]))
    expect(screen.getByText(/^(ab){512}…$/)).toBeTruthy()
  })
})

describe('the address', () => {
  it('the address escapes hidden characters that are pasted or typed', async () => {
    await user.keyboard('{F4}')
    await user.paste('HKLM\\sample\\a\r\nb\u202e\r\n')
    expect(address().value).toBe('HKLM\\\\sample\\\\a\\u000d\\u000ab\\u202e')
    fireEvent.change(address(), { target: { value: 'sample\\\u200bx' } })
    expect(address().value).toBe('sample\\\\\\u200bx')
  })

  it('the address keeps visible characters as typed', async () => {
    await user.keyboard('{F4}HKLM\\sample\\Run ')
    expect(address().value).toBe('HKLM\\sample\\Run ')
  })
})
