import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key, Value } from '../../src/offreg/Key.ts'
import { keyName } from '../../src/regf/keyNode.ts'
import { valueName } from '../../src/regf/keyValue.ts'
import { LIST, NK, SIG, VK } from '../../src/regf/layout.ts'
import type { CellOffset, FileOffset } from '../../src/regf/offsets.ts'
import { type WalkAnswer, type WalkVisitor, walkKeys, walkSteps } from '../../src/regf/walk.ts'
import { hiveOfEverything, NOW } from '../helpers/hives.ts'
import { drive } from '../helpers/work.ts'

/** Records the visits as `depth name` and `depth =value`, and returns the given answers. */
class Notes implements WalkVisitor {
  readonly seen: string[] = []
  readonly #hive: Hive
  readonly #answer: (note: string) => WalkAnswer
  #depth = 0

  constructor(hive: Hive, answer: (note: string) => WalkAnswer = () => undefined) {
    this.#hive = hive
    this.#answer = answer
  }

  key(cell: CellOffset, key: FileOffset, depth: number): WalkAnswer {
    this.#depth = depth
    return this.#note(keyName(this.#hive.cells, cell, key))
  }

  value(cell: CellOffset, value: FileOffset): WalkAnswer {
    return this.#note(`=${valueName(this.#hive.cells, cell, value)}`)
  }

  #note(name: string): WalkAnswer {
    const note = `${this.#depth} ${name}`
    this.seen.push(note)
    return this.#answer(note)
  }
}

/** What a walk visits, as the classes of the hive see it. */
function* visited(key: Key, depth = 0): Generator<string> {
  yield `${depth} ${key.name}`
  for (const { name } of key.values()) yield `${depth} =${name}`
  for (const subkey of key.subkeys()) yield* visited(subkey, depth + 1)
}

/** Three keys with two values and two subkeys each. */
function smallTree(): Hive {
  const hive = Hive.create({ now: NOW, rootName: 'ROOT' })
  for (const name of ['A', 'B', 'C']) {
    const key = hive.rootKey.create(name)
    for (const value of ['1', '2']) key.set(value, 1, new Uint8Array(2))
    for (const subkey of ['x', 'y']) key.create(subkey).set('deep', 1, new Uint8Array(2))
  }
  return hive
}

function manyValues(count: number): Hive {
  const hive = Hive.create({ now: NOW })
  const key = hive.rootKey.create('many')
  key.create('below')
  hive.transact(() => {
    for (let n = 0; n < count; n++) key.set(`v${n}`, 4, new Uint8Array(4))
  })
  return hive
}

/** The cell that the data of a value is in. */
function dataCell({ cells }: Hive, { cell }: Value): CellOffset {
  return cells.image.u32(cells.payloadAt(cell) + VK.DATA) as CellOffset
}

/** Writes 32-bit numbers by their offsets. */
function write(bytes: Uint8Array, fields: Readonly<Record<number, number>>): void {
  const view = new DataView(bytes.buffer)
  for (const [at, field] of Object.entries(fields)) view.setUint32(Number(at), field, true)
}

