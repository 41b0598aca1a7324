/** Random edits of a hive: what a comparison finds is what the two trees, read through the classes, differ in. */

import { expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { NOW } from '../helpers/hives.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { compareHives, editedCopy } from './sides.ts'

const RUNS = 40
const KEYS = ['a', 'B', 'c', 'Д', 'e', 'f']
const VALUES = ['', 'one', 'Two', 'three']

it.each(Array.from({ length: RUNS }, (_, seed) => seed))(
  'finds all differences, seed %i',
  (seed) => {
    const random = rng(seed)
    const before = Hive.create({ now: NOW })
    before.clock = () => NOW
    before.transact(() => change(before.rootKey, random, 60))
    const after = editedCopy(before.finishedCopy(), (hive) => {
      hive.transact(() => change(hive.rootKey, random, 1 + random.below(15)))
    })
    const [was, is] = [facts(before), facts(after)]
    const { lines, keys, values } = compareHives(before, after, { expand: true })
    const expected = [
      ...[...is].filter(([what]) => !was.has(what)).map(([what]) => `added ${what}`),
      ...[...was].filter(([what]) => !is.has(what)).map(([what]) => `removed ${what}`),
      ...[...is].flatMap(([what, now]) => {
        const old = was.get(what)
        return old === undefined || old === now ? [] : [`changed ${what}`]
      }),
    ]
    const found = lines.map((line) => line.replace(/: (?:type|data|type data)$/, ''))
    expect([...found].sort()).toEqual(expected.sort())
    const count = (kind: string, what: string) =>
      lines.filter((line) => line.startsWith(`${kind} ${what}`)).length
    for (const kind of ['added', 'removed', 'changed'] as const) {
      expect(keys[kind]).toBe(count(kind, 'key'))
      expect(values[kind]).toBe(count(kind, 'value'))
    }
    const opposite = compareHives(after, before, { expand: true })
    const swapped = { added: keys.removed, removed: keys.added, changed: keys.changed }
    expect(opposite.keys).toEqual(swapped)
  },
)

/** Creates, deletes and changes keys and values somewhere below a key. */
function change(root: Key, random: Random, count: number): void {
  for (let n = 0; n < count; n++) {
    let key = root
    for (let depth = random.below(4); depth > 0; depth--) {
      const name = random.pick(KEYS)
      key = key.subkey(name) ?? key.create(name)
    }
    const value = random.pick(VALUES)
    const action = random.below(8)
    if (action === 0 && key.cell !== root.cell) key.delete()
    else if (action < 3) key.value(value)?.delete()
    else key.set(value, 1 + random.below(2), random.bytes(random.below(8)))
  }
}

/** `key a\\B` and `value a\\B "one"`, each with what it is worth. */
function facts({ rootKey }: Hive): Map<string, string> {
  const all = new Map<string, string>()
  const visit = (key: Key) => {
    const path = key.path.join('\\')
    all.set(`key ${path}`, '')
    for (const value of key.values()) {
      all.set(`value ${path} "${value.name}"`, `${value.type} ${value.data.join()}`)
    }
    for (const subkey of key.subkeys()) visit(subkey)
  }
  visit(rootKey)
  return all
}
