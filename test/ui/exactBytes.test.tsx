import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { sameBytes } from '../../src/bytes/same.ts'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { openValueEditor, useDialogs } from '../../src/state/dialogs.ts'
import { addDocument, useDocuments } from '../../src/state/documents.ts'
import { undo } from '../../src/state/edits.ts'
import { clearNotices } from '../../src/state/notices.ts'
import { startState } from '../../src/state/start.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import type { DocInfo, EngineClient, ValueRow } from '../../src/worker/protocol.ts'
import '../helpers/wholePage.ts'
import { pageEngine } from '../helpers/pageEngine.ts'
import { type RandomValue, randomValue } from '../helpers/randomValues.ts'
import { rng } from '../helpers/rng.ts'

const TITLE = /^Edit (String|Multi-String|DWORD|QWORD|Binary)/

let client: EngineClient
let info: DocInfo
let rows: readonly ValueRow[]
let user: UserEvent

/** Creates a hive of these values, named by their index. */
async function start(values: readonly RandomValue[]): Promise<void> {
  client = pageEngine()
  startState(client)
  useDocuments.setState({ docs: [], active: null })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  user = userEvent.setup()
  info = await client.openEmpty({ name: 'TEST' })
  addDocument(info, null)
  const { doc, root } = info
  for (const [at, { type, data }] of values.entries()) {
    await client.edit({
      doc,
      edit: { kind: 'create-value', key: root, name: nameOf(at), type, data },
    })
  }
  const order = { column: 'stored', descending: false } as const
  const page = await client.values({ ...place(), order, from: 0, count: values.length + 1 })
  rows = page.rows.filter(({ absent }) => !absent)
  render(<Dialogs />)
}

afterEach(cleanup)

function place() {
  return { doc: info.doc, key: info.root }
}

function nameOf(at: number): string {
  return `value ${at}`
}

async function open(at: number) {
  const row = rows.find(({ name }) => name === nameOf(at))
  if (!row) throw new TypeError(`no value ${at}`)
  act(() => openValueEditor(info.doc, info.root, row))
  const dialog = await screen.findByRole('dialog', { name: TITLE })
  const field = within(dialog).getByLabelText<HTMLInputElement>('Value data')
  return { dialog, field, ok: within(dialog).getByRole('button', { name: 'OK' }) }
}

async function closed(): Promise<void> {
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
}

async function stored(at: number): Promise<Uint8Array> {
  const row = rows.find(({ name }) => name === nameOf(at))
  const { data } = await client.valueData({ ...place(), value: row?.id ?? 0 })
  return data
}

/** Rises with every edit. */
async function revision(): Promise<number> {
  return (await client.visibleRows({ doc: info.doc, from: 0, count: 1 })).revision
}

const list = (text: string): RandomValue => ({
  type: VALUE_TYPE.MULTI_SZ,
  data: encodeUtf16(text),
})
const string = (text: string): RandomValue => ({ type: VALUE_TYPE.SZ, data: encodeUtf16(text) })

describe('OK with nothing typed', () => {
  it('OK without a change writes nothing, whatever the value holds', async () => {
    const random = rng(34)
    const values = Array.from({ length: 60 }, () => randomValue(random))
    await start(values)
    const before = await revision()
    for (const [at, { data }] of values.entries()) {
      const { ok } = await open(at)
      await user.click(ok)
      await closed()
      expect(sameBytes(await stored(at), data), `value ${at}`).toBe(true)
    }
    expect(await revision()).toBe(before)
  }, 120_000)
})

describe('an edit that is undone', () => {
  it('an undone edit restores the bytes, whatever the value holds', async () => {
    const random = rng(35)
    const values = Array.from({ length: 40 }, () => randomValue(random)).filter(
      ({ data }) => data.length < 10_000,
    )
    await start(values)
    for (const [at, { data }] of values.entries()) {
      const { field, ok } = await open(at)
      await user.click(field)
      await user.keyboard('{Control>}a{/Control}')
      await user.paste('12')
      await user.click(ok)
      await closed()
      expect(sameBytes(await stored(at), data), `value ${at} is edited`).toBe(false)
      await act(() => undo(info.doc))
      expect(sameBytes(await stored(at), data), `value ${at}`).toBe(true)
    }
  }, 120_000)
})

describe('a list whose strings hold line breaks', () => {
  it('line breaks inside the strings of a list are shown as explained marks, and survive an edit', async () => {
    await start([list('one\r\ntwo\0three↓\0\0')])
    const { dialog, field, ok } = await open(0)
    expect(field.value).toBe('one←↓two\nthree¤↓')
    expect(dialog.textContent).toContain('2 strings')
    expect(dialog.textContent).toContain('↓ is a line feed')
    await user.click(field)
    field.setSelectionRange(field.value.length, field.value.length)
    await user.keyboard('!{Enter}four')
    await user.click(ok)
    await closed()
    expect(await stored(0)).toEqual(encodeUtf16('one\r\ntwo\0three↓!\0four\0\0'))
  })
})

