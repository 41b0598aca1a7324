import { render } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDocuments } from '../../src/state/documents.ts'
import { startState } from '../../src/state/start.ts'
import { DropOverlay } from '../../src/ui/frame/DropOverlay.tsx'
import { eventually } from '../helpers/eventually.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { bytesOf, hiveFile, pageEngine } from '../helpers/pageEngine.ts'
import { startSaving } from '../helpers/savePage.ts'

const HIVE = { name: 'ROOT' }

beforeEach(() => {
  startSaving()
  startState(pageEngine())
  render(<DropOverlay />)
})

/** Pastes a file, the way Chromium does with its handle. Returns whether the page took it. */
function paste(
  options: { readonly text?: string; readonly handle?: boolean; readonly on?: Element } = {},
): boolean {
  const { text = '', handle = true, on = document.body } = options
  const file = hiveFile('SYSTEM', HIVE)
  const disk = new FakeHandle('SYSTEM', bytesOf(HIVE))
  const item = { kind: 'file', getAsFile: () => file }
  const clipboardData = {
    types: text === '' ? ['Files'] : ['text/plain', 'Files'],
    files: [file],
    items: [handle ? { ...item, getAsFileSystemHandle: async () => disk.handle } : item],
    getData: () => text,
  }
  const event = new Event('paste', { bubbles: true, cancelable: true })
  on.dispatchEvent(Object.assign(event, { clipboardData }))
  return event.defaultPrevented
}

const docs = () => useDocuments.getState().docs

describe('files that are pasted', () => {
  it('are opened, to be saved in place where the browser gives handles', async () => {
    expect(paste()).toBe(true)
    await eventually(() => expect(docs()[0]?.info).toMatchObject({ name: 'SYSTEM', inPlace: true }))
  })

  it('are opened where the browser gives none', async () => {
    expect(paste({ handle: false })).toBe(true)
    await eventually(() => expect(docs()[0]?.info.inPlace).toBe(false))
  })

  it('are opened when the file manager adds their names or paths as text', async () => {
    expect(paste({ text: '/home/me/SYSTEM\r\n' })).toBe(true)
    await eventually(() => expect(docs()).toHaveLength(1))
  })

  it('are left alone when they are a picture of the text beside them, or in a text field', () => {
    expect(paste({ text: 'cells of a table' })).toBe(false)
    const field = document.createElement('input')
    document.body.append(field)
    expect(paste({ on: field })).toBe(false)
    field.remove()
    expect(docs()).toHaveLength(0)
  })
})
