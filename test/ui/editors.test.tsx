import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { openValueEditor, useDialogs } from '../../src/state/dialogs.ts'
import { openSample, useDocuments } from '../../src/state/documents.ts'
import { clearNotices } from '../../src/state/notices.ts'
import { setBase } from '../../src/state/settings.ts'
import { startState } from '../../src/state/start.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import type { DocInfo, EditRequest, ValueRow } from '../../src/worker/protocol.ts'
import {
  bytesOf,
  dirtyHive,
  type PageEngine,
  pageEngine,
  stringData,
} from '../helpers/pageEngine.ts'

const bytes = (...data: readonly number[]) => Uint8Array.from(data)
const joined = (...parts: readonly Uint8Array[]) => bytes(...parts.flatMap((part) => [...part]))

const VALUES = [
  { name: 'Text', type: 1, data: stringData('PNP_TDI') },
  { name: 'Expand', type: 2, data: stringData('%SystemRoot%') },
  { name: 'Hidden', type: 1, data: joined(stringData('a'), stringData('bc')) },
  { name: 'Nothing', type: 1, data: bytes() },
  { name: 'Lines', type: 1, data: stringData('one\r\ntwo') },
  { name: 'Link', type: 6, data: stringData('\\Registry\\User').slice(0, -2) },
  { name: 'List', type: 7, data: stringData('one\0two\0') },
  { name: 'Holes', type: 7, data: stringData('one\0\0two\0') },
  { name: 'Dword', type: 4, data: bytes(42, 0, 0, 0) },
  { name: 'Swapped', type: 5, data: bytes(0, 0, 0, 42) },
  { name: 'Qword', type: 11, data: bytes(0, 0, 0, 0, 1, 0, 0, 0) },
  { name: 'Short', type: 4, data: bytes(1, 2, 3) },
  { name: 'Bytes', type: 3, data: bytes(0x9e, 0x1e, 7, 0x80) },
  { name: 'None', type: 0, data: bytes(1) },
  { name: 'Property', type: 0xffff0012, data: bytes(0xff) },
]

const HIVE = { name: 'ROOT', values: VALUES }

let engine: PageEngine
let edits: EditRequest[]
/** Whether the engine refuses edits. */
let refuses: boolean
let info: DocInfo
let user: UserEvent

async function start(hive = bytesOf(HIVE)): Promise<void> {
  edits = []
  refuses = false
  engine = pageEngine(hive)
  startState({
    ...engine,
    edit: (request) => {
      // The data of the edit itself is transferred.
      edits.push(structuredClone(request.edit))
      return engine.edit(refuses ? { ...request, doc: 0 } : request)
    },
  })
  useDocuments.setState({ docs: [], active: null })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  user = userEvent.setup()
  await openSample()
  const opened = useDocuments.getState().docs[0]
  if (!opened) throw new TypeError('the sample hive did not open')
  info = opened.info
  render(<Dialogs />)
}

beforeEach(() => start())

async function rowOf(name: string): Promise<ValueRow> {
  const order = { column: 'name', descending: false } as const
  const page = await engine.values({ doc: info.doc, key: info.root, order, from: 0, count: 50 })
  const row = page.rows.find((one) => one.name === name)
  if (!row) throw new TypeError(`no value ${name}`)
  return row
}

async function edit(name: string, title: string, options: { binary?: boolean } = {}) {
  const row = await rowOf(name)
  act(() => openValueEditor(info.doc, info.root, row, options))
  const dialog = await screen.findByRole('dialog', { name: title })
  const field = within(dialog).getByLabelText<HTMLInputElement>('Value data')
  await waitFor(() => expect(document.activeElement).toBe(field))
  return {
    dialog,
    field,
    ok: within(dialog).getByRole<HTMLButtonElement>('button', { name: 'OK' }),
  }
}

/** The data of the only requested edit. */
async function stored(): Promise<EditRequest & { kind: 'set-value' }> {
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(edits).toHaveLength(1)
  const [only] = edits
  if (only?.kind !== 'set-value') throw new TypeError('not one edit of a value')
  return only
}

