import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { type Change, type ChangeSource, type Effect, sourceOf } from '../../src/edit/change.ts'
import { tryChangesSteps } from '../../src/edit/changes.ts'
import { History } from '../../src/edit/History.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { abandon, runToEnd } from '../../src/work.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { NOW } from '../helpers/hives.ts'
import { drive } from '../helpers/work.ts'

const SZ = 1
const BINARY = 3
const DWORD = 4
const LATER = NOW + 10_000_000n
const DESCRIPTOR = encodeDescriptor(parseSddl('O:SYG:SYD:P(A;CI;KA;;;SY)'))

/** `A` with two values, and `A\B\C`; a later clock. */
function build(): Hive {
  const hive = Hive.create({ now: NOW })
  hive.clock = () => NOW
  const a = hive.rootKey.create('A')
  a.set('One', SZ, encodeUtf16('old\0'))
  a.set('Two', BINARY, Uint8Array.of(1, 2, 3))
  a.create('B')
    .create('C')
    .set('Deep', DWORD, Uint8Array.of(1, 0, 0, 0))
  hive.clock = () => LATER
  return hive
}

const bytesOf = ({ image }: Hive) => image.bytesCopy(0, image.length)

function apply(hive: Hive, changes: readonly Change[]): History {
  const history = new History(hive)
  history.run({ kind: 'apply-changes', origin: 'test.reg', changes: sourceOf(changes) })
  return history
}

/** The effect that each change would have. */
function effectsOf(hive: Hive, changes: readonly Change[]): Effect[] {
  const effects: Effect[] = []
  runToEnd(tryChangesSteps(hive, sourceOf(changes), (_, effect) => effects.push(effect)))
  return effects
}

const set = (path: string, name: string, ...data: number[]): Change => ({
  kind: 'set-value',
  path: path.split('\\'),
  name,
  type: BINARY,
  data: Uint8Array.from(data),
})
const create = (path: string): Change => ({ kind: 'create-key', path: path.split('\\') })
const drop = (path: string): Change => ({ kind: 'delete-key', path: path.split('\\') })
const unset = (path: string, name: string): Change => ({
  kind: 'delete-value',
  path: path.split('\\'),
  name,
})

