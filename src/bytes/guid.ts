/**
 * GUIDs: 16 bytes, the first three fields little endian, the last eight bytes in order.
 *
 * Written the way Windows writes them: upper case, in braces. Versions and variants mean nothing here.
 */

import { formatHex } from './hex.ts'

/** Where each stored byte stands in the text, field by field. */
const ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

/** `{XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}` of the first 16 bytes; fewer count as zeros. */
export function formatGuid(bytes: Uint8Array): string {
  const inOrder = new Uint8Array(16)
  ORDER.forEach((stored, shown) => {
    inOrder[shown] = bytes[stored] ?? 0
  })
  const hex = formatHex(inOrder, { separator: '' }).toUpperCase()
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return `{${groups.join('-')}-${hex.slice(20)}}`
}

const GUID_TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The 16 bytes of a GUID with or without braces, in any case; null when it is none. */
export function parseGuid(text: string): Uint8Array<ArrayBuffer> | null {
  const trimmed = text.trim()
  const inner = trimmed.startsWith('{') && trimmed.endsWith('}') ? trimmed.slice(1, -1) : trimmed
  if (!GUID_TEXT.test(inner)) return null
  const hex = inner.replaceAll('-', '')
  const bytes = new Uint8Array(16)
  ORDER.forEach((stored, shown) => {
    bytes[stored] = Number.parseInt(hex.slice(shown * 2, shown * 2 + 2), 16)
  })
  return bytes
}
