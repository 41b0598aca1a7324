/** What people see of a hit: the match and some of what is around it. */

import { formatHex } from '../bytes/hex.ts'
import { decodeLatin1, decodeUtf16 } from '../bytes/text.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode, storedKeyName } from '../regf/keyNode.ts'
import { findKeyValue, storedValueName } from '../regf/keyValue.ts'
import { dataPieces } from '../regf/valueData.ts'
import { dataRange, type Piece } from './largeData.ts'
import type { Hit } from './search.ts'

/** The most units of text before and after a match, and of the match itself. */
const AROUND = 40
const MOST_MATCH = 120
/** The same in bytes, where bytes are shown. */
const BYTES_AROUND = 8
const MOST_BYTES = 40
/** Bytes of a match that its checksum is made of. */
const MOST_SUMMED = 256
const SUM_FACTOR = 0x01000193

/** A hit as text. Bytes and numbers are hexadecimal. Text is as stored, whatever characters it has. */
export interface HitPreview {
  readonly before: string
  readonly match: string
  readonly after: string
  /** Whether these are bytes in hexadecimal. */
  readonly isBytes: boolean
  /** Whether there is more of the name or the string before, in the match, or after it. */
  readonly cutBefore: boolean
  readonly cutMatch: boolean
  readonly cutAfter: boolean
}

/**
 * Makes the preview of a hit.
 *
 * @param cells - the cells of the hive in which it was found
 * @param hit - the hit; the bytes of its key or value may have changed since
 * @returns the match, with a part of the name or string it is in, or of the bytes around it; null if there are no
 *   bytes where it was
 */
export function previewHit(
  cells: CellStore,
  hit: Pick<Hit, 'place' | 'key' | 'value' | 'match'>,
): HitPreview | null {
  const pieces = piecesOf(cells, hit)
  const size = pieces.reduce((sum, { length }) => sum + length, 0)
  const { offset, length, encoding } = hit.match
  if (offset + length > size) return null
  const read = (from: number, to: number) => dataRange(cells.image, pieces, from, to)
  if (encoding === 'utf16')
    return textPreview(2, offset, length, size, (from, to) => decodeUtf16(read(from, to)))
  if (encoding === 'latin1')
    return textPreview(1, offset, length, size, (from, to) => decodeLatin1(read(from, to)))
  const from = Math.max(0, offset - BYTES_AROUND)
  const shown = Math.min(length, MOST_BYTES)
  const to = Math.min(size, offset + length + BYTES_AROUND)
  return {
    before: formatHex(read(from, offset)),
    match: formatHex(read(offset, offset + shown)),
    after: formatHex(read(offset + length, to)),
    isBytes: true,
    cutBefore: from > 0,
    cutMatch: shown < length,
    cutAfter: to < size,
  }
}

/**
 * Computes a checksum of the bytes of a match, by which it is recognised later.
 *
 * @param cells - the cells of the hive
 * @param hit - the hit
 * @returns an unsigned 32-bit number; null if there are no bytes where the match was
 */
export function matchSum(
  cells: CellStore,
  hit: Pick<Hit, 'place' | 'key' | 'value' | 'match'>,
): number | null {
  const pieces = piecesOf(cells, hit)
  const size = pieces.reduce((sum, { length }) => sum + length, 0)
  const { offset, length } = hit.match
  if (offset + length > size) return null
  const end = offset + Math.min(length, MOST_SUMMED)
  let sum = length
  for (const byte of dataRange(cells.image, pieces, offset, end)) {
    sum = (Math.imul(sum, SUM_FACTOR) + byte) | 0
  }
  return sum >>> 0
}

/** Where the name or the data of a hit is; nothing if its record is gone. */
function piecesOf(
  cells: CellStore,
  { place, key, value }: Pick<Hit, 'place' | 'key' | 'value'>,
): readonly Piece[] {
  if (value === null) {
    const record = findKeyNode(cells, key)
    return record === 0 ? [] : [storedKeyName(cells, key, record)]
  }
  const record = findKeyValue(cells, value)
  if (record === 0) return []
  return place === 'data' ? dataPieces(cells, record) : [storedValueName(cells, value, record)]
}

function textPreview(
  unitBytes: 1 | 2,
  offset: number,
  length: number,
  size: number,
  read: (from: number, to: number) => string,
): HitPreview {
  const around = AROUND * unitBytes
  const from = Math.max(offset % unitBytes, offset - around)
  const end = offset + length
  const shown = Math.min(length, MOST_MATCH * unitBytes)
  const to = Math.min(size, end + around)
  const left = read(from, offset)
  const right = read(end, to)
  // A string ends at a NUL.
  const start = left.lastIndexOf('\0') + 1
  const stop = right.indexOf('\0')
  return {
    before: left.slice(start),
    match: read(offset, offset + shown),
    after: stop < 0 ? right : right.slice(0, stop),
    isBytes: false,
    cutBefore: start === 0 && from >= unitBytes,
    cutMatch: shown < length,
    cutAfter: stop < 0 && size - to >= unitBytes,
  }
}
