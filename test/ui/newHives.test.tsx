import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { activeDocument, useDocuments } from '../../src/state/documents.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { App } from '../../src/ui/App.tsx'
import '../helpers/wholePage.ts'
import { openPage } from '../helpers/openPage.ts'
import { hiveFile, type PageEngine } from '../helpers/pageEngine.ts'

let user: UserEvent
let engine: PageEngine

const BASE = { name: 'ROOT', subkeys: [{ name: 'Fruit' }, { name: 'Tree' }] }
const OVER = { name: 'ROOT', subkeys: [{ name: 'Fruit' }, { name: 'Shed' }] }

beforeEach(async () => {
  user = userEvent.setup()
  ;({ engine } = await openPage(BASE))
})

async function openDialog(command: 'file.newHive' | 'file.merge', name: string) {
  render(<App />)
  act(() => commandOf(command).run())
  return screen.findByRole('dialog', { name })
}

const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })

describe('New Hive', () => {
  it('opens a hive for the chosen Windows with the chosen root, as unsaved', async () => {
    await openDialog('file.newHive', 'New Hive')
    const file = screen.getByLabelText('File name')
    await waitFor(() => expect(document.activeElement).toBe(file))
    await user.clear(file)
    await user.type(file, 'app.hiv')
    await user.selectOptions(screen.getByLabelText('Windows version'), 'Windows 2000 (5.0)')
    const root = screen.getByLabelText('Name of the root key')
    await user.clear(root)
    expect(screen.getByText('The root key needs a name.')).toBeTruthy()
    expect(button('Create').disabled).toBe(true)
    await user.type(root, 'a\\b')
    expect(screen.getByText('The name of a key has no backslash.')).toBeTruthy()
    await user.clear(root)
    await user.type(root, 'AppHive')
    await user.click(button('Create'))
    await waitFor(() => expect(activeDocument()?.info.name).toBe('app.hiv'))
    expect(activeDocument()).toMatchObject({
      info: { version: '1.3', rootName: 'AppHive' },
      state: { unsaved: 1 },
    })
    expect(await screen.findByRole('tab', { name: 'app.hiv, unsaved' })).toBeTruthy()
  })
})

describe('Merge Hives', () => {
  it('counts what the result has, in the chosen order, and opens it as unsaved', async () => {
    await openFiles([{ file: hiveFile('over.hiv', OVER), handle: null }])
    const dialog = await openDialog('file.merge', 'Merge Hives')
    const list = within(dialog).getByRole('list', { name: 'Hives to merge' })
    const names = () =>
      within(list)
        .getAllByRole('listitem')
        .map((item) => item.textContent)
    expect(names()).toEqual(['Baseover.hiv', 'Overlay 1sample'])
    await user.click(within(list).getAllByRole('button', { name: 'Move up' })[1] as HTMLElement)
    expect(names()).toEqual(['Basesample', 'Overlay 1over.hiv'])
    expect(
      await within(dialog).findByText(/^Version 1.5, 8 KB .*: 4 keys, 0 values\.$/),
    ).toBeTruthy()
    const table = within(dialog).getByRole('table', { name: 'Changes' })
    expect(within(table).getAllByRole('row')[1]?.textContent).toBe('Keys100')
    await user.click(button('Merge'))
    await waitFor(() => expect(activeDocument()?.info.name).toBe('Merged.hiv'))
    expect(activeDocument()?.state.unsaved).toBe(1)
    expect(useDocuments.getState().docs).toHaveLength(3)
    expect(engine.calls.filter((call) => call === 'dropMerged')).toEqual([])
  })

  it('takes files too, says what is wrong with one, and goes on without it', async () => {
    const dialog = await openDialog('file.merge', 'Merge Hives')
    expect(within(dialog).getByText('Choose at least two hives.')).toBeTruthy()
    expect(button('Merge').disabled).toBe(true)
    const input = screen.getByLabelText('Hive files to merge')
    await user.upload(input, [new File(['not a hive'], 'letter.txt'), hiveFile('over.hiv', OVER)])
    expect(
      await within(dialog).findByText(/letter\.txt/, { selector: '[role=alert]' }),
    ).toBeTruthy()
    const list = within(dialog).getByRole('list', { name: 'Hives to merge' })
    await user.click(within(list).getAllByRole('button', { name: 'Remove' })[1] as HTMLElement)
    await waitFor(() => expect(document.activeElement).toBe(button('Add Files…')))
    await within(dialog).findByText(/4 keys, 0 values\.$/)
    await user.click(within(list).getAllByRole('button', { name: 'Remove' })[0] as HTMLElement)
    await user.selectOptions(screen.getByLabelText('Add an open hive'), '0')
    await within(dialog).findByText(/4 keys, 0 values\.$/)
    await user.click(button('Cancel'))
    await waitFor(() => expect(engine.calls.at(-1)).toBe('dropMerged'))
    expect(useDocuments.getState().docs).toHaveLength(1)
  })

  it('files of one name are told apart by a number, which stays when they are moved', async () => {
    const dialog = await openDialog('file.merge', 'Merge Hives')
    const input = screen.getByLabelText('Hive files to merge')
    await user.upload(input, [hiveFile('Sample', OVER), hiveFile('sample', BASE)])
    const list = within(dialog).getByRole('list', { name: 'Hives to merge' })
    const names = () =>
      within(list)
        .getAllByRole('listitem')
        .map((item) => item.textContent)
    expect(names()).toEqual(['Basesample', 'Overlay 1Sample (2)', 'Overlay 2sample (3)'])
    await user.click(within(list).getAllByRole('button', { name: 'Move up' })[2] as HTMLElement)
    expect(names()).toEqual(['Basesample', 'Overlay 1sample (3)', 'Overlay 2Sample (2)'])
    // What was found in each is said with the same names.
    await within(dialog).findByText(/^sample \(3\), version 1\.5/)
    expect(within(dialog).getByText(/^Sample \(2\), version 1\.5/)).toBeTruthy()
  })
})
