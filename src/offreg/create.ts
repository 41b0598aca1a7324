/**
 * Creates an empty hive like ORCreateHive: one root key `ROOT` with the default descriptor, in one bin. The
 * library's own mark is not set, since it would name another writer (regf-format 1.7, offreg-api 7).
 */

import { Allocator } from '../regf/Allocator.ts'
import { BinTable } from '../regf/BinTable.ts'
import { finishBaseBlock } from '../regf/baseBlock.ts'
import { CellBits } from '../regf/CellBits.ts'
import { CellStore } from '../regf/CellStore.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { writeKeyNode } from '../regf/keyNode.ts'
import { BASE, BIN, HBIN, NK, REGF } from '../regf/layout.ts'
import { BASE_BLOCK_SIZE, BIN_UNIT, NIL } from '../regf/offsets.ts'
import { writeSecurity } from '../regf/securityCell.ts'
import type { Survey } from '../regf/survey.ts'
import { encodeDescriptor } from '../security/descriptor.ts'
import { parseSddl } from '../security/parseSddl.ts'
import { runToEnd } from '../work.ts'

/** The minor versions of new hives. */
export type NewMinor = 2 | 3 | 4 | 5 | 6

/** The attributes of a new hive. */
export interface NewHive {
  readonly minor?: NewMinor
  /** FILETIME of the root key and the header, UTC 100 ns since 1601. */
  readonly now?: bigint
  readonly rootName?: string
  /** Bytes of the buffer that are kept free after the file, for growth. */
  readonly room?: number
}

/**
 * Makes the bytes of an empty hive.
 *
 * @param now - time of the root key and the header: FILETIME, UTC 100 ns since 1601
 * @param minor - minor version
 * @param name - name of the root key
 * @returns the bytes of the file
 */
export function createHiveBytes(
  now: bigint,
  minor: NewMinor = 5,
  name = 'ROOT',
): Uint8Array<ArrayBuffer> {
  const image = new HiveImage(new ArrayBuffer(BASE_BLOCK_SIZE + BIN_UNIT))
  image.transact(() => {
    writeEmptyBin(image)
    image.setU32(BASE.SIGNATURE, REGF)
    image.setU32(BASE.MAJOR, 1)
    image.setU32(BASE.MINOR, minor)
    image.setU32(BASE.FORMAT, 1)
    image.setU32(BASE.ROOT_CELL, BIN.HEADER)
    image.setU32(BASE.DATA_SIZE, BIN_UNIT)
    image.setU32(BASE.CLUSTERING, 1)
  })
  const bins = runToEnd(BinTable.scan(image, { bytes: BIN_UNIT, sure: true }))
  const cells = new CellStore(image, minor, bins)
  cells.adoptSurvey(surveyEmpty(cells))
  cells.transact(() => {
    const root = writeKeyNode(cells, { name, parent: NIL, security: NIL, lastWrite: now, flags: 0 })
    const security = writeSecurity(cells, defaultDescriptor(), NIL)
    image.setU32(cells.payloadAt(root) + NK.SECURITY, security)
    finishBaseBlock(image, now)
  })
  return image.bytesCopy(0, image.length)
}

/** The survey of a hive whose only bin is a single free cell. */
function surveyEmpty(cells: CellStore): Survey {
  const starts = new CellBits(cells.bins.dataSize)
  const badBins = new Map()
  const allocator = new Allocator(cells.image, cells.bins, starts, badBins)
  allocator.learn(0)
  const unreached = new CellBits(cells.bins.dataSize)
  return {
    allocator,
    references: new Map(),
    miscounted: [],
    isSound: true,
    damage: new Map(),
    badBins,
    unreached,
    spareLists: new CellBits(cells.bins.dataSize),
    pointedPast: Number.POSITIVE_INFINITY,
  }
}

function writeEmptyBin(image: HiveImage): void {
  image.setU32(BASE_BLOCK_SIZE + BIN.SIGNATURE, HBIN)
  image.setU32(BASE_BLOCK_SIZE + BIN.SIZE, BIN_UNIT)
  image.setI32(BASE_BLOCK_SIZE + BIN.HEADER, BIN_UNIT - BIN.HEADER)
}

const DEFAULT_SDDL = 'O:BAG:BAD:(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;WD)(A;CI;KR;;;RC)'

/**
 * Makes the descriptor that the offline library gives the root of a new hive (offreg-api 7.3).
 *
 * @returns the self-relative descriptor, 144 bytes
 */
export function defaultDescriptor(): Uint8Array {
  return encodeDescriptor(parseSddl(DEFAULT_SDDL))
}
