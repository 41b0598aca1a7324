import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openValueEditor, useDialogs } from '../../src/state/dialogs.ts'
import { openSample, useDocuments } from '../../src/state/documents.ts'
import { clearNotices, useNotices } from '../../src/state/notices.ts'
import { loadSettings, setBytesPerRow } from '../../src/state/settings.ts'
import { startState } from '../../src/state/start.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import { fakeClipboard } from '../helpers/fakeClipboard.ts'
import { bytesOf, pageEngine, stringData } from '../helpers/pageEngine.ts'

const FIVE_KB = Uint8Array.from({ length: 5000 }, (_, at) => at % 251)
const SID = Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0)

let user: UserEvent
let dialog: HTMLElement
let field: HTMLTextAreaElement
let data: () => Promise<Uint8Array>

/** Opens a hive with one value, and its bytes in the editor. */
async function open(stored: Uint8Array): Promise<void> {
  const engine = pageEngine(
    bytesOf({ name: 'ROOT', values: [{ name: 'V', type: 3, data: stored }] }),
  )
  startState(engine)
  user = userEvent.setup({ writeToClipboard: false })
  await openSample()
  const info = useDocuments.getState().docs[0]?.info
  if (!info) throw new TypeError('the hive did not open')
  render(<Dialogs />)
  const at = { doc: info.doc, key: info.root }
  const order = { column: 'name', descending: false } as const
  const { rows } = await engine.values({ ...at, order, from: 0, count: 9 })
  const row = rows.find(({ name }) => name === 'V')
  if (!row) throw new TypeError('the value is not there')
  act(() => openValueEditor(info.doc, info.root, row, { binary: true }))
  dialog = await screen.findByRole('dialog', { name: 'Edit Binary Value' })
  field = within(dialog).getByLabelText('Value data')
  await waitFor(() => expect(document.activeElement).toBe(field))
  data = async () => {
    await user.click(button('OK'))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    return (await engine.valueData({ ...at, value: row.id })).data
  }
}

const button = (name: string) => within(dialog).getByRole('button', { name })

async function goTo(offset: string): Promise<void> {
  const place = within(dialog).getByLabelText('Go to offset (hex)')
  await user.clear(place)
  await user.type(place, `${offset}{Enter}`)
}

async function find(text: string, how = 'Hex'): Promise<void> {
  await user.selectOptions(within(dialog).getByLabelText('Find as'), how)
  const box = within(dialog).getByLabelText('Find')
  await user.clear(box)
  await user.type(box, `${text}{Enter}`)
}

/** A reading of the data inspector. */
function reading(title: string): string {
  const inspector = within(dialog).getByRole('region', { name: 'Data inspector' })
  return within(inspector).getByText(title).nextElementSibling?.textContent ?? ''
}

