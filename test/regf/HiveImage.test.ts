import { afterEach, describe, expect, it, vi } from 'vitest'
import type { BytePatch } from '../../src/regf/BytePatch.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { rng } from '../helpers/rng.ts'

function imageOf(bytes: Uint8Array): HiveImage {
  return new HiveImage(bytes.slice().buffer)
}

function bytesOf(image: HiveImage): Uint8Array {
  return image.bytesCopy(0, image.length)
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('HiveImage', () => {
  it('reads little-endian numbers at any offset', () => {
    const image = imageOf(Uint8Array.of(0xff, 1, 2, 3, 4, 5, 6, 7, 0x80))
    expect(image.u16(1)).toBe(0x0201)
    expect(image.u32(1)).toBe(0x04030201)
    expect(image.i32(5)).toBe(-0x7ff8f9fb)
    expect(image.u64(1)).toBe(0x8007060504030201n)
  })

  it('refuses a write outside a transaction', () => {
    const image = imageOf(new Uint8Array(16))
    expect(() => image.setU8(0, 1)).toThrow(expect.objectContaining({ code: 'internal' }))
    expect(bytesOf(image)).toEqual(new Uint8Array(16))
  })

  it('restores every byte and the length when an edit fails', () => {
    const before = rng(1).bytes(9000)
    const image = imageOf(before)
    const edit = () =>
      image.transact(() => {
        image.setU32(4094, 0xdeadbeef)
        image.extend(50000)
        image.fill(8990, 41000, 7)
        throw new RangeError('no')
      })
    expect(edit).toThrow(RangeError)
    expect(image.length).toBe(9000)
    expect(firstDifference(bytesOf(image), before)).toBe(-1)
    expect(image.revision).toBe(0)
  })

  it('grows with zeros over bytes that an undo removed', () => {
    const image = imageOf(new Uint8Array(4096))
    const { inverse } = image.transact(() => {
      image.extend(8192)
      image.fill(4096, 4096, 9)
    })
    image.applyPatch(inverse)
    image.transact(() => image.extend(8192))
    expect(bytesOf(image).every((byte) => byte === 0)).toBe(true)
  })

  it('undoes and redoes random edits byte by byte', () => {
    const random = rng(2)
    const image = imageOf(random.bytes(10_000))
    const states = [bytesOf(image)]
    const patches: BytePatch[] = []
    for (let step = 0; step < 60; step++) {
      const { inverse } = image.transact(() => {
        for (let write = 0; write < 5; write++) {
          const kind = random.below(4)
          const at = random.below(image.length - 64)
          if (kind === 0) image.setBytes(at, random.bytes(random.below(64)))
          if (kind === 1) image.fill(at, random.below(64), random.below(256))
          if (kind === 2) image.move(random.below(image.length - 64), at, random.below(64))
          if (kind === 3) image.extend(image.length + random.below(6000))
        }
      })
      patches.push(inverse)
      states.push(bytesOf(image))
    }
    const redo: BytePatch[] = []
    for (let step = 59; step >= 0; step--) {
      redo.push(image.applyPatch(patches[step] as BytePatch))
      expect(firstDifference(bytesOf(image), states[step] as Uint8Array)).toBe(-1)
    }
    redo.reverse()
    for (let step = 0; step < 60; step++) {
      image.applyPatch(redo[step] as BytePatch)
      expect(firstDifference(bytesOf(image), states[step + 1] as Uint8Array)).toBe(-1)
    }
  })

  it('keeps only changed bytes in a patch', () => {
    const image = imageOf(new Uint8Array(1 << 20))
    const { inverse } = image.transact(() => {
      image.fill(0, 1 << 20, 0)
      image.setU8(70_000, 1)
      image.setU8(70_010, 1)
    })
    expect(inverse.runs).toEqual([70_000, 11])
    expect(inverse.bytes).toEqual(new Uint8Array(11))
  })

  it('reports out-of-memory with every byte as before if changed pages cannot be kept', () => {
    const image = imageOf(new Uint8Array(1 << 20))
    const Real = ArrayBuffer
    vi.stubGlobal(
      'ArrayBuffer',
      class extends Real {
        constructor(bytes: number) {
          if (bytes > 1 << 16) throw new RangeError('Array buffer allocation failed')
          super(bytes)
        }
      },
    )
    const wanted = expect.objectContaining({ code: 'out-of-memory' })
    expect(() => image.transact(() => image.fill(0, 1 << 20, 1))).toThrow(wanted)
    expect(() => image.transact(() => image.extend(1 << 21))).toThrow(wanted)
    vi.unstubAllGlobals()
    expect(firstDifference(bytesOf(image), new Uint8Array(1 << 20))).toBe(-1)
  })
})
