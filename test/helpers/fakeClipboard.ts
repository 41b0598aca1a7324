/** A clipboard in memory, in place of the browser's. */

import { vi } from 'vitest'

export interface FakeClipboard {
  text: string
  html: string | null
  /** Whether the page may read and write it. */
  allowed: { read: boolean; write: boolean }
}

/** Replaces the clipboard of the page until the mocks are restored. */
export function fakeClipboard(): FakeClipboard {
  const fake: FakeClipboard = { text: '', html: null, allowed: { read: true, write: true } }
  const demand = (what: 'read' | 'write') => {
    if (!fake.allowed[what]) throw new DOMException('denied', 'NotAllowedError')
  }
  const clipboard = navigator.clipboard
  vi.spyOn(clipboard, 'writeText').mockImplementation(async (text) => {
    demand('write')
    Object.assign(fake, { text, html: null })
  })
  vi.spyOn(clipboard, 'write').mockImplementation(async ([item]) => {
    demand('write')
    if (item === undefined) return
    const read = async (type: string) => (await item.getType(type)).text()
    fake.text = await read('text/plain')
    fake.html = item.types.includes('text/html') ? await read('text/html') : null
  })
  vi.spyOn(clipboard, 'readText').mockImplementation(async () => {
    demand('read')
    return fake.text
  })
  vi.spyOn(clipboard, 'read').mockImplementation(async () => {
    demand('read')
    const forms: Record<string, Blob> = { 'text/plain': new Blob([fake.text]) }
    if (fake.html !== null) forms['text/html'] = new Blob([fake.html])
    return [new ClipboardItem(forms)]
  })
  // The document of these tests has no commands.
  document.execCommand = () => false
  return fake
}