describe('changes by path', () => {
  it('keys are created with their missing parents, and a value creates its key', () => {
    const hive = build()
    apply(hive, [create('X\\Y\\Z'), set('A\\New\\Deeper', 'v', 7)])
    expect(hive.key('X\\Y\\Z').valueCount).toBe(0)
    expect(hive.key('A\\New\\Deeper').value('V')?.data).toEqual(Uint8Array.of(7))
    expect(hive.check().findings).toEqual([])
  })

  it('a key is deleted with everything below it, and can be created again by a later change', () => {
    const hive = build()
    apply(hive, [drop('a\\b'), create('A\\B'), set('A\\B', 'again', 1)])
    expect([...hive.key('A\\B').subkeys()]).toEqual([])
    expect(hive.key('A\\B').value('again')?.data).toEqual(Uint8Array.of(1))
    expect(hive.check().findings).toEqual([])
  })

  it('values are set, replaced and deleted in the order of the changes', () => {
    const hive = build()
    apply(hive, [
      unset('A', 'ONE'),
      set('A', 'One', 9),
      set('A', 'New', 1),
      unset('A', 'new'),
      set('A', 'two', 4),
      unset('A', 'missing'),
    ])
    const values = [...hive.key('A').values()].map(({ name, data }) => [name, [...data]])
    expect(values).toEqual([
      ['Two', [4]],
      ['One', [9]],
    ])
  })

  it('attributes of keys are set, and a time that is set last is kept', () => {
    const hive = build()
    const path = ['A', 'B']
    apply(hive, [
      { kind: 'set-security', path, descriptor: DESCRIPTOR },
      { kind: 'set-class', path, className: 'a class' },
      { kind: 'set-virtual-flags', path, flags: 2 },
      set('A\\B', 'v', 1),
      { kind: 'set-last-write', path, time: 42n },
    ])
    const key = hive.key('A\\B')
    expect(key.className).toBe('a class')
    expect(key.descriptor).toEqual(DESCRIPTOR)
    expect(key.virtualFlags).toBe(2)
    expect(key.lastWrite).toBe(42n)
    expect(hive.check().findings).toEqual([])
    apply(hive, [{ kind: 'set-class', path, className: '' }])
    expect(hive.key('A\\B').className).toBeNull()
    expect(hive.check().findings).toEqual([])
  })

  it('a class name is counted in the maximum of the parent', () => {
    const hive = build()
    apply(hive, [{ kind: 'set-class', path: ['A', 'B'], className: 'a long class name' }])
    const parent = hive.cells.payloadAt(hive.key('A').cell)
    expect(hive.image.u32(parent + NK.MAX_SUBKEY_CLASS)).toBe(34)
  })

  it('all changes together are one step, and undoing it gives back every byte', () => {
    const hive = build()
    const before = bytesOf(hive)
    const history = apply(hive, [set('A', 'One', 1), drop('A\\B'), create('N'), unset('A', 'Two')])
    expect(history.undoLabel).toEqual({ kind: 'apply-changes', name: 'test.reg', count: 4 })
    history.undo()
    expect(firstDifference(bytesOf(hive), before)).toBe(-1)
    history.redo()
    expect(hive.key('A').valueCount).toBe(1)
  })

  it('changes without an effect leave no step', () => {
    const history = apply(build(), [
      create('A\\b'),
      unset('A', 'x'),
      drop('X'),
      set('A', 'Two', 1, 2, 3),
    ])
    expect(history.isEdited).toBe(false)
  })

  it('a change that fails takes back those before it, and the error names its line, key and value', () => {
    const hive = build()
    const before = bytesOf(hive)
    const changes: Change[] = [
      { ...set('New\\Key', 'v', 1), line: 3 },
      { ...set('A', 'x'.repeat(16_384), 1), line: 17 },
    ]
    const failed = () => apply(hive, changes)
    expect(failed).toThrow(HiveError)
    expect(failed).toThrow(
      expect.objectContaining({
        code: 'name-too-long',
        detail: expect.objectContaining({ line: 17, subject: 'x'.repeat(16_384) }),
      }),
    )
    expect(firstDifference(bytesOf(hive), before)).toBe(-1)
  })

  it('the root is not deleted', () => {
    expect(() => apply(build(), [{ kind: 'delete-key', path: [], line: 4 }])).toThrow(
      expect.objectContaining({ code: 'root-key', detail: expect.objectContaining({ line: 4 }) }),
    )
  })

  it('an error of the source takes everything back', () => {
    const hive = build()
    const before = bytesOf(hive)
    const source: ChangeSource = {
      progress: 0,
      *[Symbol.iterator]() {
        yield set('New', 'v', 1)
        throw new HiveError('bad-text', 'what is this?', { line: 2, column: 1 })
      },
    }
    const run = () => new History(hive).run({ kind: 'apply-changes', origin: '', changes: source })
    expect(run).toThrow('what is this?')
    expect(firstDifference(bytesOf(hive), before)).toBe(-1)
  })

  it('cancelling takes everything back, and ends the source', () => {
    const hive = build()
    const before = bytesOf(hive)
    let ended = false
    const source: ChangeSource = {
      progress: 0.5,
      *[Symbol.iterator]() {
        try {
          for (let n = 0; ; n++) yield set('New', `v${n}`, 1)
        } finally {
          ended = true
        }
      },
    }
    const steps = new History(hive).runSteps({ kind: 'apply-changes', origin: '', changes: source })
    for (let step = 0; step < 10; step++) steps.next()
    abandon(steps)
    expect(ended).toBe(true)
    expect(firstDifference(bytesOf(hive), before)).toBe(-1)
    expect(hive.check().findings).toEqual([])
  })

  it('the places to show are the first key that was changed, and the one that existed before', () => {
    const hive = build()
    const history = new History(hive)
    const a = hive.key('A').cell
    const changes = sourceOf([create('A'), create('A\\New\\Below'), create('Z')])
    const { focus } = history.run({ kind: 'apply-changes', origin: '', changes })
    expect(focus.key).toBe(hive.key('A\\New\\Below').cell)
    expect(history.undo()?.focus.key).toBe(a)
  })

  it('it runs in steps, with rising progress', () => {
    const changes = Array.from({ length: 8000 }, (_, n) => set(`K${n % 10}`, `v${n}`, n & 255))
    const steps = new History(build()).runSteps({
      kind: 'apply-changes',
      origin: '',
      changes: sourceOf(changes),
    })
    expect(drive(steps).fractions.length).toBeGreaterThan(10)
  })
})

