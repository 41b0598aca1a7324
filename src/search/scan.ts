/**
 * Finds a literal in key names, value names and text data, ignoring case as Windows does. It reads fields
 * by offset and decodes only hits. Only data of the string types is searched; there are no numbers,
 * patterns or regular expressions.
 */

import { UPCASE } from '../bytes/upcase.ts'
import type { CellStore } from '../regf/CellStore.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { storedKeyName } from '../regf/keyNode.ts'
import { storedValueName, valueType } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { upcasedUnits } from '../regf/storedName.ts'
import { dataCopy, dataPieces, dataSize } from '../regf/valueData.ts'
import { walkSteps } from '../regf/walk.ts'
import { standardType, VALUE_TYPE } from '../values/valueType.ts'
import { runToEnd, type Work } from '../work.ts'

/** A place where the literal was found. */
export interface Hit {
  readonly where: 'key' | 'name' | 'data'
  readonly key: CellOffset
  /** null if the hit is in the name of the key. */
  readonly value: CellOffset | null
}

/** Bytes of data after which the scan pauses; well below a millisecond. */
const PAUSE_AFTER = 1 << 16

/**
 * Scans a key and everything below it, in steps. The bytes must not be edited meanwhile.
 *
 * @param cells - the cells of the hive
 * @param top - cell offset of the key
 * @param text - the literal to find, at least one UTF-16 unit
 * @param found - called for every hit, in the order of the walk
 */
export function* scanSteps(
  cells: CellStore,
  top: CellOffset,
  text: string,
  found: (hit: Hit) => void,
): Work<void> {
  const wanted = upcasedUnits(text)
  const { image } = cells
  let key = top
  yield* walkSteps(cells, top, {
    key(cell, record) {
      key = cell
      const { at, length, latin1 } = storedKeyName(cells, cell, record)
      if (contains(image, at, length, latin1 ? 1 : 2, wanted)) {
        found({ where: 'key', key, value: null })
      }
    },
    value(cell, record) {
      const { at, length, latin1 } = storedValueName(cells, cell, record)
      if (contains(image, at, length, latin1 ? 1 : 2, wanted)) {
        found({ where: 'name', key, value: cell })
      }
      if (!isText(valueType(cells, record))) return
      if (dataContains(cells, record, wanted)) found({ where: 'data', key, value: cell })
      return dataSize(cells, record) > PAUSE_AFTER ? 'pause' : undefined
    },
  })
}

/**
 * Scans a key and everything below it without a pause.
 *
 * @param args - as for `scanSteps`
 */
export function scanFor(...args: Parameters<typeof scanSteps>): void {
  runToEnd(scanSteps(...args))
}

function isText(type: number): boolean {
  const standard = standardType(type)
  return (
    standard === VALUE_TYPE.SZ ||
    standard === VALUE_TYPE.EXPAND_SZ ||
    standard === VALUE_TYPE.MULTI_SZ ||
    standard === VALUE_TYPE.LINK
  )
}

function dataContains(
  cells: CellStore,
  value: Parameters<typeof dataPieces>[1],
  wanted: Uint16Array,
): boolean {
  const pieces = dataPieces(cells, value)
  const [only] = pieces
  if (pieces.length === 1 && only !== undefined) {
    return contains(cells.image, only.at, only.length, 2, wanted)
  }
  // Big data is joined first, since a hit may span two segments.
  return bytesContain(dataCopy(cells, value), wanted)
}

/** Whether stored text with one or two bytes per unit contains the wanted units. */
function contains(
  image: HiveImage,
  at: number,
  length: number,
  unitBytes: 1 | 2,
  wanted: Uint16Array,
): boolean {
  const last = at + length - wanted.length * unitBytes
  const first = wanted[0]
  for (let from = at; from <= last; from += unitBytes) {
    const unit = unitBytes === 1 ? image.u8(from) : image.u16(from)
    if (UPCASE[unit] === first && matches(image, from, unitBytes, wanted)) return true
  }
  return false
}

function matches(image: HiveImage, from: number, unitBytes: 1 | 2, wanted: Uint16Array): boolean {
  for (let index = 1; index < wanted.length; index++) {
    const at = from + index * unitBytes
    const unit = unitBytes === 1 ? image.u8(at) : image.u16(at)
    if (UPCASE[unit] !== wanted[index]) return false
  }
  return true
}

function bytesContain(bytes: Uint8Array, wanted: Uint16Array): boolean {
  const unitAt = (at: number) =>
    UPCASE[(bytes[at] as number) | ((bytes[at + 1] as number) << 8)] as number
  const last = bytes.length - wanted.length * 2
  for (let from = 0; from <= last; from += 2) {
    let index = 0
    while (index < wanted.length && unitAt(from + index * 2) === wanted[index]) index++
    if (index === wanted.length) return true
  }
  return false
}
