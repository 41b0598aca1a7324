/** Every long job of the engine is work in steps that report progress, and are neither too long nor too short. */

import { describe, expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { compareSteps } from '../../src/compare/compare.ts'
import { deletedSteps } from '../../src/deleted/deleted.ts'
import type { EditCommand } from '../../src/edit/command.ts'
import { History } from '../../src/edit/History.ts'
import { timelineOf } from '../../src/exchange/timeline.ts'
import { previewRecovery } from '../../src/logs/preview.ts'
import { recoverSteps } from '../../src/logs/replay.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { mergeSteps } from '../../src/offreg/merge.ts'
import { compactSteps } from '../../src/offreg/save.ts'
import { gateSteps } from '../../src/offreg/saveGate.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { walkSteps } from '../../src/regf/walk.ts'
import { measureUsage } from '../../src/usage/measure.ts'
import { abandon, type Work } from '../../src/work.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { NOW } from '../helpers/hives.ts'
import { binsOf, dataSizeOf, dirty, newLog } from '../helpers/logs.ts'
import { drive } from '../helpers/work.ts'

type Bytes = Uint8Array<ArrayBuffer>

const BYTES = generateHive({ megabytes: 2, layout: 'aged', seed: 3 })
const open = () => Hive.open(BYTES.slice())
const KEYS = open().check().keys

/** A log that writes the first page of the hive again. */
function logs(): { name: string; bytes: Bytes }[] {
  const page = { to: 0, data: binsOf(BYTES).slice(0, 4096) }
  const pages = Array.from({ length: 2048 }, () => page)
  return [
    {
      name: 'X.LOG1',
      bytes: newLog(BYTES, [{ sequence: 10, dataSize: dataSizeOf(BYTES), pages }]),
    },
  ]
}

function side(hive: Hive) {
  return { cells: hive.cells, root: hive.root, keys: hive.check().keys }
}

/** The subkey of the root with the most keys below it. */
function largest(hive: Hive) {
  const sizes = [...hive.rootKey.subkeys()].map((key) => {
    let size = 0
    drive(
      walkSteps(hive.cells, key.cell, {
        key() {
          size++
        },
        value() {},
      }),
    )
    return { key, size }
  })
  return sizes.reduce((most, one) => (one.size > most.size ? one : most)).key
}

const JOBS: readonly (readonly [name: string, job: () => Work<unknown>, pauses: number])[] = [
  ['the survey', () => open().surveySteps(), 8],
  [
    'a check after an edit',
    () => {
      const hive = open()
      hive.rootKey.create('New')
      return hive.checkSteps()
    },
    8,
  ],
  ['the scan for deleted records', () => deletedSteps(open()), 8],
  ['measuring what takes the space', () => measureUsage(open()), 4],
  ['the timeline', () => timelineOf(open()), 8],
  ['a compaction', () => compactSteps(open(), { minor: 5 }), 15],
  ['the gate before a save', () => gateSteps(open().check(), BYTES.slice()), 8],
  [
    'a merge',
    () => {
      const hives = [open(), open()]
      for (const hive of hives) hive.survey()
      return mergeSteps(hives, { now: NOW })
    },
    15,
  ],
  ['a recovery', () => recoverSteps(new HiveImage(dirty(BYTES).buffer), logs()), 10],
  ['its preview', () => previewRecovery(new HiveImage(dirty(BYTES).buffer), logs()), 30],
  [
    'a comparison',
    () => {
      const [before, after] = [open(), open()]
      largest(after).delete()
      return compareSteps(side(before), side(after), () => {})
    },
    10,
  ],
  [
    'setting a value of 8 MB',
    () => {
      const hive = open()
      hive.survey()
      return new History(hive).runSteps(large(hive))
    },
    10,
  ],
  [
    'undoing it',
    () => {
      const hive = open()
      const history = new History(hive)
      history.run(large(hive))
      return history.undoSteps()
    },
    8,
  ],
  [
    'deleting a key, hive not checked before',
    () => {
      const hive = open()
      return new History(hive).runSteps({ kind: 'delete-key', key: largest(hive).cell })
    },
    20,
  ],
  ['undoing that', () => deleted().undoSteps(), 3],
  [
    'doing it again',
    () => {
      const history = deleted()
      history.undo()
      return history.redoSteps()
    },
    3,
  ],
]

function large(hive: Hive): EditCommand {
  return {
    kind: 'set-value',
    key: hive.root,
    name: 'large',
    type: 3,
    data: new Uint8Array(8 << 20),
  }
}

function deleted(): History {
  const hive = open()
  const history = new History(hive)
  history.run({ kind: 'delete-key', key: largest(hive).cell })
  return history
}

describe('work in steps', () => {
  it.each(JOBS)('%s reports its progress', (_, job, pauses) => {
    const { fractions } = drive(job())
    expect(fractions.length).toBeGreaterThanOrEqual(pauses)
    // No step is most of the work.
    const steps = [...fractions, 1].map((done, at) => done - (fractions[at - 1] ?? 0))
    expect(Math.max(...steps)).toBeLessThan(0.55)
    // A pause for every record would cost more than the work.
    expect(fractions.length).toBeLessThan(KEYS / 4)
  })
})

it('an abandoned merge leaves its input hives unchanged', () => {
  const [base, over] = [open(), open()]
  const work = mergeSteps([base, over])
  for (let step = 0; step < 10; step++) work.next()
  abandon(work)
  expect(firstDifference(base.image.bytesCopy(0, base.image.length), BYTES)).toBe(-1)
  expect(firstDifference(over.image.bytesCopy(0, over.image.length), BYTES)).toBe(-1)
})