describe('a dry run', () => {
  it('it reports what each change would do after those before it', () => {
    const effects = effectsOf(build(), [
      create('A'),
      create('New'),
      create('New'),
      set('A', 'One', 1),
      set('A', 'One', 1),
      set('A', 'Fresh', 1),
      unset('A', 'fresh'),
      unset('A', 'fresh'),
      drop('A\\B'),
      drop('A\\B'),
      { kind: 'set-class', path: ['A'], className: 'c' },
      { kind: 'set-class', path: ['A'], className: 'c' },
    ])
    const head = encodeUtf16('old\0')
    expect(effects).toEqual([
      { kind: 'none' },
      { kind: 'created' },
      { kind: 'none' },
      { kind: 'replaced', before: { type: SZ, size: head.length, head } },
      { kind: 'none' },
      { kind: 'created' },
      { kind: 'deleted', keys: 0, values: 1 },
      { kind: 'none' },
      { kind: 'deleted', keys: 2, values: 1 },
      { kind: 'none' },
      { kind: 'changed' },
      { kind: 'none' },
    ])
  })

  it('it leaves every byte of the hive as it was, and the hive can be edited afterwards', () => {
    const hive = build()
    const before = bytesOf(hive)
    const changes = Array.from({ length: 500 }, (_, n) => set(`N\\${n}`, 'v', n & 255))
    const count = runToEnd(tryChangesSteps(hive, sourceOf([drop('A'), ...changes]), () => {}))
    expect(count).toBe(501)
    expect(firstDifference(bytesOf(hive), before)).toBe(-1)
    hive.rootKey.create('After')
    expect(hive.check().findings).toEqual([])
  })

  it('it throws the error that the edit would', () => {
    const tried = () => effectsOf(build(), [{ ...set('A\\\\B', 'v', 1), line: 9 }])
    expect(tried).toThrow(
      expect.objectContaining({ code: 'name-empty', detail: expect.objectContaining({ line: 9 }) }),
    )
  })
})

describe('whoever hears of the effects', () => {
  it.each([
    ['a short change', create('New')],
    ['a long one', drop('A')],
  ])('may fail, and that is no fault of %s', (_, change) => {
    const error = new HiveError('write-failed', 'no space')
    const hive = build()
    const trial = tryChangesSteps(hive, sourceOf([{ ...change, line: 7 }]), () => {
      throw error
    })
    expect(() => runToEnd(trial)).toThrow(error)
    expect(error.detail).toEqual({})
  })
})

