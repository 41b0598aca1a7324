/** ShimCache and ShellBags: published samples, made ones of each version, and bytes that are anything. */

import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { meaningsOf } from '../../src/known/meanings.ts'
import { readShellItems } from '../../src/known/shellItems.ts'
import { readShimCache } from '../../src/known/shimCache.ts'
import { MEANING_LABELS, meaningText } from '../../src/text/meanings.ts'
import { rng } from '../helpers/rng.ts'

const TIME = 133_539_328_000_000_000n
const PATH = 'C:\\Tools\\a.exe'

const u16 = (number: number) => [number & 255, number >>> 8]
const u32 = (number: number) => [...u16(number & 0xffff), ...u16(number >>> 16)]
const time = [...u32(Number(TIME & 0xffffffffn)), ...u32(Number(TIME >> 32n))]
const zeros = (count: number) => new Array<number>(count).fill(0)
const path = [...encodeUtf16(PATH)]

/** An entry of Windows 8 and later: signature, size, and what follows the path. */
function entry(signature: string, rest: readonly number[]): number[] {
  const data = [...u16(path.length), ...path, ...rest]
  return [...Buffer.from(signature, 'latin1'), ...u32(0), ...u32(data.length), ...data]
}

/** A cache of Windows 7 with one entry. */
function windows7(isLong: boolean, flags: number): Uint8Array {
  const at = 128 + (isLong ? 48 : 32)
  const head = [...u32(0xbadc0fee), ...u32(1), ...zeros(120)]
  const lengths = [...u16(path.length), ...u16(path.length + 2)]
  const place = isLong ? [...u32(0), ...u32(at), ...u32(0)] : u32(at)
  const rest = [...time, ...u32(flags), ...u32(0), ...zeros(isLong ? 16 : 8)]
  return Uint8Array.from([...head, ...lengths, ...place, ...rest, ...path, ...zeros(32)])
}

describe('the ShimCache', () => {
  const modern = [...time, ...u32(0)]
  it.each([
    ['Windows 7, 64-bit', windows7(true, 2), true],
    ['Windows 7, 32-bit', windows7(false, 0), false],
    [
      'Windows 8',
      [...u32(128), ...zeros(124), ...entry('00ts', [...u16(0), ...u32(2), ...u32(0), ...time])],
      true,
    ],
    [
      'Windows 8.1, of a package',
      [
        ...[...u32(128), ...zeros(124)],
        ...entry('10ts', [...u16(4), ...u32(7), ...u32(0), ...u32(0), ...time]),
      ],
      false,
    ],
    ['Windows 10', [...u32(48), ...zeros(44), ...entry('10ts', modern), ...zeros(40)], null],
    ['Windows 11', [...u32(52), ...zeros(48), ...entry('10ts', modern), ...zeros(40)], null],
  ] as const)('of %s', (_, bytes, started) => {
    expect(readShimCache(Uint8Array.from(bytes))).toEqual([{ path: PATH, modified: TIME, started }])
  })

  it('is a list of programs in the details, of which the first hundred are shown', () => {
    const entries = Array.from({ length: 120 }, () => entry('10ts', modern)).flat()
    const data = Uint8Array.from([...u32(52), ...zeros(48), ...entries])
    const names = ['ControlSet001', 'Control', 'Session Manager', 'AppCompatCache']
    const facts = meaningsOf({ hive: 'SYSTEM', path: names, name: 'AppCompatCache', type: 3, data })
    const lines = facts.map((one) => `${MEANING_LABELS[one.label]}: ${meaningText(one, String)}`)
    expect(lines).toHaveLength(102)
    expect(lines.slice(0, 2)).toEqual(['Programs: 120', `Program: ${PATH}, modified ${TIME}`])
    expect(lines.at(-1)).toBe('More programs: 20')
  })
})

/** The item list of the example in [MS-SHLLINK] 3.1: C:\test\a.txt. */
const SAMPLE = Uint8Array.from(
  Buffer.from(
    '14001f50e04fd020ea3a6910a2d808002b30309d19002f433a5c00000000000000000000000000000000000000' +
      '46003100000000002c3969a3100074657374000032000700' +
      '0400efbe2c3965a32c3969a326000000031e00000000f51e000000000000000000007400650073007400000014' +
      '00480032000000000000000000',
    'hex',
  ),
)

