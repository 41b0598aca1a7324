import { describe, expect, it } from 'vitest'
import { type ComparedHive, findChanges, type HiveChanges } from '../../src/logs/changes.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import { BIG_DATA, hiveOfEverything, NOW, text } from '../helpers/hives.ts'

const original = hiveOfEverything()

describe('changes between two hives', () => {
  it('are none between a hive and its copy', () => {
    const { keys, values, first, complete } = compare(edited(() => {}))
    expect([keys, values, first, complete]).toEqual([NONE, NONE, [], true])
  })

  it('tell values that come, go and change, whatever the order of the list', () => {
    const { values, first } = compare(
      edited((hive) => {
        const alpha = hive.key('Alpha')
        alpha.value('')?.delete()
        alpha.set('text', 1, text('other text'))
        alpha.set('Inline', 3, Uint8Array.of(1, 2, 3, 4))
        alpha.set(
          'Big',
          3,
          BIG_DATA.map((byte, at) => (at === 33_000 ? byte ^ 1 : byte)),
        )
        alpha.set('New', 4, Uint8Array.of(7))
      }),
    )
    expect(values).toEqual({ added: 1, removed: 1, changed: 3 })
    const ofValues = first.filter(({ value }) => value !== null)
    expect(ofValues.map(({ kind, path, value, parts }) => [kind, path, value, parts])).toEqual([
      ['removed', ['Alpha'], '', []],
      ['changed', ['Alpha'], 'Big', ['data']],
      ['changed', ['Alpha'], 'Inline', ['type']],
      ['added', ['Alpha'], 'New', []],
      ['changed', ['Alpha'], 'Text', ['data']],
    ])
  })

  it('tell a key that comes or goes once, with what is below it', () => {
    const { keys, values, first } = compare(
      edited((hive) => {
        hive.key('Alpha').delete()
        const fresh = hive.key('Beta').create('Fresh')
        fresh.set('one', 1, text('1'))
        const below = fresh.create('Below')
        below.set('two', 1, text('2'))
        below.set('three', 1, text('3'))
      }),
    )
    expect(keys).toEqual({ added: 2, removed: 4, changed: 2 })
    expect(values).toEqual({ added: 3, removed: 5, changed: 0 })
    expect(first.filter(({ kind }) => kind !== 'changed')).toEqual([
      { kind: 'removed', path: ['Alpha'], value: null, parts: [], along: { keys: 3, values: 5 } },
      {
        kind: 'added',
        path: ['Beta', 'Fresh'],
        value: null,
        parts: [],
        along: { keys: 1, values: 3 },
      },
    ])
  })

  it('tell what of a key changed', () => {
    const { keys, first } = compare(
      edited((hive) => {
        hive.key('Beta\\A').rename('a')
        hive.transact(({ cells }) => {
          const { image } = cells
          image.setU16(cells.payloadAt(hive.key('Beta\\B').cell) + NK.FLAGS, 0x28)
          image.setU8(cells.payloadAt(hive.key('Many').cell) + NK.USER_FLAGS, 2)
          const beta = cells.payloadAt(hive.key('Beta').cell)
          image.setU16(beta + NK.CLASS_LENGTH, 8)
          const { cell } = hive.key('Witness')
          image.setU32(cells.payloadAt(cell) + NK.SECURITY, 0xffffffff)
        })
      }),
    )
    expect(keys).toEqual({ added: 0, removed: 0, changed: 5 })
    expect(first.map(({ path, parts }) => [path.join('\\'), ...parts])).toEqual([
      ['Beta', 'time', 'class'],
      ['Beta\\a', 'name', 'time'],
      ['Beta\\B', 'flags'],
      ['Many', 'flags'],
      ['Witness', 'security'],
    ])
  })

  it('are counted beyond the list', () => {
    const after = edited((hive) => {
      for (let n = 0; n < 600; n += 2) hive.key(`Many\\key ${1000 + n}`).delete()
    })
    const { keys, first, more } = compare(after, 10)
    expect([keys.removed, first.length, more]).toEqual([300, 10, 291])
  })

  it('are found in lists that are out of order', () => {
    const after = edited((hive) => {
      hive.key('Beta\\B').delete()
      hive.transact(({ cells }) => {
        const list = cells.image.u32(cells.payloadAt(hive.key('Beta').cell) + NK.SUBKEY_LIST)
        const at = cells.payloadAt(list as never) + 4
        const [one, two] = [cells.image.u32(at), cells.image.u32(at + 8)]
        cells.image.setU32(at, two)
        cells.image.setU32(at + 8, one)
      })
    })
    const { keys, first } = compare(after)
    expect(keys).toEqual({ added: 0, removed: 1, changed: 1 })
    expect(first.find(({ kind }) => kind === 'removed')?.path).toEqual(['Beta', 'B'])
  })

  it('are given up on a hive whose lists are all one, long before they were all compared', () => {
    const bytes = knotted()
    const before = Hive.open(bytes.slice())
    const after = Hive.open(bytes.slice())
    const start = performance.now()
    const { complete, keys } = compareHives(before, after)
    expect(performance.now() - start).toBeLessThan(20_000)
    expect([complete, keys]).toEqual([false, NONE])
  })

  it('yield in slices that come nearer to one', () => {
    const steps = findChanges(sideOf(original.hive), sideOf(edited(() => {})), 10)
    const fractions: number[] = []
    for (let step = steps.next(); step.done !== true; step = steps.next())
      fractions.push(step.value)
    expect(fractions.length).toBeGreaterThan(0)
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
    expect(fractions.at(-1)).toBeLessThanOrEqual(1)
  })
})

/** A thousand keys share a list of 20,000 values, all of them one with a long name and much data. */
function knotted(): Uint8Array<ArrayBuffer> {
  const hive = Hive.create({ now: NOW })
  hive.transact(({ cells }) => {
    const { image } = cells
    const { cell: value } = hive.rootKey.set('n'.repeat(1000), 3, new Uint8Array(16_000))
    const list = cells.allocate(80_000)
    for (let n = 0; n < 20_000; n++) image.setU32(cells.payloadAt(list) + n * 4, value)
    for (let n = 0; n < 1000; n++) {
      const key = cells.payloadAt(hive.rootKey.create(`key ${n}`).cell)
      image.setU32(key + NK.VALUE_COUNT, 20_000)
      image.setU32(key + NK.VALUE_LIST, list)
    }
  })
  return hive.finishedCopy()
}

const NONE = { added: 0, removed: 0, changed: 0 }

function edited(edit: (hive: Hive) => void): Hive {
  const hive = Hive.open(original.bytes.slice())
  hive.clock = () => NOW + 1n
  edit(hive)
  return hive
}

function compare(after: Hive, limit = 1000): HiveChanges {
  return compareHives(Hive.open(original.bytes.slice()), after, limit)
}

function compareHives(before: Hive, after: Hive, limit = 1000): HiveChanges {
  const steps = findChanges(sideOf(before), sideOf(after), limit)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

function sideOf(hive: Hive): ComparedHive {
  return { cells: hive.cells, root: hive.root, keys: hive.check().keys }
}
