/**
 * Merges hives like ORMergeHives, which merges the layers of a container: the result is a new hive with the keys
 * and values of all of them. The inputs are only read (offreg-api 3.21, regf-format 3.12).
 *
 * The later hive wins. A key in both gets the class, descriptor, flags and time of the later one, and the values
 * and subkeys of both; a value in both gets the type and data of the later one. Existing records keep their name
 * and place, as when a value is set. In a layered hive (1.6), a tombstone removes a key or a value, and a key that
 * supersedes replaces the values, or the whole tree, of the layers below. A link or a predefined key cannot be
 * combined with another: the later key replaces the earlier one and everything below it. Two keys with the same
 * name in one hive, which is damaged then, become one in which the first wins, as it does when looked up by name;
 * a second one that cannot be combined is left out.
 *
 * The result is an ordinary hive: no layers, a new header, the root's name from the first hive, and the
 * highest version among the inputs from 1.3 to 1.5, since 1.6 is for layers. It is 1.5 where hives of 1.3 have data
 * in one cell that is longer than what this engine writes there.
 */

import { HiveError } from '../errors.ts'
import { CellBits } from '../regf/CellBits.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { keyFlags, keyName, layerOf, locateClass } from '../regf/keyNode.ts'
import { isTombstoneValue, valueCount, valueName } from '../regf/keyValue.ts'
import { KEY_FLAG, LAYER, LIMIT, NK, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, NIL } from '../regf/offsets.ts'
import { dataPieces, dataSize } from '../regf/valueData.ts'
import { type WalkVisitor, walkSteps } from '../regf/walk.ts'
import { inTurn, part, runToEnd, type Work } from '../work.ts'
import { copyLimit, ReadBudget, sharedTooMuch } from './compact/ReadBudget.ts'
import type { NewMinor } from './create.ts'
import type { EditScope } from './editScope.ts'
import { Hive } from './Hive.ts'
import { MergeTarget } from './MergeTarget.ts'

/** Keys of these kinds are not combined with others. */
const SPECIAL = KEY_FLAG.SYM_LINK | KEY_FLAG.PREDEF_HANDLE

/** The records of a hive that a merge used. The check of a damaged hive may count more. */
export interface Laid {
  readonly keys: number
  readonly values: number
}

export interface MergeOptions {
  /** The time of the new header: FILETIME, UTC 100 ns since 1601. */
  readonly now?: bigint
  /** Called after each hive is merged. */
  readonly laid?: ((hive: Hive, laid: Laid) => void) | undefined
}

/** Stands for a key of the target that does not exist, so that everything below it is lost. */
const LOST = 0xfffffffe as CellOffset

/** The progress of a merge once its version is known, and that of writing it once all hives are merged. */
const VERSION_KNOWN = 0.1
const LAID = 0.9

/**
 * Merges hives into a new one, in steps. The hives must not be edited meanwhile.
 *
 * @param hives - the base first; at least one
 * @param options - the time of the header, and a callback for each hive
 * @returns the new hive
 * @throws HiveError `bad-argument` when there is no hive
 * @throws HiveError `too-deep` when a key would be too far below the root
 * @throws HiveError `damaged` when records of a damaged hive are shared until they exceed what it
 *   can hold
 * @throws HiveError `hive-full`, `out-of-memory` when there is no room for the result
 */
export function* mergeSteps(hives: readonly Hive[], options: MergeOptions = {}): Work<Hive> {
  const { laid, ...created } = options
  const [base] = hives
  if (base === undefined) throw new HiveError('bad-argument', 'there is no hive to merge')
  const minor = yield* part(versionFor(hives), 0, VERSION_KNOWN)
  const rootName = base.rootKey.name
  const merged = Hive.create({ ...created, minor, rootName, room: roomFor(hives) })
  // The survey of an empty hive takes no time, so the rest is all of the work.
  merged.survey()
  const writing = merged.transactSteps((scope) =>
    withoutRoomToGrow(scope.cells, layAll(scope, hives, laid)),
  )
  yield* part(writing, VERSION_KNOWN, 1)
  return merged
}

/**
 * Merges hives into a new one, without a pause. Throws the errors of `mergeSteps`.
 *
 * @param hives - the base first; at least one
 * @param options - the time of the header, and a callback for each hive
 * @returns the new hive
 */
export function mergeHives(hives: readonly Hive[], options?: MergeOptions): Hive {
  return runToEnd(mergeSteps(hives, options))
}

function* layAll(scope: EditScope, hives: readonly Hive[], told: MergeOptions['laid']): Work<void> {
  const target = new MergeTarget(scope)
  let read = 0
  const lay = (hive: Hive) => {
    read += sizeOf(hive)
    scope.cells.dataLimit = copyLimit(read)
    return layOne(hive, target, told)
  }
  const laid = yield* part(inTurn(hives, sizeOf, lay), 0, LAID)
  const keys = laid.reduce((sum, counts) => sum + counts.keys, 1)
  yield* part(target.packLists(keys), LAID, 1)
}

/** Bytes of hive bins. */
function sizeOf({ cells }: Hive): number {
  return cells.bins.dataSize
}

/** Bytes that the merged hive is likely to need: as many as the largest, and an eighth for lists that grow. */
function roomFor(hives: readonly Hive[]): number {
  const largest = hives.reduce((most, hive) => Math.max(most, sizeOf(hive)), 0)
  return Math.min(largest + (largest >>> 3), LIMIT.DATA_SIZE)
}

