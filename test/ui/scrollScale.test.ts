import { describe, expect, it } from 'vitest'
import {
  clampTop,
  frameOf,
  isScaled,
  MOST_PIXELS,
  scrollTopOf,
  topAfterScroll,
  topToShow,
} from '../../src/ui/common/scrollScale.ts'

const ROW = 24
const VIEWPORT = 600

describe('a list that fits', () => {
  const frame = frameOf(50_000, ROW, VIEWPORT)

  it('a list that fits is not scaled', () => {
    expect(isScaled(frame)).toBe(false)
    expect(scrollTopOf(frame, 12_345)).toBe(12_345)
    expect(topAfterScroll(frame, 0, { before: 0, after: 999_999 })).toBe(999_999)
  })

  it('a list that fits ends at its last row', () => {
    expect(clampTop(frame, 9e9)).toBe(50_000 * ROW - VIEWPORT)
  })
})

describe('a list taller than an element can be', () => {
  const frame = frameOf(5_000_000, ROW, VIEWPORT)

  it('a list taller than an element can be is drawn in the tallest spacer', () => {
    expect(frame.spacer).toBe(MOST_PIXELS)
    expect(frame.full).toBe(120_000_000)
  })

  it('a wheel step moves a scaled list by exactly its pixels, at any position', () => {
    expect(topAfterScroll(frame, 50_000_000, { before: 6_000_000, after: 6_000_120 })).toBe(
      50_000_120,
    )
    expect(topAfterScroll(frame, 50, { before: 40, after: 0 })).toBe(10)
  })

  it('dragging the thumb reaches both ends of a scaled list', () => {
    const end = MOST_PIXELS - VIEWPORT
    expect(topAfterScroll(frame, 0, { before: 0, after: end })).toBe(frame.full - VIEWPORT)
    expect(topAfterScroll(frame, 9e7, { before: end, after: 0 })).toBe(0)
  })

  it('positions convert to scroll positions and back', () => {
    const top = 77_000_000
    const scroll = scrollTopOf(frame, top)
    expect(topAfterScroll(frame, 0, { before: 0, after: scroll })).toBeCloseTo(top, 3)
    expect(scrollTopOf(frame, frame.full - VIEWPORT)).toBe(MOST_PIXELS - VIEWPORT)
  })
})

describe('topToShow', () => {
  const frame = frameOf(1000, ROW, VIEWPORT)

  it('topToShow moves as little as possible to a row that is near', () => {
    const show = (from: number) => topToShow(frame, 2400, { from, height: ROW })
    expect(show(2400)).toBe(2400)
    expect(show(2376)).toBe(2376)
    expect(show(2976)).toBe(2400)
    expect(show(3000)).toBe(2424)
  })

  it('topToShow centres a row more than a screen away, except near both ends', () => {
    expect(topToShow(frame, 0, { from: 12_000, height: ROW })).toBe(11_712)
    expect(topToShow(frame, 9000, { from: 0, height: ROW })).toBe(0)
    expect(topToShow(frame, 0, { from: 999 * ROW, height: ROW })).toBe(1000 * ROW - VIEWPORT)
  })
})
