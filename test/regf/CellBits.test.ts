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
    expect([bits.next(40, 4096), bits.next(256, 264), bits.next(264, 1024)]).toEqual([248, 256, -1])
    expect([bits.take(32), bits.take(32), bits.count(), bits.first()]).toEqual([
      true,
      false,
      4,
      248,
    ])
  })

  it('a bit that is flipped twice is as it was', () => {
    const bits = new CellBits(2048)
    bits.set(520)
    const places = () => [512, 520, 528].filter((place) => bits.has(place))
    for (const place of [520, 528]) bits.flip(place)
    expect(places()).toEqual([528])
    for (const place of [520, 528]) bits.flip(place)
    expect(places()).toEqual([520])
  })
})
