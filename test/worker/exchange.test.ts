/** Calls that write a document for other programs, list its last writes, and measure what takes its space. */

import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { measureUsage } from '../../src/usage/measure.ts'
import { runToEnd } from '../../src/work.ts'
import type { ExchangeFormat } from '../../src/worker/protocol.ts'
import { jsonOf } from '../exchange/jsonFile.ts'
import { hiveOfEverything, text } from '../helpers/hives.ts'
import { OpenHive } from './openHive.ts'

const { bytes } = hiveOfEverything()
const PREFIX = 'HKEY_LOCAL_MACHINE\\TEST'

async function exported({ session, doc, info }: OpenHive, format: ExchangeFormat, key = info.root) {
  return session.exportAs({ doc, key, format, prefix: PREFIX })
}

describe('exporting a document', () => {
  it.each([
    ['json', '{"format":"propolis-hive"'],
    ['ndjson', '{"hive":"'],
    ['csv', 'hive,path,name,type,'],
    ['reg-add', '@echo off\r\n'],
    ['powershell', '# HKEY_LOCAL_MACHINE'],
  ] as const)('%s comes as a Blob', async (format, begin) => {
    const hive = await OpenHive.open(bytes)
    const { blob, isWhole } = await exported(hive, format)
    expect(isWhole).toBe(true)
    expect((await blob.text()).startsWith(begin) || format === 'powershell').toBe(true)
    expect(await blob.text()).toContain('still here')
  })

  it('Parquet of one key has its rows', async () => {
    const hive = await OpenHive.open(bytes)
    const { blob } = await exported(hive, 'parquet', await hive.key('Alpha\\Two'))
    const rows = await parquetReadObjects({ file: await blob.arrayBuffer() })
    expect(rows.map(({ path }) => path)).toEqual(['Alpha\\Two', 'Alpha\\Two\\Deep'])
  })

  it('what there is no command for is counted and listed', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    const { leftOut } = await exported(hive, 'reg-add')
    const { rows } = await session.leftOutRows({ doc, from: 0, count: 100 })
    expect(rows).toHaveLength(leftOut)
    expect(rows).toContainEqual({
      path: ['Link'],
      pathCut: false,
      value: 'SymbolicLinkValue',
      reason: 'type',
    })
  })

  it('it reports its progress, and stops when it is cancelled', async () => {
    const hive = await OpenHive.open(generateHive({ megabytes: 4, layout: 'aged', seed: 3 }))
    const { session, doc, info } = hive
    const request = { doc, key: info.root, format: 'json', prefix: PREFIX } as const
    const seen: number[] = []
    await session.exportAs(request, {
      signal: new AbortController().signal,
      progress: (done) => seen.push(done),
    })
    expect(seen.every((done, index) => done >= (seen[index - 1] ?? 0) && done <= 1)).toBe(true)
    const stop = new AbortController()
    const stopped = session.exportAs(request, { signal: stop.signal, progress: () => {} })
    stop.abort()
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('a prefix that is none is refused', async () => {
    const { session, doc, info } = await OpenHive.open(bytes)
    const request = { doc, key: info.root, format: 'reg-add', prefix: 'nowhere' } as const
    await expect(session.exportAs(request)).rejects.toMatchObject({ code: 'bad-argument' })
  })

  it('JSON is recognised and imported as one step', async () => {
    const hive = await OpenHive.open(Hive.create().finishedCopy())
    const { session, doc } = hive
    // A flag of a value is not set by any edit.
    const json = jsonOf(Hive.open(bytes.slice())).toString('utf8')
    const file = new Blob([json.replace('"name":"Mark",', '$&"flags":2,')])
    const imported = { name: 'x.json', file, prefix: PREFIX, lenient: false, addNul: false }
    const preview = await session.previewImport({ doc, text: imported })
    expect(preview).toMatchObject({ notSet: 1, skipped: 0, isPlainUtf8: false })
    await session.applyImport({ doc })
    const { blob } = await exported(hive, 'ndjson')
    expect(await blob.text()).toContain('still here')
    expect(await session.undo({ doc })).not.toBeNull()
  })
})

describe('the last writes of a document', () => {
  it('they come in pages, in order of time, until an edit', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    await expect(session.timelineRows({ doc, from: 0, count: 1 })).rejects.toMatchObject({
      code: 'stale',
    })
    await hive.edit({
      kind: 'create-value',
      key: await hive.key('Beta'),
      name: 'New',
      type: 1,
      data: text('x'),
    })
    const { total, revision } = await session.timeline({ doc, from: 0n, to: (1n << 64n) - 1n })
    expect(revision).toBe(1)
    const first = await session.timelineRows({ doc, from: 0, count: 10 })
    expect(first.rows).toHaveLength(10)
    const last = await session.timelineRows({ doc, from: total - 1, count: 10 })
    expect(last.rows).toMatchObject([{ path: 'Beta', key: await hive.key('Beta') }])
    expect(last.rows[0]?.time).toBeGreaterThan(first.rows[0]?.time ?? 0n)
    await hive.edit({ kind: 'create-key', parent: await hive.key('Beta'), name: 'Fresh' })
    await expect(session.timelineRows({ doc, from: 0, count: 1 })).rejects.toMatchObject({
      code: 'stale',
    })
  })
})

describe('the usage of a document', () => {
  it('summary, subkeys, runs and histogram are those of the hive', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc, info } = hive
    const expected = runToEnd(measureUsage(Hive.open(bytes.slice())))
    const summary = await session.usage({ doc })
    expect(summary).toMatchObject({ bytes: expected.bytes, cells: expected.cells, revision: 0 })
    expect(summary.root).toMatchObject({ key: info.root, bytes: expected.root.bytes })
    const page = await session.usageRows({ doc, key: info.root, from: 1, count: 2 })
    const below = expected.subkeys(Hive.open(bytes.slice()).root)
    expect(page.total).toBe(below.length)
    expect(page.rows.map((row) => row.bytes)).toEqual(below.slice(1, 3).map((row) => row.bytes))
    const { runs, next } = await session.usageRuns({ doc, from: 0, most: 3, unit: 1 })
    expect(runs).toHaveLength(3)
    expect(next).toBe((runs[2]?.at ?? 0) + (runs[2]?.bytes ?? 0))
    const { earliest = 0, latest = 0 } = summary.lastWrites ?? {}
    const { counts } = await session.usageHistogram({ doc, edges: [earliest, latest + 1] })
    expect(counts[0]).toBe(summary.root.keys)
  })

  it('an edit ends it, and it is measured again', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc, info } = hive
    const { root } = await session.usage({ doc })
    await hive.edit({ kind: 'create-key', parent: await hive.key('Beta'), name: 'Fresh' })
    const rows = session.usageRows({ doc, key: info.root, from: 0, count: 1 })
    await expect(rows).rejects.toMatchObject({ code: 'stale' })
    expect((await session.usage({ doc })).root.keys).toBe(root.keys + 1)
  })
})
