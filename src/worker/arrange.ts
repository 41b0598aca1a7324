/** Sorting and filtering the hits of a search. */

import { upcase } from '../bytes/upcase.ts'
import type { Hive } from '../offreg/Hive.ts'
import { findKeyValue, valueName, valueType } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { dataCopy, dataSize } from '../regf/valueData.ts'
import { typeName } from '../values/valueType.ts'
import { part, RECORDS_A_STEP, type Work } from '../work.ts'
import { compare, compareData, type DataKey, dataKey } from './dataOrder.ts'
import type { FoundHits, HitIn } from './FoundHits.ts'
import type { HiveDocument } from './HiveDocument.ts'
import { mergeSort } from './mergeSort.ts'
import type { HitArrangement, HitColumn } from './protocol.ts'

/** The progress once the hits are filtered, and once it is known what they are sorted by. */
const FILTERED = 0.4
const READ = 0.7
/** Units of a name and bytes of data that hits are sorted by at first; what is the same until there, by more of it. */
const FIRST_UNITS = 64
const FIRST_BYTES = 64
const MORE_BYTES = 1024

/**
 * Sorts and filters the hits of a search, in steps. What is listed stays as it is when the hives are edited.
 *
 * @param found - the hits
 * @param arrangement - the order, and the text that one of the columns has to contain
 * @returns the ids of the hits in that order
 */
export function* arrangeSteps(
  found: FoundHits,
  { order, filter }: HitArrangement,
): Work<Uint32Array<ArrayBuffer>> {
  const all = Uint32Array.from({ length: found.total }, (_, id) => id)
  const chosen = filter === '' ? all : yield* part(filterSteps(found, all, filter), 0, FILTERED)
  const { column, descending } = order
  if (column === 'key') return descending ? chosen.reverse() : chosen
  const keys = yield* part(sortKeys(found, chosen, column), FILTERED, READ)
  const comparing = (a: number, b: number) => {
    const by = keys.compare(a, b)
    return (descending ? -by : by) || a - b
  }
  return yield* part(mergeSort(chosen, comparing), READ, 1)
}

function* filterSteps(
  found: FoundHits,
  ids: Uint32Array<ArrayBuffer>,
  filter: string,
): Work<Uint32Array<ArrayBuffer>> {
  const test = new HitFilter(filter)
  let count = 0
  for (const id of ids) {
    const hit = found.at(id)
    if (hit !== undefined && test.passes(hit)) ids[count++] = id
    if (id % RECORDS_A_STEP === 0) yield id / ids.length
  }
  return ids.slice(0, count)
}

/** Tells whether a column of a hit contains a text. */
class HitFilter {
  readonly #text: string
  /** The key that was looked at last, and whether its path contains the text. */
  #last: { readonly hive: Hive; readonly key: CellOffset; readonly passes: boolean } | null = null
  readonly #names = new Map<HiveDocument, boolean>()

  constructor(text: string) {
    this.#text = upcase(text)
  }

  passes({ doc, hit }: HitIn): boolean {
    const { reader } = doc.searches
    const at = reader.placeOf(hit)
    if (at === null) return false
    if (this.#isIn(doc) || this.#passesKey(doc, at.key)) return true
    if (at.value !== null && this.#has(typeName(typeOf(doc, at.value)))) return true
    return reader.texts(hit, at).some((text) => this.#has(text))
  }

  #isIn(doc: HiveDocument): boolean {
    const known = this.#names.get(doc) ?? this.#has(doc.name)
    this.#names.set(doc, known)
    return known
  }

  #passesKey(doc: HiveDocument, key: CellOffset): boolean {
    const { hive } = doc
    if (this.#last?.key !== key || this.#last.hive !== hive) {
      const passes = this.#has(doc.searches.reader.path(key).join('\\'))
      this.#last = { hive, key, passes }
    }
    return this.#last.passes
  }

  #has(text: string): boolean {
    return upcase(text).includes(this.#text)
  }
}

/** What hits are sorted by, by their ids. */
interface SortKeys {
  compare(a: number, b: number): number
}

function* sortKeys(
  found: FoundHits,
  ids: Uint32Array,
  column: Exclude<HitColumn, 'key'>,
): Work<SortKeys> {
  const keys = keysOf(found, column)
  for (const [at, id] of ids.entries()) {
    const hit = found.at(id)
    if (hit !== undefined) keys.add(id, hit)
    if (at % RECORDS_A_STEP === 0) yield at / ids.length
  }
  return keys
}

interface GrowingKeys extends SortKeys {
  add(id: number, hit: HitIn): void
}

function keysOf(found: FoundHits, column: Exclude<HitColumn, 'key'>): GrowingKeys {
  switch (column) {
    case 'hive':
      return new Texts(found, ({ doc }) => doc.name)
    case 'name':
      return new Texts(found, ({ doc, hit }) => {
        const value = doc.searches.reader.valueOf(hit)
        return value === null ? null : nameOf(doc, value)
      })
    case 'where':
      return new Numbers(found, ({ hit }) => ['key', 'name', 'data'].indexOf(hit.place))
    case 'type':
      return new Numbers(found, ({ doc, hit }) => {
        const value = doc.searches.reader.valueOf(hit)
        return value === null ? -1 : typeOf(doc, value)
      })
    case 'data':
      return new Data(found)
  }
}

class Numbers implements GrowingKeys {
  readonly #keys: Float64Array
  readonly #of: (hit: HitIn) => number

