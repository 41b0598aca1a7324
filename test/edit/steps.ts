/**
 * The steps of random runs: each picks a place and an edit, and states the effect of the edit on the model, or the
 * error if the hive must refuse it.
 */

import { compareNames, upcase } from '../../src/bytes/upcase.ts'
import type { EditCommand } from '../../src/edit/command.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { inheritedBytes } from '../helpers/inheritedBytes.ts'
import type { Random } from '../helpers/rng.ts'
import type { EditRun, Spot } from './EditRun.ts'
import { emptyKey, type ModelKey, type ModelValue } from './model.ts'
import { DESCRIPTORS, spread } from './modelSecurity.ts'
import { nth, randomName, randomSize, TYPES } from './randomParts.ts'
import { refusedLinkValue, refusedParent, refusedValue } from './refusals.ts'

/** The kinds of steps by name; one that is listed more often is picked more often. */
export const KINDS = [
  ...(['create-key', 'create-key', 'create-key', 'set-value', 'set-value', 'set-value'] as const),
  ...(['resize-value', 'resize-value', 'set-same-value', 'create-value'] as const),
  ...(['rename-value', 'delete-values', 'rename-key', 'rename-key', 'delete-key'] as const),
  ...(['set-security', 'set-security-below', 'undo', 'undo', 'redo', 'swap'] as const),
  ...(['save', 'save-and-reopen', 'impossible'] as const),
]
export type StepName = (typeof KINDS)[number]

export const STEPS: Readonly<Record<StepName, (run: EditRun, random: Random) => void>> = {
  'create-key': createKey,
  'set-value': setValue,
  'resize-value': resizeValue,
  'set-same-value': setSameValue,
  'create-value': createValue,
  'rename-value': renameValue,
  'delete-values': deleteValues,
  'rename-key': renameKey,
  'delete-key': deleteKey,
  'set-security': (run, random) => setSecurity(run, random, false),
  'set-security-below': (run, random) => setSecurity(run, random, true),
  undo: (run, random) => upToThree(random, () => run.undo()),
  redo,
  swap,
  save: (run) => run.save(),
  'save-and-reopen': (run) => run.saveAndReopen(),
  impossible,
}

function createKey(run: EditRun, random: Random): void {
  const { key, model } = run.spot(random)
  const name = randomName(random, run.names, model.subkeys)
  const id = upcase(name)
  const refusal = refusedParent(model) ?? (model.subkeys.has(id) ? 'key-exists' : null)
  const created = emptyKey(
    name,
    refusal === null ? inheritedBytes(model.descriptor) : model.descriptor,
  )
  run.run({ kind: 'create-key', parent: key.cell, name }, refusal, {
    apply: () => model.subkeys.set(id, created),
    revert: () => model.subkeys.delete(id),
  })
}

function setValue(run: EditRun, random: Random): void {
  const spot = run.spot(random)
  const name = random.below(6) === 0 ? '' : randomName(random, run.names, spot.model.values)
  const data = random.bytes(randomSize(random))
  set(run, 'set-value', spot, { name, type: random.pick(TYPES), data })
}

function createValue(run: EditRun, random: Random): void {
  const spot = run.spot(random)
  const name = randomName(random, run.names, spot.model.values)
  const data = random.bytes(randomSize(random))
  set(run, 'create-value', spot, { name, type: random.pick(TYPES), data })
}

/** Another size for an existing value: it grows and shrinks through every way of storing it. */
function resizeValue(run: EditRun, random: Random): void {
  const spot = run.spotWith(random, 'values')
  if (spot === null) return
  const { name, type } = nth(spot.model.values, random.below(spot.model.values.size))
  set(run, 'set-value', spot, { name, type, data: random.bytes(randomSize(random)) })
}

function setSameValue(run: EditRun, random: Random): void {
  const spot = run.spotWith(random, 'values')
  if (spot === null) return
  const { name, type, data } = nth(spot.model.values, random.below(spot.model.values.size))
  set(run, 'set-value', spot, { name, type, data })
}

function set(
  run: EditRun,
  kind: 'set-value' | 'create-value',
  { key, model }: Spot,
  value: Omit<ModelValue, 'isTombstone'>,
): void {
  const id = upcase(value.name)
  const old = model.values.get(id)
  const exists = kind === 'create-value' && old !== undefined ? 'value-exists' : null
  const refusal = exists ?? refusedValue(model, value, run.hive.cells.minor)
  const isSame = old?.type === value.type && firstDifference(old.data, value.data) < 0
  const next = isSame ? old : { ...value, name: old?.name ?? value.name, isTombstone: false }
  run.run({ kind, key: key.cell, ...value }, refusal, {
    apply: () => model.values.set(id, next),
    revert: () => (old === undefined ? model.values.delete(id) : model.values.set(id, old)),
  })
}

