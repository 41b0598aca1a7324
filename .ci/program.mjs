// Builds one of the programs for Node if it is missing or old, then runs it in place of this one.

import { spawn } from 'node:child_process'
import { ensureProgram } from './build.mjs'
import { ensureInstalled } from './install.mjs'

/** `script` is the npm script that starts it. */
export function runProgram(mode, script, nodeOptions = []) {
  // Standard output has the result of the program and nothing else.
  const toStderr = ['ignore', process.stderr, process.stderr]
  if (!ensureInstalled({ stdio: toStderr })) {
    console.error(`${script}: INSTALL_FAILED: npm ci failed; the reason is above`)
    process.exit(2)
  }
  const path = ensureProgram(mode)
  if (path === null) {
    console.error(`${script}: BUILD_FAILED: the program could not be built; the reason is above`)
    process.exit(2)
  }
  // npm runs scripts in the project folder, but paths are relative to the user's working directory.
  const cwd = process.env.npm_lifecycle_event === script ? process.env.INIT_CWD : undefined
  const child = spawn(process.execPath, [...nodeOptions, path, ...process.argv.slice(2)], {
    cwd: cwd ?? process.cwd(),
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 2)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
