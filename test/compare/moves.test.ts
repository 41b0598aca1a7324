/** Keys that were moved or renamed with everything below them. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { NOW, text } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'
import { compareHives, editedCopy } from './sides.ts'

/** Gives a key two values and a subkey with one. */
function furnish(key: Key, word: string): void {
  key.set('one', 1, text(word))
  key.set('Two', 3, new Uint8Array(20_000).fill(word.length))
  key.create('Below').set('three', 4, Uint8Array.of(1, 2, 3, 4))
}

const before = Hive.create({ now: NOW })
before.clock = () => NOW
before.transact(() => {
  for (const name of ['A', 'B', 'C']) furnish(before.rootKey.createPath(`Top\\${name}`), name)
  before.rootKey.create('Empty')
  before.rootKey.create('Other')
})

/** What is different after an edit, with moves. */
function movesAfter(edit: (hive: Hive) => void, attributes: 'security'[] = []) {
  const after = editedCopy(before.finishedCopy(), (hive) => hive.transact(() => edit(hive)))
  return compareHives(before, after, { moves: true, attributes })
}

describe('moved keys', () => {
  it('a renamed key is one difference, with the number of keys and values below it', () => {
    const { lines, keys, values, moved } = movesAfter((hive) => hive.key('Top\\B').rename('New'))
    expect(lines).toEqual(['moved key Top\\B to Top\\New +1 +3'])
    expect(keys).toEqual({ added: 0, removed: 0, changed: 0 })
    expect(values).toEqual({ added: 0, removed: 0, changed: 0 })
    expect(moved).toEqual({ keys: 2, values: 3 })
  })

  it('a key with the same content elsewhere was moved, even under another name', () => {
    const { lines } = movesAfter((hive) => {
      hive.key('Top\\A').delete()
      furnish(hive.key('Other').create('A'), 'A')
      hive.key('Top\\C').delete()
      furnish(hive.key('Other').create('Z'), 'C')
    })
    expect(lines).toEqual([
      'moved key Top\\A to Other\\A +1 +3',
      'moved key Top\\C to Other\\Z +1 +3',
    ])
  })

  it('the order of values does not matter', () => {
    const { lines } = movesAfter((hive) => {
      hive.key('Top\\A').rename('New').value('one')?.delete()
      hive.key('Top\\New').set('one', 1, text('A'))
    })
    expect(lines).toEqual(['moved key Top\\A to Top\\New +1 +3'])
  })

  it.each<[string, (key: Key) => void]>([
    ['data', (key) => key.set('one', 1, text('B'))],
    ['one byte of big data', (key) => key.set('Two', 3, new Uint8Array(20_000).fill(1, 0, 19_999))],
    ['type', (key) => key.set('one', 2, text('A'))],
    ['value name', (key) => key.value('one')?.rename('other')],
    ['letter case of a value name', (key) => key.value('one')?.rename('One')],
    ['letter case of a subkey', (key) => key.key('Below').rename('below')],
  ])('a key with another %s was not moved', (_, edit) => {
    const { lines } = movesAfter((hive) => edit(hive.key('Top\\A').rename('New')))
    expect(lines).toEqual(['removed key Top\\A +1 +3', 'added key Top\\New +1 +3'])
  })

  it('a key with other security was not moved, if security is compared', () => {
    const edit = (hive: Hive) => {
      const key = hive.key('Top\\A').rename('New').key('Below')
      const descriptor = key.security(7)
      descriptor[descriptor.length - 1] = (descriptor.at(-1) as number) ^ 1
      key.setDescriptor(descriptor)
    }
    expect(movesAfter(edit).lines).toEqual(['moved key Top\\A to Top\\New +1 +3'])
    expect(movesAfter(edit, ['security']).lines).toEqual([
      'removed key Top\\A +1 +3',
      'added key Top\\New +1 +3',
    ])
  })

  it('of several keys with the same content, the one of the same parent or name is taken', () => {
    const many = editedCopy(before.finishedCopy(), (hive) => {
      for (const path of ['Other\\X', 'Other\\Y', 'Top\\X']) {
        furnish(hive.rootKey.createPath(path), 'same')
      }
    })
    const after = editedCopy(many.finishedCopy(), (hive) => {
      for (const path of ['Other\\X', 'Other\\Y', 'Top\\X']) hive.key(path).delete()
      for (const path of ['Empty\\Y', 'Other\\P', 'Top\\Q']) {
        furnish(hive.rootKey.createPath(path), 'same')
      }
    })
    expect([...compareHives(many, after, { moves: true }).lines].sort()).toEqual([
      'moved key Other\\X to Other\\P +1 +3',
      'moved key Other\\Y to Empty\\Y +1 +3',
      'moved key Top\\X to Top\\Q +1 +3',
    ])
  })

  it('an empty key was moved only if it is the only one that could be meant', () => {
    const one = movesAfter((hive) => hive.key('Empty').rename('Void'))
    expect(one.lines).toEqual(['moved key Empty to Void'])
    const two = movesAfter((hive) => {
      hive.key('Empty').rename('Void')
      hive.key('Other').rename('None')
    })
    expect(two.lines.filter((line) => line.startsWith('moved'))).toEqual([])
    const elsewhere = movesAfter((hive) => {
      hive.key('Empty').delete()
      hive.key('Top').create('Void')
    })
    expect(elsewhere.lines.filter((line) => line.startsWith('moved'))).toEqual([])
  })

  it('two thousand keys with the same content are paired in a bounded time', () => {
    const random = rng(1)
    const names = Array.from({ length: 2000 }, () => `key ${random.below(1 << 30)}`)
    const wide = (prefix: string) =>
      editedCopy(before.finishedCopy(), (hive) =>
        hive.transact(() => {
          for (const name of names) {
            hive.key('Other').create(`${prefix} ${name}`).set('same', 4, new Uint8Array(4))
          }
        }),
      )
    const { lines, moved, complete } = compareHives(wide('old'), wide('new'), { moves: true })
    expect(lines.filter((line) => line.startsWith('moved'))).toHaveLength(2000)
    expect([moved, complete]).toEqual([{ keys: 2000, values: 2000 }, true])
  })
})
