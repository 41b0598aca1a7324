/**
 * Copies a key with everything below it, or some values, into a separate hive: what a clipboard holds. The copy
 * has types, data, classes, flags, descriptors and times, and does not change when the source is edited. The source is
 * only read, and may be damaged: what cannot be copied is counted. Of records with the same name the first is copied,
 * which is the one that look-ups by name find.
 */

import { CellBits } from '../regf/CellBits.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { isTombstone, keyName, layerOf, locateClass } from '../regf/keyNode.ts'
import { isTombstoneValue, valueName } from '../regf/keyValue.ts'
import { LAYER, NK, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, NIL } from '../regf/offsets.ts'
import { dataPieces } from '../regf/valueData.ts'
import { type WalkAnswer, type WalkVisitor, walkSteps } from '../regf/walk.ts'
import { RECORDS_A_STEP, type Work } from '../work.ts'
import { copyLimit, ReadBudget } from './compact/ReadBudget.ts'
import type { EditScope } from './editScope.ts'
import { Hive } from './Hive.ts'
import { MergeTarget } from './MergeTarget.ts'
import { withoutRoomToGrow } from './merge.ts'

/** What is copied: a key, under a name that it need not have in its own hive, or values. */
export type DetachedPart =
  | { readonly kind: 'key'; readonly key: CellOffset; readonly name: string }
  | { readonly kind: 'values'; readonly values: readonly CellOffset[] }

/** A hive that holds a copy below its root: one key, or values of the root. */
export interface Detached {
  readonly hive: Hive
  readonly keys: number
  readonly values: number
  /** Levels of the deepest key below the root of the copy. */
  readonly depth: number
  /**
   * Records that were left out: those that hide others in a layered hive, and those whose name another one has. Keys
   * that supersede others are copied as ordinary ones, and count too.
   */
  readonly lost: number
}

/** Counts of a copy that is being made. */
interface Counts {
  keys: number
  values: number
  depth: number
  lost: number
}

/**
 * Copies a part of a hive into a new one, in steps. The hive must not be edited meanwhile.
 *
 * @param source - the cells of the hive
 * @param part - what is copied
 * @returns the new hive, which is sound, and what it has
 * @throws HiveError `too-deep` when a key would be too far below the root of the copy
 * @throws HiveError `damaged` when records of a damaged hive are shared until they exceed what it can hold
 * @throws HiveError `hive-full`, `out-of-memory` when there is no room for the copy
 */
export function* detachSteps(source: CellStore, part: DetachedPart): Work<Detached> {
  const hive = Hive.create()
  hive.survey()
  const counts: Counts = { keys: 0, values: 0, depth: 0, lost: 0 }
  yield* hive.transactSteps((scope) => {
    scope.cells.dataLimit = copyLimit(source.bins.dataSize)
    return withoutRoomToGrow(scope.cells, copyPart(scope, source, part, counts))
  })
  return { hive, ...counts }
}

function copyPart(
  scope: EditScope,
  source: CellStore,
  part: DetachedPart,
  counts: Counts,
): Work<void> {
  const copy = new Copy(scope, source, counts)
  return part.kind === 'key' ? copy.keySteps(part.key, part.name) : copy.valuesSteps(part.values)
}

/** Copies records of one hive to another. */
class Copy {
  readonly #target: MergeTarget
  readonly #source: CellStore
  readonly #counts: Counts
  readonly #budget: ReadBudget

  constructor(scope: EditScope, source: CellStore, counts: Counts) {
    this.#target = new MergeTarget(scope)
    this.#source = source
    this.#counts = counts
    this.#budget = new ReadBudget(source.bins.dataSize)
  }

  *keySteps(top: CellOffset, name: string): Work<void> {
    const cells = this.#source
    const target = this.#target
    /** The key of the copy at each level of the walk, below its root. */
    const line: CellOffset[] = []
    const visitor: WalkVisitor = {
      key: (cell, key, depth): WalkAnswer => {
        this.#budget.spend(NK.NAME + cells.image.u16(key + NK.NAME_LENGTH))
        this.#budget.spend(locateClass(cells, key)?.length ?? 0)
        const parent = line[depth - 1] ?? target.root
        const own = depth === 0 ? name : keyName(cells, cell, key)
        if (isTombstone(cells, key) || target.findKey(parent, own) !== NIL) {
          this.#counts.lost++
          return 'skip'
        }
        if (layerOf(cells, key) !== LAYER.MERGE) this.#counts.lost++
        const added = target.addKey(parent, own, depth + 1, { cells, key })
        target.takeAttributes(added, { cells, key })
        line.length = depth
        line.push(added)
        this.#counts.keys++
        this.#counts.depth = Math.max(this.#counts.depth, depth + 1)
        return undefined
      },
      value: (cell, value) => {
        this.#value(line.at(-1) ?? target.root, cell, value)
        return undefined
      },
    }
    yield* walkSteps(cells, top, visitor)
  }

  *valuesSteps(values: readonly CellOffset[]): Work<void> {
    const seen = new CellBits(this.#source.bins.dataSize)
    for (const [index, cell] of values.entries()) {
      if (seen.add(cell)) this.#value(this.#target.root, cell, this.#source.payloadAt(cell))
      if ((index + 1) % RECORDS_A_STEP === 0) yield (index + 1) / values.length
    }
  }

  #value(key: CellOffset, cell: CellOffset, value: FileOffset): void {
    const cells = this.#source
    this.#budget.spend(VK.NAME + cells.image.u16(value + VK.NAME_LENGTH))
    for (const { length } of dataPieces(cells, value)) this.#budget.spend(length)
    const name = valueName(cells, cell, value)
    if (isTombstoneValue(cells, value) || this.#target.findValue(key, name) !== NIL) {
      this.#counts.lost++
      return
    }
    this.#target.setValue(key, NIL, { cells, value, name, siblings: 1 })
    this.#counts.values++
  }
}
