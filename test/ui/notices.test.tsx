import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { listenToKeys } from '../../src/commands/dispatch.ts'
import { HiveError } from '../../src/errors.ts'
import { openDialog, useDialogs } from '../../src/state/dialogs.ts'
import { activate, discardDocument, openSample, useDocuments } from '../../src/state/documents.ts'
import { clearNotices, notify, showError } from '../../src/state/notices.ts'
import { startState } from '../../src/state/start.ts'
import { App } from '../../src/ui/App.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import '../helpers/wholePage.ts'
import { hiveFile, pageEngine } from '../helpers/pageEngine.ts'

let user: UserEvent
let endKeys: () => void

const HIVE = { name: 'ROOT', subkeys: [{ name: 'Key' }] }

beforeEach(() => {
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  user = userEvent.setup()
  startState(pageEngine(HIVE))
  endKeys = listenToKeys()
  render(<App />)
})

afterEach(() => {
  endKeys()
  vi.useRealTimers()
})

async function openTwo(): Promise<readonly [DocId, DocId]> {
  await act(() => openSample())
  const input = screen.getByLabelText<HTMLInputElement>('Open hive files')
  await user.upload(input, [hiveFile('SYSTEM', HIVE)])
  await screen.findByRole('tab', { name: 'SYSTEM', selected: true })
  const [first, second] = useDocuments.getState().docs.map(({ info }) => info.doc)
  return [first ?? 0, second ?? 0]
}

const alerts = () => screen.queryAllByRole('alert').map((one) => one.textContent)

describe('an error notice', () => {
  it('is shown from its beginning where it is higher than the room for notices', () => {
    const tops = vi.spyOn(HTMLElement.prototype, 'offsetTop', 'get')
    tops.mockImplementation(function (this: HTMLElement) {
      return [...(this.parentElement?.children ?? [])].indexOf(this) * 30
    })
    for (const text of ['one', 'two', 'three']) act(() => notify({ kind: 'alert', text }))
    expect(screen.getByRole('region', { name: 'Notices' }).scrollTop).toBe(60)
    tops.mockRestore()
  })

  it('an error notice is shown with its hive, and names it when others are open', async () => {
    const [first, second] = await openTwo()
    act(() => activate(first))
    act(() => showError(new HiveError('list-full', 'x'), undefined, { doc: first }))
    expect(alerts()).toEqual([expect.stringMatching(/^sample: The list of this key is full\./)])
    act(() => activate(second))
    expect(alerts()).toEqual([])
    act(() => discardDocument(second))
    expect(alerts()).toEqual([expect.stringMatching(/^The list of this key is full\./)])
  })

  it('an error that appears while another hive is on screen is shown there, with the name of its hive', async () => {
    const [first, second] = await openTwo()
    act(() => showError(new HiveError('list-full', 'x'), undefined, { doc: first }))
    expect(alerts()).toEqual([expect.stringMatching(/^sample: The list of this key is full\./)])
    act(() => discardDocument(first))
    expect(alerts()).toEqual([])
    expect(useDocuments.getState().active).toBe(second)
  })

  it('an error notice disappears when its hive is closed', async () => {
    const [, second] = await openTwo()
    act(() => showError(new HiveError('list-full', 'x'), undefined, { doc: second }))
    expect(alerts()).toHaveLength(1)
    act(() => discardDocument(second))
    expect(alerts()).toEqual([])
  })

  it('Esc dismisses error notices, the newest first, and the focus stays in the keys', async () => {
    await act(() => openSample())
    const tree = await screen.findByRole('tree')
    act(() => tree.focus())
    act(() => void notify({ kind: 'alert', text: 'older' }))
    act(() => void notify({ kind: 'alert', text: 'newer' }))
    await user.keyboard('{Escape}')
    expect(alerts()).toEqual(['older'])
    await user.keyboard('{Escape}')
    expect(alerts()).toEqual([])
    expect(document.activeElement).toBe(tree)
  })

  it('Esc dismisses the notice that has the focus', async () => {
    await act(() => openSample())
    act(() => void notify({ kind: 'alert', text: 'older' }))
    act(() => void notify({ kind: 'alert', text: 'newer' }))
    const [older] = screen.getAllByRole('alert')
    act(() =>
      within(older as HTMLElement)
        .getByRole('button', { name: 'Dismiss' })
        .focus(),
    )
    await user.keyboard('{Escape}')
    expect(alerts()).toEqual(['newer'])
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('tree')))
  })

  it('an error notice stays when Esc closes a name field, a menu or a dialog', async () => {
    await act(() => openSample())
    const tree = await screen.findByRole('tree')
    act(() => tree.focus())
    act(() => void notify({ kind: 'alert', text: 'stays' }))
    await user.keyboard('{F7}')
    await screen.findByRole('textbox', { name: 'Name of the new key' })
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('textbox', { name: 'Name of the new key' })).toBeNull()
    expect(alerts()).toEqual(['stays'])
    await user.click(screen.getByRole('menuitem', { name: 'View' }))
    await screen.findByRole('menu')
    await user.keyboard('{Escape}')
    expect(alerts()).toEqual(['stays'])
    act(() => openDialog({ type: 'about' }))
    await screen.findByRole('dialog')
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(alerts()).toEqual(['stays'])
  })
})

describe('news', () => {
  it('news does not time out while a dialog covers it', async () => {
    await act(() => openSample())
    vi.useFakeTimers()
    act(() => openDialog({ type: 'about' }))
    act(() => void notify({ kind: 'status', text: 'Saved' }))
    act(() => void vi.advanceTimersByTime(60_000))
    expect(screen.getByText('Saved')).toBeTruthy()
    act(() => useDialogs.setState({ dialog: null }))
    act(() => void vi.advanceTimersByTime(60_000))
    expect(screen.queryByText('Saved')).toBeNull()
  })
})
