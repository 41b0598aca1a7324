/** What `npm test` prints while it runs. */

import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

it('numbers every finished file out of all of them', () => {
  const files = ['test/bytes/guid.test.ts', 'test/bytes/hex.test.ts']
  const { stdout, status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', ...files, '--reporter=./.ci/progress.mjs'],
    { encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' } },
  )
  expect(status).toBe(0)
  const lines = stdout.split('\n').filter((line) => line.includes('.test.ts'))
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^\[1\/2\] .*\.test\.ts/)
  expect(lines[1]).toMatch(/^\[2\/2\] .*\.test\.ts/)
})
