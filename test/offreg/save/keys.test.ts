/** Keys, their lists and descriptors in a compacted hive, byte by byte. */

import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../../src/bytes/text.ts'
import type { NewMinor } from '../../../src/offreg/create.ts'
import { Hive } from '../../../src/offreg/Hive.ts'
import { findKeyNode } from '../../../src/regf/keyNode.ts'
import { KEY_FLAG, LIST, NK, SIG, SK } from '../../../src/regf/layout.ts'
import { type CellOffset, NIL } from '../../../src/regf/offsets.ts'
import { shareSecurity, writeSecurity } from '../../../src/regf/securityCell.ts'
import { nameHash, nameHint, upcasedUnits } from '../../../src/regf/storedName.ts'
import { compacted } from '../../helpers/compacted.ts'
import { cellOf, hiveOfEverything, NOW, Places } from '../../helpers/hives.ts'

import { descriptor, EVERYONE, type RawKey, rawHive } from '../../helpers/rawHive.ts'

/** A hive whose key `k` has a number of subkeys. */
function wide(count: number): Hive {
  const hive = Hive.create({ now: NOW })
  const key = hive.rootKey.create('k')
  hive.transact(() => {
    for (let n = 0; n < count; n++) key.create(`Key ${String(n).padStart(4, '0')}`)
  })
  return hive
}

/** Signature and count of each list of a key, the index first. */
function lists(hive: Hive, path: string): [string, number][] {
  const places = new Places(hive)
  const { image } = hive
  const of = (at: number): [string, number] => [
    String.fromCharCode(image.u8(at), image.u8(at + 1)),
    image.u16(at + LIST.COUNT),
  ]
  const top = places.list(path)
  if (image.u16(top) !== SIG.RI) return [of(top)]
  const leaves = Array.from({ length: image.u16(top + LIST.COUNT) }, (_, n) => places.leaf(path, n))
  return [of(top), ...leaves.map(of)]
}

describe('subkey lists', () => {
  const of = (minor: NewMinor, count: number) => lists(compacted(wide(count), { minor }), 'k')

  it.each([5, 6] as const)(
    'case 141 the lists of version 1.%s are split after 507 entries',
    (minor) => {
      expect(of(minor, 1)).toEqual([['lh', 1]])
      expect(of(minor, 507)).toEqual([['lh', 507]])
      expect(of(minor, 508)).toEqual([
        ['ri', 2],
        ['lh', 507],
        ['lh', 1],
      ])
      expect(of(minor, 1100)).toEqual([
        ['ri', 3],
        ['lh', 507],
        ['lh', 507],
        ['lh', 86],
      ])
    },
  )

  it.each([
    [2, 'li'],
    [3, 'lf'],
    [4, 'lf'],
  ] as const)(
    '3.7 lists of version 1.%s are one %s up to 507, one li up to 1,012, then li under an ri',
    (minor, short) => {
      expect(of(minor, 1)).toEqual([[short, 1]])
      expect(of(minor, 507)).toEqual([[short, 507]])
      expect(of(minor, 508)).toEqual([['li', 508]])
      expect(of(minor, 1012)).toEqual([['li', 1012]])
      expect(of(minor, 1013)).toEqual([
        ['ri', 2],
        ['li', 1012],
        ['li', 1],
      ])
      expect(of(minor, 2100)).toEqual([
        ['ri', 3],
        ['li', 1012],
        ['li', 1012],
        ['li', 76],
      ])
    },
  )

  it('7.2 a leaf of 507 entries fills a bin', () => {
    const copy = compacted(wide(507), { minor: 5 })
    const list = cellOf(new Places(copy).list('k'))
    expect(copy.image.i32(list + 4096)).toBe(-4064)
  })

  it.each([
    [5, (name: string) => nameHash(upcasedUnits(name))],
    [3, nameHint],
  ] as const)('3.6 lists of version 1.%s have the hash or hint of each name', (minor, expected) => {
    const hive = Hive.create({ now: NOW })
    for (const name of ['Abc', 'é', 'ÿ', 'ab☃', '☃', 'Ключ', 'long name', 'ß2', 'x\ud801']) {
      hive.rootKey.create(name)
    }
    const copy = compacted(hive, { minor })
    const list = new Places(copy).list('')
    const names = [...copy.rootKey.subkeys()].map(({ name }) => name)
    const stored = names.map((_, n) => copy.image.u32(list + LIST.ENTRIES + n * 8 + 4))
    expect(stored).toEqual(names.map(expected))
    for (const name of names) expect(copy.key(name.toLowerCase()).name).toBe(name)
  })
})

