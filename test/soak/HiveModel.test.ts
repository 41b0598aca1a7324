import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { rng } from '../helpers/rng.ts'
import { digestOf, HiveModel, modelLines, readModel } from './HiveModel.ts'

/** A hive with two keys below the root, and a model of it. */
function opened(): { readonly hive: Hive; readonly model: HiveModel } {
  const hive = Hive.create()
  hive.transact(() => {
    hive.rootKey.create('Fruit').set('Count', 4, Uint8Array.of(1, 0, 0, 0))
    hive.rootKey.createPath('Shed\\Rake')
  })
  return { hive, model: new HiveModel(readModel(hive.finishedCopy())) }
}

const binary = (name: string, ...data: number[]) => ({
  ...{ name, type: 3 },
  digest: digestOf(Uint8Array.from(data)),
})

describe('the model of a soak', () => {
  it('holds what the engine stores after the same edits', () => {
    const { hive, model } = opened()
    const expectSame = () => expect(model.lines).toBe(modelLines(readModel(hive.finishedCopy())))
    expectSame()
    hive.transact(() => hive.rootKey.create('Trees'))
    model.createKey([], 'Trees')
    expectSame()
    hive.transact(() => hive.key('Fruit').set('Bytes', 3, Uint8Array.of(7, 8)))
    model.setValue(['Fruit'], binary('Bytes', 7, 8))
    expectSame()
    hive.transact(() => hive.key('fruit').set('BYTES', 3, Uint8Array.of(9)))
    model.setValue(['fruit'], binary('Bytes', 9))
    expectSame()
    hive.transact(() => hive.key('Fruit').value('Count')?.delete())
    model.deleteValue(['Fruit'], 'count')
    expectSame()
    hive.transact(() => hive.key('Shed').delete())
    model.deleteKey(['Shed'])
    expectSame()
    hive.transact(() => {
      const made = hive.rootKey.createPath('Trees\\Plum')
      made.set('a', 3, Uint8Array.of(1))
      made.set('b', 3, Uint8Array.of(2))
    })
    model.setValues(['Trees', 'Plum'], [binary('a', 1), binary('b', 2)])
    expectSame()
  })

  it('goes back and forth in its history, and a new step ends what could be redone', () => {
    const { model } = opened()
    const seen = [model.lines]
    model.move(['Shed', 'Rake'], ['Fruit'])
    seen.push(model.lines)
    model.paste(model.key(['Fruit']), ['Shed'])
    seen.push(model.lines)
    model.renameKey(['Fruit'], 'Fruits')
    seen.push(model.lines)
    model.renameValue(['Fruits'], 'Count', 'Number')
    seen.push(model.lines)
    expect(new Set(seen).size).toBe(5)
    for (let position = 4; position >= 0; position--) {
      expect(model.lines).toBe(seen[position])
      model.undo()
    }
    expect(model.position).toBe(0)
    model.redo()
    expect(model.lines).toBe(seen[1])
    const copy = model.copy()
    copy.createKey([], 'Other')
    expect([copy.position, copy.steps]).toEqual([2, 2])
    expect([model.position, model.steps]).toEqual([1, 4])
    expect(model.lines).toBe(seen[1])
    model.goTo(4)
    expect(model.paths).toContainEqual(['Shed', 'Fruit', 'Rake'])
  })

  it('tells a lost, an added and a changed value apart', () => {
    const { model } = opened()
    const random = rng(1)
    const lines = new Set([model.lines])
    for (let round = 0; round < 20; round++) {
      model.setValue(['Fruit'], binary('Bytes', ...random.bytes(4)))
      expect(lines.has(model.lines)).toBe(false)
      lines.add(model.lines)
    }
    expect(() => model.key(['Nowhere'])).toThrow(RangeError)
  })
})
