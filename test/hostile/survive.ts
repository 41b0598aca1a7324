/**
 * The treatment of a damaged hive: open, check, dump, ten random edits, save. Each may throw only HiveError; nothing
 * takes long or allocates much; a refused edit changes nothing; undo restores the bytes.
 */

import type { EditCommand } from '../../src/edit/command.ts'
import { History } from '../../src/edit/History.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { mergeHives } from '../../src/offreg/merge.ts'
import { compactHive } from '../../src/offreg/save.ts'
import { newErrors } from '../../src/offreg/saveGate.ts'
import type { CellStore } from '../../src/regf/CellStore.ts'
import { findKeyNode, keyClass, keyName, keyPath } from '../../src/regf/keyNode.ts'
import { findKeyValue, valueAt, valueCount, valueName, valueType } from '../../src/regf/keyValue.ts'
import { type CellOffset, NIL } from '../../src/regf/offsets.ts'
import { dataCopy } from '../../src/regf/valueData.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import { firstDifference } from '../helpers/bytes.ts'
import type { Random } from '../helpers/rng.ts'
import { type Allocations, countAllocations } from './countAllocations.ts'
import { timed } from './timing.ts'

/** No single allocation may be larger than this many times the file. */
export const ALLOCATION_TIMES = 4
/** Bytes that do not depend on the file: tables that are kept from key to key, headroom. */
export const ALLOCATION_FIXED = 256 * 1024

const EDITS = 10

export interface Outcome {
  /** How far it came; `worse` is a save that was refused for a new error. */
  readonly reached: 'refused' | 'unsaved' | 'worse' | 'saved'
  /** The number of edits that were accepted. */
  readonly edits: number
  /** The bytes of an accepted save. */
  readonly saved: Uint8Array<ArrayBuffer> | null
}

/** Throws if an operation throws anything but HiveError, is slow, or allocates too much. */
export function survive(mutant: Uint8Array<ArrayBuffer>, random: Random): Outcome {
  const { result, allocations } = countAllocations(() => goThrough(mutant, random))
  requireBounded(allocations, mutant)
  return result
}

/** The same for copies of a hive: compacted, and merged with an empty one. Returns the outcome of each. */
export function surviveCopies(bytes: Uint8Array<ArrayBuffer>): readonly string[] {
  const hive = attempt('open', () => Hive.open(bytes.slice()))
  if (hive === null) return []
  hive.allowDirty()
  const minor = Math.min(6, Math.max(3, hive.cells.minor)) as 3 | 4 | 5 | 6
  const compacted = countAllocations(() =>
    attempt('compaction', () => compactHive(hive, { minor, damaged: true })),
  )
  requireBounded(compacted.allocations, bytes)
  const merged = countAllocations(() => attempt('merge', () => mergeHives([Hive.create(), hive])))
  requireBounded(merged.allocations, bytes)
  return [compacted, merged].map(({ result }) => (result === null ? 'refused' : 'made'))
}

function requireBounded({ largest }: Allocations, { length }: Uint8Array): void {
  if (largest <= ALLOCATION_TIMES * length + ALLOCATION_FIXED) return
  throw new RangeError(`${largest} bytes at once for a file of ${length}`)
}

function goThrough(mutant: Uint8Array<ArrayBuffer>, random: Random): Outcome {
  const hive = attempt('open', () => Hive.open(mutant.slice()))
  if (hive === null) return { reached: 'refused', edits: 0, saved: null }
  hive.allowDirty()
  const before = attempt('check', () => hive.check())
  if (before === null) throw new RangeError('a hive that opens must be checked')
  const seen = attempt('dump', () => readAll(hive)) ?? { keys: [], withValues: [] }
  if (firstDifference(hive.image.bytesView(0, hive.image.length), mutant) >= 0) {
    throw new RangeError('reading changed the hive')
  }
  const edits = editSome(hive, seen, random)
  const saved = attempt('save', () => {
    hive.requireEditable()
    return hive.finishedCopy()
  })
  if (saved === null) return { reached: 'unsaved', edits, saved }
  const after = Hive.open(saved.slice()).check()
  if (newErrors(before, after).length > 0) return { reached: 'worse', edits, saved: null }
  return { reached: 'saved', edits, saved }
}

