import { describe, expect, it } from 'vitest'
import { busText, resourceKind, resourceText } from '../../src/text/resources.ts'
import { decodeResources, type Resources } from '../../src/values/resources.ts'
import { rng } from '../helpers/rng.ts'

const LIST = 8
const FULL = 9
const REQUIREMENTS = 10

/** Numbers of a size in bytes each: `[4, 1]` is a 1 of four bytes. */
function pack(...fields: readonly (readonly [size: number, number: number | bigint])[]) {
  const bytes: number[] = []
  for (const [size, number] of fields) {
    for (let at = 0; at < size; at++) bytes.push(Number((BigInt(number) >> BigInt(at * 8)) & 0xffn))
  }
  return Uint8Array.from(bytes)
}

const join = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((one) => [...one]))

/** Bus 0 of PCI, with a number of resources. */
const group = (...resources: readonly Uint8Array[]) =>
  join(pack([4, 5], [4, 0], [2, 1], [2, 1], [4, resources.length]), ...resources)

const port = (pad: number) => pack([1, 1], [1, 1], [2, 1], [8, 0xe000], [4, 0x20], [pad, 0])
const interrupt = (size: number) => pack([1, 2], [1, 3], [2, 0], [4, 16], [4, 17], [size, 0xff])

function lines(resources: Resources | null): readonly string[] {
  return (resources?.groups ?? []).flatMap((one) => [
    busText(one),
    ...one.resources.map((resource) => `${resourceKind(resource)}: ${resourceText(resource)}`),
  ])
}

function read(type: number, data: Uint8Array): Resources | null {
  return decodeResources(type, data, data.length)
}

const PORT_AND_INTERRUPT = [
  'PCI bus 0',
  'Port: 0xE000 to 0xE01F, only the device',
  'Interrupt: 17, affinity 0xFF, shared',
]

describe('decodeResources', () => {
  it('reads a list of 64-bit Windows and one of 32-bit Windows', () => {
    const wide = join(pack([4, 1]), group(port(4), interrupt(8)))
    const narrow = join(pack([4, 1]), group(port(0), interrupt(4)))
    expect(lines(read(LIST, wide))).toEqual(PORT_AND_INTERRUPT)
    expect(lines(read(LIST, narrow))).toEqual(PORT_AND_INTERRUPT)
    expect([read(LIST, wide)?.cut, read(LIST, narrow)?.cut]).toEqual([false, false])
  })

  it('reads a full descriptor, with large memory, DMA, buses and data of the device', () => {
    const data = group(
      pack([1, 7], [1, 1], [2, 0x200], [8, 1n << 32n], [4, 0x100], [4, 0]),
      pack([1, 4], [1, 0], [2, 0], [4, 2], [4, 0], [4, 0], [4, 0]),
      pack([1, 6], [1, 0], [2, 0], [4, 1], [4, 4], [4, 0], [4, 0]),
      pack([1, 5], [1, 0], [2, 0], [4, 3], [4, 0], [4, 0], [4, 0], [3, 0x010203]),
    )
    expect(lines(read(FULL, data))).toEqual([
      'PCI bus 0',
      'Large memory: 0x100000000 to 0x10000FFFF, only the device',
      'DMA channel: 2',
      'Bus number: 1 to 4',
      'Device-specific data: 3 bytes',
    ])
    expect(read(FULL, data)?.cut).toBe(false)
  })

  it('reads requirements with their alternatives', () => {
    const one = pack(
      [1, 0],
      [1, 3],
      [1, 1],
      [1, 0],
      [2, 0],
      [2, 0],
      [4, 4096],
      [4, 1],
      [8, 0],
      [8, 0xffff],
    )
    const other = pack(
      [1, 8],
      [1, 2],
      [1, 3],
      [1, 0],
      [2, 0],
      [2, 0],
      [4, 5],
      [4, 7],
      [8, 0],
      [8, 0],
    )
    const head = pack([4, 0], [4, -1], [4, 2], [4, 0], [4, 0], [4, 0], [4, 0], [4, 1])
    const data = join(head, pack([2, 1], [2, 1], [4, 2]), one, other)
    expect(lines(read(REQUIREMENTS, data))).toEqual([
      'Undefined bus 2',
      'Memory: 0x0 to 0xFFFF, 4,096 of them, only the device',
      'Interrupt: 5 to 7, shared, alternative',
    ])
  })

  it('says where the data ends too early, and reads what is there', () => {
    const data = join(pack([4, 2]), group(port(4), interrupt(8)))
    expect(lines(read(LIST, data))).toEqual(PORT_AND_INTERRUPT)
    expect(read(LIST, data)?.cut).toBe(true)
    expect(read(LIST, new Uint8Array(2))).toEqual({ groups: [], cut: true })
  })

  it('other types have no resources', () => {
    expect(read(3, new Uint8Array(8))).toBeNull()
  })

  it('random bytes are read to an end', () => {
    const random = rng(8)
    for (let run = 0; run < 2000; run++) {
      const data = random.bytes(random.below(120))
      for (const type of [LIST, FULL, REQUIREMENTS]) {
        const count = lines(read(type, data)).length
        expect(count).toBeLessThanOrEqual(data.length)
      }
    }
  })
})
