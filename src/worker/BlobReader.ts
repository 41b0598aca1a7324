/**
 * Reads the bytes of a blob into a buffer, a piece at a time. Where the browser can, it writes them there itself; a
 * piece that has to be copied takes twice the time.
 */

/** Bytes that were read. */
export interface ReadBytes {
  /** The buffer with the bytes. It takes the place of the one that was given, which cannot be used any more. */
  readonly buffer: ArrayBuffer
  /** How many bytes the blob had; 0 at its end. If they are more than there was room for, they were not written. */
  readonly count: number
}

export interface BlobReader {
  /**
   * Reads the next bytes.
   *
   * @param buffer - the buffer to read into
   * @param at - offset in bytes to write to
   * @param room - the most bytes to write, at least 1
   * @returns the buffer to go on with, and the number of bytes
   * @throws DOMException when the file cannot be read
   */
  read(buffer: ArrayBuffer, at: number, room: number): Promise<ReadBytes>
  /** Stops reading. */
  cancel(): void
}

/**
 * Starts reading a blob.
 *
 * @param blob - a file, or another blob
 * @returns the reader
 */
export function readerOf(blob: Blob): BlobReader {
  const stream: ReadableStream<Uint8Array<ArrayBuffer>> = blob.stream()
  return direct(stream) ?? copying(stream)
}

/** A reader that hands the buffer to the browser; null where the stream does not take one. */
function direct(stream: ReadableStream<Uint8Array<ArrayBuffer>>): BlobReader | null {
  let reader: ReadableStreamBYOBReader
  try {
    reader = stream.getReader({ mode: 'byob' })
  } catch {
    return null
  }
  return {
    async read(buffer, at, room) {
      const { value } = await reader.read(new Uint8Array(buffer, at, room))
      if (value === undefined) throw new DOMException('', 'AbortError')
      return { buffer: value.buffer, count: value.length }
    },
    // Only the reason for stopping counts, so that this fails is of no interest.
    cancel: () => void reader.cancel().catch(() => {}),
  }
}

function copying(stream: ReadableStream<Uint8Array<ArrayBuffer>>): BlobReader {
  const reader = stream.getReader()
  return {
    async read(buffer, at, room) {
      const { done, value } = await reader.read()
      if (done) return { buffer, count: 0 }
      if (value.length <= room) new Uint8Array(buffer).set(value, at)
      return { buffer, count: value.length }
    },
    cancel: () => void reader.cancel().catch(() => {}),
  }
}
