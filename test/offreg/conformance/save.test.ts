import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  ORCreateKey,
  ORDeleteKey,
  ORGetVirtualFlags,
  type ORHKEY,
  OROpenHive,
  OROpenKey,
  ORRenameKey,
  ORSaveHive,
  ORSetVirtualFlags,
} from '../../../src/offreg/functions.ts'
import { Hive } from '../../../src/offreg/Hive.ts'
import { BASE, KEY_FLAG, LIST, NK, SIG } from '../../../src/regf/layout.ts'
import { type CellOffset, fileOffset } from '../../../src/regf/offsets.ts'
import { dataCells } from '../../../src/regf/valueData.ts'
import { corrupt } from '../../helpers/corrupt.ts'
import { hiveOfEverything } from '../../helpers/hives.ts'
import { fileAt } from '../../helpers/nodeFiles.ts'
import { rng } from '../../helpers/rng.ts'
import { temporary } from '../../helpers/temporary.ts'
import { keyLines } from '../layers.ts'
import {
  bytes,
  create,
  exists,
  fresh,
  get,
  keyNames,
  ok,
  set,
  valueNames,
  withKey,
} from './library.ts'

const files = temporary()
let made = 0

/** An unused path. */
function unused(): string {
  return files.path(`saved ${made++}`)
}

/** Saves to a file, and returns its content. */
function save(handle: ORHKEY, major = 6, minor = 1): Uint8Array<ArrayBuffer> {
  const path = unused()
  ok(ORSaveHive(handle, fileAt(path), major, minor))
  return Uint8Array.from(readFileSync(path))
}

function reopened(handle: ORHKEY): ORHKEY {
  return ok(OROpenHive(save(handle))).handle
}

function minorOf(saved: Uint8Array<ArrayBuffer>): number {
  return Hive.open(saved).base.minor
}

/** Whether bytes contain a text in Latin-1. */
function holds(saved: Uint8Array, text: string): boolean {
  return Buffer.from(saved).includes(Buffer.from(text, 'latin1'))
}

