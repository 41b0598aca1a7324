/** The tree of differences while it grows, and once it is built. */

import { expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { compareSteps } from '../../src/compare/compare.ts'
import { type Difference, pathOf } from '../../src/compare/difference.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { encodeDword } from '../../src/values/encode.ts'
import { runToEnd } from '../../src/work.ts'
import { DifferenceTree } from '../../src/worker/comparison/DifferenceTree.ts'
import { sideOf } from '../compare/sides.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'

const FIRST_SEED = firstSeed(3)

/** A hive and a copy with random edits: values set, keys created and deleted. */
function editedHives(seed: number): { readonly before: Hive; readonly after: Hive } {
  const bytes = generateHive({ megabytes: 1, layout: 'aged', seed })
  const random = rng(seed)
  const after = Hive.open(bytes.slice())
  after.transact(() => {
    for (let edit = 0; edit < 60; edit++) {
      let key = after.rootKey
      for (let down = random.below(8); down > 0; down--) {
        const below = [...key.subkeys()]
        key = below[random.below(below.length || 1)] ?? key
      }
      if (edit % 5 === 4 && key.cell !== after.root) key.delete()
      else if (edit % 5 === 3) key.create(`new ${edit}`)
      else key.set(`value ${edit % 7}`, 4, encodeDword(edit))
    }
  })
  return { before: Hive.open(bytes), after }
}

it.each([FIRST_SEED, FIRST_SEED + 1, FIRST_SEED + 2])(
  'has the same nodes when it grew and when it is built, each below its key (seed %s)',
  (seed) => {
    const { before, after } = editedHives(seed)
    const found: Difference[] = []
    const tree = new DifferenceTree(found)
    const add = (difference: Difference) => {
      found.push(difference)
      if (found.length % 7 === 0) tree.grow()
    }
    runToEnd(compareSteps(sideOf(before), sideOf(after), add))
    tree.grow()
    const built = runToEnd(tree.builtSteps())
    expect(found.length).toBeGreaterThan(20)
    for (const column of ['parents', 'depths', 'differences', 'ids'] as const) {
      expect(built[column]).toEqual(tree[column])
    }
    const hives = { before: before.cells, after: after.cells }
    const listed = built.differences.filter((number) => number >= 0)
    expect(listed.toSorted((a, b) => a - b)).toEqual([...found.keys()])
    for (let node = 1; node < built.size; node++) {
      const key = built.keys[node]
      const parent = built.keys[built.parents[node] ?? 0]
      if (key === undefined || parent === undefined) throw new TypeError('a node without a key')
      const path = pathOf(key, hives)
      const above = built.isValue(node) ? path : path.slice(0, -1)
      expect(pathOf(parent, hives)).toEqual(above)
      expect(built.nodeOf(built.ids[node] ?? -1)).toBe(node)
    }
  },
)
