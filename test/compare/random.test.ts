/**
 * Random pairs of hives: what a comparison finds is what the two trees, read through the classes, differ in; and
 * applying it makes each of them equal to the other.
 */

import { expect, it } from 'vitest'
import { compareSteps } from '../../src/compare/compare.ts'
import type { Difference } from '../../src/compare/difference.ts'
import { planSteps, type Target } from '../../src/compare/plan.ts'
import { writeRegSteps } from '../../src/compare/regText.ts'
import { Transfer } from '../../src/compare/Transfer.ts'
import { sourceOf } from '../../src/edit/change.ts'
import { applyChangesSteps } from '../../src/edit/changes.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { setClass, setFlags } from '../../src/offreg/keys.ts'
import { runToEnd } from '../../src/work.ts'
import { NOW } from '../helpers/hives.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { ROOT, readText } from '../regtext/importText.ts'
import { ALL_ATTRIBUTES, compareHives, editedCopy, sideOf } from './sides.ts'

const PAIRS = 1000
const GROUPS = 10
const FIRST = firstSeed(PAIRS)
const KEYS = ['a', 'B', 'c', 'Д', 'ÿ', 'f']
const VALUES = ['', 'one', 'Two', 'ÿx']
const DESCRIPTORS = descriptors()

it.each(Array.from({ length: GROUPS }, (_, group) => FIRST + (group * PAIRS) / GROUPS))(
  'finds and applies all differences, seeds from %i',
  (first) => {
    for (let seed = first; seed < first + PAIRS / GROUPS; seed++) {
      try {
        tryPair(rng(seed))
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error })
      }
    }
  },
)

function tryPair(random: Random): void {
  const before = Hive.create({ now: NOW })
  before.clock = () => NOW
  before.transact(() => change(before, random, 25))
  const after = editedCopy(before.finishedCopy(), (hive) => {
    hive.transact(() => change(hive, random, 1 + random.below(15)))
  })
  expectFound(before, after)
  const attributes = random.below(2) === 0 ? [] : ALL_ATTRIBUTES
  const moves = random.below(2) === 0
  const options = { attributes, moves }
  const target = random.pick(['before', 'after'] as const)
  expectText(before, after, target, moves)
  apply(before, after, target, options)
  expect(compareHives(before, after, { attributes }).lines).toEqual([])
  const edited = target === 'before' ? before : after
  expect(edited.check().findings.filter(({ severity }) => severity === 'error')).toEqual([])
}

/** Writes the .reg file for one hive, and imports it into a copy: all is equal but the letter case of keys. */
function expectText(before: Hive, after: Hive, target: Target, moves: boolean): void {
  const found: Difference[] = []
  runToEnd(compareSteps(sideOf(before), sideOf(after), (one) => found.push(one), { moves }))
  const [edited, other] = target === 'before' ? [before, after] : [after, before]
  const plan = runToEnd(planSteps(found, { before: before.cells, after: after.cells }, target, []))
  const pieces: Uint8Array[] = []
  const steps = writeRegSteps(new Transfer(plan, other.cells, []), ROOT, (bytes) =>
    pieces.push(bytes.slice()),
  )
  const left = runToEnd(steps).filter(({ attribute }) => attribute === null)
  const { changes } = readText(Buffer.concat(pieces))
  const copy = Hive.open(edited.finishedCopy())
  runToEnd(copy.transactSteps((scope) => applyChangesSteps(scope, 'text', sourceOf(changes))))
  const lines = compareHives(copy, other).lines.map((line) => line.toUpperCase())
  const expected = left.map(({ path }) => `changed key ${path.join('\\')}: name`.toUpperCase())
  expect([...lines].sort()).toEqual(expected.sort())
}

/** Makes one hive equal to the other. */
function apply(
  before: Hive,
  after: Hive,
  target: Target,
  options: Parameters<typeof compareHives>[2] & object,
): void {
  const found: Difference[] = []
  runToEnd(compareSteps(sideOf(before), sideOf(after), (one) => found.push(one), options))
  const hives = { before: before.cells, after: after.cells }
  const { attributes = [] } = options
  const plan = runToEnd(planSteps(found, hives, target, attributes))
  const [edited, other] = target === 'before' ? [before, after] : [after, before]
  const transfer = new Transfer(plan, other.cells, ['security'])
  runToEnd(edited.transactSteps((scope) => applyChangesSteps(scope, 'other', transfer)))
  expect(transfer.leftovers).toEqual([])
}

