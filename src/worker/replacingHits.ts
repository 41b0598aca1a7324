/** Replacing what a search for that has found, as one step. */

import { type KeyReplacement, replaceSteps, type ValueReplacement } from '../edit/replacing.ts'
import { HiveError } from '../errors.ts'
import { eachValue, valueAt } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { resultOf } from './edits.ts'
import { withErrorPathLater } from './errorPaths.ts'
import { FoundHits } from './FoundHits.ts'
import type { HitList, KeptHit } from './HitList.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { EditResult, RequestOf } from './protocol.ts'
import type { Replacements } from './Replacements.ts'
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
  { search, doc, chosen, except, revision, begun = [] }: RequestOf<'replaceHits'>,
  context: CallContext,
): Promise<EditResult> {
  const document = session.unlocked(doc)
  return document.exclusive(context.signal, async () => {
    const kept = document.searches.keptOf(search)
    const { replacements } = kept ?? {}
    if (kept === undefined || replacements == null || revision !== document.revision) {
      throw new HiveError('stale', 'the hive was edited after the search')
    }
    const others = new Set(except)
    const { hits } = kept
    new FoundHits([document], search).requireBegun(begun)
    const isReplaced = (id: number) =>
      (chosen === 'all') !== others.has(id) && replacements.problemAt(id) === null
    let count = 0
    for (let id = 0; id < hits.total; id++) if (isReplaced(id)) count++
    const about = document.ids.of(document.hive.root)
    const step = await withErrorPathLater(document, about, () =>
      document.run((scope) => {
        const all = replacementsOf(document, { hits, replacements }, isReplaced)
        return replaceSteps(scope, kept.text, all, count)
      }, context),
    )
    return resultOf(document, step)
  })
}

/** The hits of a search for replacing, and what is replaced at each. */
interface Found {
  readonly hits: HitList
  readonly replacements: Replacements
}

/** What is replaced, first in values, and then in the names of keys. Each is computed when it is asked for. */
function* replacementsOf(
  document: HiveDocument,
  found: Found,
  isReplaced: (id: number) => boolean,
): Generator<ValueReplacement | KeyReplacement> {
  const { hits, replacements } = found
  let group: KeptHit[] = []
  for (let id = 0; id < hits.total; id++) {
    if (!isReplaced(id)) continue
    const hit = hits.at(id)
    if (hit.place === 'key') continue
    if (group[0]?.key !== hit.key) {
      yield* inKey(document, replacements, group)
      group = []
    }
    group.push(hit)
  }
  yield* inKey(document, replacements, group)
  for (let id = 0; id < hits.total; id++) {
    if (!isReplaced(id)) continue
    const hit = hits.at(id)
    const key = hit.place === 'key' ? document.searches.reader.keyOf(hit) : null
    const name = key === null ? null : replacements.newName('key', { key, value: null })
    if (key !== null && name !== null) yield { kind: 'key', key, name }
  }
}

/** What is replaced in the values of one key. */
function* inKey(
  document: HiveDocument,
  made: Replacements,
  hits: readonly KeptHit[],
): Generator<ValueReplacement> {
  const { reader } = document.searches
  const { cells } = document.hive
  const [first] = hits
  const key = first === undefined ? null : reader.keyOf(first)
  if (key === null) return
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
