/** Archives that can only be read from their beginning: tar, and anything that gzip has compressed. */

import { createTarDecoder } from 'modern-tar'
import { type ArchivedFile, fileOf } from './ArchivedFile.ts'
import { ArchiveError, type Budget, MOST_FILE } from './limits.ts'
import { readStream } from './streams.ts'

interface Options {
  readonly signal: AbortSignal
  readonly headBytes: number
  /** Whether a file that begins like this is kept. */
  keeps(path: string, head: Uint8Array): boolean
}

/** What is not kept has no content, only a name and a size. */
function passedOver(path: string, size: number, head: Uint8Array): ArchivedFile {
  return {
    ...fileOf(path, new Blob(), null),
    size,
    head: async (count) => head.subarray(0, count),
  }
}

/** Lists the files of a tar archive. Those that are kept have their content, the others only their first bytes. */
export async function* tarFiles(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  budget: Budget,
  options: Options,
): AsyncGenerator<ArchivedFile> {
  const { signal, headBytes } = options
  const reader = stream.pipeThrough(createTarDecoder()).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const { header, body } = value
      const path = header.name
      if (header.type !== 'file') {
        await body.cancel()
        continue
      }
      if (header.size > MOST_FILE) {
        await body.cancel()
        yield { ...passedOver(path, header.size, new Uint8Array()), unreadable: 'too-large' }
        continue
      }
      const { head, blob } = await readStream(
        body as ReadableStream<Uint8Array<ArrayBuffer>>,
        { headBytes, most: MOST_FILE, keeps: (begin) => options.keeps(path, begin) },
        { signal, took: (bytes) => budget.unpack(bytes) },
      )
      if (blob !== null && blob.size < header.size) {
        throw new ArchiveError('damaged', 'the archive ends early')
      }
      if (blob !== null) budget.keep(blob.size)
      yield blob === null ? passedOver(path, header.size, head) : fileOf(path, blob, null)
    }
  } catch (error) {
    if (signal.aborted || error instanceof ArchiveError) throw error
    throw new ArchiveError('damaged', String(error))
  } finally {
    // What went wrong before counts.
    await reader.cancel().catch(() => {})
  }
}

/** The content of a file that gzip compressed. */
export function gunzipped(blob: Blob): ReadableStream<Uint8Array<ArrayBuffer>> {
  return blob.stream().pipeThrough(new DecompressionStream('gzip'))
}
