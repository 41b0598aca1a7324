/**
 * The raw scan for records that nothing refers to any more: free cells, allocated cells that the check did not
 * reach, the slack of cells in use, bytes of bins that belong to no cell, and the tail of the file. One pass over
 * the bytes; what it finds is judged by its own fields only (`RecordTest.ts`).
 */

import type { CellBits } from '../regf/CellBits.ts'
import { CellList } from '../regf/CellList.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { BIN, LIST, NK, SIG, SK, VK } from '../regf/layout.ts'
import { type CellOffset, fileOffset } from '../regf/offsets.ts'
import { RecordTest } from '../regf/RecordTest.ts'
import type { Work } from '../work.ts'
import { FileRuns } from './FileRuns.ts'
import { nextMark } from './marks.ts'
import { type Place, RecordPlaces } from './RecordPlaces.ts'

/** Bytes that are scanned between two pauses. */
const SLICE = 1 << 20
/** A cell with a smaller payload has no slack that a record fits into. */
const LEAST_PAYLOAD = VK.NAME + 4

/** Records in the order of the file; a later look may tell that some of them are not deleted. */
export interface FoundSoFar {
  readonly keys: RecordPlaces
  readonly values: RecordPlaces
}

/** How a scan is made. */
export interface ScanOptions {
  /** Whether the bytes behind the hive bins are the tail of the file, not bins that the header does not count. */
  readonly hasTail: boolean
  /** Gets what was found so far, now and then. */
  readonly counted?: ((found: FoundSoFar) => void) | undefined
}

/** What the scan found, in ascending order of file offsets. */
export interface Candidates {
  readonly keys: RecordPlaces
  readonly values: RecordPlaces
  /** The bytes of the hive bins that no live record is in. */
  readonly unused: FileRuns
  /** The cells in use that hold a key, by their letters. */
  readonly liveKeys: CellList
  /** Records in cells in use: they are deleted only if they lie in the slack. The cell of each, by its index. */
  readonly inUse: { readonly records: RecordPlaces; readonly cells: readonly CellOffset[] }
}

/**
 * Scans a hive that was checked.
 *
 * @param cells - the cells of the hive
 * @param unreached - the allocated cells that the check did not reach
 * @param options - whether the file may have a tail, and what is told what was found so far
 * @returns what looks like a key or a value
 */
export function* scanSteps(
  cells: CellStore,
  unreached: CellBits,
  { hasTail, counted = () => {} }: ScanOptions,
): Work<Candidates> {
  const scan = new Scan(cells, unreached)
  const { bins, image } = cells
  const end = fileOffset(bins.dataSize as CellOffset)
  const whole = hasTail ? image.length : end
  let at = fileOffset(0 as CellOffset) as number
  let paused = at
  for (let bin = 0; bin < bins.count; bin++) {
    const start: number = fileOffset(bins.start(bin))
    if (start > at) yield* scan.stretch(at, start, 'bin-slack', whole)
    const binEnd: number = fileOffset(bins.end(bin))
    at = start + BIN.HEADER
    while (at < binEnd) {
      const to = scan.cells(at, Math.min(binEnd, at + SLICE), binEnd)
      if (to < 0) {
        yield* scan.stretch(-to, binEnd, 'bin-slack', whole)
        at = binEnd
      } else {
        at = to
      }
      if (at - paused < SLICE) continue
      paused = at
      counted(scan.soFar)
      yield at / whole
    }
  }
  if (end > at) yield* scan.stretch(at, end, 'bin-slack', whole)
  if (whole > end) yield* scan.stretch(end, whole, 'tail', whole)
  return scan.found
}

class Scan {
  readonly #cells: CellStore
  readonly #unreached: CellBits
  readonly #test: RecordTest
  readonly #keys = new RecordPlaces()
  readonly #values = new RecordPlaces()
  readonly #unused = new FileRuns()
  readonly #records = new RecordPlaces()
  readonly #owners: CellOffset[] = []
  readonly #liveKeys = new CellList()

  constructor(cells: CellStore, unreached: CellBits) {
    this.#cells = cells
    this.#unreached = unreached
    this.#test = new RecordTest(cells.image, cells.minor, cells.bins.dataSize, true)
  }