beforeEach(() => {
  useDocuments.setState({ docs: [], active: null })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the hex editor', () => {
  it('goes to byte 4,000 of 5,000 and changes it', async () => {
    await open(FIVE_KB)
    await goTo('fa0')
    expect(dialog.textContent).toContain('Offset 0x0FA0 (4,000) of 5,000 bytes')
    for (const decimal of ['4,001', '0n4000']) {
      await goTo(decimal)
      expect(dialog.textContent).toContain(`(${decimal === '4,001' ? '4,001' : '4,000'}) of`)
    }
    await goTo('5,001')
    expect(within(dialog).getByLabelText('Go to offset (hex)').getAttribute('aria-invalid')).toBe(
      'true',
    )
    expect(dialog.textContent).toContain('0x1389 is past the end (5,000 bytes).')
    await goTo('4000')
    expect(dialog.textContent).toContain('For decimal, type 0n4000.')
    await goTo('0xfa0')
    await user.keyboard('ff')
    const expected = Uint8Array.from(FIVE_KB)
    expected[4000] = 0xff
    expect(await data()).toEqual(expected)
  })

  it('few bytes are edited in the same way: overwritten, inserted and undone', async () => {
    await open(Uint8Array.of(1, 2, 3))
    await user.keyboard('aa{Insert}bb')
    expect(field.value).toBe('aa bb 02 03')
    await user.keyboard('{Control>}zz{/Control}')
    expect(field.value).toBe('aa 02 03')
    expect(await data()).toEqual(Uint8Array.of(0xaa, 2, 3))
  })

  it('finds bytes, the next ones and those before, and says when there are none', async () => {
    await open(Uint8Array.of(1, 2, 3, 1, 2, 4))
    await find('01 02')
    expect(dialog.textContent).toContain('Found at 0x0000.')
    await user.click(button('Next'))
    await waitFor(() => expect(dialog.textContent).toContain('Found at 0x0003.'))
    act(() => field.focus())
    await user.keyboard('{F3}')
    await waitFor(() => expect(dialog.textContent).toContain('Found at 0x0000.'))
    await user.keyboard('{Shift>}{F3}{/Shift}')
    await waitFor(() => expect(dialog.textContent).toContain('Found at 0x0003.'))
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe('01 02 ')
    await find('09')
    await waitFor(() => expect(dialog.textContent).toContain('Not found.'))
    await find('0')
    await waitFor(() => expect(dialog.textContent).toContain('not hex digits of whole bytes'))
  })

  it('fills the selected bytes with a pattern, as one step', async () => {
    await open(Uint8Array.of(1, 2, 3, 4, 5, 6))
    const fill = within(dialog).getByLabelText('Fill with (hex)')
    await user.type(fill, 'aa bb{Enter}')
    expect(fill.getAttribute('aria-invalid')).toBe('true')
    await goTo('1')
    await user.keyboard('{Shift>}{ArrowRight>6/}{/Shift}')
    await user.type(fill, '{Enter}')
    expect(field.value).toBe('01 aa bb aa 05 06')
    await user.click(field)
    await user.keyboard('{Control>}z{/Control}')
    expect(field.value).toBe('01 02 03 04 05 06')
    await user.keyboard('{Control>}y{/Control}')
    expect(await data()).toEqual(Uint8Array.of(1, 0xaa, 0xbb, 0xaa, 5, 6))
  })

  it('has as many bytes in a row as fit, or as many as are chosen, which is remembered', async () => {
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1200)
    vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 350))
    await open(FIVE_KB)
    const bytesInRow = () => field.value.split('\n')[0]?.trim().split(' ').length
    expect(bytesInRow()).toBe(32)
    await goTo('20')
    const choice = within(dialog).getByRole('combobox', { name: 'Bytes per row' })
    for (const count of [8, 16, 32]) {
      await user.selectOptions(choice, String(count))
      expect(bytesInRow()).toBe(count)
      expect(loadSettings().bytesPerRow).toBe(count)
      // The caret stays at its byte.
      expect(dialog.textContent).toContain('0020')
    }
    await user.selectOptions(choice, 'Automatic')
    expect(loadSettings().bytesPerRow).toBeNull()
  })

  it('has fewer bytes in a row than are chosen where they do not fit', async () => {
    act(() => setBytesPerRow(32))
    await open(FIVE_KB)
    // The page of the tests has 80 columns.
    expect(field.value.split('\n')[0]?.trim().split(' ')).toHaveLength(16)
    act(() => setBytesPerRow(null))
  })

  it('finds text in any case', async () => {
    await open(stringData('C:\\Windows'))
    await find('WINDOWS', 'Text (UTF-16)')
    await waitFor(() => expect(dialog.textContent).toContain('Found at 0x0006.'))
    await find('Windows', 'Text (ASCII)')
    await waitFor(() => expect(dialog.textContent).toContain('Not found.'))
  })

  it.each([
    ['C array', '{\n  0x02, 0x03\n}'],
    ['Data of a .reg file', 'hex:02,03'],
    ['Base64', 'AgM='],
  ])('copies the selected bytes as %s', async (form, text) => {
    await open(Uint8Array.of(1, 2, 3))
    const copied = fakeClipboard()
    await goTo('1')
    await user.keyboard('{Shift>}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{/Shift}')
    await user.click(button('Copy as'))
    await user.click(await screen.findByRole('menuitem', { name: form }))
    await waitFor(() => expect(copied.text).toBe(text))
    expect(useNotices.getState().notices.map((notice) => notice.text)).toEqual(['Copied 2 bytes'])
  })

  it('pastes hex in every spelling, and asks what other text is', async () => {
    await open(new Uint8Array(0))
    await user.paste('"V"=hex(0):01,\\\n  02')
    await user.paste('unsigned char x[] = { 0x03 };')
    expect(field.value).toBe('01 02 03')
    await user.paste('BAUG')
    expect(within(dialog).getByRole('alert').textContent).toContain('Nothing was pasted.')
    await user.click(button('Paste as Base64'))
    expect(field.value).toBe('01 02 03 04 05 06')
    await user.paste('hi')
    expect(within(dialog).queryByRole('button', { name: 'Paste as Base64' })).toBeNull()
    await user.click(button('Paste as UTF-16 text'))
    expect(await data()).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 0x68, 0, 0x69, 0))
  })

  it('types characters once it is told to, and digits after a click among them', async () => {
    await open(Uint8Array.of(0, 0, 0))
    await user.click(button('Hex'))
    await user.keyboard('Az')
    expect(field.value).toBe('41 7a 00')
    fireEvent.pointerDown(field)
    await user.keyboard('ff')
    expect(await data()).toEqual(Uint8Array.of(0x41, 0x7a, 0xff))
  })

  it('takes its bytes from a file, which can be undone', async () => {
    await open(Uint8Array.of(1))
    const file = new File([Uint8Array.of(7, 8)], 'bytes.bin')
    await user.upload(within(dialog).getByLabelText('Read the bytes from a file'), file)
    await waitFor(() => expect(field.value).toBe('07 08'))
    act(() => field.focus())
    await user.keyboard('{Control>}zy{/Control}')
    expect(await data()).toEqual(Uint8Array.of(7, 8))
  })

  it('Ctrl+F and Ctrl+G lead to their fields', async () => {
    await open(Uint8Array.of(1))
    await user.keyboard('{Control>}f{/Control}')
    expect(document.activeElement).toBe(within(dialog).getByLabelText('Find'))
    await user.keyboard('{Control>}g{/Control}')
    expect(document.activeElement).toBe(within(dialog).getByLabelText('Go to offset (hex)'))
  })
})

describe('the data inspector', () => {
  it('follows the caret, in either byte order', async () => {
    await open(Uint8Array.of(0, 1, 2, ...SID))
    await goTo('1')
    expect(reading('Unsigned 16-bit')).toBe('513')
    await user.click(within(dialog).getByLabelText('Big endian'))
    expect(reading('Unsigned 16-bit')).toBe('258')
    await goTo('3')
    expect(reading('SID')).toBe('S-1-5-18')
    await goTo('f')
    expect(reading('Unsigned 8-bit')).toBe('–')
  })

  it('follows what is typed', async () => {
    await open(Uint8Array.of(1, 0))
    await user.keyboard('2{ArrowLeft}')
    expect(reading('Unsigned 8-bit')).toBe('33')
  })
})
