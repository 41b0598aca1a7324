/**
 * Random restores of what was deleted in real and made hives: the hive stays sound, a compacted copy of it has the same
 * keys and values, and undo gives its bytes back.
 */

import { expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { createEngine, type Engine } from '../../src/worker/engine.ts'
import type { DocId, TreeRow } from '../../src/worker/protocol.ts'
import { startHives } from '../edit/startHives.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'

const RUNS = 4
const RESTORES = 3
const HEADER = 4096
/** Why a random restore may be refused. */
const REFUSED = [
  'key-exists',
  'value-exists',
  'link-key',
  'predefined-key',
  'tombstone-key',
  'damaged',
  'overwritten',
  'place-unknown',
  'name-empty',
  'name-has-backslash',
  'name-too-long',
  'too-deep',
]
const HIVES = startHives(100_000)

async function bytesOf(session: Engine, doc: DocId): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOfBlob((await session.save({ doc, to: 'download', overwrite: false })).blob)
}

async function bytesOfBlob(blob: Blob | null): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))
}

/** Without the header and the time of the save, which is in the first bin too. */
function cellsOf(bytes: Uint8Array): Uint8Array {
  return bytes.slice(HEADER).fill(0, 20, 28)
}

it('a random restore leaves a sound hive, and undo gives its bytes back', {
  timeout: 60_000,
}, async () => {
  let done = 0
  const seed = firstSeed(RUNS)
  for (let run = seed; run < seed + RUNS; run++) {
    const random = rng(run)
    const start = HIVES[random.below(HIVES.length)]
    const hive = start?.open()
    if (hive?.access !== 'editable') continue
    const session = createEngine(() => {})
    const file = new File([hive.finishedCopy()], 'H')
    const { doc, root } = await session.open({ name: 'H', file, handle: null, logs: [] })
    await session.expandAll({ doc, key: root, limit: 3000 })
    for (let n = 0; n < 3; n++) {
      const { rows } = await session.visibleRows({ doc, from: 0, count: 3000 })
      const row = rows[random.below(rows.length)] as TreeRow
      if (row.id === root) continue
      await session.edit({ doc, edit: { kind: 'delete-key', key: row.id } }).catch(() => {})
    }
    const errors = (await session.check({ doc })).errors
    for (let n = 0; n < RESTORES; n++) {
      const why = `${start?.name}, seed ${run}, restore ${n}`
      const { rows } = await session.deletedRows({ doc, from: 0, count: 2000 })
      const some = rows.filter(() => random.below(4) === 0)
      if (some.length === 0) break
      const live = (await session.visibleRows({ doc, from: 0, count: 3000 })).rows
      const below = random.below(2) === 0 ? null : (live[random.below(live.length)]?.id ?? null)
      await bytesOf(session, doc)
      const before = cellsOf(await bytesOf(session, doc))
      try {
        await session.restoreDeleted({
          ...{ doc, records: some.map(({ at }) => at), below },
          onConflict: random.below(2) === 0 ? 'refuse' : 'rename',
        })
      } catch (error) {
        const code = error instanceof HiveError ? error.code : String(error)
        if (!REFUSED.includes(code)) throw new Error(why, { cause: error })
        expect(firstDifference(cellsOf(await bytesOf(session, doc)), before), why).toBe(-1)
        continue
      }
      done++
      expect((await session.check({ doc })).errors, why).toBe(errors)
      await session.undo({ doc })
      expect(firstDifference(cellsOf(await bytesOf(session, doc)), before), why).toBe(-1)
      await session.redo({ doc })
      expect((await session.check({ doc })).errors, why).toBe(errors)
      if (errors > 0) continue
      const kept = Hive.open(await bytesOf(session, doc)).check()
      // Version 1.6 can hold whatever the others do.
      const request = { doc, to: 'download', overwrite: false, layout: 6 } as const
      const copy = Hive.open(await bytesOfBlob((await session.save(request)).blob)).check()
      const faults = copy.findings.filter(({ severity }) => severity === 'error')
      expect([copy.keys, copy.values, faults], why).toEqual([kept.keys, kept.values, []])
    }
  }
  expect(done).toBeGreaterThan(0)
})
