/**
 * Versions 1.0 and 1.1 (regf-format 1.5, 1.6): read and checked like the others, hostile values
 * included, and never edited. The hives are built byte by byte; a real one of 1.1 is in the corpus, of
 * 1.0 there is none.
 */

import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { BIN, LIST, NK, SIG, SK, VK } from '../../src/regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../../src/regf/offsets.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'
import { MARK, text } from '../helpers/hives.ts'
import { type RawKey, type RawValue, rawHive } from '../helpers/rawHive.ts'
import { data, VALUES } from '../helpers/rawTrees.ts'
import { rng } from '../helpers/rng.ts'
import { codeOf, expectEditRefused, expectOpen, expectRefused } from '../hostile/expectHostile.ts'
import { mutate } from '../hostile/mutate.ts'
import { survive } from '../hostile/survive.ts'

/** A key for tests to damage, after one they must still find, with names, classes and long lists. */
const ROOT: RawKey = {
  name: 'ROOT',
  className: 'root class',
  values: VALUES,
  subkeys: [
    { name: 'Many', leaves: { size: 100 }, subkeys: keys(250) },
    {
      name: 'Few',
      className: 'Жук',
      subkeys: keys(3),
      values: [{ name: 'v', type: 3, data: data(40) }],
    },
    { name: 'Witness', values: [{ name: 'Mark', type: 1, data: text(MARK) }] },
  ],
}
const KEYS = 1 + 3 + 250 + 3

function keys(count: number): RawKey[] {
  return Array.from({ length: count }, (_, n) => ({ name: `n${String(n).padStart(4, '0')}` }))
}

