/** Replacing what a search for that has found, as one step. */

import { type KeyReplacement, replaceSteps, type ValueReplacement } from '../edit/replacing.ts'
import { HiveError } from '../errors.ts'
import { eachValue, valueAt } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import type { KeptSearch } from './DocumentSearches.ts'
import { resultOf } from './edits.ts'
import { withErrorPathLater } from './errorPaths.ts'
import type { KeptHit } from './HitList.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { EditResult, RequestOf } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'

/**
 * Replaces at the chosen hits, except where that cannot be done.
 *
 * @throws HiveError `stale` when the search was ended, or the hive was edited since; the codes under "refused edits"
 *   in errors.ts; `cancelled`
 */
export function replacedHits(
  session: Session,
  { search, doc, chosen, except, revision }: RequestOf<'replaceHits'>,
  context: CallContext,
): Promise<EditResult> {
  const document = session.unlocked(doc)
  return document.exclusive(context.signal, async () => {
    const kept = document.searches.keptOf(search)
    if (kept?.replacements == null || revision !== document.revision) {
      throw new HiveError('stale', 'the hive was edited after the search')
    }
    const others = new Set(except)
    const ids = Array.from({ length: kept.hits.total }, (_, id) => id).filter((id) => {
      return (chosen === 'all') !== others.has(id) && kept.replacements?.problemAt(id) === null
    })
    const about = document.ids.of(document.hive.root)
    const step = await withErrorPathLater(document, about, () =>
      document.run(
        (scope) => replaceSteps(scope, kept.text, replacements(document, kept, ids), ids.length),
        context,
      ),
    )
    return resultOf(document, step)
  })
}

/** What is replaced at hits, first in values, and then in the names of keys. Each is computed when it is asked for. */
function* replacements(
  document: HiveDocument,
  kept: KeptSearch,
  ids: readonly number[],
): Generator<ValueReplacement | KeyReplacement> {
  const { hits } = kept
  const all = ids.map((id) => hits.at(id))
  const inValues = all.filter(({ place }) => place !== 'key')
  for (let from = 0; from < inValues.length; ) {
    const key = inValues[from]?.key
    let to = from
    while (to < inValues.length && inValues[to]?.key === key) to++
    yield* inKey(document, kept, inValues.slice(from, to))
    from = to
  }
  for (const hit of all.filter(({ place }) => place === 'key')) {
    const key = document.searches.reader.keyOf(hit)
    const name = key === null ? null : kept.replacements?.newName('key', { key, value: null })
    if (key !== null && name != null) yield { kind: 'key', key, name }
  }
}

/** What is replaced in the values of one key. */
function* inKey(
  document: HiveDocument,
  { replacements: made }: KeptSearch,
  hits: readonly KeptHit[],
): Generator<ValueReplacement> {
  const { reader } = document.searches
  const { cells } = document.hive
  const [first] = hits
  const key = first === undefined ? null : reader.keyOf(first)
  if (key === null || made === null) return
  // A value moves when it gets a longer name: its index stays.
  const indexes = new Map<CellOffset, number>()
  eachValue(cells, cells.payloadAt(key), (value, index) => {
    if (!indexes.has(value)) indexes.set(value, index)
    return false
  })
  const places = hits.map((hit) => ({ hit, value: reader.valueOf(hit) }))
  const chosen = places.map(({ hit, value }) => {
    return { place: hit.place, index: value === null ? undefined : indexes.get(value) }
  })
  for (const { place, index } of chosen) {
    if (index === undefined) continue
    const value = valueAt(cells, cells.payloadAt(key), index)
    const name = place === 'name' ? made.newName('name', { key, value }) : null
    const content = place === 'data' ? made.newData(value) : null
    if (name !== null || content !== null) yield { kind: 'value', key, value, index, name, content }
  }
}
