import { sha256 as hashing } from '@noble/hashes/sha2.js'
import { formatHex } from '../bytes/hex.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import type { Work } from '../work.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/**
 * Bytes of the largest image that the browser hashes in one piece. It copies the piece first, and a page in which there
 * is no room for that is ended, with everything that was not saved. Larger ones are hashed here, at a fifth of the speed.
 */
const IN_ONE_PIECE = 32 * 1024 * 1024
const STEP = 256 * 1024

/**
 * The SHA-256 digest in lower-case hexadecimal; null where the browser computes none: on plain
 * http, and when the copy it makes does not fit in memory. The bytes may change once the call has
 * returned its promise.
 */
export async function sha256(bytes: Uint8Array): Promise<string | null> {
  const { subtle } = globalThis.crypto
  if (subtle === undefined) return null
  try {
    // All callers pass views of an ArrayBuffer, the only kind that the type BufferSource allows.
    const digest = await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
    return formatHex(new Uint8Array(digest), { separator: '' })
  } catch {
    return null
  }
}

/**
 * The same digest of an image, without a copy of a large one. A large image that changes meanwhile must be one that
 * keeps its bytes (`OriginalImage`).
 *
 * @throws HiveError `cancelled`
 */
export async function imageDigest(
  image: HiveImage,
  { signal, progress }: CallContext,
): Promise<string | null> {
  if (image.length <= IN_ONE_PIECE) return sha256(image.bytesView(0, image.length))
  return runInSlices(sha256Steps(image), { signal, onProgress: progress })
}

/** Computes the digest of an image piece by piece. */
export function* sha256Steps(image: HiveImage): Work<string> {
  const hash = hashing.create()
  for (let at = 0; at < image.length; at += STEP) {
    hash.update(image.bytesView(at, Math.min(STEP, image.length - at)))
    yield at / image.length
  }
  return formatHex(hash.digest(), { separator: '' })
}

/** The same digest of a blob, without a copy of a large one. It rejects with the errors of the browser. */
export async function blobDigest(blob: Blob): Promise<string | null> {
  if (blob.size <= IN_ONE_PIECE) return sha256(new Uint8Array(await blob.arrayBuffer()))
  const hash = hashing.create()
  for (let at = 0; at < blob.size; at += STEP) {
    hash.update(new Uint8Array(await blob.slice(at, at + STEP).arrayBuffer()))
  }
  return formatHex(hash.digest(), { separator: '' })
}