describe('the cost of changes', () => {
  it('a deep key is found from the key before it, not from the root', () => {
    const hive = Hive.create({ now: NOW })
    const names = Array.from({ length: 200 }, (_, n) => `level ${n}`)
    const made = (count: number) => {
      const reads = countReads(hive)
      const changes = Array.from({ length: count }, (_, n): Change => {
        return { kind: 'create-key', path: [...names, `key ${1000 + n}`] }
      })
      apply(hive, changes)
      return reads()
    }
    made(1)
    const [few, many] = [made(100), made(200)]
    // Another hundred keys that exist take a few look-ups in one list each, not 200.
    expect((many - few) / 100).toBeLessThan(2000)
  })

  it('deleting all values of a large key takes time in proportion', () => {
    const cost = (count: number) => {
      const hive = Hive.create({ now: NOW })
      apply(
        hive,
        Array.from({ length: count }, (_, n) => set('Many', `value ${n}`, 1)),
      )
      const reads = countReads(hive)
      apply(
        hive,
        Array.from({ length: count }, (_, n) => unset('Many', `value ${n}`)),
      )
      expect(hive.key('Many').valueCount).toBe(0)
      return reads()
    }
    expect(cost(4000) / cost(1000)).toBeLessThan(6)
  })

  it.each([
    ['of one key', (n: number) => [unset('Many', `value ${n}`), set('Many', `new ${n}`, 1)]],
    ['with the line of the key', (n: number) => [unset('Many', `value ${n}`), create('Many')]],
    [
      'of two keys',
      (n: number) => [unset('Many', `value ${n}`), unset('Other', `value ${n}`), create('New')],
    ],
  ])('values are deleted in proportion among other changes: %s', (_, changesOf) => {
    const cost = (count: number) => {
      const hive = Hive.create({ now: NOW })
      const all = Array.from({ length: count }, (_, n) => n)
      for (const key of ['Many', 'Other']) {
        apply(
          hive,
          all.map((n) => set(key, `value ${n}`, 1)),
        )
      }
      const reads = countReads(hive)
      apply(hive, all.flatMap(changesOf))
      expect(hive.key('Many').value('value 0')).toBeNull()
      return reads()
    }
    expect(cost(2000) / cost(500)).toBeLessThan(6)
  })

  it('a value that is deleted and set again among others is the new one, at the end', () => {
    const hive = build()
    apply(hive, [unset('A', 'one'), set('A', 'Three', 3), set('A', 'ONE', 4), unset('A', 'Two')])
    expect([...hive.key('A').values()].map(({ name, data }) => [name, ...data])).toEqual([
      ['Three', 3],
      ['ONE', 4],
    ])
    expect(hive.check().findings).toEqual([])
  })
})

/** Counts reads of the hive from now on. */
function countReads({ image }: Hive): () => number {
  let reads = 0
  const read = image.u32.bind(image)
  image.u32 = (at) => {
    reads++
    return read(at)
  }
  return () => {
    image.u32 = read
    return reads
  }
}

describe('flags and letter case', () => {
  it('flags, user flags and virtualization flags are set, others stay', () => {
    const hive = build()
    const { cell, flags } = hive.key('A\\B\\C')
    const path = ['A', 'B', 'C']
    const wanted = { flags: 0x0008 | 0x0040 | 0x0001, userFlags: 0x25 }
    const history = apply(hive, [{ kind: 'set-flags', path, ...wanted }])
    expect(hive.key('A\\B\\C').flags).toBe(flags | 0x0008)
    expect(hive.image.u8(hive.cells.payloadAt(cell) + NK.USER_FLAGS)).toBe(0x25)
    expect(hive.key('A\\B\\C').lastWrite).toBe(LATER)
    expect(effectsOf(hive, [{ kind: 'set-flags', path, ...wanted }])).toEqual([{ kind: 'none' }])
    history.undo()
    expect(hive.key('A\\B\\C').flags).toBe(flags)
  })

  it('a key with subkeys does not become a link', () => {
    const hive = build()
    const link: Change = { kind: 'set-flags', path: ['A'], flags: 0x10, userFlags: 0 }
    const before = bytesOf(hive)
    expect(() => apply(hive, [link])).toThrow(expect.objectContaining({ code: 'link-key' }))
    expect(firstDifference(bytesOf(hive), before)).toBe(-1)
  })

  it('a key gets its name in another case, and its record may be elsewhere afterwards', () => {
    const hive = build()
    hive.key('A').create('ÿ').create('Below')
    const path = ['A', 'ÿ']
    apply(hive, [
      { kind: 'rename-key', path, name: 'Ÿ' },
      // The record needs two bytes for the letter now.
      { kind: 'create-key', path: ['A', 'ÿ', 'Below', 'New'] },
      { kind: 'rename-key', path: ['A', 'missing'], name: 'MISSING' },
    ])
    expect(hive.key('A').subkey('ÿ')?.name).toBe('Ÿ')
    expect(hive.key('A\\Ÿ\\Below\\New').path).toEqual(['A', 'Ÿ', 'Below', 'New'])
    expect(hive.key('A').subkey('missing')).toBeNull()
  })
})
