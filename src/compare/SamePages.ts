/**
 * Which pages have the same bytes in two files. Two hives of which one was made by editing the other agree in
 * almost all of them: a record in such a page is the same in both, so that only one of the files has to be read.
 */

import type { HiveImage } from '../regf/HiveImage.ts'
import { OriginalImage } from '../regf/OriginalImage.ts'
import { PAGE } from '../regf/OriginalPages.ts'
import type { Work } from '../work.ts'
import { sameLength } from './sameLength.ts'

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
    if (before instanceof OriginalImage) return yield* SamePages.#findChanged(before, after)
    if (after instanceof OriginalImage) return yield* SamePages.#findChanged(after, before)
    const shared = Math.min(before.length, after.length) >>> PAGE_BITS
    const pages = (Math.max(before.length, after.length) >>> PAGE_BITS) + 1
    const different = new Uint32Array((pages >>> 5) + 1).fill(-1)
    for (let page = 0; page < shared; page += PAGES_A_STEP) {
      if (page > 0) yield page / shared
      compareUnits(before, after, page, Math.min(shared, page + PAGES_A_STEP), different)
    }
    return new SamePages(different)
  }

  /** The same for the original of a file. If the other file is what became of it, only changed pages are read. */
  static *#findChanged(original: OriginalImage, other: HiveImage): Work<SamePages> {
    const shared = Math.min(original.length, other.length) >>> PAGE_BITS
    const pages = (Math.max(original.length, other.length) >>> PAGE_BITS) + 1
    const found =
      original.now === other
        ? new SamePages(new Uint32Array((pages >>> 5) + 1))
        : yield* SamePages.find(original.now, other)
    for (let page = shared; page < pages; page++) found.#set(page, true)
    let compared = 0
    for (const changed of original.changed.pages) {
      const first = (changed * PAGE) >>> PAGE_BITS
      for (let page = first; page < first + (PAGE >>> PAGE_BITS); page++) {
        found.#set(page, page >= shared || !isSamePage(original, other, page))
      }
      if (++compared % PAGES_A_STEP === 0) yield 1
    }
    return found
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

  #set(page: number, isDifferent: boolean): void {
    const word = page >>> 5
    const bit = 1 << (page & 31)
    const now = this.#different[word] ?? -1
    this.#different[word] = isDifferent ? now | bit : now & ~bit
  }
}

function isSamePage(before: HiveImage, after: HiveImage, page: number): boolean {
  const at = page << PAGE_BITS
  const length = 1 << PAGE_BITS
  return sameLength(before, at, after, at, length) === length
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
