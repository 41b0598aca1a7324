import { beforeEach, expect, it, vi } from 'vitest'

beforeEach(() => vi.resetModules())

/** The notice that an error leads to, in a page that has not loaded the words yet. */
async function shown(): Promise<string> {
  const { HiveError } = await import('../../src/errors.ts')
  const { showError, useNotices } = await import('../../src/state/notices.ts')
  showError(new HiveError('stale', 'the key is gone'), 'SYSTEM')
  await vi.waitFor(() => expect(useNotices.getState().notices).toHaveLength(1), 15_000)
  return useNotices.getState().notices[0]?.text ?? ''
}

it('the first error loads the words it is said with', async () => {
  vi.doMock('../../src/text/errors.ts', () => ({
    errorText: (code: string) => ({ text: `words of ${code}` }),
  }))
  expect(await shown()).toBe('words of stale')
})

it('an error is shown as it is when its words cannot be loaded', async () => {
  vi.doMock('../../src/text/errors.ts', () => {
    throw new TypeError('not found')
  })
  expect(await shown()).toBe('HiveError: the key is gone')
})
