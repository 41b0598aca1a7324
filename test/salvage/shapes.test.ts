/** Every crafted shape is salvaged into a sound hive of a bounded size, and its deleted records can be listed. */

import { describe, expect, it } from 'vitest'
import { findDeleted } from '../../src/deleted/deleted.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { recordsIn } from '../deleted/shown.ts'
import { SHAPES } from '../hostile/shapes/shapes.ts'
import { problemsOf, salvaged } from './expectSalvage.ts'

/** Of the size that the tests of other rooms take. */
const SCALE = 0.03
/** How much larger than the file a salvaged hive can be, besides its own header and lists. */
const MOST_TIMES = 3
const FIXED = 1 << 17

describe('crafted shapes', () => {
  it.each(Object.entries(SHAPES))('%s', (_, shape) => {
    const bytes = shape(SCALE)
    const { hive, bytes: made } = salvaged(bytes)
    expect(problemsOf(hive)).toEqual([])
    expect(made.length).toBeLessThanOrEqual(MOST_TIMES * bytes.length + FIXED)
    expect(recordsIn(findDeleted(Hive.open(bytes.slice()))).length).toBeGreaterThanOrEqual(0)
  })

  it('a class name that all keys share is given up before a key is', () => {
    const bytes = SHAPES['one class of all keys']?.(1) ?? new Uint8Array(0)
    const { report } = salvaged(bytes)
    expect(report.keys).toBe(2501)
    expect(report.countOf('class-lost')).toBeGreaterThan(2000)
    expect(report.countOf('no-room')).toBe(0)
  })
})
