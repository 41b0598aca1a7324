/** The check on real hives, where the corpus is there: only what is known to be damaged has errors. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { FindingCode } from '../../src/regf/finding.ts'

const CORPUS = resolve(import.meta.dirname, '../../../shared/corpus')

/** Errors and what causes them; files without a dump are damaged on purpose. */
const DAMAGED: Readonly<Record<string, readonly FindingCode[]>> = {
  // Stray values in the checksum field; the sizes come from the file.
  'yarp/EffectiveSizeHive': ['checksum-wrong'],
  'yarp/GarbageHive': ['checksum-wrong'],
  // A bin header that does not say hbin: its records are gone.
  'ez-registry/SAMBadHBinHeader': ['bin-signature', 'data-bad', 'reference-bad'],
  'regipy/corrupted_system_hive': [
    'bin-signature',
    'cell-size',
    'data-bad',
    'reference-bad',
    'security-bad',
    'security-ring',
  ],
  'yarp/BadListHive': ['parent-wrong', 'shared-cell'],
  'yarp/BadSubkeyHive': ['key-twice', 'parent-wrong'],
  'yarp/DeletedDataHiveTruncated': ['reference-bad'],
  'yarp/DuplicateSubkeysHive': ['subkey-duplicate'],
  'yarp/TruncatedDirtyHive': ['data-size-past-file', 'reference-bad'],
  'yarp/TruncatedHive': ['data-size-past-file', 'reference-bad'],
}

/** Files that are not hives, or whose root cannot be used. */
const REFUSED: Readonly<Record<string, string>> = {
  'ez-registry/NotAHive': 'not-a-hive',
  'yarp/BadBaseBlockHive/BadBaseBlockHive': 'bad-root',
}

const SHAPES: readonly FindingCode[] = ['list-kind', 'leaf-empty', 'key-deep']

const hives = existsSync(CORPUS) ? hivesBelow(join(CORPUS, 'hives')) : []

describe.skipIf(hives.length === 0)(
  hives.length === 0 ? 'real hives (skipped: there is no corpus)' : 'real hives',
  () => {
    it.each(hives)('%s', (name) => {
      const bytes = new Uint8Array(readFileSync(join(CORPUS, 'hives', name)))
      const refused = REFUSED[name]
      if (refused !== undefined) {
        expect(() => Hive.open(bytes)).toThrow(expect.objectContaining({ code: refused }))
        return
      }
      const { findings, keys, values, survey } = Hive.open(bytes).check()
      const errors = findings.filter(({ severity }) => severity === 'error')
      expect([...new Set(errors.map(({ code }) => code))].sort()).toEqual(DAMAGED[name] ?? [])
      // No Windows, and no other writer of these, has such lists or such depths.
      expect(findings.filter(({ code }) => SHAPES.includes(code))).toEqual([])
      if (errors.length === 0) expect(survey.pointedPast).toBe(Number.POSITIVE_INFINITY)
      const dump = join(CORPUS, 'expected', `${name}.txt.gz`)
      if (!existsSync(dump)) return
      const lines = gunzipSync(readFileSync(dump)).toString()
      expect({ keys, values }).toEqual({
        keys: lines.match(/^K /gm)?.length ?? 0,
        values: lines.match(/^V /gm)?.length ?? 0,
      })
    })

    it('most real hives have no warnings or errors', () => {
      const notes = hives
        .filter((name) => REFUSED[name] === undefined && DAMAGED[name] === undefined)
        .map((name) => {
          const bytes = new Uint8Array(readFileSync(join(CORPUS, 'hives', name)))
          return Hive.open(bytes).check().findings.length
        })
      expect(Math.max(...notes)).toBeLessThanOrEqual(2)
      expect(notes.filter((count) => count === 0).length).toBeGreaterThan(notes.length * 0.7)
    })
  },
)

/** Names of the hives below a folder, without their logs. */
function hivesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && !/\.log\d?$/i.test(path))
    .map((path) => relative(folder, path))
    .sort()
}
