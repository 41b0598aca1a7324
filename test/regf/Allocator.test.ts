import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'

const BINARY = 3

describe('Allocator', () => {
  it('finds a free cell after one that is too small, however often edits there were undone', () => {
    const hive = Hive.create()
    const key = hive.rootKey
    const sizes = { small: 1100, wall: 300, large: 1900, 'second wall': 300 }
    for (const [name, size] of Object.entries(sizes)) key.set(name, BINARY, new Uint8Array(size))
    for (const name of ['small', 'large']) key.value(name)?.delete()
    const history = new History(hive)
    for (let round = 0; round < 100; round++) {
      history.run({ kind: 'set-value', key: key.cell, name: 'x', type: 4, data: new Uint8Array(4) })
      history.undo()
    }
    const { length } = hive.image
    key.set('fits', BINARY, new Uint8Array(1500))
    expect(hive.image.length).toBe(length)
  })
})
