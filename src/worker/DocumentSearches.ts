/** The searches of a document, and their hits. A search that runs starts over when the hive is edited. */

import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { hiveKind } from '../offreg/hiveKind.ts'
import type { RecordChanges } from '../regf/EditLog.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { type CompiledQuery, compileQuery } from '../search/compile.ts'
import { huntSteps } from '../search/hunt.ts'
import type { HuntId } from '../search/huntRules.ts'
import { matchSum } from '../search/preview.ts'
import { loadRegex } from '../search/regex.ts'
import { replacerOf } from '../search/replace.ts'
import { type Hit, searchSteps } from '../search/search.ts'
import { type Work, workWhile } from '../work.ts'
import type { Direction, DocumentPart } from './DocumentPart.ts'
import type { GoneRecords } from './GoneRecords.ts'
import { HitList, type KeptHit } from './HitList.ts'
import { HitReader } from './HitReader.ts'
import type { Ids } from './Ids.ts'
import { MOST_HITS } from './protocol/search.ts'
import type {
  DocId,
  EngineEvent,
  HitRow,
  HitsAround,
  KeyId,
  RequestOf,
  SearchId,
  SearchSummary,
  ValueId,
} from './protocol.ts'
import { Replacements } from './Replacements.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'
import type { VisibleRows } from './visibleRows.ts'
import { comparerWith } from './walkOrder.ts'

/** The fraction that is searched between two events without a hit. */
const PROGRESS_STEP = 0.01

/** The document that is searched, in its current state. */
interface SearchedDocument {
  readonly id: DocId
  readonly hive: Hive
  readonly ids: Ids
  readonly revision: number
  readonly rows: Pick<VisibleRows, 'ancestors'>
  readonly gone: GoneRecords
  /** Resolves when the edits and saves under way are done. */
  readonly settled: Promise<unknown>
  keyCell(key: KeyId): CellOffset
}

/** What is searched for: a query in a key or the whole hive (null), or a hunt. */
interface Wanted {
  readonly key: KeyId | null
  readonly compiled: CompiledQuery | null
  readonly hunt: HuntId | null
}

/** A search that runs or has ended. */
export interface KeptSearch {
  /** What is searched for. */
  readonly text: string
  readonly hits: HitList
  readonly ending: AbortController
  /** What is to be replaced at each hit; null just to search. */
  replacements: Replacements | null
}

export class DocumentSearches implements DocumentPart {
  readonly #doc: SearchedDocument
  readonly #send: (event: EngineEvent) => void
  readonly #searches = new Map<SearchId, KeptSearch>()
  readonly reader: HitReader

  constructor(doc: SearchedDocument, send: (event: EngineEvent) => void) {
    this.#doc = doc
    this.#send = send
    this.reader = new HitReader(doc)
  }

  /** The hits of a search; undefined when there is no such search. */
  hitsOf(id: SearchId): HitList | undefined {
    return this.#searches.get(id)?.hits
  }

  /** A search with all that is kept of it. */
  keptOf(id: SearchId): KeptSearch | undefined {
    return this.#searches.get(id)
  }

  /** The row of a hit. */
  row(id: SearchId, index: number): HitRow {
    const { hits, replacements } = this.#searches.get(id) as KeptSearch
    const hit = hits.at(index)
    const row = this.reader.row(index, hit)
    const at = row.state === 'found' ? this.reader.placeOf(hit) : null
    return { ...row, replacement: (at && replacements?.row(index, hit.place, at)) ?? null }
  }

