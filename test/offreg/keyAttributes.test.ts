/** Attributes of keys: class, link flag, virtualization flags, a long name. */

import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { KEY_FLAG, NK } from '../../src/regf/layout.ts'
import { type CellOffset, NIL } from '../../src/regf/offsets.ts'
import { audit } from '../helpers/audit.ts'
import { firstDifference } from '../helpers/bytes.ts'

const NOW = 133_000_000_000_000_000n
const LATER = NOW + 10_000_000n

function newHive(): Hive {
  const hive = Hive.create({ now: NOW })
  hive.clock = () => LATER
  return hive
}

function reopened(hive: Hive): Hive {
  const again = Hive.open(hive.finishedCopy())
  expect(again.check().findings).toEqual([])
  expect(audit(again)).toMatchObject({ problems: [], leaks: [] })
  return again
}

function u8(key: Key, field: number): number {
  return key.hive.image.u8(key.hive.cells.payloadAt(key.cell) + field)
}

function u16(key: Key, field: number): number {
  return key.hive.image.u16(key.hive.cells.payloadAt(key.cell) + field)
}

function u32(key: Key, field: number): number {
  return key.hive.image.u32(key.hive.cells.payloadAt(key.cell) + field)
}

/** Sets the byte of a key that holds its user and virtualization flags. */
function setFlagByte(key: Key, byte: number): void {
  const { cells, image } = key.hive
  key.hive.transact(() => image.setU8(cells.payloadAt(key.cell) + NK.USER_FLAGS, byte))
}

/** Expects an edit to be refused with a code and to change no byte. */
function expectRefusal(hive: Hive, code: string, edit: () => unknown): void {
  const before = hive.image.bytesCopy(0, hive.image.length)
  expect(edit).toThrow(expect.objectContaining({ name: 'HiveError', code }))
  expect(firstDifference(hive.image.bytesCopy(0, hive.image.length), before)).toBe(-1)
}

describe('class name', () => {
  it('6.2.19 a class is a cell of raw UTF-16, with its length in the key', () => {
    const hive = newHive()
    const key = hive.rootKey.create('k', { className: 'Klaß' })
    const cell = u32(key, NK.CLASS) as CellOffset
    const bytes = encodeUtf16('Klaß')
    expect(u16(key, NK.CLASS_LENGTH)).toBe(bytes.length)
    expect(hive.image.bytesCopy(hive.cells.payloadAt(cell), bytes.length)).toEqual(bytes)
    expect(reopened(hive).key('k').className).toBe('Klaß')
  })

  it('6.2.18 a class raises the maximum of the parent, in bytes', () => {
    const hive = newHive()
    for (const className of ['four', 'two', 'sixsix']) hive.rootKey.create(className, { className })
    expect(u32(hive.rootKey, NK.MAX_SUBKEY_CLASS)).toBe(12)
    hive.key('sixsix').delete()
    expect(u32(hive.rootKey, NK.MAX_SUBKEY_CLASS)).toBe(12)
  })

  it('6.2.19 an empty class is stored as none, without a cell and a length', () => {
    const key = newHive().rootKey.create('k', { className: '' })
    expect([u32(key, NK.CLASS), u16(key, NK.CLASS_LENGTH)]).toEqual([NIL, 0])
    expect(key.className).toBeNull()
  })

  it('a class has at most 32,767 units', () => {
    const hive = newHive()
    const className = 'c'.repeat(32_767)
    hive.rootKey.create('k', { className })
    expectRefusal(hive, 'name-too-long', () =>
      hive.rootKey.create('l', { className: `${className}c` }),
    )
    expect(reopened(hive).key('k').className).toBe(className)
  })
})

