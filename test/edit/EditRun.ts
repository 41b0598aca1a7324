/**
 * Random edits on a hive and on the naive model in parallel. A step is a kind and a seed, so that a run is an array
 * of small numbers that fast-check can shrink; its commands are kept, so that they can be printed and run again. After
 * every step the whole hive must equal the model. `steps.ts` has the kinds of steps.
 */

import type { EditCommand } from '../../src/edit/command.ts'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { decodeDescriptor } from '../../src/security/descriptor.ts'
import { formatSddl } from '../../src/security/sddl.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { differenceFrom, type ModelKey, modelOf } from './model.ts'
import { storedTimes } from './modelSecurity.ts'
import { NAMES, nth, widePaths } from './randomParts.ts'
import { KINDS, STEPS, type StepName } from './steps.ts'

export interface EditStep {
  readonly kind: number
  readonly seed: number
}

/** The outcomes of the steps of one kind. */
export interface Outcomes {
  done: number
  refused: number
  unchanged: number
}

/** The effect of an edit on the model. */
export interface Change {
  apply(): void
  revert(): void
}

/** A key of the hive and of the model. */
export interface Spot {
  readonly key: Key
  readonly model: ModelKey
}

/** The number of kinds of steps; the kind of a step is taken modulo this. */
export const STEP_KINDS = KINDS.length

export class EditRun {
  history: History
  model: ModelKey
  /** Names to choose from. */
  readonly names: readonly string[]
  /** The edits, one line each, for people to read or run again. */
  readonly log: string[] = []
  readonly outcomes = new Map<StepName, Outcomes>()
  /** Paths of keys with many subkeys or values, which a random walk would seldom find. */
  readonly #wide: readonly (readonly string[])[]
  readonly #done: Change[] = []
  readonly #undone: Change[] = []
  /** The bytes when the history was empty. */
  #opened: Uint8Array<ArrayBuffer>
  /** How often each descriptor was stored at the beginning. */
  readonly #storedTimes: ReadonlyMap<string, number>
  #now: Outcomes = { done: 0, refused: 0, unchanged: 0 }

  constructor(hive: Hive, options: { names?: readonly string[] } = {}) {
    this.names = options.names ?? NAMES
    this.history = new History(hive)
    this.model = modelOf(hive.rootKey)
    this.#wide = widePaths(this.model)
    this.#opened = hive.image.bytesCopy(0, hive.image.length)
    this.#storedTimes = storedTimes(hive)
  }

  /** The current hive; a step may have exchanged it. */
  get hive(): Hive {
    return this.history.hive
  }

  /** Edits that can be redone. */
  get undone(): number {
    return this.#undone.length
  }

