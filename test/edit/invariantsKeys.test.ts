/**
 * The bytes that creating, deleting and renaming a key write (regf-format 6.2 to 6.4). Refused names and depths, and
 * paths that are created in one edit, are in `test/offreg/edits.test.ts`.
 */

import { describe, expect, it } from 'vitest'
import { encodeLatin1, encodeUtf16 } from '../../src/bytes/text.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { KEY_FLAG, LIMIT, LIST, NK, SIG, SK } from '../../src/regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from '../../src/regf/offsets.ts'
import { shareSecurity, writeSecurity } from '../../src/regf/securityCell.ts'
import { nameHash, nameHint, upcasedUnits } from '../../src/regf/storedName.ts'
import { audit, ownedBelow } from '../helpers/audit.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { cellOf } from '../helpers/hives.ts'
import { LATER, openEverything, places } from './everyEdit.ts'

const WIDE_NAME = 'Жук'

function bytesOf({ image }: Hive): Uint8Array<ArrayBuffer> {
  return image.bytesCopy(0, image.length)
}

/** Expects an edit to be refused with a code and to change no byte. */
function expectRefusal(hive: Hive, code: string, edit: () => unknown): void {
  const before = bytesOf(hive)
  expect(edit).toThrow(expect.objectContaining({ name: 'HiveError', code }))
  expect(firstDifference(bytesOf(hive), before)).toBe(-1)
}

function recordOf({ hive, cell }: Key): number {
  return hive.cells.payloadAt(cell)
}

function u32(key: Key, field: number): number {
  return key.hive.image.u32(recordOf(key) + field)
}

/** The names in the leaves of a key, in stored order, read through the entries. */
function leavesOf(key: Key): { at: number; names: string[] }[] {
  const { cells, image } = key.hive
  const list = cells.payloadAt(u32(key, NK.SUBKEY_LIST) as CellOffset)
  const isIndex = image.u16(list) === SIG.RI
  const count = isIndex ? image.u16(list + LIST.COUNT) : 1
  return Array.from({ length: count }, (_, n) => {
    const entry = list + LIST.ENTRIES + n * 4
    const at = isIndex ? cells.payloadAt(image.u32(entry) as CellOffset) : list
    const names = Array.from({ length: image.u16(at + LIST.COUNT) }, (__, index) => {
      return nameOf(key.hive, image.u32(at + LIST.ENTRIES + index * 8) as CellOffset)
    })
    return { at, names }
  })
}

function nameOf(hive: Pick<Hive, 'cells' | 'image'>, cell: CellOffset): string {
  const at = hive.cells.payloadAt(cell)
  const isLatin = (hive.image.u16(at + NK.FLAGS) & KEY_FLAG.COMP_NAME) !== 0
  const bytes = hive.image.bytesCopy(at + NK.NAME, hive.image.u16(at + NK.NAME_LENGTH))
  return Buffer.from(bytes).toString(isLatin ? 'latin1' : 'utf16le')
}

