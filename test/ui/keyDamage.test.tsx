import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listenToKeys } from '../../src/commands/dispatch.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { LIST, NK } from '../../src/regf/layout.ts'
import type { CellOffset, FileOffset } from '../../src/regf/offsets.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { openSample, useDocuments } from '../../src/state/documents.ts'
import { clearNotices } from '../../src/state/notices.ts'
import { startState } from '../../src/state/start.ts'
import { keyDetails } from '../../src/state/tree.ts'
import { App } from '../../src/ui/App.tsx'
import '../helpers/wholePage.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { bytesOf, pageEngine } from '../helpers/pageEngine.ts'

/** Where the broken references lead, from the first bin. */
const NOWHERE = 0x4480

const ONE_VALUE = [{ name: 'v', type: 3, data: new Uint8Array(1) }]
const SOUND = bytesOf({
  name: 'ROOT',
  subkeys: [
    { name: 'Broken', subkeys: [{ name: 'Lost' }], values: ONE_VALUE },
    { name: 'Half', subkeys: [{ name: 'Child' }, { name: 'Lost' }] },
    { name: 'Sound' },
  ],
})
const hive = Hive.open(SOUND.slice())
const keyAt = (name: string) => hive.cells.payloadAt(hive.key(name).cell)
const SUBKEY_LIST = keyAt('Broken') + NK.SUBKEY_LIST
const VALUE_LIST = keyAt('Broken') + NK.VALUE_LIST
/** The second entry of a list with two. */
const LOST_ENTRY = referredBy(keyAt('Half') + NK.SUBKEY_LIST) + LIST.ENTRIES + 8
const DAMAGED = corrupt(
  SOUND,
  { at: SUBKEY_LIST, u32: NOWHERE },
  { at: VALUE_LIST, u32: NOWHERE },
  { at: LOST_ENTRY, u32: NOWHERE },
)

/** The record that a field refers to. */
function referredBy(field: number): FileOffset {
  return hive.cells.payloadAt(hive.image.u32(field) as CellOffset)
}

let user: UserEvent
let endKeys: () => void

beforeEach(async () => {
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  user = userEvent.setup()
  startState(pageEngine(DAMAGED))
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

/** The text that says where a reference leads, and where it is stored. */
function place(at: number): RegExp {
  const offset = `0x${at.toString(16).toUpperCase().padStart(8, '0')}`
  return new RegExp(`to file offset 0x00005480.*At file offset ${offset}\\.`)
}

/** The note above the values, as opposed to the banner of the hive. */
const note = () => {
  const pane = screen.getByRole('grid', { name: 'Values' }).parentElement?.parentElement
  return pane ? within(pane).queryByRole('note') : null
}

async function noted(): Promise<string> {
  await waitFor(() => expect(note()).not.toBeNull())
  return note()?.textContent ?? ''
}

describe('a key whose lists cannot be read', () => {
  it('the row of a key with unreadable lists says so, with the file offset', async () => {
    const row = await screen.findByRole('treeitem', { name: 'Broken' })
    expect(row.getAttribute('aria-description')).toMatch(/^Damaged: /)
    expect(row.getAttribute('aria-description')).toMatch(place(VALUE_LIST))
    expect(within(row).getByTitle(place(VALUE_LIST)).getAttribute('data-word')).toBe('Damaged')
  })

  it('a note above the values says that lists are unreadable, and New is not offered', async () => {
    await select('Broken')
    const text = await noted()
    expect(text).toContain('Some subkeys of this key cannot be read.')
    expect(text).toContain('Some values of this key cannot be read.')
    expect(text).toMatch(place(SUBKEY_LIST))
    expect(text).toMatch(place(VALUE_LIST))
    expect(screen.getByText('The values of this key cannot be read')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'New string value' })).toBeNull()
    expect(await newItems()).toEqual({ key: false, value: false })
  })

  it('New is offered for the list that can be read', async () => {
    await select('Half')
    const text = await noted()
    expect(text).toContain('No subkey can be added to it.')
    expect(screen.getByRole('button', { name: 'New string value' })).toBeTruthy()
    expect(await newItems()).toEqual({ key: false, value: true })
  })

  it('the keys of unavailable commands show the name of the key and the file offset', async () => {
    await select('Broken')
    for (const key of ['{F7}', '{Delete}']) {
      await user.keyboard(key)
      const alert = await screen.findByRole('alert')
      expect(alert.textContent).toContain('Broken is damaged and cannot be edited safely.')
      expect(alert.textContent).toMatch(place(VALUE_LIST))
      await user.keyboard('{Escape}')
      await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
    }
  })

  it('a sound key has all commands and no note', async () => {
    await select('Sound')
    expect(note()).toBeNull()
    expect(await newItems()).toEqual({ key: true, value: true })
  })
})
