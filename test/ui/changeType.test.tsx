import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDialogs } from '../../src/state/dialogs.ts'
import { openSample, useDocuments } from '../../src/state/documents.ts'
import { undo } from '../../src/state/edits.ts'
import { clearNotices } from '../../src/state/notices.ts'
import { startState } from '../../src/state/start.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import { decodeMultiString } from '../../src/values/decode.ts'
import type { DocInfo, ValueRow } from '../../src/worker/protocol.ts'
import { bytesOf, type PageEngine, pageEngine, stringData } from '../helpers/pageEngine.ts'

const VALUES = [
  { name: 'Text', type: 1, data: stringData('pear') },
  { name: 'Digits', type: 1, data: stringData('300') },
  { name: 'Lines', type: 1, data: stringData('one\r\ntwo\r\n'.repeat(8000)) },
  { name: 'Count', type: 4, data: Uint8Array.of(42, 0, 0, 0) },
]

let engine: PageEngine
let info: DocInfo
let user: UserEvent

beforeEach(async () => {
  engine = pageEngine(bytesOf({ name: 'ROOT', values: VALUES }))
  startState(engine)
  useDocuments.setState({ docs: [], active: null })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  user = userEvent.setup()
  await openSample()
  const opened = useDocuments.getState().docs[0]
  if (!opened) throw new TypeError('the hive did not open')
  info = opened.info
  render(<Dialogs />)
})

async function rowOf(name: string): Promise<ValueRow> {
  const order = { column: 'name', descending: false } as const
  const at = { doc: info.doc, key: info.root, order, from: 0, count: 50 }
  const row = (await engine.values(at)).rows.find((one) => one.name === name)
  if (!row) throw new TypeError(`no value ${name}`)
  return row
}

async function stored(name: string) {
  const { id } = await rowOf(name)
  const { type, data } = await engine.valueData({ doc: info.doc, key: info.root, value: id })
  return { type, data }
}

async function open(name: string) {
  const value = await rowOf(name)
  act(() =>
    useDialogs.setState({ dialog: { type: 'change-type', doc: info.doc, key: info.root, value } }),
  )
  const dialog = await screen.findByRole('dialog', { name: 'Change Type' })
  return { dialog, ok: within(dialog).getByRole<HTMLButtonElement>('button', { name: 'OK' }) }
}

async function closed(): Promise<void> {
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
}

describe('changing the type of a value', () => {
  it('converts the data, shows it before, and Undo brings the bytes back', async () => {
    const { dialog, ok } = await open('Digits')
    const type = within(dialog).getByLabelText<HTMLSelectElement>('New type')
    await waitFor(() => expect(document.activeElement).toBe(type))
    await user.selectOptions(type, 'REG_DWORD')
    expect(type.selectedOptions[0]?.textContent).toBe('REG_DWORD')
    expect(dialog.textContent).toContain('New data, 4 bytes: 0x0000012c (300)')
    await user.click(ok)
    await closed()
    expect(await stored('Digits')).toEqual({ type: 4, data: Uint8Array.of(0x2c, 1, 0, 0) })
    await act(() => undo(info.doc))
    expect(await stored('Digits')).toEqual({ type: 1, data: stringData('300') })
  })

  it('refuses what has no meaning in the new type, and then keeps the bytes on request', async () => {
    const { dialog, ok } = await open('Text')
    await user.selectOptions(within(dialog).getByLabelText('New type'), 'REG_QWORD')
    expect(within(dialog).getByRole('alert').textContent).toContain('not a number')
    expect(ok.disabled).toBe(true)
    await user.click(within(dialog).getByLabelText('Keep the same bytes'))
    await user.click(ok)
    await closed()
    expect(await stored('Text')).toEqual({ type: 11, data: stringData('pear') })
  })

  it('long data is converted by the engine, which says how far it is', async () => {
    const release = engine.hold('convertedData')
    const { dialog, ok } = await open('Lines')
    await user.selectOptions(within(dialog).getByLabelText('New type'), 'REG_MULTI_SZ')
    expect(within(dialog).getByRole('progressbar', { name: 'Converting the data…' })).toBeTruthy()
    expect(ok.disabled).toBe(true)
    act(release)
    await waitFor(() => expect(ok.disabled).toBe(false))
    expect(within(dialog).queryByRole('progressbar')).toBeNull()
    const shown = /New data, 128,004 bytes: ([a-z ]+)/.exec(dialog.textContent)?.[1]
    expect(shown?.length).toBeLessThanOrEqual(256)
    await user.click(ok)
    await closed()
    const { type, data } = await stored('Lines')
    expect([type, decodeMultiString(data).items.length]).toEqual([7, 16_001])
  })

  it('a conversion that is no longer wanted is cancelled', async () => {
    const { dialog, ok } = await open('Lines')
    const { convertedData } = engine
    const signals: (AbortSignal | undefined)[] = []
    const watched: typeof convertedData = (request, call) => {
      signals.push(call?.signal)
      return convertedData(request, call)
    }
    Object.assign(engine, { convertedData: watched })
    const release = engine.hold('convertedData')
    const type = within(dialog).getByLabelText('New type')
    await user.selectOptions(type, 'REG_MULTI_SZ')
    await user.selectOptions(type, 'REG_EXPAND_SZ')
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, false])
    act(release)
    await waitFor(() => expect(ok.disabled).toBe(false))
    await user.click(ok)
    await closed()
    expect((await stored('Lines')).type).toBe(2)
  })

  it('any number can be the type', async () => {
    const { dialog, ok } = await open('Count')
    await user.selectOptions(within(dialog).getByLabelText('New type'), 'Other number…')
    const number = within(dialog).getByLabelText('Number of the type')
    await user.clear(number)
    expect(ok.disabled).toBe(true)
    await user.type(number, '0xffff0012')
    await user.click(ok)
    await closed()
    expect(await stored('Count')).toEqual({ type: 0xffff0012, data: Uint8Array.of(42, 0, 0, 0) })
  })
})

describe('a new value of any type', () => {
  it('is created under the name and with the type that are chosen', async () => {
    act(() => useDialogs.setState({ dialog: { type: 'new-value', doc: info.doc, key: info.root } }))
    const dialog = await screen.findByRole('dialog', { name: 'New Value' })
    const name = within(dialog).getByLabelText<HTMLInputElement>('Value name')
    await waitFor(() => expect(name.value).toBe('New Value #1'))
    await user.clear(name)
    await user.type(name, 'Count')
    await user.click(within(dialog).getByRole('button', { name: 'Create' }))
    await waitFor(() => expect(within(dialog).getByRole('alert').textContent).toContain('exist'))
    await user.clear(name)
    await user.type(name, 'Odd')
    await user.selectOptions(within(dialog).getByLabelText('Value type'), 'Other number…')
    const number = within(dialog).getByLabelText('Number of the type')
    await user.clear(number)
    await user.type(number, '100')
    await user.click(within(dialog).getByRole('button', { name: 'Create' }))
    await closed()
    expect(await stored('Odd')).toEqual({ type: 100, data: new Uint8Array(0) })
  })
})