  /**
   * Searches the hive as it is now. Edits do not wait for it: each edit restarts it. When it is cancelled, the hits so
   * far stay.
   *
   * @throws HiveError `bad-pattern`; `stale` when the key to search is gone; `cancelled`, also when the search is ended
   *   or replaced, or the document closed
   */
  async run(request: RequestOf<'search'>, context: CallContext): Promise<SearchSummary> {
    const { search: id, key, query, replacement = null, hunt = null } = request
    this.end(id)
    const search: KeptSearch = {
      ...{ text: query.text, hits: new HitList(), ending: new AbortController() },
      replacements: null,
    }
    this.#searches.set(id, search)
    if (query.kind === 'regex') await loadRegex()
    const compiled = hunt === null ? compileQuery(query) : null
    const replacer = replacement === null ? null : replacerOf(query, replacement)
    const signal = AbortSignal.any([context.signal, search.ending.signal])
    for (;;) {
      await this.#doc.settled
      if (signal.aborted) throw new HiveError('cancelled', 'the search was cancelled')
      search.replacements = replacer && new Replacements(this.#doc.hive, replacer)
      const steps = (found: (hit: Hit) => unknown) => this.#steps({ key, compiled, hunt }, found)
      const summary = await this.#attempt(id, search, steps, { ...context, signal })
      if (summary !== null) return summary
    }
  }

  /** Searches the hive until the end, or until it is edited; null then. */
  async #attempt(
    id: SearchId,
    { hits, replacements }: KeptSearch,
    stepsOf: (found: (hit: Hit) => unknown) => Work<boolean>,
    { signal, progress }: CallContext,
  ): Promise<SearchSummary | null> {
    const { hive, revision } = this.#doc
    const bytes = hive.image.revision
    const isSame = () =>
      hive === this.#doc.hive && hive.image.revision === bytes && !hive.image.isPaused
    if (!isSame()) return null
    hits.clear()
    const add = (hit: Hit) => {
      if (replacements?.add(hit.place, hit) === false) return false
      hits.add(this.#kept(hit))
      return hits.total === MOST_HITS
    }
    let told = { done: 0, found: 0 }
    const onProgress = (done: number) => {
      progress(done)
      const found = hits.total
      if (found === told.found && done - told.done < PROGRESS_STEP) return
      told = { done, found }
      this.#send({ type: 'search-progress', doc: this.#doc.id, search: id, done, found })
    }
    const steps = stepsOf(add)
    const complete = await runInSlices(workWhile(steps, isSame), { signal, onProgress })
    if (complete === null) return null
    return { revision, total: hits.total, complete, blocked: replacements?.blocked ?? 0 }
  }

  #steps({ key, compiled, hunt }: Wanted, found: (hit: Hit) => unknown): Work<boolean> {
    const { hive } = this.#doc
    const { cells, root } = hive
    if (hunt !== null) return huntSteps(cells, root, { id: hunt, kind: hiveKind(hive) }, found)
    if (compiled === null) throw new HiveError('internal', 'a search without a query')
    const top = key === null ? root : this.#doc.keyCell(key)
    return searchSteps(cells, top, compiled, found, top === root)
  }

  #kept({ place, key, value, match }: Hit): KeptHit {
    const { hive, ids } = this.#doc
    const { offset, length, encoding } = match
    return {
      ...{ place, encoding, offset, length },
      key: ids.of(key),
      value: value === null ? 0 : ids.of(value),
      sum: matchSum(hive.cells, { place, key, value, match }) ?? 0,
    }
  }

  /**
   * Where a key or value is among the hits of a search. The order is that of the hive as it is now, so this is
   * right only if the hive was not edited after the search.
   *
   * @throws HiveError `stale` when there is no such search, or the key or value is gone
   */
  around(id: SearchId, keyId: KeyId, valueId: ValueId | null): HitsAround {
    const hits = this.hitsOf(id)
    if (hits === undefined) throw new HiveError('stale', 'the search was ended')
    const { hive, ids, rows } = this.#doc
    const place = {
      key: this.#doc.keyCell(keyId),
      value: valueId === null ? null : ids.cell(valueId),
    }
    const compare = comparerWith(hive.cells, (key) => rows.ancestors(key), place)
    const isBefore = (index: number, most: number) => {
      const hit = hits.at(index)
      const key = this.reader.keyOf(hit)
      return key === null || compare({ key, value: this.reader.valueOf(hit) }) <= most
    }
    const first = (most: number) => firstIndex(hits.total, (index) => !isBefore(index, most))
    return { before: first(-1) - 1, after: first(0), total: hits.total }
  }

  /** Ends a search, and forgets its hits. */
  end(id: SearchId): void {
    this.#searches.get(id)?.ending.abort()
    this.#searches.delete(id)
    if (this.#searches.size === 0) this.reader.forget()
  }

  edited({ moved }: RecordChanges, _direction: Direction, movedFrom: readonly number[]): void {
    if (this.#searches.size === 0) return
    for (const [index, [, to]] of moved.entries()) {
      this.reader.follow(movedFrom[index] as number, to)
    }
  }

  /** All ids are those of another hive now. */
  swapped(): void {}

  closed(): void {
    for (const id of [...this.#searches.keys()]) this.end(id)
  }
}

/** The first index below `count` for which a test holds that holds for all after it; `count` for none. */
function firstIndex(count: number, test: (index: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (test(middle)) high = middle
    else low = middle + 1
  }
  return low
}
