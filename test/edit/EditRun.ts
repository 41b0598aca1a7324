/**
 * Random edits on a hive and on the naive model at once. A step is a kind and a seed, so that a run is
 * an array of small numbers that fast-check can shrink; what it turned into is kept as commands that
 * can be printed and run again. After every step the key it was about must be the same in both.
 */

import { upcase } from '../../src/bytes/upcase.ts'
import type { EditCommand } from '../../src/edit/command.ts'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { isTombstone } from '../../src/regf/keyNode.ts'
import { decodeDescriptor } from '../../src/security/descriptor.ts'
import { formatSddl } from '../../src/security/sddl.ts'
import { type Random, rng } from '../helpers/rng.ts'
import {
  emptyKey,
  hiveLines,
  type ModelKey,
  type ModelValue,
  modelLines,
  modelOf,
} from './model.ts'
import { DESCRIPTORS, spread, storedTimes } from './modelSecurity.ts'

export interface EditStep {
  readonly kind: number
  readonly seed: number
}

/** How many kinds of step there are; a step's kind is taken modulo this. */
export const STEP_KINDS = 19

const NAMES = [
  'a',
  'A',
  'alpha',
  'Beta',
  'ß',
  'ÿ',
  'Ÿ',
  'µ',
  'ı',
  'Ключ',
  '\ud801',
  'key\ud81d',
  'x'.repeat(255),
  'with space ',
  'a.b',
  '_',
  '[z]',
  'nul\0l',
]
/** Names that every reader shows as they are. */
export const PLAIN_NAMES = NAMES.filter((name) => /^[\p{L}\w .[\]]+$/u.test(name))

const SIZES = [0, 1, 4, 5, 8, 60, 200, 1000, 4000, 16_343, 16_344, 16_345, 33_000]
const TYPES = [0, 1, 2, 3, 4, 6, 7, 11, 0xffff0012]

interface Change {
  apply(): void
  revert(): void
}

/** A key in both worlds. */
interface Spot {
  readonly path: readonly string[]
  readonly key: Key
  readonly model: ModelKey
}

export class EditRun {
  history: History
  model: ModelKey
  /** What was done, one line each, for a person to read or run again. */
  readonly log: string[] = []
  readonly #done: Change[] = []
  readonly #undone: Change[] = []
  /** Bytes when the history was empty. */
  opened: Uint8Array<ArrayBuffer>

  readonly #names: readonly string[]
  /** How often each descriptor was stored in the beginning. */
  readonly #storedTimes: ReadonlyMap<string, number>

  constructor(hive: Hive, options: { names?: readonly string[] } = {}) {
    this.#names = options.names ?? NAMES
    this.history = new History(hive)
    this.model = modelOf(hive.rootKey)
    this.opened = hive.image.bytesCopy(0, hive.image.length)
    this.#storedTimes = storedTimes(hive)
  }

  /** A step may have exchanged it. */
  get hive(): Hive {
    return this.history.hive
  }

  step({ kind, seed }: EditStep): void {
    const random = rng(seed)
    const spot = this.#spot(random)
    const action = kind % STEP_KINDS
    if (action < 3) this.#createKey(random, spot)
    else if (action < 7) this.#setValue(random, spot)
    else if (action === 7) this.#renameValue(random, spot)
    else if (action === 8) this.#deleteValues(random, spot)
    else if (action < 11) this.#renameKey(random, spot)
    else if (action === 11) this.#deleteKey(random, spot)
    else if (action < 14) this.#undo()
    else if (action === 14) this.#redo()
    else if (action === 15) this.#saveAndReopen()
    else if (action === 16) this.#swap()
    else this.#setSecurity(random, spot, action === 18)
    if (action < 11) this.#expectSame(spot.path)
  }

