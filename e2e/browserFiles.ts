/** Files in the browser's own storage, whose handles are written like those of files on disk. */

import type { Page } from '@playwright/test'
import { Hive } from '../src/offreg/Hive.ts'

/** Writes a file into the page's storage. */
export async function writeStored(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  await page.evaluate(
    async ([to, content]) => {
      const root = await navigator.storage.getDirectory()
      const handle = await root.getFileHandle(to, { create: true })
      const writable = await handle.createWritable()
      await writable.write(Uint8Array.from(content))
      await writable.close()
    },
    [name, [...bytes]] as const,
  )
}

export function readStored(page: Page, name: string): Promise<readonly number[]> {
  return page.evaluate(async (from) => {
    const root = await navigator.storage.getDirectory()
    const file = await (await root.getFileHandle(from)).getFile()
    return [...new Uint8Array(await file.arrayBuffer())]
  }, name)
}

/** Names of the subkeys of the root of a stored hive. */
export async function keysStored(page: Page, name: string): Promise<readonly string[]> {
  const hive = Hive.open(Uint8Array.from(await readStored(page, name)))
  return [...hive.rootKey.subkeys()].map((key) => key.name)
}

/** Drops a stored file on the page the way the browser drops a file on disk: with its handle. */
export async function dropStored(page: Page, name: string): Promise<void> {
  await page.evaluate(async (dropped) => {
    const root = await navigator.storage.getDirectory()
    const handle = await root.getFileHandle(dropped)
    const file = await handle.getFile()
    const item = {
      kind: 'file',
      getAsFile: () => file,
      getAsFileSystemHandle: () => Promise.resolve(handle),
    }
    const event = new Event('drop', { bubbles: true, cancelable: true })
    Object.assign(event, { dataTransfer: { types: ['Files'], items: [item] } })
    document.body.dispatchEvent(event)
  }, name)
}
