/** The ids of selected rows, of which there may be a million. */

import { describe, expect, it } from 'vitest'
import { IdSet } from '../../src/state/IdSet.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'

const RUNS = 50

describe('a set of ids', () => {
  it('has what a Set of the same numbers has, also after some were toggled', () => {
    const first = firstSeed(RUNS)
    for (let seed = first; seed < first + RUNS; seed++) {
      const random = rng(seed)
      const some = () => new Set(Array.from({ length: random.below(100) }, () => random.below(200)))
      const wanted = some()
      let set = new IdSet(Uint32Array.from(wanted))
      for (let toggle = random.below(4); toggle >= 0; toggle--) {
        const about = `seed ${seed}`
        expect([...set].sort(), about).toEqual([...wanted].sort())
        expect([...set.toArray()].sort(), about).toEqual([...wanted].sort())
        expect(set.size, about).toBe(wanted.size)
        for (let id = -1; id < 300; id++)
          expect(set.has(id), `${about}, ${id}`).toBe(wanted.has(id))
        const ids = some()
        for (const id of ids) if (!wanted.delete(id)) wanted.add(id)
        set = set.toggled(ids)
      }
    }
  })

  it('is empty for no ids, and takes the highest id there is', () => {
    expect(new IdSet(new Uint32Array()).has(0)).toBe(false)
    const set = new IdSet(Uint32Array.of(1_000_000))
    expect([set.has(1_000_000), set.has(999_999), set.has(1_000_001), set.has(0)]).toEqual([
      true,
      false,
      false,
      false,
    ])
  })

  it('is copied for a reply, so that the copy can be given away', () => {
    const set = new IdSet(Uint32Array.of(3, 1))
    set.toArray().fill(0)
    expect([...set]).toEqual([3, 1])
  })
})
