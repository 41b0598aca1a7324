import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { deleteValue, deleteValuesSteps } from '../../src/offreg/values.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { runToEnd } from '../../src/work.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { NOW } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'

const BINARY = 3

/** A key with many values, some in separate cells, and with subkeys. */
function build(count: number, seed = 1): Hive {
  const random = rng(seed)
  const hive = Hive.create({ now: NOW })
  hive.clock = () => NOW
  hive.transact(() => {
    const many = hive.rootKey.create('Many')
    for (let index = 0; index < count; index++) {
      many.set(`value ${index}`, BINARY, random.bytes(random.below(40)))
    }
    for (let index = 0; index < count; index++) {
      const child = many.create(`key ${index}`)
      for (let n = 0; n < 3; n++) child.set(`v${n}`, BINARY, random.bytes(20))
    }
  })
  return hive
}

const bytesOf = ({ image }: Hive) => image.bytesCopy(0, image.length)

/** The hive as a reader sees it between two steps of a long edit. */
function seen(hive: Hive): unknown {
  return hive.cells.readBefore(() => {
    const many = hive.rootKey.subkey('Many')
    if (many === null) return null
    return {
      values: [...many.values()].map(({ name, data }) => [name, data.join()]),
      found: many.value('VALUE 77')?.name ?? null,
      keys: [...many.subkeys()].map((key) => [key.name, [...key.values()].length]),
    }
  })
}

describe('deleting values in one pass', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'deleting values in one pass leaves the same bytes as one by one from the end, seed %i',
    (seed) => {
      const random = rng(seed)
      const [one, all] = [build(200, seed), build(200, seed)]
      const share = random.pick([2, 20, 90, 100])
      const indexes = Array.from({ length: 200 }, (_, index) => index).filter(
        () => random.below(100) < share,
      )
      const key = one.key('Many').cell
      one.transact((scope) => {
        for (const index of indexes.toReversed()) deleteValue(scope, key, index)
      })
      all.transact((scope) => runToEnd(deleteValuesSteps(scope, key, indexes)))
      expect(all.image.length).toBe(one.image.length)
      expect(bytesOf(all).every((byte, at) => byte === one.image.u8(at))).toBe(true)
      const left = [...all.key('Many').values()].map(({ name }) => name)
      expect(left).toHaveLength(200 - indexes.length)
      for (const name of left) expect(all.key('Many').value(name.toUpperCase())?.name).toBe(name)
      expect(all.check().findings).toEqual([])
    },
  )

  it('deleting values refuses an index that does not exist, and changes nothing', () => {
    const hive = build(200)
    const before = bytesOf(hive)
    const key = hive.key('Many').cell
    expect(() =>
      hive.transact((scope) => runToEnd(deleteValuesSteps(scope, key, [3, 200]))),
    ).toThrow('no such value')
    expect(bytesOf(hive)).toEqual(before)
  })

  it('deleting values reads each entry of the list a bounded number of times', () => {
    const reads = [2000, 8000].map((count) => {
      const hive = Hive.create()
      hive.transact(() => {
        const many = hive.rootKey.create('Many')
        for (let index = 0; index < count; index++) many.set(`v${index}`, 4, new Uint8Array(4))
      })
      hive.check()
      const history = new History(hive)
      const { image } = hive
      const real = image.u32.bind(image)
      let counted = 0
      image.u32 = (at) => {
        counted++
        return real(at)
      }
      const indexes = Array.from({ length: count }, (_, index) => index)
      history.run({ kind: 'delete-values', key: hive.key('Many').cell, indexes })
      return counted / count
    })
    expect(reads[1]).toBeLessThan((reads[0] ?? 0) * 1.2)
  })
})