describe('every editor', () => {
  it('every editor opens with a read-only name and the data selected', async () => {
    const { dialog, field } = await edit('Text', 'Edit String')
    const name = within(dialog).getByLabelText<HTMLInputElement>('Value name')
    expect(name.value).toBe('Text')
    expect(name.readOnly).toBe(true)
    expect(field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)).toBe('PNP_TDI')
  })

  it('an editor shows the unnamed value as (Default) and sets it when it is not set', async () => {
    const { dialog } = await edit('', 'Edit String')
    expect(within(dialog).getByLabelText<HTMLInputElement>('Value name').value).toBe('(Default)')
    await user.keyboard('x{Enter}')
    expect(await stored()).toMatchObject({ value: 0, type: 1, data: stringData('x') })
  })

  it('an editor changes nothing on Cancel, on Esc, or when the data is unchanged', async () => {
    const { dialog } = await edit('Text', 'Edit String')
    await user.keyboard('other')
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await edit('Text', 'Edit String')
    await user.keyboard('other{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await edit('Dword', 'Edit DWORD (32-bit) Value')
    await user.keyboard('{Enter}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(edits).toEqual([])
  })

  it('data that the engine refuses stays in the editor, and can be stored later', async () => {
    refuses = true
    const { dialog } = await edit('Bytes', 'Edit Binary Value')
    await user.keyboard('0102{Enter}')
    await waitFor(() => expect(within(dialog).getAllByRole('alert')).toHaveLength(1))
    refuses = false
    await user.keyboard('{Enter}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    const data = edits.map((one) => 'data' in one && one.data)
    expect(data).toEqual([bytes(1, 2, 7, 0x80), bytes(1, 2, 7, 0x80)])
    const { data: kept } = await engine.valueData({
      ...{ doc: info.doc, key: info.root },
      value: (await rowOf('Bytes')).id,
    })
    expect(kept).toEqual(bytes(1, 2, 7, 0x80))
  })

  it('an editor in a read-only hive has a disabled OK', async () => {
    cleanup()
    await start(dirtyHive(HIVE))
    const { ok, field } = await edit('Text', 'Edit String')
    expect(ok.disabled).toBe(true)
    expect(field.readOnly).toBe(true)
  })
})

describe('the string editor', () => {
  it('the string editor counts the stored bytes until something is typed', async () => {
    const { dialog } = await edit('Nothing', 'Edit String')
    expect(dialog.textContent).toContain('0 characters, 0 bytes')
    await user.keyboard('x')
    await waitFor(() => expect(dialog.textContent).toContain('1 character, 4 bytes'))
  })

  it('Enter in the string editor stores the text with one NUL', async () => {
    await edit('Text', 'Edit String')
    await user.keyboard('NDIS{Enter}')
    expect(await stored()).toMatchObject({ type: 1, data: stringData('NDIS') })
  })

  it('a string can be turned into an expandable one', async () => {
    const { dialog, ok } = await edit('Text', 'Edit String')
    await user.selectOptions(within(dialog).getByLabelText('Type'), '2')
    await user.click(ok)
    expect(await stored()).toMatchObject({ type: 2, data: stringData('PNP_TDI') })
  })

  it('editing keeps an expandable string expandable', async () => {
    await edit('Expand', 'Edit String')
    await user.keyboard('%windir%{Enter}')
    expect(await stored()).toMatchObject({ type: 2, data: stringData('%windir%') })
  })

  it('the string editor says that bytes follow the text, and offers the binary editor', async () => {
    const { dialog } = await edit('Hidden', 'Edit String')
    expect(dialog.textContent).toContain('6 bytes')
    await user.click(within(dialog).getByRole('button', { name: 'Edit as binary' }))
    const binary = await screen.findByRole('dialog', { name: 'Edit Binary Value' })
    const field = within(binary).getByLabelText<HTMLTextAreaElement>('Value data')
    expect(field.value).toBe('61 00 00 00 62 00 63 00 00 00')
  })

  it('the string editor keeps stored line breaks, and in a text of several lines Enter adds one', async () => {
    const { field } = await edit('Lines', 'Edit String')
    expect(field.value).toBe('one\ntwo')
    await user.keyboard('{ArrowRight}{Enter}three{Control>}{Enter}{/Control}')
    expect(await stored()).toMatchObject({ data: stringData('one\r\ntwo\r\nthree') })
  })

  it('a text of one line gets more of them once that is chosen, and Enter is OK again without', async () => {
    const { dialog, field } = await edit('Text', 'Edit String')
    const lines = within(dialog).getByLabelText<HTMLInputElement>(/^Several lines/)
    expect(lines.checked).toBe(false)
    await user.click(lines)
    act(() => field.focus())
    await user.keyboard('one{Enter}two{Control>}{Enter}{/Control}')
    expect(await stored()).toMatchObject({ data: stringData('one\r\ntwo') })
    edits = []
    const again = await edit('Lines', 'Edit String')
    const chosen = within(again.dialog).getByLabelText<HTMLInputElement>(/^Several lines/)
    expect([chosen.checked, chosen.disabled]).toEqual([true, true])
  })

  it('an expandable string shows what it becomes, and which variables are not known', async () => {
    cleanup()
    const environment = {
      name: 'Session Manager',
      subkeys: [
        {
          name: 'Environment',
          values: [
            { name: 'windir', type: 2, data: stringData('%SystemRoot%') },
            { name: 'SystemRoot', type: 1, data: stringData('D:\\Win') },
          ],
        },
      ],
    }
    const control = { name: 'Control', subkeys: [environment] }
    await start(bytesOf({ ...HIVE, subkeys: [{ name: 'ControlSet001', subkeys: [control] }] }))
    const { dialog } = await edit('Expand', 'Edit String')
    await user.keyboard('%WINDIR%\\a;%Nope%')
    const expanded = await within(dialog).findByRole('region', { name: 'Expanded' })
    expect(expanded.textContent).toContain('D:\\Win\\a;%Nope%')
    expect(expanded.textContent).toContain('With the variables of sample.')
    expect(expanded.textContent).toContain('No open hive defines %Nope%.')
    await user.clear(within(dialog).getByLabelText('Value data'))
    expect(within(dialog).queryByRole('region', { name: 'Expanded' })).toBeNull()
  })

  it('a link is stored without a NUL', async () => {
    await edit('Link', 'Edit String')
    await user.keyboard('\\X{Enter}')
    expect(await stored()).toMatchObject({ type: 6, data: bytes(0x5c, 0, 0x58, 0) })
  })
})

describe('the multi-string editor', () => {
  it('the multi-string editor stores a string per line, without an empty one at the end', async () => {
    const { field } = await edit('List', 'Edit Multi-String')
    expect(field.value).toBe('one\ntwo')
    await user.keyboard('{ArrowRight}{Enter}three{Enter}{Control>}{Enter}{/Control}')
    expect(await stored()).toMatchObject({ type: 7, data: stringData('one\0two\0three\0') })
  })

  it('the multi-string editor drops typed empty lines, and says so', async () => {
    const { dialog, field } = await edit('List', 'Edit Multi-String')
    await user.clear(field)
    await user.type(field, 'a{Enter}{Enter}b')
    expect(dialog.textContent).toContain('1 empty line')
    await user.click(within(dialog).getByRole('button', { name: 'OK' }))
    expect(await stored()).toMatchObject({ data: stringData('a\0b\0') })
  })

  it('the multi-string editor keeps stored empty strings', async () => {
    const { dialog } = await edit('Holes', 'Edit Multi-String')
    const keep = within(dialog).getByLabelText<HTMLInputElement>('Keep empty strings')
    expect(keep.checked).toBe(true)
    await user.keyboard('{ArrowRight}{Enter}three{Control>}{Enter}{/Control}')
    expect(await stored()).toMatchObject({ data: stringData('one\0\0two\0three\0') })
  })
})

describe('the number editor', () => {
  it('the number editor opens in hexadecimal and stores the typed number', async () => {
    const { dialog, field } = await edit('Dword', 'Edit DWORD (32-bit) Value')
    expect(
      within(dialog).getByRole<HTMLInputElement>('radio', { name: 'Hexadecimal' }).checked,
    ).toBe(true)
    expect(field.value).toBe('2a')
    await user.keyboard('ff{Enter}')
    expect(await stored()).toMatchObject({ type: 4, data: bytes(255, 0, 0, 0) })
  })

  it('changing the base converts the text', async () => {
    const { dialog, field, ok } = await edit('Dword', 'Edit DWORD (32-bit) Value')
    await user.click(within(dialog).getByRole('radio', { name: 'Decimal' }))
    expect(field.value).toBe('42')
    await user.clear(field)
    await user.type(field, '300')
    await user.click(ok)
    expect(await stored()).toMatchObject({ data: bytes(0x2c, 1, 0, 0) })
  })

  it('the number editor opens in hexadecimal, or with the last base if the user wants that', async () => {
    const first = await edit('Dword', 'Edit DWORD (32-bit) Value')
    await user.click(within(first.dialog).getByRole('radio', { name: 'Decimal' }))
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    const second = await edit('Dword', 'Edit DWORD (32-bit) Value')
    expect(second.field.value).toBe('2a')
    await user.click(within(second.dialog).getByRole('radio', { name: 'Decimal' }))
    await user.click(within(second.dialog).getByLabelText('Open with the last base'))
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect((await edit('Qword', 'Edit QWORD (64-bit) Value')).field.value).toBe('4294967296')
    act(() => setBase({ keepsBase: false, lastBase: 16 }))
  })

  it('the number editor refuses text that is not a number, and truncates a number only on request', async () => {
    const { dialog, field, ok } = await edit('Dword', 'Edit DWORD (32-bit) Value')
    await user.clear(field)
    expect(ok.disabled).toBe(true)
    await user.type(field, '1xyz')
    expect(within(dialog).getByRole('alert').textContent).toContain('not a number')
    await user.clear(field)
    await user.type(field, '100000002')
    expect(within(dialog).getByRole('alert').textContent).toContain('Too large')
    expect(ok.disabled).toBe(true)
    await user.click(within(dialog).getByRole('button', { name: 'Truncate' }))
    expect(field.value).toBe('2')
    expect(ok.disabled).toBe(false)
  })

  it('the number editor shows other readings while typing', async () => {
    const { dialog, field } = await edit('Dword', 'Edit DWORD (32-bit) Value')
    await user.clear(field)
    await user.type(field, 'ffffffff')
    expect(dialog.textContent).toContain('4294967295')
    expect(dialog.textContent).toContain('-1')
  })

  it('QWORDs are stored in eight bytes, and big-endian numbers in their byte order', async () => {
    const { field } = await edit('Qword', 'Edit QWORD (64-bit) Value')
    expect(field.value).toBe('100000000')
    await user.keyboard('1{Enter}')
    expect(await stored()).toMatchObject({ type: 11, data: bytes(1, 0, 0, 0, 0, 0, 0, 0) })
    edits = []
    const swapped = await edit('Swapped', 'Edit DWORD (32-bit) Value')
    expect(swapped.field.value).toBe('2a')
    await user.keyboard('100{Enter}')
    expect(await stored()).toMatchObject({ type: 5, data: bytes(0, 0, 1, 0) })
  })

  it('a number of the wrong size opens in the binary editor', async () => {
    const { dialog, field } = await edit('Short', 'Edit Binary Value')
    expect(field.value).toBe('01 02 03')
    expect(dialog.textContent).toContain('is not the size of its type')
  })
})

describe('the binary editor', () => {
  it('the binary editor stores the typed bytes and keeps the type', async () => {
    await edit('Property', 'Edit Binary Value')
    await user.keyboard('{Control>}a{/Control}{Delete}')
    await user.paste('01,0x02 03')
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(await stored()).toMatchObject({ type: 0xffff0012, data: bytes(1, 2, 3) })
  })

  it('the binary editor opens for types without their own editor, and for any type on request', async () => {
    await edit('None', 'Edit Binary Value')
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    const { field } = await edit('Text', 'Edit Binary Value', { binary: true })
    expect(field.value.startsWith('50 00 4e 00')).toBe(true)
  })

  it('in the binary editor Enter is OK, as in regedit', async () => {
    await edit('Bytes', 'Edit Binary Value')
    await user.keyboard('{Enter}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(edits).toEqual([])
    await edit('Bytes', 'Edit Binary Value')
    await user.keyboard('ff{Enter}')
    expect(await stored()).toMatchObject({ type: 3, data: bytes(0xff, 0x1e, 7, 0x80) })
  })

  it('the binary editor can store empty data', async () => {
    const { field, ok } = await edit('Bytes', 'Edit Binary Value')
    await user.clear(field)
    await user.click(ok)
    expect(await stored()).toMatchObject({ type: 3, data: new Uint8Array(0) })
  })
})
