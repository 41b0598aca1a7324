/** Collects an output in Blobs, so that little of it is in memory. */

import { HiveError } from '../errors.ts'

/** Bytes that are kept in memory; the browser may keep a Blob elsewhere. */
const KEPT = 1 << 24
/** The output of a crafted hive may have this many times its size, plus a little; more is not written. */
const MOST_TIMES = 64
const LITTLE = 1 << 20

/** The most bytes that the output of a hive may have, unless the user wants more. */
export function mostOutput(hiveBytes: number): number {
  return MOST_TIMES * hiveBytes + LITTLE
}

export class BlobOutput {
  readonly #blobs: Blob[] = []
  #pieces: Uint8Array<ArrayBuffer>[] = []
  #kept = 0
  #left: number

  /**
   * @param hiveBytes - bytes of the hive that the output is made from
   * @param most - the most bytes that it may have, if that is another number than for most hives
   */
  constructor(hiveBytes: number, most = mostOutput(hiveBytes)) {
    this.#left = most
  }

  /** @throws HiveError `result-too-large` */
  readonly write = (bytes: Uint8Array): void => {
    this.#left -= bytes.length
    if (this.#left < 0) {
      throw new HiveError('result-too-large', 'the output is far larger than the hive', {
        expected: MOST_TIMES,
      })
    }
    this.#pieces.push(Uint8Array.from(bytes))
    this.#kept += bytes.length
    if (this.#kept >= KEPT) this.#flush()
  }

  end(): Blob {
    this.#flush()
    return new Blob(this.#blobs)
  }

  #flush(): void {
    this.#blobs.push(new Blob(this.#pieces))
    this.#pieces = []
    this.#kept = 0
  }
}
