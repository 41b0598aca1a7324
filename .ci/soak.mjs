// npm run soak -- --minutes N: random edits and damaged hives for N minutes.
// npm run soak -- --browser N [--seed S]: N damaged hives, and every crafted one, in the page itself.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { ensurePage } from './build.mjs'
import { ensureInstalled, ROOT } from './install.mjs'
import { runProgram } from './program.mjs'

/**
 * For the table of costs. Garbage is collected on one thread: helper threads use processor time while they wait. The
 * young generation has a fixed size: by default it grows during a measurement.
 */
const MEASURING = ['--single-threaded-gc', '--min-semi-space-size=64', '--max-semi-space-size=64']

const args = process.argv.slice(2)
if (args.includes('--browser')) runInBrowser()
else runProgram('soak', 'soak', args.includes('--shapes') ? MEASURING : [])

function runInBrowser() {
  const numberAfter = (name, fallback) =>
    args.includes(name) ? args[args.indexOf(name) + 1] : fallback
  if (!ensureInstalled() || !ensurePage()) process.exit(2)
  const program = join(ROOT, 'node_modules/@playwright/test/cli.js')
  const words = ['test', '--config', 'e2e/playwright.config.ts', '--reporter=line', '--workers=1']
  const specs = ['e2e/mutants.spec.ts', 'e2e/hostile.spec.ts']
  const { status } = spawnSync(process.execPath, [program, ...words, ...specs], {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      CHROMIUM_PATH: ensureBrowser(),
      PAGE_MUTANTS: numberAfter('--browser', '500'),
      PAGE_MUTANTS_SEED: numberAfter('--seed', '1'),
      PAGE_SHAPES: 'all',
    },
  })
  process.exit(status ?? 2)
}
