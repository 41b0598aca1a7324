import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { OriginalImage } from '../../src/regf/OriginalImage.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'

const LENGTH = 5000
const PAGE = 512

function fresh(seed = 1) {
  const random = rng(seed)
  const bytes = Uint8Array.from({ length: LENGTH }, () => random.below(256))
  const image = new HiveImage(bytes.slice().buffer)
  const pages = image.keepBytes()
  return { bytes, image, pages, original: new OriginalImage(image, pages), random }
}

/** Reads the original in every way, and compares it with what it was. */
function expectOriginal(original: OriginalImage, bytes: Uint8Array<ArrayBuffer>): void {
  expect(original.length).toBe(bytes.length)
  const view = new DataView(bytes.buffer)
  const wrong: number[] = []
  for (let at = 0; at + 8 <= bytes.length; at++) {
    const isSame =
      original.u8(at) === view.getUint8(at) &&
      original.u16(at) === view.getUint16(at, true) &&
      original.u32(at) === view.getUint32(at, true) &&
      original.i32(at) === view.getInt32(at, true) &&
      original.u64(at) === view.getBigUint64(at, true)
    if (!isSame) wrong.push(at)
  }
  expect(wrong).toEqual([])
  for (const [at, count] of [
    [0, 10],
    [500, 30],
    [0, 5000],
    [511, 2],
    [1024, 512],
    [4990, 500],
  ] as const) {
    const wanted = bytes.subarray(at, at + count)
    expect(original.bytesView(at, count)).toEqual(wanted)
    expect(original.bytesCopy(at, count)).toEqual(wanted)
  }
}

describe('the original of a file', () => {
  it('reads as it was, whatever is written, in every way of reading', () => {
    const { bytes, image, original } = fresh()
    expectOriginal(original, bytes)
    image.transact(() => {
      image.setU32(508, 0x12345678)
      image.setU32(510, 0x9abcdef0)
      image.fill(1024, 700, 0xee)
      image.setU8(4999, 1)
    })
    expectOriginal(original, bytes)
  })

  it('reads as it was after undo, redo, a longer and a shorter file', () => {
    const { bytes, image, original } = fresh()
    const { inverse } = image.transact(() => {
      image.extend(9000)
      image.fill(4000, 5000, 0x55)
    })
    expectOriginal(original, bytes)
    const again = image.applyPatch(inverse)
    expectOriginal(original, bytes)
    image.applyPatch(again)
    expectOriginal(original, bytes)
  })

  it('reads as it was inside a transaction, between two steps of one, and while the bytes are exchanged', () => {
    const { bytes, image, original } = fresh()
    image.transact(() => image.setU32(0, 1))
    const steps = image.transactSteps(function* () {
      image.setU32(4, 2)
      image.setU32(2000, 3)
      expectOriginal(original, bytes)
      yield 0.5
      image.setU32(3000, 4)
      expectOriginal(original, bytes)
    })
    steps.next()
    expectOriginal(original, bytes)
    image.exchange()
    expectOriginal(original, bytes)
    image.exchange()
    expectOriginal(original, bytes)
    expect(image.u32(2000)).toBe(3)
    expect(steps.next().done).toBe(true)
    expectOriginal(original, bytes)
  })

  it('reads as it was after an edit that was taken back', () => {
    const { bytes, image, original } = fresh()
    const fail = () =>
      image.transact(() => {
        image.fill(0, 3000, 0)
        expectOriginal(original, bytes)
        throw new TypeError('no')
      })
    expect(fail).toThrow('no')
    expectOriginal(original, bytes)
  })

  it('is not in one piece, and refuses to be read as if it were', () => {
    const { image, original } = fresh()
    expect([image.isFlat, original.isFlat]).toEqual([true, false])
    expect(() => original.bytes).toThrow(HiveError)
    expect(() => original.words).toThrow(HiveError)
    expect(() => original.units).toThrow(HiveError)
  })

  it('takes no memory beside that of the changed pages', () => {
    const { image, pages } = fresh()
    expect(image.held).toBe(0)
    image.transact(() => image.setU8(PAGE * 3 + 7, 1))
    expect([...pages.pages]).toEqual([3])
    const { held } = image
    expect(held).toBeGreaterThan(0)
    image.keepBytes()
    expect(image.held).toBe(held)
    image.forgetBytes(pages)
    expect(image.held).toBe(0)
  })

  it('random edits, undone and redone, never show in it', () => {
    const first = firstSeed(40)
    for (let seed = first; seed < first + 40; seed++) {
      const { bytes, image, original, random } = fresh(seed)
      let last: ReturnType<HiveImage['applyPatch']> | null = null
      for (let edit = 0; edit < 6; edit++) {
        if (last !== null && random.below(3) === 0) {
          last = image.applyPatch(last)
          continue
        }
        last = image.transact(() => {
          if (random.below(4) === 0) image.extend(image.length + random.below(3000))
          for (let write = random.below(4); write >= 0; write--) {
            const at = random.below(image.length - 8)
            image.fill(at, 1 + random.below(Math.min(600, image.length - at)), random.below(256))
          }
        }).inverse
      }
      const copy = original.bytesCopy(0, original.length)
      expect(copy, `seed ${seed}`).toEqual(bytes)
      expect(original.wholeCopy(), `seed ${seed}`).toEqual(bytes)
      for (let read = 0; read < 300; read++) {
        const at = random.below(LENGTH - 4)
        const wanted = new DataView(bytes.buffer).getUint32(at, true)
        if (original.u32(at) !== wanted) throw new Error(`seed ${seed}: u32 at ${at}`)
      }
    }
  })
})