it('a ShimCache whose entries all share one long path takes no more text than its data', () => {
  const data = new Uint8Array(256 << 10)
  const view = new DataView(data.buffer)
  view.setUint32(0, 0xbadc0fee, true)
  view.setUint32(4, 4096, true)
  for (let index = 0; index < 4096; index++) {
    view.setUint16(128 + index * 32, 0xfffe, true)
    view.setUint32(132 + index * 32, data.length - 0xffff, true)
  }
  const units = readShimCache(data).reduce((sum, { path }) => sum + path.length, 0)
  expect(units).toBeGreaterThan(0)
  expect(units * 2).toBeLessThanOrEqual(data.length)
})

describe('shell items', () => {
  it('of a published example lead to a folder, with its times and its entry in the MFT', () => {
    const items = readShellItems(SAMPLE)
    expect(items.slice(0, 3).map(({ name }) => name)).toEqual(['This PC', 'C:\\', 'test'])
    const { created, modified, mft } = items[2] ?? {}
    expect(mft).toEqual({ entry: 0x1e03, sequence: 0x1ef5 })
    const date = (at: bigint | null | undefined) =>
      new Date(Number((at ?? 0n) / 10_000n - 11_644_473_600_000n)).toISOString()
    expect(date(created)).toBe('2008-09-12T20:27:10.000Z')
    expect(date(modified)).toBe('2008-09-12T20:27:18.000Z')
  })

  it('of a drive with FAT have no entry in an MFT: what is there has no sequence number', () => {
    const onFat = SAMPLE.slice()
    const at = onFat.indexOf(0xf5)
    expect(readShellItems(onFat)[2]?.mft).not.toBeNull()
    onFat.fill(0, at, at + 2)
    expect(readShellItems(onFat)[2]).toMatchObject({ name: 'test', mft: null })
  })

  it('of a removable drive hold the item of the drive; what is not known has no name', () => {
    const drive = [
      ...u16(0x26),
      0x2e,
      0x80,
      ...zeros(4),
      0x19,
      0,
      0x2f,
      ...Buffer.from('E:\\'),
      ...zeros(24),
    ]
    const search = [...u16(0x30), 0x1f, 0, ...rng(3).bytes(44)]
    const items = readShellItems(Uint8Array.from([...drive, ...search, 0, 0]))
    expect(items.map(({ name }) => name)).toEqual(['E:\\', ''])
  })

  it('are the meaning of ShellBags and of the lists of file dialogs', () => {
    const bag = ['Local Settings', 'Software', 'Microsoft', 'Windows', 'Shell', 'BagMRU', '0']
    const facts = (name: string, data: Uint8Array) =>
      meaningsOf({ hive: 'UsrClass', path: bag, name, type: 3, data }).map(
        (one) => `${MEANING_LABELS[one.label]}: ${meaningText(one, () => 'then')}`,
      )
    const only = SAMPLE.subarray(0, 45 + 70)
    expect(facts('1', only)).toEqual([
      ...['Leads to: This PC\\C:\\test', 'Modified: then', 'Created: then', 'Last access: then'],
      'MFT entry: 7683-7925',
    ])
    expect(facts('MRUListEx', Uint8Array.from([...u32(2), ...u32(0xffffffff)]))).toEqual([
      'Order: 2',
    ])
    expect(facts('NodeSlot', Uint8Array.from(u32(4)))).toEqual([])
  })
})

it('any bytes are read within bounds', () => {
  for (let seed = 0; seed < 400; seed++) {
    const random = rng(seed)
    const bytes = random.bytes(random.below(600))
    const source = seed % 2 === 0 ? SAMPLE : windows7(true, 2)
    const damaged = source.slice()
    for (let n = 0; n < 6; n++) damaged[random.below(damaged.length)] = random.below(256)
    for (const data of [bytes, damaged, damaged.subarray(0, random.below(damaged.length))]) {
      expect(readShellItems(data).length).toBeLessThanOrEqual(256)
      expect(readShimCache(data).length).toBeLessThanOrEqual(4096)
    }
  }
})
