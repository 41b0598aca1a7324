/**
 * How the functions reach files: the engine has no file access of its own, so whoever has it gives it
 * (offreg-api 3.2, 3.3, 3.5). Hives may come as bytes and go as bytes too.
 */

import { HiveError } from '../../errors.ts'
import { LIMIT } from '../../regf/layout.ts'
import { badArgument } from './answer.ts'

/** Files by path. Whatever stops one is thrown as a HiveError, whose number becomes the status. */
export interface HiveFiles {
  /**
   * The whole file, in a buffer that is not used otherwise.
   *
   * @throws HiveError `file-not-found` (2), `path-not-found` (3), `access-denied` (5),
   *   `file-too-large` (1009), `read-failed` (30)
   */
  read(path: string): Uint8Array<ArrayBuffer>
  /**
   * Writes a new file, whole or not at all.
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

/** A file that is open already, in the shape of the browser's FileSystemSyncAccessHandle. */
export interface OpenFile {
  /** Bytes of the file. */
  getSize(): number
  /** Fills a buffer from a position; returns how many bytes there were. */
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number
}

/**
 * The bytes of a hive that is given or lies somewhere, in a buffer of their own.
 *
 * @throws HiveError `bad-argument` for neither; what `HiveFiles.read` throws
 */
export function readSource(source: Uint8Array | HivePlace): Uint8Array<ArrayBuffer> {
  // A plain `slice` of a Buffer would still be the caller's memory.
  if (source instanceof Uint8Array) return Uint8Array.from(source)
  if (typeof source?.files?.read === 'function') return source.files.read(source.path)
  throw badArgument('a hive is given as bytes or as a place')
}

/**
 * The bytes of an open file from its beginning, wherever it was read to.
 *
 * @throws HiveError `file-too-large`, `read-failed`
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
