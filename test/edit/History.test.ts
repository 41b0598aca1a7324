import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { FailingImage } from './FailingImage.ts'

describe('History', () => {
  const value = (data: number) =>
    ({ kind: 'set-value', name: 'v', type: 3, data: Uint8Array.of(data) }) as const

  it('counts what is unsaved from the saved state in both directions', () => {
    const hive = Hive.create()
    const history = new History(hive)
    const key = hive.root
    expect(history.unsaved).toBe(0)
    history.run({ ...value(1), key })
    history.run({ ...value(2), key })
    history.markSaved()
    expect(history.unsaved).toBe(0)
    history.undo()
    expect(history.unsaved).toBe(1)
    history.redo()
    expect(history.unsaved).toBe(0)
    history.undo()
    history.run({ ...value(3), key })
    expect(history.unsaved).toBeGreaterThan(0)
    history.undo()
    expect(history.unsaved).toBeGreaterThan(0)
  })

  it('leaves no step for an edit that changes nothing', () => {
    const hive = Hive.create()
    const history = new History(hive)
    history.run({ ...value(1), key: hive.root })
    const { revision } = hive.image
    history.run({ ...value(1), key: hive.root })
    expect(hive.image.revision).toBe(revision)
    history.undo()
    expect(history.undo()).toBeNull()
  })

  it('says what moved, in both directions', () => {
    const hive = Hive.create()
    const history = new History(hive)
    const key = hive.rootKey.create('k')
    key.create('child')
    hive.rootKey.create('wall')
    const step = history.run({ kind: 'rename-key', key: key.cell, name: 'a much longer name' })
    const [[from, to] = []] = step.moved
    expect(from).toBe(key.cell)
    expect(hive.key('a much longer name\\CHILD').name).toBe('child')
    expect(hive.key('a much longer name').cell).toBe(to)
    expect(history.undo()?.moved).toEqual([[to, from]])
    expect(hive.key('k\\child').name).toBe('child')
  })

  it('keeps a step that could not be taken back or done again', () => {
    const image = new FailingImage(Hive.create().finishedCopy().buffer)
    const hive = Hive.open(image)
    const history = new History(hive)
    const opened = image.bytesCopy(0, image.length)
    history.run({ ...value(1), key: hive.root })
    const edited = image.bytesCopy(0, image.length)
    for (const [step, from, to] of [
      ['undo', edited, opened],
      ['redo', opened, edited],
    ] as const) {
      image.failAt = image.writes + 1
      expect(() => history[step]()).toThrow('as if')
      expect(image.bytesCopy(0, image.length)).toEqual(from)
      image.failAt = Number.POSITIVE_INFINITY
      expect(history[step]()?.label.name).toBe('v')
      expect(image.bytesCopy(0, image.length)).toEqual(to)
    }
  })
})