describe('a key', () => {
  it('case 142 a copied key keeps class, time, flags, nibbles, debug and unknown bits', () => {
    const hive = Hive.create({ now: NOW })
    const key = hive.rootKey.create('k', { className: 'Klaß' })
    hive.transact(({ cells }) => {
      const { image } = cells
      const at = cells.payloadAt(key.cell)
      image.setU16(at + NK.FLAGS, 0xfda0)
      image.setU64(at + NK.LAST_WRITE, 0x0123_4567_89ab_cdefn)
      image.setU8(at + NK.USER_FLAGS, 0xa9)
      image.setU8(at + NK.DEBUG, 0x81)
    })
    const copy = compacted(hive, { minor: 5 })
    const { image } = copy
    const at = new Places(copy).nk('k')
    expect(image.u16(at + NK.FLAGS)).toBe(0xfda0)
    expect(image.u8(at + NK.USER_FLAGS)).toBe(0xa9)
    expect(image.u8(at + NK.DEBUG)).toBe(0x81)
    expect(copy.key('k')).toMatchObject({ className: 'Klaß', lastWrite: 0x0123_4567_89ab_cdefn })
  })

  it('a copied key loses volatile remnants, access bits and caches', () => {
    const hive = Hive.create({ now: NOW })
    const key = hive.rootKey.create('k')
    hive.transact(({ cells }) => {
      const at = cells.payloadAt(key.cell)
      cells.image.setU32(at + NK.ACCESS_BITS, 0xffffffff)
      cells.image.setU32(at + NK.VOLATILE_COUNT, 5)
      cells.image.setU32(at + NK.VOLATILE_LIST, 0x80000128)
      cells.image.setU32(at + NK.WORK_VAR, 0x221)
    })
    const copy = compacted(hive, { minor: 5 })
    const at = new Places(copy).nk('k')
    const fields = [NK.ACCESS_BITS, NK.VOLATILE_COUNT, NK.VOLATILE_LIST, NK.WORK_VAR]
    expect(fields.map((field) => copy.image.u32(at + field))).toEqual([0, 0, NIL, 0])
  })

  it('3.2 a copied key has its name compressed if possible, in a record without spare bytes', () => {
    const hive = Hive.create({ now: NOW })
    const key = hive.rootKey.create('☃☃☃')
    hive.transact(({ cells }) => {
      cells.image.setBytes(cells.payloadAt(key.cell) + NK.NAME, encodeUtf16('Ä\0ÿ'))
    })
    const copy = compacted(hive, { minor: 5 })
    const at = new Places(copy).nk('ä\0ÿ')
    expect(copy.image.u16(at + NK.FLAGS)).toBe(KEY_FLAG.COMP_NAME)
    expect(copy.image.u16(at + NK.NAME_LENGTH)).toBe(3)
    expect([...copy.image.bytesView(at + NK.NAME, 8)]).toEqual([0xc4, 0, 0xff, 0, 0, 0, 0, 0])
  })

  it('3.13 a copied key has exact maxima, whatever the source has', () => {
    const hive = Hive.create({ now: NOW })
    const key = hive.rootKey.create('k')
    key.create('a long name', { className: 'a long class' }).delete()
    key.create('ab', { className: 'c' })
    key.set('a long name', 3, new Uint8Array(500))
    key.set('v', 3, new Uint8Array(20))
    key.value('a long name')?.delete()
    const copy = compacted(hive, { minor: 5 })
    const at = new Places(copy).nk('k')
    const { image } = copy
    expect(image.u16(at + NK.MAX_SUBKEY_NAME)).toBe(4)
    expect(image.u32(at + NK.MAX_SUBKEY_CLASS)).toBe(2)
    expect(image.u32(at + NK.MAX_VALUE_NAME)).toBe(2)
    expect(image.u32(at + NK.MAX_VALUE_DATA)).toBe(20)
  })

  it('3.11 a copied predefined key keeps both numbers, and as a root has no values', () => {
    const hive = hiveOfEverything().hive
    const key = hive.key('Alpha')
    hive.transact(({ cells }) => {
      const at = cells.payloadAt(key.cell)
      cells.image.setU16(at + NK.FLAGS, KEY_FLAG.COMP_NAME | KEY_FLAG.PREDEF_HANDLE)
      cells.image.setU32(at + NK.VALUE_COUNT, 0x80000002)
      cells.image.setU32(at + NK.VALUE_LIST, 0x41414141)
    })
    const again = Hive.open(hive.finishedCopy())
    const copy = compacted(again, { minor: 5 })
    const at = new Places(copy).nk('Alpha')
    expect(copy.image.u32(at + NK.VALUE_COUNT)).toBe(0x80000002)
    expect(copy.image.u32(at + NK.VALUE_LIST)).toBe(0x41414141)
    const part = compacted(again, { minor: 5, key: again.key('Alpha').cell })
    expect(part.image.u32(part.cells.payloadAt(part.root) + NK.VALUE_COUNT)).toBe(0)
  })

  it('3.10 a copied link keeps its flag and its target', () => {
    const copy = compacted(hiveOfEverything().hive, { minor: 3 })
    expect(copy.key('Link').isLink).toBe(true)
    expect(copy.key('Link').value('SymbolicLinkValue')?.data).toEqual(
      encodeUtf16('\\Registry\\Machine'),
    )
  })

  it('case 137 the copy has no trace of deleted keys', () => {
    const hive = Hive.create({ now: NOW })
    const before = compacted(hive, { minor: 5 })
    for (const name of ['a', 'b', 'c'])
      hive.rootKey.create(name).set('secret', 1, new Uint8Array(9000))
    for (const name of ['a', 'b', 'c']) hive.key(name).delete()
    const copy = compacted(hive, { minor: 5 })
    expect(copy.image.length).toBe(before.image.length)
    expect(Buffer.from(copy.image.bytesView(0, copy.image.length)).includes('secret')).toBe(false)
  })

  it('5.2.21 keys are copied to the depth that can be read, although they cannot be created there', () => {
    let root: RawKey = { name: 'l512' }
    for (let level = 511; level >= 0; level--) root = { name: `l${level}`, subkeys: [root] }
    const copy = compacted(Hive.open(rawHive({ minor: 5, root })), { minor: 5 })
    expect(copy.check()).toMatchObject({ keys: 513, findings: [{ code: 'key-deep' }] })
  })
})

