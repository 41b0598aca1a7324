/** Keys that are copied out of a hive, and into another one. */

import { describe, expect, it } from 'vitest'
import { compareSteps } from '../../src/compare/compare.ts'
import type { Difference, KeyAttribute } from '../../src/compare/difference.ts'
import { detachSteps } from '../../src/offreg/detach.ts'
import { type GraftOptions, graftKeySteps } from '../../src/offreg/graft.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { subkeyCells } from '../../src/regf/subkeyList.ts'
import { runToEnd } from '../../src/work.ts'
import { startHives } from '../edit/startHives.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { hiveOfEverything, NOW, text } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'

const KEEP: GraftOptions = { name: 'Copy', security: 'keep', times: 'keep', existing: 'replace' }
const ALL: readonly KeyAttribute[] = ['class', 'flags', 'security', 'time']
/** Small hives, real ones among them, of which each run copies a key. */
const HIVES = startHives(300_000)
const RUNS = 24

function copyOf(hive: Hive, key: CellOffset) {
  return runToEnd(detachSteps(hive.cells, { kind: 'key', key, name: 'Copy' }))
}

/** Copies the key of a copy below the root of a hive. */
function graft(target: Hive, clip: Hive, options: Partial<GraftOptions> = {}) {
  const [key] = subkeyCells(clip.cells, clip.cells.payloadAt(clip.root))
  const source = { cells: clip.cells, key: key as CellOffset, keys: 1 }
  return target.transact((scope) =>
    runToEnd(graftKeySteps(scope, target.root, source, { ...KEEP, ...options })),
  )
}

function differences(
  one: readonly [Hive, CellOffset],
  other: readonly [Hive, CellOffset],
  attributes = ALL,
): Difference[] {
  const found: Difference[] = []
  const [before, after] = [one, other].map(([{ cells }, root]) => ({ cells, root, keys: 1 }))
  if (before === undefined || after === undefined) throw new TypeError('two hives')
  runToEnd(compareSteps(before, after, (difference) => found.push(difference), { attributes }))
  return found
}

/** Every key of a hive that can be read. */
function keysOf({ cells, root }: Hive): CellOffset[] {
  const found = [root]
  for (const key of found) {
    for (const subkey of subkeyCells(cells, cells.payloadAt(key))) found.push(subkey as CellOffset)
  }
  return found
}

const bytesOf = ({ image }: Hive) => image.bytesCopy(0, image.length)

describe('copying a key out of a hive and into another', () => {
  it('a random subtree of any hive arrives equal, checks clean, and is undone byte by byte', () => {
    const seed = firstSeed(RUNS)
    let compared = 0
    for (let run = seed; run < seed + RUNS; run++) {
      const random = rng(run)
      const start = HIVES[run % HIVES.length]
      const hive = start?.open()
      if (hive?.access !== 'editable') continue
      const keys = keysOf(hive)
      const key = keys[random.below(keys.length)] ?? hive.root
      const why = `${start?.name}, seed ${run}, key ${key}`
      const clip = copyOf(hive, key)
      expect(clip.hive.check().findings, why).toEqual([])

      const target = Hive.create({ now: NOW })
      target.survey()
      const before = bytesOf(target)
      const { result, inverse } = graft(target, clip.hive)
      const isWhole = clip.lost === 0 && result.left === 0
      // The copy has another name, and a root becomes an ordinary key.
      const isRoot = key === hive.root
      const found = differences([hive, key], [target, result.key]).filter(
        ({ key: { depth }, value, parts }) =>
          depth > 0 ||
          value !== null ||
          parts.some((part) => part !== 'name' && !(isRoot && part === 'flags')),
      )
      if (isWhole) expect(found, why).toEqual([])
      compared += isWhole ? result.keys : 0
      expect(target.check().findings, why).toEqual([])
      target.cells.applyPatch(inverse)
      expect(firstDifference(bytesOf(target), before), why).toBe(-1)
    }
    expect(compared).toBeGreaterThan(RUNS)
  })

  it('security is inherited and times are new if that is asked for', () => {
    const { hive } = hiveOfEverything()
    const target = Hive.create({ now: NOW })
    target.clock = () => NOW + 1n
    const clip = copyOf(hive, hive.key('Alpha').cell).hive
    graft(target, clip, { security: 'inherit', times: 'now' })
    expect(target.key('Copy\\Two\\Deep').lastWrite).toBe(NOW + 1n)
    expect(target.key('Copy').descriptor).toEqual(target.rootKey.descriptor)
    graft(target, clip, { name: 'Old' })
    expect(target.key('Old\\Two').lastWrite).toBe(NOW)
    expect(target.key('Old').lastWrite).toBe(NOW)
  })

  it('a merge adds what is missing, and values in both are replaced or stay', () => {
    const { hive } = hiveOfEverything()
    const clip = copyOf(hive, hive.key('Alpha').cell).hive
    for (const [existing, expected] of [
      ['replace', 'some text'],
      ['keep', 'mine'],
    ] as const) {
      const target = Hive.create({ now: NOW })
      const copy = target.rootKey.create('COPY')
      copy.set('TEXT', 1, text('mine'))
      copy.set('Own', 1, text('own'))
      copy.create('two').set('Below', 1, text('below'))
      graft(target, clip, { existing })
      expect(target.key('Copy').value('Text')?.data).toEqual(text(expected))
      expect(target.key('Copy').value('Own')?.data).toEqual(text('own'))
      expect(target.key('Copy').value('Wide ☃')?.data).toEqual(text('snow'))
      expect(target.key('Copy\\Two').value('Below')?.data).toEqual(text('below'))
      expect(target.key('Copy').name).toBe('COPY')
      expect(target.key('Copy\\Two\\Deep').name).toBe('Deep')
    }
  })

  it('links stay links', () => {
    const { hive } = hiveOfEverything()
    const target = Hive.create({ now: NOW })
    graft(target, copyOf(hive, hive.key('Link').cell).hive)
    expect(target.key('Copy').isLink).toBe(true)
  })

  it('chosen values are copied once each, the first of a name', () => {
    const { hive } = hiveOfEverything()
    const values = ['Big', 'Text', 'Big'].map((name) => hive.key('Alpha').value(name)?.cell ?? 0)
    const copy = runToEnd(
      detachSteps(hive.cells, { kind: 'values', values: values as CellOffset[] }),
    )
    expect(copy).toMatchObject({ keys: 0, values: 2, lost: 0 })
    expect([...copy.hive.rootKey.values()].map(({ name }) => name)).toEqual(['Big', 'Text'])
    expect(copy.hive.rootKey.value('Big')?.data).toEqual(hive.key('Alpha').value('Big')?.data)
  })

  it('keys and levels of a copy are counted', () => {
    const hive = Hive.create({ minor: 6, now: NOW })
    const key = hive.rootKey.create('Layers')
    key.create('Seen')
    const copy = copyOf(hive, key.cell)
    expect(copy).toMatchObject({ keys: 2, lost: 0, depth: 2 })
  })
})
