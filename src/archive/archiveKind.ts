/** What a file is, by its first bytes. */

/** The kinds of archives, by their first bytes. */
export type ArchiveKind = 'zip' | 'gzip' | 'tar'

/** The number of first bytes that tell. */
export const SNIFFED = 512

const ZIP_STARTS = ['PK\x03\x04', 'PK\x05\x06']
const GZIP_START = '\x1f\x8b\x08'
const TAR_AT = 257

/** The kind of an archive; null for any other file. */
export function archiveKind(head: Uint8Array): ArchiveKind | null {
  if (ZIP_STARTS.some((start) => startsWith(head, start))) return 'zip'
  if (startsWith(head, GZIP_START)) return 'gzip'
  return startsWith(head.subarray(TAR_AT), 'ustar') ? 'tar' : null
}

/** Whether a file begins like a hive or a log. */
export function isRegf(head: Uint8Array): boolean {
  return startsWith(head, 'regf')
}

function startsWith(head: Uint8Array, start: string): boolean {
  return [...start].every((letter, at) => head[at] === letter.charCodeAt(0))
}
