import { type SizedColumn, setColumnWidth } from '../../state/columns.ts'
import { textScale } from '../common/textScale.ts'

/** How much a key press changes a width, in design pixels, the unit of `columns.ts`. */
export const WIDTH_STEP = 16
/** The width of a cell besides its text: padding, and the type badge before a name. */
const AROUND: Readonly<Record<SizedColumn, number>> = {
  name: 54,
  type: 24,
  size: 30,
  offset: 30,
}

/** The width of a column on screen, which may be less than its set width. */
export function widthOnScreen(inHeader: Element, column: SizedColumn, width: number): number {
  const header = inHeader.closest('[role=row]')?.querySelector(`[data-column=${column}]`)
  const box = header?.getBoundingClientRect()
  return Math.min(width, box?.width ? box.width / textScale() : width)
}

/** Makes a column as wide as the longest of its texts on screen. */
export function fitColumn(rows: Element | null | undefined, column: SizedColumn): void {
  const cells = rows?.querySelectorAll(`[data-fit="${column}"]`) ?? []
  const texts = [...cells].map((cell) => textWidth(cell) / textScale())
  if (texts.length > 0) setColumnWidth(column, Math.ceil(Math.max(...texts)) + AROUND[column])
}

/** The full width of a cell's text, even if it is cut off. */
function textWidth(element: Element): number {
  const range = document.createRange()
  range.selectNodeContents(element)
  return range.getBoundingClientRect().width
}
