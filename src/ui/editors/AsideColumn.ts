import type { Place } from './RowSource.ts'

/** A point of the window, in CSS pixels. */
export interface Point {
  readonly clientX: number
  readonly clientY: number
}

/** The name under which the style sheet draws the marked text. */
const MARK = 'beside-selection'

/** The text beside the rows of a window. The part that belongs to the selection is marked. */
export class AsideColumn {
  readonly #element: HTMLElement
  #lengths: readonly number[] = []

  constructor(element: HTMLElement) {
    this.#element = element
  }

  draw(texts: readonly string[]): void {
    this.#element.textContent = texts.join('\n')
    this.#lengths = texts.map(({ length }) => length)
  }

  /** Marks from one character to another, as far as they are drawn. Older browsers do not mark. */
  mark(first: Place, last: Place): void {
    if (typeof Highlight === 'undefined') return
    const text = this.#element.firstChild
    const length = text?.textContent?.length ?? 0
    const from = Math.max(0, this.#offsetOf(first))
    const to = Math.min(length, this.#offsetOf(last) + 1)
    if (!text || from >= to) {
      CSS.highlights.delete(MARK)
      return
    }
    const range = new Range()
    range.setStart(text, from)
    range.setEnd(text, to)
    CSS.highlights.set(MARK, new Highlight(range))
  }

  /** The place of a point among the drawn rows; beyond the end of a row its last character. */
  placeAt({ clientX, clientY }: Point, rowHeight: number): Place | null {
    const { left, top, width } = this.#element.getBoundingClientRect()
    const row = Math.max(0, Math.floor((clientY - top) / rowHeight))
    const length = this.#lengths[row]
    const longest = Math.max(...this.#lengths)
    if (length === undefined || width === 0) return null
    const column = Math.floor(((clientX - left) / width) * longest)
    return { row, column: Math.max(0, Math.min(column, length)) }
  }

  /** The offset in the drawn text; before it -1, and after it the length. */
  #offsetOf({ row, column }: Place): number {
    if (row < 0) return -1
    let offset = 0
    for (let at = 0; at < row; at++) offset += (this.#lengths[at] ?? 0) + 1
    return offset + column
  }
}
