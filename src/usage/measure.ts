/**
 * What takes the space of a hive: its cells by kind and state, the bytes below every key, and when keys were last
 * written. The bins are read once in order, and the tree is walked once.
 */

import type { Hive } from '../offreg/Hive.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { DB, INLINE, LIST, NK, SEGMENT_DATA, SIG, VK } from '../regf/layout.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { ReadWatch } from '../regf/ReadWatch.ts'
import { isBigData } from '../regf/valueData.ts'
import { type WalkVisitor, walkSteps } from '../regf/walk.ts'
import { part, type Work } from '../work.ts'
import { CellMarks } from './CellMarks.ts'
import { CellTotals } from './CellTotals.ts'
import { kindOfSignature, MARK, type UsedMark } from './cellKind.ts'
import { FoundKeys } from './FoundKeys.ts'
import { HiveUsage } from './HiveUsage.ts'
import type { KeyTable } from './KeyTable.ts'
import { KeyTotals } from './KeyTotals.ts'
import { TidyTree } from './TidyTree.ts'
import { UsedCells } from './UsedCells.ts'

/** The progress once the cells were found, and once all in use were taken; a walk may follow. */
const SCANNED = 0.3
const TAKEN = 0.6
const WALKED = 0.9
/** The progress of taking cells in order once they are given back. */
const RELEASED = 0.8
/** A hive has a key for about so many bytes at most; only then is no table of keys copied to a larger one. */
const BYTES_A_KEY = 256

/**
 * Measures a hive. A damaged one is measured as far as it can be read; no cell is counted twice.
 *
 * @param hive - the hive; it must not be edited meanwhile
 * @returns the totals, and what answers questions about parts of the hive
 */
export function* measureUsage(hive: Hive): Work<HiveUsage> {
  const { cells } = hive
  const map = new CellMarks(cells)
  const totals = new CellTotals()
  const signatureAt = (cell: CellOffset) => cells.image.u16(cells.payloadAt(cell))
  const found = new FoundKeys(map.size)
  const scan = map.scan(found, (cell, size) => {
    totals.add('free', kindOfSignature(signatureAt(cell)), size)
  })
  const isTidy = yield* part(scan, 0, SCANNED)
  const taken = isTidy ? yield* part(takeInOrder(hive, map, found), SCANNED, TAKEN) : null
  const { keys, used, isWhole } = taken ?? (yield* part(takeByWalk(hive, map), TAKEN, WALKED))
  used.addTo(totals)
  if (used.count < map.allocated) {
    const lost = map.eachLost((cell, size) => {
      totals.add('lost', kindOfSignature(signatureAt(cell)), size)
    })
    yield* part(lost, WALKED, 1)
  }
  return new HiveUsage(cells, map, totals, keys, isWhole)
}

/** What is in use. */
interface Taken {
  readonly keys: KeyTable
  readonly used: UsedCells
  readonly isWhole: boolean
}

/** Takes the cells in use in the order of the file; null, with none taken, if the hive is not tidy enough for that. */
function* takeInOrder(hive: Hive, map: CellMarks, found: FoundKeys): Work<Taken | null> {
  const used = new UsedCells(map)
  const keys = yield* part(new TidyTree(hive.cells, used, found).measure(hive.root), 0, RELEASED)
  if (keys !== null) return { keys, used, isWhole: true }
  yield* part(map.release(), RELEASED, 1)
  return null
}

function* takeByWalk(hive: Hive, map: CellMarks): Work<Taken> {
  const { cells, root, surveyedKeys } = hive
  const watch = new ReadWatch(cells.image)
  const used = new UsedCells(map)
  const visitor = new UsageVisitor(cells, used, watch, surveyedKeys)
  yield* walkSteps(cells, root, visitor, surveyedKeys)
  watch.end()
  return { keys: visitor.keys.finish(), used, isWhole: watch.isWhole }
}

/** Takes what the walk meets. */
class UsageVisitor implements WalkVisitor {
  readonly keys: KeyTotals
  readonly #cells: CellStore
  readonly #used: UsedCells
  readonly #watch: ReadWatch
  #segmentsLeft: number

  constructor(cells: CellStore, used: UsedCells, watch: ReadWatch, keys: number | null) {
    this.#cells = cells
    this.#used = used
    this.#watch = watch
    this.#segmentsLeft = cells.bins.dataSize >>> 2
    this.keys = new KeyTotals(keys ?? Math.ceil(cells.bins.dataSize / BYTES_A_KEY))
  }

  key(cell: CellOffset, key: FileOffset, depth: number): undefined {
    const { image } = this.#cells
    const { keys } = this
    const used = this.#used
    this.#watch.key(key, depth)
    keys.begin(cell, depth, image.u32(key + NK.LAST_WRITE + 4), image.u32(key + NK.LAST_WRITE))
    let bytes = used.take(cell, MARK.KEY)
    bytes += used.take(image.u32(key + NK.VALUE_LIST), MARK.VALUE_LIST)
    if (image.u16(key + NK.CLASS_LENGTH) !== 0)
      bytes += used.take(image.u32(key + NK.CLASS), MARK.CLASS)
    bytes += this.#takeSubkeyLists(image.u32(key + NK.SUBKEY_LIST))
    keys.add(bytes)
    used.takeSecurity(image.u32(key + NK.SECURITY))
  }

  value(cell: CellOffset, value: FileOffset): undefined {
    this.#watch.value()
    const { image } = this.#cells
    let bytes = this.#used.take(cell, MARK.VALUE)
    const stored = image.u32(value + VK.DATA_SIZE)
    if (stored !== 0 && stored < INLINE) {
      const data = image.u32(value + VK.DATA) as CellOffset
      bytes += this.#used.take(data, MARK.DATA)
      if (stored > SEGMENT_DATA && isBigData(this.#cells, data, stored)) {
        bytes += this.#takeSegments(data)
      }
    }
    this.keys.addValue(bytes)
  }

  #takeSubkeyLists(list: number): number {
    const bytes = this.#used.take(list, MARK.SUBKEY_LIST)
    if (bytes === 0) return 0
    const { image } = this.#cells
    const at = this.#cells.payloadAt(list as CellOffset)
    if (image.u16(at) !== SIG.RI) return bytes
    const count = Math.min(
      image.u16(at + LIST.COUNT),
      (bytes - this.#cells.headerSize - LIST.ENTRIES) >> 2,
    )
    return bytes + this.#takeEach(at + LIST.ENTRIES, count, MARK.SUBKEY_LIST)
  }

  /** Any number of values may have the same list: all together have no more segments than fit into the hive. */
  #takeSegments(data: CellOffset): number {
    const { image } = this.#cells
    const head = this.#cells.payloadAt(data)
    const list = image.u32(head + DB.SEGMENTS) as CellOffset
    const bytes = this.#used.take(list, MARK.DATA)
    const room = Math.max(0, this.#cells.payloadSize(list)) >>> 2
    const count = Math.min(image.u16(head + DB.COUNT), room)
    this.#segmentsLeft -= count
    if (this.#segmentsLeft < 0) return bytes
    return bytes + this.#takeEach(this.#cells.payloadAt(list), count, MARK.DATA)
  }

  /** Takes the cells that the entries of a list lead to. */
  #takeEach(from: number, count: number, mark: UsedMark): number {
    let bytes = 0
    for (let entry = 0; entry < count; entry++) {
      bytes += this.#used.take(this.#cells.image.u32(from + entry * 4), mark)
    }
    return bytes
  }
}