/** Compares what was found with what the two trees differ in. */
function expectFound(before: Hive, after: Hive): void {
  const [was, is] = [facts(before), facts(after)]
  const { lines, keys, values } = compareHives(before, after, {
    attributes: ALL_ATTRIBUTES,
    expand: true,
  })
  const expected = [
    ...[...is].filter(([what]) => !was.has(what)).map(([what]) => `added ${what}`),
    ...[...was].filter(([what]) => !is.has(what)).map(([what]) => `removed ${what}`),
    ...[...is].flatMap(([what, now]) => {
      const old = was.get(what)
      return old === undefined || old === now ? [] : [`changed ${what}`]
    }),
  ]
  const found = lines.map((line) => line.replace(/: [a-z ]+$/, '').toUpperCase())
  expect([...found].sort()).toEqual(expected.map((line) => line.toUpperCase()).sort())
  const count = (kind: string, what: string) =>
    lines.filter((line) => line.startsWith(`${kind} ${what}`)).length
  for (const kind of ['added', 'removed', 'changed'] as const) {
    expect(keys[kind]).toBe(count(kind, 'key'))
    expect(values[kind]).toBe(count(kind, 'value'))
  }
}

/** Creates, deletes, renames and changes keys and values somewhere in a hive. */
function change(hive: Hive, random: Random, count: number): void {
  const root = hive.rootKey
  for (let n = 0; n < count; n++) {
    let key = root
    for (let depth = random.below(4); depth > 0; depth--) {
      const name = random.pick(KEYS)
      key = key.subkey(name) ?? key.create(name)
    }
    const value = random.pick(VALUES)
    const action = random.below(14)
    if (action === 0 && key.cell !== root.cell) key.delete()
    else if (action === 1 && key.cell !== root.cell) rename(hive, key, random)
    else if (action === 2) hive.transact((scope) => setClass(scope, key.cell, random.pick(KEYS)))
    else if (action === 3) key.setDescriptor(random.pick(DESCRIPTORS))
    else if (action === 4) {
      const userFlags = random.below(256)
      hive.transact((scope) => setFlags(scope, key.cell, { flags: 8, userFlags }))
    } else if (action < 7) key.value(value)?.delete()
    else {
      const name = random.below(4) === 0 ? value.toUpperCase() : value
      if (random.below(4) === 0) key.value(name)?.delete()
      key.set(name, 1 + random.below(2), random.bytes(random.below(8)))
    }
  }
}

/** Gives a key another name, or its name in another case. */
function rename(hive: Hive, key: Key, random: Random): void {
  const { name } = key
  const other = random.below(2) === 0 ? random.pick(KEYS) : flipped(name)
  const parent = key.path.slice(0, -1).reduce((at, one) => at.key(one), hive.rootKey)
  if (parent.subkey(other) === null || other === flipped(name)) key.rename(other)
}

function flipped(name: string): string {
  return name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase()
}

/** `key A\\B` and `value A\\B "ONE"`, each with all that is known of it. */
function facts({ rootKey }: Hive): Map<string, string> {
  const all = new Map<string, string>()
  const visit = (key: Key) => {
    const path = key.path.join('\\').toUpperCase()
    const { name, className, flags, lastWrite } = key
    const user = key.hive.image.u8(key.hive.cells.payloadAt(key.cell) + 0x36)
    const known = [name, className, flags & ~0x20, user, lastWrite, key.security(7).join()]
    all.set(`key ${path}`, known.join(' '))
    for (const value of key.values()) {
      const { name: spelled, type, data } = value
      all.set(`value ${path} "${spelled.toUpperCase()}"`, `${spelled} ${type} ${data.join()}`)
    }
    for (const subkey of key.subkeys()) visit(subkey)
  }
  visit(rootKey)
  return all
}

/** Descriptors that differ in one right. */
function descriptors(): Uint8Array[] {
  const { rootKey } = Hive.create({ now: NOW })
  const first = rootKey.security(7)
  const other = first.slice()
  const last = other.length - 1
  other[last] = (other[last] as number) ^ 1
  return [first, other]
}
