import { expect, it } from 'vitest'
import { marvin32, marvin32OfRuns } from '../../src/logs/marvin32.ts'

it('the hash of runs is that of one after the other, each seeded with the hash before', () => {
  const bytes = Uint8Array.from({ length: 40 }, (_, at) => at * 7)
  const seed = { low: 1, high: 2 }
  const lengths = [4, 0, 9, 1, 26]
  let [from, hash] = [0, seed]
  for (const length of lengths) {
    hash = marvin32(bytes.slice(from, from + length), hash)
    from += length
  }
  expect(marvin32OfRuns(bytes.subarray(0), lengths, seed)).toEqual(hash)
  expect(marvin32OfRuns(bytes, [], seed)).toEqual(seed)
})
