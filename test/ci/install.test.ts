/** Installing packages: what the lock file names, or nothing. */

import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()

it('says why npm ci failed, and installs nothing in its place', () => {
  const folder = files.path('project')
  mkdirSync(join(folder, '.ci'), { recursive: true })
  cpSync('.ci/install.mjs', join(folder, '.ci/install.mjs'))
  // npm ci refuses a lock file that does not fit; npm install would mend it in silence.
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'x', version: '1.0.0', dependencies: { react: '19.3.1' } }),
  )
  const lock = { name: 'x', version: '1.0.0', lockfileVersion: 3, packages: { '': {}, gone: {} } }
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock))
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['-e', "import('./.ci/install.mjs').then((m) => console.log(m.ensureInstalled()))"],
    { cwd: folder, encoding: 'utf8' },
  )
  expect(stdout.trim()).toBe('false')
  expect(stderr).toContain('npm ci')
  expect(existsSync(join(folder, 'node_modules'))).toBe(false)
})

it('has a lock file that says what every package must be', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { integrity?: string; link?: boolean }>
  }
  const without = Object.entries(packages)
    .filter(([path, { integrity, link }]) => path !== '' && !link && !integrity)
    .map(([path]) => path)
  expect(without).toEqual([])
})
