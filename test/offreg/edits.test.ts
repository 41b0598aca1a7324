import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK, VK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { CountingImage } from '../helpers/CountingImage.ts'
import { rng } from '../helpers/rng.ts'

const NOW = 133_000_000_000_000_000n
const LATER = NOW + 10_000_000n

function hiveAt(now: bigint, minor: 3 | 4 | 5 | 6 = 5): Hive {
  const hive = Hive.create({ minor, now })
  hive.clock = () => LATER
  return hive
}

function errors(hive: Hive): string[] {
  const { findings } = Hive.open(hive.finishedCopy()).check()
  return findings.map(({ code, offset }) => `${code} at ${offset}`)
}

/** Expects an edit to be refused with a code and to change no byte. */
function expectRefusal(hive: Hive, code: string, edit: () => unknown): void {
  const before = hive.image.bytesCopy(0, hive.image.length)
  expect(edit).toThrow(expect.objectContaining({ name: 'HiveError', code }))
  expect(firstDifference(hive.image.bytesCopy(0, hive.image.length), before)).toBe(-1)
}

describe('create key', () => {
  it('6.2.15 a new key shares the descriptor cell of its parent, which counts it, and both get the same time', () => {
    const hive = hiveAt(NOW)
    const child = hive.rootKey.create('Child')
    expect(child.lastWrite).toBe(LATER)
    expect(hive.rootKey.lastWrite).toBe(LATER)
    expect(child.descriptor).toEqual(hive.rootKey.descriptor)
    const security = hive.image.u32(hive.cells.payloadAt(hive.root) + NK.SECURITY) as CellOffset
    expect(hive.image.u32(hive.cells.payloadAt(security) + 12)).toBe(2)
  })

  it('6.2.13 key names that Windows refuses are refused', () => {
    const hive = hiveAt(NOW)
    hive.rootKey.create('taken')
    expectRefusal(hive, 'name-empty', () => hive.rootKey.create(''))
    expectRefusal(hive, 'name-too-long', () => hive.rootKey.create('x'.repeat(256)))
    expectRefusal(hive, 'name-has-backslash', () => hive.rootKey.create('a\\b'))
    expectRefusal(hive, 'key-exists', () => hive.rootKey.create('TAKEN'))
    expect(hive.rootKey.create('x'.repeat(255)).name).toHaveLength(255)
  })

  it('6.2.13 508 levels can be nested and no more, key by key or in one path', () => {
    const hive = hiveAt(NOW)
    let key = hive.rootKey
    for (let level = 1; level <= 508; level++) key = key.create('k')
    expectRefusal(hive, 'too-deep', () => key.create('k'))
    expectRefusal(hive, 'too-deep', () => hive.rootKey.createPath(`p${'\\p'.repeat(508)}`))
    expect(errors(hive)).toEqual([])
    hive.key('k').delete()
    expect(hive.rootKey.subkeyCount).toBe(0)
  })

  it('6.2.20 all keys of a created path have the same time', () => {
    const hive = hiveAt(NOW)
    let now = LATER
    hive.clock = () => now++
    const key = hive.rootKey.createPath('a\\b\\c')
    const times = [hive.rootKey, hive.key('a'), hive.key('a\\b'), key].map((k) => k.lastWrite)
    expect(times).toEqual([LATER, LATER, LATER, LATER])
  })

  it('6.2.20 a path is created completely or not at all', () => {
    const hive = hiveAt(NOW)
    hive.rootKey.createPath('A\\B\\C')
    expect(hive.key('a\\b\\c').path).toEqual(['A', 'B', 'C'])
    expectRefusal(hive, 'name-too-long', () => hive.rootKey.createPath(`D\\${'x'.repeat(300)}`))
  })
})

