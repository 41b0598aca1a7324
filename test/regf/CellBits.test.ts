import { describe, expect, it } from 'vitest'
import { CellBits } from '../../src/regf/CellBits.ts'

describe('CellBits', () => {
  it('finds set places in any range', () => {
    const bits = new CellBits(4096)
    for (const place of [32, 248, 256, 1024, 4088]) bits.set(place)
    for (let from = 0; from < 4096; from += 8) {
      for (const length of [0, 1, 8, 9, 200, 256, 300, 2000]) {
        const to = Math.min(4096, from + length)
        const there = [32, 248, 256, 1024, 4088].some((place) => place >= from && place < to)
        expect(bits.anyIn(from, to), `${from} to ${to}`).toBe(there)
      }
    }
    expect([bits.count(), bits.first()]).toEqual([5, 32])
    expect([bits.take(32), bits.take(32), bits.count(), bits.first()]).toEqual([
      true,
      false,
      4,
      248,
    ])
  })

  it('exchanges a range with a copy of what it was', () => {
    const bits = new CellBits(2048)
    for (const place of [8, 520, 1000]) bits.set(place)
    const words = new Uint32Array(5)
    bits.copy(512, 1024, words, 1)
    bits.clear(520)
    bits.set(768)
    const places = () => [8, 520, 768, 1000].filter((place) => bits.has(place))
    bits.exchange(512, 1024, words, 1)
    expect(places()).toEqual([8, 520, 1000])
    bits.exchange(512, 1024, words, 1)
    expect(places()).toEqual([8, 768, 1000])
  })
})
