// npm run soak:page -- [--minutes N] [--seed S]: random actions on the built page, which is killed now and then.
// npm run soak:page -- --kills N [--edits M]: N kills of each kind, each in a run of up to M edits.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { ensurePage } from './build.mjs'
import { ensureInstalled, ROOT } from './install.mjs'

const OPTIONS = { '--minutes': '10', '--seed': '1', '--kills': null, '--edits': '200' }

const given = { ...OPTIONS }
const args = process.argv.slice(2)
for (let at = 0; at < args.length; at += 2) {
  const [name, value] = [args[at], args[at + 1]]
  if (!(name in OPTIONS) || !(Number(value) >= 0)) {
    process.stderr.write(`soak:page: ${name} is not an option, or needs a number\n`)
    process.exit(2)
  }
  given[name] = value
}
if (!ensureInstalled() || !ensurePage()) process.exit(2)
const kills = given['--kills']
const program = join(ROOT, 'node_modules/@playwright/test/cli.js')
const words = ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list', '--workers=1']
const { status } = spawnSync(
  process.execPath,
  [program, ...words, ...(kills ? ['kills.spec'] : [])],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      CHROMIUM_PATH: ensureBrowser(),
      ...(kills
        ? { PAGE_KILLS: kills, PAGE_KILL_EDITS: given['--edits'] }
        : { PAGE_SOAK_MINUTES: given['--minutes'], PAGE_SOAK_SEED: given['--seed'] }),
    },
  },
)
process.exit(status ?? 2)
