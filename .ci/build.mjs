// Builds whatever is out of date. Plain Node; vite is started as a child process.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { ROOT } from './install.mjs'

const CONFIGURATION = ['vite.config.ts', 'package-lock.json', 'tsconfig.json']

/** Builds the page into dist/ unless it is newer than all of its sources. */
export function ensurePage() {
  // sw.js is written last, so an interrupted build does not count.
  if (isFresh('dist/sw.js', ['src', 'public', 'index.html', ...CONFIGURATION])) return true
  return vite(['build'], 'inherit')
}

/** Programs for Node by the mode that builds them, and the folders of their sources. */
const PROGRAMS = {
  cli: { file: 'hive.js', folders: ['src'] },
  bench: { file: 'bench.mjs', folders: ['src'] },
  soak: { file: 'soak.mjs', folders: ['src', 'test'] },
}

/** Builds dist-cli/hive.js and its parts unless it is newer than all of its sources; silent on success. */
export function ensureCommand() {
  return ensureProgram('cli') !== null
}

/** The path of a program, built unless it is newer than its sources; null if the build fails. */
export function ensureProgram(mode) {
  const { file, folders } = PROGRAMS[mode]
  const path = join('dist-cli', file)
  if (isFresh(path, [...folders, ...CONFIGURATION])) return join(ROOT, path)
  // Built elsewhere and moved into place, because several commands may start at once.
  const aside = join('dist-cli', `.build-${process.pid}`)
  mkdirSync(join(ROOT, aside), { recursive: true })
  try {
    const options = ['--mode', mode, '--outDir', aside, '--logLevel', 'warn']
    if (!vite(['build', ...options], ['ignore', process.stderr, process.stderr])) return null
    install(join(ROOT, aside), join(ROOT, 'dist-cli'), file)
    return join(ROOT, path)
  } finally {
    rmSync(join(ROOT, aside), { recursive: true, force: true })
  }
}

/** Moves what was built into place, the file that is started last. */
function install(from, to, entry) {
  const built = readdirSync(from, { recursive: true, withFileTypes: true })
  const files = built
    .filter((file) => file.isFile())
    .map((file) => relative(from, join(file.parentPath, file.name)))
  for (const file of [...files.filter((name) => name !== entry), entry]) {
    mkdirSync(dirname(join(to, file)), { recursive: true })
    renameSync(join(from, file), join(to, file))
  }
}

function vite(args, stdio) {
  const program = join(ROOT, 'node_modules/vite/bin/vite.js')
  return spawnSync(process.execPath, [program, ...args], { cwd: ROOT, stdio }).status === 0
}

function isFresh(output, sources) {
  const built = statSync(join(ROOT, output), { throwIfNoEntry: false })
  return built !== undefined && sources.every((path) => newest(join(ROOT, path)) <= built.mtimeMs)
}

// The time of a folder counts too, so that a deleted file is noticed.
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, newest(join(path, name))),
    stat.mtimeMs,
  )
}
