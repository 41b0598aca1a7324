/**
 * Which pages have the same bytes in two files. Two hives of which one was made by editing the other agree in
 * almost all of them: a record in such a page is the same in both, so that only one of the files has to be read.
 */

import type { HiveImage } from '../regf/HiveImage.ts'
import type { Work } from '../work.ts'

/** Bits of the page size: 512 bytes, since an edit changes a few records here and there. */
const PAGE_BITS = 7
/** Units of 64 bits of a page. */
const UNITS = 1 << (PAGE_BITS - 3)
/** Pages that are compared between two pauses. */
const PAGES_A_STEP = 4096

export class SamePages {
  /** One bit for each page; set where the files differ, and where one of them has ended. */
  readonly #different: Uint32Array

  private constructor(different: Uint32Array) {
    this.#different = different
  }

  /**
   * Compares two files page by page, in steps.
   *
   * @param before - one file
   * @param after - the other
   * @returns the pages that are the same
   */
  static *find(before: HiveImage, after: HiveImage): Work<SamePages> {
    const shared = Math.min(before.length, after.length) >>> PAGE_BITS
    const pages = (Math.max(before.length, after.length) >>> PAGE_BITS) + 1
    const different = new Uint32Array((pages >>> 5) + 1).fill(-1)
    for (let page = 0; page < shared; page += PAGES_A_STEP) {
      if (page > 0) yield page / shared
      compareUnits(before, after, page, Math.min(shared, page + PAGES_A_STEP), different)
    }
    return new SamePages(different)
  }

  /**
   * Checks whether bytes are the same in both files.
   *
   * @param at - file offset
   * @param length - number of bytes, at least 1
   * @returns true if all of them are in pages that are the same
   */
  has(at: number, length: number): boolean {
    const last = (at + length - 1) >>> PAGE_BITS
    for (let page = at >>> PAGE_BITS; page <= last; page++) {
      if (((this.#different[page >>> 5] ?? -1) & (1 << (page & 31))) !== 0) return false
    }
    return true
  }
}

/** Clears the bits of pages that are the same. */
function compareUnits(
  before: HiveImage,
  after: HiveImage,
  from: number,
  to: number,
  different: Uint32Array,
): void {
  const a = before.units
  const b = after.units
  for (let page = from; page < to; page++) {
    const end = (page + 1) * UNITS
    let unit = page * UNITS
    while (unit < end && a[unit] === b[unit]) unit++
    if (unit === end)
      different[page >>> 5] = (different[page >>> 5] as number) & ~(1 << (page & 31))
  }
}
