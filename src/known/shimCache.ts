/**
 * The application compatibility cache (ShimCache) of Windows 7 to 11: the programs that Windows looked at, the newest
 * first. Sources: "Application compatibility cache" of libyal's winreg-kb, and Mandiant's ShimCacheParser.
 *
 * - Windows 7 and Server 2008 R2: signature 0xbadc0fee, a header of 128 bytes with the number of entries at 4, and
 *   entries of 32 bytes or, on 64-bit Windows, 48: size of the path, offset of the path, last modification, flags.
 * - Windows 8 and 8.1: a header of 128 bytes, entries that begin with `00ts` or `10ts`: path, package, flags, time.
 * - Windows 10 and 11: a header of 48 or 52 bytes, whose size is at 0; entries begin with `10ts`: path, time, data.
 */

import { decodeUtf16 } from '../bytes/text.ts'

/** A program of the cache. */
export interface ShimCacheEntry {
  readonly path: string
  /** When the file was modified last, FILETIME; 0 if that is not known. */
  readonly modified: bigint
  /** Whether the flag is set that Windows 7 to 8.1 set when the program was started; null where there is none. */
  readonly started: boolean | null
}

const WINDOWS_7 = 0xbadc0fee
const HEADER_7 = 128
const ENTRY_8 = 0x73743030
const ENTRY_10 = 0x73743031
/** Signature, a field that is not known, and the size of what follows. */
const ENTRY_HEADER = 12
/** The insertion flag of programs that were started. */
const STARTED = 2
/** No cache has more than 1,024 entries. */
const MOST = 4096

/**
 * Reads a cache.
 *
 * @param data - the data of the value `AppCompatCache`, or the first bytes of it
 * @returns the entries as far as they can be read, with no more text than the data has; none if it is not such a cache
 */
export function readShimCache(data: Uint8Array): readonly ShimCacheEntry[] {
  if (data.length < HEADER_7) return []
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  const first = view.getUint32(0, true)
  if (first === WINDOWS_7) return readWindows7(data, view)
  if (first < ENTRY_HEADER || first > HEADER_7) return []
  return readEntries(data, view, first)
}

function readWindows7(data: Uint8Array, view: DataView): ShimCacheEntry[] {
  const count = Math.min(view.getUint32(4, true), MOST)
  if (data.length < HEADER_7 + 48) return []
  // On 64-bit Windows the offset of the path is a number of 64 bits, behind four bytes of padding.
  const isLong = view.getUint32(HEADER_7 + 4, true) === 0
  const size = isLong ? 48 : 32
  const entries: ShimCacheEntry[] = []
  // Each path is stored once: entries that share theirs are crafted, and would take far more memory than the data.
  let left = data.length
  for (let index = 0; index < count; index++) {
    const at = HEADER_7 + index * size
    if (at + size > data.length) break
    const length = view.getUint16(at, true)
    const offset = view.getUint32(at + (isLong ? 8 : 4), true)
    const time = at + (isLong ? 16 : 8)
    if (length === 0 || offset + length > data.length) continue
    left -= length
    if (left < 0) break
    entries.push({
      path: decodeUtf16(data.subarray(offset, offset + (length & ~1))),
      modified: view.getBigUint64(time, true),
      started: (view.getUint32(time + 8, true) & STARTED) !== 0,
    })
  }
  return entries
}

/** The entries of Windows 8 and later. */
function readEntries(data: Uint8Array, view: DataView, from: number): ShimCacheEntry[] {
  const entries: ShimCacheEntry[] = []
  for (let at = from; at + ENTRY_HEADER <= data.length && entries.length < MOST; ) {
    const signature = view.getUint32(at, true)
    if (signature !== ENTRY_8 && signature !== ENTRY_10) break
    const start = at + ENTRY_HEADER
    const end = start + view.getUint32(at + 8, true)
    if (end > data.length) break
    const entry = readEntry(data.subarray(start, end), from === HEADER_7)
    if (entry !== null) entries.push(entry)
    at = end
  }
  return entries
}

/** An entry; that of Windows 8 and 8.1 (`hasFlags`) has a package and flags before the time. */
function readEntry(data: Uint8Array, hasFlags: boolean): ShimCacheEntry | null {
  if (data.length < 2) return null
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  const length = view.getUint16(0, true)
  let at = 2 + length
  if (length === 0 || at + 2 > data.length) return null
  const path = decodeUtf16(data.subarray(2, 2 + (length & ~1)))
  let started: boolean | null = null
  if (hasFlags) {
    at += 2 + view.getUint16(at, true)
    if (at + 8 > data.length) return null
    started = (view.getUint32(at, true) & STARTED) !== 0
    at += 8
  }
  if (at + 8 > data.length) return null
  return { path, modified: view.getBigUint64(at, true), started }
}
