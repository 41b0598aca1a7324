import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { minorForOs } from '../../src/offreg/osVersion.ts'
import { activeDocument } from '../../src/state/documents.ts'
import { WINDOWS_VERSIONS } from '../../src/text/saveAs.ts'
import { App } from '../../src/ui/App.tsx'
import '../helpers/wholePage.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { openPage } from '../helpers/openPage.ts'
import { earlyHive, layeredHive, type PageEngine, type TestHive } from '../helpers/pageEngine.ts'

let user: UserEvent
let engine: PageEngine
let downloads: { name: string; blob: Blob }[]

beforeEach(() => {
  downloads = []
  let blob = new Blob()
  URL.createObjectURL = (object) => {
    if (object instanceof Blob) blob = object
    return 'blob:test'
  }
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    downloads.push({ name: this.download, blob })
  })
  user = userEvent.setup()
})
afterEach(() => {
  vi.restoreAllMocks()
  Reflect.deleteProperty(window, 'showSaveFilePicker')
})

async function open(hive: TestHive = { name: 'ROOT', subkeys: [{ name: 'Key' }] }) {
  ;({ engine } = await openPage(hive))
  render(<App />)
  return openDialog()
}

async function openDialog(): Promise<HTMLElement> {
  act(() => commandOf('file.saveAs').run())
  return screen.findByRole('dialog', { name: 'Save As' })
}

const save = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Save' })

async function downloaded(): Promise<{ name: string; hive: Hive; size: number }> {
  await waitFor(() => expect(downloads).toHaveLength(1))
  const [{ name, blob } = { name: '', blob: new Blob() }] = downloads
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return { name, hive: Hive.open(bytes), size: bytes.length }
}

describe('Save As', () => {
  it('shows the exact size of both layouts, and saves the copy under the name that was typed', async () => {
    const dialog = await open()
    const compacted = await within(dialog).findByRole('radio', { name: /^Compacted copy: 8 KB/ })
    expect(within(dialog).getByRole('radio', { name: /^Keep the layout: / })).toBeTruthy()
    await user.click(compacted)
    await user.selectOptions(screen.getByLabelText('Windows version'), 'Windows 2000 (5.0)')
    expect(
      screen.getByText(/^Writes version 1.3, which Windows NT 4.0 and later read/),
    ).toBeTruthy()
    const name = screen.getByLabelText('File name')
    await user.clear(name)
    expect(save().disabled).toBe(true)
    await user.type(name, 'for2000.hiv')
    await waitFor(() => expect(save().disabled).toBe(false))
    await user.keyboard('{Enter}')
    const { name: file, hive, size } = await downloaded()
    expect(file).toBe('for2000.hiv')
    expect(hive.version).toBe('1.3')
    expect(size).toBe(8192)
    expect(hive.key('Key').name).toBe('Key')
    expect(activeDocument()?.lastSave?.report).toMatchObject({ layout: 3, size })
    // The copy that was measured is the one that is saved.
    expect(engine.calls.filter((call) => call === 'previewSave')).toHaveLength(3)
  })

  it('keeps the layout unless something else is chosen, in the file that was picked', async () => {
    const disk = new FakeHandle('elsewhere.hiv', new Uint8Array())
    const picker = vi.fn(async () => disk.handle)
    Object.assign(window, { showSaveFilePicker: picker })
    await open()
    await waitFor(() => expect(save().disabled).toBe(false))
    await user.click(save())
    await waitFor(() => expect(disk.bytes.length).toBeGreaterThan(0))
    expect(picker).toHaveBeenCalledWith(expect.objectContaining({ suggestedName: 'sample' }))
    await waitFor(() => expect(activeDocument()?.lastSave?.way).toBe('other'))
    expect(activeDocument()?.lastSave?.report.layout).toBe('kept')
    // The tab is that file from then on.
    expect(await screen.findByRole('tab', { name: 'elsewhere.hiv' })).toBeTruthy()
  })

  it('says before anything is written that a version cannot hold the hive, and which key it is', async () => {
    await open(layeredHive({ name: 'ROOT', subkeys: [{ name: 'Hidden', layer: 1 }] }))
    await user.click(await screen.findByRole('radio', { name: /^Compacted copy/ }))
    await waitFor(() => expect(save().disabled).toBe(false))
    await user.selectOptions(screen.getByLabelText('Windows version'), '10.0')
    expect(screen.getByText(/It has no layered keys/)).toBeTruthy()
    const alert = await screen.findByText(
      /^It cannot be saved like this\. The key “Hidden” belongs/,
    )
    expect(alert.getAttribute('role')).toBe('alert')
    expect(save().disabled).toBe(true)
    await user.selectOptions(screen.getByLabelText('Windows version'), 'own')
    await waitFor(() => expect(save().disabled).toBe(false))
  })

  it('a hive of version 1.1 is saved as a copy of a later version', async () => {
    await open(earlyHive({ name: 'ROOT', subkeys: [{ name: 'Old' }] }))
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /^Keep/ }).disabled).toBe(true)
    await waitFor(() => expect(save().disabled).toBe(false))
    await user.click(save())
    expect((await downloaded()).hive.version).toBe('1.3')
  })

  it('the copy that was measured is given up when the dialog is cancelled', async () => {
    await open()
    await screen.findByRole('radio', { name: /^Compacted copy: 8 KB/ })
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(engine.calls.at(-1)).toBe('dropCopy'))
  })

  it('offers the versions of Windows that the offline library accepts, and no others', () => {
    const accepted: string[] = []
    for (let major = 0; major <= 20; major++) {
      for (let minor = 0; minor <= 20; minor++) {
        if (minorForOs({ major, minor }) !== null) accepted.push(`${major}.${minor}`)
      }
    }
    expect(WINDOWS_VERSIONS.map(({ os }) => os)).toEqual(accepted)
    for (const { os, minor } of WINDOWS_VERSIONS) {
      const [major = 0, low = 0] = os.split('.').map(Number)
      expect(minorForOs({ major, minor: low })).toBe(minor)
    }
  })
})