function renameValue(run: EditRun, random: Random): void {
  const spot = run.spotWith(random, 'values')
  if (spot === null) return
  const { key, model } = spot
  const before = [...model.values]
  const index = random.below(before.length)
  const [, old] = before[index] as [string, ModelValue]
  const name = randomName(random, run.names, model.values)
  const other = model.values.get(upcase(name))
  const exists = other !== undefined && other !== old ? 'value-exists' : null
  const refusal = old.name === name ? null : (refusedLinkValue(model, { ...old, name }) ?? exists)
  const after = before.map((entry, at): [string, ModelValue] =>
    at === index ? [upcase(name), { ...old, name }] : entry,
  )
  run.run({ kind: 'rename-value', key: key.cell, index, name }, refusal, {
    apply: () => refill(model.values, after),
    revert: () => refill(model.values, before),
  })
}

function deleteValues(run: EditRun, random: Random): void {
  const spot = run.spotWith(random, 'values')
  if (spot === null) return
  const { key, model } = spot
  const before = [...model.values]
  const indexes = [...new Set([random.below(before.length), random.below(before.length)])]
  const after = before.filter((_, at) => !indexes.includes(at))
  run.run({ kind: 'delete-values', key: key.cell, indexes }, null, {
    apply: () => refill(model.values, after),
    revert: () => refill(model.values, before),
  })
}

function renameKey(run: EditRun, random: Random): void {
  const parent = run.spotWith(random, 'subkeys')
  if (parent === null) return
  const { key, model } = run.child(random, parent)
  const siblings = parent.model.subkeys
  const old = model.name
  const isCaseOnly = random.below(8) === 0
  const name = isCaseOnly ? swapCase(old) : randomName(random, run.names, siblings)
  const other = siblings.get(upcase(name))
  const refusal = other !== undefined && other !== model ? 'key-exists' : null
  const rename = (from: string, to: string) => {
    siblings.delete(upcase(from))
    model.name = to
    siblings.set(upcase(to), model)
  }
  run.run({ kind: 'rename-key', key: key.cell, name }, refusal, {
    apply: () => rename(old, name),
    revert: () => rename(name, old),
  })
}

/** Deletes a subtree, mostly a small one, so that the odd features of a hive remain. */
function deleteKey(run: EditRun, random: Random): void {
  let parent = run.spotWith(random, 'subkeys')
  if (parent === null) return
  let doomed = run.child(random, parent)
  while (doomed.model.subkeys.size > 0 && random.below(3) !== 0) {
    parent = doomed
    doomed = run.child(random, parent)
  }
  const { key, model } = doomed
  const siblings = parent.model.subkeys
  run.run({ kind: 'delete-key', key: key.cell }, null, {
    apply: () => siblings.delete(upcase(model.name)),
    revert: () => siblings.set(upcase(model.name), model),
  })
}

function setSecurity(run: EditRun, random: Random, subtree: boolean): void {
  const { key, model } = run.spot(random)
  const descriptor = random.pick(DESCRIPTORS)
  const after = subtree ? spread(model, descriptor) : new Map([[model, descriptor]])
  const before = [...after.keys()].map((changed) => [changed, changed.descriptor] as const)
  const put = (entries: Iterable<readonly [ModelKey, Uint8Array]>) => {
    for (const [changed, bytes] of entries) changed.descriptor = bytes
  }
  run.run({ kind: 'set-security', key: key.cell, descriptor, below: { subtree } }, null, {
    apply: () => put(after),
    revert: () => put(before),
  })
}

function redo(run: EditRun, random: Random): void {
  if (run.undone === 0) upToThree(random, () => run.undo())
  upToThree(random, () => run.redo())
}

/** Continues with another hive: a copy of this one with another key. */
function swap(run: EditRun): void {
  const { image } = run.hive
  const hive = Hive.open(image.bytesCopy(0, image.length))
  hive.allowDirty()
  const moved = hive.rootKey.subkey('moved') ?? hive.rootKey.create('moved')
  moved.set('by', 3, new Uint8Array(moved.subkeyCount + 700))
  run.swap(hive)
}

/** An edit that every hive refuses. */
function impossible(run: EditRun, random: Random): void {
  const nothing = { apply: () => {}, revert: () => {} }
  const { key, model } = run.spot(random)
  const { root } = run.hive
  const cases: readonly (readonly [EditCommand, string])[] = [
    [{ kind: 'delete-key', key: root }, 'root-key'],
    [{ kind: 'rename-key', key: root, name: 'a' }, 'root-key'],
    [{ kind: 'create-key', parent: key.cell, name: '' }, 'name-empty'],
    [{ kind: 'create-key', parent: key.cell, name: 'a\\b' }, 'name-has-backslash'],
    [{ kind: 'create-key', parent: key.cell, name: 'x'.repeat(256) }, 'name-too-long'],
    [{ kind: 'delete-values', key: key.cell, indexes: [model.values.size] }, 'value-not-found'],
  ]
  const [command, refusal] = random.pick(cases)
  run.run(command, refusal, nothing)
}

function upToThree(random: Random, act: () => void): void {
  for (let left = 1 + random.below(3); left > 0; left--) act()
}

function refill(values: Map<string, ModelValue>, entries: readonly [string, ModelValue][]): void {
  values.clear()
  for (const [id, value] of entries) values.set(id, value)
}

/** The name with the case of its letters changed, if Windows treats it as the same name. */
function swapCase(name: string): string {
  const swapped = name === upcase(name) ? name.toLowerCase() : upcase(name)
  return swapped.length === name.length && compareNames(swapped, name) === 0 ? swapped : name
}
