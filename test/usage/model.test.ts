/**
 * What is measured in the order of the file is what a walk finds that takes each cell when it first meets it. The walk
 * here is slow and simple, and it is the same for a hive in which cells are shared or missing.
 */

import { describe, expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { BIN, LIST, NK, SIG, VK } from '../../src/regf/layout.ts'
import { type CellOffset, fileOffset } from '../../src/regf/offsets.ts'
import { dataCells } from '../../src/regf/valueData.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import { measureUsage } from '../../src/usage/measure.ts'
import { runToEnd } from '../../src/work.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'

interface Expected {
  readonly cell: number
  bytes: number
  keys: number
  values: number
  readonly depth: number
}

/** The allocated cells, as the sizes in their headers say, and how many bytes each has. */
function allocatedCells({ cells }: Hive): Map<number, number> {
  const { bins, image } = cells
  const found = new Map<number, number>()
  for (let bin = 0; bin < bins.count; bin++) {
    for (let cell = bins.start(bin) + BIN.HEADER; cell < bins.end(bin); ) {
      const stored = image.i32(fileOffset(cell as CellOffset))
      const size = Math.abs(stored)
      const isGood = size >= 8 && size % (cells.minor < 2 ? 16 : 8) === 0
      if (!isGood || size > bins.end(bin) - cell) break
      if (stored < 0) found.set(cell, size)
      cell += size
    }
  }
  return found
}

/** The usage of every key, in the order of the walk. */
function modelOf(hive: Hive): Expected[] {
  const { cells } = hive
  const { image } = cells
  const free = allocatedCells(hive)
  const take = (cell: number) => {
    const bytes = free.get(cell) ?? 0
    free.delete(cell)
    return bytes
  }
  const keys: Expected[] = []
  const open: Expected[] = []
  const add = (bytes: number, values: number, count: number) => {
    for (const one of open) {
      one.bytes += bytes
      one.values += values
      one.keys += count
    }
  }
  walkKeys(cells, hive.root, {
    key(cell, key, depth) {
      open.length = depth
      open.push({ cell, bytes: 0, keys: 0, values: 0, depth })
      keys.push(open[depth] as Expected)
      let bytes = take(cell) + take(image.u32(key + NK.VALUE_LIST))
      if (image.u16(key + NK.CLASS_LENGTH) !== 0) bytes += take(image.u32(key + NK.CLASS))
      const list = image.u32(key + NK.SUBKEY_LIST) as CellOffset
      const size = take(list)
      const at = cells.payloadAt(list)
      if (size > 0 && image.u16(at) === SIG.RI) {
        const room = (size - cells.headerSize - LIST.ENTRIES) >> 2
        for (let entry = 0; entry < Math.min(room, image.u16(at + LIST.COUNT)); entry++) {
          bytes += take(image.u32(at + LIST.ENTRIES + entry * 4))
        }
      }
      add(bytes + size, 0, 1)
      take(image.u32(key + NK.SECURITY))
      return undefined
    },
    value(cell, value) {
      let bytes = take(cell)
      for (const one of dataCells(cells, value)) bytes += take(one)
      add(bytes, 1, 0)
      return undefined
    },
  })
  return keys
}

function expectModel(bytes: Uint8Array<ArrayBuffer>, isChecked = false): void {
  const hive = Hive.open(bytes)
  if (isChecked) hive.check()
  const usage = runToEnd(measureUsage(hive))
  const byCell = (a: Expected, b: Expected) => a.cell - b.cell
  const expected = modelOf(hive).sort(byCell)
  expect([...usage.largest(0, 1e6)].sort(byCell)).toEqual(expected)
}

const everything = hiveOfEverything()

describe('the usage of every key is that of a walk', () => {
  it.each(['sequential', 'aged'] as const)('of a large hive, %s', (layout) => {
    expectModel(generateHive({ megabytes: 1, layout, seed: 3 }))
    expectModel(generateHive({ megabytes: 1, layout, seed: 4 }), true)
  })

  it('of a hive of everything', () => {
    expectModel(everything.bytes.slice())
    expectModel(everything.bytes.slice(), true)
  })

  const view = new DataView(everything.bytes.buffer)
  const text = everything.vk('Alpha', 'Text')
  const alpha = everything.nk('Alpha')
  const many = everything.nk('Many')
  const copy = (at: number, from: number): Patch => ({ at, u32: view.getUint32(from, true) })
  it.each<[string, Patch]>([
    ['data of another value', copy(everything.vk('Alpha', 'Wide ☃') + VK.DATA, text + VK.DATA)],
    ['a list of values of another key', copy(many + NK.VALUE_LIST, alpha + NK.VALUE_LIST)],
    ['a list of subkeys of another key', copy(alpha + NK.SUBKEY_LIST, many + NK.SUBKEY_LIST)],
    ['data that is the root', { at: text + VK.DATA, u32: 32 }],
    ['a class that is no cell', { at: alpha + NK.CLASS_LENGTH, u16: 8 }],
    ['a count of subkeys that is too large', { at: many + NK.SUBKEY_COUNT, u32: 601 }],
    ['a count of values that is too large', { at: alpha + NK.VALUE_COUNT, u32: 1000 }],
    ['no list of values', { at: alpha + NK.VALUE_LIST, u32: 0xffffffff }],
    ['no list of subkeys', { at: many + NK.SUBKEY_LIST, u32: 0xffffffff }],
    ['no values, though it has a list', { at: alpha + NK.VALUE_COUNT, u32: 0 }],
    ['no subkeys, though it has a list', { at: many + NK.SUBKEY_COUNT, u32: 0 }],
    ['a value that is none', { at: text, u16: 0 }],
    ['a key that is none', { at: alpha, u16: 0 }],
    ['a bad cell', { at: text - 4, u32: 3 }],
  ])('of a hive with %s', (_, patch) => expectModel(corrupt(everything.bytes, patch)))

  it('of hives with random damage', () => {
    const SEEDS = 60
    const from = firstSeed(SEEDS)
    for (let seed = from; seed < from + SEEDS; seed++) {
      const random = rng(seed)
      const patches = Array.from({ length: 1 + random.below(3) }, (): Patch => {
        const at = 4096 + 32 + random.below((everything.bytes.length - 4096 - 36) >> 2) * 4
        return random.below(2) === 0
          ? { at, u32: view.getUint32(4096 + 32 + random.below(4000) * 4, true) }
          : { at: at + random.below(4), u8: random.below(256) }
      })
      const bytes = corrupt(everything.bytes, ...patches)
      try {
        Hive.open(bytes.slice())
      } catch {
        continue
      }
      try {
        expectModel(bytes)
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error })
      }
    }
  })
})

