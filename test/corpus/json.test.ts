/** Real hives as JSON and back: everything that JSON has and an edit can make is the same. Skipped if the corpus is missing. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { KEY_FLAG } from '../../src/regf/layout.ts'
import { hiveOfJson, jsonOf } from '../exchange/jsonFile.ts'
import { hasCorpus, plainHives } from '../helpers/corpus.ts'
import { hive as run } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { firstLine, named } from './hives.ts'

const files = temporary()

/**
 * A dump without two flags: how the name of a key is stored, which old versions do in another way, and that the hive was
 * loaded, which no edit sets.
 */
function dumped(path: string): string {
  const { out } = run('dump', path)
  return out.replace(/^(K "(.*)" \d+) ([0-9a-f]{4}) /gm, (_, key, name, flags) => {
    const left = Number.parseInt(flags, 16) & ~KEY_FLAG.COMP_NAME
    return `${key} ${name === '' ? left & ~KEY_FLAG.HIVE_ENTRY : left} `
  })
}

describe.skipIf(!hasCorpus)('a real hive as JSON', () => {
  it.each(named(plainHives))('%s read back from JSON has the same dump', (_, file) => {
    const hive = Hive.open(new Uint8Array(readFileSync(file.path)))
    const json = jsonOf(hive)
    const back = hiveOfJson(json)
    const path = files.file('back', back.finishedCopy())
    expect(firstLine(dumped(path), dumped(file.path))).toBeNull()
  })
})