describe('a list that ends in an empty string', () => {
  it('an empty string at the end of a list survives the edit of another string', async () => {
    await start([list('\\??\\C:\\a\0\0\\??\\C:\\b\0\0\0')])
    const { dialog, field, ok } = await open(0)
    expect(field.value).toBe('\\??\\C:\\a\n\n\\??\\C:\\b\n\n')
    expect(dialog.textContent).toContain('4 strings (2 empty)')
    await user.click(field)
    field.setSelectionRange(8, 8)
    await user.keyboard('x')
    await user.click(ok)
    await closed()
    expect(await stored(0)).toEqual(encodeUtf16('\\??\\C:\\ax\0\0\\??\\C:\\b\0\0\0'))
  })

  it('an empty string at the end of a list is dropped only on request, after a warning', async () => {
    await start([list('a\0\0\0')])
    const { dialog, ok } = await open(0)
    await user.click(within(dialog).getByLabelText('Keep empty strings'))
    expect(dialog.textContent).toContain('1 empty line among the strings')
    await user.click(ok)
    await closed()
    expect(await stored(0)).toEqual(encodeUtf16('a\0\0'))
  })
})

describe('bytes after the end of the data', () => {
  it('bytes after the end of a list are reported, survive an edit, and are dropped on request', async () => {
    await start([list('a\0\0\0\0\0'), list('a\0\0\0\0\0')])
    const first = await open(0)
    expect(first.dialog.textContent).toContain('followed by 3 extra NULs, kept as stored')
    await user.click(first.field)
    await user.keyboard('{End}b')
    await user.click(first.ok)
    await closed()
    expect(await stored(0)).toEqual(encodeUtf16('ab\0\0\0\0\0'))
    const second = await open(1)
    await user.click(within(second.dialog).getByLabelText('Store the usual form'))
    expect(second.dialog.textContent).toContain('Saving drops the 3 extra NULs')
    await user.click(second.ok)
    await closed()
    expect(await stored(1)).toEqual(encodeUtf16('a\0\0'))
  })

  it('bytes after the end of a string are reported, survive an edit, and are dropped on request', async () => {
    await start([string('a\0bc\0'), string('a\0bc\0')])
    const first = await open(0)
    expect(first.dialog.textContent).toContain('continues after the end of the text: 6 bytes')
    await user.click(first.field)
    await user.keyboard('{End}x')
    await user.click(first.ok)
    await closed()
    expect(await stored(0)).toEqual(encodeUtf16('ax\0bc\0'))
    const second = await open(1)
    await user.click(within(second.dialog).getByLabelText('Store the usual form'))
    expect(second.dialog.textContent).toContain('Saving drops the 6 bytes')
    await user.click(second.ok)
    await closed()
    expect(await stored(1)).toEqual(encodeUtf16('a\0'))
  })
})

describe('line breaks in a string', () => {
  it('line breaks in a string keep their kinds, and a typed one is of the most common kind', async () => {
    await start([string('a\nb\nc\rd\0')])
    const { dialog, field, ok } = await open(0)
    expect(field.value).toBe('a\nb\nc←\nd')
    expect(dialog.textContent).toContain('Line breaks are LF, except for one, which is marked')
    await user.click(field)
    field.setSelectionRange(field.value.length, field.value.length)
    await user.keyboard('{Enter}e')
    await user.click(ok)
    await closed()
    expect(await stored(0)).toEqual(encodeUtf16('a\nb\nc\rd\ne\0'))
  })
})

describe('the base of a number', () => {
  it('the base of a number is chosen with the arrow keys without losing the focus', async () => {
    await start([{ type: VALUE_TYPE.DWORD, data: Uint8Array.of(0x2a, 0, 0, 0) }])
    const { dialog, field } = await open(0)
    const decimal = within(dialog).getByRole('radio', { name: 'Decimal' })
    act(() => within(dialog).getByRole('radio', { name: 'Hexadecimal' }).focus())
    await user.keyboard('{ArrowRight}')
    expect(document.activeElement).toBe(decimal)
    expect(field.value).toBe('42')
  })

  it('typed digits are read in the chosen base; copied text is read in any base', async () => {
    await start([{ type: VALUE_TYPE.DWORD, data: new Uint8Array(4) }])
    const { dialog, field, ok } = await open(0)
    await user.clear(field)
    await user.type(field, '0b11')
    expect(dialog.textContent).toContain(String(0xb11))
    await user.click(within(dialog).getByRole('radio', { name: 'Decimal' }))
    await user.clear(field)
    await user.click(field)
    await user.paste('0x0000002a (42)')
    await user.click(ok)
    await closed()
    expect(await stored(0)).toEqual(Uint8Array.of(0x2a, 0, 0, 0))
  })
})
