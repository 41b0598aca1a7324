/**
 * What a damaged hive goes through: open, check, dump, random edits, save. Only a HiveError may come
 * out of any of it; nothing takes long; a refused edit changes nothing; undo gives the bytes back.
 */

import type { EditCommand } from '../../src/edit/command.ts'
import { History } from '../../src/edit/History.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { newErrors } from '../../src/offreg/newErrors.ts'
import { keyClass, keyName, keyPath } from '../../src/regf/keyNode.ts'
import { valueName, valueType } from '../../src/regf/keyValue.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { dataCopy } from '../../src/regf/valueData.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import { firstDifference } from '../helpers/bytes.ts'
import type { Random } from '../helpers/rng.ts'

/** No single operation may take longer, in milliseconds, whatever the hive says. */
export const OPERATION_LIMIT = 2000

export interface Outcome {
  /** How far it came. */
  /** `worse`: the gate before every write found an error the mutant had not, and refused. */
  readonly reached: 'refused' | 'unsaved' | 'worse' | 'saved'
  readonly edits: number
  /** The bytes of an accepted save. */
  readonly saved: Uint8Array<ArrayBuffer> | null
}

/** Throws when anything but a HiveError comes out or an operation is slow. */
export function survive(mutant: Uint8Array<ArrayBuffer>, random: Random): Outcome {
  const hive = attempt('open', () => Hive.open(mutant.slice()))
  if (hive === null) return { reached: 'refused', edits: 0, saved: null }
  hive.allowDirty()
  const before = attempt('check', () => hive.check())
  if (before === null) throw new RangeError('a hive that opens must be checked')
  const keys: CellOffset[] = attempt('dump', () => readAll(hive)) ?? []
  if (firstDifference(hive.image.bytesView(0, hive.image.length), mutant) >= 0) {
    throw new RangeError('reading changed the hive')
  }
  const edits = editSome(hive, keys, random)
  const saved = attempt('save', () => {
    hive.requireEditable()
    return hive.finishedCopy()
  })
  if (saved === null) return { reached: 'unsaved', edits, saved }
  const after = Hive.open(saved.slice()).check()
  if (newErrors(before, after).length > 0) return { reached: 'worse', edits, saved: null }
  return { reached: 'saved', edits, saved }
}

/** Reads every name and all data, as a dump does. Returns the keys. */
function readAll(hive: Hive): CellOffset[] {
  const { cells } = hive
  const keys: CellOffset[] = []
  walkKeys(cells, hive.root, {
    key(cell, key) {
      keys.push(cell)
      keyName(cells, cell, key)
      keyClass(cells, key)
      keyPath(cells, hive.root, cell)
    },
    value(cell, value) {
      valueName(cells, cell, value)
      valueType(cells, value)
      dataCopy(cells, value)
    },
  })
  return keys
}

function editSome(hive: Hive, keys: readonly CellOffset[], random: Random): number {
  const history = new History(hive)
  const opened = hive.image.bytesCopy(0, hive.image.length)
  let done = 0
  for (let n = 0; n < 10 && keys.length > 0; n++) {
    const command = randomCommand(random, random.pick(keys))
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

function randomCommand(random: Random, key: CellOffset): EditCommand {
  const name = `n${random.below(20)}`
  const data = random.bytes(random.pick([0, 4, 30, 5000, 20_000]))
  switch (random.below(6)) {
    case 0:
      return { kind: 'create-key', parent: key, name }
    case 1:
      return { kind: 'rename-key', key, name: `${name} ${'x'.repeat(random.below(60))}` }
    case 2:
      return { kind: 'delete-key', key }
    case 3:
      return { kind: 'rename-value', key, index: random.below(3), name }
    case 4:
      return { kind: 'delete-values', key, indexes: [random.below(3)] }
    default:
      return { kind: 'set-value', key, name, type: random.below(12), data }
  }
}

/** null when it was refused with a HiveError. */
function attempt<T>(what: string, run: () => T): T | null {
  const start = performance.now()
  let result: T | null = null
  try {
    result = run()
  } catch (error) {
    if (!(error instanceof HiveError) || error.code === 'internal') throw error
  }
  const spent = performance.now() - start
  if (spent > OPERATION_LIMIT) throw new RangeError(`${what} took ${Math.round(spent)} ms`)
  return result
}
