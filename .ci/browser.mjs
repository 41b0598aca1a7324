// Finds a Chromium for the browser tests, or installs one. Plain Node.

import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { ROOT, runNpm } from './install.mjs'

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
  'msedge',
]

const MAC = ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
)

const WINDOWS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
]

const HELP = `No Chromium was found and none could be installed. Do one of these, then run it again:
  - install Chromium, Chrome or Edge with your system's package manager
  - npx playwright install chromium
  - CHROMIUM_PATH=/path/to/chromium npm test`

/** The path of an existing Chromium. If none can be installed, it throws an error that says what to do. */
export function ensureBrowser() {
  if (process.env.CHROMIUM_PATH) {
    if (isProgram(process.env.CHROMIUM_PATH)) return process.env.CHROMIUM_PATH
    throw new Error(`CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, which is not a program.`)
  }
  const found = playwrightsOwn() ?? onSystem()
  if (found) return found

  console.log('No Chromium here; asking Playwright for one ...')
  runNpm('npx', ['--no-install', 'playwright', 'install', 'chromium'], { timeout: 600_000 })
  const installed = playwrightsOwn()
  if (installed) return installed

  const packaged = fromPackageManager()
  if (packaged) return packaged
  throw new Error(HELP)
}

function playwrightsOwn() {
  const { chromium } = createRequire(join(ROOT, 'package.json'))('@playwright/test')
  const path = chromium.executablePath()
  return path && isProgram(path) ? path : undefined
}

function onSystem() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const roots = [
    process.env.PROGRAMFILES,
    process.env['PROGRAMFILES(X86)'],
    process.env.LOCALAPPDATA,
  ]
  const candidates = [
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...(process.platform === 'darwin' ? MAC : []),
    ...roots.flatMap((root) => (root ? WINDOWS.map((path) => join(root, path)) : [])),
  ]
  return candidates.find(isProgram)
}

function fromPackageManager() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  console.log('Installing Chromium with apt-get ...')
  const options = {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }
  spawnSync('apt-get', ['update', '-q'], options)
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], options)
  return onSystem()
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
