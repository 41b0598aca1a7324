/** SHA-256 by the browser or Node. */

import { formatHex } from '../bytes/hex.ts'

/**
 * The digest in lower-case hexadecimal; null where there is none: on plain http, and when the copy the
 * browser makes does not fit into memory. The bytes may change once the call has returned its promise.
 */
export async function sha256(bytes: Uint8Array): Promise<string | null> {
  const { subtle } = globalThis.crypto
  if (subtle === undefined) return null
  try {
    // A view of an ArrayBuffer in all our uses; the type of BufferSource knows no other.
    const digest = await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
    return formatHex(new Uint8Array(digest), { separator: '' })
  } catch {
    return null
  }
}
