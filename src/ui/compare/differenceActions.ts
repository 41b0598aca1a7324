/** What the commands do in the list of differences. */

import { focusPane, useFocusPane } from '../../state/focus.ts'
import type { PanelAction } from '../../state/panelActions.ts'
import type { TwoHives } from '../../state/twoHives.ts'
import {
  copyDifferences,
  exportDifferences,
  givePatch,
  goToDifference,
  goToSide,
  selectedIds,
  takeDifferences,
} from '../../state/twoHivesActions.ts'
import { compareAgain, differenceList, expandDifferences } from '../../state/twoHivesRuns.ts'
import type { CommandId } from '../../text/commands.ts'
import type { SideName } from '../../worker/protocol.ts'

/** The actions on the differences as they are listed now, by command. */
export function actionsOf({
  id,
  view,
  state,
  running,
}: TwoHives): Partial<Record<CommandId, PanelAction>> {
  const hasRows = state !== null && state.rows > 0
  const isDone = hasRows && !running
  const isChosen = isDone && view.selection.size > 0
  // A command acts on what the keys before it have selected.
  const selected = () => selectedIds(id)
  // One selected row is where the user is; several are a choice.
  const chosen = () => (selected().length > 1 ? selected() : null)
  const goTo = (side: SideName) => {
    const row = differenceList(id)?.focused
    if (row) void goToSide(id, row, side)
  }
  // In the keys or the values, the place of the difference is shown there.
  const next = (step: 1 | -1) => {
    const { pane } = useFocusPane.getState()
    void goToDifference(id, step, pane === 'tree' || pane === 'grid')
  }
  return {
    'tools.compareAgain': { can: !running, run: () => void compareAgain(id) },
    'go.nextDifference': { can: hasRows, run: () => next(1) },
    'go.previousDifference': { can: hasRows, run: () => next(-1) },
    'go.toLeft': { can: hasRows, run: () => goTo('left') },
    'go.toRight': { can: hasRows, run: () => goTo('right') },
    'edit.takeToLeft': { can: isChosen, run: () => void takeDifferences(id, selected(), 'left') },
    'edit.takeToRight': { can: isChosen, run: () => void takeDifferences(id, selected(), 'right') },
    'edit.takeAllToLeft': { can: isDone, run: () => void takeDifferences(id, null, 'left') },
    'edit.takeAllToRight': { can: isDone, run: () => void takeDifferences(id, null, 'right') },
    'edit.copyDifferences': { can: view.selection.size > 0, run: () => void copyDifferences(id) },
    'edit.copyPatchLeft': {
      can: isChosen,
      run: () => void givePatch(id, selected(), 'left', 'copy'),
    },
    'edit.copyPatchRight': {
      can: isChosen,
      run: () => void givePatch(id, selected(), 'right', 'copy'),
    },
    'file.exportPatchLeft': {
      can: isDone,
      run: () => void givePatch(id, chosen(), 'left', 'download'),
    },
    'file.exportPatchRight': {
      can: isDone,
      run: () => void givePatch(id, chosen(), 'right', 'download'),
    },
    'file.exportDifferencesCsv': { can: isDone, run: () => void exportDifferences(id, 'csv') },
    'file.exportDifferencesJson': { can: isDone, run: () => void exportDifferences(id, 'json') },
    'view.filterDifferences': { can: state !== null, run: () => focusPane('panel-filter') },
    'view.expandDifferences': { can: hasRows, run: () => void expandDifferences(id, null, true) },
    'view.collapseDifferences': {
      can: hasRows,
      run: () => void expandDifferences(id, null, false),
    },
  }
}
