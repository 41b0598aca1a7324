/**
 * The changes that make one hive like another, made from a plan one at a time as they are asked for: what has to be
 * copied is read from the hive that is not edited. It can be asked for again from the start.
 */

import { upcase } from '../bytes/upcase.ts'
import type { Change, ChangeSource } from '../edit/change.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode, keyClass, keyFlags, keyLastWrite, keyName, layerOf } from '../regf/keyNode.ts'
import { isTombstoneValue, valueName, valueType } from '../regf/keyValue.ts'
import { KEY_FLAG, LAYER, LIMIT, NK } from '../regf/layout.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { locateDescriptor } from '../regf/securityCell.ts'
import { dataCopy, dataSize } from '../regf/valueData.ts'
import { checkStoredDescriptor } from '../security/checkDescriptor.ts'
import { CompareBudget } from './CompareBudget.ts'
import type { KeyAttribute } from './difference.ts'
import { subkeysOf, valuesOf } from './Pairing.ts'
import type { Leftover, LeftoverReason, Plan, PlanStep } from './plan.ts'

/** Budget of what is copied for each byte of the hive. Only crafted hives, whose records are shared, exceed it. */
const UNITS_A_BYTE = 16
/** Units that a key or value costs besides its names and data, and a byte of data. */
const UNITS_A_RECORD = 64
const UNITS_OF_DATA = 4

/** A key that is copied or walked. */
interface CopiedKey {
  readonly cell: CellOffset
  readonly path: readonly string[]
}

/** Takes note of what stays as it is. */
type Leave = (
  path: readonly string[],
  value: string | null,
  reason: LeftoverReason,
  attribute?: KeyAttribute | null,
) => void

export class Transfer implements ChangeSource {
  readonly #plan: Plan
  readonly #cells: CellStore
  readonly #attributes: readonly KeyAttribute[]
  readonly #leftovers: Leftover[] = []
  #budget: CompareBudget
  #done = 0

  /**
   * Makes the changes of a plan.
   *
   * @param plan - the plan
   * @param cells - cells of the hive that is not edited
   * @param attributes - the attributes that keys get that are copied, besides class and flags
   */
  constructor(plan: Plan, cells: CellStore, attributes: readonly KeyAttribute[]) {
    this.#plan = plan
    this.#cells = cells
    this.#attributes = attributes
    this.#budget = this.#newBudget()
  }

