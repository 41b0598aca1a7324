import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listenToKeys } from '../../src/commands/dispatch.ts'
import { BASE } from '../../src/regf/layout.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { activeDocument, useDocuments } from '../../src/state/documents.ts'
import { clearNotices } from '../../src/state/notices.ts'
import { startState } from '../../src/state/start.ts'
import { App } from '../../src/ui/App.tsx'
import '../helpers/wholePage.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { LOGGED, ODD_LOGS } from '../helpers/loggedHive.ts'
import { pageEngine } from '../helpers/pageEngine.ts'

/** Files by the suffix of their names; a hive has none. */
let files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>

let user: UserEvent
let endKeys: () => void

function start(more: typeof files = {}): void {
  files = {
    '': LOGGED.dirty,
    '.LOG': LOGGED.log,
    '.LOG1': LOGGED.log,
    '.LOG2': ODD_LOGS.empty,
    ...more,
  }
  startState(pageEngine())
  endKeys = listenToKeys()
  render(<App />)
}

beforeEach(() => {
  localStorage.clear()
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  user = userEvent.setup()
})

afterEach(() => endKeys())

async function choose(...names: readonly string[]): Promise<void> {
  const input = screen.getByLabelText<HTMLInputElement>('Open hive files')
  await user.upload(
    input,
    names.map((name) => new File([files[/\..*|$/.exec(name)?.[0] ?? ''] ?? LOGGED.dirty], name)),
  )
}

const dialog = () => screen.findByRole('dialog', { name: 'Transaction Logs' })
const button = (within_: HTMLElement, name: string) =>
  within(within_).getByRole<HTMLButtonElement>('button', { name })
const outline = () =>
  screen.getAllByRole('treeitem', { hidden: true }).map((item) => item.getAttribute('aria-label'))

