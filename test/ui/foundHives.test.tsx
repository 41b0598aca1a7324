import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { activeDocument, useDocuments } from '../../src/state/documents.ts'
import { clearNotices } from '../../src/state/notices.ts'
import { startState } from '../../src/state/start.ts'
import { App } from '../../src/ui/App.tsx'
import '../helpers/wholePage.ts'
import { type Files, gzipOf, tarOf, zipOf } from '../helpers/archives.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { LOGGED } from '../helpers/loggedHive.ts'
import { bytesOf, hiveFile, pageEngine } from '../helpers/pageEngine.ts'

const HIVE = bytesOf({ name: 'ROOT', subkeys: [{ name: 'Select' }] })
const TEXT = new TextEncoder().encode('nothing to see here')

let user: UserEvent

beforeEach(() => {
  localStorage.clear()
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  startState(pageEngine())
  user = userEvent.setup()
  render(<App />)
})
afterEach(() => void Reflect.deleteProperty(window, 'showDirectoryPicker'))

const COLLECTED: Files = {
  'C/config/SYSTEM': HIVE,
  'C/Users/ann/NTUSER.DAT': LOGGED.dirty,
  'C/Users/ann/ntuser.dat.LOG1': LOGGED.log,
  'C/Users/ann/notes.txt': TEXT,
}

async function choose(...files: File[]): Promise<HTMLElement> {
  await user.upload(screen.getByLabelText('Open hive files'), files)
  return screen.findByRole('dialog', { name: 'Open Hives' })
}

/** The rows of the table, once the search has ended. */
async function rowsOf(dialog: HTMLElement): Promise<string[]> {
  await waitFor(() => expect(within(dialog).queryByRole('button', { name: 'Stop' })).toBeNull())
  const table = within(dialog).getByRole('table', { name: 'Hives found' })
  const rows = within(table).getAllByRole('row').slice(1)
  return rows.map((row) => [...row.children].map((cell) => cell.textContent).join(' | '))
}

const titles = () => useDocuments.getState().docs.map(({ info }) => info.name)

describe('the hives of an archive', () => {
  it('are listed with kind, size, state and logs; the chosen ones are opened with their logs', async () => {
    const dialog = await choose(new File([await zipOf(COLLECTED)], 'collected.zip'))
    expect(await rowsOf(dialog)).toEqual([
      'SYSTEMC/config | SYSTEM hive | 8 KB | Clean | none',
      expect.stringMatching(/^NTUSER\.DATC\/Users\/ann \| .* \| Dirty \| ntuser\.dat\.LOG1$/),
    ])
    expect(within(dialog).getByRole('status').textContent).toBe('2 hives in 4 files.')
    await user.click(within(dialog).getByRole('checkbox', { name: /SYSTEM/ }))
    await user.click(within(dialog).getByRole('button', { name: 'Open 1 Hive' }))
    await waitFor(() => expect(titles()).toEqual(['NTUSER.DAT']))
    expect(activeDocument()?.info).toMatchObject({ logs: ['ntuser.dat.LOG1'], inPlace: false })
    // As with any dirty hive, its logs are offered.
    expect(await screen.findByRole('dialog', { name: 'Transaction Logs' })).toBeTruthy()
  })

  it('are found in compressed tars and single files too, beside files that are hives themselves', async () => {
    const tar = new File([gzipOf(await tarOf(COLLECTED))], 'all.tar.gz')
    const single = new File([gzipOf(HIVE)], 'SAM.gz')
    const dialog = await choose(hiveFile('plain.hiv', HIVE), tar, single)
    await waitFor(() => expect(titles()).toEqual(['plain.hiv']))
    await waitFor(async () => expect(await rowsOf(dialog)).toHaveLength(3))
    expect((await rowsOf(dialog)).at(-1)).toBe('SAM | SYSTEM hive | 8 KB | Clean | none')
    await user.click(within(dialog).getByRole('checkbox', { name: 'All' }))
    const open = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Open 0 Hives' })
    expect(open.disabled).toBe(true)
    await user.click(within(dialog).getByRole('checkbox', { name: /SAM/ }))
    await user.click(within(dialog).getByRole('button', { name: 'Open 1 Hive' }))
    await waitFor(() => expect(titles()).toEqual(['plain.hiv', 'SAM']))
  })

  it('encrypted files are named with what to do', async () => {
    const blob = await zipOf({ SAM: HIVE }, { password: 'secret' })
    const dialog = await choose(new File([blob], 'secret.zip'))
    expect(await within(dialog).findByText(/^SAM is encrypted and not read\./)).toBeTruthy()
    expect(await within(dialog).findByText(/^No hive was found/)).toBeTruthy()
  })

  it('cancelling gives up what was found', async () => {
    const dialog = await choose(new File([await zipOf(COLLECTED)], 'collected.zip'))
    await rowsOf(dialog)
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(titles()).toEqual([])
  })
})

/** A folder with the part of its handle that the page uses. */
function folderHandle(name: string, entries: readonly unknown[]) {
  return {
    kind: 'directory',
    name,
    async *values() {
      yield* entries
    },
  }
}

describe('the hives of a folder', () => {
  const disk = () => new FakeHandle('SYSTEM', HIVE)

  it('are opened so that they can be saved in place', async () => {
    const config = folderHandle('config', [disk(), new FakeHandle('x.zip', TEXT as never)])
    const picker = async () => folderHandle('Windows', [config])
    Object.assign(window, { showDirectoryPicker: picker })
    act(() => commandOf('file.openFolder').run())
    const dialog = await screen.findByRole('dialog', { name: 'Open Hives' })
    expect(await rowsOf(dialog)).toEqual([
      'SYSTEMWindows/config | SYSTEM hive | 8 KB | Clean | none',
    ])
    await user.click(within(dialog).getByRole('button', { name: 'Open 1 Hive' }))
    await waitFor(() => expect(titles()).toEqual(['SYSTEM']))
    expect(activeDocument()?.info.inPlace).toBe(true)
  })

  it('are found in a folder that is dropped with other files, also without handles', async () => {
    const file = hiveFile('SYSTEM', HIVE)
    const entry = {
      isDirectory: false,
      name: 'SYSTEM',
      file: (got: (file: File) => void) => got(file),
    }
    const pages = [[entry], []]
    const folder = {
      kind: 'file',
      getAsFile: () => new File([], 'config'),
      webkitGetAsEntry: () => ({
        isDirectory: true,
        name: 'config',
        createReader: () => ({ readEntries: (got: (page: unknown) => void) => got(pages.shift()) }),
      }),
    }
    const hive = { kind: 'file', getAsFile: () => hiveFile('plain.hiv', HIVE) }
    const drop = new Event('drop', { bubbles: true, cancelable: true })
    Object.assign(drop, { dataTransfer: { types: ['Files'], items: [folder, hive] } })
    act(() => void window.dispatchEvent(drop))
    const dialog = await screen.findByRole('dialog', { name: 'Open Hives' })
    expect(await rowsOf(dialog)).toEqual(['SYSTEMconfig | SYSTEM hive | 8 KB | Clean | none'])
    await waitFor(() => expect(titles()).toEqual(['plain.hiv']))
  })
})
