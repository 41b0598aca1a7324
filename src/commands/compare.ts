/**
 * Comparing two hives. The list of differences is loaded when it is first shown, and offers what most of these commands
 * do while it is on screen.
 */

import { openDialog } from '../state/dialogs.ts'
import { canDo, doAction } from '../state/panelActions.ts'
import type { CommandId } from '../text/commands.ts'
import type { Command } from './Command.ts'
import { documentIs, withDocument } from './target.ts'

function action(id: CommandId): Command {
  return { id, context: 'global', when: () => canDo(id), run: () => doAction(id) }
}

export const compareCommands: readonly Command[] = [
  {
    id: 'tools.compare',
    context: 'global',
    when: () => documentIs(() => true),
    run: () => withDocument((doc) => openDialog({ type: 'compare', doc })),
  },
  action('tools.compareAgain'),
  { ...action('go.nextDifference'), keys: ['F9'] },
  { ...action('go.previousDifference'), keys: ['Shift+F9'] },
  action('go.toLeft'),
  action('go.toRight'),
  action('edit.takeToLeft'),
  action('edit.takeToRight'),
  action('edit.takeAllToLeft'),
  action('edit.takeAllToRight'),
  action('edit.copyDifferences'),
  action('edit.copyPatchLeft'),
  action('edit.copyPatchRight'),
  action('file.exportPatchLeft'),
  action('file.exportPatchRight'),
  action('file.exportDifferencesCsv'),
  action('file.exportDifferencesJson'),
  action('view.filterDifferences'),
  action('view.expandDifferences'),
  action('view.collapseDifferences'),
]
