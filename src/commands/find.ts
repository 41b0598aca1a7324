import { actNext } from '../state/actionQueue.ts'
import { copyAllHits, copyHit, copyHitPath } from '../state/copyHits.ts'
import { activeDocument } from '../state/documents.ts'
import { findAll, findNext, goToResult } from '../state/find.ts'
import { openFind } from '../state/findForm.ts'
import { panelTab } from '../state/panel.ts'
import { type Hit, hitList, searchOf } from '../state/searches.ts'
import type { DocId, SearchId } from '../worker/protocol.ts'
import type { Command } from './Command.ts'
import { documentIs, withDocument } from './target.ts'

const hasDocument = () => documentIs(() => true)
/** Without a hive the keys are those of the browser's own search. */
const NEEDS_HIVE = { context: 'global', when: hasDocument, yields: true } as const

interface Shown {
  readonly doc: DocId
  readonly id: SearchId
}

/** The results on show. */
function shownResults(): Shown | null {
  const doc = activeDocument()?.info.doc
  const tab = doc === undefined ? null : panelTab(doc)
  return doc !== undefined && typeof tab === 'number' ? { doc, id: tab } : null
}

/** The selected row of the results on show. */
function shownHit(): { readonly doc: DocId; readonly hit: Hit } | null {
  const shown = shownResults()
  const hit = shown && hitList(shown.id)?.focused
  return shown && hit ? { doc: shown.doc, hit } : null
}

function onHit(id: Command['id'], act: (doc: DocId, hit: Hit) => unknown): Command {
  return {
    id,
    context: 'global',
    when: () => shownHit() !== null,
    run: () => {
      const shown = shownHit()
      if (shown) act(shown.doc, shown.hit)
    },
  }
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
  onHit('edit.goToResult', goToResult),
  onHit('edit.copyResultPath', copyHitPath),
  onHit('edit.copyResult', copyHit),
  {
    id: 'edit.copyResults',
    context: 'global',
    when: () => {
      const shown = shownResults()
      return shown !== null && (searchOf(shown.doc, shown.id)?.total ?? 0) > 0
    },
    run: () => {
      const shown = shownResults()
      if (shown) void copyAllHits(shown.doc, shown.id)
    },
  },
]
