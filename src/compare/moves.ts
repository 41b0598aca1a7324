/**
 * Recognises keys that were moved or renamed: a key that only the earlier hive has, and one that only the later hive
 * has, with the same content. Candidates are found by the number of keys and values below them and by a hash of
 * their content; each is then compared. The hash has another seed in every process, so that no hive can be crafted
 * to make many candidates; all of this is paid from the budget of the comparison.
 */

import { keyName } from '../regf/keyNode.ts'
import { LIMIT } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { part, type Work } from '../work.ts'
import type { CompareBudget } from './CompareBudget.ts'
import { ContentHash } from './ContentHash.ts'
import type { ComparedCells, KeyPair } from './difference.ts'
import { Pairing, subkeysOf, valuesOf } from './Pairing.ts'
import type { PartComparison } from './PartComparison.ts'

/** A topmost key that only one hive has. */
export interface LoneKey {
  readonly kind: 'added' | 'removed'
  readonly key: KeyPair
  /** The keys below it, and the values of these and of the key itself. */
  readonly along: { readonly keys: number; readonly values: number }
  /** `Difference.order` */
  readonly order: number
}

/** What the search reads, and what it is paid from. */
export interface MoveSearch {
  readonly hives: ComparedCells
  /** Compares what has to be the same in a moved key. */
  readonly parts: PartComparison
  readonly budget: CompareBudget
  /** Whether renamed keys were recognised already: then nothing says that an empty key was another one. */
  readonly knowsRenamed: boolean
}

/** The progress once all candidates are hashed. */
const HASHED = 0.5

/**
 * Finds the keys that were moved, in steps. A key without values and subkeys counts only if it is the only one that
 * was added below its parent, and the only one that was removed there, and if it is not known which were renamed.
 *
 * @param lone - the topmost keys that only one hive has
 * @param search - the hives, and how their keys are compared
 * @returns the key of the earlier hive for each key of the later one that was moved
 */
export function* findMoves(
  lone: readonly LoneKey[],
  search: MoveSearch,
): Work<Map<LoneKey, LoneKey>> {
  const { added, removed } = candidates(lone, search.knowsRenamed)
  const hashes = yield* part(hashAll([...added, ...removed], search), 0, HASHED)
  const moves = new Map<LoneKey, LoneKey>()
  const taken = new Set<LoneKey>()
  // A key is most likely the one that had the same parent, or else the same name.
  for (const [index, placeOf] of [parentOf, nameOf, () => ''].entries()) {
    const from = HASHED + (index / 3) * (1 - HASHED)
    const placed = (one: LoneKey) => `${hashes.get(one)} ${placeOf(one, search.hives)}`
    const byPlace = new Map<string, LoneKey[]>()
    for (const key of removed) {
      if (taken.has(key) || !hashes.has(key)) continue
      const same = byPlace.get(placed(key))
      if (same === undefined) byPlace.set(placed(key), [key])
      else same.push(key)
    }
    for (const key of added) {
      if (moves.has(key) || !hashes.has(key)) continue
      const same = byPlace.get(placed(key))
      const origin = same?.[0]
      if (same === undefined || origin === undefined) continue
      const isSame = yield* part(sameContent(origin.key, key.key, search), from, from)
      if (search.budget.exhausted) return new Map()
      if (!isSame) continue
      same.shift()
      taken.add(origin)
      moves.set(key, origin)
    }
  }
  return moves
}

/** The keys for which there is one of the other kind with as many keys and values below it. */
function candidates(
  lone: readonly LoneKey[],
  knowsRenamed: boolean,
): Record<LoneKey['kind'], LoneKey[]> {
  const groups = new Map<string, Record<LoneKey['kind'], LoneKey[]>>()
  for (const one of lone) {
    const { keys, values } = one.along
    const isEmpty = keys + values === 0
    if (isEmpty && knowsRenamed) continue
    const name = isEmpty ? `empty ${parentOf(one)}` : `${keys} ${values}`
    const group = groups.get(name) ?? { added: [], removed: [] }
    group[one.kind].push(one)
    groups.set(name, group)
  }
  const added: LoneKey[] = []
  const removed: LoneKey[] = []
  for (const [name, group] of groups) {
    const most = name.startsWith('empty') ? 1 : Infinity
    const isPossible = group.added.length > 0 && group.removed.length > 0
    if (!isPossible || group.added.length > most || group.removed.length > most) continue
    added.push(...group.added)
    removed.push(...group.removed)
  }
  return { added, removed }
}

function* hashAll(
  keys: readonly LoneKey[],
  { hives, budget }: MoveSearch,
): Work<Map<LoneKey, number>> {
  const hash = new ContentHash(budget)
  const hashes = new Map<LoneKey, number>()
  for (const [index, one] of keys.entries()) {
    const { before, after } = one.key
    const [cells, cell] = after === NIL ? [hives.before, before] : [hives.after, after]
    const found = yield* part(hash.of(cells, cell), index / keys.length, (index + 1) / keys.length)
    if (budget.exhausted) return new Map()
    hashes.set(one, found)
  }
  return hashes
}

/** Both cells of the parent; a key that was added or removed has one in both hives, unless it is the root. */
function parentOf({ key }: LoneKey): string {
  return `${key.parent?.before} ${key.parent?.after}`
}

function nameOf({ key: { before, after } }: LoneKey, hives: ComparedCells): string {
  const [cells, cell] = after === NIL ? [hives.before, before] : [hives.after, after]
  return keyName(cells, cell, cells.payloadAt(cell))
}

/** Whether two keys have the same content, whatever they are called. */
function* sameContent(
  { before }: KeyPair,
  { after }: KeyPair,
  { hives, parts, budget }: MoveSearch,
): Work<boolean> {
  const open: { a: CellOffset; b: CellOffset; depth: number }[] = [
    { a: before, b: after, depth: 0 },
  ]
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const { a, b, depth } = pair
    const different = parts.ofKeys(a, b).filter((one) => depth > 0 || one !== 'name')
    if (different.length > 0) return false
    for (const listOf of [valuesOf, subkeysOf]) {
      const lists = [listOf(hives.before, a, budget), listOf(hives.after, b, budget)] as const
      const pairing = new Pairing(...lists, budget)
      if (!pairing.agrees()) yield* part(pairing.finish(), 1, 1)
      for (let index = 0; index < pairing.pairs.length; index += 2) {
        const x = pairing.pairs[index] as CellOffset
        const y = pairing.pairs[index + 1] as CellOffset
        if (x === NIL || y === NIL || budget.exhausted) return false
        if (listOf === subkeysOf) {
          if (depth < LIMIT.DEPTH) open.push({ a: x, b: y, depth: depth + 1 })
        } else if (parts.ofValues(x, y).length > 0) return false
        if (budget.endsStep()) yield 1
      }
    }
  }
  return true
}