/** The version of the result, from 1.3 to 1.5. */
function* versionFor(hives: readonly Hive[]): Work<NewMinor> {
  const highest = hives.reduce((minor, { cells }) => Math.max(minor, cells.minor), 0)
  if (highest >= 5) return 5
  if (highest === 4) return 4
  const isLong = yield* inTurn(hives, sizeOf, hasLongData)
  return isLong.includes(true) ? 5 : 3
}

/** Whether a value has more data than this engine writes into one cell. */
function* hasLongData({ cells, root }: Hive): Work<boolean> {
  if (cells.bins.dataSize <= LIMIT.PLAIN_DATA) return false
  const budget = new ReadBudget(cells.bins.dataSize)
  const isWhole = yield* walkSteps(cells, root, {
    key() {},
    value(_, value) {
      if (dataSize(cells, value) <= LIMIT.PLAIN_DATA) return
      const length = dataPieces(cells, value).reduce((sum, piece) => sum + piece.length, 0)
      budget.spend(length)
      return length > LIMIT.PLAIN_DATA ? 'stop' : undefined
    },
  })
  return !isWhole
}

/**
 * Copies records of other hives with cells that have no room to grow, up to the limit of their size.
 *
 * @param cells - the cells that are written
 * @param work - copies
 * @throws HiveError `damaged` when the result passes the limit of its size: no copy of sound hives has so much
 */
export function* withoutRoomToGrow(cells: CellStore, work: Work<void>): Work<void> {
  cells.hasRoomToGrow = false
  try {
    yield* work
  } catch (error) {
    const isFull = error instanceof HiveError && error.code === 'hive-full'
    throw isFull && cells.dataLimit < LIMIT.DATA_SIZE ? sharedTooMuch() : error
  } finally {
    cells.hasRoomToGrow = true
    cells.dataLimit = LIMIT.DATA_SIZE
  }
}

/** Merges one hive into the target. */
function* layOne(hive: Hive, target: MergeTarget, told: MergeOptions['laid']): Work<Laid> {
  const { cells, root } = hive
  const laid = { keys: 0, values: 0 }
  /** The key of the target at each level of the walk; NIL for a tombstone. */
  const line: CellOffset[] = []
  /** The keys and values of the target that this hive has written. */
  const own = new CellBits(target.dataSize)
  const budget = new ReadBudget(cells.bins.dataSize)
  /** Whether the current key is new in the target, and whether it is the second one with its name. */
  let isNew = false
  let isSecond = false

  /** The key of the target for a key of this hive, without what the latter hides; NIL for a tombstone. */
  const place = (cell: CellOffset, key: FileOffset, depth: number): CellOffset => {
    const layer = layerOf(cells, key)
    const parent = line[depth - 1] ?? NIL
    const name = keyName(cells, cell, key)
    const there = depth === 0 ? target.root : target.findKey(parent, name)
    const isSpecial = ((keyFlags(cells, key) | target.flags(there)) & SPECIAL) !== 0
    const isAlone = layer === LAYER.TOMBSTONE || layer === LAYER.SUPERSEDE_TREE || isSpecial
    isNew = false
    isSecond = there !== NIL && own.has(there)
    if (isSecond) return isAlone ? LOST : there
    if (there !== NIL && isAlone) target.remove(there)
    else if (there !== NIL && layer === LAYER.SUPERSEDE_LOCAL) target.removeValues(there)
    if (layer === LAYER.TOMBSTONE) return NIL
    isNew = depth > 0 && (there === NIL || isAlone)
    return isNew ? target.addKey(parent, name, depth, { cells, key }) : there
  }

  const claim = (cell: CellOffset): void => {
    own.extend(target.dataSize)
    own.set(cell)
  }

  const visitor: WalkVisitor = {
    key(cell, key, depth) {
      budget.spend(NK.NAME + cells.image.u16(key + NK.NAME_LENGTH))
      budget.spend(locateClass(cells, key)?.length ?? 0)
      const above = depth === 0 ? target.root : (line[depth - 1] ?? NIL)
      const isHidden = above === NIL || above === LOST
      const at = isHidden ? above : place(cell, key, depth)
      line.length = depth
      line.push(at)
      if (at === LOST || (isSecond && !isHidden)) return
      laid.keys++
      if (at === NIL) return
      claim(at)
      target.takeAttributes(at, { cells, key })
    },
    value(cell, value, owner) {
      budget.spend(4 + VK.NAME + cells.image.u16(value + VK.NAME_LENGTH))
      for (const { length } of dataPieces(cells, value)) budget.spend(length)
      const key = line.at(-1) ?? NIL
      if (key === LOST) return
      if (key === NIL) {
        laid.values++
        return
      }
      const name = valueName(cells, cell, value)
      const found = isNew ? NIL : target.findValue(key, name)
      const isTaken = found !== NIL && own.has(found)
      if (isSecond && isTaken) return
      laid.values++
      if (isTombstoneValue(cells, value)) {
        target.removeValue(key, name)
        return
      }
      // A hive may have two values with the same name; lookups find the first.
      const siblings = valueCount(cells, owner)
      claim(target.setValue(key, isTaken ? NIL : found, { cells, value, name, siblings }))
    },
  }
  yield* walkSteps(cells, root, visitor, hive.surveyedKeys)
  told?.(hive, laid)
  return laid
}
