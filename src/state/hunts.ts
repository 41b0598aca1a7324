/** Hunts: ready-made searches, whose hits are listed like those of any other. */

import { HUNTS } from '../text/hunts.ts'
import type { HuntId } from '../worker/protocol.ts'
import { activeDocument } from './documents.ts'
import { allFrom, listHits } from './find.ts'
import { useFind } from './findForm.ts'
import { hiveOf } from './places.ts'

/** Lists what a hunt finds in the hive on screen, or in all open hives if Find is set to these. */
export async function hunt(id: HuntId): Promise<void> {
  const doc = activeDocument()?.info.doc
  if (doc === undefined) return
  const { title, about } = HUNTS[id]
  await listHits({
    query: {
      ...{ text: title, kind: 'text', matchCase: false, whole: false, types: null },
      places: ['key', 'name', 'data'],
      ...{ leastSize: 0, mostSize: Number.POSITIVE_INFINITY, writtenFrom: null, writtenTo: null },
    },
    ...{ scope: null, replacement: null, hunt: { id, about } },
    docs: useFind.getState().everywhere ? allFrom(doc) : [hiveOf(doc)],
  })
}
