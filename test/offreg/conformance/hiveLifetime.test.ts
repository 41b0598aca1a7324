import { chmodSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { HiveError } from '../../../src/errors.ts'
import {
  ORCloseHive,
  ORCloseKey,
  OROpenHive,
  OROpenHiveByHandle,
  OROpenKey,
} from '../../../src/offreg/functions.ts'
import { Hive } from '../../../src/offreg/Hive.ts'
import { BASE } from '../../../src/regf/layout.ts'
import { corrupt } from '../../helpers/corrupt.ts'
import { hiveOfEverything } from '../../helpers/hives.ts'
import { fileAt, openFile } from '../../helpers/nodeFiles.ts'
import { temporary } from '../../helpers/temporary.ts'
import {
  bytes,
  create,
  exists,
  fresh,
  info,
  keyNames,
  ok,
  set,
  valueNames,
  withKey,
} from './library.ts'

const files = temporary()
const everything = hiveOfEverything().bytes
/** Whether this user can read files without read permission. */
const isRoot = process.getuid?.() === 0

describe('hive lifetime', () => {
  it('case 1 a new hive is empty', () => {
    expect(info(fresh())).toMatchObject({ subkeys: 0, values: 0 })
  })

  it('case 2 a hive can be closed after its keys', () => {
    const { hive, key } = withKey()
    ok(ORCloseKey(key))
    ok(ORCloseHive(hive))
  })

  it('case 3 a path that does not exist returns 2 or 3', () => {
    expect(OROpenHive(fileAt(files.path('missing')))).toMatchObject({ status: 2, handle: null })
    expect(OROpenHive(fileAt(files.path('no/folder')))).toMatchObject({ status: 3, handle: null })
  })

  it('case 4 an empty file, or one that is too large, returns 1009', () => {
    const path = files.file('empty', '')
    expect(OROpenHive(fileAt(path))).toMatchObject({ status: 1009, handle: null })
    const tooLarge = { getSize: () => 2 ** 32, read: () => 0 }
    expect(OROpenHiveByHandle(tooLarge)).toMatchObject({ status: 1009, handle: null })
  })

  it('a file for which there is not enough memory returns 8', () => {
    const read = () => {
      throw new RangeError('Array buffer allocation failed')
    }
    const opened = OROpenHiveByHandle({ getSize: () => 8192, read })
    expect(opened).toMatchObject({ status: 8, error: { code: 'out-of-memory' }, handle: null })
  })

  it('case 5 zeros or a text return 1017', () => {
    for (const content of [new Uint8Array(4096), new Uint8Array(8192), 'Windows Registry Editor']) {
      const path = files.file('none', content)
      expect(OROpenHive(fileAt(path))).toMatchObject({ status: 1017, handle: null })
    }
  })

  it('case 6 one flipped bit of the checksum returns 1017', () => {
    const wrong = corrupt(everything, {
      at: BASE.CHECKSUM,
      u8: (everything[BASE.CHECKSUM] ?? 0) ^ 4,
    })
    expect(OROpenHive(wrong)).toMatchObject({ status: 1017, handle: null })
  })

  it('case 7 a file cut in its last bin returns 1017', () => {
    for (const missing of [1, 512, 4096]) {
      const cut = everything.slice(0, -missing)
      expect(OROpenHive(cut)).toMatchObject({ status: 1017, handle: null })
    }
  })

  it('case 8 a file without read permission returns 5', () => {
    const denied = {
      read: () => {
        throw new HiveError('access-denied', 'not for you')
      },
      write: () => {},
    }
    expect(OROpenHive({ path: 'x', files: denied })).toMatchObject({ status: 5, handle: null })
    if (isRoot) return
    const path = files.file('secret', everything)
    chmodSync(path, 0)
    expect(OROpenHive(fileAt(path))).toMatchObject({ status: 5, handle: null })
  })

  it('case 9 a folder returns 5', () => {
    expect(OROpenHive(fileAt(files.path('.')))).toMatchObject({ status: 5, handle: null })
  })

  it('case 11 a hive with different sequence numbers can be opened and edited', () => {
    const dirty = corrupt(
      everything,
      { at: BASE.PRIMARY_SEQUENCE, u32: 7 },
      { at: BASE.SECONDARY_SEQUENCE, u32: 6 },
    )
    const { handle } = ok(OROpenHive(dirty))
    expect(keyNames(handle)).toEqual(
      [...Hive.open(dirty).rootKey.subkeys()].map(({ name }) => name),
    )
    create(handle, 'New')
  })

  it('case 12 a 1.3 hive with lf lists is enumerated in the order of the file', () => {
    const { hive, bytes: file } = hiveOfEverything(3)
    const { handle } = ok(OROpenHive(file))
    const many = [...hive.key('Many').subkeys()].map(({ name }) => name)
    expect(many).toHaveLength(600)
    expect(keyNames(ok(OROpenKey(handle, 'Many')).handle)).toEqual(many)
    const values = [...hive.key('Alpha').values()].map(({ name }) => name)
    expect(valueNames(ok(OROpenKey(handle, 'Alpha')).handle)).toEqual(values)
  })

  it('case 13 a hive can be opened from an open file, which may be closed afterwards', () => {
    const file = openFile(files.file('open', everything))
    // The caller may have read from it before.
    file.read(new Uint8Array(100), { at: 0 })
    const { handle } = ok(OROpenHiveByHandle(file))
    file.close()
    expect(exists(handle, 'Alpha\\Two\\Deep')).toBe(true)
  })

  it('case 14 two hives opened from the same bytes are independent', () => {
    const source = everything.slice()
    const [one, two] = [ok(OROpenHive(source)).handle, ok(OROpenHive(source)).handle]
    create(one, 'New')
    set(one, 'v', bytes(1))
    expect([exists(two, 'New'), info(two).values]).toEqual([false, 0])
    expect(source).toEqual(everything)
  })
})
