/** What takes the space of a hive: every byte is counted once, and every view of it adds up. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { secondsOf } from '../../src/bytes/filetime.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { fileOffset } from '../../src/regf/offsets.ts'
import { dataCells } from '../../src/regf/valueData.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import { FILE_USES, type FileUse } from '../../src/usage/fileUses.ts'
import type { HiveUsage, KeyUsage, SubkeyUsage, UsageRun } from '../../src/usage/HiveUsage.ts'
import { measureUsage } from '../../src/usage/measure.ts'
import { runToEnd } from '../../src/work.ts'
import { brokenHives, hasCorpus, plainHives } from '../helpers/corpus.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { rawHive } from '../helpers/rawHive.ts'
import { drive } from '../helpers/work.ts'

const everything = hiveOfEverything()
const usageOf = (hive: Hive) => runToEnd(measureUsage(hive))

function all({ total, at }: SubkeyUsage): KeyUsage[] {
  return Array.from({ length: total }, (_, place) => at(place))
}

function runUse({ state, kind }: UsageRun): FileUse {
  if (state === 'free' || state === 'lost') return state
  if (kind === 'subkey-list' || kind === 'value-list') return 'list'
  if (kind === 'base-block' || kind === 'bin-header') return 'header'
  return kind === 'other' ? 'unreadable' : kind
}

function allRuns(usage: HiveUsage, most = 7, unit = 1): UsageRun[] {
  const all: UsageRun[] = []
  for (let at: number | null = 0; at !== null; ) {
    const { runs, next } = usage.runs(at, most, unit)
    all.push(...runs)
    at = next
  }
  return all
}

function expectToAddUp(usage: HiveUsage): void {
  const sum = (all: readonly { readonly bytes: number }[]) =>
    all.reduce((total, { bytes }) => total + bytes, 0)
  expect(sum(usage.cells) + usage.otherBytes).toBe(usage.bytes)
  const runs = allRuns(usage, 1000)
  let end = 0
  for (const { at, bytes } of runs) {
    expect(at).toBe(end)
    end += bytes
  }
  expect(end).toBe(usage.bytes)
  for (const { state, kind, bytes } of usage.cells) {
    expect(sum(runs.filter((run) => run.state === state && run.kind === kind))).toBe(bytes)
  }
  const owned = usage.cells.filter(({ state, kind }) => state === 'used' && kind !== 'security')
  expect(sum(owned)).toBe(usage.root.bytes)
}

describe('the usage of a hive', () => {
  const hive = Hive.open(everything.bytes.slice())
  const usage = usageOf(hive)

  it('every byte of the file is counted once', () => expectToAddUp(usage))

  it('the bytes of a key are those of its cells and of everything below it', () => {
    const size = (cell: number) => -hive.image.i32(fileOffset(cell as never))
    const alpha = hive.key('Alpha')
    let bytes = 0
    let values = 0
    let keys = 0
    walkKeys(hive.cells, alpha.cell, {
      key(cell, key) {
        keys++
        bytes += size(cell)
        for (const field of [0x1c, 0x28]) {
          const list = hive.image.u32(key + field)
          if (list !== 0xffffffff) bytes += size(list)
        }
        return undefined
      },
      value(cell, value) {
        values++
        bytes += size(cell)
        for (const data of dataCells(hive.cells, value)) bytes += size(data)
        return undefined
      },
    })
    const found = all(usage.subkeys(hive.root)).find(({ cell }) => cell === alpha.cell)
    expect(found).toEqual({ cell: alpha.cell, bytes, keys, values })
  })

  it('subkeys come in order of their bytes, and an unknown key has none', () => {
    const sizes = all(usage.subkeys(hive.root)).map(({ bytes }) => bytes)
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
    expect(sizes).toHaveLength(7)
    expect(usage.subkeys(hive.key('Many').cell).total).toBe(600)
    for (const unknown of [12345, hive.root + 1, hive.root + 8, 0, 0xffffffff]) {
      expect(usage.subkeys(unknown as never).total).toBe(0)
    }
  })

  it('every key is found by its cell', () => {
    const many = all(usage.subkeys(hive.key('Many').cell))
    for (const { cell, ...rest } of [usage.root, ...many, ...all(usage.subkeys(hive.root))]) {
      expect(usage.of(cell)).toEqual({ cell, ...rest })
    }
  })

  it.each(['bytes', 'keys', 'values'] as const)('subkeys are sorted by %s, both ways', (column) => {
    for (const key of [hive.root, hive.key('Many').cell]) {
      const [up, down] = [false, true].map((descending) =>
        all(usage.subkeys(key, { column, descending })),
      )
      const stored = all(usage.subkeys(key, { column: 'name', descending: false }))
      expect(up).toEqual([...stored].sort((a, b) => a[column] - b[column]))
      expect(down).toEqual([...stored].sort((a, b) => b[column] - a[column]))
    }
  })

  it('by name they are in the order of their list, or the other way round', () => {
    const order = (descending: boolean) =>
      all(usage.subkeys(hive.root, { column: 'name', descending })).map(({ cell }) => cell)
    expect(order(false)).toEqual(Array.from(hive.rootKey.subkeys(), ({ cell }) => cell))
    expect(order(true)).toEqual(order(false).reverse())
  })

  it('the parts of a picture, its own cells and the rest add up to all of it', () => {
    const many = hive.key('Many').cell
    for (const [key, most] of [
      [hive.root, { parts: 1000, inner: 1000 }],
      [hive.root, { parts: 3, inner: 5 }],
      [many, { parts: 10, inner: 0 }],
    ] as const) {
      const picture = usage.picture(key, most)
      if (picture === null) throw new TypeError('the key was measured')
      const { whole, own, parts, rest } = picture
      const sum = parts.reduce((bytes, part) => bytes + part.bytes, own.bytes + rest.bytes)
      expect(sum).toBe(whole.bytes)
      expect(parts.length + rest.subkeys).toBe(usage.subkeys(key).total)
      expect(parts.length).toBeLessThanOrEqual(most.parts)
      const inner = parts.flatMap((part) => part.parts)
      expect(inner.length).toBeLessThanOrEqual(most.inner)
      for (const part of parts) {
        const below = all(usage.subkeys(part.cell)).slice(0, part.parts.length)
        expect(part.parts).toEqual(below)
      }
    }
    expect(usage.picture(many, { parts: 1, inner: 1 })?.above).toEqual([usage.root])
    const deep = hive.key('Alpha\\Two\\Deep').cell
    expect(usage.picture(deep, { parts: 1, inner: 1 })?.above.map(({ cell }) => cell)).toEqual([
      hive.root,
      hive.key('Alpha').cell,
      hive.key('Alpha\\Two').cell,
    ])
    expect(usage.picture(12345 as never, { parts: 1, inner: 1 })).toBeNull()
  })

  it('each part of the file has the use of most of its bytes, whatever the length of the parts', () => {
    const { length } = hive.image
    for (const [from, to, unit] of [
      [0, length, 1],
      [0, length, 64],
      [100, length - 50, 4096],
      [0, length, 1e9],
    ] as const) {
      const uses = runToEnd(usage.mapSteps({ from, to, unit }))
      expect(uses.length).toBe(Math.ceil((to - from) / unit))
      for (const [index, code] of uses.entries()) {
        const start = from + index * unit
        const end = Math.min(to, start + unit)
        const sums = new Map<string, number>()
        for (const run of allRuns(usage, 1e6)) {
          const bytes = Math.min(end, run.at + run.bytes) - Math.max(start, run.at)
          if (bytes > 0) sums.set(runUse(run), (sums.get(runUse(run)) ?? 0) + bytes)
        }
        const use = FILE_USES[code] ?? ''
        expect(sums.get(use)).toBe(Math.max(...sums.values()))
        if (unit < 64) break
      }
    }
  })

  it('a part with any damage is damaged', () => {
    const bytes = hive.finishedCopy()
    // The size of the first cell of the second bin.
    new DataView(bytes.buffer).setUint32(4096 + 4096 + 32, 3, true)
    const damaged = usageOf(Hive.open(bytes))
    const uses = runToEnd(damaged.mapSteps({ from: 0, to: bytes.length, unit: 65_536 }))
    expect(FILE_USES[uses[0] ?? 0]).toBe('unreadable')
  })

  it('the largest subtrees are listed from the root down', () => {
    const largest = usage.largest(usage.root.bytes / 20, 100)
    expect(largest[0]).toMatchObject({ cell: hive.root, depth: 0 })
    expect(largest.every(({ bytes }) => bytes >= usage.root.bytes / 20)).toBe(true)
    expect(usage.largest(0, 3)).toHaveLength(3)
    expect(usage.largest(0, 1e6)).toHaveLength(usage.root.keys)
  })

  it('lost and free cells are told from those in use, with what they look like', () => {
    const bytes = rawHive({
      minor: 5,
      root: { name: 'R', values: [{ name: 'v', type: 3, data: new Uint8Array(100) }] },
      leaks: [40],
      gaps: [[24]],
      tail: 512,
    })
    const raw = usageOf(Hive.open(bytes))
    expectToAddUp(raw)
    const lost = raw.cells.find(({ state }) => state === 'lost')
    expect(lost).toMatchObject({ kind: 'other', cells: 1 })
    expect(raw.cells.some(({ state }) => state === 'free')).toBe(true)
    expect(allRuns(raw).at(-1)).toMatchObject({ kind: 'tail', state: 'none', bytes: 512 })
  })

  it('data that begins like a record is data', () => {
    const made = Hive.create()
    made.rootKey.set(
      'v',
      3,
      Uint8Array.from('nk and more', (one) => one.charCodeAt(0)),
    )
    const kinds = usageOf(made).cells.map(({ state, kind, cells }) => [state, kind, cells])
    expect(kinds).toContainEqual(['used', 'key', 1])
    expect(kinds).toContainEqual(['used', 'data', 1])
  })

  it('records that several refer to are counted once', () => {
    const places = hiveOfEverything()
    const view = new DataView(places.bytes.buffer)
    const data = places.vk('Alpha', 'Text') + 8
    view.setUint32(places.vk('Alpha', 'Wide ☃') + 8, view.getUint32(data, true), true)
    expectToAddUp(usageOf(Hive.open(places.bytes)))
  })

  it.each([64, 4096, 1 << 16])('units of %s bytes are drawn as what most of them is', (unit) => {
    const runs = allRuns(usage, 5, unit)
    expect(runs.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(usage.bytes)
    for (const { at } of runs) expect(at % unit).toBe(0)
    expect(runs.length).toBeLessThanOrEqual(Math.ceil(usage.bytes / unit))
    const big = runs.some(({ kind, state }) => kind === 'data' && state === 'used')
    expect(big).toBe(true)
  })

  it('it reports its progress', () => {
    const { fractions } = drive(
      measureUsage(Hive.open(generateHive({ megabytes: 2, layout: 'sequential', seed: 5 }))),
    )
    expect(fractions.length).toBeGreaterThan(2)
  })
})

describe.skipIf(!hasCorpus)('the usage of real and of broken hives', () => {
  it('every byte of every file is counted once, and every key', () => {
    for (const { path } of [...plainHives, ...brokenHives]) {
      let hive: Hive
      try {
        hive = Hive.open(new Uint8Array(readFileSync(path)))
      } catch {
        continue
      }
      if (hive.image.length > 4 << 20) continue
      const usage = usageOf(hive)
      const sum = usage.cells.reduce((total, { bytes }) => total + bytes, usage.otherBytes)
      expect(sum).toBe(usage.bytes)
      let keys = 0
      walkKeys(hive.cells, hive.root, {
        key: () => {
          keys++
          return undefined
        },
        value: () => undefined,
      })
      expect(usage.root.keys).toBe(keys)
    }
  })
})

describe('the histogram of last writes', () => {
  const at = (time: string) => Math.floor((Date.parse(time) - Date.UTC(1601, 0)) / 1000)

  it('keys are counted in the bin that holds their time, or outside of all', () => {
    const made = Hive.create()
    const times = ['2019-12-31T23:59:59Z', '2020-01-01T00:00:00Z', '2020-02-01', '2021-06-01']
    for (const [index, time] of times.entries()) {
      const key = made.rootKey.create(`k${index}`)
      made.transact(({ cells }) => {
        cells.image.setU64(cells.payloadAt(key.cell) + 4, BigInt(at(time)) * 10_000_000n)
      })
    }
    made.transact(({ cells }) => cells.image.setU64(cells.payloadAt(made.root) + 4, 0n))
    const usage = usageOf(made)
    const edges = [at('2020-01-01'), at('2020-02-01'), at('2021-01-01')]
    const { counts, before, after } = usage.histogram(edges)
    expect({ counts: [...counts], before, after }).toEqual({ counts: [1, 1], before: 2, after: 1 })
    expect(usage.lastWrites).toEqual({ earliest: 0, latest: at('2021-06-01') })
  })

  it('whole seconds of a FILETIME are exact', () => {
    for (const seconds of [0, 1, 13_000_000_000, 400_000_000_000]) {
      for (const ticks of [0n, 1n, 9_999_999n]) {
        const time = BigInt(seconds) * 10_000_000n + ticks
        expect(secondsOf(Number(time >> 32n), Number(time & 0xffff_ffffn))).toBe(seconds)
      }
    }
  })
})
