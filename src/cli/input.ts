/**
 * Input files. They are read completely into one buffer, refused before that if they cannot be hives, and never
 * written.
 */

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { HiveError } from '../errors.ts'
import { StoredHive } from '../offreg/StoredHive.ts'
import { requireHive } from '../regf/baseBlock.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { LIMIT } from '../regf/layout.ts'
import { CLI } from '../text/cli.ts'
import { part, type Work } from '../work.ts'
import { accessOf, type FileAccess } from './access.ts'

/** The bytes that show whether a file can be a hive: the base block and the smallest bin. */
const HEAD = 8192
/** Bytes that are read between two pauses for signals; one system call reads less than 2 GiB. */
const STEP = 1 << 24
/** The progress of opening a hive once its file is read. */
export const HIVE_READ = 0.9

/**
 * Opens a hive file to read it. Commands that look keys up by name, or edit, take `openInput`.
 *
 * @throws HiveError `file-not-found`, `access-denied`, `read-failed`, `file-too-large`, and what
 *   `StoredHive.open` throws, all with the path as their subject
 */
export function* openStored(path: string): Work<StoredHive> {
  const { bytes } = yield* part(readHive(path), 0, HIVE_READ)
  const image = new HiveImage(bytes.buffer, bytes.length)
  return yield* part(aboutFileSteps(path, StoredHive.openSteps(image)), HIVE_READ, 1)
}

/** The permissions of a file that will be read; unknown for a pipe. */
export function accessOfInput(path: string): readonly FileAccess[] {
  const stat = aboutFile(path, () => attempt(() => statSync(path)))
  return stat.isFile() ? [accessOf(stat)] : []
}

/** Gives errors the path of the file they are about. */
export function aboutFile<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw withSubject(error, path)
  }
}

/** `aboutFile` for work in steps. */
export function* aboutFileSteps<T>(path: string, work: Work<T>): Work<T> {
  try {
    return yield* work
  } catch (error) {
    throw withSubject(error, path)
  }
}

function withSubject(error: unknown, path: string): unknown {
  if (!(error instanceof HiveError)) return error
  return new HiveError(error.code, error.message, { ...error.detail, subject: path })
}

/** The content of a file. */
export interface FileContent {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The permissions of the file; unknown for a pipe. */
  readonly sources: readonly FileAccess[]
}

/**
 * Reads a hive file. A file that cannot be a hive is refused early.
 *
 * @param room - bytes to leave in the buffer behind those of the file
 */
export function readHive(path: string, room = 0): Work<FileContent> {
  return aboutFileSteps(
    path,
    readFile(path, (head) => requireHive(new HiveImage(head.buffer)), room),
  )
}

/** Reads any file. */
export function readContent(path: string): Work<FileContent> {
  return aboutFileSteps(
    path,
    readFile(path, () => {}),
  )
}

/** Refuses a file by its first bytes, if possible, before memory is allocated for all of it. */
type LookAtHead = (head: Uint8Array<ArrayBuffer>) => void

function* readFile(path: string, look: LookAtHead, room = 0): Work<FileContent> {
  const file = attempt(() => openSync(path, 'r'))
  try {
    const stat = attempt(() => fstatSync(file))
    if (stat.isDirectory()) throw new HiveError('read-failed', CLI.notAFile)
    const reading = stat.isFile() ? readSized(file, stat.size, look, room) : readStream(file, look)
    const bytes = yield* reading
    return { bytes, sources: stat.isFile() ? [accessOf(stat)] : [] }
  } finally {
    closeSync(file)
  }
}

/** Reads a file of known size. Its first bytes are examined before memory is allocated for the rest. */
function* readSized(
  file: number,
  size: number,
  look: LookAtHead,
  room: number,
): Work<Uint8Array<ArrayBuffer>> {
  if (size > LIMIT.FILE) throw tooLarge(size)
  const head = new Uint8Array(Math.min(size, HEAD))
  yield* fill(file, head, 0)
  look(head)
  const bytes = new Uint8Array(roomyBuffer(size, room), 0, size)
  bytes.set(head)
  yield* fill(file, bytes, head.length)
  return bytes
}

/** A buffer with room behind its first bytes, as long as there is memory for it. */
function roomyBuffer(size: number, room: number): ArrayBuffer {
  const most = Math.min(size + room, LIMIT.FILE)
  try {
    return new ArrayBuffer(Math.max(size, most))
  } catch {
    return new ArrayBuffer(size)
  }
}

/** Reads a pipe to its end. */
function* readStream(file: number, look: LookAtHead): Work<Uint8Array<ArrayBuffer>> {
  let bytes = new Uint8Array(1 << 20)
  let length = 0
  for (;;) {
    if (length === bytes.length) {
      if (length > LIMIT.FILE) throw tooLarge(length)
      const larger = new Uint8Array(length * 2)
      larger.set(bytes)
      bytes = larger
    }
    // The length is not known.
    yield 0
    const count = attempt(() => readSync(file, bytes, length, bytes.length - length, null))
    if (count === 0) return bytes.slice(0, length)
    const wasShort = length < HEAD
    length += count
    if (wasShort && length >= HEAD) look(bytes.slice(0, HEAD))
  }
}

function* fill(file: number, bytes: Uint8Array, from: number): Work<void> {
  let at = from
  while (at < bytes.length) {
    const step = Math.min(STEP, bytes.length - at)
    const count = attempt(() => readSync(file, bytes, at, step, null))
    if (count === 0) throw new HiveError('read-failed', CLI.fileShrank)
    at += count
    if (at < bytes.length) yield at / bytes.length
  }
}

function tooLarge(bytes: number): HiveError {
  return new HiveError('file-too-large', CLI.fileTooLarge(bytes, LIMIT.FILE), {
    expected: LIMIT.FILE,
    actual: bytes,
  })
}

function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw readError(error)
  }
}

/** The error for a failure of the system while reading. */
export function readError(error: unknown, subject?: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null
  if (code === null) return error
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new HiveError('file-not-found', CLI.noFile, { subject })
  }
  const kind = code === 'EACCES' || code === 'EPERM' ? 'access-denied' : 'read-failed'
  return new HiveError(kind, CLI.systemRefused(code), { subject })
}
