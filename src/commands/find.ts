import { actNext } from '../state/actionQueue.ts'
import { activeDocument } from '../state/documents.ts'
import { findAll, goToResult } from '../state/find.ts'
import { openFind } from '../state/findForm.ts'
import { findNext } from '../state/findNext.ts'
import { focusPane } from '../state/focus.ts'
import { copyAllHits, copyHitPaths, copyHits, deleteHits, exportHits } from '../state/hitActions.ts'
import { hitList } from '../state/hitLists.ts'
import { panelTab } from '../state/panel.ts'
import { applyReplacements, canReplace, openReplace, toggleSelected } from '../state/replacing.ts'
import { type Search, searchOf } from '../state/searches.ts'
import type { CommandId } from '../text/commands.ts'
import type { HitFormat, HitRow, SearchId } from '../worker/protocol.ts'
import type { Command } from './Command.ts'
import { documentIs, lockedReason, readOnlyReason, withDocument } from './target.ts'

const hasDocument = () => documentIs(() => true)
/** Without a hive the keys are those of the browser's own search. */
const NEEDS_HIVE = { context: 'global', when: hasDocument, yields: true } as const

/** The search whose results are on show. */
function shownResults(): Search | undefined {
  const doc = activeDocument()?.info.doc
  const tab = doc === undefined ? null : panelTab(doc)
  return typeof tab === 'number' ? searchOf(tab) : undefined
}

/** The focused row of the results on show. */
function shownHit(): HitRow | undefined {
  const shown = shownResults()
  return shown && hitList(shown.id)?.focused
}

/** A command on the results on show, while a test holds for them. */
function onResults(
  id: CommandId,
  test: (search: Search) => boolean,
  act: (id: SearchId) => unknown,
): Command {
  return {
    id,
    context: 'global',
    when: () => {
      const shown = shownResults()
      return shown !== undefined && test(shown)
    },
    run: () => {
      const shown = shownResults()
      if (shown) act(shown.id)
    },
  }
}

const isReplacing = ({ replacement }: Search) => replacement !== null
const isAnyListed = ({ view }: Search) => view.total > 0
const isAnySelected = ({ view }: Search) => view.total > 0 && view.selection.size > 0

function exporting(id: CommandId, format: HitFormat): Command {
  return onResults(id, isAnyListed, (search) => exportHits(search, format))
}

/** Finding, and the results of a search. */
export const findCommands: readonly Command[] = [
  {
    id: 'edit.find',
    ...NEEDS_HIVE,
    keys: ['Mod+F'],
    run: () => withDocument((doc) => actNext(doc, openFind)),
  },
  {
    id: 'edit.findNext',
    ...NEEDS_HIVE,
    keys: ['F3'],
    run: () => findNext(1),
  },
  {
    id: 'edit.findPrevious',
    ...NEEDS_HIVE,
    keys: ['Shift+F3'],
    run: () => findNext(-1),
  },
  {
    id: 'edit.findAll',
    ...NEEDS_HIVE,
    keys: ['Mod+Shift+F'],
    run: () => void findAll(),
  },
  {
    id: 'edit.replace',
    ...NEEDS_HIVE,
    keys: ['Mod+H'],
    run: () => withDocument((doc) => actNext(doc, openReplace)),
  },
  {
    ...onResults(
      'edit.applyReplace',
      (search) => canReplace(search) && readOnlyReason() === null,
      applyReplacements,
    ),
    blocked: readOnlyReason,
  },
  onResults(
    'edit.toggleReplace',
    (search) => isReplacing(search) && isAnySelected(search),
    toggleSelected,
  ),
  {
    id: 'edit.goToResult',
    context: 'global',
    when: () => shownHit() !== undefined,
    run: () => {
      const hit = shownHit()
      if (hit) void goToResult(hit)
    },
  },
  {
    ...onResults(
      'edit.deleteResults',
      (search) => isAnySelected(search) && !isReplacing(search),
      deleteHits,
    ),
    blocked: lockedReason,
  },
  onResults('edit.copyResultPath', isAnySelected, copyHitPaths),
  onResults('edit.copyResult', isAnySelected, (id) => copyHits(id, 'text')),
  onResults('edit.copyResultReg', isAnySelected, (id) => copyHits(id, 'reg')),
  onResults('edit.copyResults', isAnyListed, copyAllHits),
  onResults(
    'edit.filterResults',
    ({ total }) => total > 0,
    () => focusPane('panel-filter'),
  ),
  exporting('edit.exportResultsCsv', 'csv'),
  exporting('edit.exportResultsJson', 'json'),
  exporting('edit.exportResultsNdjson', 'ndjson'),
  exporting('edit.exportResultsReg', 'reg'),
  exporting('edit.exportResultsText', 'text'),
]
