/**
 * Reads a file into the image of a hive. The size and the header are checked before anything large
 * is read; then the file is streamed into one buffer with room to grow (ui-anchors 7.1, code-style
 * 2.3).
 */

import { HiveError, type HiveErrorCode } from '../errors.ts'
import { allocate } from '../regf/allocate.ts'
import { requireHive } from '../regf/baseBlock.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { LIMIT } from '../regf/layout.ts'
import { BASE_BLOCK_SIZE, BIN_UNIT } from '../regf/offsets.ts'
import { readerOf } from './BlobReader.ts'
import { giveBack } from './giveBack.ts'
import type { CallContext } from './rpc.ts'

const MIB = 1024 * 1024
/** The limit for all open hives together. */
const MAX_OPEN_BYTES = 3 * 1024 * MIB
const MIN_HEADROOM = 64 * 1024
const MAX_HEADROOM = 16 * MIB
/** The header, and enough bytes after it to recognise a file that is too short. It is a piece of a `PartialImage`. */
const HEAD_BYTES = BASE_BLOCK_SIZE + BIN_UNIT
const PROGRESS_STEP = 0.01

/**
 * Refuses a file by its size alone.
 *
 * @param openBytes - bytes of hives that are open or being opened
 * @throws HiveError `file-too-large`
 */
export function requireRoom(size: number, openBytes: number): void {
  if (size <= LIMIT.FILE && hasRoom(size, openBytes)) return
  throw new HiveError('file-too-large', `a file of ${size} bytes is too large to open`, {
    expected: size > LIMIT.FILE ? LIMIT.FILE : MAX_OPEN_BYTES,
    actual: size,
  })
}

/** Whether a file of this size can be opened besides `openBytes`. */
export function hasRoom(size: number, openBytes: number): boolean {
  return size <= MAX_OPEN_BYTES - openBytes
}

/**
 * Reads a hive file into an image.
 *
 * @throws HiveError the codes of `requireHive`; `out-of-memory`, `read-failed`, `file-not-found`,
 *   `access-denied`, `cancelled`
 */
export async function readHive(file: Blob, context: CallContext): Promise<HiveImage> {
  await readHead(file)
  return readImage(file, context)
}

/**
 * Reads the first bytes of a file, and refuses one that is not a hive by them.
 *
 * @throws HiveError the codes of `requireHive`; `read-failed`, `file-not-found`, `access-denied`
 */
export async function readHead(file: Blob): Promise<Uint8Array> {
  const head = await readingErrors(() => file.slice(0, HEAD_BYTES).arrayBuffer())
  requireHive(new HiveImage(head))
  return new Uint8Array(head)
}

/**
 * Reads any file into an image.
 *
 * @throws HiveError `out-of-memory`, `read-failed`, `file-not-found`, `access-denied`, `cancelled`
 */
export async function readImage(file: Blob, context: CallContext): Promise<HiveImage> {
  const { signal, progress } = context
  // A File keeps the size it had when it was picked, even if it changes on disk.
  const { size } = file
  const buffer = allocate(size + Math.min(MAX_HEADROOM, Math.max(MIN_HEADROOM, size >>> 3)))
  return new HiveImage(await fill(buffer, file, { signal, progress }), size)
}

/**
 * Runs a job that reads a file, and turns the browser's errors into HiveErrors.
 *
 * @param subject - the name of the file, when it is not the one that is being opened
 */
export async function readingErrors<T>(read: () => Promise<T>, subject?: string): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof HiveError) throw error
    const name = error instanceof Error ? error.name : ''
    const code = READ_ERRORS[name] ?? 'read-failed'
    throw new HiveError(code, `the file could not be read: ${name}`, { subject })
  }
}

const READ_ERRORS: Readonly<Record<string, HiveErrorCode>> = {
  NotFoundError: 'file-not-found',
  NotAllowedError: 'access-denied',
  SecurityError: 'access-denied',
  RangeError: 'out-of-memory',
}

/** Reads a file into the start of a buffer. Returns the buffer with its bytes, which takes the place of that one. */
async function fill(buffer: ArrayBuffer, file: Blob, context: CallContext): Promise<ArrayBuffer> {
  const { size } = file
  const reader = readerOf(file)
  let filling = buffer
  let filled = 0
  let reported = 0
  try {
    for (;;) {
      if (context.signal.aborted) throw new HiveError('cancelled', 'opening was cancelled')
      // Once all is read, a byte more shows that the file is longer now.
      const room = Math.max(1, size - filled)
      const read = await readingErrors(() => reader.read(filling, filled, room))
      filling = read.buffer
      if (read.count === 0) break
      if (read.count > size - filled) throw changed(size, filled + read.count)
      filled += read.count
      const fraction = filled / size
      if (fraction - reported < PROGRESS_STEP) continue
      reported = fraction
      context.progress(fraction)
    }
    if (filled < size) throw changed(size, filled)
    return filling
  } catch (error) {
    reader.cancel()
    giveBack(filling)
    throw error
  }
}

function changed(expected: number, actual: number): HiveError {
  return new HiveError('read-failed', 'the file changed while it was being read', {
    expected,
    actual,
  })
}
