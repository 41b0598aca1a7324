import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runCommand } from '../../src/commands/dispatch.ts'
import { commandOf } from '../../src/commands/registry.ts'
import { useClip } from '../../src/state/clip.ts'
import { documentOf } from '../../src/state/documents.ts'
import { goTo } from '../../src/state/navigation.ts'
import { useNotices } from '../../src/state/notices.ts'
import { valueList } from '../../src/state/valueRows.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import { ValueGrid } from '../../src/ui/grid/ValueGrid.tsx'
import { KeyTree } from '../../src/ui/tree/KeyTree.tsx'
import { encodeString } from '../../src/values/encode.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { fakeClipboard } from '../helpers/fakeClipboard.ts'
import '../helpers/wholePage.ts'
import { openPage } from '../helpers/openPage.ts'

const strings = (...texts: readonly string[]) =>
  texts.map((text) => {
    const [name = '', data = ''] = text.split(' ')
    return { name, type: 1, data: encodeString(data) }
  })

const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Here', values: strings('a old', 'b old'), subkeys: [{ name: 'Key' }] },
    { name: 'Key', values: strings('x new') },
    { name: 'There', values: strings('a new', 'b new', 'c new') },
  ],
}

let doc: DocId
let user: UserEvent

beforeEach(async () => {
  fakeClipboard()
  useClip.setState({ own: null })
  ;({ doc } = await openPage(HIVE))
  user = userEvent.setup({ writeToClipboard: false })
  fakeClipboard()
  render(
    <>
      <KeyTree doc={doc} />
      <ValueGrid doc={doc} />
      <Dialogs />
    </>,
  )
})

afterEach(() => vi.restoreAllMocks())

const tree = () => screen.getByRole('tree', { name: 'Keys' })
const grid = () => screen.getByRole('grid', { name: 'Values' })
const rows = () =>
  within(grid())
    .getAllByRole('row')
    .slice(1)
    .map((row) => [row.children[0], row.children[2]].map((cell) => cell?.textContent).join(' '))

async function select(path: string): Promise<void> {
  await act(() => goTo(doc, path))
}

async function copyAllOf(path: string): Promise<void> {
  await select(path)
  grid().focus()
  await waitFor(() => expect(commandOf('edit.copy').when()).toBe(true))
  await act(() => valueList(doc).selectAll())
  act(() => commandOf('edit.copy').run())
  await waitFor(() => expect(useClip.getState().own).not.toBeNull())
}

describe('the question about values whose names are taken', () => {
  it('lists them with what is there and what would be, and takes a choice for each', async () => {
    await copyAllOf('\\There')
    await select('\\Here')
    act(() => commandOf('edit.paste').run())
    const dialog = await screen.findByRole('dialog', { name: 'Paste 3 values' })
    const group = within(dialog).getByRole('group', {
      name: '2 of the 3 values have names that are taken here',
    })
    expect(within(group).getAllByRole('radio')).toHaveLength(3)
    await user.click(within(dialog).getByText('A choice for each'))
    const cells = within(dialog)
      .getAllByRole('row')
      .slice(1)
      .map((row) => [...row.children].slice(0, 3).map((cell) => cell.textContent))
    expect(cells).toEqual([
      ['a', 'old', 'new'],
      ['b', 'old', 'new'],
    ])
    await user.selectOptions(within(dialog).getByLabelText('Choice for b'), 'Keep both')
    await user.click(within(dialog).getByRole('button', { name: 'Paste' }))
    await waitFor(() =>
      expect(rows()).toEqual(['(Default) (value not set)', 'a new', 'b old', 'b #2 new', 'c new']),
    )
    expect(documentOf(doc)?.state.unsaved).toBe(1)
  })

  it('changes nothing when it is cancelled', async () => {
    await copyAllOf('\\There')
    await select('\\Here')
    act(() => commandOf('edit.paste').run())
    await screen.findByRole('dialog')
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(documentOf(doc)?.state.unsaved).toBe(0)
  })
})

describe('the question about a key whose name is taken', () => {
  it('offers to merge, replace or keep both, and how permissions and times are kept', async () => {
    await select('\\Key')
    tree().focus()
    act(() => commandOf('edit.copy').run())
    await waitFor(() => expect(useClip.getState().own).not.toBeNull())
    await select('\\Here')
    act(() => commandOf('edit.paste').run())
    const dialog = await screen.findByRole('dialog', { name: 'Paste Key' })
    expect(within(dialog).getAllByRole('radio')).toHaveLength(4)
    const permissions = within(dialog).getByLabelText<HTMLSelectElement>('Permissions')
    expect(permissions.value).toBe('inherit')
    await user.click(within(dialog).getByRole('radio', { name: /^Keep both/ }))
    await user.click(within(dialog).getByRole('button', { name: 'Paste' }))
    await waitFor(() => {
      const selected = within(tree()).getByRole('treeitem', { selected: true })
      expect(selected.getAttribute('aria-label')).toBe('Key #2')
    })
  })

  it.each([
    ['edit.cut', 'The root key cannot be moved: it is the hive itself.'],
    ['edit.duplicate', 'The root key cannot be duplicated: it is the hive itself.'],
  ] as const)('%s of the root key says why not', async (id, text) => {
    await select('')
    tree().focus()
    act(() => runCommand(commandOf(id)))
    expect(useNotices.getState().notices.map((notice) => notice.text)).toContain(text)
  })

  it('does not offer to leave values behind when the key is moved', async () => {
    await select('\\Key')
    tree().focus()
    act(() => commandOf('edit.cut').run())
    await waitFor(() => expect(useClip.getState().own?.cut).toBe(true))
    const item = within(tree()).getByRole('treeitem', { selected: true })
    expect(item.getAttribute('aria-description')).toMatch(/^cut/)
    await select('\\Here')
    act(() => commandOf('edit.paste').run())
    const dialog = await screen.findByRole('dialog', { name: 'Move Key' })
    expect(within(dialog).getAllByRole('radio')).toHaveLength(3)
    expect(within(dialog).getByLabelText<HTMLSelectElement>('Permissions').value).toBe('keep')
  })
})

describe('the keys of the clipboard', () => {
  it('cut is taken back by Esc', async () => {
    await select('\\Key')
    tree().focus()
    act(() => commandOf('edit.cut').run())
    await waitFor(() => expect(useClip.getState().own?.cut).toBe(true))
    tree().focus()
    await user.keyboard('{Escape}')
    expect(useClip.getState().own?.cut).toBe(false)
  })
})
