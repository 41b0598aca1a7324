/** What is compressed comes back, by the reader of hyparquet. */

import fc from 'fast-check'
import { snappyUncompress } from 'hyparquet'
import { expect, it } from 'vitest'
import { Snappy } from '../../src/exchange/parquet/Snappy.ts'

const snappy = new Snappy()

function expectBack(input: Uint8Array<ArrayBuffer>): number {
  const compressed = snappy.compress(input)
  const output = new Uint8Array(input.length)
  snappyUncompress(compressed, output)
  expect(Buffer.compare(output, input)).toBe(0)
  return compressed.length
}

it('bytes of any kind and length come back', () => {
  for (let length = 0; length < 300; length++) {
    expectBack(new Uint8Array(length))
    expectBack(Uint8Array.from({ length }, (_, index) => (index * index) >> 3))
  }
  const piece = fc.uint8Array({ maxLength: 200 })
  const pieces = fc.array(fc.tuple(piece, fc.nat({ max: 60 })), { maxLength: 20 })
  fc.assert(
    fc.property(pieces, (all) => {
      const bytes = all.flatMap(([one, times]) => Array.from({ length: times }, () => [...one]))
      expectBack(Uint8Array.from(bytes.flat()))
    }),
    { numRuns: 300 },
  )
})

it('what is repeated takes little, within the reach of an offset and beyond it', () => {
  const text = Uint8Array.from({ length: 1000 }, (_, index) => (index * 7919) >> 5)
  const near = new Uint8Array(60_000)
  near.set(text)
  near.set(text, 59_000)
  expect(expectBack(near)).toBeLessThan(5000)
  const far = Uint8Array.from(
    { length: 300_000 },
    (_, index) => Math.imul(index, 2654435761) >>> 24,
  )
  far.set(text)
  far.set(text, 200_000)
  expectBack(far)
})