it('a list of segments that many values share is not read for each of them', () => {
  const made = Hive.create({ minor: 3 })
  const list = new Uint8Array(262_140)
  made.rootKey.set('list', 3, list)
  made.rootKey.set('head', 3, new Uint8Array(12))
  const cellOf = (name: string) => {
    let found = 0
    walkKeys(made.cells, made.root, {
      key: () => undefined,
      value(_, value) {
        if (made.image.u8(value + VK.NAME) === name.charCodeAt(0)) {
          found = made.image.u32(value + VK.DATA)
        }
        return undefined
      },
    })
    return found
  }
  const [lists, head] = [cellOf('list'), cellOf('head')]
  for (let n = 0; n < 20_000; n++) made.rootKey.set(`v${n}`, 3, Uint8Array.of(1))
  made.transact(({ cells }) => {
    const { image } = cells
    const at = cells.payloadAt(head as CellOffset)
    image.setU16(at, SIG.DB)
    image.setU16(at + 2, 65_535)
    image.setU32(at + 4, lists)
  })
  made.transact(({ cells }) => {
    const { image } = cells
    walkKeys(cells, made.root, {
      key: () => undefined,
      value(_, value) {
        if (image.u8(value + VK.NAME) !== 'v'.charCodeAt(0)) return undefined
        image.setU32(value + VK.DATA_SIZE, 20_000)
        image.setU32(value + VK.DATA, head)
        return undefined
      },
    })
  })
  const usage = runToEnd(measureUsage(made))
  expect(usage.root).toMatchObject({ keys: 1, values: 20_002 })
})
