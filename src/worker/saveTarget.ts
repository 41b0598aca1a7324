/**
 * Writing files on disk through a handle (ui-anchors 7.2). The browser collects what is written in a file of its own and
 * puts that in the place of the other one when it is closed. So at every moment, and whatever fails, the file is the old
 * one or the new one as a whole. What is there afterwards is read back and compared byte for byte, a slice at a time.
 */

import { type FileLeft, HiveError } from '../errors.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { contentOfBlob, differsAt, type Fingerprint, SLICE } from './Fingerprint.ts'
import type { OwnFile } from './OwnFile.ts'
import { type CallContext, NO_CONTEXT } from './rpc.ts'
import { imageDigest, sha256 } from './sha256.ts'

/** The size and digest of a file. The digest is null where the browser offers none. */
export interface DiskState {
  readonly size: number
  readonly digest: string | null
}

/**
 * The state of a file that holds the bytes of an image, which are not changed any more, or are kept (`OriginalImage`).
 *
 * @throws HiveError `cancelled`
 */
export async function diskStateOf(image: HiveImage, context = NO_CONTEXT): Promise<DiskState> {
  return { size: image.length, digest: await imageDigest(image, context) }
}

/** How a file is written. */
export interface WriteOptions extends CallContext {
  /** The document's own file, which is only written if it holds what it is known to; null to write in any case. */
  readonly expected: OwnFile | null
  /** Called once the file may hold the bytes, although that is not confirmed. */
  readonly attempt: (content: Fingerprint) => void
}

/** The progress once the file was compared with what is known of it, and once it is written. */
const COMPARED = 0.25
const WRITTEN = 0.7

/** Milliseconds between attempts to read a file back: programs against viruses hold files that were just written. */
const RETRY_MS = [50, 200, 800, 2000] as const

/**
 * Replaces the content of a file and reads it back. `detail.left` of an error says what the file holds.
 *
 * @returns what the file holds now
 * @throws HiveError `changed-on-disk`, `write-failed`, `cancelled`
 */
export async function writeFile(
  handle: FileSystemFileHandle,
  bytes: Uint8Array<ArrayBuffer>,
  options: WriteOptions,
): Promise<Fingerprint> {
  const { expected, signal, progress } = options
  const seen = await requireKnown(handle, expected, {
    signal,
    progress: (done) => progress(done * COMPARED),
  })
  // Without `exclusive` two pages could write at a time, and the last one to close its file would win.
  const writable = await writeErrors(() => handle.createWritable(EXCLUSIVE))
  const slices: (string | null)[] = []
  try {
    for (let at = 0; at < bytes.length; at += SLICE) {
      requireRunning(signal)
      const slice = bytes.subarray(at, at + SLICE)
      slices.push(await sha256(slice))
      await writeErrors(() => writable.write(slice))
      progress(COMPARED + Math.min(1, (at + SLICE) / bytes.length) * (WRITTEN - COMPARED))
    }
    requireRunning(signal)
    // Writing may take long enough for another program to change the file.
    if (seen !== null) await requireKnown(handle, expected, { signal, progress: () => {} }, seen)
  } catch (error) {
    await giveUp(writable)
    throw error
  }
  const content = { size: bytes.length, slices }
  // From here on the file may be the new one, so the work is not cancelled any more.
  options.attempt(content)
  const closed = await closeFile(writable)
  await requireWritten(handle, bytes, {
    closed,
    expected,
    step: (done) => progress(WRITTEN + done * (1 - WRITTEN)),
  })
  return content
}

const EXCLUSIVE = { keepExistingData: false, mode: 'exclusive' } as const

function requireRunning(signal: AbortSignal): void {
  if (signal.aborted) throw new HiveError('cancelled', 'saving was cancelled')
}

/**
 * Refuses to write over a file that holds something else than expected.
 *
 * @param seen - the file when it was compared before, which need not be done again if it was not touched
 * @returns the file; null when nothing is expected of it
 */
async function requireKnown(
  handle: FileSystemFileHandle,
  expected: OwnFile | null,
  { signal, progress }: CallContext,
  seen: File | null = null,
): Promise<File | null> {
  if (expected === null) return null
  const file = await writeErrors(() => handle.getFile())
  const isSame = file.lastModified === seen?.lastModified && file.size === seen.size
  if (isSame) return file
  await writeErrors(() =>
    expected.requireKnown(file, (done) => {
      requireRunning(signal)
      progress(done)
    }),
  )
  return file
}

async function giveUp(writable: FileSystemWritableFileStream): Promise<void> {
  // Only the reason for giving up counts, so an error of `abort` itself is ignored.
  await writable.abort().catch(() => {})
}

/** Closes a file. Returns the error if that failed, which does not say what the file holds. */
async function closeFile(writable: FileSystemWritableFileStream): Promise<HiveError | null> {
  try {
    await writeErrors(() => writable.close())
    return null
  } catch (error) {
    await giveUp(writable)
    if (error instanceof HiveError) return error
    throw error
  }
}

interface ReadBack {
  /** The error of closing the file; null when that succeeded. */
  readonly closed: HiveError | null
  readonly expected: OwnFile | null
  readonly step: (done: number) => void
}

/**
 * Refuses a file that does not hold exactly what was written. After a failed `close` it is read too: Chromium reports a
 * failure after the file was replaced, and even when a scan has deleted it then.
 */
async function requireWritten(
  handle: FileSystemFileHandle,
  bytes: Uint8Array<ArrayBuffer>,
  { closed, expected, step }: ReadBack,
): Promise<void> {
  let file: File
  let place: number | null
  try {
    const read = await retried(async () => {
      const now = await handle.getFile()
      return { now, differs: await differsAt(contentOfBlob(now), bytes, step) }
    })
    file = read.now
    place = read.differs
  } catch (error) {
    const name = nameOf(error)
    const left = closed === null ? 'unread' : 'unknown'
    throw failed(closed?.detail.actual ?? name, name === 'NotFoundError' ? 'gone' : left)
  }
  if (place === null) return
  if (closed !== null) throw failed(closed.detail.actual, await leftOf(file, expected))
  throw new HiveError('write-failed', 'the file does not hold what was written', {
    expected: bytes.length,
    actual: file.size,
    offset: place,
    left: 'different',
  })
}

/** What a file holds after closing it failed. */
async function leftOf(file: File, expected: OwnFile | null): Promise<FileLeft> {
  if (expected === null) return 'unknown'
  try {
    await expected.requireKnown(file, () => {})
    return 'unchanged'
  } catch (error) {
    return error instanceof HiveError ? 'different' : 'unknown'
  }
}

/** Reads a file, and tries again if it cannot be read. */
async function retried<T>(read: () => Promise<T>): Promise<T> {
  for (const pause of RETRY_MS) {
    try {
      return await read()
    } catch (error) {
      if (nameOf(error) === 'NotFoundError') throw error
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
  return read()
}

/** Turns every error of the browser into `write-failed`. The page suggests where else to save. */
export async function writeErrors<T>(access: () => Promise<T>): Promise<T> {
  try {
    return await access()
  } catch (error) {
    if (error instanceof HiveError) throw error
    const name = nameOf(error)
    throw failed(name, name === 'NotFoundError' ? 'gone' : 'unchanged')
  }
}

function failed(actual: string | number | undefined, left: FileLeft): HiveError {
  return new HiveError('write-failed', `the file could not be written: ${actual}`, { actual, left })
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error'
}
