/**
 * Finds the keys of a damaged hive. First come those that the lists lead to from the root. Then, where lists are
 * damaged, those in allocated cells whose own parent field says where they belong, and those of whose parent
 * nothing is left. A key that an undamaged parent does not list is none of the hive: it is a remnant of a rename or
 * of a repair, and is left out.
 */

import { CellBits } from '../regf/CellBits.ts'
import { CellList } from '../regf/CellList.ts'
import { BIN, KEY_FLAG, LIMIT, NK, SIG, VK } from '../regf/layout.ts'
import { type CellOffset, cellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { RecordTest } from '../regf/RecordTest.ts'
import { part, type Work } from '../work.ts'
import { type Frame, type Stretch, USUAL_ROOT } from './frame.ts'
import { KeyPlan, ROOT } from './KeyPlan.ts'
import { planPath } from './lostKey.ts'
import type { SalvageReport } from './SalvageReport.ts'

/** Bytes scanned, and keys visited, between two pauses. */
const SLICE = 1 << 20
const KEYS_A_STEP = 256
/** The progress once the raw keys are found, and once the lists are read. */
const SCANNED = 0.4
const LISTED = 0.8

/** The keys of a hive. */
export interface FoundKeys {
  readonly plan: KeyPlan
  /** Whether the record of the root is there. */
  readonly hasRoot: boolean
  /** Values in allocated cells, whether a key lists them or not. */
  readonly values: CellList
}

/**
 * Finds the keys of a hive.
 *
 * @param frame - where its bins are
 * @param report - gets what is wrong with the lists
 * @returns the keys
 */
export function* findKeysSteps(frame: Frame, report: SalvageReport): Work<FoundKeys> {
  const finder = new KeyFinder(frame, report)
  yield* part(finder.scan(), 0, SCANNED)
  finder.chooseRoot()
  yield* part(finder.readLists(), SCANNED, LISTED)
  yield* part(finder.settleOrphans(), LISTED, 1)
  return { plan: finder.plan, hasRoot: finder.hasRoot, values: finder.values }
}

class KeyFinder {
  readonly plan = new KeyPlan()
  readonly values = new CellList()
  hasRoot = false
  readonly #frame: Frame
  readonly #report: SalvageReport
  readonly #test: RecordTest
  /** Keys that are in the plan, or left out of it. */
  readonly #settled: CellBits
  /** Keys in allocated cells. */
  readonly #allocated: CellBits
  /** Lists that were read. */
  readonly #listsRead: CellBits
  /** Cells that a list names and that hold no key. */
  readonly #broken: CellBits
  /** Parts of the hive bins whose cells are not known. */
  readonly #damaged: CellBits
  readonly #candidates: CellOffset[] = []
  /** Keys that another key lists than the one they name as their parent. */
  readonly #disputed: { cell: CellOffset; lister: number }[] = []
  #disputesSettled = 0
  #read = 0

  constructor(frame: Frame, report: SalvageReport) {
    this.#frame = frame
    this.#report = report
    const { cells } = frame
    const size = Math.max(0, cellOffset(cells.end as FileOffset))
    this.#test = new RecordTest(cells.image, cells.minor, size)
    this.#settled = new CellBits(size)
    this.#allocated = new CellBits(size)
    this.#listsRead = new CellBits(size)
    this.#broken = new CellBits(size)
    this.#damaged = new CellBits(size)
  }

  /** Finds keys and values in allocated cells, whether anything refers to them or not. */
  *scan(): Work<void> {
    const { end } = this.#frame.cells
    let paused = 0
    for (const stretch of this.#frame.stretches) {
      let at = stretch.isBin ? this.#scanBin(stretch) : stretch.from
      for (; at < stretch.to; at += 8) {
        this.#damaged.set(cellOffset(at as FileOffset))
        this.#tryRecord(at, stretch.to)
        if (at - paused < SLICE) continue
        paused = at
        yield at / end
      }
      if (stretch.to - paused < SLICE) continue
      paused = stretch.to
      yield stretch.to / end
    }
  }

  /** Goes from cell to cell; returns where there is a bad one, or the end of the bin. */
  #scanBin({ from, to }: Stretch): number {
    const { image } = this.#frame.cells
    let at = from + BIN.HEADER
    while (at + 8 <= to) {
      const size = Math.abs(image.i32(at))
      if (size < 8 || size % 8 !== 0 || size > to - at) {
        this.#report.add('bin-bad', at, () => ({ actual: to - at }))
        return at
      }
      this.#tryRecord(at, to)
      at += size
    }
    return to
  }

  #tryRecord(at: number, end: number): void {
    const { image, headerSize } = this.#frame.cells
    const record = at + headerSize
    if (record + VK.NAME > end) return
    const letters = image.u16(record)
    if (letters !== SIG.NK && letters !== SIG.VK) return
    const size = -image.i32(at)
    if (size < headerSize + VK.NAME || size % 8 !== 0 || at + size > end) return
    const cell = cellOffset(at as FileOffset)
    if (letters === SIG.VK) {
      if (this.#test.value(record, at + size) > 0) this.values.push(cell)
    } else if (this.#test.key(record, at + size) > 0) {
      this.#allocated.set(cell)
      this.#candidates.push(cell)
    }
  }

  /**
   * Takes the root that the header states, the usual one, or else a key that is marked as a root. A key that another one lists as
   * its subkey is no root: the header was changed then, and the one at the top is.
   */
  chooseRoot(): void {
    const { rootCell, cells } = this.#frame
    const marked = (cell: CellOffset) =>
      (cells.image.u16(this.#keyAt(cell) + NK.FLAGS) & KEY_FLAG.HIVE_ENTRY) !== 0
    const isKey = (cell: CellOffset) => this.#keyAt(cell) !== 0
    const start = [rootCell, USUAL_ROOT].find(isKey) ?? this.#candidates.find(marked)
    this.hasRoot = start !== undefined
    const root = start === undefined ? rootCell : this.#above(start)
    if (start === undefined) this.#report.add('root-lost', fileOffset(root))
    else if (root !== rootCell) this.#report.add('root-found', fileOffset(root))
    this.plan.add(root, ROOT)
    this.#settled.set(root)
  }

  /** The highest key above one, as far as each lists the one below it. */
  #above(cell: CellOffset): CellOffset {
    const seen = new Set<CellOffset>()
    let top = cell
    while (!seen.has(top)) {
      seen.add(top)
      const above = this.#frame.cells.image.u32(this.#keyAt(top) + NK.PARENT) as CellOffset
      const key = this.#keyAt(above)
      if (key === 0 || !this.#lists(key, top)) break
      top = above
    }
    return top
  }

  #lists(key: FileOffset, wanted: CellOffset): boolean {
    const { cells } = this.#frame
    let isThere = false
    cells.subkeys(
      key,
      (list) => this.#isInside(list),
      ({ at, count, size }) => {
        for (let entry = at; entry < at + count * size && !isThere; entry += size) {
          isThere = cells.image.u32(entry) === wanted
        }
      },
    )
    return isThere
  }

  /** Reads the lists of all keys of the plan that were not read yet; keys that these name are added to it. */
  *readLists(): Work<void> {
    for (;;) {
      while (this.#read < this.plan.count) {
        this.#readList(this.#read++)
        if (this.#read % KEYS_A_STEP === 0) {
          yield Math.min(1, this.#read / Math.max(1, this.#candidates.length))
        }
      }
      const next = this.#disputed[this.#disputesSettled++]
      if (next === undefined) {
        this.#disputesSettled = this.#disputed.length
        return
      }
      if (!this.#settled.has(next.cell)) this.#settleDispute(next)
    }
  }

  #readList(index: number): void {
    const { cells } = this.#frame
    const { image } = cells
    const own = this.plan.cell(index)
    const key = this.#keyAt(own)
    if (key === 0) return
    const isNew = (list: CellOffset) => this.#isInside(list) && this.#listsRead.add(list)
    cells.subkeys(key, isNew, ({ at, count, size }) => {
      for (let entry = at; entry < at + count * size; entry += size) {
        const cell = image.u32(entry) as CellOffset
        const child = this.#keyAt(cell)
        if (child === 0) {
          if (this.#isInside(cell)) this.#broken.set(cell)
          this.#report.add('entry-bad', entry, () => this.#about(index))
        } else if (!this.#settled.has(cell)) {
          const parent = image.u32(child + NK.PARENT) as CellOffset
          if (parent === own || this.#keyAt(parent) === 0) this.#add(cell, index)
          else this.#disputed.push({ cell, lister: index })
        }
      }
    })
  }

  /** A key whose parent field names another key than the one that lists it: that one has it if they share the list. */
  #settleDispute({ cell, lister }: { cell: CellOffset; lister: number }): void {
    const { image } = this.#frame.cells
    const named = this.plan.indexOf(image.u32(this.#keyAt(cell) + NK.PARENT) as CellOffset)
    const listOf = (index: number) => image.u32(this.#keyAt(this.plan.cell(index)) + NK.SUBKEY_LIST)
    this.#add(cell, named >= 0 && listOf(named) === listOf(lister) ? named : lister)
  }

  /** Decides on the keys in allocated cells that no list led to. */
  *settleOrphans(): Work<void> {
    let left = 0
    for (const [index, cell] of this.#candidates.entries()) {
      if (index % KEYS_A_STEP === 0) yield index / this.#candidates.length
      while (!this.#settled.has(cell)) {
        if (!this.#settleOrphan(this.#topOf(cell))) left++
        yield* part(
          this.readLists(),
          index / this.#candidates.length,
          index / this.#candidates.length,
        )
      }
    }
    for (let index = 0; index < this.plan.count; index++) this.#countSubkeys(index)
    if (left > 0) this.#report.add('not-listed', 0, () => ({ actual: left }))
  }

  /** The highest orphan above a key, itself included. */
  #topOf(cell: CellOffset): CellOffset {
    const { image } = this.#frame.cells
    let top = cell
    for (let levels = 0; levels < LIMIT.DEPTH; levels++) {
      const above = image.u32(this.#keyAt(top) + NK.PARENT) as CellOffset
      const isOrphan =
        this.#isInside(above) && this.#allocated.has(above) && !this.#settled.has(above)
      if (!isOrphan || above === top) return top
      top = above
    }
    return cell
  }

  /** Adds an orphan to the plan; returns false if it is left out. */
  #settleOrphan(cell: CellOffset): boolean {
    const { image } = this.#frame.cells
    const key = this.#keyAt(cell)
    const above = image.u32(key + NK.PARENT) as CellOffset
    const parent = this.plan.indexOf(above)
    if (parent >= 0) {
      if (!this.#isShort(parent)) return this.#leaveOut(cell)
      this.#add(cell, parent, 'reattached')
      this.#report.add('key-reattached', key, () => this.#about(this.plan.count - 1))
      return true
    }
    const isRemnant = this.#isInside(above) && !this.#isDamagedAt(above)
    if (isRemnant) return this.#leaveOut(cell)
    this.#add(cell, ROOT, 'without-parent')
    return true
  }

  #leaveOut(cell: CellOffset): boolean {
    this.#settled.set(cell)
    return false
  }

  /** Whether a key says that it has more subkeys than were found, or its record is gone. */
  #isShort(index: number): boolean {
    const key = this.#keyAt(this.plan.cell(index))
    if (key === 0) return true
    return this.#frame.cells.image.u32(key + NK.SUBKEY_COUNT) > this.plan.attached(index)
  }

  #countSubkeys(index: number): void {
    const key = this.#keyAt(this.plan.cell(index))
    if (key === 0 || !this.#isShort(index)) return
    const expected = this.#frame.cells.image.u32(key + NK.SUBKEY_COUNT)
    const actual = this.plan.attached(index)
    this.#report.add('subkeys-lost', key, () => ({ ...this.#about(index), expected, actual }))
  }

  #add(cell: CellOffset, parent: number, attachment?: 'reattached' | 'without-parent'): void {
    this.#settled.set(cell)
    this.plan.add(cell, parent, attachment)
  }

  #about(index: number): { path: readonly string[] } {
    return { path: planPath(this.#frame, this.plan, index) }
  }

  /** Whether something there was destroyed: the cells around it are not known, or a list names it in vain. */
  #isDamagedAt(cell: CellOffset): boolean {
    return this.#damaged.has(cell) || this.#broken.has(cell)
  }

  #isInside(cell: CellOffset): boolean {
    return cell % 8 === 0 && cell >= BIN.HEADER && fileOffset(cell) < this.#frame.cells.end
  }

  #keyAt(cell: CellOffset): FileOffset {
    return this.#frame.cells.record(cell, SIG.NK, NK.NAME)
  }
}
