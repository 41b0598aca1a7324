import type { Place, RowSource } from './RowSource.ts'

/** Rows of text. A position counts units of the text. */
export class TextRows implements RowSource {
  #text: string
  #width: number
  /** The position where each row begins. */
  #starts = new Uint32Array(0)
  /** The line that each row belongs to, from 0. */
  #lines = new Uint32Array(0)
  #count = 0
  /** Units of the longest line. */
  #longest = 0

  /** Lines are folded into rows of at most `width` units. */
  constructor(text: string, width: number) {
    this.#text = text
    this.#width = width
    this.#build()
  }

  get text(): string {
    return this.#text
  }

  get end(): number {
    return this.#text.length
  }

  get rowCount(): number {
    return this.#count
  }

  get lineCount(): number {
    return this.lineOf(this.#count - 1) + 1
  }

  /** Replaces the units from `from` to `to`. */
  replace(from: number, to: number, inserted: string): void {
    this.#text = this.#text.slice(0, from) + inserted + this.#text.slice(to)
    this.#build()
  }

  /** Folds the lines at another width; positions do not change. */
  fold(width: number): void {
    const isSame = width === this.#width || this.#longest <= Math.min(width, this.#width)
    this.#width = width
    if (!isSame) this.#build()
  }

  /** The line that a row belongs to, from 0. */
  lineOf(row: number): number {
    return this.#lines[row] ?? 0
  }

  /** The position where a line begins, counting lines from 0. */
  lineStart(line: number): number {
    return this.#starts[lastAtMost(this.#lines, this.#count, line - 1) + 1] ?? this.#text.length
  }

  rowText(row: number): string {
    return this.#text.slice(this.#startOf(row), this.#endOf(row))
  }

  rowLabel(row: number): string {
    const isFirst = row === 0 || this.lineOf(row) !== this.lineOf(row - 1)
    return isFirst ? String(this.lineOf(row) + 1) : ''
  }

  rowAside(): null {
    return null
  }

  placeOf(position: number): Place {
    const row = Math.max(0, lastAtMost(this.#starts, this.#count, position))
    return { row, column: Math.min(position, this.#endOf(row)) - this.#startOf(row) }
  }

  positionAt({ row, column }: Place): number {
    return Math.min(this.#startOf(row) + column, this.#endOf(row))
  }

  #startOf(row: number): number {
    return this.#starts[row] ?? this.#text.length
  }

  #endOf(row: number): number {
    if (row + 1 >= this.#count) return this.#text.length
    const next = this.#startOf(row + 1)
    return this.lineOf(row + 1) === this.lineOf(row) ? next : next - 1
  }

  #build(): void {
    this.#count = 0
    this.#longest = 0
    let line = 0
    for (let at = 0; ; line++) {
      const found = this.#text.indexOf('\n', at)
      const end = found < 0 ? this.#text.length : found
      this.#add(at, line)
      this.#longest = Math.max(this.#longest, end - at)
      for (let row = this.#foldAt(at); row < end; row = this.#foldAt(row)) this.#add(row, line)
      if (found < 0) return
      at = end + 1
    }
  }

  /**
   * The position where the row after the one at `start` begins, which is never inside a surrogate
   * pair.
   */
  #foldAt(start: number): number {
    const next = start + this.#width
    return (this.#text.charCodeAt(next) & 0xfc00) === 0xdc00 ? next - 1 : next
  }

  #add(start: number, line: number): void {
    if (this.#count === this.#starts.length) {
      this.#starts = grown(this.#starts)
      this.#lines = grown(this.#lines)
    }
    this.#starts[this.#count] = start
    this.#lines[this.#count++] = line
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(256, array.length * 2))
  larger.set(array)
  return larger
}

/**
 * The last index among the first `count` elements, which are sorted, whose element is at most
 * `value`; -1 for none.
 */
function lastAtMost(sorted: Uint32Array, count: number, value: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