describe('6.2 create key', () => {
  it.each([
    ['link-key', 'a symbolic link', { at: places.nk('Filler') + NK.FLAGS, u16: 0x30 }],
    ['predefined-key', 'a predefined key', { at: places.nk('Filler') + NK.FLAGS, u16: 0x60 }],
  ])('6.2.13 %s: no key can be created below %s', (code, _, patch) => {
    const clear = { at: places.nk('Filler') + NK.VALUE_COUNT, u32: 0 }
    const hive = Hive.open(corrupt(places.bytes, patch, clear))
    expectRefusal(hive, code, () => hive.key('Filler').create('k'))
  })

  it.each([
    ['Plain ä', encodeLatin1('Plain ä'), KEY_FLAG.COMP_NAME],
    [WIDE_NAME, encodeUtf16(WIDE_NAME), 0],
  ])('6.2.14 the record of a new key %s is right in every byte', (name, stored, flags) => {
    const hive = openEverything()
    const parent = hive.key('Beta')
    const key = parent.create(name)
    const wanted = new DataView(new ArrayBuffer(NK.NAME + stored.length))
    wanted.setUint16(NK.SIGNATURE, SIG.NK, true)
    wanted.setUint16(NK.FLAGS, flags, true)
    wanted.setBigUint64(NK.LAST_WRITE, LATER, true)
    wanted.setUint32(NK.PARENT, parent.cell, true)
    for (const field of [NK.SUBKEY_LIST, NK.VOLATILE_LIST, NK.VALUE_LIST, NK.CLASS]) {
      wanted.setUint32(field, NIL, true)
    }
    wanted.setUint32(NK.SECURITY, u32(parent, NK.SECURITY), true)
    wanted.setUint16(NK.NAME_LENGTH, stored.length, true)
    const bytes = new Uint8Array(wanted.buffer)
    bytes.set(stored, NK.NAME)
    const room = hive.cells.payloadSize(key.cell)
    const written = hive.image.bytesCopy(recordOf(key), room)
    expect(written.subarray(0, bytes.length)).toEqual(bytes)
    expect(written.subarray(bytes.length).every((byte) => byte === 0)).toBe(true)
  })

  it('6.2.15 a descriptor with the greatest possible count is not shared again', () => {
    const hive = openEverything()
    const security = places.hive.image.u32(places.nk('') + NK.SECURITY) as CellOffset
    hive.check().survey.references.set(security, LIMIT.REFERENCES)
    expectRefusal(hive, 'list-full', () => hive.key('Beta').create('k'))
    hive.check().survey.references.set(security, LIMIT.REFERENCES - 1)
    hive.key('Beta').create('k')
    expect(hive.image.u32(hive.cells.payloadAt(security) + SK.REFERENCES)).toBe(0xfffffffe)
  })

  it.each([3, 5] as const)(
    '6.2.16 the entry of a new key is in order and has its hint or hash (1.%i)',
    (minor) => {
      const hive = Hive.create({ minor })
      const names = ['mm', 'Zz', 'aa', '_', 'ÿ', WIDE_NAME, 'aB', 'AAA']
      for (const name of names) hive.rootKey.create(name)
      const [{ at, names: stored } = { at: 0, names: [] }] = leavesOf(hive.rootKey)
      expect(stored).toEqual(['aa', 'AAA', 'aB', 'mm', 'Zz', '_', 'ÿ', WIDE_NAME])
      for (const [index, name] of stored.entries()) {
        const wanted = minor === 3 ? nameHint(name) : nameHash(upcasedUnits(name))
        expect(hive.image.u32(at + LIST.ENTRIES + index * 8 + 4), name).toBe(wanted)
      }
    },
  )

  it('6.2.16 a name less than all others goes to the first leaf, a greater one to the last', () => {
    const hive = openEverything()
    const many = hive.key('Many')
    many.create('a')
    many.create('z')
    const leaves = leavesOf(many)
    expect(leaves[0]?.names[0]).toBe('a')
    expect(leaves.at(-1)?.names.at(-1)).toBe('z')
    expect(leaves.flatMap(({ names }) => names)).toHaveLength(602)
  })

  it('6.2.17 a full leaf is split, and no index is ever below an index', () => {
    const hive = openEverything()
    const many = hive.key('Many')
    hive.transact(() => {
      for (let n = 0; n < 3000; n++) many.create(`key ${1000 + ((n * 7) % 600)} ${n}`)
    })
    expect(hive.image.u16(hive.cells.payloadAt(u32(many, NK.SUBKEY_LIST) as CellOffset))).toBe(
      SIG.RI,
    )
    const leaves = leavesOf(many)
    for (const { at, names } of leaves) {
      expect(hive.image.u16(at)).toBe(SIG.LH)
      expect(names.length).toBeLessThanOrEqual(1012)
      expect(names.length).toBeGreaterThan(0)
    }
    expect(leaves.length).toBeGreaterThan(3)
    expect(audit(hive).problems).toEqual([])
  })

  it('6.2.18 the parent counts a new key and has the longest name in bytes of UTF-16', () => {
    const hive = Hive.open(
      corrupt(places.bytes, { at: places.nk('Beta') + NK.USER_FLAGS, u8: 0xa1 }),
    )
    hive.clock = () => LATER
    const beta = hive.key('Beta')
    const maximum = () => hive.image.u16(recordOf(beta) + NK.MAX_SUBKEY_NAME)
    for (const [name, longest] of [
      ['Four', 8],
      ['two', 8],
      [WIDE_NAME.repeat(2), 12],
      ['x'.repeat(255), 510],
    ] as const) {
      const count = u32(beta, NK.SUBKEY_COUNT)
      beta.create(name)
      expect(u32(beta, NK.SUBKEY_COUNT)).toBe(count + 1)
      expect(maximum()).toBe(longest)
    }
    expect(hive.image.u8(recordOf(beta) + NK.USER_FLAGS)).toBe(0xa1)
    expect(u32(beta, NK.MAX_SUBKEY_CLASS)).toBe(0)
    expect(beta.lastWrite).toBe(LATER)
  })
})

