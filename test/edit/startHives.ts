/** Initial hives of random runs: empty ones, awkward ones, and small real ones. */

import { readFileSync, statSync } from 'node:fs'
import { generateHive } from '../../src/bench/generate.ts'
import type { NewMinor } from '../../src/offreg/create.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { plainHives } from '../helpers/corpus.ts'
import { rng } from '../helpers/rng.ts'
import { oddHive } from './awkwardHives.ts'

export interface StartHive {
  readonly name: string
  open(): Hive
}

const NOW = 133_000_000_000_000_000n

function emptyHive(minor: NewMinor): StartHive {
  return { name: `empty 1.${minor}`, open: () => Hive.create({ minor, now: NOW }) }
}

/** Full leaves that are about to split, big data, a wide key, free cells of every size. */
function awkward(minor: 3 | 5): Hive {
  const random = rng(minor)
  const hive = Hive.create({ minor, now: NOW })
  const wide = hive.rootKey.create('wide')
  for (let n = 0; n < 510; n++) wide.create(`w${String(n * 7).padStart(4, '0')}`)
  const full = hive.rootKey.create('full')
  for (let n = 0; n < 507; n++) full.create(`f${random.below(1_000_000)}-${n}`)
  const values = hive.rootKey.create('values')
  for (let n = 0; n < 80; n++) values.set(`v${n}`, 3, random.bytes(random.below(300)))
  values.set('big', 3, random.bytes(100_000))
  for (let n = 0; n < 80; n += 3) values.value(`v${n}`)?.delete()
  for (let n = 0; n < 510; n += 5) wide.key(`w${String(n * 7).padStart(4, '0')}`).delete()
  return Hive.open(hive.finishedCopy())
}

const MADE: StartHive[] = [
  ...[2, 3, 4, 5, 6].map((minor) => ({
    name: `odd 1.${minor}`,
    open: () => Hive.open(oddHive(minor)),
  })),
  ...([3, 5] as const).map((minor) => ({ name: `awkward 1.${minor}`, open: () => awkward(minor) })),
  {
    name: 'generated, aged',
    open: () => Hive.open(generateHive({ megabytes: 0.1, layout: 'aged', seed: 3 })),
  },
]

/** Sound, clean corpus hives of ordinary versions; a key with two values of one name has no model. */
function fromCorpus(maxBytes: number): StartHive[] {
  return plainHives.flatMap(({ name, path }) => {
    if (statSync(path).size > maxBytes) return []
    const open = () => Hive.open(Uint8Array.from(readFileSync(path)))
    const hive = open()
    const isSound = hive
      .check()
      .findings.every(({ severity, code }) => severity !== 'error' && code !== 'value-duplicate')
    return isSound && hive.access === 'editable' ? [{ name, open }] : []
  })
}

/** @param maxBytes - largest corpus file to take */
export function startHives(maxBytes: number): StartHive[] {
  return [...([2, 3, 4, 5, 6] as const).map(emptyHive), ...MADE, ...fromCorpus(maxBytes)]
}
