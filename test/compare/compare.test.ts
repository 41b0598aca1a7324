import { describe, expect, it } from 'vitest'
import { compareSteps } from '../../src/compare/compare.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { findKeyNode } from '../../src/regf/keyNode.ts'
import { findKeyValue } from '../../src/regf/keyValue.ts'
import { NK } from '../../src/regf/layout.ts'
import { type CellOffset, NIL } from '../../src/regf/offsets.ts'
import { dataCopy } from '../../src/regf/valueData.ts'
import { BIG_DATA, hiveOfEverything, NOW, text } from '../helpers/hives.ts'
import { drive } from '../helpers/work.ts'
import { ALL_ATTRIBUTES, type Compared, compareHives, editedCopy, sideOf } from './sides.ts'

const original = hiveOfEverything()
const NONE = { added: 0, removed: 0, changed: 0 }

describe('the differences between two hives', () => {
  it('there are no differences between a hive and its copy', () => {
    const { keys, values, lines, complete } = compare(edited(() => {}))
    expect([keys, values, lines, complete]).toEqual([NONE, NONE, [], true])
  })

  it('the name of the root is a difference only on request: no path has it', () => {
    const [a, b] = ['A', 'B'].map((rootName) => Hive.create({ now: NOW, rootName }))
    if (a === undefined || b === undefined) throw new Error('two hives are needed')
    expect(compareHives(a, b, { attributes: ALL_ATTRIBUTES }).lines).toEqual([])
    expect(compareHives(a, b, { rootName: true }).lines).toEqual(['changed key : name'])
  })

  it('added, removed and changed values are differences, whatever the order of the list', () => {
    const { values, lines } = compare(
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
    expect(lines).toEqual([
      'removed value Alpha ""',
      'changed value Alpha "Big": data',
      'changed value Alpha "Inline": type',
      'added value Alpha "New"',
      'changed value Alpha "Text": data',
    ])
  })

  it('an added or removed key is a difference, with the number of keys and values below it', () => {
    const { keys, values, lines } = compare(withKeysAddedAndRemoved())
    expect(keys).toEqual({ added: 2, removed: 4, changed: 0 })
    expect(values).toEqual({ added: 3, removed: 5, changed: 0 })
    expect(lines).toEqual(['removed key Alpha +3 +5', 'added key Beta\\Fresh +1 +3'])
  })

  it('each key and value below an added or removed key is a difference on request', () => {
    const { keys, values, lines } = compare(withKeysAddedAndRemoved(), { expand: true })
    expect(keys).toEqual({ added: 2, removed: 4, changed: 0 })
    expect(values).toEqual({ added: 3, removed: 5, changed: 0 })
    expect(lines.filter((line) => line.startsWith('added'))).toEqual([
      'added key Beta\\Fresh',
      'added value Beta\\Fresh "one"',
      'added key Beta\\Fresh\\Below',
      'added value Beta\\Fresh\\Below "three"',
      'added value Beta\\Fresh\\Below "two"',
    ])
    expect(lines.filter((line) => line.startsWith('removed key'))).toHaveLength(4)
    expect(lines.filter((line) => line.startsWith('removed value'))).toHaveLength(5)
  })

  it('attributes of keys are compared on request', () => {
    const after = edited((hive) => {
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
    })
    const { keys, lines } = compare(after, { attributes: ALL_ATTRIBUTES })
    expect(keys).toEqual({ added: 0, removed: 0, changed: 5 })
    expect(lines).toEqual([
      'changed key Beta: time class',
      'changed key Beta\\a: name time',
      'changed key Beta\\B: flags',
      'changed key Many: flags',
      'changed key Witness: security',
    ])
    const one = (name: 'time' | 'flags' | 'class' | 'security') =>
      compare(after, { attributes: [name] }).lines.map((line) => line.slice('changed key '.length))
    expect(one('time')).toEqual(['Beta: time', 'Beta\\a: name time'])
    expect(one('flags')).toEqual(['Beta\\a: name', 'Beta\\B: flags', 'Many: flags'])
    expect(one('class')).toEqual(['Beta: class', 'Beta\\a: name'])
    expect(one('security')).toEqual(['Beta\\a: name', 'Witness: security'])
    expect(compare(after).lines).toEqual(['changed key Beta\\a: name'])
  })

  it('differences are found in lists that are out of order', () => {
    const after = edited((hive) => {
      hive.key('Beta\\B').delete()
      hive.transact(({ cells }) => {
        const list = cells.image.u32(cells.payloadAt(hive.key('Beta').cell) + NK.SUBKEY_LIST)
        const at = cells.payloadAt(list as CellOffset) + 4
        const [one, two] = [cells.image.u32(at), cells.image.u32(at + 8)]
        cells.image.setU32(at, two)
        cells.image.setU32(at + 8, one)
      })
    })
    expect(compare(after).lines).toEqual(['removed key Beta\\B'])
  })

  it('a difference leads to the old and the new content, in each hive', () => {
    const before = Hive.open(original.bytes.slice())
    const after = edited((hive) => hive.key('Alpha').set('Text', 1, text('other text')))
    const [difference] = compareHives(before, after).differences
    const { key, value } = difference ?? expect.fail('there is a difference')
    expect(key.before).toBe(before.key('Alpha').cell)
    expect(key.after).toBe(after.key('Alpha').cell)
    const dataOf = ({ cells }: Hive, cell: CellOffset = NIL) =>
      dataCopy(cells, findKeyValue(cells, cell))
    expect(dataOf(before, value?.before)).toEqual(before.key('Alpha').value('Text')?.data)
    expect(dataOf(after, value?.after)).toEqual(text('other text'))
  })

  it('a difference has no cell in the hive that does not have the key or value', () => {
    const before = Hive.open(original.bytes.slice())
    const after = withKeysAddedAndRemoved()
    for (const { kind, key, value } of compareHives(before, after, { expand: true }).differences) {
      const pair = value ?? key
      expect([pair.before === NIL, pair.after === NIL]).toEqual([
        kind === 'added',
        kind === 'removed',
      ])
      if (key.before !== NIL) expect(findKeyNode(before.cells, key.before)).not.toBe(0)
      if (key.after !== NIL) expect(findKeyNode(after.cells, key.after)).not.toBe(0)
    }
  })

  it('differences are reported while the hives are still being compared', () => {
    const before = Hive.create({ now: NOW })
    const after = Hive.create({ now: NOW })
    after.transact(() => {
      for (let n = 0; n < 2000; n++) after.rootKey.create(`key ${n}`).set('v', 1, text(`${n}`))
    })
    let found = 0
    const counts: number[] = []
    const steps = compareSteps(sideOf(before), sideOf(after), () => {
      found++
    })
    drive(steps, () => counts.push(found))
    expect(found).toBe(2000)
    expect(counts.filter((count) => count > 0 && count < 2000).length).toBeGreaterThan(3)
  })
})

describe('a comparison', () => {
  it('a comparison of a hive whose keys all share one list is given up long before its end', () => {
    const bytes = knotted()
    const before = Hive.open(bytes.slice())
    const after = Hive.open(bytes.slice())
    const start = performance.now()
    const { complete, keys, values, differences } = compareHives(before, after)
    expect(performance.now() - start).toBeLessThan(20_000)
    expect([complete, keys, values, differences]).toEqual([false, NONE, NONE, []])
  })

  it('a comparison pauses while long lists are sorted', () => {
    const [before, after] = [manyValues((n) => n), manyValues((n) => 19_999 - n)]
    const { fractions, lines } = compareHives(before, after)
    expect(lines).toEqual([])
    // All of it is in the values of one key, the second of two.
    expect(fractions.length).toBeGreaterThan(100)
    expect(new Set(fractions).size).toBeLessThan(5)
  })

  it('a comparison pairs the first of several values of one name with the first', () => {
    const [before, after] = [sameNames(['a', 'x', 'x', 'b']), sameNames(['b', 'x', 'a', 'c'])]
    const { lines, differences } = compareHives(before, after)
    expect(lines).toEqual([
      'changed value  "a": data',
      'changed value  "b": data',
      'added value  "c"',
      'removed value  "x"',
    ])
    const second = before.rootKey.valueAt(2)?.cell
    expect(differences.at(-1)?.value?.before).toBe(second)
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

/** A key with 20,000 values in some order. */
function manyValues(nameOf: (n: number) => number): Hive {
  const hive = Hive.create({ now: NOW })
  const key = hive.rootKey.create('many')
  hive.transact(() => {
    for (let n = 0; n < 20_000; n++) key.set(`value ${nameOf(n)}`, 4, new Uint8Array(4))
  })
  return hive
}

/** A hive whose root has values of these names, even of the same name; each has its index as data. */
function sameNames(names: readonly string[]): Hive {
  const hive = Hive.create({ now: NOW })
  for (const [index] of names.entries()) hive.rootKey.set(`${index}`, 4, Uint8Array.of(index))
  hive.transact(({ cells }) => {
    for (const [index, name] of names.entries()) {
      const cell = hive.rootKey.valueAt(index)?.cell ?? NIL
      cells.image.setU8(findKeyValue(cells, cell) + 0x14, name.charCodeAt(0))
    }
  })
  return hive
}

function withKeysAddedAndRemoved(): Hive {
  return edited((hive) => {
    hive.key('Alpha').delete()
    const fresh = hive.key('Beta').create('Fresh')
    fresh.set('one', 1, text('1'))
    const below = fresh.create('Below')
    below.set('two', 1, text('2'))
    below.set('three', 1, text('3'))
  })
}

function edited(edit: (hive: Hive) => void): Hive {
  return editedCopy(original.bytes, edit)
}

function compare(after: Hive, options?: Parameters<typeof compareHives>[2]): Compared {
  return compareHives(Hive.open(original.bytes.slice()), after, options)
}
