import { type SizedColumn, setColumnWidth } from '../../state/columns.ts'
import { textScale } from '../common/textScale.ts'

/** What a press of a key adds to a width, in design pixels, as `columns.ts` keeps widths. */
export const WIDTH_STEP = 16
/** What a cell has beside its text: padding, and the type badge before a name. */
const AROUND: Readonly<Record<SizedColumn, number>> = { name: 54, type: 24, size: 30 }

/** The width of a column on screen, which may be narrower than its chosen width. */
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

/** The width of a cell's text, cut off or not. */
function textWidth(element: Element): number {
  const range = document.createRange()
  range.selectNodeContents(element)
  return range.getBoundingClientRect().width
}