describe('set value', () => {
  const SIZES = [0, 1, 4, 5, 16_343, 16_344, 16_345, 32_688, 32_689, 1 << 20]
  for (const minor of [3, 4, 5] as const) {
    const sizes = minor < 4 ? SIZES : [...SIZES, (1 << 20) + 1]
    it(`6.9.46 a value grows and shrinks through all pairs of sizes (1.${minor})`, () => {
      const hive = hiveAt(NOW, minor)
      const random = rng(minor)
      const data = new Map(sizes.map((size) => [size, random.bytes(size)]))
      for (const from of sizes) {
        for (const to of sizes) {
          hive.rootKey.set('v', 3, data.get(from) as Uint8Array)
          const value = hive.rootKey.set('v', 3, data.get(to) as Uint8Array)
          expect(firstDifference(value.data, data.get(to) as Uint8Array)).toBe(-1)
        }
      }
      expect(errors(hive)).toEqual([])
      hive.rootKey.value('v')?.delete()
      expect(hive.rootKey.valueCount).toBe(0)
      expect(errors(hive)).toEqual([])
    })
  }

  it('6.5.33 more than 1 MiB of data is refused in a 1.3 hive', () => {
    const hive = hiveAt(NOW, 3)
    const data = new Uint8Array((1 << 20) + 1)
    expectRefusal(hive, 'data-too-large', () => hive.rootKey.set('v', 3, data))
  })

  it('6.5.31 up to four bytes are stored in the record, and the rest of the field is cleared', () => {
    const hive = hiveAt(NOW)
    hive.rootKey.set('v', 4, Uint8Array.of(1, 2, 3, 4))
    const { cell } = hive.rootKey.set('v', 4, Uint8Array.of(9))
    const at = hive.cells.payloadAt(cell)
    expect(hive.image.u32(at + VK.DATA_SIZE)).toBe(0x80000001)
    expect(hive.image.u32(at + VK.DATA)).toBe(9)
    hive.rootKey.set('v', 4, new Uint8Array(0))
    expect(hive.image.u32(at + VK.DATA_SIZE)).toBe(0x80000000)
  })

  it('6.5.30 a replaced value keeps its position and spelling', () => {
    const hive = hiveAt(NOW)
    for (const name of ['b', 'Val', 'c']) hive.rootKey.set(name, 1, new Uint8Array(8))
    hive.rootKey.set('VAL', 3, rng(1).bytes(100))
    expect([...hive.rootKey.values()].map(({ name }) => name)).toEqual(['b', 'Val', 'c'])
    expect(hive.rootKey.value('val')?.type).toBe(3)
  })

  it('6.5.35 the default value does not have the Latin-1 bit', () => {
    const hive = hiveAt(NOW)
    const { cell } = hive.rootKey.set('', 1, new Uint8Array(2))
    expect(hive.image.u16(hive.cells.payloadAt(cell) + VK.FLAGS)).toBe(0)
  })

  it('6.5.30 a value name can contain each of the 65,536 units', () => {
    const hive = hiveAt(NOW)
    for (let from = 0; from < 0x10000; from += 0x2000) {
      const units = Array.from({ length: 0x2000 }, (_, n) => String.fromCharCode(from + n)).join('')
      hive.rootKey.set(units, 3, new Uint8Array(0))
    }
    const names = [...Hive.open(hive.finishedCopy()).rootKey.values()].map(({ name }) => name)
    expect(names.join('')).toBe(
      Array.from({ length: 0x10000 }, (_, n) => String.fromCharCode(n)).join(''),
    )
  })

  it('6.5.30 a value name of 16,383 units is accepted, and a longer one refused', () => {
    const hive = hiveAt(NOW)
    hive.rootKey.set('n'.repeat(16_383), 3, new Uint8Array(1))
    expectRefusal(hive, 'name-too-long', () =>
      hive.rootKey.set('n'.repeat(16_384), 3, new Uint8Array(1)),
    )
    expect(errors(hive)).toEqual([])
  })

  it('6.1.11 setting the present type and data changes nothing', () => {
    const hive = hiveAt(NOW)
    hive.rootKey.set('v', 3, Uint8Array.of(1, 2, 3, 4, 5))
    const { revision } = hive.image
    hive.rootKey.set('v', 3, Uint8Array.of(1, 2, 3, 4, 5))
    expect(hive.image.revision).toBe(revision)
  })
})

