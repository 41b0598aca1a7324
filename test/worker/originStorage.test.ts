import { afterEach, expect, it, vi } from 'vitest'
import { originStorage } from '../../src/worker/journals/originStorage.ts'

afterEach(() => vi.unstubAllGlobals())

/** A browser whose files report so many bytes as written. */
function stubFiles(written: number): void {
  const handle = { createSyncAccessHandle: async () => ({ write: () => written }) }
  const folder = { getDirectoryHandle: async () => folder, getFileHandle: async () => handle }
  const storage = { getDirectory: async () => folder }
  vi.stubGlobal('navigator', { storage, locks: {} })
}

it('bytes that the browser did not write are missed, however it reports that', async () => {
  const bytes = new Uint8Array(10)
  // The last one is -8, the error of Chromium for a full disk, as it arrives.
  for (const written of [0, 9, 4_294_967_288]) {
    stubFiles(written)
    const file = await (await originStorage().folder('a')).openLog()
    expect(() => file.write(bytes, 0)).toThrow('not all bytes were written')
  }
  stubFiles(10)
  const file = await (await originStorage().folder('a')).openLog()
  expect(() => file.write(bytes, 0)).not.toThrow()
})
