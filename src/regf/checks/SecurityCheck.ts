/**
 * Checks the security cells: the number of keys that refer to each, the records and descriptors, and whether
 * all are in one ring (regf-format 3.8, 5.2 rules 35 to 38).
 */

import { checkStoredDescriptor } from '../../security/checkDescriptor.ts'
import { part, type Work } from '../../work.ts'
import { LIMIT, NK, SIG, SK } from '../layout.ts'
import { type CellOffset, fileOffset, NIL } from '../offsets.ts'
import { NO_CELL, TAKEN } from './CellMap.ts'
import type { CheckContext } from './CheckContext.ts'

const CELLS_A_STEP = 4096
/** Walking the ring is one half of the work, comparing the counts the other. */
const HALF = 0.5
/** Longest ring that is followed; real ones have some hundreds. */
const MAX_RING = 1 << 20

export class SecurityCheck {
  /** The least number of keys that refer to each security cell. Filled by `finish`. */
  readonly references = new Map<CellOffset, number>()
  /** Cells whose stored count is to be corrected. */
  readonly miscounted: CellOffset[] = []
  readonly #context: CheckContext
  readonly #indexes = new Map<number, number>()
  readonly #cells: number[] = []
  readonly #counts: number[] = []
  #lastCell = -1
  #lastIndex = 0
  readonly #ring = new Set<number>()
  /** Some key does not refer to a security cell, so the count of any cell may include it. */
  #isUnknown = false
  #isCertain = false

  /**
   * Starts without any references.
   *
   * @param context - the parts of the check
   */
  constructor(context: CheckContext) {
    this.#context = context
  }

  /**
   * Counts the reference of a key to its security cell. The first reference checks the cell.
   *
   * @param owner - cell offset of the key
   * @param key - file offset of its record
   */
  refer(owner: number, key: number): void {
    const cell = this.#context.cells.image.u32(key + NK.SECURITY)
    if (cell === this.#lastCell) {
      this.#counts[this.#lastIndex] = (this.#counts[this.#lastIndex] as number) + 1
      return
    }
    let index = this.#indexes.get(cell)
    if (index === undefined) {
      if (!this.#accept(cell, owner, key + NK.SECURITY)) {
        this.#isUnknown = true
        return
      }
      index = this.#cells.length
      this.#indexes.set(cell, index)
      this.#cells.push(cell)
      this.#counts.push(0)
    }
    this.#counts[index] = (this.#counts[index] as number) + 1
    this.#lastCell = cell
    this.#lastIndex = index
  }

