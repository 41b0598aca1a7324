/**
 * Hives laid over one another, as ORMergeHives does it with the layers of a container: one new hive with
 * the keys and values of all of them. The inputs are only read (offreg-api 3.21, regf-format 3.12).
 *
 * The later hive wins. A key in both has class, descriptor, flags and time of the later one, and the
 * values and subkeys of both; a value in both has type and data of the later one. Name and place of what
 * was there stay, as they do when a value is set. In a layered hive (1.6) a tombstone takes a key or a
 * value away, and a key that supersedes takes the place of the values, or of the whole tree, below it.
 * A link or a predefined key cannot be united with another: the later key takes the place of the
 * earlier one and of all below that. Two keys of one name in one hive, which is damaged then, become one
 * in which the first counts, as it does for whoever asks by name; one that cannot be united is left out.
 *
 * The result is an ordinary hive: no layers, a new header, the root's name from the first hive, and the
 * highest version among the inputs from 1.3 to 1.5, since 1.6 is for layers.
 */

import { HiveError } from '../errors.ts'
import { CellBits } from '../regf/CellBits.ts'
import { keyFlags, keyName, layerOf, locateClass } from '../regf/keyNode.ts'
import { isTombstoneValue, valueName } from '../regf/keyValue.ts'
import { KEY_FLAG, LAYER, NK, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, NIL } from '../regf/offsets.ts'
import { dataPieces } from '../regf/valueData.ts'
import { walkKeys } from '../regf/walk.ts'
import { ReadBudget } from './compact/ReadBudget.ts'
import type { NewMinor } from './create.ts'
import { Hive } from './Hive.ts'
import { MergeTarget } from './MergeTarget.ts'

/** Keys of these kinds are not united with others. */
const SPECIAL = KEY_FLAG.SYM_LINK | KEY_FLAG.PREDEF_HANDLE

/** Records of a hive that a merge took notice of; its check may count more in a damaged hive. */
export interface Laid {
  readonly keys: number
  readonly values: number
}

export interface MergeOptions {
  /** The time of the new header: FILETIME, UTC 100 ns since 1601. */
  readonly now?: bigint
  /** Told of each hive when it was laid; of all once more if another version has to be tried. */
  readonly laid?: ((hive: Hive, laid: Laid) => void) | undefined
}

/** In place of a key of the target: there is none, and what was to be there is lost. */
const LOST = 0xfffffffe as CellOffset

/**
 * Merges hives into a new one.
 *
 * @param hives - the base first; at least one
 * @throws HiveError `bad-argument` without a hive, `hive-full`, `out-of-memory`, `too-deep`, `damaged` when
 *   records of a damaged hive are shared until they are more than it can hold
 */
export function mergeHives(hives: readonly Hive[], options: MergeOptions = {}): Hive {
  const highest = hives.reduce((minor, { cells }) => Math.max(minor, cells.minor), 0)
  const minor = Math.min(5, Math.max(3, highest)) as NewMinor
  try {
    return mergeAs(hives, minor, options)
  } catch (error) {
    // Found in a hive of 1.3, in one cell: more than this engine writes there.
    const isTooLarge = error instanceof HiveError && error.code === 'data-too-large'
    if (!isTooLarge || minor >= 4) throw error
    return mergeAs(hives, 5, options)
  }
}

function mergeAs(
  hives: readonly Hive[],
  minor: NewMinor,
  { laid, ...options }: MergeOptions,
): Hive {
  const [base] = hives
  if (base === undefined) throw new HiveError('bad-argument', 'there is nothing to merge')
  const merged = Hive.create({ ...options, minor, rootName: base.rootKey.name })
  merged.transact((scope) => {
    const target = new MergeTarget(scope)
    for (const hive of hives) {
      const counts = lay(hive, target)
      laid?.(hive, counts)
    }
    target.packLists()
  })
  return merged
}

/** Lays one hive over what is there already. */
function lay({ cells, root }: Hive, target: MergeTarget): Laid {
  const laid = { keys: 0, values: 0 }
  /** The target's key at each level of the walk, NIL where a tombstone is. */
  const line: CellOffset[] = []
  /** The target's keys and values that this hive has written. */
  const own = new CellBits(target.dataSize)
  const budget = new ReadBudget(cells.bins.dataSize)
  /** Whether the key the walk is at is new in the target, and whether it is the second of its name. */
  let isNew = false
  let isSecond = false

  /** The target's key for one of this hive, without what that hides; NIL for a tombstone. */
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

  walkKeys(cells, root, {
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
    value(cell, value) {
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
      // A hive may have two values of one name; the first is the one that is found.
      claim(target.setValue(key, isTaken ? NIL : found, { cells, value, name }))
    },
  })
  return laid
}
