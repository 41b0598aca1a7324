/** Damaged hives in the technical view: whatever the bytes say, every byte has one field, and nothing fails. */

import { describe, expect, it } from 'vitest'
import { mentionsSteps } from '../../src/anatomy/references.ts'
import { generateHive } from '../../src/bench/generate.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { runToEnd } from '../../src/work.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { mutate } from '../hostile/mutate.ts'
import { OpenHive } from '../worker/openHive.ts'

const SEEDS = 12
const PLACES = 40
const everything = hiveOfEverything()

async function opened(bytes: Uint8Array<ArrayBuffer>): Promise<OpenHive | null> {
  try {
    return await OpenHive.open(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(HiveError)
    return null
  }
}

describe('a damaged hive', () => {
  const first = firstSeed(SEEDS)
  it.each(Array.from({ length: SEEDS }, (_, index) => first + index))(
    'of seed %i has a block, a cell and a field at every place, and they cover it',
    async (seed) => {
      const random = rng(seed)
      const hive = await opened(mutate(everything.bytes, random))
      if (hive === null) return
      const { session, doc } = hive
      const { total } = await session.fileBlocks({ doc, from: 0, count: 1 })
      const { rows: blocks } = await session.fileBlocks({ doc, from: 0, count: total })
      let end = 0
      for (const { at, size } of blocks) {
        expect(at).toBe(end)
        end = at + size
      }
      for (let count = 0; count < PLACES; count++) {
        const at = random.below(end)
        const { cell, field } = await session.filePlace({ doc, at })
        expect(cell.at <= at && at < cell.at + cell.size).toBe(true)
        expect(field.at <= at && at < field.at + field.size).toBe(true)
        const page = await session.fileFields({ doc, at, from: 0, count: 100 })
        expect(page.rows.length).toBe(Math.min(100, page.total))
        expect(page.of.at).toBe(cell.at)
      }
      for (const { at } of blocks.slice(0, 3)) {
        const of = { kind: 'bin', at } as const
        await session.fileCells({ doc, of, from: 0, count: 100 })
      }
    },
  )

  it('a field that leads nowhere says so', async () => {
    const at = everything.nk('Alpha\\Two') + NK.SUBKEY_LIST
    const { session, doc } = await OpenHive.open(corrupt(everything.bytes, { at, u32: 0x00ffff00 }))
    const { field } = await session.filePlace({ doc, at })
    const { rows } = await session.fileFields({ doc, at, from: field.index, count: 1 })
    expect(rows[0]).toMatchObject({ name: 'subkey-list', at, fault: { code: 'nowhere' } })
    expect(rows[0]?.finding?.code).toBe('reference-bad')
    expect(rows[0]?.leadsTo).toBeNull()
  })

  it('the header says which of its fields are wrong, and what they should be', async () => {
    const bytes = corrupt(everything.bytes, { at: 4, u32: 77 }, { at: 508, u32: 1 })
    const { session, doc } = await OpenHive.open(bytes)
    const { rows } = await session.fileFields({ doc, at: 0, from: 0, count: 100 })
    const faults = rows.filter(({ fault }) => fault !== null).map(({ name }) => name)
    expect(faults).toEqual(['secondary-sequence', 'checksum'])
  })

  it('a word that is mentioned everywhere costs no more than its first mentions', () => {
    const hive = Hive.open(generateHive({ megabytes: 1, layout: 'aged', seed: 5 }))
    hive.survey()
    const { cells, root } = hive
    const found = runToEnd(mentionsSteps(cells, new Set([root]), () => 'maybe' as const))
    const { listed = [] } = found.get(root) ?? {}
    expect(listed.length).toBeLessThanOrEqual(400)
    expect(listed.length).toBeGreaterThan(0)
    expect(found.has(0x20 as CellOffset)).toBe(root === 0x20)
  })
})
