/** Deleting what a search has found. */

import { type Removal, removeSteps } from '../edit/removal.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { RECORDS_A_STEP, type Work } from '../work.ts'
import { resultOf } from './edits.ts'
import { FoundHits } from './FoundHits.ts'
import type { HitPlace } from './HitReader.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { EditResult, RequestOf } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { runInSlices } from './slices.ts'

/** The progress once it is known where the hits are. */
const READ = 0.5

/**
 * Deletes the keys and values of hits in one hive, as one step.
 *
 * @returns null when none of the hits is in that hive, or all of them are gone
 */
export function deletedHits(
  session: Session,
  { docs, search, doc, hits, begun = [] }: RequestOf<'deleteHits'>,
  context: CallContext,
): Promise<EditResult | null> {
  const document = session.unlocked(doc)
  return document.exclusive(context.signal, async () => {
    const found = new FoundHits(
      docs.map((one) => session.document(one)),
      search,
    )
    found.requireBegun(begun)
    const { signal } = context
    const removal = await runInSlices(removalSteps(document, found, hits), { signal, atOnce: true })
    if (removal.keys.length + removal.values.size === 0) return null
    const step = await document.run((scope) => removeSteps(scope, removal), context)
    return resultOf(document, step)
  })
}

function* removalSteps(document: HiveDocument, found: FoundHits, hits: Uint32Array): Work<Removal> {
  const { reader } = document.searches
  const places: HitPlace[] = []
  for (const [at, id] of hits.entries()) {
    const hit = found.at(id)
    const place = hit?.doc === document ? reader.placeOf(hit.hit) : null
    if (place !== null) places.push(place)
    if (at % RECORDS_A_STEP === 0) yield (at / hits.length) * READ
  }
  const keys = new Set(places.flatMap(({ key, value }) => (value === null ? [key] : [])))
  const isBelow = (key: CellOffset) =>
    keys.size > 0 &&
    (document.rows.ancestors(key) ?? [key]).slice(0, -1).some((above) => keys.has(above))
  const values = new Map<CellOffset, Set<CellOffset>>()
  for (const [at, { key, value }] of places.entries()) {
    if (at % RECORDS_A_STEP === 0) yield READ + (at / places.length) * (1 - READ)
    if (value === null || keys.has(key) || isBelow(key)) continue
    const chosen = values.get(key)
    if (chosen === undefined) values.set(key, new Set([value]))
    else chosen.add(value)
  }
  return { keys: [...keys].filter((key) => !isBelow(key)), values }
}
