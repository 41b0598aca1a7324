import { describe, expect, it } from 'vitest'
import { memoryTrend } from './memoryTrend.ts'

const samples = (size: (minute: number) => number) =>
  Array.from({ length: 60 }, (_, minute) => ({ minute, megabytes: size(minute) }))

describe('the trend of memory', () => {
  it('memory that grows in the first minutes and then stays is flat', () => {
    const trend = memoryTrend(
      samples((minute) => Math.min(100, 10 * minute) + (minute % 5)),
      10,
    )
    expect(trend).toMatchObject({ isFlat: true, first: 100, last: 104, most: 104 })
  })

  it('a steady leak is not flat, and its slope is what leaks in a minute', () => {
    const trend = memoryTrend(
      samples((minute) => 100 + 3 * minute),
      10,
    )
    expect(trend?.isFlat).toBe(false)
    expect(trend?.slope).toBeCloseTo(3)
  })

  it('nothing is said without samples', () => {
    expect(memoryTrend(samples(() => 1).slice(0, 9), 10)).toBeNull()
  })
})
