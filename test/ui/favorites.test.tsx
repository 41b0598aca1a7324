import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { openDialog } from '../../src/state/dialogs.ts'
import { importFavorites } from '../../src/state/favoriteFiles.ts'
import { useNotices } from '../../src/state/notices.ts'
import { addFavorite, useSettings } from '../../src/state/settings.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'

const A = { name: 'A', kind: 'SYSTEM', path: 'a', note: '' } as const
const B = { name: 'B', kind: 'SOFTWARE', path: 'b', note: 'beta' } as const

let doc: DocId
let user: UserEvent

beforeEach(async () => {
  user = userEvent.setup()
  useSettings.setState({ favorites: [] })
  ;({ doc } = await openPage({ name: 'ROOT', subkeys: [{ name: 'One' }] }))
  render(<Dialogs />)
})

const names = () => useSettings.getState().favorites.map(({ name }) => name)

async function organize(): Promise<HTMLElement> {
  act(() => commandOf('favorites.organize').run())
  return screen.findByRole('dialog', { name: 'Organize Favorites' })
}

describe('favorites', () => {
  it('a favorite is added with a note', async () => {
    act(() => openDialog({ type: 'add-favorite', doc, path: 'One' }))
    const dialog = await screen.findByRole('dialog', { name: 'Add to Favorites' })
    await user.type(within(dialog).getByLabelText('Note'), ' the first ')
    await user.click(within(dialog).getByRole('button', { name: 'Add' }))
    expect(useSettings.getState().favorites).toEqual([
      { name: 'One', kind: 'unknown', path: 'One', note: 'the first' },
    ])
  })

  it('names, notes and the order are changed, and favorites removed', async () => {
    addFavorite(A)
    addFavorite(B)
    const dialog = await organize()
    const items = within(dialog).getAllByRole('listitem')
    expect(items.map((item) => item.textContent)).toEqual(['SYSTEM hive: a', 'SOFTWARE hive: b'])
    await user.type(within(items[0] as HTMLElement).getByLabelText('Note'), 'x')
    await user.type(within(items[1] as HTMLElement).getByLabelText('Name'), '!')
    await user.click(within(items[0] as HTMLElement).getByRole('button', { name: 'Move down' }))
    expect(names()).toEqual(['B!', 'A'])
    expect(useSettings.getState().favorites[1]?.note).toBe('x')
    const [first] = within(dialog).getAllByRole('listitem')
    expect(within(first as HTMLElement).getByRole('button', { name: 'Move up' })).toHaveProperty(
      'disabled',
      true,
    )
    await user.click(within(first as HTMLElement).getByRole('button', { name: 'Remove' }))
    expect(names()).toEqual(['A'])
    expect(dialog.contains(document.activeElement)).toBe(true)
  })

  it('an exported file can be imported again, and says what was there already', async () => {
    addFavorite(A)
    addFavorite(B)
    let exported: Blob | null = null
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {})
    const url = vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      exported = blob as Blob
      return 'blob:x'
    })
    const dialog = await organize()
    await user.click(within(dialog).getByRole('button', { name: 'Export' }))
    url.mockRestore()
    click.mockRestore()
    if (exported === null) throw new TypeError('nothing was exported')
    const text = await (exported as Blob).text()
    useSettings.setState({ favorites: [A] })
    await user.upload(
      within(dialog).getByLabelText('File of favorites'),
      new File([text], 'x.json', { type: 'application/json' }),
    )
    await waitFor(() => expect(useSettings.getState().favorites).toEqual([A, B]))
    expect(useNotices.getState().notices.at(-1)?.text).toBe(
      '1 favorite added. 1 favorite of the file was there already.',
    )
  })

  it('those of regedit are read from its .reg text', async () => {
    const key = 'Software\\Microsoft\\Windows\\CurrentVersion\\Applets\\Regedit\\Favorites'
    const text = [
      ...[
        'Windows Registry Editor Version 5.00',
        '',
        '[HKEY_CURRENT_USER\\Console]',
        '"x"=dword:1',
      ],
      ...['', `[HKEY_CURRENT_USER\\${key}]`],
      '"Run"="Computer\\\\HKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\Microsoft\\\\Windows"',
      '"Hardware"="Computer\\\\HKEY_LOCAL_MACHINE\\\\HARDWARE"',
    ]
    const dialog = await organize()
    const file = new File([text.join('\r\n')], 'favorites.reg')
    await user.upload(within(dialog).getByLabelText('File of favorites'), file)
    const run = { name: 'Run', kind: 'SOFTWARE', path: 'Microsoft\\Windows', note: '' }
    await waitFor(() => expect(useSettings.getState().favorites).toEqual([run]))
    expect(useNotices.getState().notices.at(-1)?.text).toBe(
      '1 favorite added. Left out, as no hive file has such keys: 1.',
    )
  })

  it.each(['', '{', '[]', '{"favorites":3}'])('a file with %j is not imported', async (text) => {
    await importFavorites(new File([text], 'x.json'))
    expect(useNotices.getState().notices.at(-1)).toMatchObject({
      kind: 'alert',
      text: 'x.json is not a file of favorites. Choose one that was exported here, or .reg text of the favorites of Registry Editor.',
    })
    expect(names()).toEqual([])
  })
})
