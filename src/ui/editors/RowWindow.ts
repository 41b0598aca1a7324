import { AsideColumn, type Point } from './AsideColumn.ts'
import type { Place, RowSource } from './RowSource.ts'

/** Rows kept before and after those in view. */
const OVERSCAN = 40
/** Rows that the caret and the view stay away from the ends of the rows in the field. */
const MARGIN = 10
/** Pixels assumed where there is no layout, as in tests. */
const ASSUMED = { row: 18, view: 400 }

/** The elements of a window. The field lies in the scroller, as tall as the rows it holds. */
export interface WindowElements {
  readonly scroller: HTMLElement
  readonly spacer: HTMLElement
  readonly field: HTMLTextAreaElement
  readonly labels: HTMLElement
  readonly asides: HTMLElement | null
}

/** The ends of a selection. `head` is the end that moves. */
export interface RowSelection {
  readonly anchor: number
  readonly head: number
}

/** Text that replaces the content between two positions. */
export interface FieldChange {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** The part of a window that editing needs. */
export interface EditedWindow {
  readonly selection: RowSelection
  /** The selection, in order. */
  readonly range: { readonly from: number; readonly to: number }
  /** Draws the rows again. */
  refresh(): void
  /** Selects, and brings the end that moves into view. */
  select(selection: RowSelection): void
}

/**
 * A text area that holds only the rows in view of content of any size. It lies in a scroller at the
 * place of its rows, so that scrolling, the caret, selecting and input methods are the browser's
 * own. The selection may extend beyond the rows in the field; positions are those of the content.
 */
export class RowWindow implements EditedWindow {
  readonly #elements: WindowElements
  readonly #rows: RowSource
  readonly #onMove: () => void
  readonly #aside: AsideColumn | null
  #selection: RowSelection = { anchor: 0, head: 0 }
  #first = 0
  #last = 0
  /** The offset of each row in the field's text. */
  #starts: number[] = []
  #shown = ''
  /** The selection of the field as it was last set, to recognise one that the user makes. */
  #put = { start: 0, end: 0 }
  #rowHeight = ASSUMED.row
  #isHeld = false

  constructor(elements: WindowElements, rows: RowSource, onMove: () => void) {
    this.#elements = elements
    this.#rows = rows
    this.#onMove = onMove
    this.#aside = elements.asides && new AsideColumn(elements.asides)
  }