describe.each([0, 1])('version 1.%i', (minor) => {
  const file = rawHive({ minor, root: ROOT, gaps: [[], [32], [], [16, 64]], tail: 700 })
  const hive = Hive.open(file.slice())
  const { cells, image } = hive
  const nk = (path: string) => cells.payloadAt(hive.key(path).cell)
  const vk = (path: string, name: string) =>
    cells.payloadAt(hive.key(path).value(name)?.cell as CellOffset)
  const follow = (field: number) => cells.payloadAt(image.u32(field) as CellOffset)
  const list = (path: string) => follow(nk(path) + NK.SUBKEY_LIST)
  const sizeOf = (record: FileOffset) => record - 8
  const damaged = (...patches: readonly Patch[]) => corrupt(file, ...patches)
  const few = nk('Few')
  const child = nk('Few\\n0001')
  const value = vk('Few', 'v')

  it('has cell headers of eight bytes that name the previous cell', () => {
    const first = fileOffset(0x20 as CellOffset)
    const size = -image.i32(first)
    expect(image.u16(first + 8)).toBe(SIG.NK)
    expect(image.u32(first + 4)).toBe(0xffffffff)
    expect(image.u32(first + size + 4)).toBe(0x20)
    expect([cells.headerSize, size % 16]).toEqual([8, 0])
  })

  it('is read as it was built, without findings', async () => {
    const opened = await expectOpen(file)
    expect(opened.check()).toMatchObject({ findings: [], keys: KEYS, values: 7 })
    expect(opened.rootKey.className).toBe('root class')
    expect(opened.key('few').className).toBe('Жук')
    const hashed = ({ name, type, data: bytes }: RawValue) =>
      [name, type, Buffer.from(bytes).toString('base64')].join()
    expect([...opened.rootKey.values()].map(hashed)).toEqual(ROOT.values?.map(hashed))
    expect([...opened.rootKey.subkeys()].map(({ name }) => name)).toEqual([
      'Few',
      'Many',
      'Witness',
    ])
    expect([...opened.key('MANY').subkeys()].map(({ name }) => name)).toEqual(
      keys(250).map(({ name }) => name),
    )
  })

  it('refuses every edit as read-only', () => {
    expect(hive.access).toBe('old-version')
    hive.allowDirty()
    for (const edit of [
      (it: Hive) => it.key('Witness').create('k'),
      (it: Hive) => it.key('Witness').set('Mark', 3, data(4)),
      (it: Hive) => it.key('Witness').rename('w'),
      (it: Hive) => it.key('Witness').delete(),
      (it: Hive) => it.key('Witness').value('Mark')?.rename('m'),
      (it: Hive) => it.key('Witness').value('Mark')?.delete(),
      (it: Hive) => new History(it).run({ kind: 'delete-key', key: it.key('Few').cell }),
    ]) {
      expectEditRefused(hive, edit, 'read-only')
    }
    expect(codeOf(() => hive.requireEditable())).toBe('read-only')
  })

  it('ignores links between free cells and to the previous cell', async () => {
    const patches: Patch[] = []
    for (let bin = 0; bin < cells.bins.count; bin++) {
      for (let at: number = cells.bins.start(bin) + BIN.HEADER; at < cells.bins.end(bin); ) {
        const size = image.i32(fileOffset(at as CellOffset))
        const header = fileOffset(at as CellOffset)
        patches.push({ at: header + 4, u32: 0x41414141 })
        if (size > 0)
          patches.push({ at: header + 8, u32: at }, { at: header + 12, u32: 0x7ffffff0 })
        at += Math.abs(size)
      }
    }
    expect((await expectOpen(damaged(...patches))).check().findings).toEqual([])
  })

  it('has no access bits, layers, or flags of values in the fields of titles', async () => {
    const opened = await expectOpen(
      damaged(
        { at: child + NK.ACCESS_BITS, u32: 0x01010101 },
        { at: value + VK.FLAGS, u32: 0xffffffff },
        { at: vk('', 'Имя') + VK.FLAGS, u32: 3 },
      ),
    )
    expect(opened.check().findings).toEqual([])
    expect(opened.rootKey.value('имя')?.data).toEqual(data(300))
    expect(opened.key('Few').value('v')?.data).toEqual(data(40))
  })

  it('may have lists of later versions, which their signature identifies', async () => {
    const opened = await expectOpen(
      rawHive({ minor, root: { ...ROOT, leaves: { kinds: ['lh', 'lf'], size: 2 } } }),
    )
    expect(opened.check()).toMatchObject({ findings: [{ code: 'list-kind' }], keys: KEYS })
  })

  it.each([
    ['0', 0],
    ['-2^31', 0x80000000],
    ['2^31 - 16', 0x7ffffff0],
    ['-8, which has no room for a header', -8],
    ['-88, which is not a multiple of 16', -88],
    ['one byte past its bin', -0x100010],
  ])('a cell of size %s ends its bin', async (_, size) => {
    const file16 = damaged({ at: sizeOf(child), u32: size })
    const codes = Hive.open(file16.slice())
      .check()
      .findings.flatMap(({ code, severity }) => (severity === 'error' ? [code] : []))
    expect(codes[0]).toBe('cell-size')
    const opened = await expectOpen(file16, ...new Set(codes))
    expectEditRefused(opened, (it) => it.key('Witness').create('k'), 'read-only')
  })

  it.each([
    [
      'a key with 72 bytes of payload',
      [
        { at: sizeOf(child), u32: -80 },
        { at: sizeOf(child) + 80, u32: 16 },
      ],
      'key-too-small',
    ],
    ['a name past its cell', [{ at: child + NK.NAME_LENGTH, u16: 0xfffe }], 'name-past-cell'],
    ['a name of odd length', [{ at: child + NK.NAME_LENGTH, u16: 9 }], 'name-odd'],
    ['no name', [{ at: child + NK.NAME_LENGTH, u16: 0 }], 'key-name-empty'],
    ['another parent', [{ at: child + NK.PARENT, u32: 0x20 }], 'parent-wrong'],
    ['a class past its cell', [{ at: few + NK.CLASS_LENGTH, u16: 0xfffe }], 'class-bad'],
    [
      'more values than the list has',
      [{ at: few + NK.VALUE_COUNT, u32: 0x40000001 }],
      'value-list-past-cell',
    ],
    [
      'a list entry of 8 too much',
      [{ at: list('Few') + LIST.ENTRIES, u32: image.u32(list('Few') + LIST.ENTRIES) + 8 }],
      'reference-bad',
    ],
    [
      'a list entry that is NIL',
      [{ at: list('Few') + LIST.ENTRIES, u32: 0xffffffff }],
      'reference-bad',
    ],
    [
      'a list count that is too high',
      [{ at: list('Few') + LIST.COUNT, u16: 0xffff }],
      'list-past-cell',
    ],
    [
      'an index in an index',
      [{ at: follow(list('Many') + LIST.ENTRIES), u16: SIG.RI }],
      'index-nested',
    ],
    [
      'more inline bytes than there are',
      [{ at: value + VK.DATA_SIZE, u32: 0x80000005 }],
      'inline-size',
    ],
    ['data past its cell', [{ at: value + VK.DATA_SIZE, u32: 0x7fffffff }], 'data-past-cell'],
    ['data nowhere', [{ at: value + VK.DATA, u32: 0x7ffffff0 }], 'data-bad'],
    [
      'a descriptor past its cell',
      [{ at: follow(few + NK.SECURITY) + SK.SIZE, u32: 0xfffffff0 }],
      'security-too-small',
    ],
    ['security that is none', [{ at: child + NK.SECURITY, u32: 0x20 }], 'security-bad'],
  ] as const)('%s is damage, and the rest is read', async (_, patches, code) => {
    const found = Hive.open(damaged(...patches))
      .check()
      .findings.flatMap((finding) => (finding.severity === 'error' ? [finding.code] : []))
    expect(found).toContain(code)
    await expectOpen(damaged(...patches), ...new Set(found))
  })

  it('a root that is not a key, or is too small, is refused', () => {
    for (const patch of [
      { at: nk('') + NK.SIGNATURE, u16: SIG.VK },
      { at: sizeOf(nk('')), u32: -64 },
      { at: 36, u32: 0x28 },
    ]) {
      expectRefused(damaged(patch), 'bad-root')
    }
  })

  it('survives 400 mutants', { timeout: 60_000 }, () => {
    const reached = { refused: 0, unsaved: 0, worse: 0, saved: 0 }
    for (let n = 0; n < 400; n++) {
      const random = rng(n)
      reached[survive(mutate(file, random), random).reached]++
    }
    expect(reached.saved + reached.worse).toBeLessThan(20)
    expect(reached.unsaved).toBeGreaterThan(200)
  })
})
