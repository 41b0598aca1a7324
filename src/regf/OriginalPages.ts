/**
 * The bytes that a file had at some time. Only pages that have changed since are kept, each as it was before its
 * first change, so that a few edits cost little memory, whatever is undone or saved later.
 */

/**
 * Bits of the unit in which bytes are copied before they change. An edit writes a few records in many
 * places: with 512 bytes it costs half of what it costs with 4096 (measured by `bench`, `edit`).
 */
export const PAGE_BITS = 9
export const PAGE = 1 << PAGE_BITS

const PAGES_A_CHUNK = 128

export class OriginalPages {
  /** Bytes of the file. */
  readonly length: number
  readonly #places = new Map<number, number>()
  readonly #chunks: Uint8Array<ArrayBuffer>[] = []

  /**
   * Starts with no pages kept.
   *
   * @param length - length of the file in bytes
   */
  constructor(length: number) {
    this.length = length
  }

  /** Bytes of memory in use. */
  get held(): number {
    return this.#chunks.length * PAGES_A_CHUNK * PAGE
  }

  /**
   * Keeps a page that has changed, unless it was kept before.
   *
   * @param page - number of the page
   * @param before - bytes that hold the page as it was
   * @param at - offset in bytes of the page in `before`
   */
  keep(page: number, before: Uint8Array, at: number): void {
    const count = Math.min(PAGE, this.length - page * PAGE)
    if (count <= 0 || this.#places.has(page)) return
    const place = this.#places.size
    if (place % PAGES_A_CHUNK === 0) this.#chunks.push(new Uint8Array(PAGES_A_CHUNK * PAGE))
    this.#kept(place, count).set(before.subarray(at, at + count))
    this.#places.set(page, place)
  }

  /** The numbers of the pages that are kept. */
  get pages(): Iterable<number> {
    return this.#places.keys()
  }

  /**
   * Finds a page as it was.
   *
   * @param page - number of the page
   * @returns its bytes, which must not be changed; null if the page was never changed
   */
  find(page: number): Uint8Array | null {
    const place = this.#places.get(page)
    return place === undefined ? null : this.#kept(place, PAGE)
  }

  #kept(place: number, count: number): Uint8Array {
    const at = (place % PAGES_A_CHUNK) * PAGE
    return (this.#chunks[Math.floor(place / PAGES_A_CHUNK)] as Uint8Array).subarray(at, at + count)
  }
}
