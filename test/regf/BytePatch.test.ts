import { describe, expect, it } from 'vitest'
import { Random } from '../../src/bench/random.ts'
import { changedRuns } from '../../src/regf/BytePatch.ts'

/** Bytes with the words over them, as an image has them. */
function comparedBytes(bytes: Uint8Array<ArrayBuffer>) {
  return { bytes, words: new Int32Array(bytes.buffer, 0, bytes.length >>> 2) }
}

/** The same runs found byte by byte: a run ends before 17 bytes that are equal. */
function expectedRuns(before: Uint8Array, now: Uint8Array): number[][] {
  const runs: number[][] = []
  for (let at = 0; at < now.length; at++) {
    if (before[at] === now[at]) continue
    const last = runs.at(-1)
    if (last !== undefined && at - (last[1] as number) <= 16) last[1] = at
    else runs.push([at, at])
  }
  return runs.map(([from = 0, to = 0]) => [from, to + 1 - from])
}

describe('the runs of bytes that an edit changed', () => {
  it('are those found byte by byte, wherever they start and end', () => {
    const random = new Random(5)
    for (let round = 0; round < 400; round++) {
      const length = 1 + random.below(200)
      const [kept, start] = [4 * (round % 7), 4 * (round % 5)]
      const before = new Uint8Array(kept + length)
      const now = new Uint8Array(start + length)
      for (let change = round % 6; change > 0; change--) {
        now[start + random.below(length)] = change
      }
      const found: number[][] = []
      changedRuns(
        comparedBytes(before),
        kept,
        comparedBytes(now),
        start,
        length,
        (at, from, count) => {
          expect(from - kept).toBe(at - start)
          found.push([at - start, count])
        },
      )
      expect(found).toEqual(expectedRuns(before.subarray(kept), now.subarray(start)))
    }
  })
})
