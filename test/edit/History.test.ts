import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { rng } from '../helpers/rng.ts'
import { hiveLines, modelLines } from './model.ts'
import { randomStep, startRun } from './randomRun.ts'

function bytesOf(hive: Hive): Uint8Array {
  return hive.image.bytesCopy(0, hive.image.length)
}

/** Errors and warnings of a full check of these bytes, opened afresh. */
function problems(bytes: Uint8Array): string[] {
  const { findings } = Hive.open(Uint8Array.from(bytes)).check()
  return findings.filter(({ code }) => code !== 'cell-unreferenced').map(({ code, offset }) => `${code} at ${offset}`)
}

describe('random edits', () => {
  for (const minor of [3, 4, 5] as const) {
    for (let seed = 1; seed <= 8; seed++) {
      it(`equal the model and come back byte by byte (version 1.${minor}, seed ${seed})`, () => {
        const random = rng(seed * 1000 + minor)
        const hive = Hive.create({ minor, now: 130_000_000_000_000_000n })
        const opened = bytesOf(hive)
        const run = startRun(hive)
        for (let step = 0; step < 150; step++) randomStep(run, random)

        expect(hiveLines(hive.rootKey)).toEqual(modelLines(run.model, ''))
        const edited = bytesOf(hive)
        expect(problems(hive.finishedCopy())).toEqual([])

        const { history } = run
        const reopened = Hive.create({ minor, now: 130_000_000_000_000_000n })
        const replay = startRun(reopened)
        const again = rng(seed * 1000 + minor)
        for (let step = 0; step < 150; step++) randomStep(replay, again)
        while (replay.history.undo() !== null);
        expect(firstDifference(bytesOf(reopened), opened)).toBe(-1)
        while (replay.history.redo() !== null);
        expect(hiveLines(reopened.rootKey)).toEqual(modelLines(run.model, ''))
        expect(problems(reopened.finishedCopy())).toEqual([])
        expect(edited.length).toBe(reopened.image.length)
        expect(history.unsaved).toBeGreaterThan(0)
      })
    }
  }

  it('goes on editing after undo, over what was freed and allocated meanwhile', () => {
    const random = rng(77)
    const hive = Hive.create()
    const run = startRun(hive)
    const states = [bytesOf(hive)]
    for (let round = 0; round < 30; round++) {
      const model = structuredClone(run.model)
      const depth = run.history.unsaved
      for (let step = 0; step < 5; step++) randomStep(run, random)
      while (run.history.unsaved > depth) run.history.undo()
      Object.assign(run, { model })
      expect(firstDifference(bytesOf(hive), states.at(-1) as Uint8Array)).toBe(-1)
      for (let step = 0; step < 5; step++) randomStep(run, random)
      expect(hiveLines(hive.rootKey)).toEqual(modelLines(run.model, ''))
      states.push(bytesOf(hive))
    }
    expect(problems(hive.finishedCopy())).toEqual([])
  })
})

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
})