describe('link', () => {
  it('3.10 a link has a flag, one value, and nothing else', () => {
    const hive = newHive()
    const key = hive.rootKey.create('link', { link: true })
    expect(key.flags).toBe(KEY_FLAG.SYM_LINK | KEY_FLAG.COMP_NAME)
    const target = encodeUtf16('\\Registry\\Machine\\SOFTWARE')
    key.set('SymbolicLinkValue', 6, target)
    expectRefusal(hive, 'link-key', () => key.set('other', 1, target))
    expectRefusal(hive, 'link-key', () => key.create('sub'))
    const again = reopened(hive).key('link')
    expect([again.isLink, again.value('SymbolicLinkValue')?.data]).toEqual([true, target])
  })
})

describe('virtualization flags', () => {
  it('3.1.2 virtualization flags are the high nibble of byte 54, without its unused bit', () => {
    const hive = newHive()
    const key = hive.rootKey.create('k')
    setFlagByte(key, 0x13)
    for (const flags of [2, 4, 8, 14, 0]) {
      key.setVirtualFlags(flags)
      expect([key.virtualFlags, u8(key, NK.USER_FLAGS)]).toEqual([flags, (flags << 4) | 0x13])
    }
  })

  it('virtualization flags share a word with the longest subkey name, and do not change it', () => {
    const hive = newHive()
    const key = hive.rootKey.create('k')
    key.create('longest')
    key.setVirtualFlags(14)
    key.create('longer than that')
    expect([u16(key, NK.MAX_SUBKEY_NAME), key.virtualFlags]).toEqual([32, 14])
  })

  it('6.1.8 new virtualization flags stamp the key, and equal ones change nothing', () => {
    const hive = newHive()
    hive.clock = () => NOW
    const key = hive.rootKey.create('k')
    hive.clock = () => LATER
    key.setVirtualFlags(0)
    expect(key.lastWrite).toBe(NOW)
    key.setVirtualFlags(2)
    expect([key.lastWrite, hive.rootKey.lastWrite]).toEqual([LATER, NOW])
  })

  it.each([1, 3, 15, 16, 0x100, -1, 2.5, Number.NaN])(
    'virtualization flags of %d are refused',
    (flags) => {
      const hive = newHive()
      expectRefusal(hive, 'unknown-flags', () => hive.rootKey.setVirtualFlags(flags))
    },
  )

  it('virtualization flags with 8 are given to keys created below later, at any depth', () => {
    const hive = newHive()
    const parent = hive.rootKey.create('parent')
    parent.create('before')
    parent.setVirtualFlags(10)
    parent.createPath('after\\below')
    const other = hive.rootKey.create('other')
    other.setVirtualFlags(6)
    other.create('after')
    const paths = ['parent\\before', 'parent\\after', 'parent\\after\\below', 'other\\after']
    expect(paths.map((path) => hive.key(path).virtualFlags)).toEqual([0, 10, 10, 0])
  })
})

describe('a name of 256 units', () => {
  const name = 'x'.repeat(256)
  const longestName = 256

  it('a name of 256 units is accepted if the caller allows it, in Latin-1 and UTF-16', () => {
    const hive = newHive()
    const wide = 'Ж'.repeat(256)
    hive.rootKey.create(name, { longestName })
    hive.rootKey.create('short').rename(wide, { longestName })
    expect(u16(hive.rootKey, NK.MAX_SUBKEY_NAME)).toBe(512)
    const { findings } = Hive.open(hive.finishedCopy()).check()
    expect(findings.map(({ code }) => code)).toEqual(['key-name-long', 'key-name-long'])
    expect([...hive.rootKey.subkeys()].map((key) => key.name)).toEqual([name, wide])
  })

  it('a name of 256 units is otherwise refused, and one of 257 always', () => {
    const hive = newHive()
    hive.rootKey.create('k')
    expectRefusal(hive, 'name-too-long', () => hive.rootKey.create(name))
    expectRefusal(hive, 'name-too-long', () => hive.key('k').rename(name))
    expectRefusal(hive, 'name-too-long', () => hive.rootKey.create(`${name}x`, { longestName }))
    expectRefusal(hive, 'name-too-long', () => hive.key('k').rename(`${name}x`, { longestName }))
  })
})
