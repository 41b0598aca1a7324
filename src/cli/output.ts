/**
 * Output files: written beside their place, brought to the disk, then named. A file that is there is
 * replaced only when told, an input file never.
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

const STEP = 1 << 26

/** Where a result goes. */
export interface Output {
  readonly path: string
  /** Replace a file that is there. */
  readonly force: boolean
  /** Permissions of the new file, before the process takes its own off. */
  readonly mode: number
}

/**
 * Refuses a place that may not be written, before the work begins. Inputs are recognised by what they
 * are, whatever name, link or hard link leads to them.
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
 * Writes a file whole or not at all.
 *
 * @throws HiveError `file-exists`, `access-denied`, `write-failed`
 */
export function writeOutput(output: Output, bytes: Uint8Array): void {
  // Through a symbolic link the file it leads to is replaced, and the link stays; one that leads to no
  // file is replaced itself.
  const place = existsSync(output.path) ? realpathSync(output.path) : output.path
  const folder = dirname(place)
  // Not the file's own name and more: that may be as long as a name can be.
  const aside = join(folder, `.hive-${randomBytes(6).toString('hex')}.tmp`)
  attempt(output.path, () => {
    try {
      writeNew(aside, bytes, output.mode | 0o200)
      if (output.force) renameSync(aside, place)
      else nameNew(aside, place)
      syncFolder(folder)
    } finally {
      rmSync(aside, { force: true })
    }
  })
}

function writeNew(path: string, bytes: Uint8Array, mode: number): void {
  const file = openSync(path, 'wx', mode)
  try {
    let done = 0
    while (done < bytes.length) {
      done += writeSync(file, bytes, done, Math.min(STEP, bytes.length - done))
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Gives a file its name unless that is taken; a link fails where a rename would replace. */
function nameNew(aside: string, place: string): void {
  try {
    linkSync(aside, place)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error
    // A file system without hard links.
    if (lstatSync(place, { throwIfNoEntry: false }) !== undefined) {
      throw failure('file-exists', CLI.outExists, place)
    }
    renameSync(aside, place)
  }
}

/** Makes the new name last; some systems cannot open a folder, and then it lasts a moment later. */
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
    // Not every file system can.
  } finally {
    closeSync(file)
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const code = codeOf(error)
    if (error instanceof HiveError || code === null) throw error
    if (code === 'EEXIST') throw failure('file-exists', CLI.outExists, path)
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw failure('path-not-found', CLI.noFolder, path)
    }
    const isDenied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
    throw failure(isDenied ? 'access-denied' : 'write-failed', CLI.systemRefused(code), path)
  }
}

function failure(code: HiveErrorCode, message: string, path: string): HiveError {
  return new HiveError(code, message, { subject: path })
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null
}
