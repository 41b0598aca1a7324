/** ORSaveHive returns nothing of a copy that a faulty writer has damaged. */

import { expect, it, vi } from 'vitest'
import { ORCreateHive, ORSaveHive } from '../../src/offreg/functions.ts'
import type * as save from '../../src/offreg/save.ts'

vi.mock('../../src/offreg/save.ts', async (original) => {
  const real = await original<typeof save>()
  return {
    ...real,
    compactHive: (...args: Parameters<typeof save.compactHive>) => {
      const bytes = real.compactHive(...args)
      // The security cell of the root.
      bytes.fill(0xff, 0x1020 + 4 + 44, 0x1020 + 4 + 48)
      return bytes
    },
  }
})

it('ORSaveHive does not write a file that would be damaged', () => {
  const hive = ORCreateHive()
  if (hive.status !== 0) throw hive.error
  const write = vi.fn()
  const saved = ORSaveHive(hive.handle, { path: 'x', files: { read: vi.fn(), write } }, 6, 1)
  expect(saved).toMatchObject({
    status: 1015,
    error: { code: 'save-would-damage', detail: { finding: 'security-bad' } },
  })
  expect(write).not.toHaveBeenCalled()
})
