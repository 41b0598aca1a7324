/**
 * What takes the space of a hive: its cells by kind and state, the bytes below every key, and when keys were last
 * written. The bins are read once in order, and the tree is walked once.
 */

import type { Hive } from '../offreg/Hive.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { INLINE, LIST, NK, SEGMENT_DATA, SIG, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { ReadWatch } from '../regf/ReadWatch.ts'
import { dataCells, isBigData } from '../regf/valueData.ts'
import { type WalkVisitor, walkSteps } from '../regf/walk.ts'
import { part, type Work } from '../work.ts'
import { CellMarks } from './CellMarks.ts'
import { CellTotals } from './CellTotals.ts'
import { kindOfMark, kindOfSignature, MARK, type UsedMark } from './cellKind.ts'
import { HiveUsage } from './HiveUsage.ts'
import { KeyTotals } from './KeyTotals.ts'

/** The progress once the cells were found, and once the tree was walked. */
const SCANNED = 0.3
const WALKED = 0.9
/** A hive has a key for about so many bytes at most; only then is no table of keys copied to a larger one. */
const BYTES_A_KEY = 256

/**
 * Measures a hive. A damaged one is measured as far as it can be read; no cell is counted twice.
 *
 * @param hive - the hive; it must not be edited meanwhile
 * @returns the totals, and what answers questions about parts of the hive
 */
export function* measureUsage(hive: Hive): Work<HiveUsage> {
  const { cells, root } = hive
  const map = new CellMarks(cells)
  const totals = new CellTotals()
  const signatureAt = (cell: CellOffset) => cells.image.u16(cells.payloadAt(cell))
  const scan = map.scan((cell, size) => {
    totals.add('free', kindOfSignature(signatureAt(cell)), size)
  })
  yield* part(scan, 0, SCANNED)
  const watch = new ReadWatch(cells.image)
  const visitor = new UsageVisitor(cells, map, watch, hive.surveyedKeys)
  yield* part(walkSteps(cells, root, visitor, hive.surveyedKeys), SCANNED, WALKED)
  watch.end()
  visitor.addTo(totals)
  const lost = map.eachLost((cell, size) => {
    totals.add('lost', kindOfSignature(signatureAt(cell)), size)
  })
  yield* part(lost, WALKED, 1)
  return new HiveUsage(cells, map, totals, visitor.keys.finish(), watch.isWhole)
}

/** Adds up what the walk meets. */
class UsageVisitor implements WalkVisitor {
  readonly keys: KeyTotals
  readonly #cells: CellStore
  readonly #map: CellMarks
  readonly #watch: ReadWatch
  /** Cells and bytes by mark. */
  readonly #counts = new Float64Array(MARK.SECURITY + 1)
  readonly #bytes = new Float64Array(MARK.SECURITY + 1)

  constructor(cells: CellStore, map: CellMarks, watch: ReadWatch, keys: number | null) {
    this.#cells = cells
    this.#map = map
    this.#watch = watch
    this.keys = new KeyTotals(keys ?? Math.ceil(map.size / BYTES_A_KEY))
  }

  key(cell: CellOffset, key: FileOffset, depth: number): undefined {
    const { image } = this.#cells
    const { keys } = this
    this.#watch.key(key, depth)
    keys.begin(cell, depth, image.u32(key + NK.LAST_WRITE + 4), image.u32(key + NK.LAST_WRITE))
    let bytes = this.#take(cell, MARK.KEY)
    bytes += this.#take(image.u32(key + NK.VALUE_LIST), MARK.VALUE_LIST)
    if (image.u16(key + NK.CLASS_LENGTH) !== 0)
      bytes += this.#take(image.u32(key + NK.CLASS), MARK.CLASS)
    bytes += this.#takeSubkeyLists(image.u32(key + NK.SUBKEY_LIST))
    keys.add(bytes)
    this.#take(image.u32(key + NK.SECURITY), MARK.SECURITY)
  }

  value(cell: CellOffset, value: FileOffset): undefined {
    this.#watch.value()
    const { image } = this.#cells
    let bytes = this.#take(cell, MARK.VALUE)
    const stored = image.u32(value + VK.DATA_SIZE)
    if (stored !== 0 && stored < INLINE) {
      const data = image.u32(value + VK.DATA) as CellOffset
      if (stored > SEGMENT_DATA && isBigData(this.#cells, data, stored)) {
        for (const one of dataCells(this.#cells, value)) bytes += this.#take(one, MARK.DATA)
      } else {
        bytes += this.#take(data, MARK.DATA)
      }
    }
    this.keys.addValue(bytes)
  }

  /** Adds the cells in use to the totals. */
  addTo(totals: CellTotals): void {
    for (let mark: number = MARK.KEY; mark <= MARK.SECURITY; mark++) {
      totals.add(
        'used',
        kindOfMark(mark),
        this.#bytes[mark] as number,
        this.#counts[mark] as number,
      )
    }
  }

  #sizeOf(cell: number): number {
    return -this.#cells.image.i32(fileOffset(cell as CellOffset))
  }

  #takeSubkeyLists(list: number): number {
    const bytes = this.#take(list, MARK.SUBKEY_LIST)
    if (bytes === 0) return 0
    const { image } = this.#cells
    const at = this.#cells.payloadAt(list as CellOffset)
    if (image.u16(at) !== SIG.RI) return bytes
    let sum = bytes
    const room = (bytes - this.#cells.headerSize - LIST.ENTRIES) >> 2
    const count = Math.min(image.u16(at + LIST.COUNT), room)
    for (let entry = 0; entry < count; entry++) {
      sum += this.#take(image.u32(at + LIST.ENTRIES + entry * 4), MARK.SUBKEY_LIST)
    }
    return sum
  }

  /**
   * Counts a cell that the walk reads anyway, or one of data, which is not read.
   *
   * @returns its bytes; 0 if there is no cell, or it was counted before
   */
  #take(cell: number, mark: UsedMark): number {
    if (!this.#map.take(cell, mark)) return 0
    const bytes = mark === MARK.DATA ? this.#map.sizeOf(cell) : this.#sizeOf(cell)
    this.#counts[mark] = (this.#counts[mark] as number) + 1
    this.#bytes[mark] = (this.#bytes[mark] as number) + bytes
    return bytes
  }
}
