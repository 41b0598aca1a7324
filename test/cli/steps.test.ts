/** Each command is work in steps, from reading its files to writing its result. */

import { expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { binsOf, dataSizeOf, dirty, newLog } from '../helpers/logs.ts'
import { hiveSteps } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { drive } from '../helpers/work.ts'

const files = temporary()
const bytes = generateHive({ megabytes: 1, layout: 'sequential', seed: 5 })
const input = files.file('hive', bytes)
const largerInput = files.file(
  'larger',
  generateHive({ megabytes: 4, layout: 'sequential', seed: 5 }),
)
const dirtyInput = files.file('dirty', dirty(bytes))
const page = { to: 0, data: binsOf(bytes).slice(0, 4096) }
const log = files.file(
  'dirty.LOG1',
  newLog(bytes, [{ sequence: 10, dataSize: dataSizeOf(bytes), pages: [page] }]),
)
const [first = ''] = [...Hive.open(bytes.slice()).rootKey.subkeys()].map(({ name }) => name)
const pruned = Hive.open(bytes.slice())
pruned.key(first).delete()
const prunedInput = files.file('pruned', pruned.finishedCopy())
const out = (name: string) => ['-o', files.path(name)]
const keys = Array.from({ length: 2000 }, (_, n) => `[HKEY_USERS\\Key ${n}]\r\n"v"=hex:01,02\r\n`)
const changes = files.file('changes.reg', `REGEDIT4\r\n${keys.join('')}`)
const prefix = ['--prefix', 'HKEY_USERS']

it.each([
  ['info', [input], 3],
  ['check', [input], 3],
  ['check', [dirtyInput, log], 4],
  ['dump', [input], 10],
  ['recover', [dirtyInput, log, ...out('recovered')], 6],
  ['recover', [dirtyInput, log, '--dry-run'], 10],
  ['save', [input, ...out('saved')], 8],
  ['save', [input, '--keep-layout', ...out('kept')], 8],
  ['set', [input, first, 'name', 'REG_SZ', 'text', ...out('set')], 8],
  ['delete', [input, first, ...out('deleted')], 8],
  ['new', [input, `${first}\\New`, ...out('new')], 8],
  ['rename', [input, first, 'Renamed', ...out('renamed')], 8],
  ['merge', [input, input, ...out('merged')], 20],
  ['compare', [input, input], 15],
  ['deleted', [prunedInput], 8],
  ['search', [input, first], 8],
  ['salvage', [input, ...out('salvaged')], 8],
  ['export', [input, '--format', 'json', ...out('exported.json')], 8],
  ['export', [input, input, '--format', 'parquet', ...out('exported.parquet')], 8],
  ['export', [prunedInput, '--format', 'csv', '--deleted', ...out('exported.csv')], 12],
  ['timeline', [input, ...out('timeline.csv')], 5],
  ['timeline', [input, input, ...out('timelines.csv')], 5],
  ['usage', [largerInput], 5],
  ['create', out('created'), 2],
  ['export', [input, ...out('exported')], 8],
  ['export', [input], 12],
  ['import', [input, changes, ...prefix, ...out('imported')], 8],
  ['import', [input, changes, ...prefix, '--dry-run'], 5],
])('%s reports its progress (case %#)', (name, args, pauses) => {
  const said: string[] = []
  const io = {
    out: () => {},
    write: () => {},
    isTerminal: false,
    err: (text: string) => said.push(text),
  }
  const { result, fractions } = drive(hiveSteps([name, ...args], io))
  expect({ result, said: said.filter((line) => !line.includes(': log: ')) }).toEqual({
    result: 0,
    said: [],
  })
  expect(fractions.length).toBeGreaterThanOrEqual(pauses)
})
