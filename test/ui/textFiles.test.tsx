import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { activeDocument, documentOf, useDocuments } from '../../src/state/documents.ts'
import { setEngine } from '../../src/state/engine.ts'
import { clearNotices, useNotices } from '../../src/state/notices.ts'
import { openInputFiles } from '../../src/state/openFiles.ts'
import { prefixOf } from '../../src/state/prefixes.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import { type PageEngine, pageEngine } from '../helpers/pageEngine.ts'
import { HEADER, utf16 } from '../regtext/importText.ts'
import '../helpers/wholePage.ts'

let engine: PageEngine
let user: UserEvent

beforeEach(() => {
  engine = pageEngine()
  setEngine(engine)
  useDocuments.setState({ docs: [], active: null, opening: [] })
  clearNotices()
  user = userEvent.setup()
  render(<Dialogs />)
})

function regFile(...lines: readonly string[]): File {
  return new File([Uint8Array.from(utf16([HEADER, ...lines, ''].join('\r\n')))], 'mine.reg')
}

const hives = () => useDocuments.getState().docs.map(({ info }) => info.name)
const keys = async () => {
  const doc = activeDocument()?.info.doc ?? 0
  const { rows } = await engine.visibleRows({ doc, from: 0, count: 99 })
  return rows.map(({ name }) => name)
}

describe('opening a .reg file', () => {
  it('shows it as a hive, says what its root is, and how much was not read', async () => {
    await act(() => openInputFiles([regFile('[HKEY_CURRENT_USER\\Software]', 'junk')]))
    expect(hives()).toEqual(['mine.hiv'])
    expect(await keys()).toContain('Software')
    const notice = useNotices.getState().notices.at(-1)
    expect(notice?.text).toBe('mine.reg is open as the new hive mine.hiv')
    expect(notice?.detail).toBe(
      'HKEY_CURRENT_USER is the root key of the hive. 1 line of the text was not read.',
    )
    expect(prefixOf(activeDocument()?.info.doc ?? 0)).toBe('HKEY_CURRENT_USER')
    act(() => notice?.action?.run())
    const dialog = await screen.findByRole('dialog', { name: 'Text of This Hive' })
    expect(within(dialog).getByRole('listitem').textContent).toMatch(/^Line 3: Column 1: neither/)
  })

  it('opens it again with another root, in place of the first', async () => {
    const file = regFile('[HKEY_CURRENT_USER\\A]', '[HKEY_LOCAL_MACHINE\\SOFTWARE\\B]')
    await act(() => openInputFiles([file]))
    const first = activeDocument()?.info.doc
    expect(await keys()).toContain('HKEY_CURRENT_USER')
    act(() => useNotices.getState().notices.at(-1)?.action?.run())
    const dialog = await screen.findByRole('dialog', { name: 'Text of This Hive' })
    const radio = /^HKEY_LOCAL_MACHINE\\SOFTWARE is the root key/
    await user.click(within(dialog).getByRole('radio', { name: radio }))
    await user.click(within(dialog).getByRole('button', { name: 'Open Again' }))
    await waitFor(() => expect(activeDocument()?.info.doc).not.toBe(first))
    await waitFor(() => expect(documentOf(first ?? 0)).toBeUndefined())
    expect(await keys()).toContain('B')
    expect(hives()).toEqual(['mine.hiv'])
  })

  it('whatever its name is; one that is none is an error', async () => {
    const named = (name: string, bytes: BlobPart) =>
      act(() => openInputFiles([new File([bytes], name)]))
    await named('mine', await regFile('[HKEY_CURRENT_USER\\A]').arrayBuffer())
    expect(hives()).toEqual(['mine.hiv'])
    await named('x.json', '{"other":1}')
    expect(hives()).toEqual(['mine.hiv'])
    expect(useNotices.getState().notices.at(-1)?.text).toMatch(/^x\.json cannot be opened: line 1/)
    await named('x.bin', 'words')
    expect(useNotices.getState().notices.at(-1)?.text).toBe('x.bin is not a registry hive.')
  })
})
