/** Comparison of byte arrays. */

/**
 * Compares two byte arrays.
 *
 * @param a - one array
 * @param b - the other
 * @returns true if they have the same length and the same bytes
 */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}
