/**
 * The base block of a compacted hive, which either keeps fields of its source or, for a hive made of one key, is a
 * new one. The mark and save time of the offline library are removed, since they name another writer
 * (regf-format 1.7, offreg-api 7.1, 7.4).
 */

import {
  computeChecksum,
  isLayered,
  LAYERED,
  readBaseBlock,
  sequenceAbove,
} from '../../regf/baseBlock.ts'
import type { HiveImage } from '../../regf/HiveImage.ts'
import { BASE, BIN, REGF } from '../../regf/layout.ts'
import { BASE_BLOCK_SIZE, type CellOffset } from '../../regf/offsets.ts'

/** `OfRg`, and the two places it is in: of the library 6.1, and of later ones. */
const MARK = 0x6752664f
const MARK_PLACES = [0xa8, 0xb0]
/** FILETIME of the library's save, where its mark is. */
const SAVE_TIME = 0x200

export interface NewBase {
  readonly minor: number
  readonly root: CellOffset
  readonly dataSize: number
  /** Whether the hive is one key of the source, and so another hive. */
  readonly isPart: boolean
  /** The newest number of the logs beside the source, null when none are known. */
  readonly seen: number | null
}

/**
 * Writes the base block, and its time in the first bin.
 *
 * @param source - the hive file that was compacted
 * @param out - the new file, with complete bins and a base block of zeros
 * @param base - the fields that differ
 */
export function writeBaseBlock(source: HiveImage, out: HiveImage, base: NewBase): void {
  out.transact(() => {
    const layered = isLayered(source) && base.minor >= 6 ? LAYERED : 0
    if (base.isPart) {
      out.setU32(BASE.SIGNATURE, REGF)
      out.setU32(BASE.PRIMARY_SEQUENCE, 1)
      out.setU32(BASE.SECONDARY_SEQUENCE, 1)
      out.setU32(BASE.FLAGS, layered)
    } else {
      out.setBytes(0, source.bytesView(0, BASE_BLOCK_SIZE))
      out.setU32(BASE.FLAGS, (source.u32(BASE.FLAGS) & ~LAYERED) | layered)
      if (base.seen !== null || readBaseBlock(source).dirty) {
        const next = sequenceAbove(source, base.seen)
        out.setU32(BASE.PRIMARY_SEQUENCE, next)
        out.setU32(BASE.SECONDARY_SEQUENCE, next)
      }
      removeMark(out)
    }
    out.setU32(BASE.MAJOR, 1)
    out.setU32(BASE.MINOR, base.minor)
    out.setU32(BASE.TYPE, 0)
    out.setU32(BASE.FORMAT, 1)
    out.setU32(BASE.ROOT_CELL, base.root)
    out.setU32(BASE.DATA_SIZE, base.dataSize)
    out.setU32(BASE.CLUSTERING, 1)
    out.setU64(BASE_BLOCK_SIZE + BIN.TIMESTAMP, out.u64(BASE.LAST_WRITTEN))
    out.setU32(BASE.CHECKSUM, computeChecksum(out))
  })
}

function removeMark(out: HiveImage): void {
  for (const place of MARK_PLACES) {
    if (out.u32(place) !== MARK) continue
    out.setU64(place, 0n)
    out.setU64(SAVE_TIME, 0n)
  }
}
