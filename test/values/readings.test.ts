import { describe, expect, it } from 'vitest'
import { encodeDword, encodeQword } from '../../src/values/encode.ts'
import { dataReadings, numberReadings } from '../../src/values/readings.ts'

function byKind(value: bigint, bits: 32 | 64): Record<string, string> {
  return Object.fromEntries(numberReadings(value, bits).map(({ kind, text }) => [kind, text]))
}

describe('numberReadings', () => {
  it('always lists hexadecimal, decimal and binary', () => {
    expect(byKind(42n, 32)).toMatchObject({
      hex: '0x0000002a',
      decimal: '42',
      binary: '0010 1010',
    })
    expect(byKind(0n, 64)).toEqual({ hex: '0x0000000000000000', decimal: '0', binary: '0000' })
  })

  it('names the bits that are set, from 0, if any are', () => {
    expect(byKind(42n, 32).flags).toBe('1, 3, 5')
    expect(byKind(0x8000_00b7n, 32).flags).toBe('0–2, 4, 5, 7, 31')
    expect(byKind(0xffff_ffff_ffff_ffffn, 64).flags).toBe('0–63')
    expect(byKind(0n, 32).flags).toBeUndefined()
  })

  it('adds a signed number when the highest bit is set', () => {
    expect(byKind(0xffff_ffffn, 32).signed).toBe('-1')
    expect(byKind(0xffff_ffffn, 64).signed).toBeUndefined()
    expect(byKind(0xffff_ffff_ffff_fffen, 64).signed).toBe('-2')
    expect(byKind(0xffff_ffffn, 32).binary).toBe('1111 1111 1111 1111 1111 1111 1111 1111')
  })

  it('adds times only when they are plausible', () => {
    expect(byKind(1_503_914_839n, 32)['unix-seconds']).toBe('2017-08-28 10:07:19.0000000 UTC')
    expect(byKind(1_503_914_839_123n, 64)['unix-milliseconds']).toBe(
      '2017-08-28 10:07:19.1230000 UTC',
    )
    expect(byKind(131_484_316_391_234_567n, 64).filetime).toBe('2017-08-28 22:07:19.1234567 UTC')
    expect(Object.keys(byKind(116_444_736_000_000_000n, 64))).not.toContain('filetime')
  })
})

describe('dataReadings', () => {
  it('reads numbers by type and bytes by size', () => {
    expect(dataReadings(4, encodeDword(1))[1]).toEqual({ kind: 'decimal', text: '1' })
    expect(dataReadings(5, encodeDword(1))[1]).toEqual({ kind: 'decimal', text: '16777216' })
    expect(dataReadings(3, encodeQword(5n))[1]).toEqual({ kind: 'decimal', text: '5' })
    expect(
      dataReadings(
        3,
        Uint8Array.from({ length: 16 }, (_, i) => i),
      ),
    ).toEqual([{ kind: 'guid', text: '{03020100-0504-0706-0809-0A0B0C0D0E0F}' }])
  })

  it('lists nothing for text and other sizes', () => {
    expect(dataReadings(1, encodeDword(1))).toEqual([])
    expect(dataReadings(5, new Uint8Array(8))).toEqual([])
    expect(dataReadings(3, new Uint8Array(7))).toEqual([])
  })
})
