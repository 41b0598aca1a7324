import { expect, it, vi } from 'vitest'
import { loadModule, MissingPart } from '../../src/state/loadModule.ts'

it('a module whose request is dropped is asked for again', async () => {
  const load = vi.fn(async () => 'module')
  load.mockRejectedValueOnce(new TypeError('dropped'))
  load.mockRejectedValueOnce(new TypeError('dropped'))
  expect(await loadModule(load)).toBe('module')
  expect(load).toHaveBeenCalledTimes(3)
})

it('a module that cannot be had is a missing part, with the first error as its cause', async () => {
  const first = new TypeError('no network')
  const load = vi.fn(async () => Promise.reject(new TypeError('still none')))
  load.mockRejectedValueOnce(first)
  const error = await loadModule(load).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(MissingPart)
  expect(error).toMatchObject({ cause: first })
  expect(load).toHaveBeenCalledTimes(4)
})
