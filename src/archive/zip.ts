/** The files of a zip archive. Only its directory is read at first; a file is unpacked when its content is asked for. */

import { BlobReader, type FileEntry, ZipReader } from '@zip.js/zip.js/lib/zip-core-native.js'
import { type ArchivedFile, nameOf, type ReadOptions, type Unreadable } from './ArchivedFile.ts'
import { ArchiveError, type Budget, MOST_FILE } from './limits.ts'
import { breathe, Collected } from './streams.ts'

const STORED = 0
const DEFLATED = 8
const AES = 99

/**
 * Lists the files, with the number of entries of the directory that were read.
 *
 * @throws ArchiveError `not-an-archive` when there is no directory
 */
export async function* zipFiles(
  blob: Blob,
  budget: Budget,
  { signal }: ReadOptions,
): AsyncGenerator<ArchivedFile> {
  // The browser unpacks, so that no worker is needed. Names are only shown, so that any are accepted.
  const options = { useWebWorkers: false, strictness: 'tolerant' } as const
  const reader = new ZipReader(new BlobReader(blob), options)
  try {
    const entries = reader.getEntriesGenerator()
    for (;;) {
      await breathe(signal)
      const { done, value } = await entries.next()
      if (done) return
      if (!value.directory) yield fileOfEntry(value, budget)
    }
  } catch (error) {
    if (signal.aborted || error instanceof ArchiveError) throw error
    throw new ArchiveError('not-an-archive', String(error))
  } finally {
    await reader.close()
  }
}

function fileOfEntry(entry: FileEntry, budget: Budget): ArchivedFile {
  const { filename, uncompressedSize, lastModDate } = entry
  // Some programs write the separators of Windows.
  const path = filename.replaceAll('\\', '/')
  return {
    path,
    size: uncompressedSize,
    unreadable: unreadableOf(entry),
    handle: null,
    async head(count, { signal }) {
      const read = await unpack(entry, budget, { signal, most: count, isHead: true })
      return new Uint8Array(await read.slice(0, count).arrayBuffer())
    },
    async content(options) {
      const blob = await unpack(entry, budget, { ...options, most: uncompressedSize })
      return new File([blob], nameOf(path), { lastModified: lastModDate.getTime() })
    },
  }
}

function unreadableOf({
  encrypted,
  compressionMethod,
  uncompressedSize,
}: FileEntry): Unreadable | null {
  if (encrypted || compressionMethod === AES) return 'encrypted'
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) return 'method'
  return uncompressedSize > MOST_FILE ? 'too-large' : null
}

/** Unpacks a file, or its first bytes: not more than it declares, whatever comes out. */
async function unpack(
  entry: FileEntry,
  budget: Budget,
  {
    signal,
    most,
    isHead = false,
    progress,
  }: ReadOptions & { readonly most: number; readonly isHead?: boolean },
): Promise<Blob> {
  const collected = new Collected()
  const enough = new AbortController()
  const stop = () => enough.abort()
  signal.addEventListener('abort', stop)
  let failure: unknown = null
  const writable = new WritableStream<Uint8Array<ArrayBuffer>>({
    async write(chunk) {
      try {
        budget.unpack(chunk.length)
        collected.add(chunk)
        if (!isHead && collected.size > most) {
          throw new ArchiveError('damaged', 'the file is longer than the archive declares')
        }
        progress?.(collected.size / Math.max(1, most))
        await breathe(signal)
      } catch (error) {
        failure = error
        enough.abort()
        throw error
      }
      if (isHead && collected.size >= most) enough.abort()
    },
  })
  try {
    await entry.getData(writable, { signal: enough.signal, checkCrc32: !isHead })
  } catch (error) {
    signal.throwIfAborted()
    if (failure !== null) throw failure
    const isEnough = isHead && collected.size >= most
    if (!isEnough) throw new ArchiveError('damaged', String(error))
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return collected.end()
}
