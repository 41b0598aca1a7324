/** The dump of crafted hives: its time and length are bounded by the size of the hive. */

import { describe, expect, it } from 'vitest'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { SHAPES } from '../hostile/shapes/shapes.ts'
import { timed } from '../hostile/timing.ts'

const files = temporary()

/** Shapes with deep keys that have long names, or with a long class on each key. */
const TOO_LONG = [
  'a path of line breaks',
  'one deep finding',
  'many deep findings',
  'deep and clean',
  'one class of all keys',
]

describe('a crafted hive is dumped within bounds', () => {
  it.each(Object.entries(SHAPES))('a crafted hive is dumped within bounds: %s', (name, shape) => {
    const bytes = shape(1)
    const path = files.file('crafted', bytes)
    const { code, out, err } = timed('dump', () => hive('dump', path))
    expect(code).toBe(TOO_LONG.includes(name) ? 2 : 0)
    if (code === 2) expect(err).toMatch(/hive: result-too-large: .*--force/)
    expect(out.length).toBeLessThan(70 * bytes.length)
  })

  it('a dump beyond the limit is written in full with --force', () => {
    const bytes = SHAPES['deep and clean']?.(0.25) ?? new Uint8Array()
    const { code, out } = hive('dump', files.file('deep', bytes), '--force')
    expect(code).toBe(0)
    expect(out.length).toBeGreaterThan(64 * bytes.length)
  })
})
