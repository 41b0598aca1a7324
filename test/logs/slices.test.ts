import { describe, expect, it } from 'vitest'
import { marvin32, marvin32Steps } from '../../src/logs/marvin32.ts'
import { newestNumber, recover, recoverSteps } from '../../src/logs/replay.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { binsOf, dataSizeOf, dirty, newLog, someVersions } from '../helpers/logs.ts'

const MIB = 1 << 20

type Bytes = Uint8Array<ArrayBuffer>

/** An entry of 8 MiB that writes one page again and again. */
function largeLog(first: Bytes): Bytes {
  const page = { to: 0, data: binsOf(first).slice(0, 4096) }
  const pages = Array.from({ length: 2048 }, () => page)
  return newLog(first, [{ sequence: 10, dataSize: dataSizeOf(first), pages }])
}

describe('a recovery with a large log', () => {
  it.each([
    ['one entry', (first: Bytes) => largeLog(first), 1],
    ['zeros', () => new Uint8Array(8 * MIB), 0],
    ['space behind its entries', (first: Bytes) => newLog(first, [], 8 * MIB), 0],
  ])('of %s is done in steps of some bytes', (_, logOf, used) => {
    const [first] = someVersions() as [Bytes]
    const image = new HiveImage(dirty(first).buffer)
    const logs = [{ name: 'X.LOG1', bytes: logOf(first) }]
    const all = image.length + 2 * (logs[0]?.bytes.length ?? 0)
    const steps = recoverSteps(image, logs)
    const done = [0]
    let step = steps.next()
    for (; step.done !== true; step = steps.next()) done.push(step.value)
    expect(step.value.verdicts[0]?.used).toHaveLength(used)
    expect(step.value).toEqual(recover(image, logs))
    expect(done.length).toBeGreaterThan(8)
    expect(done.at(-1)).toBeLessThanOrEqual(1)
    const sizes = done.slice(1).map((fraction, at) => (fraction - (done[at] as number)) * all)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MIB + 1)
  })

  it('finds the newest number in steps, too', () => {
    const [first] = someVersions() as [Bytes]
    const log = largeLog(first)
    const steps = newestNumber(new HiveImage(dirty(first).buffer), [{ name: 'X', bytes: log }])
    let count = 0
    let step = steps.next()
    for (; step.done !== true; step = steps.next()) count++
    expect(step.value).toBe(11)
    expect(count).toBeGreaterThanOrEqual(8)
  })
})

it('a hash made in steps is the same hash', () => {
  const bytes = new Uint8Array(2 * MIB + 3).map((_, at) => at * 7)
  for (const length of [0, 1, 4, 31, MIB - 8, MIB - 5, MIB, MIB + 1, 2 * MIB + 3]) {
    const some = bytes.subarray(0, length)
    const steps = marvin32Steps(some)
    let step = steps.next()
    while (step.done !== true) step = steps.next()
    expect(step.value, `${length} bytes`).toEqual(marvin32(some))
  }
})
