/** The hits of a search as the page lists them: sorted, filtered, and a page at a time. */

import { workWhile } from '../work.ts'
import { arrangeSteps } from './arrange.ts'
import { BlobOutput } from './BlobOutput.ts'
import { FoundHits } from './FoundHits.ts'
import type { HitList } from './HitList.ts'
import type { HiveDocument } from './HiveDocument.ts'
import { writeHits } from './hitWriters.ts'
import { AS_FOUND } from './protocol/search.ts'
import type { DocId, HitPage, HitsAround, ReplyOf, RequestOf, SearchId } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { runInSlices } from './slices.ts'

/** Sorted or filtered hits, and those that they were made from. */
interface Arranged {
  readonly ids: Uint32Array<ArrayBuffer>
  readonly found: FoundHits
}

/** The arrangement of each search that has one, by the hits in the first hive that was searched. */
const arrangements = new WeakMap<HitList, Arranged>()

/** The documents that a call is about, and the hits in them. */
interface Asked {
  readonly docs: readonly HiveDocument[]
  readonly found: FoundHits
  /** The first list of hits, which the arrangement belongs to. */
  readonly first: HitList | undefined
}

function asked(session: Session, docs: readonly DocId[], search: SearchId): Asked {
  const documents = docs.map((doc) => session.document(doc))
  const first = documents.map((doc) => doc.searches.hitsOf(search)).find((hits) => hits)
  return { docs: documents, found: new FoundHits(documents, search), first }
}

/** Reads several documents as they were before the edits under way. */
function reading<T>([doc, ...others]: readonly HiveDocument[], answer: () => T): T {
  return doc === undefined ? answer() : doc.hive.cells.readBefore(() => reading(others, answer))
}

/** The ids of the hits that are listed; null if these are all, as they were found. */
function listed({ first }: Asked): Uint32Array<ArrayBuffer> | null {
  const known = first && arrangements.get(first)
  return known?.found.isSame === true ? known.ids : null
}

/** A page of the hits as they are arranged. */
export function hitPage(session: Session, request: RequestOf<'hits'>): HitPage {
  const about = asked(session, request.docs, request.search)
  return pageOf(about, listed(about), request)
}

/** A page of the hits as they were found. */
export function foundPage(session: Session, request: RequestOf<'foundHits'>): HitPage {
  return pageOf(asked(session, request.docs, request.search), null, request)
}

function pageOf(
  about: Asked,
  ids: Uint32Array<ArrayBuffer> | null,
  { from, count }: RequestOf<'hits'>,
): HitPage {
  const { total } = ids === null ? about.found : { total: ids.length }
  const rows = reading(about.docs, () => about.found.rows(rangeOf(ids, total, from, count)))
  const revision = about.docs.reduce((sum, doc) => sum + doc.revision, 0)
  return { revision, total, from, rows, begun: about.found.begun }
}

/** The ids of a range of the hits as they are arranged. */
export function hitIdsOf(
  session: Session,
  { docs, search, from, count }: RequestOf<'hitIds'>,
): Uint32Array<ArrayBuffer> {
  const about = asked(session, docs, search)
  const ids = listed(about)
  return rangeOf(ids, ids?.length ?? about.found.total, from, count)
}

function rangeOf(
  ids: Uint32Array<ArrayBuffer> | null,
  total: number,
  from: number,
  count: number,
): Uint32Array<ArrayBuffer> {
  const length = Math.max(0, Math.min(total, from + count) - from)
  if (ids !== null) return ids.slice(from, from + length)
  return Uint32Array.from({ length }, (_, index) => from + index)
}

/**
 * Sorts and filters the hits so far. An edit meanwhile makes it begin again.
 *
 * @throws HiveError `stale` when the search was ended; `cancelled`
 */
export async function arranged(
  session: Session,
  { docs, search, order, filter, locate }: RequestOf<'arrangeHits'>,
  { signal, progress }: CallContext,
): Promise<ReplyOf<'arrangeHits'>> {
  for (;;) {
    const about = asked(session, docs, search)
    const { found, first } = about
    if (first === undefined) return { total: 0, index: -1 }
    if (order.column === AS_FOUND.column && !order.descending && filter === '') {
      arrangements.delete(first)
      return { total: found.total, index: locate < found.total ? locate : -1 }
    }
    const steps = workWhile(arrangeSteps(found, { order, filter }), () => found.isReadable)
    const ids = await runInSlices(steps, { signal, onProgress: progress, atOnce: true })
    if (ids !== null) {
      arrangements.set(first, { ids, found })
      return { total: ids.length, index: ids.indexOf(locate) }
    }
    await Promise.all(about.docs.map(({ settled }) => settled))
  }
}

/** Writes hits as text. Edits of the hives wait for it. */
export async function writtenHits(
  session: Session,
  { docs, search, format, hits }: RequestOf<'writeHits'>,
  { signal, progress }: CallContext,
): Promise<ReplyOf<'writeHits'>> {
  const write = async () => {
    const about = asked(session, docs, search)
    const { found } = about
    const all = listed(about) ?? rangeOf(null, found.total, 0, found.total)
    const chosen = hits && new Set(hits)
    const ids = chosen === null ? all : all.filter((id) => chosen.has(id))
    const output = new BlobOutput(about.docs.reduce((sum, { hive }) => sum + hive.image.length, 0))
    const steps = writeHits(found, ids, format, output.write)
    const counts = await runInSlices(steps, { signal, onProgress: progress })
    return { blob: output.end(), ...counts }
  }
  const documents = docs.map((doc) => session.document(doc)).sort((a, b) => a.id - b.id)
  return documents.reduceRight((job, doc) => () => doc.exclusive(signal, job), write)()
}

/** The hits before and after a place. */
export function hitsNextTo(
  session: Session,
  { docs, search, doc, key, value }: RequestOf<'hitsAround'>,
): HitsAround {
  const { found } = asked(session, docs, search)
  const document = session.document(doc)
  const before = found.before(doc)
  const around = document.hive.cells.readBefore(() => document.searches.around(search, key, value))
  return {
    before: before + around.before,
    after: before + around.after,
    total: found.total,
  }
}
