/**
 * The findings of a check so far: the list for people, and the damage map for edits. The list is bounded, with
 * room reserved for errors. The damage map is complete, since edits rely on it; beyond a limit, whole bins
 * count as damaged.
 */

import type { BoundedPath } from '../../text/boundedPath.ts'
import type { BinTable } from '../BinTable.ts'
import { FINDINGS, type Finding, type FindingCode } from '../finding.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../offsets.ts'
import type { Damage } from '../survey.ts'

/** Most findings a check lists. */
export const MAX_FINDINGS = 10_000
/** The most warnings and notes among them, so that there is room for errors. */
export const MAX_NOTES = MAX_FINDINGS / 2
/** Beyond this many damaged records, whole bins are marked instead. */
const MAX_DAMAGE = 200_000

/** The key that is being checked, for the path in a finding. */
export interface Whereabouts {
  /** Names from the root down. */
  path(): BoundedPath
  key(): CellOffset
  /** The value of that key that is being checked; undefined if there is none. */
  value?(): CellOffset | undefined
}

export interface FindingDetail {
  readonly expected?: string | number | undefined
  readonly actual?: string | number | undefined
  /** Cells that no edit may touch because of this. */
  readonly damages?: readonly number[] | undefined
  /** A cell that is too short for its record: the bytes after it may be the rest. */
  readonly spills?: number | undefined
}

export class Findings {
  readonly damage = new Map<CellOffset, Damage>()
  readonly badBins = new Map<number, Damage>()
  /** Bins in which a record may continue after its cell. Nothing may be allocated there. */
  readonly spilled = new Set<number>()
  readonly #bins: BinTable
  readonly #list: Finding[]
  #notes = 0
  #errors = 0
  /** Findings reported once with their number, in the order in which each was first found. */
  readonly #counted = new Map<FindingCode, { readonly first: Finding; count: number }>()
  #dropped = 0
  #firstDropped = 0 as FileOffset
  #where: Whereabouts | null = null

  /**
   * Starts with the findings that opening the hive made.
   *
   * @param bins - the bins of the hive
   * @param open - those findings
   */
  constructor(bins: BinTable, open: readonly Finding[]) {
    this.#bins = bins
    this.#list = []
    for (const finding of open) this.#push(finding)
  }

  /** The number of errors so far, including those that are not listed. */
  get errors(): number {
    return this.#errors
  }

  /**
   * Sets the key that the next findings belong to.
   *
   * @param where - names the key; null if there is none
   */
  locate(where: Whereabouts | null): void {
    this.#where = where
  }

  /**
   * Adds a finding.
   *
   * @param code - what is wrong
   * @param at - file offset of the field
   * @param detail - the numbers that disagree, and the cells that are damaged by it
   */
  add(code: FindingCode, at: number, detail: FindingDetail = {}): void {
    const offset = at as FileOffset
    const damage = this.#record(code, offset, detail)
    for (const cell of detail.damages ?? []) this.#damage(cell as CellOffset, damage)
    if (detail.spills !== undefined) this.spilled.add(this.#bins.binAt(detail.spills))
  }

  /** Lists a finding if there is room for it. Returns it as damage in either case. */
  #record(code: FindingCode, offset: FileOffset, { expected, actual }: FindingDetail): Damage {
    if (!this.#hasRoom(code)) {
      this.#drop(code, offset)
      return { code, offset, expected, actual }
    }
    // One object for both: there can be thousands of them.
    const finding = { code, severity: FINDINGS[code], offset, expected, actual, ...this.#place() }
    this.#push(finding)
    return finding
  }

  /**
   * Marks a record as damaged because of a finding about another one.
   *
   * @param cell - cell offset of the record
   * @param damage - that finding
   */
  addDamage(cell: number, damage: Damage): void {
    this.#damage(cell as CellOffset, damage)
  }

  /**
   * Counts a finding that is reported once per hive, with its first place and its number.
   *
   * @param code - what is wrong
   * @param at - file offset of the field
   */
  addCounted(code: FindingCode, at: number): void {
    const known = this.#counted.get(code)
    if (known !== undefined) {
      known.count++
      return
    }
    const offset = at as FileOffset
    const first = { code, severity: FINDINGS[code], offset, ...this.#place() }
    this.#counted.set(code, { first, count: 1 })
  }

  /**
   * Reports a record with two owners. The finding is at the record, since which owner is found
   * first may change.
   *
   * @param code - `key-twice` if both owners take it for a key
   * @param cell - cell offset of the record
   * @param field - file offset of the second reference
   * @param damages - further cells that no edit may touch because of this
   */
  addShared(
    code: 'shared-cell' | 'key-twice',
    cell: number,
    field: number,
    damages: readonly number[],
  ): void {
    const at = fileOffset(cell as CellOffset)
    this.add(code, at, { actual: field, damages: [cell, ...damages] })
  }

  /**
   * Marks a bin whose cells cannot all be found.
   *
   * @param bin - number of the bin
   * @param at - file offset of the bad cell
   * @param detail - the numbers that disagree
   */
  addBadBin(bin: number, at: number, detail: FindingDetail): void {
    if (!this.badBins.has(bin)) {
      const { expected, actual } = detail
      this.badBins.set(bin, { code: 'cell-size', offset: at as FileOffset, expected, actual })
    }
    this.add('cell-size', at, detail)
  }

  /**
   * Completes the list with what was only counted and with the number of findings that were
   * dropped.
   *
   * @returns all findings, in the order in which they were found
   */
  finish(): readonly Finding[] {
    for (const { first, count } of this.#counted.values()) this.#push({ ...first, actual: count })
    this.#counted.clear()
    if (this.#dropped > 0) {
      const code = 'more-findings'
      const offset = this.#firstDropped
      this.#list.push({ code, severity: FINDINGS[code], offset, actual: this.#dropped })
      this.#dropped = 0
    }
    return this.#list
  }

  /** The key that is being checked. */
  #place(): Pick<Finding, 'path' | 'leftOut' | 'key' | 'value'> {
    const where = this.#where
    if (where === null) return {}
    const { names, leftOut } = where.path()
    return { path: names, leftOut, key: where.key(), value: where.value?.() }
  }

  #hasRoom(code: FindingCode): boolean {
    if (this.#list.length >= MAX_FINDINGS) return false
    return FINDINGS[code] === 'error' || this.#notes < MAX_NOTES
  }

  #push(finding: Finding): void {
    if (!this.#hasRoom(finding.code)) {
      this.#drop(finding.code, finding.offset)
      return
    }
    this.#list.push(finding)
    if (finding.severity === 'error') this.#errors++
    else this.#notes++
  }

  #drop(code: FindingCode, offset: FileOffset): void {
    if (this.#dropped === 0) this.#firstDropped = offset
    this.#dropped++
    if (FINDINGS[code] === 'error') this.#errors++
  }

  #damage(cell: CellOffset, damage: Damage): void {
    if (this.damage.has(cell)) return
    const bin = this.#bins.binAt(cell)
    if (bin < 0) return
    if (this.damage.size < MAX_DAMAGE) this.damage.set(cell, damage)
    else if (!this.badBins.has(bin)) this.badBins.set(bin, damage)
  }
}