describe('rename', () => {
  it('6.4.26, 6.4.28 a rename keeps the subtree, for longer and shorter names in both alphabets', () => {
    const hive = hiveAt(NOW)
    const key = hive.rootKey.createPath('Short\\Sub\\Leaf')
    key.set('v', 4, Uint8Array.of(1, 0, 0, 0))
    hive.rootKey.create('Wall')
    for (const name of ['A name that is much longer', 'Имя', 'z', 'Z', 'ab'.repeat(127)]) {
      hive.rootKey.subkey('Wall')
      const [only] = [...hive.rootKey.subkeys()].filter((each) => each.name !== 'Wall')
      only?.rename(name)
      expect(hive.key(`${name}\\sub\\LEAF`).value('V')?.data[0]).toBe(1)
      expect(errors(hive)).toEqual([])
    }
    expectRefusal(hive, 'key-exists', () => hive.key('wall').rename('AB'.repeat(127)))
    expectRefusal(hive, 'root-key', () => hive.rootKey.rename('x'))
  })

  it('a renamed value keeps its position in the list', () => {
    const hive = hiveAt(NOW)
    for (const name of ['a', 'b', 'c']) hive.rootKey.set(name, 4, new Uint8Array(4))
    hive.rootKey.value('b')?.rename('a considerably longer name')
    hive.rootKey.value('c')?.rename('C')
    const names = [...hive.rootKey.values()].map(({ name }) => name)
    expect(names).toEqual(['a', 'a considerably longer name', 'C'])
    expectRefusal(hive, 'value-exists', () => hive.rootKey.value('a')?.rename('c'))
    expectRefusal(hive, 'name-empty', () => hive.rootKey.value('a')?.rename(''))
    expect(errors(hive)).toEqual([])
  })
})

describe('keys with very many values', () => {
  it('every name of very many values is found after sets, renames, deletions, undo and failed edits', () => {
    const hive = hiveAt(NOW)
    const history = new History(hive)
    const key = hive.root
    const set = (name: string) => {
      history.run({ kind: 'set-value', key, name, type: 4, data: new Uint8Array(4) })
    }
    const names = () => [...hive.rootKey.values()].map(({ name }) => name)
    const expectFound = () => {
      for (const name of names()) expect(hive.rootKey.value(name.toUpperCase())?.name).toBe(name)
    }
    for (let n = 0; n < 300; n++) set(`value ${n}`)
    history.run({ kind: 'rename-value', key, index: 7, name: 'short' })
    history.run({ kind: 'rename-value', key, index: 8, name: 'a name that needs another cell' })
    history.run({ kind: 'delete-values', key, indexes: [3, 299, 150] })
    expectFound()
    for (const gone of ['value 7', 'value 8', 'value 3'])
      expect(hive.rootKey.value(gone)).toBeNull()
    expect(() => history.run({ kind: 'rename-value', key, index: 0, name: 'SHORT' })).toThrow()
    for (let n = 0; n < 40; n++) history.undo()
    expect(hive.rootKey.value('short')).toBeNull()
    set('value 290')
    expectFound()
    expect(new Set(names().map((name) => name.toLowerCase())).size).toBe(hive.rootKey.valueCount)
  })
})