describe('the logs of a dirty hive', () => {
  it('the logs of a dirty hive are shown with what they would do', async () => {
    start()
    await choose('SYSTEM', 'SYSTEM.LOG1', 'SYSTEM.LOG2')
    const box = await dialog()
    expect(await within(box).findByText('SYSTEM.LOG1: entry 10 used')).toBeTruthy()
    expect(within(box).getByText(/^SYSTEM.LOG2: not used: it is empty/)).toBeTruthy()
    const rows = within(box)
      .getAllByRole('row')
      .map((row) => row.textContent)
    expect(rows).toEqual(['AddedRemovedChanged', 'Keys122', 'Values010'])
    expect(within(box).getByText('Old').closest('li')?.textContent).toBe('RemovedOld with 1 key')
    expect(within(box).getByText(/3 keys and 3 values/)).toBeTruthy()
    expect(outline()).toEqual(['ROOT', 'Kept', 'Old'])
  })

  it('logs are applied by a button, and undone and redone by the keyboard', async () => {
    start()
    await choose('SYSTEM', 'SYSTEM.LOG1')
    const box = await dialog()
    await within(box).findByText('SYSTEM.LOG1: entry 10 used')
    await user.click(button(box, 'Apply logs'))
    expect(await screen.findByRole('treeitem', { name: 'Fresh' })).toBeTruthy()
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(screen.queryByRole('note')).toBeNull()
    expect(screen.getByText('Logs applied: LOG1')).toBeTruthy()
    expect(screen.getByRole('tab', { name: 'SYSTEM, unsaved' })).toBeTruthy()
    act(() => screen.getByRole('tree').focus())
    await user.keyboard('{Control>}z{/Control}')
    expect(await screen.findByRole('treeitem', { name: 'Old' })).toBeTruthy()
    expect(await screen.findByRole('note')).toBeTruthy()
    await user.keyboard('{Control>}y{/Control}')
    expect(await screen.findByRole('treeitem', { name: 'Fresh' })).toBeTruthy()
    await user.click(screen.getByRole('menuitem', { name: 'Tools' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Transaction Logs…' }))
    const told = await dialog()
    expect(within(told).getByText(/were applied/)).toBeTruthy()
    expect(within(told).queryByRole('button', { name: 'Apply logs' })).toBeNull()
  })

  it('logs can be left for later, or not used', async () => {
    start()
    await choose('SYSTEM', 'SYSTEM.LOG1')
    await dialog()
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('dialog')).toBeNull()
    const note = screen.getByRole('note')
    expect(note.textContent).toContain('SYSTEM.LOG1')
    await user.click(button(note, 'Review logs…'))
    await user.click(button(await dialog(), 'Edit without logs'))
    expect(await screen.findByText('Logs not applied')).toBeTruthy()
    expect(screen.queryByRole('note')).toBeNull()
    expect(outline()).toEqual(['ROOT', 'Kept', 'Old'])
  })

  it('logs that cannot be used are listed with the reason, and not applied', async () => {
    start({ '.LOG1': ODD_LOGS.unreadable })
    await choose('SYSTEM', 'SYSTEM.LOG1')
    const box = await dialog()
    expect(await within(box).findByText(/not used: the checksum/)).toBeTruthy()
    expect(button(box, 'Apply logs').disabled).toBe(true)
    await user.click(button(box, 'Not now'))
    const note = screen.getByRole('note')
    expect(note.textContent).toContain('None of the logs')
    expect(button(note, 'Show why…')).toBeTruthy()
  })

  it('the dialog says when logs make the hive worse', async () => {
    start({ '.LOG1': ODD_LOGS.damaging })
    await choose('SYSTEM', 'SYSTEM.LOG1')
    const box = await dialog()
    expect(
      await within(box).findByText(/1 error that it does not have now, so it could not be saved/),
    ).toBeTruthy()
    expect(within(box).getByText(/2 entries before its first are in no log/)).toBeTruthy()
    expect(button(box, 'Apply logs').disabled).toBe(false)
  })

  it('logs that may belong to another hive are not presented as its own', async () => {
    start({ '.LOG1': ODD_LOGS.foreign })
    await choose('SYSTEM', 'SYSTEM.LOG1')
    const box = await dialog()
    expect(await within(box).findByText(/may not belong to SYSTEM/)).toBeTruthy()
    expect(within(box).queryByText(/newest changes/)).toBeNull()
    await user.keyboard('{Escape}')
    const note = screen.getByRole('note')
    expect(note.textContent).toContain('may belong to another hive')
    expect(note.textContent).not.toContain('newest changes')
  })

  it('logs are previewed again once edits are undone', async () => {
    start()
    await choose('SYSTEM')
    await user.click(button(await screen.findByRole('note'), 'Edit without logs'))
    const tree = await screen.findByRole('tree')
    act(() => tree.focus())
    await user.keyboard('{F7}')
    await user.keyboard('{Enter}')
    await screen.findByRole('treeitem', { name: 'New Key #1' })
    await choose('SYSTEM.LOG1')
    const box = await dialog()
    expect(within(box).getByText(/has been edited since/)).toBeTruthy()
    expect(within(box).queryByRole('table')).toBeNull()
    expect(within(box).queryByRole('progressbar')).toBeNull()
    expect(button(box, 'Apply logs').disabled).toBe(true)
    await user.keyboard('{Escape}')
    act(() => tree.focus())
    await user.keyboard('{Control>}z{/Control}')
    await user.click(screen.getByRole('menuitem', { name: 'Tools' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Transaction Logs…' }))
    expect(await within(await dialog()).findByRole('table')).toBeTruthy()
  })

  it('a button undoes every edit and then shows the logs, which can be applied there', async () => {
    start()
    await choose('SYSTEM')
    await user.click(button(await screen.findByRole('note'), 'Edit without logs'))
    const tree = await screen.findByRole('tree')
    for (const name of ['First', 'Second']) {
      act(() => tree.focus())
      await user.keyboard('{F7}')
      await user.keyboard(`${name}{Enter}`)
      await screen.findByRole('treeitem', { name })
    }
    await choose('SYSTEM.LOG1')
    const box = await dialog()
    await user.click(button(box, 'Undo all changes'))
    expect(await within(box).findByRole('table')).toBeTruthy()
    expect(within(box).queryByText(/has been edited since/)).toBeNull()
    expect(within(box).queryByRole('button', { name: 'Undo all changes' })).toBeNull()
    expect(activeDocument()?.state).toMatchObject({ undo: null, unsaved: 0 })
    expect(activeDocument()?.state.redo).not.toBeNull()
    await user.click(button(box, 'Apply logs'))
    expect(await screen.findByRole('treeitem', { name: 'Fresh' })).toBeTruthy()
  })

  it('the logs of two hives are shown one after another, each read from the start', async () => {
    start()
    await choose('SYSTEM', 'SYSTEM.LOG1', 'SAM', 'SAM.LOG')
    const first = await dialog()
    await within(first).findByText(/newest changes of SYSTEM/)
    await within(first).findByRole('table')
    await user.click(button(first, 'Apply logs'))
    const second = await screen.findByText(/newest changes of SAM/)
    expect(screen.getByRole('tab', { name: 'SAM', selected: true, hidden: true })).toBeTruthy()
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Not now'))
    expect(second.closest('[role=dialog]')?.contains(document.activeElement)).toBe(true)
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(screen.getByText('Transaction logs applied to SYSTEM')).toBeTruthy()
    expect(screen.getByRole('tab', { name: 'SYSTEM, unsaved' })).toBeTruthy()
    expect(screen.getByRole('note').textContent).toContain('read-only')
  })

  it('logs that make the hive unreadable cannot be applied', async () => {
    start({ '.LOG1': ODD_LOGS.fatal })
    await choose('SYSTEM', 'SYSTEM.LOG1')
    const box = await dialog()
    expect(await within(box).findByText(/could no longer be opened/)).toBeTruthy()
    expect(button(box, 'Apply logs').disabled).toBe(true)
  })
})

it('a dirty hive without logs says where they are', async () => {
  start()
  await choose('SYSTEM')
  const note = await screen.findByRole('note')
  expect(note.textContent).toContain('.LOG1')
  expect(button(note, 'Open logs…')).toBeTruthy()
  await choose('SYSTEM.LOG1')
  expect(await dialog()).toBeTruthy()
})

it('a hive that needed its logs to open says so, and shows them', async () => {
  start({ '': corrupt(LOGGED.dirty, { at: BASE.ROOT_CELL, u32: 0x00ff_ff00 }) })
  await choose('SYSTEM', 'SYSTEM.LOG1')
  await screen.findByRole('tab', { name: 'SYSTEM, unsaved' })
  const note = screen.getByRole('note')
  expect(note.textContent).toContain('header of this hive is damaged')
  await user.click(button(note, 'Show logs…'))
  expect(within(await dialog()).getByText(/could not be opened without its logs/)).toBeTruthy()
})

it('the changes of a hive that needed its logs to open are those made since, and say so', async () => {
  start({ '': corrupt(LOGGED.dirty, { at: BASE.ROOT_CELL, u32: 0x00ff_ff00 }) })
  await choose('SYSTEM', 'SYSTEM.LOG1')
  await screen.findByRole('tab', { name: 'SYSTEM, unsaved' })
  await user.click(await screen.findByRole('button', { name: '1 unsaved step' }))
  expect(await screen.findByText('No changes')).toBeTruthy()
  expect(
    screen.getByText(/^0 changes since the last save without what the transaction logs/),
  ).toBeTruthy()
})
