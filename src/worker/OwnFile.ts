/**
 * The file that a document is saved to, and what it is known to hold: what was opened from it or written to it last.
 * Anything else in it comes from another program, and is not written over unasked.
 */

import { HiveError } from '../errors.ts'
import {
  type Content,
  contentOfBlob,
  type Fingerprint,
  findFingerprint,
  fingerprintOf,
  type SliceStep,
} from './Fingerprint.ts'

export class OwnFile {
  readonly handle: FileSystemFileHandle
  /** What the file holds. The fingerprint of what was opened is only made when it is needed. */
  #known: Content | Fingerprint
  /** What was written but not confirmed, so that it may be there or not. */
  #attempted: readonly (Content | Fingerprint)[] = []

  /**
   * @param handle - the handle of the file
   * @param known - what it holds: the content that was opened, or the fingerprint of what was written
   */
  constructor(handle: FileSystemFileHandle, known: Content | Fingerprint) {
    this.handle = handle
    this.#known = known
  }

  /**
   * Refuses a file that holds something else than it is known to. Rejects with the errors of the browser too.
   *
   * @param file - the file as it is now
   * @throws HiveError `changed-on-disk`
   */
  async requireKnown(file: File, step: SliceStep): Promise<void> {
    const known = await madeOf(this.#known)
    this.#known = known
    const attempted: Fingerprint[] = []
    for (const one of this.#attempted) attempted.push(await madeOf(one))
    this.#attempted = attempted
    const found = await findFingerprint(contentOfBlob(file), [known, ...attempted], step)
    if (found !== null) {
      this.#known = found
      if (found !== known) this.#attempted = []
      return
    }
    throw new HiveError('changed-on-disk', 'the file was changed by another program', {
      expected: known.size,
      actual: file.size,
    })
  }

  /** Notes what is being written, which the file may hold if that is not confirmed. */
  attempt(content: Content | Fingerprint): void {
    this.#attempted = [...this.#attempted, content]
  }

  /** Notes what was written and read back. */
  written(content: Fingerprint): void {
    this.#known = content
    this.#attempted = []
  }

  /** Whether a handle is that of this file. */
  async is(handle: FileSystemFileHandle): Promise<boolean> {
    return handle === this.handle || this.handle.isSameEntry(handle)
  }
}

async function madeOf(known: Content | Fingerprint): Promise<Fingerprint> {
  return 'slices' in known ? known : fingerprintOf(known)
}
