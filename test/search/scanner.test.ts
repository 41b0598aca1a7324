import { beforeEach, describe, expect, it } from 'vitest'
import { SCANNER } from '../../src/search/scanner.ts'
import { rng } from '../helpers/rng.ts'

const WORDS = 4096
const UNIT = 0x61
const NEXT = 0x7a

/** Words of few different bytes, so that every unit occurs often. */
function fewBytes(): Int32Array<ArrayBuffer> {
  const random = rng(5)
  return Int32Array.from({ length: WORDS + 8 }, () => {
    return [0, 8, 16, 24].reduce((word, shift) => word | (random.pick([0, UNIT, NEXT]) << shift), 0)
  })
}

beforeEach(() => {
  SCANNER.units.fill(0)
  SCANNER.next.fill(0)
})

describe('a unit counts only with what follows it', () => {
  const words = fewBytes()
  const view = new DataView(words.buffer)

  it.each([
    { where: 'in every word', step: 4, group: 4, next: SCANNER.nextOfLowUnits },
    { where: 'in every half of a word', step: 2, group: 2, next: SCANNER.nextOfUnits },
    { where: 'at every byte', step: 1, group: 1, next: SCANNER.nextOfBytes },
  ])('$where', ({ step, group, next }) => {
    SCANNER.units[UNIT] = 2
    SCANNER.next[NEXT] = 2
    const wanted = new Set<number>()
    for (let at = 0; at < WORDS * 4; at += step) {
      // What follows the unit that ends in another word is not looked at.
      const counts = view.getUint16(at + 2, true) === NEXT || at % 4 === 3
      if (view.getUint16(at, true) === UNIT && counts) wanted.add(Math.floor(at / 4 / group))
    }
    const found: number[] = []
    for (let at = next(words, 0, WORDS); at < WORDS; at = next(words, at + group, WORDS)) {
      found.push(at / group)
    }
    expect(found).toEqual([...wanted])
    expect(found.length).toBeGreaterThan(10)
  })
})