  /** Compares everything; throws with the first line that differs. */
  expectEqual(): void {
    const model = modelLines(this.model)
    const hive = hiveLines(this.hive.rootKey)
    for (let at = 0; at < Math.max(model.length, hive.length); at++) {
      if (model[at] !== hive[at]) throw new RangeError(`model ${model[at]}, hive ${hive[at]}`)
    }
    for (const [descriptor, times] of storedTimes(this.hive)) {
      if (times > Math.max(1, this.#storedTimes.get(descriptor) ?? 0)) {
        throw new RangeError(`a descriptor is stored ${times} times`)
      }
    }
  }

  /** The commands as text, for a failing run's message. */
  script(): string {
    return this.log.join('\n')
  }

  #spot(random: Random): Spot {
    let key = this.hive.rootKey
    let { model } = this
    const path: string[] = []
    while (model.subkeys.size > 0 && path.length < 8 && random.below(4) !== 0) {
      const next = nth(model.subkeys, random.below(model.subkeys.size))
      const found = this.#find(key, next.name)
      // Links and tombstones refuse most edits; they have tests of their own.
      if (found.isLink || isTombstone(found.hive.cells, found.hive.cells.payloadAt(found.cell))) {
        break
      }
      model = next
      path.push(next.name)
      key = found
    }
    return { path, key, model }
  }

