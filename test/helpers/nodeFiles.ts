/** Files of a real folder, for functions that take a `HivePlace` or an open file. */

import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { HiveError, type HiveErrorCode } from '../../src/errors.ts'
import type { HiveFiles, HivePlace, OpenFile } from '../../src/offreg/functions.ts'

const CODES: Readonly<Record<string, HiveErrorCode>> = {
  ENOTDIR: 'path-not-found',
  EACCES: 'access-denied',
  EPERM: 'access-denied',
  EISDIR: 'access-denied',
  EEXIST: 'file-exists',
}

const nodeFiles: HiveFiles = {
  read: (path) => attempt(path, () => Uint8Array.from(readFileSync(path))),
  write: (path, bytes) => attempt(path, () => writeFileSync(path, bytes, { flag: 'wx' })),
}

/** A place in the real file system. */
export function fileAt(path: string): HivePlace {
  return { path, files: nodeFiles }
}

/** A file that is open until `close` is called. */
export function openFile(path: string): OpenFile & { close(): void } {
  const file = openSync(path, 'r')
  return {
    getSize: () => fstatSync(file).size,
    read: (into, { at }) => readSync(file, into, 0, into.length, at),
    close: () => closeSync(file),
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const system = error instanceof Error && 'code' in error ? String(error.code) : ''
    const missing = existsSync(dirname(path)) ? 'file-not-found' : 'path-not-found'
    const code = system === 'ENOENT' ? missing : CODES[system]
    if (code === undefined) throw error
    throw new HiveError(code, system, { subject: path })
  }
}