describe('an edit in steps', () => {
  it('an edit in steps checks the hive only before the first edit, not after each', () => {
    const hive = build(300)
    const history = new History(hive)
    history.run({ kind: 'create-key', parent: hive.root, name: 'First' })
    const { image } = hive
    const real = image.u32.bind(image)
    let reads = 0
    image.u32 = (at) => {
      reads++
      return real(at)
    }
    runToEnd(history.runSteps({ kind: 'create-key', parent: hive.root, name: 'Second' }))
    // A check reads several fields of each of the 300 keys and 1,200 values.
    expect(reads).toBeLessThan(300)
  })
})

const LONG = {
  'delete-values': (key: CellOffset) => ({
    kind: 'delete-values' as const,
    key,
    indexes: Array.from({ length: 300 }, (_, index) => index),
  }),
  'delete-key': (key: CellOffset) => ({ kind: 'delete-key' as const, key }),
  'set-security': (key: CellOffset) => ({
    kind: 'set-security' as const,
    key,
    descriptor: encodeDescriptor(parseSddl('O:BAG:BAD:P(A;CI;KA;;;BA)(A;CI;KR;;;WD)')),
    below: { subtree: true },
  }),
}

describe.each(['delete-values', 'delete-key', 'set-security'] as const)('a long %s', (kind) => {
  const start = () => {
    const hive = build(300)
    hive.check()
    const history = new History(hive)
    return { hive, history, command: LONG[kind](hive.key('Many').cell) }
  }

  it('no reader sees it before it is complete, nor its undo', () => {
    const { hive, history, command } = start()
    const [before, bytes] = [seen(hive), bytesOf(hive)]
    let steps = 0
    for (const done of history.runSteps(command)) {
      steps++
      expect(done).toBeGreaterThanOrEqual(0)
      expect(done).toBeLessThanOrEqual(1)
      expect(seen(hive)).toEqual(before)
    }
    expect(steps).toBeGreaterThan(3)
    const after = seen(hive)
    if (kind !== 'set-security') expect(after).not.toEqual(before)
    const edited = bytesOf(hive)
    for (const _ of history.undoSteps()) expect(seen(hive)).toEqual(after)
    expect(bytesOf(hive)).toEqual(bytes)
    for (const _ of history.redoSteps()) expect(seen(hive)).toEqual(before)
    expect(bytesOf(hive)).toEqual(edited)
    expect(hive.check().findings).toEqual([])
  })

  it('it gives the same result as without pauses', () => {
    const [stepped, whole] = [start(), start()]
    for (const _ of stepped.history.runSteps(stepped.command)) seen(stepped.hive)
    whole.history.run(whole.command)
    expect(bytesOf(stepped.hive)).toEqual(bytesOf(whole.hive))
    const add = ({ hive }: typeof whole) => hive.transact(() => hive.rootKey.create('Next'))
    add(stepped)
    add(whole)
    expect(bytesOf(stepped.hive)).toEqual(bytesOf(whole.hive))
  })

  it('abandoned at any step it changes nothing, and the next edit works as if it had not begun', () => {
    const untouched = start()
    untouched.hive.transact(() => untouched.hive.rootKey.create('Next'))
    for (const given of [1, 2, 4]) {
      const { hive, history, command } = start()
      const before = bytesOf(hive)
      const steps = history.runSteps(command)
      for (let step = 0; step < given; step++) steps.next()
      steps.return(undefined as never)
      expect([given, firstDifference(bytesOf(hive), before)]).toEqual([given, -1])
      expect(history.undoLabel).toBeNull()
      hive.transact(() => hive.rootKey.create('Next'))
      expect(bytesOf(hive)).toEqual(bytesOf(untouched.hive))
      history.run(command)
      expect(hive.check().findings).toEqual([])
    }
  })

  it('writes between its steps are refused', () => {
    const { hive, history, command } = start()
    const steps = history.runSteps(command)
    steps.next()
    expect(() => hive.image.transact(() => hive.image.setU8(0, 0))).toThrow('between two steps')
    expect(() => hive.rootKey.create('Next')).toThrow('between two steps')
    while (steps.next().done !== true);
    expect(hive.check().findings).toEqual([])
  })
})
