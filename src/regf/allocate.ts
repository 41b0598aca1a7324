/** Memory for files. */

import { HiveError } from '../errors.ts'

/**
 * Allocates a zeroed buffer.
 *
 * @param bytes - its size in bytes
 * @returns the buffer
 * @throws HiveError `out-of-memory` when there is no room for it
 */
export function allocate(bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes)
  } catch {
    throw new HiveError('out-of-memory', `cannot allocate ${bytes} bytes`, { actual: bytes })
  }
}