/** The keys of a hive, the root first. */
interface SeenKeys {
  readonly keys: CellOffset[]
  readonly withValues: CellOffset[]
}

/** Reads all names and data, as a dump does. Returns the keys. */
function readAll(hive: Hive): SeenKeys {
  const { cells } = hive
  const keys: CellOffset[] = []
  const withValues: CellOffset[] = []
  walkKeys(cells, hive.root, {
    key(cell, key) {
      keys.push(cell)
      keyName(cells, cell, key)
      keyClass(cells, key)
      keyPath(cells, hive.root, cell)
      if (valueCount(cells, key) > 0) withValues.push(cell)
    },
    value(cell, value) {
      valueName(cells, cell, value)
      valueType(cells, value)
      dataCopy(cells, value)
    },
  })
  return { keys, withValues }
}

function editSome(hive: Hive, seen: SeenKeys, random: Random): number {
  const history = new History(hive)
  const opened = hive.image.bytesCopy(0, hive.image.length)
  let done = 0
  for (let n = 0; n < EDITS && seen.keys.length > 0; n++) {
    const command = randomCommand(hive, seen, random)
    const before = hive.image.bytesCopy(0, hive.image.length)
    const step = attempt(command.kind, () => history.run(command))
    if (step !== null) done++
    else if (firstDifference(hive.image.bytesView(0, hive.image.length), before) >= 0) {
      throw new RangeError(`a refused ${command.kind} changed the hive`)
    }
  }
  let undone = 0
  while (attempt('undo', () => history.undo()) !== null) undone++
  if (firstDifference(hive.image.bytesView(0, hive.image.length), opened) >= 0) {
    throw new RangeError('undo did not give the opened bytes back')
  }
  while (undone-- > 0) attempt('redo', () => history.redo())
  return done
}

/** A random edit, mostly one that a sound hive accepts: not of the root, and of values that exist. */
function randomCommand(
  { cells }: Hive,
  { keys, withValues }: SeenKeys,
  random: Random,
): EditCommand {
  const key = random.pick(keys)
  const below = keys.length > 1 ? (keys[1 + random.below(keys.length - 1)] as CellOffset) : key
  const owner = withValues.length > 0 ? random.pick(withValues) : key
  const count = findKeyNode(cells, owner) === 0 ? 0 : valueCount(cells, cells.payloadAt(owner))
  const index = random.below(count)
  const name = `n${random.below(20)}`
  const type = random.below(12)
  const data = random.bytes(random.pick([0, 4, 30, 5000, 20_000]))
  switch (random.below(7)) {
    case 0:
      return { kind: 'create-key', parent: key, name }
    case 1:
      return { kind: 'rename-key', key: below, name: `${name} ${'x'.repeat(random.below(60))}` }
    case 2:
      return { kind: 'delete-key', key: below }
    case 3:
      return { kind: 'rename-value', key: owner, index, name }
    case 4:
      return { kind: 'delete-values', key: owner, indexes: [index, random.below(count)] }
    case 5:
      return { kind: 'set-value', key, name, type, data }
    default:
      return { kind: 'set-value', key: owner, name: nameOfValue(cells, owner, index), type, data }
  }
}

/** `''` if it cannot be read. */
function nameOfValue(cells: CellStore, owner: CellOffset, index: number): string {
  const key = findKeyNode(cells, owner)
  const cell = key === 0 ? NIL : valueAt(cells, key, index)
  const value = cell === NIL ? 0 : findKeyValue(cells, cell)
  return value === 0 ? '' : valueName(cells, cell, value)
}

/** null if it was refused with a HiveError. */
function attempt<T>(what: string, run: () => T): T | null {
  return timed(what, () => {
    try {
      return run()
    } catch (error) {
      if (!(error instanceof HiveError) || error.code === 'internal') throw error
      return null
    }
  })
}
