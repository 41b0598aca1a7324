import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { documentOf, updateDocument } from '../../src/state/documents.ts'
import { beginExport } from '../../src/state/exporting.ts'
import { goTo } from '../../src/state/navigation.ts'
import { useNotices } from '../../src/state/notices.ts'
import { choosePrefix, prefixOf } from '../../src/state/prefixes.ts'
import { loadSettings, useSettings } from '../../src/state/settings.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import { encodeString } from '../../src/values/encode.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { openPage } from '../helpers/openPage.ts'
import type { PageEngine } from '../helpers/pageEngine.ts'
import '../helpers/wholePage.ts'

const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Here', values: [{ name: 'a', type: 1, data: encodeString('ж') }] },
    { name: 'There', subkeys: [{ name: 'Below' }] },
  ],
}

let doc: DocId
let engine: PageEngine
let user: UserEvent
/** The downloads, by name. */
let downloads: Map<string, Blob>

beforeEach(async () => {
  ;({ doc, engine } = await openPage(HIVE))
  user = userEvent.setup()
  downloads = new Map()
  const blobs: Blob[] = []
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    blobs.push(blob as Blob)
    return 'blob:x'
  })
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    const blob = blobs.at(-1)
    if (blob) downloads.set(this.download, blob)
  })
  render(<Dialogs />)
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  useSettings.setState({ prefixes: {} })
})

async function open(): Promise<HTMLElement> {
  await act(() => beginExport(doc, 'export'))
  return screen.findByRole('dialog', { name: 'Export Registry File' })
}

async function choose(dialog: HTMLElement, format: string): Promise<void> {
  const select = within(dialog).getByRole('combobox', { name: 'Save as type' })
  await user.selectOptions(select, format)
}

function info() {
  const found = documentOf(doc)?.info
  if (found === undefined) throw new TypeError('the hive is closed')
  return found
}

const news = () => useNotices.getState().notices.at(-1)