  #find(key: Key, name: string): Key {
    const found = key.subkey(name)
    if (found === null) throw new RangeError(`lookup of ${JSON.stringify(name)} failed`)
    return found
  }

  #expectSame(path: readonly string[]): void {
    let { model } = this
    let key = this.hive.rootKey
    for (const name of path) {
      const next = model.subkeys.get(upcase(name))
      if (next === undefined) return
      model = next
      key = this.#find(key, name)
    }
    const flat = { ...emptyKey('', model.descriptor), values: model.values }
    const values = modelLines(flat).slice(1)
    const stored = [...key.values()].map(
      (value) => modelLines({ ...flat, values: new Map([['', value]]) })[1],
    )
    if (values.join('\n') !== stored.join('\n')) throw new RangeError('values differ')
    if (key.subkeyCount !== model.subkeys.size) throw new RangeError('subkey counts differ')
  }

  /** Runs a command and its change of the model, or expects the refusal. */
  #run(command: EditCommand, refusal: string | null, change: Change): void {
    const data = 'data' in command ? `${command.data.length} bytes` : undefined
    const descriptor = 'descriptor' in command ? sddlOf(command.descriptor) : undefined
    this.log.push(JSON.stringify({ ...command, data, descriptor }))
    const { revision } = this.hive.image
    try {
      this.history.run(command)
    } catch (error) {
      if (refusal === null || (error as { code?: string }).code !== refusal) throw error
      return
    }
    if (refusal !== null) throw new RangeError(`expected ${refusal}`)
    change.apply()
    if (this.hive.image.revision === revision) return
    this.#done.push(change)
    this.#undone.length = 0
  }

  #createKey(random: Random, { key, model, path }: Spot): void {
    if (path.length > 6) return
    const name = this.#randomName(random)
    const id = upcase(name)
    const refusal = model.subkeys.has(id) ? 'key-exists' : null
    const created = emptyKey(name, model.descriptor)
    this.#run({ kind: 'create-key', parent: key.cell, name }, refusal, {
      apply: () => model.subkeys.set(id, created),
      revert: () => model.subkeys.delete(id),
    })
  }

  #setValue(random: Random, { key, model }: Spot): void {
    const name = random.below(6) === 0 ? '' : this.#randomName(random)
    const id = upcase(name)
    const data = random.bytes(random.pick(SIZES))
    const type = random.pick(TYPES)
    const old = model.values.get(id)
    this.#run({ kind: 'set-value', key: key.cell, name, type, data }, null, {
      apply: () => model.values.set(id, { name: old?.name ?? name, type, data }),
      revert: () => (old === undefined ? model.values.delete(id) : model.values.set(id, old)),
    })
  }

  #renameValue(random: Random, { key, model }: Spot): void {
    if (model.values.size === 0) return
    const before = [...model.values]
    const index = random.below(before.length)
    const [, old] = before[index] as [string, ModelValue]
    const name = this.#randomName(random)
    const other = model.values.get(upcase(name))
    const refusal = other !== undefined && other !== old ? 'value-exists' : null
    const after = before.map((entry, at): [string, ModelValue] =>
      at === index ? [upcase(name), { ...old, name }] : entry,
    )
    this.#run({ kind: 'rename-value', key: key.cell, index, name }, refusal, {
      apply: () => refill(model.values, after),
      revert: () => refill(model.values, before),
    })
  }

  #deleteValues(random: Random, { key, model }: Spot): void {
    if (model.values.size === 0) return
    const before = [...model.values]
    const indexes = [...new Set([random.below(before.length), random.below(before.length)])]
    const after = before.filter((_, at) => !indexes.includes(at))
    this.#run({ kind: 'delete-values', key: key.cell, indexes }, null, {
      apply: () => refill(model.values, after),
      revert: () => refill(model.values, before),
    })
  }

  #renameKey(random: Random, { key: parent, model: parentModel }: Spot): void {
    if (parentModel.subkeys.size === 0) return
    const model = nth(parentModel.subkeys, random.below(parentModel.subkeys.size))
    const old = model.name
    const name = this.#randomName(random)
    const other = parentModel.subkeys.get(upcase(name))
    const refusal = other !== undefined && other !== model ? 'key-exists' : null
    const rename = (from: string, to: string) => {
      parentModel.subkeys.delete(upcase(from))
      model.name = to
      parentModel.subkeys.set(upcase(to), model)
    }
    const key = this.#find(parent, old).cell
    this.#run({ kind: 'rename-key', key, name }, refusal, {
      apply: () => rename(old, name),
      revert: () => rename(name, old),
    })
  }

  #deleteKey(random: Random, { key: parent, model: parentModel }: Spot): void {
    if (parentModel.subkeys.size === 0) return
    const model = nth(parentModel.subkeys, random.below(parentModel.subkeys.size))
    this.#run({ kind: 'delete-key', key: this.#find(parent, model.name).cell }, null, {
      apply: () => parentModel.subkeys.delete(upcase(model.name)),
      revert: () => parentModel.subkeys.set(upcase(model.name), model),
    })
  }

  #setSecurity(random: Random, { key, model }: Spot, subtree: boolean): void {
    const descriptor = random.pick(DESCRIPTORS)
    const after = subtree ? spread(model, descriptor) : new Map([[model, descriptor]])
    const before = [...after.keys()].map((changed) => [changed, changed.descriptor] as const)
    const put = (entries: Iterable<readonly [ModelKey, Uint8Array]>) => {
      for (const [changed, bytes] of entries) changed.descriptor = bytes
    }
    this.#run({ kind: 'set-security', key: key.cell, descriptor, subtree }, null, {
      apply: () => put(after),
      revert: () => put(before),
    })
  }

  #randomName(random: Random): string {
    const name = random.pick(this.#names)
    return random.below(2) === 0 ? name : `${name.slice(0, 200)}${random.below(60)}`
  }

  #undo(): void {
    this.log.push('undo')
    const change = this.#done.pop()
    if ((this.history.undo() === null) !== (change === undefined)) throw new RangeError('undo')
    change?.revert()
    if (change !== undefined) this.#undone.push(change)
  }

  #redo(): void {
    this.log.push('redo')
    const change = this.#undone.pop()
    if ((this.history.redo() === null) !== (change === undefined)) throw new RangeError('redo')
    change?.apply()
    if (change !== undefined) this.#done.push(change)
  }

  /** Goes on with another hive: a copy of this one with another key. */
  #swap(): void {
    this.log.push('swap')
    const { image } = this.hive
    const hive = Hive.open(image.bytesCopy(0, image.length))
    hive.allowDirty()
    const moved = hive.rootKey.subkey('moved') ?? hive.rootKey.create('moved')
    moved.set('by', 3, new Uint8Array(moved.subkeyCount + 700))
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
    this.#done.push(change)
    this.#undone.length = 0
  }

  #saveAndReopen(): void {
    this.log.push('save and reopen')
    this.history = new History(Hive.open(this.hive.finishedCopy()))
    this.opened = this.hive.image.bytesCopy(0, this.hive.image.length)
    this.#done.length = 0
    this.#undone.length = 0
  }
}

function sddlOf(descriptor: Uint8Array): string {
  return formatSddl(decodeDescriptor(descriptor))
}

function nth<T>(map: Map<string, T>, index: number): T {
  let at = 0
  for (const item of map.values()) if (at++ === index) return item
  throw new RangeError('no such item')
}

function refill(values: Map<string, ModelValue>, entries: readonly [string, ModelValue][]): void {
  values.clear()
  for (const [id, value] of entries) values.set(id, value)
}
