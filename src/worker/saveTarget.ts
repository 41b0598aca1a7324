/** Writing files on disk through a handle (ui-anchors 7.2). */

import { HiveError } from '../errors.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { sha256 } from './sha256.ts'

const CHUNK_BYTES = 16 * 1024 * 1024

/** The known state of a file on disk. The digest is null where the browser offers none. */
export interface DiskState {
  readonly size: number
  readonly digest: string | null
}

/** The state of a file that holds these bytes. */
export async function diskStateOf(image: HiveImage): Promise<DiskState> {
  const size = image.length
  return { size, digest: await sha256(image.bytesView(0, size)) }
}

/**
 * Refuses to write over a file that is not in the known state.
 *
 * @throws HiveError `changed-on-disk`; `write-failed` when it cannot be read
 */
export async function requireUnchanged(
  handle: FileSystemFileHandle,
  known: DiskState,
): Promise<void> {
  const file = await writeErrors(() => handle.getFile())
  if (file.size !== known.size) throw changed(known.size, file.size)
  if (known.digest === null) return
  const digest = await digestOf(file)
  if (digest !== null && digest !== known.digest) throw changed(known.digest, digest)
}

/**
 * Writes a file and reads it back. The file on disk does not change until all bytes have been
 * written.
 *
 * @throws HiveError `write-failed`, `cancelled`
 */
export async function writeFile(
  handle: FileSystemFileHandle,
  bytes: Uint8Array<ArrayBuffer>,
  options: {
    readonly digest: string | null
    readonly signal: AbortSignal
    readonly progress: (done: number) => void
  },
): Promise<void> {
  const { digest, signal, progress } = options
  const writable = await writeErrors(() => handle.createWritable())
  try {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      if (signal.aborted) throw new HiveError('cancelled', 'saving was cancelled')
      await writeErrors(() => writable.write(bytes.subarray(at, at + CHUNK_BYTES)))
      progress(Math.min(1, (at + CHUNK_BYTES) / bytes.length))
    }
    await writeErrors(() => writable.close())
  } catch (error) {
    // Only the reason for the failed write counts, so an error of `abort` itself is ignored.
    await writable.abort().catch(() => {})
    throw error
  }
  await requireWritten(handle, { size: bytes.length, digest })
}

async function requireWritten(handle: FileSystemFileHandle, wanted: DiskState): Promise<void> {
  const file = await writeErrors(() => handle.getFile())
  const digest = wanted.digest === null ? null : await digestOf(file)
  if (file.size === wanted.size && (digest === null || digest === wanted.digest)) return
  throw new HiveError('write-failed', 'the file does not hold what was written', {
    expected: wanted.digest ?? wanted.size,
    actual: digest ?? file.size,
  })
}

async function digestOf(file: File): Promise<string | null> {
  return sha256(new Uint8Array(await writeErrors(() => file.arrayBuffer())))
}

/** Turns every error of the browser into `write-failed`. The page suggests where else to save. */
export async function writeErrors<T>(access: () => Promise<T>): Promise<T> {
  try {
    return await access()
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error'
    throw new HiveError('write-failed', `the file could not be written: ${name}`, { actual: name })
  }
}

function changed(expected: string | number, actual: string | number): HiveError {
  return new HiveError('changed-on-disk', 'the file was changed by another program', {
    expected,
    actual,
  })
}
