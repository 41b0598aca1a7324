/**
 * The numbered list of regf-format 8: edits and sizes (90 to 96). Row 96 for the page is in
 * `test/worker/open.test.ts`.
 */

import { truncateSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compareNames } from '../../src/bytes/upcase.ts'
import { openInput } from '../../src/cli/hiveInput.ts'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { computeChecksum } from '../../src/regf/baseBlock.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { BASE, BIN, LIMIT, NK } from '../../src/regf/layout.ts'
import { type CellOffset, fileOffset } from '../../src/regf/offsets.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { runToEnd } from '../../src/work.ts'
import { audit } from '../helpers/audit.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { cellOf, hiveOfEverything, NOW, type Places, sizeField } from '../helpers/hives.ts'
import { hive as hiveCommand } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { countAllocations } from './countAllocations.ts'
import { codeOf, expectEditRefused, expectOpen } from './expectHostile.ts'

const places = hiveOfEverything()
const { bytes } = places
const { image } = places.hive
const { bins } = places.hive.cells
const files = temporary()

/** Ten times the duration of the slowest of these tests. */
const HANG = 20_000

describe('edits of hives with damage', () => {
  it('hostile 90 a new bin is made if only damaged bins have room', async () => {
    // The free space of a bin becomes a cell of size 0: nothing before it is lost.
    const free = [...audit(places.hive).cells].filter(([, cell]) => cell.free)
    const patches = free.map(([at]) => ({ at: fileOffset(at as CellOffset), u32: 0 }))
    const file = corrupt(bytes, ...patches)
    const hive = await expectOpen(file, 'cell-size', ...othersOf(file))
    hive.key('Witness').create('in a new bin')
    hive.key('Witness').set('in a new bin', 3, new Uint8Array(300))
    expect(hive.image.length).toBeGreaterThan(file.length)
    const damaged = new Set(free.map(([at]) => bins.binAt(at)))
    for (const bin of damaged) {
      // The edited key is in the first bin, which has no free space.
      const from = fileOffset(bins.start(bin))
      const length = bins.end(bin) - bins.start(bin)
      expect(hive.image.bytesCopy(from, length)).toEqual(file.slice(from, from + length))
    }
  })

  it.each([
    ['value', 'value-too-small', (of: Places) => of.vk('Spill', '')],
    ['data', 'data-past-cell', (of: Places) => of.data('Spill', 'data')],
    ['security', 'security-ring', (of: Places) => of.security('Spill')],
  ] as const)(
    'hostile 90 the rest of a %s cell whose size was cut is not reused',
    (_, code, find) => {
      const whole = hiveOfEverything()
      const spill = whole.hive.rootKey.create('Spill')
      spill.set('', 3, new Uint8Array(16))
      spill.set('data', 3, new Uint8Array(28).fill(7))
      spill.setDescriptor(encodeDescriptor(parseSddl('O:BAG:BAD:(A;;KA;;;WD)')))
      const at = sizeField(find(whole))
      // A security cell that no key refers to is found only through its ring.
      const field = whole.nk('Spill') + NK.SECURITY
      const ring = code === 'security-ring' ? [{ at: field, u32: cellOf(whole.security('')) }] : []
      // The rest looks like a free cell.
      const rest = -whole.hive.image.i32(at) - 8
      const patches = [{ at, u32: -8 >>> 0 }, { at: at + 8, u32: rest }, ...ring]
      const file = corrupt(whole.hive.finishedCopy(), ...patches)
      const cut = Hive.open(file.slice())
      const errors = cut.check().findings.filter(({ severity }) => severity === 'error')
      expect(new Set(errors.map((error) => error.code))).toEqual(new Set([code]))
      for (const size of [8, 12, 20, rest - 8])
        cut.key('Witness').set(`room ${size}`, 3, new Uint8Array(size))
      expect(cut.image.bytesCopy(at + 8, rest)).toEqual(file.slice(at + 8, at + 8 + rest))
    },
  )

  it('hostile 90 a hive does not grow over the target of a reference past its end', () => {
    const end = places.hive.cells.bins.dataSize
    const file = corrupt(bytes, { at: places.valueList('Alpha'), u32: end + 4096 + 32 })
    const hive = Hive.open(file)
    hive.check()
    expectEditRefused(
      hive,
      (to) => to.key('Witness').set('long', 3, new Uint8Array(9000)),
      'growth-blocked',
    )
    hive.key('Witness').set('fits before', 3, new Uint8Array(4000))
    expect(hive.cells.bins.dataSize).toBe(end + 4096)
    hive.key('Witness').set('needs no room', 4, new Uint8Array(4))
  })

  it('hostile 91 a hive of 2 GiB - 4096 refuses edits that need space', { timeout: HANG }, () => {
    const { hive, buffer } = largestHive()
    expect(hive.check().findings.map(({ code }) => code)).toEqual(['cell-unreferenced'])
    const before = head(hive)
    const { allocations } = countAllocations(() => {
      for (const size of [5, 600, 20_000, 1 << 20]) {
        const data = new Uint8Array(size)
        expect(codeOf(() => hive.rootKey.set('v', 3, data))).toBe('hive-full')
      }
      expect(codeOf(() => hive.rootKey.create('k'))).toBe('hive-full')
    })
    expect(allocations.largest).toBeLessThanOrEqual(1 << 20)
    expect(hive.image.length).toBe(buffer.byteLength)
    expect(hive.image.u32(BASE.DATA_SIZE)).toBe(LIMIT.DATA_SIZE)
    expect(head(hive)).toEqual(before)
    expect(hive.image.revision).toBe(0)
    // Edits that need no space are still possible.
    expect(hive.rootKey.set('v', 4, new Uint8Array(4)).size).toBe(4)
  })

  /**
   * A hive of the largest size, in a buffer of that size, of which the system commits only the pages that are touched.
   * Its one bin has the root, space for one small value, and one cell to the end.
   */
  function largestHive() {
    const small = Hive.create({ now: NOW })
    const start = small.image
    const buffer = new ArrayBuffer(fileOffset(LIMIT.DATA_SIZE as CellOffset))
    new Uint8Array(buffer).set(start.bytesView(0, start.length))
    const large = new HiveImage(buffer)
    large.transact(() => {
      const bin = fileOffset(0 as CellOffset)
      const free = lastCell(large)
      large.setU32(BASE.DATA_SIZE, LIMIT.DATA_SIZE)
      large.setU32(bin + BIN.SIZE, LIMIT.DATA_SIZE)
      large.setI32(fileOffset(free), 48)
      const rest = (free + 48) as CellOffset
      large.setI32(fileOffset(rest), rest - LIMIT.DATA_SIZE)
      large.setU32(BASE.CHECKSUM, computeChecksum(large))
    })
    return { hive: Hive.open(new HiveImage(buffer)), buffer }
  }

  function lastCell(of: HiveImage): CellOffset {
    let cell = BIN.HEADER as number
    while (of.i32(fileOffset(cell as CellOffset)) < 0)
      cell -= of.i32(fileOffset(cell as CellOffset))
    return cell as CellOffset
  }

  /** The pages that were touched. */
  function head(of: Hive): Uint8Array {
    return of.image.bytesCopy(0, 1 << 14)
  }

  it('hostile 92 a key whose value list is in a free cell is not deleted', async () => {
    const at = sizeField(places.valueList('Alpha'))
    const file = corrupt(bytes, { at, u32: -image.i32(at) })
    const hive = await expectOpen(file, 'reference-bad')
    expect([...hive.key('Alpha').values()]).toEqual([])
    expectEditRefused(hive, (it) => it.key('Alpha').delete())
    expectEditRefused(hive, (it) => it.key('Alpha').set('v', 4, new Uint8Array(4)))
    for (let n = 0; n < 200; n++) hive.key('Witness').set(`v${n}`, 3, new Uint8Array(16))
    expect(hive.image.i32(at)).toBe(-image.i32(at))
    expect(
      [...audit(hive).problems].filter((one) => !one.startsWith('6.1.4 a value list')),
    ).toEqual([])
  })

  it('hostile 93 a value that is twice in a list is not freed while the list has it', async () => {
    const target = places.valueCell('Alpha', 'Inline')
    const file = corrupt(bytes, { at: places.valueList('Alpha') + 8, u32: target })
    const hive = await expectOpen(file, 'shared-cell')
    const history = new History(hive)
    for (const index of [1, 2]) {
      expectEditRefused(hive, () => {
        history.run({ kind: 'delete-values', key: places.cell('Alpha'), indexes: [index] })
      })
    }
    expect(hive.image.i32(fileOffset(target))).toBeLessThan(0)
  })
})

