/** A part of the 3,000 runs of `npm run soak -- --lists 3000`. */

import { describe, expect, it } from 'vitest'
import { temporary } from '../helpers/temporary.ts'
import { listRun } from './listRun.ts'

const files = temporary()
/** Number of runs, each with its own seed; every fourth is shown to another reader. */
const RUNS = 60
const READ_EVERY = 4
/** Seeds per test, so that a failure names only a few. */
const PART = 10

describe('3.7, 6.9.44 random edits of a key with 400 to 3,000 subkeys, in 1.3 and 1.5', () => {
  const parts = Array.from({ length: RUNS / PART }, (_, part) => part * PART)
  it.each(parts)(
    'random edits from seed %i leave the list as Windows keeps it',
    { timeout: 120_000 },
    (from) => {
      let edits = 0
      for (let seed = from; seed < from + PART; seed++) {
        try {
          edits += listRun(seed, seed % READ_EVERY === 0 ? files.path('.') : null).edits
        } catch (error) {
          throw new RangeError(`seed ${seed}: ${(error as Error).stack}`)
        }
      }
      expect(edits).toBeGreaterThan(PART)
    },
  )
})