describe('descriptors', () => {
  it('case 124 copied descriptors are shared by content, in one ring, with exact counts', () => {
    const other = descriptor(0x20019)
    const subkeys = [0, 1, 2, 3].map((security) => ({ name: `k${security}`, security }))
    const descriptors = [EVERYONE, EVERYONE, other, other]
    const root = { name: 'root', subkeys }
    const hive = Hive.open(rawHive({ minor: 5, descriptors, root }))
    const copy = compacted(hive, { minor: 5 })
    const { image } = copy
    const places = new Places(copy)
    const security = (path: string) => image.u32(places.nk(path) + NK.SECURITY)
    expect([security('k0'), security('k1')]).toEqual([security(''), security('')])
    expect(security('k2')).toBe(security('k3'))
    const [first, second] = ['', 'k2'].map((path) => places.security(path))
    expect(image.u32((first as number) + SK.REFERENCES)).toBe(3)
    expect(image.u32((second as number) + SK.REFERENCES)).toBe(2)
    expect(image.u32((first as number) + SK.FLINK)).toBe(security('k2'))
    expect(image.u32((first as number) + SK.BLINK)).toBe(security('k2'))
    expect(copy.key('k3').descriptor).toEqual(other)
  })

  it('5.3.37 unused descriptors and wrong counts are not copied', () => {
    const hive = Hive.create({ now: NOW })
    hive.transact(({ cells }) => {
      const at = findKeyNode(cells, hive.root)
      const used = cells.image.u32(at + NK.SECURITY) as CellOffset
      writeSecurity(cells, new Uint8Array(hive.rootKey.descriptor ?? []), used)
      shareSecurity(cells, used)
    })
    const copy = compacted(Hive.open(hive.finishedCopy()), { minor: 5 })
    const { image, cells, root } = copy
    const own = image.u32(cells.payloadAt(root) + NK.SECURITY) as CellOffset
    expect(image.u32(cells.payloadAt(own) + SK.FLINK)).toBe(own)
    expect(image.u32(cells.payloadAt(own) + SK.REFERENCES)).toBe(1)
  })
})
