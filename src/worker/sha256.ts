import { formatHex } from '../bytes/hex.ts'

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
