import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { documentOf } from '../../src/state/documents.ts'
import { undo } from '../../src/state/edits.ts'
import { goTo } from '../../src/state/navigation.ts'
import { useNotices } from '../../src/state/notices.ts'
import { paste } from '../../src/state/pasting.ts'
import { isRegText } from '../../src/state/regPaste.ts'
import { keyDetails } from '../../src/state/tree.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import { encodeString } from '../../src/values/encode.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'
import type { PageEngine } from '../helpers/pageEngine.ts'
import '../helpers/wholePage.ts'

const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Here', values: [{ name: 'a', type: 1, data: encodeString('old') }] },
    { name: 'Gone', subkeys: [{ name: 'Below' }] },
  ],
}
const ROOT = 'HKEY_LOCAL_MACHINE\\sample'

let doc: DocId
let engine: PageEngine
let user: UserEvent

beforeEach(async () => {
  ;({ doc, engine } = await openPage(HIVE))
  user = userEvent.setup()
  render(<Dialogs />)
})

/** Pastes a text with a key selected. */
async function pasteText(text: string, at = '\\Here'): Promise<HTMLElement> {
  await act(() => goTo(doc, at))
  await act(() => paste(doc, { text, html: null }, { asks: false }))
  return screen.findByRole('dialog', { name: 'Paste .reg Text' })
}

async function apply(dialog: HTMLElement): Promise<void> {
  const button = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Apply' })
  await waitFor(() => expect(button.disabled).toBe(false))
  await user.click(button)
  await waitFor(() => expect(documentOf(doc)?.state.unsaved).toBe(1))
}

const has = async (path: string) => (await engine.resolvePath({ doc, text: path })).missing === null

describe('pasting .reg text', () => {
  it('shows what it would change, with counts, and applies it as one step', async () => {
    const dialog = await pasteText(
      [
        'Windows Registry Editor Version 5.00',
        '',
        `[${ROOT}\\Here]`,
        '"a"="new"',
        '"b"=dword:0000002a',
        '',
        `[-${ROOT}\\Gone]`,
      ].join('\r\n'),
    )
    expect(
      await within(dialog).findByText('1 replaced, 1 created, 1 deleted, 1 without an effect'),
    ).toBeTruthy()
    const rows = within(dialog)
      .getAllByRole('row')
      .slice(1)
      .map((row) => [...row.children].map((cell) => cell.textContent))
    expect(rows).toEqual([
      ['Replace value', 'Here › a', 'old', 'new'],
      ['Create value', 'Here › b', '', '0x0000002a (42)'],
      ['Delete key (2 keys, 0 values)', 'Gone', '', ''],
    ])
    expect(documentOf(doc)?.state.unsaved).toBe(0)
    await apply(dialog)
    expect(useNotices.getState().notices.at(-1)?.text).toBe('Applied 3 changes from the clipboard')
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
    expect(await within(dialog).findByText('2 created')).toBeTruthy()
    await apply(dialog)
    expect(await has('\\Gone\\Here\\c')).toBe(true)
  })

  it('that has only values is about the selected key; lines that mean nothing are told', async () => {
    const dialog = await pasteText('"n"=dword:1\n"bad"=nonsense\n')
    expect(await within(dialog).findByText(/^Line 5, column \d+:/)).toBeTruthy()
    await apply(dialog)
    expect(await has('\\Here\\n')).toBe(true)
  })

  it('that cannot be read says where, and cannot be applied', async () => {
    const dialog = await pasteText(`[${ROOT}\\${'x'.repeat(300)}]\n"n"=dword:1\n`)
    await waitFor(() => expect(within(dialog).queryByText('Trying the changes…')).toBeNull())
    expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Apply' }).disabled).toBe(
      true,
    )
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
    await act(() => paste(doc, { text: `${ROOT}\\Gone\\Below\n`, html: null }, { asks: false }))
    await waitFor(() => expect(keyDetails(doc)?.path).toEqual(['Gone', 'Below']))
  })
})