describe('save', () => {
  it('case 10 a hive is saved after its file was deleted', () => {
    const path = files.file('gone', hiveOfEverything().bytes)
    const { handle } = ok(OROpenHive(fileAt(path)))
    rmSync(path)
    create(handle, 'Alpha\\New')
    expect(exists(reopened(handle), 'Alpha\\New')).toBe(true)
  })

  it('case 37 1,100 keys created in reverse order are enumerated in order, also after a save', () => {
    const hive = fresh()
    const names = Array.from({ length: 1100 }, (_, n) => `key ${1000 + n}`)
    for (const name of [...names].reverse()) create(hive, name)
    expect(keyNames(hive)).toEqual(names)
    expect(keyNames(reopened(hive))).toEqual(names)
  })

  it('case 64 a renamed key is found at its new position, also after a save', () => {
    const { hive, key } = withKey('a')
    for (const name of ['b', 'c', 'd']) create(hive, name)
    ok(ORRenameKey(key, 'cc'))
    expect(keyNames(hive)).toEqual(['b', 'c', 'cc', 'd'])
    const again = reopened(hive)
    expect([keyNames(again), exists(again, 'CC')]).toEqual([['b', 'c', 'cc', 'd'], true])
  })

  it('case 71 enumeration has the same order after a save', () => {
    const hive = fresh()
    for (const name of ['_', 'Zz', 'aa', 'ÿ', 'Ж', 'aB', '[', '\u{10410}', '\uff21']) {
      create(hive, name)
    }
    expect(keyNames(reopened(hive))).toEqual(keyNames(hive))
  })

  it('case 97 data of 16,344 bytes has one cell, and one byte more makes two segments', () => {
    const { hive, key } = withKey()
    for (const size of [16_344, 16_345]) set(key, `${size}`, rng(size).bytes(size))
    const saved = Hive.open(save(hive))
    const sizes = (name: string) => {
      const value = saved.key('K').value(name)
      const cells = dataCells(saved.cells, saved.cells.payloadAt(value?.cell as CellOffset))
      return cells.map((cell) => -saved.image.i32(fileOffset(cell)))
    }
    expect(sizes('16344')).toEqual([16_352])
    expect(sizes('16345').slice(-2)).toEqual([16_352, 16_352])
    expect(sizes('16345')).toHaveLength(4)
    for (const size of [16_344, 16_345]) {
      expect(get(reopened(hive), `${size}`, 'K').data).toEqual(rng(size).bytes(size))
    }
  })

  it('case 126 a save keeps virtualization flags', () => {
    const { hive, key } = withKey()
    ok(ORSetVirtualFlags(key, 6))
    const { handle } = ok(OROpenKey(reopened(hive), 'K'))
    expect(ok(ORGetVirtualFlags(handle)).flags).toBe(6)
  })

  it('case 128 a save for 6.1 has version 1.5', () => {
    expect(minorOf(save(fresh(), 6, 1))).toBe(5)
  })

  it('case 129 a save for 5.1, 5.2 or 6.0 has version 1.5', () => {
    for (const [major, minor] of [
      [5, 1],
      [5, 2],
      [6, 0],
    ] as const) {
      expect(minorOf(save(fresh({ documented: true }), major, minor))).toBe(5)
    }
  })

  it('case 130 a save for 5.0, which the documentation does not list, has version 1.3', () => {
    expect(minorOf(save(fresh(), 5, 0))).toBe(3)
    expect(ORSaveHive(fresh({ documented: true }), null, 5, 0).status).toBe(87)
  })

  it('case 131 a save for 6.2, 6.3 or 10.0, which the documentation does not list, has version 1.5', () => {
    for (const [major, minor] of [
      [6, 2],
      [6, 3],
      [10, 0],
    ] as const) {
      expect(minorOf(save(fresh(), major, minor))).toBe(5)
      expect(ORSaveHive(fresh({ documented: true }), null, major, minor).status).toBe(87)
    }
  })

  it('case 132 a save for an unknown Windows version returns 87', () => {
    for (const [major, minor] of [
      [4, 0],
      [7, 0],
      [99, 99],
      [6.1, 0],
      [-1, 0],
    ] as const) {
      const path = unused()
      expect(ORSaveHive(fresh(), fileAt(path), major, minor).status).toBe(87)
      expect(existsSync(path)).toBe(false)
    }
  })

  it('case 133 a save to an existing file returns 80 or 183', () => {
    const path = files.file('there', 'content')
    expect(ORSaveHive(fresh(), fileAt(path), 6, 1).status).toBe(80)
    expect(ORSaveHive(fresh({ documented: true }), fileAt(path), 6, 1).status).toBe(183)
    expect(readFileSync(path, 'utf8')).toBe('content')
  })

  it('case 134 a save to a missing folder returns 3', () => {
    expect(ORSaveHive(fresh(), fileAt(files.path('no/folder')), 6, 1).status).toBe(3)
  })

  it('case 135 a hive is saved twice, with a change in between', () => {
    const { hive } = withKey('A')
    const first = save(hive)
    create(hive, 'B')
    const second = save(hive)
    expect(keyNames(ok(OROpenHive(first)).handle)).toEqual(['A'])
    expect(keyNames(ok(OROpenHive(second)).handle)).toEqual(['A', 'B'])
    create(hive, 'C')
  })

  it('case 136 a saved key becomes the root, with everything below it', () => {
    const { hive, key } = withKey('K')
    create(hive, 'beside')
    set(key, 'v', bytes(1))
    set(create(key, 'Sub'), 'w', bytes(2))
    const saved = save(key)
    const { handle } = ok(OROpenHive(saved))
    expect([keyNames(handle), valueNames(handle)]).toEqual([['Sub'], ['v']])
    expect(get(handle, 'w', 'Sub').data).toEqual(bytes(2))
    expect(Hive.open(saved).rootKey.name).toBe('ROOT')
    expect(holds(saved, 'beside')).toBe(false)
  })

  it('case 137 a save has no trace of deleted keys', () => {
    const hive = fresh()
    for (let n = 0; n < 200; n++) set(create(hive, `deleted ${n}`), 'value', rng(n).bytes(200))
    for (let n = 0; n < 200; n++) ok(ORDeleteKey(hive, `deleted ${n}`))
    const saved = save(hive)
    expect(saved).toHaveLength(8192)
    expect(holds(saved, 'deleted')).toBe(false)
  })

  it('case 138 a fresh hive is saved without the mark of another writer', () => {
    const saved = save(fresh())
    const { base, rootKey, image } = Hive.open(saved)
    expect(base).toMatchObject({
      primarySequence: 1,
      secondarySequence: 1,
      checksumValid: true,
      dirty: false,
      fileName: '',
    })
    expect([rootKey.name, rootKey.flags]).toEqual(['ROOT', KEY_FLAG.COMP_NAME])
    expect([...image.bytesCopy(BASE.FLAGS, BASE.CHECKSUM - BASE.FLAGS)].some(Boolean)).toBe(false)
    expect(holds(saved, 'OfRg')).toBe(false)
  })

  it('case 139 a hive of another writer keeps root name, flags, file name and numbers', () => {
    const saved = Hive.open(save(ok(OROpenHive(foreign())).handle))
    expect(saved.base).toMatchObject({
      primarySequence: 2,
      secondarySequence: 2,
      fileName: 'NTUSER',
    })
    expect([saved.rootKey.name, saved.rootKey.flags]).toEqual(['CMI-', 0x2c])
  })

  it('case 140 a save creates no logs', () => {
    const folder = files.path('only')
    mkdirSync(folder)
    ok(ORSaveHive(fresh(), fileAt(`${folder}/hive`), 6, 1))
    expect(readdirSync(folder)).toEqual(['hive'])
  })

  it('case 141 507 subkeys have one leaf, and the next key gets another leaf', () => {
    const hive = fresh()
    const lists = () => {
      const { image, cells, root } = Hive.open(save(hive))
      const at = cells.payloadAt(image.u32(cells.payloadAt(root) + NK.SUBKEY_LIST) as CellOffset)
      const count = (leaf: number) => image.u16(leaf + LIST.COUNT)
      if (image.u16(at) === SIG.LH) return [count(at)]
      expect(image.u16(at)).toBe(SIG.RI)
      return Array.from({ length: count(at) }, (_, n) => {
        const leaf = cells.payloadAt(image.u32(at + LIST.ENTRIES + n * 4) as CellOffset)
        expect(image.u16(leaf)).toBe(SIG.LH)
        return count(leaf)
      })
    }
    for (let n = 0; n < 507; n++) create(hive, `key ${1000 + n}`)
    expect(lists()).toEqual([507])
    create(hive, 'key 0')
    expect(lists()).toEqual([507, 1])
  })

  it('case 142 a hive saved and opened again has the same content', () => {
    const { bytes: file } = hiveOfEverything()
    const { handle } = ok(OROpenHive(file))
    ok(ORCreateKey(handle, 'Classy', 'Klaß'))
    ok(ORSetVirtualFlags(ok(OROpenKey(handle, 'Beta')).handle, 10))
    const once = save(handle)
    const twice = save(ok(OROpenHive(once)).handle)
    const { rootKey } = Hive.open(once)
    expect(keyLines(Hive.open(twice).rootKey)).toEqual(keyLines(rootKey))
    rootKey.key('Classy').delete()
    rootKey.key('Beta').setVirtualFlags(0)
    const lines = (key: Hive['rootKey']) => keyLines(key).slice(1)
    expect(lines(rootKey.key('Alpha'))).toEqual(lines(Hive.open(file).key('Alpha')))
    expect(rootKey.key('Beta').className).toBe('Klass')
  })
})

/** A hive as Windows writes it: root flags, its own root name, a file name. */
function foreign(): Uint8Array<ArrayBuffer> {
  const places = hiveOfEverything()
  const nk = places.nk('')
  const name = Uint8Array.from(Buffer.from('NTUSER', 'utf16le'))
  return corrupt(
    places.bytes,
    { at: nk + NK.FLAGS, u16: 0x2c },
    { at: nk + NK.NAME, bytes: Uint8Array.from(Buffer.from('CMI-')) },
    { at: BASE.FILE_NAME, bytes: name },
    { at: BASE.PRIMARY_SEQUENCE, u32: 2 },
    { at: BASE.SECONDARY_SEQUENCE, u32: 2 },
  )
}
