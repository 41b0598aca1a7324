/** Random pastes: the hive stays sound, and undo gives its bytes back. */

import { expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { createEngine, type Engine } from '../../src/worker/engine.ts'
import type { Clash, DocId, KeyId, TreeRow } from '../../src/worker/protocol.ts'
import { startHives } from '../edit/startHives.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'

const RUNS = 16
const PASTES = 3
const HEADER = 4096
const CLASHES: readonly Clash[] = ['replace', 'merge', 'fill', 'both', 'skip']
/** Why a random paste may be refused. */
const REFUSED = [
  'bad-argument',
  'link-key',
  'predefined-key',
  'tombstone-key',
  'not-movable',
  'root-key',
  'key-exists',
]
const HIVES = startHives(200_000)

async function bytesOf(session: Engine, doc: DocId): Promise<Uint8Array> {
  const saved = await session.save({ doc, to: 'download', overwrite: false })
  const { blob } = saved as { blob: Blob | null }
  const bytes = new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0)).subarray(HEADER)
  // The time of the save, in the first bin.
  return bytes.fill(0, 20, 28)
}

it('a random paste leaves a sound hive, and undo gives its bytes back', {
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
    const errors = (await session.check({ doc })).errors
    let steps = 0
    for (let paste = 0; paste < PASTES; paste++) {
      const { rows } = await session.visibleRows({ doc, from: 0, count: 3000 })
      const pick = (): TreeRow => rows[random.below(rows.length)] as TreeRow
      const why = `${start?.name}, seed ${run}, paste ${paste}`
      const [source, target] = [pick(), pick()]
      const values = random.below(2) === 0 ? null : await someValues(session, doc, source.id)
      const place = { key: source.id, values }
      const isMove = random.below(2) === 0
      // Bytes are compared after two saves, since the first may change counts that were wrong.
      await bytesOf(session, doc)
      const before = await bytesOf(session, doc)
      try {
        const { state } = await session.paste({
          ...{ doc, key: target.id, from: { kind: 'place', doc, ...place } },
          ...{ how: isMove ? 'move' : 'paste', cut: isMove ? place : null, clashes: [] },
          clash: CLASHES[random.below(CLASHES.length)] ?? 'both',
          security: random.below(2) === 0 ? 'keep' : 'inherit',
          times: random.below(2) === 0 ? 'keep' : 'now',
        })
        // What skips everything is not a step.
        if (state.unsaved === steps) continue
        steps = state.unsaved
      } catch (error) {
        const code = error instanceof HiveError ? error.code : String(error)
        expect(REFUSED, why).toContain(code)
        expect(firstDifference(await bytesOf(session, doc), before), why).toBe(-1)
        continue
      }
      done++
      expect((await session.check({ doc })).errors, why).toBe(errors)
      await session.undo({ doc })
      expect(firstDifference(await bytesOf(session, doc), before), why).toBe(-1)
      await session.redo({ doc })
      expect((await session.check({ doc })).errors, why).toBe(errors)
    }
  }
  expect(done).toBeGreaterThan(RUNS / 2)
})

async function someValues(session: Engine, doc: DocId, key: KeyId): Promise<number[]> {
  const order = { column: 'stored', descending: false } as const
  const { rows } = await session.values({ doc, key, order, from: 0, count: 5 })
  return rows.filter(({ absent }) => !absent).map(({ id }) => id)
}