describe('6.3 delete key', () => {
  it('6.3.21 deleting the root is refused, and deleting a link does not follow it', () => {
    const hive = openEverything()
    expectRefusal(hive, 'root-key', () => hive.rootKey.delete())
    const before = audit(hive)
    hive.key('Link').delete()
    expect(audit(hive).keys).toHaveLength(before.keys.length - 1)
  })

  it.each(['Alpha', 'Many', 'Beta', 'Link'])(
    '6.3.22 deleting %s frees exactly its cells',
    (path) => {
      const hive = openEverything()
      const owned = ownedBelow(hive, hive.key(path).cell)
      const before = audit(hive)
      hive.key(path).delete()
      const after = audit(hive)
      const live = ({ cells }: typeof after) => [...cells].filter(([, { free }]) => !free)
      const gone = live(before)
        .map(([at]) => at)
        .filter((at) => after.cells.get(at)?.free !== false)
      expect(gone.sort((a, b) => a - b)).toEqual(owned.sort((a, b) => a - b))
      expect(live(after)).toHaveLength(live(before).length - owned.length)
      expect(after.problems).toEqual([])
    },
  )

  it('6.3.22 deleting the last key of a descriptor unlinks and frees the descriptor', () => {
    const hive = openEverything()
    const shared = u32(hive.rootKey, NK.SECURITY) as CellOffset
    const own = giveOwnSecurity(hive, ['Beta', 'Beta\\A'])
    expect(hive.image.u32(hive.cells.payloadAt(own) + SK.REFERENCES)).toBe(2)
    hive.key('Beta\\A').delete()
    expect(hive.image.u32(hive.cells.payloadAt(own) + SK.REFERENCES)).toBe(1)
    hive.key('Beta').delete()
    expect(hive.image.i32(fileOffset(own))).toBeGreaterThan(0)
    for (const field of [SK.FLINK, SK.BLINK]) {
      expect(hive.image.u32(hive.cells.payloadAt(shared) + field)).toBe(shared)
    }
    expect(audit(hive).problems).toEqual([])
  })

  it('6.3.23 an empty leaf is removed from its index, and an index of one leaf is removed', () => {
    const hive = openEverything()
    const many = hive.key('Many')
    const index = u32(many, NK.SUBKEY_LIST) as CellOffset
    const [first, second] = leavesOf(many)
    for (const name of second?.names ?? []) many.key(name).delete()
    expect(u32(many, NK.SUBKEY_LIST)).toBe(cellOf((first?.at ?? 0) as FileOffset))
    expect(hive.image.i32(fileOffset(index))).toBeGreaterThan(0)
    expect(hive.image.i32((second?.at ?? 0) - 4)).toBeGreaterThan(0)
    for (const name of first?.names ?? []) many.key(name).delete()
    expect(u32(many, NK.SUBKEY_LIST)).toBe(NIL)
    expect(audit(hive)).toMatchObject({ problems: [], leaks: [] })
  })

  it('6.3.24 the parent counts deletions, and clears its maxima only with the last subkey', () => {
    const hive = openEverything()
    const alpha = hive.key('Alpha')
    const maximum = () => hive.image.u16(recordOf(alpha) + NK.MAX_SUBKEY_NAME)
    alpha.create('the longest')
    alpha.key('the longest').delete()
    expect([u32(alpha, NK.SUBKEY_COUNT), maximum()]).toEqual([2, 22])
    alpha.key('One').delete()
    alpha.key('Two').delete()
    expect([u32(alpha, NK.SUBKEY_COUNT), maximum()]).toEqual([0, 0])
    expect(u32(alpha, NK.MAX_SUBKEY_CLASS)).toBe(0)
    expect(u32(alpha, NK.SUBKEY_LIST)).toBe(NIL)
  })

  it('6.3.25 nothing is freed if one record below the deleted key is damaged', () => {
    const deep = places.nk('Alpha\\Two\\Deep') + NK.PARENT
    const hive = Hive.open(corrupt(places.bytes, { at: deep, u32: places.cell('Beta') }))
    expectRefusal(hive, 'damaged', () => hive.key('Alpha').delete())
    expectRefusal(hive, 'damaged', () => hive.key('Alpha\\Two').delete())
    hive.key('Alpha\\One').delete()
  })
})