describe('renaming very many values', () => {
  it('reads few records for each, however many the key has', () => {
    const made = Hive.create()
    made.transact(() => {
      for (let at = 0; at < 1000; at++) made.rootKey.set(`value ${at}`, 1, new Uint8Array(2))
    })
    const image = new CountingImage(made.finishedCopy().buffer)
    const hive = Hive.open(image)
    hive.survey()
    const { root: key } = hive
    const history = new History(hive)
    const rename = (index: number, name: string) => {
      const before = image.reads
      history.run({ kind: 'rename-value', key, index, name })
      return image.reads - before
    }
    // The first one makes the index of the names.
    expect(rename(0, 'the first one of all')).toBeGreaterThan(1000)
    expect(rename(1, 'the second one of all')).toBeLessThan(100)
    expect(rename(2, 'x')).toBeLessThan(100)
    expect(rename(4, 'value 1')).toBeLessThan(100)
    expect(() => rename(3, 'THE SECOND ONE OF ALL')).toThrow()
    expect(() => rename(5, 'Value 1')).toThrow()
    expect(rename(1, 'The Second One Of All')).toBeGreaterThan(0)
    for (const name of ['the first one of all', 'the second one of all', 'x', 'value 1', 'value 3'])
      expect(hive.rootKey.value(name), name).not.toBeNull()
    expect(hive.rootKey.value('value 0')).toBeNull()
  })
})

describe('delete', () => {
  it('6.3.22 deleting a subtree frees all its cells and keeps shared descriptors', () => {
    const hive = hiveAt(NOW)
    const top = hive.rootKey.createPath('T\\A\\B')
    top.set('big', 3, rng(3).bytes(70_000))
    for (let n = 0; n < 700; n++) hive.key('T').create(`s${n}`).set('v', 4, new Uint8Array(4))
    hive.key('T').delete()
    expect(hive.rootKey.subkeyCount).toBe(0)
    expect(errors(hive)).toEqual([])
    expectRefusal(hive, 'root-key', () => hive.rootKey.delete())
  })

  it('6.6.38 deleting values keeps the order of the others', () => {
    const hive = hiveAt(NOW)
    for (const name of ['a', 'b', 'c', 'd']) hive.rootKey.set(name, 4, new Uint8Array(4))
    hive.rootKey.value('B')?.delete()
    expect([...hive.rootKey.values()].map(({ name }) => name)).toEqual(['a', 'c', 'd'])
  })
})

describe('saving with the layout kept', () => {
  it('6.1.9, hostile 9 a save raises both sequence numbers, also when they wrap, and changes nothing else', () => {
    const hive = hiveAt(NOW)
    hive.image.transact(() => {
      hive.image.setU32(4, 0xffffffff)
      hive.image.setU32(8, 0xffffffff)
    })
    const before = hive.image.bytesCopy(0, hive.image.length)
    const saved = hive.finishedCopy()
    const image = Hive.open(saved).image
    expect([image.u32(4), image.u32(8)]).toEqual([0, 0])
    const changed = [...saved.keys()].filter((at) => saved[at] !== before[at])
    const allowed = (at: number) =>
      (at >= 4 && at < 20) || (at >= 508 && at < 512) || (at >= 4116 && at < 4124)
    expect(changed.filter((at) => !allowed(at))).toEqual([])
    expect(Hive.open(saved).base.dirty).toBe(false)
  })
})

describe('a header that cannot be trusted', () => {
  it('a hive whose header has a wrong checksum and an unknown version opens, but is not edited', () => {
    const bytes = Hive.create().image.bytesCopy(0, 8192)
    bytes[24] = 99
    const hive = Hive.open(bytes)
    hive.allowDirty()
    expect(hive.access).toBe('unknown-version')
    expect(hive.rootKey.name).toBe('ROOT')
    expectRefusal(hive, 'read-only', () => hive.rootKey.create('k'))
  })

  it('an edit of a deleted key is refused', () => {
    const hive = hiveAt(NOW)
    const gone = hive.rootKey.create('gone')
    gone.delete()
    hive.rootKey.set('takes the cell', 3, new Uint8Array(80))
    expectRefusal(hive, 'stale', () => gone.set('v', 3, new Uint8Array(1)))
  })
})
