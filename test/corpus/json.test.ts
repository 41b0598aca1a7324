/** Real hives as JSON and back: everything that JSON has and an edit can make is the same. Skipped if the corpus is missing. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { hiveOfJson, jsonOf } from '../exchange/jsonFile.ts'
import { hasCorpus, plainHives } from '../helpers/corpus.ts'
import { hive as run } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { firstLine, named } from './hives.ts'

const files = temporary()

describe.skipIf(!hasCorpus)('a real hive as JSON', () => {
  it.each(named(plainHives))('%s read back from JSON has the same dump', (_, file) => {
    const hive = Hive.open(new Uint8Array(readFileSync(file.path)))
    const json = jsonOf(hive)
    const back = hiveOfJson(json)
    const path = files.file('back', back.finishedCopy())
    const dumped = (of: string) =>
      run('dump', of).out.replace(/^(K ".*" \d+) [0-9a-f]{4} /gm, '$1 ')
    expect(firstLine(dumped(path), dumped(file.path))).toBeNull()
  })
})
