import { describe, expect, it } from 'vitest'
import {
  ORCreateKey,
  ORGetKeySecurity,
  type ORHKEY,
  ORQueryInfoKey,
  ORSaveHive,
  ORSetKeySecurity,
} from '../../../src/offreg/functions.ts'
import { Hive } from '../../../src/offreg/Hive.ts'
import { NK, SK } from '../../../src/regf/layout.ts'
import type { CellOffset } from '../../../src/regf/offsets.ts'
import { decodeDescriptor, encodeDescriptor } from '../../../src/security/descriptor.ts'
import { parseSddl } from '../../../src/security/parseSddl.ts'
import { formatSddl } from '../../../src/security/sddl.ts'
import { bytes, create, fresh, get, info, ok, set, withKey } from './library.ts'

const OWNER = 1
const GROUP = 2
const DACL = 4
const SACL = 8
const ALL = OWNER | GROUP | DACL | SACL

const DEFAULT = 'O:BAG:BAD:(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;WD)(A;CI;KR;;;RC)'

function encoded(sddl: string): Uint8Array {
  return encodeDescriptor(parseSddl(sddl))
}

/** Parts of the descriptor of a key as text. */
function sddlOf(handle: ORHKEY, information = ALL): string {
  return formatSddl(decodeDescriptor(ok(ORGetKeySecurity(handle, information)).descriptor))
}

describe('security', () => {
  it('case 22 the descriptor of the root can be read and set', () => {
    const hive = fresh()
    ok(ORSetKeySecurity(hive, OWNER, encoded('O:SY')))
    expect(sddlOf(hive)).toBe(DEFAULT.replace('O:BA', 'O:SY'))
  })

  it('case 117 a fresh root and its child have the default descriptor', () => {
    const { hive, key } = withKey()
    expect([sddlOf(hive), sddlOf(key)]).toEqual([DEFAULT, DEFAULT])
  })

  it('case 118 a query of security without space returns 122 and the size of the requested parts', () => {
    const hive = fresh()
    expect(ORGetKeySecurity(hive, ALL, 0)).toEqual({ status: 122, size: 144 })
    expect(ok(ORGetKeySecurity(hive, ALL, 144)).descriptor).toHaveLength(144)
    const owner = ORGetKeySecurity(hive, OWNER, 0)
    if (owner.status !== 122) throw new RangeError(`${owner.status}`)
    expect(owner.size).toBeLessThan(144)
    expect(ok(ORGetKeySecurity(hive, OWNER, owner.size)).descriptor).toHaveLength(owner.size)
  })

  it('case 119 a query of security one byte short returns 122', () => {
    expect(ORGetKeySecurity(fresh(), ALL, 143)).toEqual({ status: 122, size: 144 })
  })

  it('case 120 setting one part of a descriptor keeps the others', () => {
    const { key } = withKey()
    ok(ORSetKeySecurity(key, DACL, encoded('O:SYG:SYD:(A;;KR;;;WD)')))
    expect(sddlOf(key)).toBe('O:BAG:BAD:(A;;KR;;;WD)')
  })

  it('case 121 setting the SACL from a descriptor without one gives an empty SACL', () => {
    const { key } = withKey()
    ok(ORSetKeySecurity(key, SACL, encoded('O:SYG:SY')))
    const { sacl } = decodeDescriptor(ok(ORGetKeySecurity(key, SACL)).descriptor)
    expect(sacl).toMatchObject({ aces: [] })
  })

  it('case 122 a new key inherits only the inheritable entries', () => {
    const { key } = withKey()
    ok(ORSetKeySecurity(key, DACL, encoded('D:(A;;KA;;;SY)(A;CI;KR;;;WD)')))
    expect(sddlOf(create(key, 'some'), DACL)).toBe('D:(A;CI;KR;;;WD)')
    ok(ORSetKeySecurity(key, DACL, encoded('D:(A;;KR;;;WD)')))
    expect(sddlOf(create(key, 'none'), DACL)).toBe('D:(A;;KA;;;SY)(A;;KA;;;BA)')
  })

  it('case 123 a key that denies everyone everything can still be read and written', () => {
    const { key } = withKey()
    ok(ORSetKeySecurity(key, DACL, encoded('D:P(D;CI;KA;;;WD)')))
    set(key, 'v', bytes(1))
    expect(get(key, 'v').data).toEqual(bytes(1))
    ok(ORSetKeySecurity(key, DACL, encoded('D:(A;;KA;;;WD)')))
  })

  it('case 124 a descriptor of many keys is stored once, with their number as its count', () => {
    const hive = fresh()
    const descriptor = encoded('O:SYG:SYD:(A;CI;KA;;;SY)')
    for (let n = 0; n < 40; n++) {
      const key = create(hive, `k${n}`)
      ok(ORSetKeySecurity(key, OWNER | GROUP | DACL, descriptor))
    }
    const { cells, image, rootKey } = Hive.open(ok(ORSaveHive(hive, null, 6, 1)).bytes)
    const security = [...rootKey.subkeys()].map(({ cell }) => {
      return image.u32(cells.payloadAt(cell) + NK.SECURITY) as CellOffset
    })
    expect(new Set(security).size).toBe(1)
    expect(image.u32(cells.payloadAt(security[0] as CellOffset) + SK.REFERENCES)).toBe(40)
  })

  it('a new key has the descriptor it is created with, and an existing key keeps its own', () => {
    const hive = fresh()
    const descriptor = encoded('O:SYG:SYD:(A;;KA;;;SY)')
    const { handle } = ok(ORCreateKey(hive, 'K', null, 0, descriptor))
    expect(sddlOf(handle)).toBe('O:SYG:SYD:(A;;KA;;;SY)')
    expect(info(handle).securityDescriptor).toBe(descriptor.length)
    ok(ORCreateKey(hive, 'K', null, 0, encoded(DEFAULT)))
    expect(sddlOf(handle)).toBe('O:SYG:SYD:(A;;KA;;;SY)')
  })

  it('an invalid descriptor is refused', () => {
    const { hive, key } = withKey()
    for (const none of [bytes(), bytes(1, 2, 3), new Uint8Array(20).fill(255)]) {
      expect(ORSetKeySecurity(key, DACL, none).status).toBe(1338)
      expect(ORCreateKey(hive, 'New', null, 0, none).status).toBe(1338)
    }
    expect(ORSetKeySecurity(key, DACL, null as never).status).toBe(87)
    expect(ok(ORQueryInfoKey(hive)).subkeys).toBe(1)
  })
})
