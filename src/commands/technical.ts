import { panelTab } from '../state/panel.ts'
import { showCells, toggleTechnical } from '../state/technical.ts'
import { selectedKey, selectedRow } from '../state/treeRows.ts'
import { valueName } from '../text/edits.ts'
import type { DocId } from '../worker/protocol.ts'
import type { Command } from './Command.ts'
import { documentIs, hasKey, inGrid, targetValue, withDocument } from './target.ts'

/** Shows the cells of the selected value, or of the selected key. */
function showTargetCells(doc: DocId): void {
  const key = selectedKey(doc)
  const value = inGrid() ? targetValue(doc) : null
  if (key === null) return
  if (value === null || value.id === 0) {
    showCells(doc, { kind: 'key', key }, selectedRow(doc)?.name ?? '')
  } else {
    showCells(doc, { kind: 'value', key, value: value.id }, valueName(value.name))
  }
}

/** Showing the structures of the file. */
export const technicalCommands: readonly Command[] = [
  {
    id: 'view.technical',
    context: 'global',
    checked: () => documentIs(({ info }) => panelTab(info.doc) === 'technical'),
    when: () => documentIs(() => true),
    run: () => withDocument(toggleTechnical),
  },
  {
    id: 'view.cells',
    context: 'global',
    when: hasKey,
    run: () => withDocument(showTargetCells),
  },
]
