/** The tooltip of a cell that is too small for its text. */

import { valueName } from '../../text/edits.ts'
import { stringsText } from '../../text/panes.ts'
import { markedLines, markedText } from '../../text/visibleText.ts'
import { typeName } from '../../values/valueType.ts'
import type { ValueRow } from '../../worker/protocol.ts'

/** Sets a cell's tooltip, or removes it when all of the text is visible. */
export function titleCell(cell: HTMLElement, row: ValueRow): void {
  const clip = cell.querySelector('[data-clip]')
  const cut = clip !== null && clip.scrollWidth > clip.clientWidth
  const title = cut || hasMore(cell, row) ? titleOf(cell, row) : ''
  if (title === '') cell.removeAttribute('title')
  else cell.title = title
}

/**
 * Whether the row has only the beginning of the data, or has a list, whose strings are joined on
 * one line.
 */
function hasMore(cell: HTMLElement, { preview }: ValueRow): boolean {
  return cell.dataset.cell === 'data' && (preview.cut || preview.items !== null)
}

function titleOf(cell: HTMLElement, row: ValueRow): string {
  const { text, items, cut } = row.preview
  switch (cell.dataset.cell) {
    case 'name':
      return markedText(valueName(row.name))
    case 'type':
      return typeName(row.type)
    case 'data': {
      const lines = items === null ? [text] : [stringsText(items.length), ...items]
      return markedLines(lines).join('\n') + (cut ? '…' : '')
    }
    default:
      return cell.textContent
  }
}
