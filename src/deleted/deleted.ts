/**
 * Finds the deleted keys and values of a hive: a check says what is live, a raw scan finds records among the other
 * bytes, and lists and parent fields tell how these belong together. Nothing is changed, and no live key or value
 * is ever reported (regf-format 7).
 */

import type { Hive } from '../offreg/Hive.ts'
import type { CellBits } from '../regf/CellBits.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { SIG } from '../regf/layout.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { part, runToEnd, type Work } from '../work.ts'
import { DeletedRecords } from './DeletedRecords.ts'
import { type LiveFacts, liveFactsSteps } from './LiveLists.ts'
import { ownersSteps } from './owners.ts'
import type { RecordPlaces } from './RecordPlaces.ts'
import { reachableSteps } from './reachable.ts'
import { type Candidates, type FoundSoFar, scanSteps } from './scan.ts'

/** The progress once the hive is checked, scanned, and its live keys are walked. */
const CHECKED = 0.4
const SCANNED = 0.7
const WALKED = 0.9
const REACHED = 0.95

/**
 * Finds the deleted keys and values of a hive. The hive must not be edited meanwhile.
 *
 * @param hive - the hive, possibly damaged
 * @param counted - gets what was found so far, now and then
 * @returns what was found; records in it are named by their file offsets
 */
export function* deletedSteps(
  hive: Hive,
  counted?: (found: FoundSoFar) => void,
): Work<DeletedRecords> {
  const { cells, base } = hive
  const checked = yield* part(hive.checkSteps(), 0, CHECKED)
  // Behind a size that is not certain, the tail cannot be told from bins.
  const options = { hasTail: base.checksumValid, counted }
  const scan = scanSteps(cells, checked.survey.unreached, options)
  const candidates = yield* part(scan, CHECKED, SCANNED)
  const { keys, values, inUse } = candidates
  const isNothing = keys.count + values.count + inUse.cells.length === 0
  const facts = isNothing
    ? NOTHING
    : yield* part(liveFactsSteps(hive, candidates, checked.keys), SCANNED, WALKED)
  const { isSound } = checked.survey
  const reached = isSound || isNothing ? null : yield* part(reachableSteps(hive), WALKED, REACHED)
  const found = withoutLive(cells, candidates, facts, reached)
  const owners = yield* part(ownersSteps(cells, found, facts.owners), REACHED, 1)
  return new DeletedRecords(hive, found, { owners, exSubkeys: facts.exSubkeys, isSound })
}

/**
 * Finds the deleted keys and values of a hive without a pause.
 *
 * @param hive - the hive, possibly damaged
 * @returns what was found
 */
export function findDeleted(hive: Hive): DeletedRecords {
  return runToEnd(deletedSteps(hive))
}

const NOTHING: LiveFacts = {
  used: new Map(),
  owners: new Map(),
  exSubkeys: new Set(),
}

/** Leaves out what the lists of a damaged hive lead to, and adds what does lie in the slack of a cell in use. */
function withoutLive(
  cells: CellStore,
  candidates: Candidates,
  facts: LiveFacts,
  reached: CellBits | null,
): Candidates {
  const { keys, values, inUse, unused, liveKeys } = candidates
  const isDeleted = (places: RecordPlaces) =>
    reached === null
      ? places
      : places.filter((index) => !isReached(cells.cellOf(places.at(index)), reached))
  const inSlack = isDeleted(
    inUse.records.filter((index) => {
      const cell = inUse.cells[index] as CellOffset
      const used = facts.used.get(cell)
      return used !== undefined && inUse.records.at(index) >= cells.payloadAt(cell) + used
    }),
  )
  const isKey = (index: number) => cells.image.u16(inSlack.at(index)) === SIG.NK
  return {
    ...{ inUse, unused, liveKeys },
    keys: merged(isDeleted(keys), inSlack.filter(isKey)),
    values: merged(
      isDeleted(values),
      inSlack.filter((index) => !isKey(index)),
    ),
  }
}

function isReached(cell: CellOffset, reached: CellBits): boolean {
  return cell >= 0 && cell % 8 === 0 && reached.has(cell)
}

/** Joins two lists of places in ascending order. */
function merged(a: RecordPlaces, b: RecordPlaces): RecordPlaces {
  if (b.count === 0) return a
  const all = a.filter(() => false)
  for (let left = 0, right = 0; left < a.count || right < b.count; ) {
    const isLeft = right === b.count || (left < a.count && a.at(left) < b.at(right))
    const [from, index] = isLeft ? [a, left++] : [b, right++]
    all.add(from.at(index), from.end(index), from.place(index))
  }
  return all
}
