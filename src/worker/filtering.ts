/** Filters the tree of a document by the names of keys, while they are found. */

import { HiveError } from '../errors.ts'
import { compileQuery } from '../search/compile.ts'
import { EVERYWHERE } from '../search/query.ts'
import { type Hit, searchSteps } from '../search/search.ts'
import { workWhile } from '../work.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { KeyFilter } from './KeyFilter.ts'
import { MOST_MATCHES } from './protocol/rows.ts'
import type { EngineEvent, ReplyOf, RequestOf } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/**
 * Shows only the keys whose names contain a text, and those above them. They are shown as they are
 * found, in steps that double; the previous rows stay until the first. An edit meanwhile starts it over.
 *
 * @throws HiveError `bad-pattern` for a text that is too long; `cancelled`
 */
export async function filterKeys(
  doc: HiveDocument,
  { doc: place, text }: RequestOf<'filterKeys'>,
  context: CallContext,
  send: (event: EngineEvent) => void,
): Promise<ReplyOf<'filterKeys'>> {
  const tree = doc.treeOf(place)
  const reply = (matches: number, complete: boolean) => {
    return { revision: doc.revision, total: tree.visible.total, matches, complete }
  }
  const show = (filter: KeyFilter) => {
    filter.update()
    tree.show(filter)
  }
  const turn = tree.startFilter(text)
  if (text === '') return reply(0, true)
  const query = compileQuery({ ...EVERYWHERE, text, kind: 'text', places: ['key'] })
  for (;;) {
    await doc.settled
    if (context.signal.aborted || !tree.isCurrent(turn)) throw superseded()
    const { hive } = doc
    const { revision } = hive.image
    const isSame = () =>
      hive === doc.hive && hive.image.revision === revision && !hive.image.isPaused
    if (!isSame()) continue
    const filter = tree.newFilter(text)
    const add = ({ path }: Hit) => {
      filter.add(path)
      return filter.matches === MOST_MATCHES
    }
    let shown = 0
    const onProgress = (done: number) => {
      context.progress(done)
      if (filter.matches === 0 || filter.matches < shown * 2) return
      if (!tree.isCurrent(turn)) throw superseded()
      shown = filter.matches
      show(filter)
      send({ type: 'filter-progress', doc: place, matches: shown })
    }
    const steps = searchSteps(hive.cells, hive.root, query, add)
    const { signal } = context
    const complete = await runInSlices(workWhile(steps, isSame), {
      signal,
      onProgress,
      atOnce: true,
    })
    if (complete === null) continue
    if (!tree.isCurrent(turn)) throw superseded()
    show(filter)
    return reply(filter.matches, complete)
  }
}

function superseded(): HiveError {
  return new HiveError('cancelled', 'another text took its place')
}