describe('exporting', () => {
  it('begins with the selected branch, and writes what the chosen format has', async () => {
    await act(() => goTo(doc, '\\There'))
    const dialog = await open()
    const selected = within(dialog).getByRole<HTMLInputElement>('radio', {
      name: /^Selected branch/,
    })
    expect(selected.checked).toBe(true)
    expect(within(dialog).getByText('HKEY_LOCAL_MACHINE\\sample\\There')).toBeTruthy()
    expect(within(dialog).getByText(/^Without permissions, class names/)).toBeTruthy()
    await user.click(within(dialog).getByRole('button', { name: 'Export' }))
    await waitFor(() => expect([...downloads.keys()]).toEqual(['There.reg']))
    const text = await downloads.get('There.reg')?.text()
    expect(text?.replaceAll('\0', '')).toContain('[HKEY_LOCAL_MACHINE\\sample\\There\\Below]')
    await waitFor(() => expect(news()?.text).toMatch(/^Downloaded There\.reg \(/))
  })

  it.each([
    ['JSON (*.json)', 'sample.json', '{"format":"propolis-hive"'],
    ['JSON Lines, a line for each value (*.ndjson)', 'sample.ndjson', '{"hive":"sample"'],
    ['CSV, a row for each value (*.csv)', 'sample.csv', 'hive,path,name'],
    ['Parquet, a row for each value (*.parquet)', 'sample.parquet', 'PAR1'],
    ['reg add Commands (*.cmd)', 'sample.cmd', '@echo off'],
    ['PowerShell Commands (*.ps1)', 'sample.ps1', ''],
    ['HTML Report (*.html)', 'sample.html', '<!doctype html>'],
    ['Registry Hive Files (*.hiv)', 'sample.hiv', 'regf'],
  ])('all of a hive as %s', async (format, name, begin) => {
    const dialog = await open()
    await choose(dialog, format)
    await user.click(within(dialog).getByRole('radio', { name: 'All' }))
    await user.click(within(dialog).getByRole('button', { name: 'Export' }))
    await waitFor(() => expect([...downloads.keys()]).toEqual([name]))
    expect(await downloads.get(name)?.slice(0, 400).text()).toContain(begin)
  })

  it('a path of the root is chosen and remembered', async () => {
    let dialog = await open()
    await choose(dialog, 'Registration Files (*.reg)')
    const field = within(dialog).getByRole<HTMLInputElement>('textbox')
    await user.clear(field)
    await user.type(field, 'nowhere')
    await user.click(within(dialog).getByRole('button', { name: 'Export' }))
    expect(within(dialog).getByText(/^A path begins with a root/)).toBeTruthy()
    await user.clear(field)
    await user.type(field, 'HKCU\\Software\\X')
    await user.click(within(dialog).getByRole('button', { name: 'Export' }))
    await waitFor(() => expect(downloads.size).toBe(1))
    const text = (await [...downloads.values()][0]?.text())?.replaceAll('\0', '')
    expect(text).toContain('[HKEY_CURRENT_USER\\Software\\X]')
    dialog = await open()
    expect(within(dialog).getByRole<HTMLInputElement>('textbox').value).toBe('HKCU\\Software\\X')
  })

  it('what a format cannot hold is listed', async () => {
    const dialog = await open()
    await choose(dialog, 'Win9x/NT4 Registration Files (*.reg)')
    await user.click(within(dialog).getByRole('button', { name: 'Export' }))
    await waitFor(() => expect(news()?.detail).toBe('1 key or value is not in it.'))
    act(() => news()?.action?.run())
    const listed = await screen.findByRole('dialog', { name: 'Not in the Exported File' })
    expect(within(listed).getByRole('listitem').textContent).toContain(
      'Here › a: it has characters',
    )
  })

  it('goes into a file where the browser can write one', async () => {
    const file = new FakeHandle('chosen.csv', new Uint8Array())
    vi.stubGlobal('showSaveFilePicker', async () => file.handle)
    const dialog = await open()
    await choose(dialog, 'CSV, a row for each value (*.csv)')
    await user.click(within(dialog).getByRole('button', { name: 'Export' }))
    await waitFor(() => expect(news()?.text).toMatch(/^Exported chosen\.csv \(/))
    expect(new TextDecoder().decode(file.bytes)).toContain('hive,path')
    expect(downloads.size).toBe(0)
  })

  it('that would be far too large asks first', async () => {
    const { exportAs } = engine
    Object.assign(engine, {
      exportAs: (request: Parameters<typeof exportAs>[0], call: object) =>
        exportAs(request.force ? request : { ...request, most: 1 }, call),
    })
    const dialog = await open()
    await user.click(within(dialog).getByRole('button', { name: 'Export' }))
    const question = await screen.findByRole('dialog', { name: 'Export a very large file?' })
    expect(downloads.size).toBe(0)
    await user.click(within(question).getByRole('button', { name: 'Export Anyway' }))
    await waitFor(() => expect(downloads.size).toBe(1))
  })
})

describe('the path that stands for the root of a hive', () => {
  it('is remembered for hives of a kind; where only the file says what it is, for the open hive', () => {
    choosePrefix(doc, 'HKLM\\MINE')
    expect(prefixOf(doc)).toBe('HKLM\\MINE')
    expect(useSettings.getState().prefixes).toEqual({})
    act(() =>
      updateDocument(doc, { info: { ...info(), kind: 'NTUSER', prefix: 'HKEY_CURRENT_USER' } }),
    )
    choosePrefix(doc, 'HKEY_USERS\\S-1-5-21-1')
    expect(loadSettings().prefixes).toEqual({ HKEY_CURRENT_USER: 'HKEY_USERS\\S-1-5-21-1' })
    choosePrefix(doc, 'HKEY_CURRENT_USER')
    expect(loadSettings().prefixes).toEqual({})
  })
})

describe('printing', () => {
  it('prints the text of a branch in place of the page, and takes it away afterwards', async () => {
    const print = vi.fn()
    vi.stubGlobal('print', print)
    await act(() => goTo(doc, '\\There'))
    await act(() => beginExport(doc, 'print'))
    const dialog = await screen.findByRole('dialog', { name: 'Print' })
    await user.click(within(dialog).getByRole('button', { name: 'Print' }))
    await waitFor(() => expect(print).toHaveBeenCalledOnce())
    const pages = document.querySelector('.printed')
    expect(pages?.textContent).toMatch(/^Key Name: {10}HKEY_.*\\There\r\n/m)
    expect(pages?.textContent).toMatch(/^Key Name: {10}HKEY_.*\\There\\Below\r\n/m)
    expect(document.title).toBe('sample')
    window.dispatchEvent(new Event('afterprint'))
    expect(document.querySelector('.printed')).toBeNull()
  })
})

describe('exporting from a SYSTEM hive', () => {
  beforeEach(async () => {
    const subkeys = ['ControlSet001', 'ControlSet002'].map((name) => ({
      ...{ name, subkeys: [{ name: 'Services', subkeys: [{ name: 'Tcpip' }] }] },
    }))
    const values = [{ name: 'Current', type: 4, data: Uint8Array.of(1, 0, 0, 0) }]
    ;({ doc, engine } = await openPage({
      ...{ name: 'ROOT', subkeys: [...subkeys, { name: 'Select', values }] },
    }))
  })

  it('the control set in use can be written as CurrentControlSet, which an import takes for it', async () => {
    await act(() => goTo(doc, 'ControlSet001\\Services'))
    const dialog = await open()
    await choose(dialog, 'Registration Files (*.reg)')
    const box = within(dialog).getByRole('checkbox', { name: /as CurrentControlSet/ })
    await choose(dialog, 'Registry Hive Files (*.hiv)')
    expect(box.isConnected).toBe(false)
    await choose(dialog, 'Registration Files (*.reg)')
    await user.click(within(dialog).getByRole('checkbox', { name: /as CurrentControlSet/ }))
    await user.click(within(dialog).getByRole('button', { name: 'Export' }))
    await waitFor(() => expect(downloads.size).toBe(1))
    const blob = [...downloads.values()][0] as Blob
    const text = new TextDecoder('utf-16le').decode(await blob.arrayBuffer())
    const prefix = prefixOf(doc).replace(/^HKLM/, 'HKEY_LOCAL_MACHINE')
    const root = `${prefix}\\CurrentControlSet\\Services`
    expect(text.match(/^\[.*\]$/gm)).toEqual([`[${root}]`, `[${root}\\Tcpip]`])
    const file = new File([blob], 'services.reg')
    const options = { prefix, lenient: false, addNul: false, rules: null, codePage: null }
    const preview = await engine.previewImport({ doc, text: { name: file.name, file, ...options } })
    expect(preview).toMatchObject({ effects: 0, controlSet: 'ControlSet001' })
  })

  it('another control set, and the whole hive, keep their names', async () => {
    await act(() => goTo(doc, 'ControlSet002\\Services'))
    const dialog = await open()
    await choose(dialog, 'Registration Files (*.reg)')
    expect(within(dialog).queryByRole('checkbox', { name: /as CurrentControlSet/ })).toBeNull()
  })
})
