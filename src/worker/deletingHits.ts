/** Deleting what a search has found. */

import { type Removal, removeSteps } from '../edit/removal.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { resultOf } from './edits.ts'
import { FoundHits } from './FoundHits.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { EditResult, RequestOf } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'

/**
 * Deletes the keys and values of hits in one hive, as one step.
 *
 * @returns null when none of the hits is in that hive, or all of them are gone
 */
export function deletedHits(
  session: Session,
  { docs, search, doc, hits }: RequestOf<'deleteHits'>,
  context: CallContext,
): Promise<EditResult | null> {
  const document = session.unlocked(doc)
  return document.exclusive(context.signal, async () => {
    const found = new FoundHits(
      docs.map((one) => session.document(one)),
      search,
    )
    const removal = removalOf(document, found, hits)
    if (removal.keys.length + removal.values.size === 0) return null
    const step = await document.run((scope) => removeSteps(scope, removal), context)
    return resultOf(document, step)
  })
}

function removalOf(document: HiveDocument, found: FoundHits, hits: Uint32Array): Removal {
  const { reader } = document.searches
  const ancestors = (key: CellOffset) => document.rows.ancestors(key) ?? [key]
  const places = [...hits].flatMap((id) => {
    const hit = found.at(id)
    const place = hit?.doc === document ? reader.placeOf(hit.hit) : null
    return place === null ? [] : [place]
  })
  const keys = new Set(places.flatMap(({ key, value }) => (value === null ? [key] : [])))
  const isBelow = (key: CellOffset) =>
    ancestors(key)
      .slice(0, -1)
      .some((above) => keys.has(above))
  const values = new Map<CellOffset, Set<CellOffset>>()
  for (const { key, value } of places) {
    if (value === null || keys.has(key) || isBelow(key)) continue
    const chosen = values.get(key)
    if (chosen === undefined) values.set(key, new Set([value]))
    else chosen.add(value)
  }
  return { keys: [...keys].filter((key) => !isBelow(key)), values }
}
