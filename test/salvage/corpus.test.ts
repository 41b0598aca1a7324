/** Salvage of every hive of the corpus, damaged or not. */

import { readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { salvage } from '../../src/salvage/salvage.ts'
import { brokenHives, hasCorpus, plainHives } from '../helpers/corpus.ts'
import { readers, seenByAll } from '../helpers/readers.ts'
import { temporary } from '../helpers/temporary.ts'
import { contentOf, expectSalvage, problemsOf, salvaged } from './expectSalvage.ts'

const files = temporary()
/** Bytes of the largest sound hive that is salvaged. */
const SMALL = 1 << 18
const NOTHING_THERE = ['ez-registry/NotAHive']
const damaged = brokenHives.filter(({ name }) => !NOTHING_THERE.includes(name))

function bytesOf(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(path))
}

describe.skipIf(!hasCorpus)('salvage of the corpus', () => {
  it.each(damaged.map(({ name, path }) => [name, path]))(
    '%s gives a sound hive with all that a lenient reader can reach',
    (_, path) => {
      const { report } = expectSalvage(bytesOf(path))
      expect(report.keys).toBeGreaterThan(0)
      expect(report.isEmpty).toBe(false)
    },
  )

  it('hivexml reads each of these hives', () => {
    if (!readers.some(({ name }) => name === 'hivexml')) return
    const paths = damaged.map(({ name, path }) =>
      files.file(name.replaceAll('/', '-'), salvaged(bytesOf(path)).bytes),
    )
    const seen = seenByAll(paths, ['hivexml'])[0] ?? []
    expect(seen.map((keys, index) => (keys === null ? damaged[index]?.name : null))).toEqual(
      damaged.map(() => null),
    )
  })

  const small = plainHives.filter(({ path }) => statSync(path).size <= SMALL)
  it.each(small.map(({ name, path }) => [name, path]))(
    '%s has the same content afterwards',
    (_, path) => {
      const bytes = bytesOf(path)
      const { hive, report } = salvaged(bytes)
      expect(problemsOf(hive)).toEqual([])
      const original = Hive.open(bytes)
      expect(contentOf(hive)).toEqual(contentOf(original))
      expect(report.keys).toBe(original.check().keys)
    },
  )

  it('a file without a header or a bin has nothing to salvage', () => {
    const path = brokenHives.find(({ name }) => NOTHING_THERE.includes(name))?.path ?? ''
    expect(() => salvage(new HiveImage(bytesOf(path).buffer))).toThrow(
      expect.objectContaining({ code: 'not-a-hive' }),
    )
  })
})
