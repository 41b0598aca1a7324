import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { documentOf } from '../../src/state/documents.ts'
import { undo } from '../../src/state/edits.ts'
import { importFile } from '../../src/state/importFiles.ts'
import { goTo } from '../../src/state/navigation.ts'
import { useNotices } from '../../src/state/notices.ts'
import { openDropped, openInputFiles } from '../../src/state/openFiles.ts'
import { paste } from '../../src/state/pasting.ts'
import { isRegText } from '../../src/state/regPaste.ts'
import { keyDetails } from '../../src/state/tree.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import { encodeString } from '../../src/values/encode.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'
import { hiveFile, type PageEngine } from '../helpers/pageEngine.ts'
import { utf16 } from '../regtext/importText.ts'
import '../helpers/wholePage.ts'

const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Gone', subkeys: [{ name: 'Below' }] },
    { name: 'Here', values: [{ name: 'a', type: 1, data: encodeString('old') }] },
  ],
}
const ROOT = 'HKEY_LOCAL_MACHINE\\sample'
const HEADER = 'Windows Registry Editor Version 5.00'

let doc: DocId
let engine: PageEngine
let user: UserEvent

beforeEach(async () => {
  ;({ doc, engine } = await openPage(HIVE))
  user = userEvent.setup()
  render(<Dialogs />)
})

const LINES = [
  HEADER,
  '',
  `[${ROOT}\\Here]`,
  '"a"="new"',
  '"b"=dword:0000002a',
  '"bad"=nonsense',
  '',
  `[-${ROOT}\\Gone]`,
  '',
]

function regFile(lines: readonly string[], name = 'some.reg'): File {
  return new File([Uint8Array.from(utf16(lines.join('\r\n')))], name)
}

/** Imports a file; resolves to the dialog once the text was read. */
async function importText(file: File): Promise<HTMLElement> {
  await act(() => importFile(doc, file))
  const dialog = await screen.findByRole('dialog', { name: 'Import Registry File' })
  await waitFor(() => expect(within(dialog).queryByRole('progressbar')).toBeNull())
  return dialog
}

const okOf = (dialog: HTMLElement) =>
  within(dialog).getByRole<HTMLButtonElement>('button', { name: 'OK' })

async function apply(dialog: HTMLElement): Promise<void> {
  await waitFor(() => expect(okOf(dialog).getAttribute('aria-disabled')).toBe('false'))
  await user.click(okOf(dialog))
  await waitFor(() => expect(documentOf(doc)?.state.unsaved).toBe(1))
}

/** The rows on screen: whether each is accepted, and the texts of its cells. */
async function rowsOf(dialog: HTMLElement): Promise<string[][]> {
  const grid = await within(dialog).findByRole('grid', { name: 'Changes' })
  const rows = await within(grid).findAllByRole('row')
  return rows.slice(1).map((row) => {
    const box = within(row).getByRole<HTMLInputElement>('checkbox')
    const mark = box.disabled ? '-' : box.checked ? 'x' : ' '
    return [mark, ...[...row.children].slice(1).map((cell) => cell.textContent ?? '')]
  })
}

const has = async (path: string) => (await engine.resolvePath({ doc, text: path })).missing === null

