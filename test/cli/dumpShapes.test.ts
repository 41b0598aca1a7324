/** The dump of crafted hives: no more than the hive is worth, in time and in text. */

import { describe, expect, it } from 'vitest'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { SHAPES } from '../hostile/shapes/shapes.ts'
import { timed } from '../hostile/timing.ts'

const files = temporary()

/** Shapes whose keys are deep and have long names, or a long class each. */
const TOO_LONG = [
  'a path of line breaks',
  'one deep finding',
  'many deep findings',
  'deep and clean',
  'one class of all keys',
]

describe('a crafted hive is dumped within bounds', () => {
  it.each(Object.entries(SHAPES))('%s', (name, shape) => {
    const bytes = shape(1)
    const path = files.file('crafted', bytes)
    const { code, out, err } = timed('dump', () => hive('dump', path))
    expect(code).toBe(TOO_LONG.includes(name) ? 2 : 0)
    if (code === 2) expect(err).toMatch(/hive: result-too-large: .*--force/)
    expect(out.length).toBeLessThan(70 * bytes.length)
  })

  it('is written in full with --force', () => {
    const bytes = SHAPES['deep and clean']?.(0.25) ?? new Uint8Array()
    const { code, out } = hive('dump', files.file('deep', bytes), '--force')
    expect(code).toBe(0)
    expect(out.length).toBeGreaterThan(64 * bytes.length)
  })
})