describe('names', () => {
  it('hostile 94 keys are renamed to and from letters with unusual upper-case forms', () => {
    const hive = Hive.create()
    const names = ['ß', 'SS', 'ss1', 'ÿ', 'µ', 'Μ', 'ſ', 'S', 'ı', 'I', 'ẞ']
    for (const name of names) hive.rootKey.create(name)
    for (const from of names) {
      for (const to of ['ßß', 'ÿÿ', 'µµ', 'ΜΜ', 'ſſ', 'ıı', 'ẞẞ']) {
        hive.rootKey.key(from).rename(to)
        const stored = [...hive.rootKey.subkeys()].map(({ name }) => name)
        expect(stored).toEqual(names.map((name) => (name === from ? to : name)).sort(compareNames))
        hive.rootKey.key(to).rename(from)
      }
    }
    expect(codeOf(() => hive.rootKey.key('ÿ').rename('Ÿ'))).toBe('nothing thrown')
    expect(codeOf(() => hive.rootKey.key('ſ').rename('s'))).toBe('key-exists')
    expect(audit(hive)).toMatchObject({ problems: [], leaks: [] })
    expect(Hive.open(hive.finishedCopy()).check().findings).toEqual([])
  })
})

describe('descriptors', () => {
  const emptyOf = (length: number) => {
    const bytes = new Uint8Array(length)
    bytes.set([1, 0, 0, 0x80])
    return bytes
  }
  const listOf = (count: number) => encodeDescriptor(parseSddl(`D:${'(A;;KA;;;SY)'.repeat(count)}`))

  it.each([
    ['of 65,536 bytes', () => emptyOf(65_536)],
    ['with a list of 65,548 bytes', () => listOf(3277)],
  ])('hostile 95 %s is refused with the reason', (_, make) => {
    const hive = Hive.create()
    const { revision } = hive.image
    expect(codeOf(() => hive.rootKey.setDescriptor(make()))).toBe('bad-descriptor')
    expect(hive.image.revision).toBe(revision)
  })
})

