import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { setValueSteps } from '../../src/offreg/values.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { abandon } from '../../src/work.ts'

const BINARY = 3

/** Counts reads of signed words: the sizes of cells. */
class SizeCounter extends HiveImage {
  reads = 0

  override i32(at: number): number {
    this.reads++
    return super.i32(at)
  }
}

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

  it('a read between two steps of an edit walks no cells, and taking it back only looks at those that it took', () => {
    const made = Hive.create()
    const data = new Uint8Array(200)
    for (let at = 0; at < 1000; at++) made.rootKey.set(`Value${at}`, BINARY, data)
    for (let at = 0; at < 1000; at += 20) made.rootKey.value(`Value${at}`)?.delete()
    const image = new SizeCounter(made.finishedCopy().buffer)
    const hive = Hive.open(image)
    hive.survey()
    const before = image.bytesCopy(0, image.length)
    const edit = hive.transactSteps(function* (scope) {
      for (let at = 0; at < 40; at++) {
        yield* setValueSteps(scope, hive.root, { name: `New${at}`, type: BINARY, data })
        yield at / 40
      }
    })
    for (let step = edit.next(); step.done !== true && step.value < 0.5; step = edit.next()) {}
    image.reads = 0
    hive.cells.readBefore(() => {})
    expect(image.reads).toBe(0)
    abandon(edit)
    expect(image.reads).toBeLessThan(200)
    expect(Buffer.from(image.bytesCopy(0, image.length)).equals(before)).toBe(true)
  })
})
