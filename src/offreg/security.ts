/**
 * The security of keys: reading and setting it as a whole or by parts, and passing a change on to the keys below
 * (offreg-api 3.17, 3.18; regf-format 6.7). Functions that change something run inside a transaction that their
 * caller opened. Access rights are not checked: a key that denies everything can be read and changed.
 */

import { sameBytes } from '../bytes/same.ts'
import { HiveError } from '../errors.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { requireKeyNode } from '../regf/keyNode.ts'
import { NK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { descriptorIn, locateDescriptor, releaseSecurity } from '../regf/securityCell.ts'
import { checkDescriptor } from '../security/checkDescriptor.ts'
import { type Descriptor, decodeDescriptor, encodeDescriptor } from '../security/descriptor.ts'
import { LISTS, type ListName, propagate } from '../security/inherit.ts'
import { replaceParts, selectParts } from '../security/parts.ts'
import { RECORDS_A_STEP, runToEnd, type Work } from '../work.ts'
import { type EditScope, soundKey, soundSubkeys, stamp } from './editScope.ts'
import { readDescriptor, referToDescriptor, securityOf } from './keySecurity.ts'

/**
 * Returns parts of the descriptor of a key.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the key
 * @param information - SECURITY_INFORMATION bits of the parts
 * @returns a self-relative descriptor with these parts
 * @throws HiveError `bad-descriptor` when the key has no descriptor that can be read
 * @throws HiveError `bad-cell`, `bad-record` when the cell does not hold a key
 */
export function getKeySecurity(
  cells: CellStore,
  cell: CellOffset,
  information: number,
): Uint8Array<ArrayBuffer> {
  const key = requireKeyNode(cells, cell, fileOffset(cell))
  const found = locateDescriptor(cells, key)
  if (found === null) {
    throw new HiveError('bad-descriptor', 'the key has no descriptor', { offset: key })
  }
  const stored = decodeDescriptor(cells.image.bytesView(found.at, found.length))
  return encodeDescriptor(selectParts(stored, information))
}

/**
 * Sets parts of the descriptor of a key. Other parts, and the keys below, are not changed. A
 * descriptor that Windows refuses can be corrected this way if it can be read.
 *
 * @param scope - the edit
 * @param cell - cell offset of the key
 * @param information - SECURITY_INFORMATION bits of the parts
 * @param descriptor - self-relative descriptor with the new parts
 * @throws HiveError `bad-descriptor` when `descriptor` lacks a part, cannot be read, or Windows
 *   would not accept the result
 * @throws HiveError `bad-argument` when a list is to be both protected and unprotected
 * @throws HiveError `stale`, `damaged` when the key is gone, or a record may not be touched
 * @throws HiveError `list-full`, `hive-full`, `growth-blocked` when there is no room for it
 */
export function setKeySecurity(
  scope: EditScope,
  cell: CellOffset,
  information: number,
  descriptor: Uint8Array,
): void {
  const { cells } = scope
  const stored = readDescriptor(cells, securityOf(cells, soundKey(cells, cell)), checkDescriptor)
  const from = decodeDescriptor(descriptor)
  const set = replaceParts(decodeDescriptor(stored), information, from)
  setDescriptor(scope, cell, encodeDescriptor(set))
}

/** What setting a descriptor does to the keys below. */
export interface SetOptions {
  /** Whether inheritable entries are passed on to all keys below that are not protected. */
  readonly subtree?: boolean | undefined
  /** The lists that keys below get from the key alone: their own entries go, and no list stays protected. */
  readonly replace?: readonly ListName[] | undefined
  /** Whether the keys below get the owner of the key. */
  readonly owner?: boolean | undefined
}

/**
 * Gives a key another descriptor, whatever its present one is. An existing descriptor is shared. An
 * equal one changes nothing.
 *
 * @param scope - the edit
 * @param cell - cell offset of the key
 * @param bytes - self-relative descriptor, at most 65,535 bytes
 * @param options - what happens to the keys below
 * @returns the number of keys whose descriptor changed
 * @throws HiveError `bad-descriptor` when Windows would not accept a descriptor
 * @throws HiveError `stale`, `damaged` when the key is gone, or a record may not be touched
 * @throws HiveError `list-full`, `hive-full`, `growth-blocked` when there is no room for it
 */
export function setDescriptor(
  scope: EditScope,
  cell: CellOffset,
  bytes: Uint8Array,
  options?: SetOptions,
): number {
  return runToEnd(setDescriptorSteps(scope, cell, bytes, options))
}

/**
 * Runs `setDescriptor` in steps.
 *
 * @param scope - the edit
 * @param cell - cell offset of the key
 * @param bytes - self-relative descriptor, at most 65,535 bytes
 * @param options - what happens to the keys below
 * @returns the number of keys whose descriptor changed
 * @throws HiveError `bad-descriptor` when Windows would not accept a descriptor
 * @throws HiveError `stale`, `damaged` when the key is gone, or a record may not be touched
 * @throws HiveError `list-full`, `hive-full`, `growth-blocked` when there is no room for it
 */
export function* setDescriptorSteps(
  scope: EditScope,
  cell: CellOffset,
  bytes: Uint8Array,
  { subtree = false, replace = [], owner = false }: SetOptions = {},
): Work<number> {
  const { cells } = scope
  const key = soundKey(cells, cell)
  const isBelow = subtree || replace.length > 0 || owner
  const lists = subtree ? BOTH_LISTS : replace
  const changes = isBelow
    ? yield* new Propagation(cells, replace, owner).plan(cell, bytes, lists)
    : []
  let changed = changeDescriptor(scope, key, bytes) ? 1 : 0
  for (const [index, change] of changes.entries()) {
    if (changeDescriptor(scope, cells.payloadAt(change.key), change.descriptor)) changed++
    if (index % RECORDS_A_STEP === 0) yield index / changes.length
  }
  return changed
}

const BOTH_LISTS: readonly ListName[] = ['dacl', 'sacl']

/** Links the new descriptor first and releases the old one last (regf-format 6.7 rule 41). */
function changeDescriptor(scope: EditScope, key: FileOffset, descriptor: Uint8Array): boolean {
  const { cells, root } = scope
  const old = securityOf(cells, key)
  cells.requireSound(old)
  const stored = descriptorIn(cells, old)
  if (stored !== null && sameBytes(cells.image.bytesView(stored.at, stored.length), descriptor)) {
    return false
  }
  cells.image.setU32(key + NK.SECURITY, referToDescriptor(cells, root, descriptor))
  releaseSecurity(cells, old)
  stamp(scope, key)
  return true
}

/** A key whose descriptor is to change. */
interface Change {
  readonly key: CellOffset
  readonly descriptor: Uint8Array
}

/** A descriptor before and after the change; the same object for all keys that share both. */
interface Step {
  readonly before: Descriptor
  readonly after: Descriptor
  readonly bytes: Uint8Array
  readonly id: number
}

/**
 * The effect of a change of one key's descriptor on the keys below. Nothing is written here. Since descriptors are
 * shared, each combination of a parent's old and new descriptor and its subkey's is computed once.
 */
class Propagation {
  readonly #cells: CellStore
  readonly #replaced: readonly ListName[]
  readonly #setsOwner: boolean
  readonly #steps = new Map<string, Step>()

  constructor(cells: CellStore, replaced: readonly ListName[], setsOwner: boolean) {
    this.#cells = cells
    this.#replaced = replaced
    this.#setsOwner = setsOwner
  }

  /** The keys below that change, parents first. */
  *plan(top: CellOffset, after: Uint8Array, passed: readonly ListName[]): Work<Change[]> {
    const cells = this.#cells
    const before = readDescriptor(cells, securityOf(cells, soundKey(cells, top)), checkDescriptor)
    const changes: Change[] = []
    const first: Step = {
      ...{ before: decodeDescriptor(before), after: decodeDescriptor(after), bytes: after },
      id: 0,
    }
    const seen = new Set([top])
    const open: { key: CellOffset; step: Step; lists: readonly ListName[] }[] = [
      { key: top, step: first, lists: passed },
    ]
    let visited = 0
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      // Their number is not known before all are found.
      if (++visited % RECORDS_A_STEP === 0) yield 0
      const { step, lists } = next
      for (const key of soundSubkeys(cells, next.key, seen)) {
        const security = securityOf(cells, soundKey(cells, key))
        const own = this.#step(security, step, lists)
        if (own.after !== own.before) changes.push({ key, descriptor: own.bytes })
        const further = lists.filter((name) => (own.after.control & LISTS[name].protected) === 0)
        if (further.length > 0 || this.#setsOwner) open.push({ key, step: own, lists: further })
      }
    }
    return changes
  }

  #step(security: CellOffset, parent: Step, lists: readonly ListName[]): Step {
    const id = `${parent.id} ${security} ${lists.join()}`
    const known = this.#steps.get(id)
    if (known !== undefined) return known
    const before = decodeDescriptor(readDescriptor(this.#cells, security))
    const { owner } = parent.after
    const owned = this.#setsOwner && owner !== before.owner ? { ...before, owner } : before
    const after = propagate(owned, parent.before, parent.after, lists, this.#replaced)
    const bytes = encodeDescriptor(after)
    const step = { before, after, bytes, id: this.#steps.size + 1 }
    this.#steps.set(id, step)
    return step
  }
}
