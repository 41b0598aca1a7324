import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listenToKeys } from '../../src/commands/dispatch.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { openSample, useDocuments } from '../../src/state/documents.ts'
import { clearNotices } from '../../src/state/notices.ts'
import { startState } from '../../src/state/start.ts'
import { keyDetails } from '../../src/state/tree.ts'
import { App } from '../../src/ui/App.tsx'
import { fakeEngine } from '../helpers/fakeEngine.ts'

const DAMAGE = { code: 'reference-bad', offset: 0x4bc8, expected: null, actual: 0x4480 } as const
const REFUSAL = {
  code: 'damaged',
  message: 'x',
  detail: { subject: 'Broken', offset: 0x4bc8, finding: 'reference-bad', actual: 0x4480 },
} as const

let user: UserEvent
let endKeys: () => void

beforeEach(async () => {
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  user = userEvent.setup()
  const broken = {
    name: 'Broken',
    damage: DAMAGE,
    unreadable: { subkeys: DAMAGE, values: DAMAGE },
    refused: { newKey: REFUSAL, newValue: REFUSAL, rename: REFUSAL, remove: REFUSAL },
  }
  const half = {
    name: 'Half',
    damage: DAMAGE,
    keys: [{ name: 'Child' }],
    unreadable: { subkeys: DAMAGE },
    refused: { newKey: REFUSAL },
  }
  startState(fakeEngine({ sample: { name: 'ROOT', keys: [broken, half, { name: 'Sound' }] } }))
  endKeys = listenToKeys()
  render(<App />)
  await act(() => openSample())
})

afterEach(() => endKeys())

async function select(name: string): Promise<void> {
  await user.click(await screen.findByRole('treeitem', { name }))
  const { active } = useDocuments.getState()
  await waitFor(() => expect(keyDetails(active ?? 0)?.name).toBe(name))
}

async function newItems(): Promise<Record<string, boolean>> {
  await user.click(screen.getByRole('menuitem', { name: 'Edit' }))
  const item = await screen.findByRole('menuitem', { name: 'New' })
  act(() => item.focus())
  await user.keyboard('{ArrowRight}')
  const key = await screen.findByRole('menuitem', { name: 'Key' })
  const value = screen.getByRole('menuitem', { name: 'String Value' })
  const enabled = (one: HTMLElement) => one.getAttribute('aria-disabled') !== 'true'
  const answer = { key: enabled(key), value: enabled(value) }
  await user.keyboard('{Escape}{Escape}')
  return answer
}

const PLACE = /to file offset 0x00005480.*At file offset 0x00004BC8\./

describe('a key whose lists cannot be read', () => {
  it('says so in its row, in words and with the file offset', async () => {
    const row = await screen.findByRole('treeitem', { name: 'Broken' })
    expect(row.getAttribute('aria-description')).toMatch(/^Damaged: /)
    expect(row.getAttribute('aria-description')).toMatch(PLACE)
    expect(within(row).getByTitle(PLACE).getAttribute('data-word')).toBe('Damaged')
  })

  it('says so above its values, and offers no New', async () => {
    await select('Broken')
    const note = await screen.findByRole('note')
    expect(note.textContent).toContain('Some subkeys of this key cannot be read.')
    expect(note.textContent).toContain('Some values of this key cannot be read.')
    expect(note.textContent).toMatch(PLACE)
    expect(screen.getByText('The values of this key cannot be read')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'New string value' })).toBeNull()
    expect(await newItems()).toEqual({ key: false, value: false })
  })

  it('offers what its other list has room for', async () => {
    await select('Half')
    const note = await screen.findByRole('note')
    expect(note.textContent).toContain('No subkey can be added to it.')
    expect(screen.getByRole('button', { name: 'New string value' })).toBeTruthy()
    expect(await newItems()).toEqual({ key: false, value: true })
  })

  it('answers the keys of commands it does not offer with its name and the file offset', async () => {
    await select('Broken')
    for (const key of ['{F7}', '{F2}', '{Delete}']) {
      await user.keyboard(key)
      const alert = await screen.findByRole('alert')
      expect(alert.textContent).toContain('Broken is damaged and cannot be edited safely.')
      expect(alert.textContent).toMatch(PLACE)
      await user.keyboard('{Escape}')
      await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
    }
  })

  it('leaves a sound key with all of it and no note', async () => {
    await select('Sound')
    expect(screen.queryByRole('note')).toBeNull()
    expect(await newItems()).toEqual({ key: true, value: true })
  })
})