  get soFar(): FoundSoFar {
    return { keys: this.#keys, values: this.#values }
  }

  get found(): Candidates {
    const inUse = { records: this.#records, cells: this.#owners }
    return {
      keys: this.#keys,
      values: this.#values,
      unused: this.#unused,
      liveKeys: this.#liveKeys,
      inUse,
    }
  }

  /**
   * Scans cells from one on, up to one that begins at `to` or after it.
   *
   * @returns the file offset of that one; that of a bad cell, negated, if there is one before
   */
  cells(from: number, to: number, binEnd: number): number {
    const { image, headerSize } = this.#cells
    const { words } = image
    const base = fileOffset(0 as CellOffset)
    let at = from
    while (at < to) {
      const stored = words[at >>> 2] as number
      const size = stored < 0 ? -stored : stored
      if (size < 8 || (size & 7) !== 0 || size > binEnd - at) return -at
      if (stored > 0) {
        this.#unused.add(at, at + size)
        this.#scan(at + headerSize, at + size, 'free-cell')
      } else if (this.#unreached.has(at - base)) {
        this.#unused.add(at, at + size)
        this.#scan(at + headerSize, at + size, 'unreferenced')
      } else if (size >= LEAST_PAYLOAD + headerSize) {
        if (((words[(at + headerSize) >>> 2] as number) & 0xffff) === SIG.NK) {
          this.#liveKeys.push(at - base)
        }
        this.#scanInUse(at, at + size)
      }
      at += size
    }
    return at
  }

  /** Scans bytes that are not in cells, in steps. */
  *stretch(from: number, to: number, place: Place, whole: number): Work<void> {
    if (place !== 'tail') this.#unused.add(from, to)
    let at = from
    while (at < to) {
      at = this.#scanPart(at, Math.min(to, at + SLICE), to, place)
      if (at < to) yield at / whole
    }
  }

  #scan(from: number, to: number, place: Place): void {
    // A free cell can be as large as the hive, but then there is little else to wait for.
    this.#scanPart(from, to, to, place)
  }

  /** Finds the records that begin in a range; returns where to go on. */
  #scanPart(from: number, to: number, end: number, place: Place): number {
    const { words } = this.#cells.image
    let at = nextMark(words, from, to)
    while (at >= 0) {
      const length = this.#tryRecord(at, end, at === from ? place : inside(place))
      const next = length === 0 ? at + 2 : at + length + (length & 1)
      if (next >= to) return next
      at = nextMark(words, next, to)
    }
    return to
  }

  #tryRecord(at: number, end: number, place: Place): number {
    const isKey = this.#cells.image.u16(at) === SIG.NK
    const length = isKey ? this.#test.key(at, end) : this.#test.value(at, end)
    if (length > 0) (isKey ? this.#keys : this.#values).add(at, end, place)
    return length
  }

  /** Finds records behind the live one of a cell. Whether they are behind it is known for sure only later. */
  #scanInUse(cell: number, end: number): void {
    const { image, headerSize } = this.#cells
    const payload = cell + headerSize
    const from = payload + this.#usedBytes(payload)
    if (end - from < VK.NAME) return
    let at = nextMark(image.words, from + (from & 1), end)
    while (at >= 0) {
      const isKey = image.u16(at) === SIG.NK
      const length = isKey ? this.#test.key(at, end) : this.#test.value(at, end)
      if (length > 0) {
        this.#records.add(at, end, 'slack')
        this.#owners.push((cell - fileOffset(0 as CellOffset)) as CellOffset)
      }
      const next = length === 0 ? at + 2 : at + length + (length & 1)
      at = next < end ? nextMark(image.words, next, end) : -1
    }
  }

  /** The bytes that a live cell uses at least, by its letters, which plain data may have too. */
  #usedBytes(payload: number): number {
    const { image } = this.#cells
    switch (image.u16(payload)) {
      case SIG.NK:
        return NK.NAME + image.u16(payload + NK.NAME_LENGTH)
      case SIG.VK:
        return VK.NAME + image.u16(payload + VK.NAME_LENGTH)
      case SIG.SK:
        return SK.DESCRIPTOR + image.u32(payload + SK.SIZE)
      case SIG.LF:
      case SIG.LH:
        return LIST.ENTRIES + 8 * image.u16(payload + LIST.COUNT)
      case SIG.LI:
      case SIG.RI:
        return LIST.ENTRIES + 4 * image.u16(payload + LIST.COUNT)
      default:
        return 2
    }
  }
}

function inside(place: Place): Place {
  return place === 'free-cell' ? 'in-free-cell' : place
}