  /**
   * Walks the ring and compares the stored counts with the real ones.
   *
   * @param isWhole - whether every key was reached; if not, no count is reported as too high, since
   *   keys out of reach may refer to the cell
   */
  *finish(isWhole: boolean): Work<void> {
    this.#isCertain = isWhole && !this.#isUnknown
    const first = this.#cells.find((cell) => this.#isWhole(cell))
    if (first !== undefined) yield* part(this.#walkRing(first), 0, HALF)
    for (let index = 0; index < this.#cells.length; index++) {
      if (index % CELLS_A_STEP === CELLS_A_STEP - 1)
        yield HALF + (HALF * index) / this.#cells.length
      const cell = this.#cells[index] as CellOffset
      this.references.set(cell, this.#counts[index] as number)
      if (!this.#isWhole(cell)) continue
      if (!this.#ring.has(cell)) {
        const damages = [cell]
        this.#context.findings.add('security-ring', fileOffset(cell as CellOffset), { damages })
      }
      this.#checkCount(index)
    }
  }

  /** Follows the ring forwards; where it breaks, backwards from the start as well. */
  *#walkRing(first: number): Work<void> {
    let steps = 0
    this.#ring.add(first)
    for (const field of [SK.FLINK, SK.BLINK]) {
      let cell = first
      let next = this.#step(cell, field, first)
      while (next !== NIL) {
        if (next === first || this.#ring.size > MAX_RING) return
        this.#addToRing(next)
        cell = next
        if (++steps % CELLS_A_STEP === 0) yield Math.min(1, this.#ring.size / MAX_RING)
        next = this.#step(cell, field, first)
      }
    }
  }

  /** The next security cell in one direction, its link back checked; NIL where the walk ends. */
  #step(cell: number, field: number, first: number): number {
    const isForward = field === SK.FLINK
    const next = this.#context.cells.image.u32(this.#at(cell) + field)
    if (this.#isInRing(next) && (next !== first || !isForward)) {
      // The ring is walked backwards only if it is broken forwards, up to the cells reached before.
      if (isForward) this.#reportLink(cell, field, next)
      return NIL
    }
    // A cell that is too small to have links was reported for that.
    if (this.#indexes.has(next) && !this.#isWhole(next)) return NIL
    if (!this.#isSecurity(next)) {
      this.#reportLink(cell, field, next)
      return NIL
    }
    const back = isForward ? SK.BLINK : SK.FLINK
    if (this.#context.cells.image.u32(this.#at(next) + back) !== cell) {
      this.#reportBackLink(cell, next, back)
    }
    return next
  }

  /** If a link back leads to another security cell, either of the two may be wrong. */
  #reportBackLink(cell: number, next: number, field: number): void {
    const { cells, findings } = this.#context
    const at = this.#at(next) + field
    const actual = cells.image.u32(at)
    const damages = this.#isSecurity(actual) ? [cell, next] : [next]
    findings.add('security-ring', at, { expected: cell, actual, damages })
  }

  /** The target of the link may be a truncated record. */
  #reportLink(cell: number, field: number, actual: number): void {
    const detail = { actual, damages: [cell], spills: actual }
    this.#context.findings.add('security-ring', this.#at(cell) + field, detail)
  }

  /** Whether there is a usable sk record. */
  #isSecurity(cell: number): boolean {
    if (this.#indexes.has(cell)) return this.#isWhole(cell)
    if (this.#isInRing(cell)) return true
    const { cells, map } = this.#context
    return map.peek(cell) >= SK.DESCRIPTOR && cells.image.u16(this.#at(cell)) === SIG.SK
  }

  #isInRing(cell: number): boolean {
    return this.#ring.has(cell)
  }

  /** Puts a cell into the ring; one that no key refers to is taken and checked here. */
  #addToRing(cell: number): void {
    const { map } = this.#context
    this.#ring.add(cell)
    if (map.take(cell)) this.#checkRecord(cell, map.payloadOf(cell))
  }

  #accept(cell: number, owner: number, field: number): boolean {
    const { cells, map, findings } = this.#context
    const room = map.peek(cell)
    const isSecurity = room !== NO_CELL && cells.image.u16(this.#at(cell)) === SIG.SK
    if (!isSecurity) {
      findings.add('security-bad', field, { actual: cell, damages: [owner, cell] })
      return false
    }
    if (room === TAKEN) {
      findings.addShared('shared-cell', cell, field, [owner])
      return false
    }
    map.take(cell)
    this.#checkRecord(cell, room)
    return true
  }

  #checkRecord(cell: number, room: number): void {
    const { cells, findings } = this.#context
    const at = this.#at(cell)
    const offset = fileOffset(cell as CellOffset)
    const damages = [cell]
    if (room < SK.DESCRIPTOR) {
      findings.add('security-too-small', offset, {
        expected: SK.DESCRIPTOR,
        actual: room,
        damages,
        spills: cell,
      })
      return
    }
    const size = cells.image.u32(at + SK.SIZE)
    if (size > room - SK.DESCRIPTOR) {
      const detail = { expected: room - SK.DESCRIPTOR, actual: size, damages, spills: cell }
      findings.add('security-too-small', at + SK.SIZE, detail)
      return
    }
    const problem = checkStoredDescriptor(cells.image.bytesView(at + SK.DESCRIPTOR, size))
    if (problem === null) return
    // The record itself can be counted, linked and freed.
    findings.add('descriptor-bad', at + SK.DESCRIPTOR + problem.at, {
      expected: problem.field,
      actual: problem.actual,
    })
  }

  /** Keeps a count that is too high if keys out of reach may refer to the cell, which must not be freed then. */
  #checkCount(index: number): void {
    const { cells, findings } = this.#context
    const cell = this.#cells[index] as CellOffset
    const expected = this.#counts[index] as number
    const at = this.#at(cell) + SK.REFERENCES
    const actual = cells.image.u32(at)
    if (actual === expected) return
    if (actual > LIMIT.REFERENCES) {
      findings.add('security-count-unusable', at, { expected, actual, damages: [cell] })
    } else if (actual > expected && !this.#isCertain) {
      this.references.set(cell, actual)
    } else if (!findings.damage.has(cell)) {
      // A damaged cell is not written to; it has an error already.
      this.miscounted.push(cell)
      findings.add('security-count', at, { expected, actual })
    }
  }

  #isWhole(cell: number): boolean {
    return this.#context.map.payloadOf(cell) >= SK.DESCRIPTOR
  }

  #at(cell: number): number {
    return this.#context.cells.payloadAt(cell as CellOffset)
  }
}