describe('importing a .reg file', () => {
  it('lists each change with its line, what is there now and what would be, and lines that are not read', async () => {
    const dialog = await importText(regFile(LINES))
    expect(
      within(dialog).getByText(
        '1 added, 1 changed, 1 deleted, 1 with nothing to do, 1 line not read',
      ),
    ).toBeTruthy()
    await waitFor(async () =>
      expect(await rowsOf(dialog)).toEqual([
        ['x', '4', 'Change value', 'Here', 'a', 'old', 'new'],
        ['x', '5', 'Add value', 'Here', 'b', '', '0x0000002a (42)'],
        ['-', '6', expect.stringContaining('Column 7: the data is neither')],
        ['x', '8', 'Delete key (2 keys, 0 values)', 'Gone', '', '', ''],
      ]),
    )
    expect(documentOf(doc)?.state.unsaved).toBe(0)
    // What has nothing to do is listed on request.
    await user.click(within(dialog).getByRole('checkbox', { name: 'Nothing to do (1)' }))
    await waitFor(async () =>
      expect((await rowsOf(dialog))[0]).toEqual(['-', '3', 'Nothing to do', 'Here', '', '', '']),
    )
  })

  it('makes the accepted changes as one step', async () => {
    const dialog = await importText(regFile(LINES))
    const row = (await within(dialog).findByText('Gone')).closest('[role=row]')
    await user.click(within(row as HTMLElement).getByRole('checkbox'))
    expect(await within(dialog).findByText(/, 1 not accepted$/)).toBeTruthy()
    await apply(dialog)
    expect(useNotices.getState().notices.at(-1)?.text).toBe('Imported 2 changes from some.reg')
    expect(await has('\\Gone\\Below')).toBe(true)
    expect(await has('\\Here\\b')).toBe(true)
    await act(() => undo(doc))
    expect(await has('\\Here\\b')).toBe(false)
  })

  it('declines and accepts all that is listed, and the selected rows with Space', async () => {
    const dialog = await importText(regFile(LINES))
    await user.click(within(dialog).getByRole('checkbox', { name: 'Deleted (1)' }))
    await user.click(within(dialog).getByRole('checkbox', { name: 'Accept all listed changes' }))
    await waitFor(async () =>
      expect((await rowsOf(dialog)).map(([mark]) => mark)).toEqual([' ', ' ', '-']),
    )
    expect(within(dialog).getByText(/^1 deleted, .* 2 not accepted$/)).toBeTruthy()
    const grid = within(dialog).getByRole('grid', { name: 'Changes' })
    grid.focus()
    await user.keyboard('{End}{Shift>}{Home}{/Shift} ')
    await waitFor(async () =>
      expect((await rowsOf(dialog)).map(([mark]) => mark)).toEqual(['x', 'x', '-']),
    )
  })

  it('filters by key and value', async () => {
    const dialog = await importText(regFile(LINES))
    await user.type(within(dialog).getByRole('searchbox'), 'gon')
    await waitFor(async () => expect((await rowsOf(dialog)).map((row) => row[3])).toEqual(['Gone']))
    await user.type(within(dialog).getByRole('searchbox'), 'e with the wind')
    expect(await within(dialog).findByText('Nothing that is listed has this text.')).toBeTruthy()
  })

  it('says where the roots of the text go, which can be changed', async () => {
    const dialog = await importText(
      regFile([HEADER, '[HKEY_CURRENT_USER\\One]', '"x"=dword:1', `[${ROOT}\\Two]`]),
    )
    expect((await rowsOf(dialog)).map((row) => row[3])).toEqual([undefined, undefined, 'Two'])
    const field = within(dialog).getByRole('textbox', {
      name: 'Key that HKEY_CURRENT_USER goes to',
    })
    await user.type(field, '\\Here{Enter}')
    await waitFor(async () =>
      expect((await rowsOf(dialog)).map((row) => row[3])).toEqual([
        'Here\\One',
        'Here\\One',
        'Two',
      ]),
    )
    await apply(dialog)
    expect(await has('\\Here\\One\\x')).toBe(true)
  })

  it('asks for the code page when the text does not say which characters it has', async () => {
    const text = `REGEDIT4\r\n\r\n[${ROOT}\\Here]\r\n"a"="\xe6"\r\n`
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0))
    const dialog = await importText(new File([bytes], 'old.reg'))
    await waitFor(async () => expect((await rowsOf(dialog))[0]?.at(-1)).toBe('æ'))
    const field = within(dialog).getByRole('combobox', { name: 'Characters of the text' })
    await user.selectOptions(field, 'Cyrillic (1251)')
    await waitFor(async () => expect((await rowsOf(dialog))[0]?.at(-1)).toBe('ж'))
  })

  it('OK has the focus once the text is read, and Ctrl+Enter is OK too', async () => {
    const dialog = await importText(regFile(LINES))
    await waitFor(() => expect(document.activeElement).toBe(okOf(dialog)))
    within(dialog).getByRole('grid', { name: 'Changes' }).focus()
    await user.keyboard('{Control>}{Enter}{/Control}')
    await waitFor(() => expect(documentOf(doc)?.state.unsaved).toBe(1))
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('cancelled changes nothing, and the engine gives the text up', async () => {
    const dialog = await importText(regFile(LINES))
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(engine.calls).toContain('endImport'))
    await expect(engine.applyImport({ doc })).rejects.toMatchObject({ code: 'stale' })
    expect(documentOf(doc)?.state.unsaved).toBe(0)
  })

  it('a file that is not text says so, and nothing can be applied', async () => {
    const dialog = await importText(new File(['nothing of the kind'], 'x.txt'))
    expect((await within(dialog).findByRole('alert')).textContent).toContain('x.txt')
    expect(okOf(dialog).getAttribute('aria-disabled')).toBe('true')
  })

  it('a dropped .reg file is imported into the hive on screen, whatever its name', async () => {
    const item = { kind: 'file', getAsFile: () => regFile(LINES, 'text') }
    const transfer = { types: ['Files'], items: [item] } as unknown as DataTransfer
    await act(() => openDropped(transfer))
    const dialog = await screen.findByRole('dialog', { name: 'Import Registry File' })
    expect(within(dialog).getByText('text › sample')).toBeTruthy()
    expect(within(dialog).queryByRole('radio')).toBeNull()
  })

  it('dropped on a key, its keys may go below that one', async () => {
    const file = regFile([HEADER, '[HKEY_CURRENT_USER\\One\\Two]', '"x"=dword:1'])
    const item = { kind: 'file', getAsFile: () => file }
    const transfer = { types: ['Files'], items: [item] } as unknown as DataTransfer
    const { key } = await engine.resolvePath({ doc, text: '\\Here' })
    await act(() => openDropped(transfer, { doc, key }))
    const dialog = await screen.findByRole('dialog', { name: 'Import Registry File' })
    const own = within(dialog).getByRole<HTMLInputElement>('radio', { name: /their own paths/ })
    expect(own.checked).toBe(true)
    const below = `Below the key it was dropped on, ${ROOT}\\Here`
    await user.click(within(dialog).getByRole('radio', { name: below }))
    await waitFor(async () => expect((await rowsOf(dialog))[0]?.[3]).toBe('Here\\Two'))
    await apply(dialog)
    expect(await has('\\Here\\Two\\x')).toBe(true)
  })
})

