/** reglookup-recover, which searches free cells too, finds nothing that we do not find. */

import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findDeleted } from '../../src/deleted/deleted.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { hasCorpus, plainHives } from '../helpers/corpus.ts'
import { temporary } from '../helpers/temporary.ts'

const PEER = 'reglookup-recover'
const files = temporary()
const isInstalled = !(spawnSync(PEER).error instanceof Error)
if (!isInstalled) process.stdout.write(`skipped: ${PEER} is not installed, so it does not judge\n`)

/** Bytes that happen to begin like a record: a key with millions of values, or names of one control character. */
const NO_RECORDS: Readonly<Record<string, readonly number[]>> = {
  'ez-registry/BCD': [0x3750],
}
/** Bytes of a cell before its record. */
const HEADER = 4

describe.skipIf(!hasCorpus || !isInstalled)('a peer', () => {
  it(`finds no record in the hives of the corpus that we do not find`, () => {
    let compared = 0
    for (const { name, path } of plainHives) {
      if (readFileSync(path).length > 1 << 20) continue
      const copy = files.path('hive')
      copyFileSync(path, copy)
      const { stdout } = spawnSync(PEER, [copy], { encoding: 'latin1', maxBuffer: 1 << 28 })
      const theirs = [...stdout.matchAll(/^([0-9A-F]{8}),[0-9A-F]{8},(?:KEY|VALUE),/gm)]
        .map(([, offset = '']) => Number.parseInt(offset, 16))
        .filter((at) => !(NO_RECORDS[name] ?? []).includes(at))
      const found = findDeleted(Hive.open(new Uint8Array(readFileSync(path))))
      const missing = theirs.filter((at) => !found.has(at + HEADER))
      expect({ name, missing }).toEqual({ name, missing: [] })
      compared += theirs.length
    }
    expect(compared).toBeGreaterThan(100)
  })
})