  step({ kind, seed }: EditStep): void {
    const name = KINDS[kind % KINDS.length] as StepName
    this.#now = this.outcomes.get(name) ?? { done: 0, refused: 0, unchanged: 0 }
    this.outcomes.set(name, this.#now)
    STEPS[name](this, rng(seed))
    this.expectEqual()
  }

  /** Compares everything that the model has; throws an error with the first difference. */
  expectEqual(hive: Hive = this.hive): void {
    const difference = differenceFrom(this.model, hive.rootKey)
    if (difference !== null) throw new RangeError(difference)
    for (const [descriptor, times] of storedTimes(hive)) {
      if (times > Math.max(1, this.#storedTimes.get(descriptor) ?? 0)) {
        throw new RangeError(`a descriptor is stored ${times} times`)
      }
    }
  }

  /** Undoes all edits and redoes them: expects the opened bytes, then the current ones. */
  expectReversible(): void {
    const edited = this.#bytes()
    let steps = 0
    while (this.history.undo() !== null) steps++
    const undone = firstDifference(this.#bytes(), withoutHeader(this.#opened.slice()))
    if (undone >= 0) throw new RangeError(`undo left byte ${undone} different`)
    while (steps-- > 0) this.history.redo()
    const redone = firstDifference(this.#bytes(), edited)
    if (redone >= 0) throw new RangeError(`redo left byte ${redone} different`)
  }

  /** The commands as text, for the message of a failing run. */
  script(): string {
    return this.log.join('\n')
  }

  /** A random key, sometimes one with many subkeys or values. */
  spot(random: Random): Spot {
    if (this.#wide.length > 0 && random.below(6) === 0) return this.#follow(random.pick(this.#wide))
    let spot: Spot = { key: this.hive.rootKey, model: this.model }
    while (spot.model.subkeys.size > 0 && random.below(4) !== 0) spot = this.child(random, spot)
    return spot
  }

  /** A key that has values, or subkeys; null if none is found soon. */
  spotWith(random: Random, has: 'values' | 'subkeys'): Spot | null {
    for (let n = 0; n < 10; n++) {
      const spot = this.spot(random)
      if (spot.model[has].size > 0) return spot
    }
    return null
  }

  child(random: Random, { key, model }: Spot): Spot {
    const child = nth(model.subkeys, random.below(model.subkeys.size))
    return { key: findSubkey(key, child.name), model: child }
  }

  /** Runs a command and its change of the model, or expects it to be refused. */
  run(command: EditCommand, refusal: string | null, change: Change): void {
    const data = 'data' in command ? `${command.data.length} bytes` : undefined
    const descriptor = 'descriptor' in command ? sddlOf(command.descriptor) : undefined
    this.log.push(JSON.stringify({ ...command, data, descriptor }))
    const { revision } = this.hive.image
    try {
      this.history.run(command)
    } catch (error) {
      if (refusal === null || (error as { code?: string }).code !== refusal) throw error
      if (this.hive.image.revision !== revision)
        throw new RangeError('a refused edit changed bytes')
      this.#now.refused++
      return
    }
    if (refusal !== null) throw new RangeError(`expected ${refusal}`)
    change.apply()
    if (this.hive.image.revision === revision) this.#now.unchanged++
    else this.#add(change)
  }

  undo(): void {
    this.log.push('undo')
    const change = this.#done.pop()
    if ((this.history.undo() === null) !== (change === undefined)) throw new RangeError('undo')
    if (change === undefined) return
    change.revert()
    this.#undone.push(change)
    this.#now.done++
  }

  redo(): void {
    this.log.push('redo')
    const change = this.#undone.pop()
    if ((this.history.redo() === null) !== (change === undefined)) throw new RangeError('redo')
    if (change === undefined) return
    change.apply()
    this.#done.push(change)
    this.#now.done++
  }

  /** Continues with another hive, as one step that can be undone. */
  swap(hive: Hive): void {
    this.log.push('swap')
    const [before, after] = [this.model, modelOf(hive.rootKey)]
    this.history.swap(hive, { kind: 'apply-logs', name: '', count: 1 })
    const change = {
      apply: () => {
        this.model = after
      },
      revert: () => {
        this.model = before
      },
    }
    change.apply()
    this.#add(change)
  }

  /** Saves and continues with the open hive; the saved bytes must be the same. */
  save(): void {
    this.log.push('save')
    this.expectEqual(Hive.open(this.hive.finishedCopy()))
    this.#now.done++
  }

  saveAndReopen(): void {
    this.log.push('save and reopen')
    this.expectReversible()
    this.history = new History(Hive.open(this.hive.finishedCopy()))
    this.#opened = this.hive.image.bytesCopy(0, this.hive.image.length)
    this.#done.length = 0
    this.#undone.length = 0
    this.#now.done++
  }

  #add(change: Change): void {
    this.#done.push(change)
    this.#undone.length = 0
    this.#now.done++
  }

  #follow(path: readonly string[]): Spot {
    let spot: Spot = { key: this.hive.rootKey, model: this.model }
    for (const id of path) {
      const model = spot.model.subkeys.get(id)
      if (model === undefined) break
      spot = { key: findSubkey(spot.key, model.name), model }
    }
    return spot
  }

  #bytes(): Uint8Array {
    const { image } = this.hive
    return withoutHeader(image.bytesCopy(0, image.length))
  }
}

function findSubkey(key: Key, name: string): Key {
  const found = key.subkey(name)
  if (found === null) throw new RangeError(`lookup of ${JSON.stringify(name)} failed`)
  return found
}

function sddlOf(descriptor: Uint8Array): string {
  return formatSddl(decodeDescriptor(descriptor))
}

/** Sequence numbers, times and checksum are not in the history: a save of this run may have set them. */
function withoutHeader(bytes: Uint8Array): Uint8Array {
  return bytes.fill(0, 4, 20).fill(0, 508, 512).fill(0, 4116, 4124)
}
