// Makes node_modules match package-lock.json. Plain Node: works before any package is installed.

import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '..')

/** Runs npm or npx, without a shell if possible. */
export function runNpm(tool, args, options = {}) {
  const windows = process.platform === 'win32'
  return spawnSync(windows ? `${tool}.cmd` : tool, args, {
    cwd: ROOT,
    stdio: 'inherit',
    shell: windows,
    ...options,
  })
}

/**
 * Installs the packages of the lock file if any is missing; false if `npm ci` failed. npm prints the reason on
 * `stdio`.
 */
export function ensureInstalled({ stdio = 'inherit' } = {}) {
  if (isInstalled()) return true
  console.error('Installing packages ...')
  const quiet = ['--no-audit', '--no-fund', '--loglevel', 'error']
  // Never `npm install` instead: it may install other versions than those in the lock file.
  return runNpm('npm', ['ci', ...quiet], { stdio }).status === 0
}

// Compared by content, not by time: a checkout touches the lock file without changing it, and
// `npm ci` beside a running build would pull the packages from under it.
function isInstalled() {
  let wanted, present
  try {
    wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages
    present = JSON.parse(
      readFileSync(join(ROOT, 'node_modules/.package-lock.json'), 'utf8'),
    ).packages
  } catch {
    return false
  }
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.optional || entry.devOptional) return true
    return present[path]?.version === entry.version && exists(path)
  })
}

function exists(path) {
  return statSync(join(ROOT, path), { throwIfNoEntry: false }) !== undefined
}