  /** What stays as it is; complete once all changes were asked for. */
  get leftovers(): readonly Leftover[] {
    return [...this.#plan.leftovers, ...this.#leftovers]
  }

  /** The fraction of the steps whose changes were asked for. */
  get progress(): number {
    const { length } = this.#plan.steps
    return length === 0 ? 1 : this.#done / length
  }

  *[Symbol.iterator](): Iterator<Change> {
    this.#done = 0
    this.#leftovers.length = 0
    this.#budget = this.#newBudget()
    for (const step of this.#plan.steps) {
      yield* this.#changesOf(step)
      this.#done++
    }
  }

  #newBudget(): CompareBudget {
    return new CompareBudget(this.#cells.bins.dataSize * UNITS_A_BYTE)
  }

  *#changesOf(step: PlanStep): Iterable<Change> {
    const { path } = step
    switch (step.step) {
      case 'delete-key':
        yield { kind: 'delete-key', path }
        return
      case 'rename-key':
        yield { kind: 'rename-key', path, name: step.name }
        return
      case 'move-key':
        yield { kind: 'move-key', path, parent: step.parent, name: step.name }
        return
      case 'delete-value':
        yield { kind: 'delete-value', path, name: step.name }
        return
      case 'set-value':
        yield* this.#setValue(path, step.cell)
        return
      case 'set-attribute':
        yield* this.#setAttribute(path, step.cell, step.attribute)
        return
      case 'copy-key':
        for (const key of this.#below(step, this.#leave)) yield* this.#copy(key)
        return
      case 'set-times':
        for (const { path, cell } of this.#below(step, ignore)) {
          yield* this.#setAttribute(path, cell, 'time')
        }
    }
  }

  *#copy({ cell, path }: CopiedKey): Iterable<Change> {
    const cells = this.#cells
    const key = cells.payloadAt(cell)
    yield { kind: 'create-key', path }
    if (layerOf(cells, key) !== LAYER.MERGE) this.#leave(path, null, 'flags', 'flags')
    if (keyClass(cells, key) !== null) yield* this.#setAttribute(path, cell, 'class')
    if (this.#attributes.includes('security')) yield* this.#setAttribute(path, cell, 'security')
    const seen = new Set<string>()
    for (const value of valuesOf(cells, cell, this.#budget).list) {
      if (this.#budget.exhausted) return
      const name = valueName(cells, value as CellOffset, cells.payloadAt(value as CellOffset))
      if (seen.has(upcase(name))) this.#leave(path, name, 'same-name')
      else yield* this.#setValue(path, value as CellOffset)
      seen.add(upcase(name))
    }
    // A new key may have inherited some; and a link can have no other values.
    yield* this.#setAttribute(path, cell, 'flags')
  }

  *#setValue(path: readonly string[], cell: CellOffset): Iterable<Change> {
    const cells = this.#cells
    const value = cells.payloadAt(cell)
    const name = valueName(cells, cell, value)
    const size = Math.min(dataSize(cells, value), cells.bins.dataSize)
    this.#budget.spent += UNITS_A_RECORD + name.length + size * UNITS_OF_DATA
    if (this.#budget.exhausted) this.#leave(path, name, 'damaged')
    else if (isTombstoneValue(cells, value)) this.#leave(path, name, 'flags')
    else if (name.length > LIMIT.VALUE_NAME) this.#leave(path, name, 'name')
    else {
      const data = dataCopy(cells, value)
      if (data.length < dataSize(cells, value)) this.#leave(path, name, 'damaged')
      yield { kind: 'set-value', path, name, type: valueType(cells, value), data }
    }
  }

  *#setAttribute(
    path: readonly string[],
    cell: CellOffset,
    attribute: KeyAttribute,
  ): Iterable<Change> {
    const cells = this.#cells
    const key = cells.payloadAt(cell)
    switch (attribute) {
      case 'time':
        yield { kind: 'set-last-write', path, time: keyLastWrite(cells, key) }
        return
      case 'class':
        yield { kind: 'set-class', path, className: keyClass(cells, key) ?? '' }
        return
      case 'flags': {
        const userFlags = cells.image.u8(key + NK.USER_FLAGS)
        yield { kind: 'set-flags', path, flags: this.#flagsOf(path, cell), userFlags }
        return
      }
      case 'security': {
        const found = locateDescriptor(cells, key)
        const descriptor = found && cells.image.bytesCopy(found.at, found.length)
        if (descriptor === null || checkStoredDescriptor(descriptor) !== null) {
          this.#leave(path, null, 'security', 'security')
        } else yield { kind: 'set-security', path, descriptor }
      }
    }
  }

  /** The flags of a key; one with subkeys is not made a link. */
  #flagsOf(path: readonly string[], cell: CellOffset): number {
    const key = this.#cells.payloadAt(cell)
    const flags = keyFlags(this.#cells, key)
    const isLink = (flags & KEY_FLAG.SYM_LINK) !== 0
    if (!isLink || this.#cells.image.u32(key + NK.SUBKEY_COUNT) === 0) return flags
    this.#leave(path, null, 'flags', 'flags')
    return flags & ~KEY_FLAG.SYM_LINK
  }

  /** A key and everything below it that can be copied, parents first; the rest is reported. */
  *#below(top: CopiedKey, leave: Leave): Iterable<CopiedKey> {
    const cells = this.#cells
    const open: CopiedKey[] = []
    const add = (key: CopiedKey) => {
      const isPossible = isKeyName(key.path.at(-1) ?? '') && key.path.length <= LIMIT.NEW_DEPTH
      if (isPossible) open.push(key)
      else leave(key.path, null, 'name')
    }
    add(top)
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      this.#budget.spent += UNITS_A_RECORD + lengthOf(key.path)
      if (this.#budget.exhausted) {
        leave(key.path, null, 'damaged')
        return
      }
      yield key
      const names = new Set<string>()
      // The last that is added is the next.
      for (const subkey of subkeysOf(cells, key.cell, this.#budget).list.reverse()) {
        const cell = subkey as CellOffset
        const name = keyName(cells, cell, findKeyNode(cells, cell))
        const path = [...key.path, name]
        if (names.has(upcase(name))) leave(path, null, 'same-name')
        else add({ cell, path })
        names.add(upcase(name))
      }
    }
  }

  readonly #leave: Leave = (path, value, reason, attribute = null) => {
    this.#leftovers.push({ path, value, attribute, reason })
  }
}

function ignore(): void {}

/** UTF-16 units of the names in a path. */
function lengthOf(path: readonly string[]): number {
  return path.reduce((sum, name) => sum + name.length, 0)
}

/** Whether a key can be given this name. */
function isKeyName(name: string): boolean {
  return name.length > 0 && name.length <= LIMIT.KEY_NAME && !name.includes('\\')
}
