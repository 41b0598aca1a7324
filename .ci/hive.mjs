// npm run --silent hive -- COMMAND ...: builds the command when it is missing or old, then is it.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureCommand } from './build.mjs'
import { ensureInstalled, ROOT } from './install.mjs'

// Standard output carries the command's result and nothing else.
const toStderr = ['ignore', process.stderr, process.stderr]
if (!ensureInstalled({ stdio: toStderr }) || !ensureCommand()) {
  console.error('hive: BUILD_FAILED: the command could not be built')
  process.exit(2)
}

// npm runs scripts in the project folder; paths are meant from where the user is.
const cwd = process.env.npm_lifecycle_event === 'hive' ? process.env.INIT_CWD : undefined
const child = spawn(process.execPath, [join(ROOT, 'dist-cli/hive.js'), ...process.argv.slice(2)], {
  cwd: cwd ?? process.cwd(),
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 2))