  constructor(found: FoundHits, of: (hit: HitIn) => number) {
    this.#keys = new Float64Array(found.total)
    this.#of = of
  }

  add(id: number, hit: HitIn): void {
    this.#keys[id] = this.#of(hit)
  }

  compare(a: number, b: number): number {
    return (this.#keys[a] as number) - (this.#keys[b] as number)
  }
}

/** Names, in upper case; no name comes first. */
class Texts implements GrowingKeys {
  readonly #found: FoundHits
  readonly #keys: (string | null)[]
  readonly #of: (hit: HitIn) => string | null
  /** Equal names are kept once. */
  readonly #known = new Map<string, string>()

  constructor(found: FoundHits, of: (hit: HitIn) => string | null) {
    this.#found = found
    this.#keys = new Array<string | null>(found.total).fill(null)
    this.#of = of
  }

  add(id: number, hit: HitIn): void {
    const text = this.#of(hit)
    if (text === null) return
    const key = upcase(text.slice(0, FIRST_UNITS))
    const known = this.#known.get(key)
    if (known === undefined) this.#known.set(key, key)
    this.#keys[id] = known ?? key
  }

  compare(a: number, b: number): number {
    const [one, other] = [this.#keys[a] ?? null, this.#keys[b] ?? null]
    if (one === null || other === null) return Number(one !== null) - Number(other !== null)
    if (one !== other || one.length < FIRST_UNITS) return compare(one, other)
    return compare(this.#whole(a), this.#whole(b))
  }

  #whole(id: number): string {
    const hit = this.#found.at(id)
    return upcase((hit === undefined ? null : this.#of(hit)) ?? '')
  }
}

/** The data of values; hits in the names of keys, which have none, come first. */
class Data implements GrowingKeys {
  readonly #found: FoundHits
  readonly #keys: (DataKey | null)[]

  constructor(found: FoundHits) {
    this.#found = found
    this.#keys = new Array<DataKey | null>(found.total).fill(null)
  }

  add(id: number): void {
    this.#keys[id] = this.#read(id, FIRST_BYTES)
  }

  compare(a: number, b: number): number {
    const [one, other] = [this.#keys[a] ?? null, this.#keys[b] ?? null]
    if (one === null || other === null) return Number(one !== null) - Number(other !== null)
    const by = compareData(one, other)
    if (by !== 0 || isWhole(one) || isWhole(other)) return by
    const [more, others] = [this.#read(a, MORE_BYTES), this.#read(b, MORE_BYTES)]
    return more === null || others === null ? 0 : compareData(more, others)
  }

  #read(id: number, limit: number): DataKey | null {
    const found = this.#found.at(id)
    const value = found?.doc.searches.reader.valueOf(found.hit) ?? null
    if (found === undefined || value === null) return null
    const { cells } = found.doc.hive
    const record = findKeyValue(cells, value)
    const bytes = dataCopy(cells, record, limit)
    return dataKey(valueType(cells, record), bytes, dataSize(cells, record) <= limit)
  }
}

function isWhole(key: DataKey): boolean {
  return key.kind === 'number' || key.whole
}

function nameOf({ hive }: HiveDocument, value: CellOffset): string {
  return valueName(hive.cells, value, findKeyValue(hive.cells, value))
}

function typeOf({ hive }: HiveDocument, value: CellOffset): number {
  return valueType(hive.cells, findKeyValue(hive.cells, value))
}