  /** Follows scrolling and the caret until the returned function is called. */
  watch(): () => void {
    const { scroller, field } = this.#elements
    const onScroll = () => this.#follow()
    const onSelection = () => {
      if (this.#isHeld || field.ownerDocument.activeElement !== field) return
      this.readSelection()
      const { row } = this.#rows.placeOf(this.#selection.head)
      if (this.#isNearEnd(row, row)) this.#drawAround(row)
      this.#markAside()
      this.#onMove()
    }
    scroller.addEventListener('scroll', onScroll)
    field.ownerDocument.addEventListener('selectionchange', onSelection)
    return () => {
      scroller.removeEventListener('scroll', onScroll)
      field.ownerDocument.removeEventListener('selectionchange', onSelection)
    }
  }

  get range(): { readonly from: number; readonly to: number } {
    const { anchor, head } = this.#selection
    return { from: Math.min(anchor, head), to: Math.max(anchor, head) }
  }

  get selection(): RowSelection {
    return this.#selection
  }

  /** The number of rows that fit in the view, at least one. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.#viewHeight / this.#rowHeight) - 1)
  }

  refresh(): void {
    this.#draw(this.#firstInView() - OVERSCAN)
  }

  /** Lays the content out in rows of another length or height; the row at the top stays there. */
  layOut(fold: () => void): void {
    const { scroller, spacer, field } = this.#elements
    const top = this.#rows.positionAt({ row: this.#firstInView(), column: 0 })
    fold()
    const height = Number.parseFloat(getComputedStyle(field).lineHeight)
    this.#rowHeight = height > 0 ? height : ASSUMED.row
    spacer.style.height = `${this.#rows.rowCount * this.#rowHeight}px`
    scroller.scrollTop = this.#rows.placeOf(top).row * this.#rowHeight
    this.refresh()
  }

  select(selection: RowSelection): void {
    this.#selection = selection
    this.#reveal()
    this.#putSelection()
    this.#onMove()
  }

  /** Keeps the rows in the field unchanged while an input method works in it. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld
  }

  /**
   * The change that the browser made in the field, in positions of the content; null when there was
   * none.
   */
  readChange(): FieldChange | null {
    const { value } = this.#elements.field
    const shown = this.#shown
    if (this.#isHeld || value === shown) return null
    const { start, end } = this.#put
    const rest = shown.length - end
    const isTyped =
      value.length >= start + rest &&
      value.startsWith(shown.slice(0, start)) &&
      value.endsWith(shown.slice(end))
    if (isTyped) return { ...this.range, text: value.slice(start, value.length - rest) }
    let same = 0
    const most = Math.min(value.length, shown.length)
    while (same < most && value[same] === shown[same]) same++
    let tail = 0
    while (tail < most - same && value.at(-1 - tail) === shown.at(-1 - tail)) tail++
    return {
      from: this.positionAt(same),
      to: this.positionAt(shown.length - tail),
      text: value.slice(same, value.length - tail),
    }
  }

  /** Updates the selection from the one that the user made in the field. */
  readSelection(): void {
    if (this.#isHeld) return
    const { selectionStart: start, selectionEnd: end, selectionDirection } = this.#elements.field
    if (start === this.#put.start && end === this.#put.end) return
    const before = this.range
    const holdsAll = this.#first === 0 && this.#last === this.#rows.rowCount
    // The rows in the field are never all in view, so selecting all of them is "select all".
    const isAll = !holdsAll && start === 0 && end === this.#shown.length
    const from = start === this.#put.start ? before.from : this.positionAt(start)
    const to = end === this.#put.end ? before.to : this.positionAt(end)
    this.#put = { start, end }
    if (isAll) this.#selection = { anchor: 0, head: this.#rows.end }
    else if (start === end)
      this.#selection = { anchor: this.positionAt(start), head: this.positionAt(start) }
    else
      this.#selection =
        selectionDirection === 'backward' ? { anchor: to, head: from } : { anchor: from, head: to }
  }

  /** Brings the caret into the field before a key that the browser handles. */
  bringCaret(): void {
    const { row } = this.#rows.placeOf(this.#selection.head)
    if (row < this.#first || row >= this.#last) this.#reveal()
  }

  /** Moves the caret by whole views, or with `far` to an end; `extend` selects on the way. */
  move(pages: number, { far, extend }: { readonly far: boolean; readonly extend: boolean }): void {
    const { row, column } = this.#rows.placeOf(this.#selection.head)
    const to = Math.max(0, Math.min(row + pages * this.pageRows, this.#rows.rowCount - 1))
    const near = this.#rows.positionAt({ row: to, column })
    const head = far ? (pages < 0 ? 0 : this.#rows.end) : near
    this.select({ anchor: extend ? this.#selection.anchor : head, head })
  }

  /** The position in the content of an offset in the field. */
  positionAt(offset: number): number {
    let index = this.#starts.length - 1
    while (index > 0 && (this.#starts[index] ?? 0) > offset) index--
    return this.#rows.positionAt({
      row: this.#first + index,
      column: offset - (this.#starts[index] ?? 0),
    })
  }

  /** The position in the content of a point of the text beside the rows; null outside of it. */
  positionBeside(point: Point): number | null {
    const place = this.#aside?.placeAt(point, this.#rowHeight)
    if (!place) return null
    const column = this.#rows.besideColumn?.(place.column) ?? place.column
    return this.#rows.positionAt({ row: this.#first + place.row, column })
  }

  get #viewHeight(): number {
    return this.#elements.scroller.clientHeight || ASSUMED.view
  }

  #firstInView(): number {
    return Math.floor(this.#elements.scroller.scrollTop / this.#rowHeight)
  }

  #follow(): void {
    const first = this.#firstInView()
    if (this.#isNearEnd(first, first + this.pageRows + 1)) this.#draw(first - OVERSCAN)
  }

  /**
   * Whether a range comes near an end of the rows in the field beyond which there are more rows.
   */
  #isNearEnd(first: number, last: number): boolean {
    const { rowCount } = this.#rows
    return (
      (this.#first > 0 && first < this.#first + MARGIN) ||
      (this.#last < rowCount && last >= this.#last - MARGIN)
    )
  }

  #reveal(): void {
    const { scroller } = this.#elements
    const { row } = this.#rows.placeOf(this.#selection.head)
    const top = row * this.#rowHeight
    const view = this.#viewHeight
    if (top < scroller.scrollTop) scroller.scrollTop = top
    else if (top + this.#rowHeight > scroller.scrollTop + view) {
      scroller.scrollTop = top + this.#rowHeight - view
    }
    if (row < this.#first || row >= this.#last || this.#isNearEnd(row, row)) this.#drawAround(row)
  }

  #drawAround(row: number): void {
    const first = this.#firstInView()
    const isInView = row >= first && row <= first + this.pageRows + 1
    this.#draw((isInView ? first : row) - OVERSCAN)
  }

  #draw(wanted: number): void {
    if (this.#isHeld) return
    const { spacer, field, labels, asides } = this.#elements
    const rows = this.#rows
    const size = this.pageRows + 1 + 2 * OVERSCAN
    this.#first = Math.max(0, Math.min(wanted, rows.rowCount - size))
    this.#last = Math.min(rows.rowCount, this.#first + size)
    const texts: string[] = []
    const before: string[] = []
    const after: string[] = []
    this.#starts = []
    let length = 0
    for (let row = this.#first; row < this.#last; row++) {
      const text = rows.rowText(row)
      this.#starts.push(length)
      length += text.length + 1
      texts.push(text)
      before.push(rows.rowLabel(row))
      after.push(rows.rowAside(row) ?? '')
    }
    this.#shown = texts.join('\n')
    if (field.value !== this.#shown) field.value = this.#shown
    spacer.style.height = `${rows.rowCount * this.#rowHeight}px`
    for (const element of [field, labels, asides]) {
      if (!element) continue
      element.style.top = `${this.#first * this.#rowHeight}px`
      element.style.height = `${texts.length * this.#rowHeight}px`
    }
    labels.textContent = before.join('\n')
    this.#aside?.draw(after)
    this.#putSelection()
  }

  #putSelection(): void {
    const { field } = this.#elements
    const { from, to } = this.range
    const start = this.#offsetOf(from)
    const end = this.#offsetOf(to)
    const { anchor, head } = this.#selection
    field.setSelectionRange(start, end, head < anchor ? 'backward' : 'forward')
    this.#put = { start, end }
    this.#markAside()
  }

  /** Marks the text beside the selection, or beside the caret. */
  #markAside(): void {
    const { from, to } = this.range
    this.#aside?.mark(this.#asideOf(from), this.#asideOf(Math.max(from, to - 1)))
  }

  #asideOf(position: number): Place {
    const { row, column } = this.#rows.placeOf(position)
    return { row: row - this.#first, column: this.#rows.asideColumn?.(column) ?? column }
  }

  #offsetOf(position: number): number {
    const { row, column }: Place = this.#rows.placeOf(position)
    if (row < this.#first) return 0
    if (row >= this.#last) return this.#shown.length
    return (this.#starts[row - this.#first] ?? 0) + column
  }
}