describe('a walk', () => {
  it('visits keys depth first in stored order, each with its values before its subkeys', () => {
    const { hive } = hiveOfEverything()
    const notes = new Notes(hive)
    expect(walkKeys(hive.cells, hive.root, notes)).toBe(true)
    expect(notes.seen).toEqual([...visited(hive.rootKey)])
    expect(notes.seen.length).toBeGreaterThan(20)
  })

  it('visits nothing from the cell of a deleted key', () => {
    const hive = smallTree()
    const key = hive.key('B')
    key.delete()
    const notes = new Notes(hive)
    walkKeys(hive.cells, key.cell, notes)
    expect(notes.seen).toEqual([])
  })

  it('ends if it begins at a deleted key whose cell now holds data that looks like a key', () => {
    const hive = smallTree()
    const fake = new Uint8Array(NK.NAME)
    const list = new Uint8Array(LIST.ENTRIES + 4)
    const first = dataCell(hive, hive.rootKey.set('a fake key', 3, fake))
    write(list, { 0: SIG.LI | 0x10000, [LIST.ENTRIES]: first })
    const itself = dataCell(hive, hive.rootKey.set('a fake list', 3, list))
    const past = 0x7fff_fff0
    const fakes = [
      {
        [NK.VALUE_COUNT]: past,
        [NK.VALUE_LIST]: past,
        [NK.SUBKEY_COUNT]: past,
        [NK.SUBKEY_LIST]: past,
      },
      {
        [NK.VALUE_COUNT]: 3,
        [NK.VALUE_LIST]: itself,
        [NK.SUBKEY_COUNT]: 1,
        [NK.SUBKEY_LIST]: itself,
      },
    ]
    for (const fields of fakes) {
      write(fake, { 0: SIG.NK, ...fields })
      const top = dataCell(hive, hive.rootKey.set('a fake key', 3, fake))
      expect(top).toBe(first)
      expect(hive.check().findings).toEqual([])
      const notes = new Notes(hive)
      expect(walkKeys(hive.cells, top, notes)).toBe(true)
      expect(notes.seen).toEqual(['0 '])
    }
  })

  it('starts at any key', () => {
    const hive = smallTree()
    const notes = new Notes(hive)
    walkKeys(hive.cells, hive.key('B').cell, notes)
    expect(notes.seen).toEqual(['0 B', '0 =1', '0 =2', '1 x', '1 =deep', '1 y', '1 =deep'])
  })

  it('visits nothing if there is no key', () => {
    const hive = smallTree()
    const notes = new Notes(hive)
    expect(walkKeys(hive.cells, 8 as CellOffset, notes)).toBe(true)
    expect(notes.seen).toEqual([])
  })

  it('leaves out the values and subkeys of a key the visitor skips', () => {
    const hive = smallTree()
    const notes = new Notes(hive, (note) => (note === '1 B' ? 'skip' : undefined))
    expect(walkKeys(hive.cells, hive.root, notes)).toBe(true)
    const expected = [...visited(hive.rootKey)]
    const from = expected.indexOf('1 B')
    expected.splice(from + 1, expected.indexOf('1 C') - from - 1)
    expect(notes.seen).toEqual(expected)
  })

  it('visits nothing more once the visitor stops it, at whatever record', () => {
    const hive = smallTree()
    const all = [...visited(hive.rootKey)]
    for (let count = 1; count <= all.length; count++) {
      let left = count
      const notes = new Notes(hive, () => (--left === 0 ? 'stop' : undefined))
      expect(walkKeys(hive.cells, hive.root, notes)).toBe(false)
      expect(notes.seen).toEqual(all.slice(0, count))
    }
  })

  it('pauses where the visitor asks for it, and goes on with the next record', () => {
    const hive = smallTree()
    const notes = new Notes(hive, () => 'pause')
    const seenAtPause: number[] = []
    drive(walkSteps(hive.cells, hive.root, notes), () => seenAtPause.push(notes.seen.length))
    expect(notes.seen).toEqual([...visited(hive.rootKey)])
    expect(seenAtPause).toEqual(notes.seen.map((_, index) => index + 1))
  })
})

describe('the steps of a walk', () => {
  it('report the progress, from 0 to 1', () => {
    const hive = smallTree()
    const notes = new Notes(hive, () => 'pause')
    const { fractions } = drive(walkSteps(hive.cells, hive.root, notes))
    expect(fractions[0]).toBe(0)
    expect(fractions.at(-1)).toBe(1)
    // The second of three keys, and the second of the three parts of that one.
    expect(fractions[notes.seen.indexOf('1 B')]).toBeCloseTo(1 / 3)
    expect(fractions[notes.seen.indexOf('2 x', notes.seen.indexOf('1 B'))]).toBeCloseTo(4 / 9)
    expect(new Set(fractions).size).toBeGreaterThan(notes.seen.length / 2)
  })

  it('count keys where it is known how many there are', () => {
    const hive = smallTree()
    const notes = new Notes(hive, () => 'pause')
    const keys = hive.check().keys
    const { fractions } = drive(walkSteps(hive.cells, hive.root, notes, keys))
    const begun = notes.seen.map((_, at) => {
      return notes.seen.slice(0, at + 1).filter((note) => !note.includes('=')).length
    })
    expect(fractions).toEqual(begun.map((count) => count / keys))
  })

  it('are of a bounded number of records within the values of one key', () => {
    const hive = manyValues(10_000)
    const notes = new Notes(hive)
    let before = 0
    const steps: number[] = []
    const { fractions } = drive(walkSteps(hive.cells, hive.root, notes), () => {
      steps.push(notes.seen.length - before)
      before = notes.seen.length
    })
    expect(notes.seen).toHaveLength(10_003)
    expect(notes.seen.at(-1)).toBe('2 below')
    expect(Math.max(...steps)).toBeLessThanOrEqual(1024)
    expect(new Set(fractions).size).toBe(fractions.length)
  })

  it('do not fall in a tree that is deeper than a fraction can tell', () => {
    const hive = Hive.create({ now: NOW })
    let key = hive.rootKey
    for (let depth = 0; depth < 200; depth++) {
      key.create('leaf')
      key = key.create('z')
    }
    const notes = new Notes(hive, () => 'pause')
    const { fractions } = drive(walkSteps(hive.cells, hive.root, notes))
    expect(fractions).toHaveLength(notes.seen.length)
    expect(notes.seen.at(-1)).toBe('200 z')
  })
})
