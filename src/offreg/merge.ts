/**
 * Hives laid over one another, as ORMergeHives does it with the layers of a container: one new hive with
 * the keys and values of all of them. The inputs are only read (offreg-api 3.21, regf-format 3.12).
 *
 * The later hive wins. A key in both has class, descriptor, flags and time of the later one, and the
 * values and subkeys of both; a value in both has type and data of the later one. Name and place of what
 * was there stay, as they do when a value is set. In a layered hive (1.6) a tombstone takes a key or a
 * value away, and a key that supersedes takes the place of the values, or of the whole tree, below it.
 * A link or a predefined key cannot be united with another: the later key takes the place of the
 * earlier one and of all below that.
 *
 * The result is an ordinary hive: no layers, a new header, the root's name from the first hive, and the
 * highest version among the inputs from 1.3 to 1.5, since 1.6 is for layers.
 */

import { HiveError } from '../errors.ts'
import { keyFlags, keyName, layerOf } from '../regf/keyNode.ts'
import { isTombstoneValue, valueName } from '../regf/keyValue.ts'
import { KEY_FLAG, LAYER } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, NIL } from '../regf/offsets.ts'
import { walkKeys } from '../regf/walk.ts'
import type { NewMinor } from './create.ts'
import { Hive } from './Hive.ts'
import { MergeTarget } from './MergeTarget.ts'

/** Keys of these kinds are not united with others. */
const SPECIAL = KEY_FLAG.SYM_LINK | KEY_FLAG.PREDEF_HANDLE

/**
 * Merges hives into a new one.
 *
 * @param hives - the base first; at least one
 * @param options - `now` is the time of the new header, FILETIME, UTC 100 ns since 1601
 * @throws HiveError `bad-argument` without a hive, `hive-full`, `out-of-memory`
 */
export function mergeHives(hives: readonly Hive[], options: { now?: bigint } = {}): Hive {
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

function mergeAs(hives: readonly Hive[], minor: NewMinor, options: { now?: bigint }): Hive {
  const [base] = hives
  if (base === undefined) throw new HiveError('bad-argument', 'there is nothing to merge')
  const merged = Hive.create({ ...options, minor, rootName: base.rootKey.name })
  merged.transact((scope) => {
    const target = new MergeTarget(scope)
    for (const hive of hives) lay(hive, target)
  })
  return merged
}

/** Lays one hive over what is there already. */
function lay({ cells, root }: Hive, target: MergeTarget): void {
  /** The target's key at each level of the walk, NIL where a tombstone is. */
  const line: CellOffset[] = []
  /** Whether the key the walk is at is new in the target, and which of its values are from this hive. */
  let isNew = false
  const written = new Set<CellOffset>()

  /** The target's key for one of this hive, without what that hides; NIL for a tombstone. */
  const place = (cell: CellOffset, key: FileOffset, depth: number): CellOffset => {
    const layer = layerOf(cells, key)
    const parent = line[depth - 1] ?? NIL
    const name = keyName(cells, cell, key)
    const there = depth === 0 ? target.root : target.findKey(parent, name)
    const isSpecial = ((keyFlags(cells, key) | target.flags(there)) & SPECIAL) !== 0
    const isAlone = layer === LAYER.TOMBSTONE || layer === LAYER.SUPERSEDE_TREE || isSpecial
    if (there !== NIL && isAlone) target.remove(there)
    else if (there !== NIL && layer === LAYER.SUPERSEDE_LOCAL) target.removeValues(there)
    if (layer === LAYER.TOMBSTONE) return NIL
    isNew = depth > 0 && (there === NIL || isAlone)
    return isNew ? target.addKey(parent, name) : there
  }

  walkKeys(cells, root, {
    key(cell, key, depth) {
      const isHidden = depth > 0 && line[depth - 1] === NIL
      const at = isHidden ? NIL : place(cell, key, depth)
      line.length = depth
      line.push(at)
      written.clear()
      if (at !== NIL) target.takeAttributes(at, { cells, key })
    },
    value(cell, value) {
      const key = line.at(-1) ?? NIL
      if (key === NIL) return
      const name = valueName(cells, cell, value)
      if (isTombstoneValue(cells, value)) {
        target.removeValue(key, name)
        return
      }
      const found = isNew ? NIL : target.findValue(key, name)
      // A hive may have two values of one name; the first is the one that is found.
      const there = written.has(found) ? NIL : found
      written.add(target.setValue(key, there, { cells, value, name }))
    },
  })
}