describe('6.4 rename key', () => {
  it('6.4.26 a new name that fits is written into the same cell, without a trace of the old one', () => {
    const hive = openEverything()
    const { cell } = hive.key('Witness')
    for (const name of ['Wit', 'W', 'Witness']) {
      const key = [...hive.rootKey.subkeys()].find((one) => one.cell === cell)
      expect(key?.rename(name).cell).toBe(cell)
      const at = hive.cells.payloadAt(cell)
      const room = hive.cells.payloadSize(cell) - NK.NAME
      const stored = hive.image.bytesCopy(at + NK.NAME, room)
      expect(stored.subarray(0, name.length)).toEqual(encodeLatin1(name))
      expect(stored.subarray(name.length).every((byte) => byte === 0)).toBe(true)
    }
  })

  it.each([3, 5] as const)(
    '6.4.27 the entry of a renamed key moves and has the new hint or hash (1.%i)',
    (minor) => {
      const hive = Hive.create({ minor })
      for (const name of ['alpha', 'beta', 'gamma']) hive.rootKey.create(name)
      const wanted = (name: string) => (minor === 3 ? nameHint(name) : nameHash(upcasedUnits(name)))
      for (const [from, to, order] of [
        ['alpha', 'zeta', ['beta', 'gamma', 'zeta']],
        ['beta', 'BETA', ['BETA', 'gamma', 'zeta']],
        ['gamma', WIDE_NAME, ['BETA', 'zeta', WIDE_NAME]],
        [WIDE_NAME, 'a', ['a', 'BETA', 'zeta']],
      ] as const) {
        const key = hive.key(from).rename(to)
        const [leaf] = leavesOf(hive.rootKey)
        expect(leaf?.names).toEqual(order)
        const entry = (leaf?.at ?? 0) + LIST.ENTRIES + order.indexOf(to as never) * 8
        expect(hive.image.u32(entry + 4)).toBe(wanted(to))
        const isLatin = (key.flags & KEY_FLAG.COMP_NAME) !== 0
        expect(isLatin).toBe(to !== WIDE_NAME)
        expect(hive.image.u16(recordOf(key) + NK.NAME_LENGTH)).toBe(
          to === WIDE_NAME ? 6 : to.length,
        )
        expect(audit(hive).problems).toEqual([])
      }
    },
  )

  it('6.4.28 a rename keeps everything else, also in another cell, and frees the old cell', () => {
    const at = places.nk('Beta')
    const file = corrupt(
      places.bytes,
      { at: at + NK.FLAGS, u16: 0x1180 | KEY_FLAG.COMP_NAME },
      { at: at + NK.USER_FLAGS, u8: 0xa1 },
      { at: at + NK.DEBUG, u8: 0x20 },
      { at: at + NK.WORK_VAR, u32: 0x221 },
      { at: at + NK.ACCESS_BITS, u32: 0xb2b20003 },
    )
    const hive = openEverything(file)
    const before = hive.image.bytesCopy(at, NK.NAME)
    const { cell } = hive.key('Beta').rename('Beta with a much longer name')
    expect(cell).not.toBe(cellOf(at))
    expect(hive.image.i32(at - 4)).toBeGreaterThan(0)
    const after = hive.image.bytesCopy(hive.cells.payloadAt(cell), NK.NAME)
    for (const bytes of [before, after]) {
      bytes.fill(0, NK.LAST_WRITE, NK.LAST_WRITE + 8).fill(0, NK.NAME_LENGTH, NK.NAME_LENGTH + 2)
    }
    expect(after).toEqual(before)
    expect(audit(hive)).toMatchObject({ problems: [], leaks: [] })
  })

  it('6.4.29 a rename may raise the longest name of the parent, but never lowers it', () => {
    const hive = openEverything()
    const maximum = () => hive.image.u16(places.nk('Beta') + NK.MAX_SUBKEY_NAME)
    hive.key('Beta\\A').rename('A longer one')
    expect(maximum()).toBe(24)
    hive.key('Beta\\A longer one').rename('A')
    expect(maximum()).toBe(24)
  })
})

describe('6.7.41 a descriptor cell', () => {
  it('6.7.41 a new descriptor cell is linked after another, both ways, with a count of one', () => {
    const hive = openEverything()
    const first = u32(hive.rootKey, NK.SECURITY) as CellOffset
    const second = giveOwnSecurity(hive, ['Beta'])
    const third = giveOwnSecurity(hive, ['Wide'])
    const link = (cell: CellOffset, field: number) =>
      hive.image.u32(hive.cells.payloadAt(cell) + field)
    expect([first, third, second].map((cell) => link(cell, SK.FLINK))).toEqual([
      third,
      second,
      first,
    ])
    expect([first, third, second].map((cell) => link(cell, SK.BLINK))).toEqual([
      second,
      first,
      third,
    ])
    expect(link(third, SK.REFERENCES)).toBe(1)
    expect(audit(hive).problems).toEqual([])
  })
})

/** Gives keys their own descriptor cell, after that of the root. */
function giveOwnSecurity(hive: Hive, paths: readonly string[]): CellOffset {
  const { result } = hive.transact(({ cells }) => {
    const root = u32(hive.rootKey, NK.SECURITY) as CellOffset
    const cell = writeSecurity(cells, hive.rootKey.descriptor ?? new Uint8Array(), root)
    for (const [index, path] of paths.entries()) {
      if (index > 0) shareSecurity(cells, cell)
      cells.image.setU32(recordOf(hive.key(path)) + NK.SECURITY, cell)
      const left = cells.addReferences(root, -1)
      cells.image.setU32(cells.payloadAt(root) + SK.REFERENCES, left)
    }
    return cell
  })
  return result
}
