import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import { NIL } from '../../src/regf/offsets.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { readers } from '../helpers/readers.ts'
import { rng } from '../helpers/rng.ts'

const folder = mkdtempSync(join(tmpdir(), 'propolis-growth-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Readers without a limit; reged stops early. */
const UNLIMITED = ['regfexport', 'reglookup']
/** Subkeys of one key at which hivexml stops (corpus/README.md). */
const HIVEXML_SUBKEYS = 69_999

/** The number of keys and values that each of some readers sees in a hive. */
function countsSeen(bytes: Uint8Array, names: readonly string[]): [string, number, number][] {
  const path = join(folder, 'seen')
  writeFileSync(path, bytes)
  return readers
    .filter(({ name }) => names.includes(name))
    .map((reader) => {
      const keys = reader.read(path) ?? []
      return [reader.name, keys.length, keys.reduce((sum, { values }) => sum + values.length, 0)]
    })
}

/** Expects all installed readers to see a number of keys and values. */
function expectSeen(
  bytes: Uint8Array,
  names: readonly string[],
  counts: { keys: number; values: number },
): void {
  const seen = countsSeen(bytes, names)
  expect(seen).toEqual(seen.map(([name]) => [name, counts.keys, counts.values]))
}

function shuffle(numbers: number[]): number[] {
  const random = rng(11)
  for (let at = numbers.length - 1; at > 0; at--) {
    const other = random.below(at + 1)
    ;[numbers[at], numbers[other]] = [numbers[other] as number, numbers[at] as number]
  }
  return numbers
}

function liveBytes({ cells, image }: Hive): number {
  let live = 0
  for (let bin = 0; bin < cells.bins.count; bin++) {
    let cell = cells.bins.start(bin) + 32
    while (cell < cells.bins.end(bin)) {
      const size = image.i32(cells.payloadAt(cell as typeof NIL) - 4)
      if (size < 0) live -= size
      cell += Math.abs(size)
    }
  }
  return live
}

describe('6.9.45 100,000 subkeys of one key', { timeout: 300_000 }, () => {
  const COUNT = 100_000
  const inOrder = Array.from({ length: COUNT }, (_, n) => n)
  const orders = { sorted: inOrder, reverse: [...inOrder].reverse(), random: shuffle([...inOrder]) }
  for (const [order, numbers] of Object.entries(orders)) {
    it(`100,000 subkeys are created in ${order} order, read by others, and deleted without a trace`, () => {
      const hive = Hive.create()
      const empty = liveBytes(hive)
      const nameOf = (n: number) => `k${String(n).padStart(5, '0')}`
      const createFrom = (from: number, to: number) => {
        hive.transact(() => {
          for (const n of numbers.slice(from, to)) hive.rootKey.create(nameOf(n))
        })
      }
      createFrom(0, HIVEXML_SUBKEYS)
      expectSeen(hive.finishedCopy(), ['hivexml'], { keys: HIVEXML_SUBKEYS + 1, values: 0 })
      createFrom(HIVEXML_SUBKEYS, COUNT)
      const saved = hive.finishedCopy()
      const reopened = Hive.open(saved)
      expect(reopened.check().findings).toEqual([])
      const names = [...reopened.rootKey.subkeys()].map(({ name }) => name)
      expect(names.join()).toBe(inOrder.map(nameOf).join())
      expectSeen(saved, UNLIMITED, { keys: COUNT + 1, values: 0 })
      hive.transact(() => {
        for (const n of numbers) hive.rootKey.subkey(nameOf(n))?.delete()
      })
      expect(hive.image.u32(hive.cells.payloadAt(hive.root) + NK.SUBKEY_LIST)).toBe(NIL)
      expect(liveBytes(hive)).toBe(empty)
    })
  }
})

it('20,000 values of one key are created, read by others, and deleted without a trace', () => {
  const hive = Hive.create()
  const empty = liveBytes(hive)
  const key = hive.rootKey
  hive.transact(() => {
    for (let n = 0; n < 20_000; n++) key.set(`value ${n}`, 3, new Uint8Array(n % 40))
  })
  expect(key.value('VALUE 19999')?.size).toBe(19_999 % 40)
  const saved = hive.finishedCopy()
  expect(Hive.open(saved.slice()).check().findings).toEqual([])
  expectSeen(saved, [...UNLIMITED, 'hivexml'], { keys: 1, values: 20_000 })
  hive.transact(() => {
    for (let n = 19_999; n >= 0; n--) key.value(`value ${n}`)?.delete()
  })
  expect(liveBytes(hive)).toBe(empty)
})

it('508 levels are created, read by others, and deleted without a trace', () => {
  const hive = Hive.create()
  const empty = liveBytes(hive)
  const path = Array.from({ length: 508 }, (_, n) => `level ${n}`)
  let key = hive.rootKey
  for (const name of path) key = key.create(name)
  expect(key.path).toEqual(path)
  const saved = hive.finishedCopy()
  expect(Hive.open(saved.slice()).check()).toMatchObject({ findings: [], keys: 509 })
  expectSeen(saved, [...UNLIMITED, 'hivexml'], { keys: 509, values: 0 })
  for (let level = path.length; level > 0; level--) {
    hive.key(path.slice(0, level).join('\\')).delete()
  }
  expect(liveBytes(hive)).toBe(empty)
})

it('10,000 descriptors are stored, found and released without a trace', () => {
  const hive = Hive.create()
  const keys = hive.transact(() =>
    Array.from({ length: 10_000 }, (_, n) => hive.rootKey.create(`k${n}`)),
  ).result
  const before = liveBytes(hive)
  const first = hive.rootKey.descriptor ?? new Uint8Array(0)
  hive.transact(() => {
    for (const [n, key] of keys.entries()) {
      key.setDescriptor(encodeDescriptor(parseSddl(`O:S-1-5-21-1-2-3-${n >>> 1}`)))
    }
  })
  expect(Hive.open(hive.finishedCopy()).check().findings).toEqual([])
  hive.transact(() => {
    for (const key of keys) key.setDescriptor(first)
  })
  expect(liveBytes(hive)).toBe(before)
})
