/**
 * Access to files. The engine has none itself, so callers provide it (offreg-api 3.2, 3.3, 3.5). Hives can
 * also be passed and returned as bytes.
 */

import { HiveError } from '../../errors.ts'
import { LIMIT } from '../../regf/layout.ts'
import { badArgument } from './answer.ts'

/** Files by path. Failures are thrown as a HiveError, whose number becomes the status. */
export interface HiveFiles {
  /**
   * Reads a whole file, into a buffer that nothing else uses.
   *
   * @throws HiveError `file-not-found` (2), `path-not-found` (3), `access-denied` (5),
   *   `file-too-large` (1009), `read-failed` (30)
   */
  read(path: string): Uint8Array<ArrayBuffer>
  /**
   * Writes a new file, completely or not at all.
   *
   * @throws HiveError `path-not-found` (3), `access-denied` (5), `write-failed` (29),
   *   `file-exists` (80)
   */
  write(path: string, bytes: Uint8Array<ArrayBuffer>): void
}

/** A place for a hive file. */
export interface HivePlace {
  readonly path: string
  readonly files: HiveFiles
}

/** An open file, with the interface of the browser's FileSystemSyncAccessHandle. */
export interface OpenFile {
  /** Bytes of the file. */
  getSize(): number
  /** Fills a buffer from a position, and returns the number of bytes read. */
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number
}

/**
 * Reads a hive that is given as bytes or as a place, into a buffer that nothing else uses.
 *
 * @param source - the bytes or the place
 * @returns the bytes of the file
 * @throws HiveError `bad-argument` when it is neither; also the errors of `HiveFiles.read`
 */
export function readSource(source: Uint8Array | HivePlace): Uint8Array<ArrayBuffer> {
  // A plain `slice` of a Buffer would still be the caller's memory.
  if (source instanceof Uint8Array) return Uint8Array.from(source)
  if (typeof source?.files?.read === 'function') return source.files.read(source.path)
  throw badArgument('a hive is given as bytes or as a place')
}

/**
 * Reads an open file from its start, whatever its position.
 *
 * @param file - the file
 * @returns the bytes of the file
 * @throws HiveError `file-too-large` when it is larger than a hive can be
 * @throws HiveError `read-failed` when it ends early
 */
export function readOpenFile(file: OpenFile): Uint8Array<ArrayBuffer> {
  const size = file.getSize()
  if (size > LIMIT.FILE) {
    const detail = { expected: LIMIT.FILE, actual: size }
    throw new HiveError('file-too-large', 'the file is larger than a hive can be', detail)
  }
  const bytes = new Uint8Array(size)
  let at = 0
  while (at < size) {
    const count = file.read(bytes.subarray(at), { at })
    if (count === 0) throw new HiveError('read-failed', 'the file ended early', { offset: at })
    at += count
  }
  return bytes
}
