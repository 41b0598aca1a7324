/**
 * Crafted hives of several shapes, side by side or one below the other, at random scales. Most are also damaged, so
 * that records of one shape refer to those of another.
 */

import type { Random } from '../../helpers/rng.ts'
import { mutate } from '../mutate.ts'
import { CraftedHive } from './CraftedHive.ts'
import { INGREDIENTS } from './shapes.ts'

export interface Combination {
  /** The shapes in it. */
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Small, so that thousands can be tried; shapes have their own minimum size. */
const SCALES = [0.001, 0.005, 0.02, 0.05]

const CELL_HEADER = 4

/** A combination of two to four shapes. */
export function combine(random: Random): Combination {
  const hive = new CraftedHive({ minor: random.pick([3, 4, 5, 5, 6]) })
  const root = hive.key({ name: 'ROOT' })
  const count = 2 + random.below(3)
  const names = Array.from({ length: count }, (_, n) => `c${n}`)
  const tops = hive.addSubkeys(root, names)
  const parts = tops.map((top) => {
    const [part, ingredient] = random.pick(Object.entries(INGREDIENTS))
    ingredient(random.pick(SCALES)).build(hive, top)
    return part
  })
  // Some keys have the subkeys or the values of another one.
  if (random.below(4) === 0) shareList(hive, random.pick(tops), random.pick(tops), random)
  const bytes = hive.file(root)
  const name = parts.join(' + ')
  return { name, bytes: random.below(3) === 0 ? bytes : mutate(bytes, random) }
}

/** Gives a key the list of subkeys or of values that another has. */
function shareList(hive: CraftedHive, from: number, to: number, random: Random): void {
  const fields = random.pick([
    [20, 28],
    [36, 40],
  ])
  for (const field of fields) {
    const at = from + CELL_HEADER + field
    hive.cells.bytes(to, field, hive.cells.binsView().slice(at, at + 4))
  }
}
