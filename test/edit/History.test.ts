import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE } from '../../src/regf/layout.ts'
import { BASE_BLOCK_SIZE } from '../../src/regf/offsets.ts'
import { FailingImage } from './FailingImage.ts'

describe('History', () => {
  const value = (data: number) =>
    ({ kind: 'set-value', name: 'v', type: 3, data: Uint8Array.of(data) }) as const

  it('the history counts unsaved steps from the saved state in both directions', () => {
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

  it('the history has no step for an edit that changes nothing', () => {
    const hive = Hive.create()
    const history = new History(hive)
    history.run({ ...value(1), key: hive.root })
    const { revision } = hive.image
    history.run({ ...value(1), key: hive.root })
    expect(hive.image.revision).toBe(revision)
    history.undo()
    expect(history.undo()).toBeNull()
  })

  it('the history reports moved records in both directions', () => {
    const hive = Hive.create()
    const history = new History(hive)
    const key = hive.rootKey.create('k')
    key.create('child')
    hive.rootKey.create('wall')
    const step = history.run({ kind: 'rename-key', key: key.cell, name: 'a much longer name' })
    const [[from, to] = []] = step.changes?.moved ?? []
    expect(from).toBe(key.cell)
    expect(hive.key('a much longer name\\CHILD').name).toBe('child')
    expect(hive.key('a much longer name').cell).toBe(to)
    expect(history.undo()?.changes?.moved).toEqual([[to, from]])
    expect(hive.key('k\\child').name).toBe('child')
  })

  it('the history exchanges the hive as one step, and patches belong to the hive they were made on', () => {
    const before = Hive.create()
    const after = Hive.create()
    after.rootKey.create('after')
    const history = new History(before)
    const bytes = () => history.hive.image.bytesCopy(0, history.hive.image.length)
    const states = [bytes()]
    const label = { kind: 'apply-logs', name: '', count: 2 } as const
    history.run({ ...value(1), key: before.root })
    states.push(bytes())
    const step = history.swap(after, label)
    expect(step).toEqual({ label, changes: null, focus: { key: after.root, value: null } })
    expect(history.hive).toBe(after)
    expect(history.others).toEqual([before])
    states.push(bytes())
    history.run({ ...value(2), key: after.key('after').cell })
    states.push(bytes())
    expect(history.unsaved).toBe(3)
    for (let at = 2; at >= 0; at--) {
      expect(history.undo()?.changes === null).toBe(at === 1)
      expect(bytes()).toEqual(states[at])
    }
    expect(history).toMatchObject({ hive: before, undoLabel: null, unsaved: 0, others: [after] })
    for (let at = 1; at <= 3; at++) {
      expect(history.redo()?.changes === null).toBe(at === 2)
      expect(bytes()).toEqual(states[at])
    }
    expect(history).toMatchObject({ hive: after, redoLabel: null, others: [before] })
  })

  it('the history releases a hive that no undo or redo can bring back', () => {
    const history = new History(Hive.create())
    history.swap(Hive.create(), { kind: 'convert', name: '1.3', count: 1 })
    history.markSaved()
    history.undo()
    expect(history).toMatchObject({ unsaved: 1, redoLabel: { kind: 'convert' } })
    history.run({ ...value(1), key: history.hive.root })
    expect(history.others).toEqual([])
    // The saved state was among the dropped steps.
    history.undo()
    expect(history.unsaved).toBeGreaterThan(0)
  })

  it('the history begins as unsaved if the hive differs from its file', () => {
    const history = new History(Hive.create(), { unsaved: true })
    expect(history).toMatchObject({ unsaved: 1, undoLabel: null })
    history.run({ ...value(1), key: history.hive.root })
    history.undo()
    expect(history.unsaved).toBe(1)
    history.markSaved()
    expect(history.unsaved).toBe(0)
  })

  describe('a history mixed with an edit that was made outside of it', () => {
    const bytesOf = ({ image }: Hive) => image.bytesCopy(0, image.length)
    const thrown = (work: () => unknown): unknown => {
      try {
        return work()
      } catch (error) {
        return error
      }
    }
    /** Adds enough data to need new bins, so that a wrong undo would cut them off. */
    const directly = (hive: Hive) =>
      hive.transact(() => hive.rootKey.create('direct').set('v', 3, new Uint8Array(9000))).inverse

    function expectRefused(hive: Hive, work: () => unknown): void {
      const before = bytesOf(hive)
      expect(thrown(work)).toBeInstanceOf(HiveError)
      expect(thrown(work)).toMatchObject({ code: 'other-revision' })
      expect(bytesOf(hive)).toEqual(before)
      // Only a save finishes the header.
      const { findings } = Hive.open(bytesOf(hive)).check()
      expect(findings.filter(({ code }) => code !== 'checksum-wrong')).toEqual([])
    }

    it('undo is refused until the edit made outside the history is undone', () => {
      const hive = Hive.create()
      const history = new History(hive)
      const opened = bytesOf(hive)
      history.run({ ...value(1), key: hive.root })
      const direct = directly(hive)
      expectRefused(hive, () => history.undo())
      expect(history.undoLabel?.name).toBe('v')
      history.run({ ...value(2), key: hive.root })
      history.undo()
      expectRefused(hive, () => history.undo())
      hive.cells.applyPatch(direct)
      history.undo()
      expect(bytesOf(hive)).toEqual(opened)
    })

    it('redo is refused after an edit made outside the history', () => {
      const hive = Hive.create()
      const history = new History(hive)
      history.run({ ...value(1), key: hive.root })
      const edited = bytesOf(hive)
      history.undo()
      const direct = directly(hive)
      expectRefused(hive, () => history.redo())
      hive.cells.applyPatch(direct)
      history.redo()
      expect(bytesOf(hive)).toEqual(edited)
    })

    it('a patch that was applied already, or of another hive, is refused', () => {
      const hive = Hive.create()
      const patch = directly(hive)
      hive.cells.applyPatch(patch)
      expectRefused(hive, () => hive.cells.applyPatch(patch))
      const twin = Hive.open(bytesOf(hive))
      twin.check()
      const foreign = directly(hive)
      expectRefused(twin, () => twin.cells.applyPatch(foreign))
    })

    it('a patch inside an edit, and the patch of a nested edit, are refused', () => {
      const hive = Hive.create()
      const patch = directly(hive)
      expectRefused(hive, () => hive.transact(() => hive.cells.applyPatch(patch)))
      const { result: inner } = hive.transact(() => {
        const nested = hive.transact(() => hive.rootKey.create('nested')).inverse
        hive.rootKey.create('after').set('v', 3, new Uint8Array(9000))
        return nested
      })
      expectRefused(hive, () => hive.cells.applyPatch(inner))
    })

    it('undo still works after an outside edit that changed nothing or failed', () => {
      const hive = Hive.create()
      const history = new History(hive)
      const opened = bytesOf(hive)
      history.run({ ...value(1), key: hive.root })
      hive.transact(() => {})
      expect(thrown(() => hive.rootKey.create(''))).toBeInstanceOf(HiveError)
      history.undo()
      expect(bytesOf(hive)).toEqual(opened)
    })

    it('undo and redo work across a save, which keeps its header', () => {
      const hive = Hive.create()
      const history = new History(hive)
      const cells = () => bytesOf(hive).subarray(BASE_BLOCK_SIZE + 32)
      const states = [cells()]
      for (const data of [1, 2]) {
        history.run({ kind: 'create-key', parent: hive.root, name: 'k'.repeat(data * 90) })
        states.push(cells())
      }
      history.undo()
      hive.finish()
      const { primarySequence } = Hive.open(bytesOf(hive)).base
      history.undo()
      expect(cells()).toEqual(states[0])
      history.redo()
      history.redo()
      expect(cells()).toEqual(states[2])
      expect(hive.image.u32(BASE.PRIMARY_SEQUENCE)).toBe(primarySequence)
    })
  })

  it('the history keeps a step whose undo or redo failed', () => {
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
