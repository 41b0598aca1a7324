import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../../src/bytes/text.ts'
import {
  ORCreateKey,
  OREnumKey,
  type ORHKEY,
  OROpenKey,
  REG_CREATED_NEW_KEY,
  REG_OPENED_EXISTING_KEY,
  REG_OPTION_CREATE_LINK,
  REG_OPTION_NON_VOLATILE,
} from '../../../src/offreg/functions.ts'
import {
  create,
  exists,
  fresh,
  get,
  info,
  keyNames,
  NOW,
  ok,
  REG_LINK,
  set,
  withKey,
} from './library.ts'

const DESERET_CAPITAL = '\u{10410}'
const DESERET_SMALL = '\u{10438}'

describe('create', () => {
  it('case 23 a key is reported as new once, and then as opened', () => {
    const hive = fresh()
    expect(ok(ORCreateKey(hive, 'A')).disposition).toBe(REG_CREATED_NEW_KEY)
    expect(ok(ORCreateKey(hive, 'A')).disposition).toBe(REG_OPENED_EXISTING_KEY)
  })

  it('case 24 a name in another case opens the key and keeps its spelling', () => {
    const hive = fresh()
    create(hive, 'A')
    expect(ok(ORCreateKey(hive, 'a')).disposition).toBe(2)
    expect(keyNames(hive)).toEqual(['A'])
  })

  it('case 25 a key can be created without a look at the disposition', () => {
    const { handle } = ok(ORCreateKey(fresh(), 'A'))
    expect(info(handle).subkeys).toBe(0)
  })

  it('case 26 a missing parent key is not created', () => {
    const hive = fresh()
    expect(ORCreateKey(hive, 'X\\Y')).toMatchObject({ status: 2, handle: null })
    expect(exists(hive, 'X')).toBe(false)
  })

  it('case 27 a key is created below an existing one', () => {
    const hive = fresh()
    const x = create(hive, 'X')
    ok(ORCreateKey(hive, 'X\\Y', null, REG_OPTION_NON_VOLATILE))
    expect(keyNames(x)).toEqual(['Y'])
  })

  it('case 28 a name of 255 units is accepted', () => {
    const hive = fresh()
    create(hive, 'x'.repeat(255))
    create(fresh({ documented: true }), 'x'.repeat(255))
    expect(keyNames(hive)).toEqual(['x'.repeat(255)])
  })

  it('case 29 a name of 256 units is accepted, which the documentation forbids', () => {
    const hive = fresh()
    create(hive, 'x'.repeat(256))
    expect(exists(hive, 'X'.repeat(256))).toBe(true)
    expect(ORCreateKey(fresh({ documented: true }), 'x'.repeat(256)).status).toBe(87)
  })

  it('case 30 a name of 257 units is refused', () => {
    const hive = fresh()
    expect(ORCreateKey(hive, 'x'.repeat(257))).toMatchObject({ status: 87, handle: null })
    expect(keyNames(hive)).toEqual([])
  })

  it('case 31 a name of 257 units below a key is refused and leaves the key unchanged', () => {
    const { hive, key } = withKey()
    const before = info(key)
    expect(ORCreateKey(hive, `K\\${'x'.repeat(257)}`).status).toBe(87)
    expect(info(key)).toEqual(before)
  })

  it('case 32 508 levels can be nested, and the next is 87', () => {
    let handle: ORHKEY = fresh()
    let levels = 0
    for (;;) {
      const next = ORCreateKey(handle, 'k')
      if (next.status !== 0) {
        expect(next.status).toBe(87)
        break
      }
      levels++
      handle = next.handle
    }
    expect(levels).toBe(508)
  })

  it('case 33 trailing dots and spaces are part of a name', () => {
    const hive = fresh()
    for (const name of ['n.', 'n', 'n ', ' n']) create(hive, name)
    expect(keyNames(hive)).toEqual([' n', 'n', 'n ', 'n.'])
  })

  it('case 34 full-width letters in both cases name one key', () => {
    const hive = fresh()
    create(hive, '\uff21')
    expect(ok(ORCreateKey(hive, '\uff41')).disposition).toBe(2)
    expect(keyNames(hive)).toEqual(['\uff21'])
  })

  it('case 35 surrogate pairs in both cases name two keys', () => {
    const hive = fresh()
    create(hive, DESERET_CAPITAL)
    create(hive, DESERET_SMALL)
    expect(keyNames(hive)).toEqual([DESERET_CAPITAL, DESERET_SMALL])
  })

  it('case 36 accented letters in both cases name one key', () => {
    const hive = fresh()
    create(hive, 'Café')
    expect(ok(ORCreateKey(hive, 'CAFÉ')).disposition).toBe(2)
  })

  it('case 38 a volatile key is refused', () => {
    const hive = fresh()
    for (const options of [1, 3, 4, 8]) {
      expect(ORCreateKey(hive, 'V', null, options)).toMatchObject({ status: 87, handle: null })
    }
    expect(keyNames(hive)).toEqual([])
  })

  it('case 39 a link stores its target without a NUL', () => {
    const { handle } = ok(ORCreateKey(fresh(), 'L', null, REG_OPTION_CREATE_LINK))
    const target = encodeUtf16('\\Registry\\Machine\\SOFTWARE')
    set(handle, 'SymbolicLinkValue', target, REG_LINK)
    expect(get(handle, 'SymbolicLinkValue')).toMatchObject({ type: REG_LINK, data: target })
  })

  it('case 40 only a link can be opened as a link', () => {
    const { hive } = withKey()
    ok(ORCreateKey(hive, 'L', null, REG_OPTION_CREATE_LINK))
    expect(ORCreateKey(hive, 'K', null, REG_OPTION_CREATE_LINK).status).toBe(87)
    expect(ok(ORCreateKey(hive, 'L', null, REG_OPTION_CREATE_LINK)).disposition).toBe(2)
  })

  it('case 41 a new key is empty', () => {
    expect(info(withKey().key)).toMatchObject({ subkeys: 0, values: 0 })
  })

  it('case 42 opening an existing key keeps its class', () => {
    const hive = fresh()
    ok(ORCreateKey(hive, 'K', 'first'))
    const { handle, disposition } = ok(ORCreateKey(hive, 'K', 'second'))
    expect([disposition, info(handle).className]).toEqual([2, 'first'])
  })

  it('case 43 creating a key gives its parent the same time', () => {
    let now = NOW
    const hive = fresh({ clock: () => now })
    const parent = create(hive, 'P')
    now += 5n
    const child = create(hive, 'P\\C')
    expect([info(hive), info(parent), info(child)].map(({ lastWrite }) => lastWrite)).toEqual([
      NOW,
      now,
      now,
    ])
  })

  it('case 44 a null name is refused', () => {
    const { hive, key } = withKey()
    for (const handle of [hive, key]) {
      expect(ORCreateKey(handle, null as never)).toMatchObject({ status: 87, handle: null })
    }
  })

  it('an empty name opens a key that is not the root', () => {
    const { key } = withKey()
    expect(ok(ORCreateKey(key, ''))).toEqual({ status: 0, handle: key, disposition: 2 })
  })

  it('paths with empty names, or more than 32, are refused', () => {
    const { hive } = withKey()
    for (const path of ['\\', '\\K', 'K\\', 'K\\\\L']) {
      expect(ORCreateKey(hive, path).status, path).toBe(87)
      expect(OROpenKey(hive, path).status, path).toBe(87)
    }
    const long = Array.from({ length: 33 }, () => 'level')
    let handle = hive
    for (const name of long) handle = create(handle, name)
    expect(ORCreateKey(hive, long.join('\\')).status).toBe(87)
    expect(ok(ORCreateKey(hive, long.slice(1).join('\\'))).disposition).toBe(2)
    expect(OROpenKey(hive, long.join('\\')).status).toBe(0)
  })

  it('the class of a new key is stored, and enumeration returns it', () => {
    const hive = fresh()
    ok(ORCreateKey(hive, 'K', 'Klaß'))
    expect(ok(OREnumKey(hive, 0))).toEqual({
      status: 0,
      name: 'K',
      className: 'Klaß',
      lastWrite: NOW,
    })
  })
})
