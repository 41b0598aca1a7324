/**
 * Random edit runs against the naive model: the same commands on both, then the trees must be equal,
 * the check clean, and undoing all must give the opened bytes back.
 */

import { upcase } from '../../src/bytes/upcase.ts'
import type { EditCommand } from '../../src/edit/command.ts'
import { History } from '../../src/edit/History.ts'
import type { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import type { Random } from '../helpers/rng.ts'
import { emptyKey, type ModelKey, modelOf } from './model.ts'

const NAMES = ['a', 'A', 'alpha', 'Beta', 'ß', 'ÿ', 'Ÿ', 'µ', 'ı', 'Ключ', '\ud801', 'key\ud81d', 'x'.repeat(255), 'with space ', 'a.b', '_', '[z]']
const SIZES = [0, 1, 4, 5, 8, 60, 200, 1000, 4000, 16_343, 16_344, 16_345, 33_000]

export interface Run {
  readonly hive: Hive
  readonly history: History
  readonly model: ModelKey
  /** Every command that was accepted, for a script that runs it again. */
  readonly log: string[]
}

export function startRun(hive: Hive): Run {
  return { hive, history: new History(hive), model: modelOf(hive.rootKey), log: [] }
}

/** Does one random thing to hive and model alike. */
export function randomStep(run: Run, random: Random): void {
  const { key, model, depth } = randomKey(run, random)
  const kind = random.below(10)
  if (kind < 3 && depth < 6) createKey(run, random, key, model)
  else if (kind < 6) setValue(run, random, key, model)
  else if (kind === 6) renameValue(run, random, key, model)
  else if (kind === 7) deleteValues(run, random, key, model)
  else if (kind === 8) renameKey(run, random, key, model)
  else deleteKey(run, random, key, model)
}

function randomKey(run: Run, random: Random): { key: Key; model: ModelKey; depth: number } {
  let key = run.hive.rootKey
  let { model } = run
  let depth = 0
  while (model.subkeys.size > 0 && random.below(4) !== 0) {
    const next = random.pick([...model.subkeys.values()])
    const found = key.subkey(next.name)
    if (found === null) throw new RangeError(`lookup of ${JSON.stringify(next.name)} failed`)
    key = found
    model = next
    depth++
  }
  return { key, model, depth }
}

function randomName(random: Random): string {
  const name = random.pick(NAMES)
  return random.below(2) === 0 ? name : `${name.slice(0, 200)}${random.below(60)}`
}

/** Runs a command; the model says whether it must be refused, and with which code. */
function expectRun(run: Run, command: EditCommand, refusal: string | null): boolean {
  run.log.push(JSON.stringify({ ...command, data: 'data' in command ? command.data.length : undefined }))
  try {
    run.history.run(command)
  } catch (error) {
    if (refusal === null || (error as { code?: string }).code !== refusal) throw error
    return false
  }
  if (refusal !== null) throw new RangeError(`expected ${refusal}`)
  return true
}

function createKey(run: Run, random: Random, key: Key, model: ModelKey): void {
  const name = randomName(random)
  const refusal = model.subkeys.has(upcase(name)) ? 'key-exists' : null
  if (expectRun(run, { kind: 'create-key', parent: key.cell, name }, refusal)) {
    model.subkeys.set(upcase(name), emptyKey(name))
  }
}

function setValue(run: Run, random: Random, key: Key, model: ModelKey): void {
  const name = random.below(6) === 0 ? '' : randomName(random)
  const data = random.bytes(random.pick(SIZES))
  const type = random.pick([0, 1, 3, 4, 7, 11, 0xffff0012])
  if (!expectRun(run, { kind: 'set-value', key: key.cell, name, type, data }, null)) return
  const old = model.values.get(upcase(name))
  model.values.set(upcase(name), { name: old?.name ?? name, type, data })
}

function renameValue(run: Run, random: Random, key: Key, model: ModelKey): void {
  const names = [...model.values.keys()]
  if (names.length === 0) return
  const index = random.below(names.length)
  const old = model.values.get(names[index] as string)
  const name = randomName(random)
  const other = model.values.get(upcase(name))
  const refusal = other !== undefined && other !== old ? 'value-exists' : null
  if (!expectRun(run, { kind: 'rename-value', key: key.cell, index, name }, refusal)) return
  const entries = [...model.values]
  model.values.clear()
  entries.forEach(([id, value], at) => {
    if (at === index) model.values.set(upcase(name), { ...value, name })
    else model.values.set(id, value)
  })
}

function deleteValues(run: Run, random: Random, key: Key, model: ModelKey): void {
  const names = [...model.values.keys()]
  if (names.length === 0) return
  const indexes = [...new Set([random.below(names.length), random.below(names.length)])]
  if (!expectRun(run, { kind: 'delete-values', key: key.cell, indexes }, null)) return
  for (const index of indexes) model.values.delete(names[index] as string)
}

function renameKey(run: Run, random: Random, parent: Key, parentModel: ModelKey): void {
  const names = [...parentModel.subkeys.keys()]
  if (names.length === 0) return
  const id = random.pick(names)
  const model = parentModel.subkeys.get(id) as ModelKey
  const key = parent.subkey(model.name) as Key
  const name = randomName(random)
  const other = parentModel.subkeys.get(upcase(name))
  const refusal = other !== undefined && other !== model ? 'key-exists' : null
  if (!expectRun(run, { kind: 'rename-key', key: key.cell, name }, refusal)) return
  parentModel.subkeys.delete(id)
  model.name = name
  parentModel.subkeys.set(upcase(name), model)
}

function deleteKey(run: Run, random: Random, parent: Key, parentModel: ModelKey): void {
  const names = [...parentModel.subkeys.keys()]
  if (names.length === 0 || random.below(3) === 0) return
  const id = random.pick(names)
  const key = parent.subkey((parentModel.subkeys.get(id) as ModelKey).name) as Key
  if (expectRun(run, { kind: 'delete-key', key: key.cell }, null)) parentModel.subkeys.delete(id)
}
