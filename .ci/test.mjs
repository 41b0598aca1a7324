// npm test: installs what is missing, then runs every check as a named step. Plain Node.
// The last line of output is `N passed, N failed, N skipped`, the sum of all runners.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { ensureInstalled, ROOT } from './install.mjs'

const reports = mkdtempSync(join(tmpdir(), 'propolis-test-'))
const total = { passed: 0, failed: 0, skipped: 0 }
const failures = []

const STEPS = 5
let stepsBegun = 0
const begun = performance.now()

if (ensureInstalled()) {
  step('types', () => tool('typescript/bin/tsc'))
  step('lint', () =>
    all(tool('@biomejs/biome/bin/biome', ['check', '.']), tool('knip/bin/knip.js')),
  )
  step('unit and corpus', runVitest)
  const built = step('build', () => build(), { counts: false })
  step('browser', () => (built ? runPlaywright() : crashed('not run: the build failed')))
} else {
  step('install', () => crashed('npm ci failed; the reason is above'))
}

rmSync(reports, { recursive: true, force: true })
if (failures.length > 0) console.log(`\nFailed: ${failures.join(', ')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 ? 1 : 0

/** Runs one step and adds its counts to the total; with `counts` false only if it fails. */
function step(name, run, { counts = true } = {}) {
  stepsBegun++
  console.log(`\n== ${stepsBegun} of ${STEPS}: ${name} (${elapsed(begun)} so far)`)
  const started = performance.now()
  let result
  try {
    result = run()
  } catch (error) {
    result = crashed(error.message)
  }
  if (result.failed > 0) failures.push(name)
  total.failed += result.failed
  if (counts) {
    total.passed += result.passed
    total.skipped += result.skipped
  }
  console.log(`-- ${name}: ${result.failed > 0 ? 'FAILED' : 'ok'} (${elapsed(started)})`)
  return result.failed === 0
}

/** The time since `since`, as `4 min 12 s`. */
function elapsed(since) {
  const seconds = Math.round((performance.now() - since) / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Runs one program of node_modules as one check. */
function tool(program, args = []) {
  return start(program, args).status === 0 ? one({ passed: 1 }) : one({ failed: 1 })
}

function build() {
  return all(
    tool('vite/bin/vite.js', ['build']),
    tool('vite/bin/vite.js', ['build', '--mode', 'cli']),
  )
}

function runVitest() {
  const file = join(reports, 'vitest.json')
  const { status } = start('vitest/vitest.mjs', [
    'run',
    '--reporter=./.ci/progress.mjs',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ])
  const report = JSON.parse(readFileSync(file, 'utf8'))
  return judged(status, {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  })
}

function runPlaywright() {
  const file = join(reports, 'playwright.json')
  const { status } = start(
    '@playwright/test/cli.js',
    ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'],
    { CHROMIUM_PATH: ensureBrowser(), PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  )
  const { stats } = JSON.parse(readFileSync(file, 'utf8'))
  return judged(status, {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  })
}

/** Counts a runner as failed if it ran no tests or failed outside of them. */
function judged(status, result) {
  if (result.failed > 0) return result
  if (status !== 0) {
    console.log(`the runner itself failed (exit code ${status})`)
    return { ...result, failed: 1 }
  }
  return result.passed + result.skipped === 0 ? crashed('no test was run') : result
}

function start(program, args, env = {}) {
  return spawnSync(process.execPath, [join(ROOT, 'node_modules', program), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
}

/** Several checks that count as one. */
function all(...results) {
  return results.every((result) => result.failed === 0) ? one({ passed: 1 }) : one({ failed: 1 })
}

function one(counts) {
  return { passed: 0, failed: 0, skipped: 0, ...counts }
}

function crashed(reason) {
  console.log(reason)
  return one({ failed: 1 })
}
