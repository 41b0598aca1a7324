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

/** A browser whose log cannot be opened so many times, with an error. */
function stubLog(failures: number, error: string) {
  let tries = 0
  const createSyncAccessHandle = async () => {
    if (++tries <= failures) throw new DOMException('', error)
    return {}
  }
  const folder = {
    getDirectoryHandle: async () => folder,
    getFileHandle: async () => ({ createSyncAccessHandle }),
  }
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => folder }, locks: {} })
  return () => tries
}

it('a log that a worker holds which has just ended is waited for, for a while', async () => {
  vi.useFakeTimers()
  try {
    const held = 'NoModificationAllowedError'
    const triesOf = async (failures: number, error: string) => {
      const tries = stubLog(failures, error)
      const opened = (await originStorage().folder('a')).openLog().then(
        () => 'opened',
        ({ name }: DOMException) => name,
      )
      await vi.advanceTimersByTimeAsync(10_000)
      return [await opened, tries()]
    }
    expect(await triesOf(0, held)).toEqual(['opened', 1])
    expect(await triesOf(3, held)).toEqual(['opened', 4])
    // Another tab that holds it for good is not waited for without end.
    expect(await triesOf(1000, held)).toEqual([held, 41])
    // Any other error counts at once.
    expect(await triesOf(1, 'QuotaExceededError')).toEqual(['QuotaExceededError', 1])
  } finally {
    vi.useRealTimers()
  }
})
