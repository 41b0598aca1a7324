/**
 * The copy of a hive as it was opened, which is written in the background. Edits go on meanwhile: pages that they change
 * are read where the document keeps their original bytes.
 */

import type { HiveImage } from '../../regf/HiveImage.ts'
import { OriginalImage } from '../../regf/OriginalImage.ts'
import type { OriginalPages } from '../../regf/OriginalPages.ts'
import type { JournalFolder, SnapshotFile } from './JournalStorage.ts'

/** Bytes that are copied at once; an edit waits for them. */
const SLICE = 1 << 18
/** Milliseconds that an edit is given way to, and the most that many edits are. */
const REST_MS = 5
const MOST_RESTS = 4

/**
 * Writes the copy.
 *
 * @param folder - where it is written
 * @param image - the hive as it is now
 * @param opened - its pages as they were opened
 * @param stop - ends it early; then nothing is there
 * @param editedAt - when the last edit was made, on the clock of `performance`
 * @returns whether it is whole
 * @throws DOMException when there is no room
 */
export async function writeSnapshot(
  folder: JournalFolder,
  image: HiveImage,
  opened: OriginalPages,
  stop: AbortSignal,
  editedAt: () => number,
): Promise<boolean> {
  const original = new OriginalImage(image, opened)
  const read = (at: number) => original.bytesCopy(at, SLICE)
  const file = await folder.writeSnapshot('hive')
  return write(file, { length: original.length, read }, stop, editedAt)
}

/** Copies the file that a hive was made of with its logs. The parameters are those of `writeSnapshot`. */
export async function writeFileCopy(
  folder: JournalFolder,
  blob: Blob,
  stop: AbortSignal,
  editedAt: () => number,
): Promise<boolean> {
  const read = async (at: number) => new Uint8Array(await blob.slice(at, at + SLICE).arrayBuffer())
  const file = await folder.writeSnapshot('file')
  return write(file, { length: blob.size, read }, stop, editedAt)
}

interface Source {
  readonly length: number
  read(at: number): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>
}

async function write(
  file: SnapshotFile,
  { length, read }: Source,
  stop: AbortSignal,
  editedAt: () => number,
): Promise<boolean> {
  try {
    for (let at = 0; at < length && !stop.aborted; at += SLICE) {
      for (let rest = 0; rest < MOST_RESTS; rest++) {
        if (performance.now() - editedAt() > REST_MS) break
        await new Promise((resolve) => setTimeout(resolve, REST_MS))
      }
      if (stop.aborted) break
      await file.write(await read(at))
    }
    if (!stop.aborted) {
      await file.close()
      return true
    }
  } catch (error) {
    await file.abort().catch(() => {})
    throw error
  }
  await file.abort().catch(() => {})
  return false
}
