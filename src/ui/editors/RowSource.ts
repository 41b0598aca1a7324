/** Content that a window shows row by row. */
export interface RowSource {
  readonly rowCount: number
  /** The last position, after all content. */
  readonly end: number
  /** The text of a row. */
  rowText(row: number): string
  /** The label before a row: a line number, an offset, or nothing. */
  rowLabel(row: number): string
  /** The text after a row; null where rows have none. */
  rowAside(row: number): string | null
  /** The column of the text after a row that belongs to a column of its text. */
  asideColumn?(column: number): number
  /** The column of a row's text that belongs to a column of the text after it. */
  besideColumn?(column: number): number
  placeOf(position: number): Place
  positionAt(place: Place): number
}

/** A place among the rows; `column` counts units of the row's text. */
export interface Place {
  readonly row: number
  readonly column: number
}
