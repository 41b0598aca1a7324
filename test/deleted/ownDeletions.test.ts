/**
 * Keys that we delete ourselves are found again: with their values, their data and their paths, as long as nothing
 * was written over them. Each can be restored, and the hive is sound afterwards.
 */

import { describe, expect, it } from 'vitest'
import { findDeleted } from '../../src/deleted/deleted.ts'
import { describeKey } from '../../src/deleted/describe.ts'
import { readTreeSteps } from '../../src/deleted/restorable.ts'
import { restoreSteps } from '../../src/deleted/restore.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { NK } from '../../src/regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../../src/regf/offsets.ts'
import { runToEnd } from '../../src/work.ts'
import { audit, ownedBelow } from '../helpers/audit.ts'
import { NOW } from '../helpers/hives.ts'
import { randomValue } from '../helpers/randomValues.ts'
import { readers, seenByAll } from '../helpers/readers.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { temporary } from '../helpers/temporary.ts'

const KEYS = 420
const DELETED = 200
/** One of this many deletions is followed by an edit that may take what was freed. */
const EDITS = 12
/** One of this many restored hives is read by hivexml. */
const READ_BY_OTHERS = 5
/** One of this many deleted keys is restored. */
const RESTORED = 5

interface Doomed {
  readonly name: string
  readonly path: string
  readonly at: FileOffset
  readonly values: readonly string[]
  /** What its cells held. */
  readonly cells: ReadonlyMap<number, Uint8Array>
}

const seed = firstSeed(1)
const { read } = temporaryHives()

describe(`keys that we delete ourselves (seed ${seed})`, () => {
  const random = rng(seed)
  const hive = randomHive(random)
  const doomed = deleteSome(hive, random)
  const bytes = hive.finishedCopy()
  const untouched = doomed.filter(({ cells }) =>
    [...cells].every(([at, was]) => same(bytes, at, was)),
  )

  it('at least 95% of those that nothing was written over are found whole', () => {
    const found = findDeleted(Hive.open(bytes.slice()))
    const whole = untouched.filter(({ at, name, path, values }) => {
      if (!found.hasKey(at)) return false
      const key = describeKey(found, at)
      const { top } = runToEnd(readTreeSteps(found, at))
      const isSame = JSON.stringify(top.values.map(contentOf)) === JSON.stringify(values)
      const isThere = key.isWhole && key.path.isWhole && key.path.names.join('\\') === path
      return isThere && isSame && key.name === name && key.confidence === 'high'
    })
    expect(untouched.length).toBeGreaterThan(DELETED * 0.6)
    expect(whole.length / untouched.length).toBeGreaterThanOrEqual(0.95)
  })

  it('each is restored with an edit after which the hive is sound', () => {
    const some = untouched.filter((_, index) => index % RESTORED === 0)
    const restored = some.map(({ at, path, values }) => {
      const again = Hive.open(bytes.slice())
      again.clock = () => NOW
      const found = findDeleted(again)
      const steps = again.transactSteps((scope) =>
        restoreSteps(scope, found, at, { onConflict: 'rename' }),
      )
      const { label } = runToEnd(steps).result
      const parent = path.slice(0, Math.max(0, path.lastIndexOf('\\')))
      const key = again.key(parent).subkey(label.name)
      expect([...(key?.values() ?? [])].map(contentOf)).toEqual(values)
      const { findings } = again.check()
      expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([])
      return again
    })
    const judged = restored.filter((_, index) => index % READ_BY_OTHERS === 0)
    for (const one of judged) expect(audit(one).problems).toEqual([])
    expect(read(judged.map((one) => one.finishedCopy()))).toEqual(judged.map(() => true))
  })
})

function randomHive(random: Random): Hive {
  const hive = Hive.create({ now: NOW })
  // The newest of several keys that had one list is the one whose list is still there.
  let now = NOW
  hive.clock = () => (now += 10_000_000n)
  const keys: Key[] = [hive.rootKey]
  hive.transact(() => {
    for (let index = 1; index < KEYS; index++) {
      const parent = random.pick(keys.slice(0, 60))
      const key = parent.create(`key ${index} ${'x'.repeat(random.below(20))}`, {
        className: random.below(10) === 0 ? 'Class' : '',
      })
      keys.push(key)
      for (let value = random.below(5); value > 0; value--) {
        const { type, data } = randomValue(random)
        key.set(`value ${value}`, type, data.slice(0, 3000))
      }
    }
  })
  return hive
}

/** Deletes keys one by one, with an edit in between now and then. */
function deleteSome(hive: Hive, random: Random): Doomed[] {
  const doomed: Doomed[] = []
  while (doomed.length < DELETED) {
    const path = random.pick(pathsBelow(hive))
    const key = hive.key(path)
    // Not whole branches, of which there are few.
    const below = [...key.subkeys()]
    if (below.length > 1 || below.some(({ subkeyCount }) => subkeyCount > 0)) continue
    doomed.push({
      ...{ name: key.name, path, at: hive.cells.payloadAt(key.cell) },
      values: [...key.values()].map(contentOf),
      cells: new Map([...contentsOf(hive, key.cell), ...namesAbove(hive, key)]),
    })
    key.delete()
    if (random.below(EDITS) === 0) {
      hive.key(random.pick(pathsBelow(hive))).set('later', 3, random.bytes(random.below(300)))
    }
  }
  return doomed
}

function pathsBelow(hive: Hive): string[] {
  const paths: string[] = []
  const open = [...hive.rootKey.subkeys()]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    paths.push(key.path.join('\\'))
    open.push(...key.subkeys())
  }
  return paths.sort()
}

/** The payloads of all cells that a deletion frees. */
function contentsOf(hive: Hive, key: CellOffset): Map<number, Uint8Array> {
  const { image, cells } = hive
  return new Map(
    ownedBelow(hive, key).map((cell) => {
      const at = fileOffset(cell as CellOffset) + 4
      return [at, image.bytesCopy(at, cells.payloadSize(cell as CellOffset))]
    }),
  )
}

/** What the path of a key is read from: names and parent fields of the keys above it. */
function namesAbove({ image, cells, rootKey }: Hive, key: Key): [number, Uint8Array][] {
  return key.path.slice(0, -1).flatMap((_, index) => {
    const above = rootKey.key(key.path.slice(0, index + 1).join('\\'))
    const at = cells.payloadAt(above.cell)
    const fields: [from: number, length: number][] = [
      [at, 2],
      [at + NK.PARENT, 4],
      [at + NK.NAME_LENGTH, 4 + above.name.length],
    ]
    return fields.map(([from, length]): [number, Uint8Array] => [
      from,
      image.bytesCopy(from, length),
    ])
  })
}

function same(bytes: Uint8Array, at: number, was: Uint8Array): boolean {
  return was.every((byte, index) => bytes[at + index] === byte)
}

function contentOf(value: { name: string; type: number; data: Uint8Array }): string {
  return `${value.name} ${value.type} ${Buffer.from(value.data).toString('hex')}`
}

/** Whether hivexml reads hives; true for all when it is not installed. */
function temporaryHives() {
  const files = temporary()
  return {
    read(hives: readonly Uint8Array[]): boolean[] {
      if (!readers.some(({ name }) => name === 'hivexml')) return hives.map(() => true)
      const paths = hives.map((bytes, index) => files.file(`restored-${index}.hiv`, bytes))
      return (seenByAll(paths, ['hivexml'])[0] ?? []).map((seen) => seen !== null)
    },
  }
}