it('a text dropped on a key of another hive than the one in use is imported there', async () => {
  await act(() => openInputFiles([hiveFile('other', { name: 'ROOT' })]))
  const item = { kind: 'file', getAsFile: () => regFile(LINES) }
  const transfer = { types: ['Files'], items: [item] } as unknown as DataTransfer
  const { key } = await engine.resolvePath({ doc, text: '\\Here' })
  await act(() => openDropped(transfer, { doc, key }))
  const dialog = await screen.findByRole('dialog', { name: 'Import Registry File' })
  expect(within(dialog).getByText(/› sample$/)).toBeTruthy()
})

describe('importing a hive file', () => {
  it('restores it over the selected key, after it has said what goes and what comes', async () => {
    const saved = hiveFile('saved.hiv', { name: 'X', subkeys: [{ name: 'New' }] })
    await act(() => goTo(doc, '\\Gone'))
    await act(() => importFile(doc, saved))
    const dialog = await screen.findByRole('dialog', { name: 'Restore Hive Over Key' })
    expect(
      within(dialog).getByText(`The key ${ROOT}\\Gone gets the content of the hive.`),
    ).toBeTruthy()
    expect(
      await within(dialog).findByText('Everything in it is deleted: 1 key and 0 values.'),
    ).toBeTruthy()
    expect(within(dialog).getByText('saved.hiv has 1 key and 0 values.')).toBeTruthy()
    await user.click(within(dialog).getByRole('button', { name: 'Restore' }))
    await waitFor(() => expect(documentOf(doc)?.state.unsaved).toBe(1))
    expect(await has('\\Gone\\New')).toBe(true)
    expect(await has('\\Gone\\Below')).toBe(false)
    expect(useNotices.getState().notices.at(-1)?.text).toBe(`Restored saved.hiv over ${ROOT}\\Gone`)
    act(() => useNotices.getState().notices.at(-1)?.action?.run())
    await waitFor(async () => expect(await has('\\Gone\\Below')).toBe(true))
  })

  it('says so when the key it would go to cannot be read', async () => {
    const keyPath = () => Promise.reject(new HiveError('stale', 'the key is gone'))
    Object.assign(engine, { keyPath })
    await act(() => importFile(doc, hiveFile('saved.hiv', { name: 'X' })))
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(useNotices.getState().notices.at(-1)).toMatchObject({ kind: 'alert' })
  })

  it('cancelled is given up, and a file that is damaged says so', async () => {
    await act(() => importFile(doc, new File(['regf'], 'short.hiv')))
    const dialog = await screen.findByRole('dialog', { name: 'Restore Hive Over Key' })
    expect((await within(dialog).findByRole('alert')).textContent).toContain(
      'short.hiv is too short',
    )
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(engine.calls).toContain('endReplace'))
    expect(documentOf(doc)?.state.unsaved).toBe(0)
  })
})

