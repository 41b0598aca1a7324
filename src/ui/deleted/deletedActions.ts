/** What the commands do in the list of deleted items. */

import {
  copyDeleted,
  type DeletedState,
  deletedList,
  exportDeleted,
  restoreSelected,
} from '../../state/deleted.ts'
import type { PanelAction } from '../../state/panelActions.ts'
import { showTechnical } from '../../state/technical.ts'
import { selectedKey } from '../../state/treeRows.ts'
import type { CommandId } from '../../text/commands.ts'
import type { DocId } from '../../worker/protocol.ts'

/** The actions on the deleted items of a hive as they are listed now, by command. */
export function actionsOf(
  doc: DocId,
  { view, listed }: DeletedState,
): Partial<Record<CommandId, PanelAction>> {
  const focused = deletedList(doc)?.focused
  const hasRows = listed !== null && view.total > 0
  const hasSelected = hasRows && view.selection.size > 0
  return {
    'edit.restoreDeleted': { can: hasSelected, run: () => void restoreSelected(doc, null) },
    'edit.restoreDeletedBelow': {
      can: hasSelected,
      run: () => {
        const key = selectedKey(doc)
        if (key !== null) void restoreSelected(doc, key)
      },
    },
    'view.deletedCell': {
      can: focused !== undefined,
      run: () => focused && showTechnical(doc, focused.at),
    },
    'edit.copyDeleted': { can: hasSelected, run: () => void copyDeleted(doc) },
    'file.exportDeletedCsv': { can: hasRows, run: () => void exportDeleted(doc, 'csv') },
    'file.exportDeletedJson': { can: hasRows, run: () => void exportDeleted(doc, 'json') },
  }
}
