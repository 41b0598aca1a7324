/**
 * Output files. They are written under a temporary name in the same folder, flushed to disk, then renamed. An existing
 * file is replaced only on request, an input file never.
 */

import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { HiveError, type HiveErrorCode } from '../errors.ts'
import { CLI } from '../text/cli.ts'
import type { Work } from '../work.ts'
import { accessOf, type FileAccess, firstMode, settleAccess } from './access.ts'

/** Bytes that are written between two pauses for signals. */
const STEP = 1 << 24

/** The target of a result. */
export interface Output {
  readonly path: string
  /** Whether an existing file is replaced. */
  readonly force: boolean
  /** The files it is made from. A user who cannot read one of them cannot read it. */
  readonly sources: readonly FileAccess[]
}

/**
 * Refuses a place that may not be written, before the work starts. Input files are recognised under any name, link or
 * hard link.
 *
 * @throws HiveError `file-exists`, `access-denied`, `path-not-found`
 */
export function requireWritable(output: Output, inputs: readonly string[]): void {
  const { path, force } = output
  const there = attempt(path, () => lstatSync(path, { throwIfNoEntry: false }))
  if (there === undefined) {
    if (!existsSync(dirname(path))) throw failure('path-not-found', CLI.noFolder, path)
    return
  }
  if (!force) throw failure('file-exists', CLI.outExists, path)
  const target = attempt(path, () => statSync(path, { throwIfNoEntry: false, bigint: true }))
  if (target === undefined) return
  if (!target.isFile()) throw failure('access-denied', CLI.outNotAFile, path)
  for (const input of inputs) {
    const { dev, ino } = attempt(input, () => statSync(input, { bigint: true }))
    const isSame = dev === target.dev && ino === target.ino
    if (isSame || realpathSync(input) === realpathSync(path)) {
      throw failure('access-denied', CLI.outIsInput, path)
    }
  }
}

/**
 * Writes a file completely or not at all, in steps. Between them a signal may end the program, which also removes the
 * unfinished file.
 *
 * @throws HiveError `file-exists`, `access-denied`, `write-failed`
 */
export function* writeOutput(output: Output, bytes: Uint8Array): Work<void> {
  yield* streamOutput(output, function* (write) {
    for (let done = 0; done < bytes.length; done += STEP) {
      write(bytes.subarray(done, done + STEP))
      yield Math.min(1, (done + STEP) / bytes.length)
    }
  })
}

/**
 * Writes a file in pieces, completely or not at all, under the rules of `writeOutput`.
 *
 * @param produce - the work that writes the pieces; each may be overwritten once it is written
 * @returns the result of that work
 * @throws HiveError `file-exists`, `access-denied`, `write-failed`; what the work throws
 */
export function* streamOutput<T>(
  output: Output,
  produce: (write: (bytes: Uint8Array) => void) => Work<T>,
): Work<T> {
  const { path, force, sources } = output
  // If the place is a symbolic link, its target is replaced and the link stays; a broken link is replaced itself.
  const place = existsSync(path) ? realpathSync(path) : path
  const folder = dirname(place)
  // The temporary name does not extend the file's name, which may have the maximum length already.
  const aside = join(folder, `.hive-${randomBytes(6).toString('hex')}.tmp`)
  const stopWatching = removeOnSignal(aside)
  let isDone = false
  try {
    const result = yield* writeNew(aside, sources, force ? accessAt(place) : null, produce)
    yield 1
    if (force) renameSync(aside, place)
    else nameNew(aside, place)
    syncFolder(folder)
    const left = remainder(aside)
    if (left !== null) throw failure('write-failed', CLI.outLeft(left), path)
    isDone = true
    // A signal that arrived meanwhile is handled now.
    yield 1
    return result
  } catch (error) {
    throw refusal(path, error, remainder(aside))
  } finally {
    stopWatching()
    if (!isDone) remainder(aside)
  }
}

function* writeNew<T>(
  path: string,
  sources: readonly FileAccess[],
  replaced: FileAccess | null,
  produce: (write: (bytes: Uint8Array) => void) => Work<T>,
): Work<T> {
  const file = openSync(path, 'wx', firstMode(sources))
  try {
    settleAccess(file, sources, replaced)
    const result = yield* produce((bytes) => {
      let done = 0
      while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done)
    })
    fsyncSync(file)
    return result
  } finally {
    closeSync(file)
  }
}

function accessAt(path: string): FileAccess | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat === undefined ? null : accessOf(stat)
}

/** Removes an unfinished file. Returns its path if that fails too. */
function remainder(path: string): string | null {
  try {
    rmSync(path, { force: true })
    return null
  } catch {
    return path
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Lets a signal remove a file before it ends the program, until the function that is returned is called. */
function removeOnSignal(path: string): () => void {
  const end = (signal: NodeJS.Signals) => {
    remainder(path)
    stop()
    process.kill(process.pid, signal)
  }
  const stop = () => {
    for (const signal of SIGNALS) process.off(signal, end)
  }
  for (const signal of SIGNALS) process.on(signal, end)
  return stop
}

/** Gives a file its name unless that exists; a hard link fails where a rename would replace. */
function nameNew(aside: string, place: string): void {
  try {
    linkSync(aside, place)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error
    // The file system has no hard links.
    if (lstatSync(place, { throwIfNoEntry: false }) !== undefined) {
      throw failure('file-exists', CLI.outExists, place)
    }
    renameSync(aside, place)
  }
}

/** Flushes the new name to disk. Some systems cannot open a folder; there it is flushed later. */
function syncFolder(folder: string): void {
  let file: number
  try {
    file = openSync(folder, 'r')
  } catch {
    return
  }
  try {
    fsyncSync(file)
  } catch {
    // Not every file system can do this.
  } finally {
    closeSync(file)
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw refusal(path, error)
  }
}

/**
 * The error for a failure of the system while writing an output.
 *
 * @param left - a temporary file that could not be removed
 */
function refusal(path: string, error: unknown, left: string | null = null): unknown {
  const code = codeOf(error)
  if (error instanceof HiveError || code === null) return error
  if (code === 'EEXIST') return failure('file-exists', CLI.outExists, path)
  if (code === 'ENOENT' || code === 'ENOTDIR') return failure('path-not-found', CLI.noFolder, path)
  const isDenied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
  const rest = left === null ? '' : `; ${CLI.outLeft(left)}`
  const message = `${CLI.outNotWritten(code)}${rest}`
  return failure(isDenied ? 'access-denied' : 'write-failed', message, path)
}

function failure(code: HiveErrorCode, message: string, path: string): HiveError {
  return new HiveError(code, message, { subject: path })
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null
}
