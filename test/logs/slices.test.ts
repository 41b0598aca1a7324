import { describe, expect, it } from 'vitest'
import { marvin32, marvin32Steps } from '../../src/logs/marvin32.ts'
import { newestNumber, recover, recoverSteps } from '../../src/logs/replay.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { binsOf, dataSizeOf, dirty, newLog, someVersions } from '../helpers/logs.ts'
import { drive } from '../helpers/work.ts'

const MIB = 1 << 20

type Bytes = Uint8Array<ArrayBuffer>

/** An entry of 8 MiB that writes one page repeatedly. */
function largeLog(first: Bytes): Bytes {
  const page = { to: 0, data: binsOf(first).slice(0, 4096) }
  const pages = Array.from({ length: 2048 }, () => page)
  return newLog(first, [{ sequence: 10, dataSize: dataSizeOf(first), pages }])
}

describe('a recovery with a large log', () => {
  it.each([
    ['one entry', (first: Bytes) => largeLog(first), 1],
    ['zeros', () => new Uint8Array(8 * MIB), 0],
    ['space after its entries', (first: Bytes) => newLog(first, [], 8 * MIB), 0],
  ])('a recovery with %s runs in steps of bounded size', (_, logOf, used) => {
    const [first] = someVersions() as [Bytes]
    const image = new HiveImage(dirty(first).buffer)
    const logs = [{ name: 'X.LOG1', bytes: logOf(first) }]
    const all = image.length + 2 * (logs[0]?.bytes.length ?? 0)
    const { result, fractions } = drive(recoverSteps(image, logs))
    expect(result.verdicts[0]?.used).toHaveLength(used)
    expect(result).toEqual(recover(image, logs))
    expect(fractions.length).toBeGreaterThan(8)
    const sizes = fractions.map((fraction, at) => (fraction - (fractions[at - 1] ?? 0)) * all)
    // A piece, and the headers of the log and of its entry.
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MIB + 1024)
  })

  it('the newest number is found in steps too', () => {
    const [first] = someVersions() as [Bytes]
    const log = largeLog(first)
    const image = new HiveImage(dirty(first).buffer)
    const { result, fractions } = drive(newestNumber(image, [{ name: 'X', bytes: log }]))
    expect(result).toBe(11)
    expect(fractions.length).toBeGreaterThanOrEqual(8)
  })
})

it('a hash computed in steps is the same', () => {
  const bytes = new Uint8Array(2 * MIB + 3).map((_, at) => at * 7)
  for (const length of [0, 1, 4, 31, MIB - 8, MIB - 5, MIB, MIB + 1, 2 * MIB + 3]) {
    const some = bytes.subarray(0, length)
    expect(drive(marvin32Steps(some)).result, `${length} bytes`).toEqual(marvin32(some))
  }
})
