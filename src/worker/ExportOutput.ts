/** Where an export goes: into a file, as it is written, or into Blobs for a download. */

import { HiveError } from '../errors.ts'
import { BlobOutput } from './BlobOutput.ts'
import { writeErrors } from './saveTarget.ts'

export interface ExportOutput {
  readonly write: (bytes: Uint8Array) => void
  /** Passes on what was written so far. */
  flush(): Promise<void>
  /** Ends the output; the Blob of a download. */
  end(): Promise<Blob | null>
  /** Gives the output up. A file stays as it was. */
  abort(): Promise<void>
}

/**
 * Opens an output.
 *
 * @param most - the most bytes that it may have
 * @throws HiveError `write-failed`
 */
export async function openOutput(
  to: 'download' | FileSystemFileHandle,
  most: number,
): Promise<ExportOutput> {
  if (to === 'download') {
    const output = new BlobOutput(0, most)
    return {
      write: output.write,
      flush: async () => {},
      end: async () => output.end(),
      abort: async () => {},
    }
  }
  return new FileOutput(await writeErrors(() => to.createWritable()), most)
}

class FileOutput implements ExportOutput {
  readonly #file: FileSystemWritableFileStream
  #left: number
  #pieces: Uint8Array<ArrayBuffer>[] = []

  constructor(file: FileSystemWritableFileStream, most: number) {
    this.#file = file
    this.#left = most
  }

  readonly write = (bytes: Uint8Array): void => {
    this.#left -= bytes.length
    if (this.#left < 0) {
      throw new HiveError('result-too-large', 'the output is far larger than the hive')
    }
    this.#pieces.push(Uint8Array.from(bytes))
  }

  async flush(): Promise<void> {
    const pieces = this.#pieces
    this.#pieces = []
    for (const piece of pieces) await writeErrors(() => this.#file.write(piece))
  }

  async end(): Promise<null> {
    await this.flush()
    await writeErrors(() => this.#file.close())
    return null
  }

  async abort(): Promise<void> {
    // Only the reason for giving up counts.
    await this.#file.abort().catch(() => {})
  }
}
