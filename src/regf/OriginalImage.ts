/**
 * A file as it was when its bytes began to be kept (`HiveImage.keepBytes`), to be read while the file is edited. It
 * takes no memory of its own: a page that has changed is read where its original is kept, all others in the file.
 */

import { allocate } from './allocate.ts'
import type { HiveImage } from './HiveImage.ts'
import { type OriginalPages, PAGE, PAGE_BITS } from './OriginalPages.ts'
import { PiecedImage } from './PiecedImage.ts'

const IN_PAGE = PAGE - 1

export class OriginalImage extends PiecedImage {
  /** The file as it is now. */
  readonly now: HiveImage
  /** The pages that have changed. */
  readonly changed: OriginalPages
  /** The changed page that was read last. */
  #view: DataView = new DataView(new ArrayBuffer(0))

  /**
   * Starts to read the original of a file.
   *
   * @param now - the file
   * @param changed - what its `keepBytes` returned
   */
  constructor(now: HiveImage, changed: OriginalPages) {
    super()
    this.now = now
    this.changed = changed
  }

  override get length(): number {
    return this.changed.length
  }

  override u8(at: number): number {
    return this.#isChanged(at) ? this.#view.getUint8(at & IN_PAGE) : this.now.u8(at)
  }

  override u16(at: number): number {
    if ((at & IN_PAGE) > PAGE - 2) return this.u8(at) | (this.u8(at + 1) << 8)
    return this.#isChanged(at) ? this.#view.getUint16(at & IN_PAGE, true) : this.now.u16(at)
  }

  override i32(at: number): number {
    if ((at & IN_PAGE) > PAGE - 4) return this.u16(at) | (this.u16(at + 2) << 16)
    return this.#isChanged(at) ? this.#view.getInt32(at & IN_PAGE, true) : this.now.i32(at)
  }

  override bytesView(at: number, count: number): Uint8Array<ArrayBuffer> {
    const end = Math.min(at + count, this.length)
    for (let page = at >>> PAGE_BITS; page * PAGE < end; page++) {
      if (this.#changedPage(page) !== null) return this.#copy(at, end)
    }
    return this.now.bytesView(at, Math.max(0, end - at))
  }

  override bytesCopy(at: number, count: number): Uint8Array<ArrayBuffer> {
    return this.#copy(at, Math.min(at + count, this.length))
  }

  /**
   * Copies the whole file.
   *
   * @returns its bytes
   * @throws HiveError `out-of-memory` when there is no room for the copy
   */
  wholeCopy(): Uint8Array<ArrayBuffer> {
    return this.#copy(0, this.length)
  }

  /** The bytes of a page that has changed; null of any other. */
  #changedPage(page: number): Uint8Array | null {
    return this.changed.find(page) ?? this.now.touchedPage(page)
  }

  #copy(at: number, end: number): Uint8Array<ArrayBuffer> {
    const copy = new Uint8Array(allocate(Math.max(0, end - at)))
    copy.set(this.now.bytesView(at, copy.length))
    for (let page = at >>> PAGE_BITS; page * PAGE < end; page++) {
      const kept = this.#changedPage(page)
      if (kept === null) continue
      const from = Math.max(at, page * PAGE)
      const to = Math.min(end, (page + 1) * PAGE)
      copy.set(kept.subarray(from - page * PAGE, to - page * PAGE), from - at)
    }
    return copy
  }

  /** Whether the page of a byte has changed; its original is then in `#view`. */
  #isChanged(at: number): boolean {
    const kept = this.#changedPage(at >>> PAGE_BITS)
    if (kept === null) return false
    const { buffer, byteOffset } = this.#view
    if (kept.buffer !== buffer || kept.byteOffset !== byteOffset) {
      this.#view = new DataView(kept.buffer, kept.byteOffset, kept.length)
    }
    return true
  }
}