/** Pastes a text with a key selected. */
async function pasteText(text: string, at = '\\Here'): Promise<HTMLElement> {
  await act(() => goTo(doc, at))
  await act(() => paste(doc, { text, html: null, at: performance.now() }, { asks: false }))
  const dialog = await screen.findByRole('dialog', { name: 'Paste .reg Text' })
  await waitFor(() => expect(within(dialog).queryByRole('progressbar')).toBeNull())
  return dialog
}

describe('pasting .reg text', () => {
  it('shows what it would change, and applies it as one step', async () => {
    const dialog = await pasteText(LINES.join('\r\n'))
    expect(within(dialog).getByText(/^1 added, 1 changed, 1 deleted/)).toBeTruthy()
    await apply(dialog)
    expect(useNotices.getState().notices.at(-1)?.text).toBe('Imported 3 changes from the clipboard')
    expect(await has('\\Gone')).toBe(false)
    await act(() => undo(doc))
    expect(await has('\\Gone\\Below')).toBe(true)
  })

  it('of another hive goes below the selected key', async () => {
    const dialog = await pasteText('[HKEY_CURRENT_USER\\Software\\Tool\\Sub]\n"x"="y"\n')
    expect(within(dialog).queryByRole('radio')).toBeNull()
    expect(within(dialog).getByText(`Below the selected key, ${ROOT}\\Here`)).toBeTruthy()
    await apply(dialog)
    await waitFor(() => expect(keyDetails(doc)?.path).toEqual(['Here', 'Sub']))
  })

  it('of this hive goes to its own paths, or below the selected key by choice', async () => {
    const dialog = await pasteText(`[${ROOT}\\Here]\r\n"c"="d"\r\n`, '\\Gone')
    const radios = within(dialog).getAllByRole<HTMLInputElement>('radio')
    expect(radios.map(({ checked }) => checked)).toEqual([true, false])
    await user.click(within(dialog).getByRole('radio', { name: /^Below/ }))
    expect(await within(dialog).findByText('2 added')).toBeTruthy()
    await apply(dialog)
    expect(await has('\\Gone\\Here\\c')).toBe(true)
  })

  it('that has only values is about the selected key; lines that mean nothing are listed', async () => {
    const dialog = await pasteText('"n"=dword:1\n"bad"=nonsense\n')
    expect(await within(dialog).findByText(/^Column 7: the data is neither/)).toBeTruthy()
    await apply(dialog)
    expect(await has('\\Here\\n')).toBe(true)
  })

  it('that cannot be applied says why', async () => {
    const dialog = await pasteText(`[${ROOT}\\${'x'.repeat(300)}]\n"n"=dword:1\n`)
    expect(await within(dialog).findByText(/at most 255 characters/)).toBeTruthy()
    expect(okOf(dialog).getAttribute('aria-disabled')).toBe('true')
  })

  it('is told from other text at once, whatever that is', () => {
    expect(isRegText('REGEDIT4\n\n')).toBe(true)
    expect(isRegText('; a comment\n\n[-HKEY_USERS\\x]')).toBe(true)
    expect(isRegText('@="x"')).toBe(true)
    for (const text of [
      '',
      'words',
      '[section]\na=b',
      `${'\n'.repeat(200_000)}x`,
      ' '.repeat(200_000),
    ]) {
      expect(isRegText(text)).toBe(false)
    }
  })
})

describe('pasting the path of a key', () => {
  it('goes to that key', async () => {
    await act(() =>
      paste(
        doc,
        { text: `${ROOT}\\Gone\\Below\n`, html: null, at: performance.now() },
        { asks: false },
      ),
    )
    await waitFor(() => expect(keyDetails(doc)?.path).toEqual(['Gone', 'Below']))
  })
})
