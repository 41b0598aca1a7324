/**
 * GUIDs: 16 bytes, the first three fields little endian, the last eight bytes in order.
 *
 * They are written as Windows writes them: upper case, in braces. Versions and variants are not interpreted.
 */

import { formatHex } from './hex.ts'

/** The index of the stored byte for each byte of the text, field by field. */
const ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

/**
 * Formats a stored GUID as `{XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}`.
 *
 * @param bytes - the GUID in its first 16 bytes; missing ones count as zeros
 * @returns the text, in upper case and braces
 */
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

/**
 * Parses a GUID, with or without braces, in any case.
 *
 * @param text - the GUID as text; white space around it is ignored
 * @returns the 16 bytes as they are stored, or null if the text is not a GUID
 */
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