describe('files', () => {
  const GIB = 2 ** 30

  it.each([
    ['4 GiB', 4 * GIB],
    ['4 GiB and 8192 bytes', 4 * GIB + 8192],
    ['2 GiB, 64 MiB of tail and a byte', LIMIT.FILE + 1],
  ])(
    'hostile 96 a file with %s after a valid header is refused before the rest is read',
    (_, length) => {
      const path = files.file('large', bytes)
      // The file has holes, not bytes.
      truncateSync(path, length)
      const { result, allocations } = countAllocations(() =>
        codeOf(() => runToEnd(openInput(path))),
      )
      expect(result).toBe('file-too-large')
      expect(allocations.total).toBe(0)
      const { code, err } = hiveCommand('dump', path)
      expect({ code, lines: err.trim().split('\n').length }).toEqual({ code: 2, lines: 1 })
      expect(err).toMatch(/^hive: ERROR_BADDB: /)
    },
  )
})

/** Codes of the errors that follow from the cells after a bad one. */
function othersOf(file: Uint8Array) {
  const { findings } = Hive.open(Uint8Array.from(file)).check()
  const codes = findings.flatMap(({ code, severity }) => (severity === 'error' ? [code] : []))
  return new Set(codes.filter((code) => code !== 'cell-size'))
}
