/** Calls that write a document for other programs, list its last writes, and measure what takes its space. */

import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { NK, VK } from '../../src/regf/layout.ts'
import { measureUsage } from '../../src/usage/measure.ts'
import { runToEnd } from '../../src/work.ts'
import type { FileFormat } from '../../src/worker/protocol.ts'
import { jsonOf } from '../exchange/jsonFile.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { hiveOfEverything, text } from '../helpers/hives.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const made = hiveOfEverything()
const { bytes } = made
const NOWHERE = 0x7fff_fff8
const mark = made.vk('Witness', 'Mark')
const damages: Readonly<Record<string, Patch>> = {
  'a list of subkeys': { at: made.nk('Beta') + NK.SUBKEY_LIST, u32: NOWHERE },
  'a list of values': { at: made.nk('Witness') + NK.VALUE_LIST, u32: NOWHERE },
  data: { at: mark + VK.DATA, u32: NOWHERE },
  'the end of data': { at: mark + VK.DATA_SIZE, u32: 16000 },
}
const PREFIX = 'HKEY_LOCAL_MACHINE\\TEST'

const TO = { prefix: PREFIX, to: 'download', force: false } as const

async function exported({ session, doc, info }: OpenHive, format: FileFormat, key = info.root) {
  const { blob, ...rest } = await session.exportAs({ doc, key, format, ...TO })
  if (blob === null) throw new TypeError('nothing was written')
  expect(rest.bytes).toBe(blob.size)
  return { blob, ...rest }
}

describe('exporting a document', () => {
  it.each([
    ['json', '{"format":"propolis-hive"'],
    ['ndjson', '{"hive":"'],
    ['csv', 'hive,path,name,type,'],
    ['reg-add', '@echo off\r\n'],
    ['powershell', '# HKEY_LOCAL_MACHINE'],
    ['html', '<!doctype html>'],
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

  it.each([
    'reg5',
    'json',
    'ndjson',
    'csv',
    'parquet',
    'reg-add',
    'powershell',
    'text',
    'html',
  ] as const)('%s of a damaged hive is said not to be whole', async (format) => {
    for (const [what, patch] of Object.entries(damages)) {
      const hive = await OpenHive.open(corrupt(bytes, patch))
      expect((await exported(hive, format)).isWhole, what).toBe(false)
    }
    expect((await exported(await OpenHive.open(bytes), format)).isWhole).toBe(true)
  })

  it('a key becomes a separate hive, which is sound', async () => {
    const hive = await OpenHive.open(bytes)
    const { blob } = await exported(hive, 'hive', await hive.key('Alpha\\Two'))
    const made = Hive.open(new Uint8Array(await blob.arrayBuffer()))
    expect(made.check().findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect([...made.rootKey.subkeys()].map(({ name }) => name)).toEqual(['Deep'])
  })

  it('a file is written as the export goes on, and stays as it was when it is given up', async () => {
    const hive = await OpenHive.open(generateHive({ megabytes: 4, layout: 'aged', seed: 3 }))
    const { session, doc, info } = hive
    const file = new FakeHandle('x.csv', new Uint8Array([1]))
    const request = { doc, key: info.root, format: 'csv', ...TO, to: file.handle } as const
    const stop = new AbortController()
    let pieces = 0
    file.mangle = (written) => {
      pieces++
      return written
    }
    const stopped = session.exportAs(request, {
      signal: stop.signal,
      progress: (done) => done > 0.3 && stop.abort(),
    })
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
    expect([file.bytes, file.aborted, pieces]).toEqual([new Uint8Array([1]), 1, 0])
    expect(await session.exportAs(request)).toMatchObject({ blob: null, isWhole: true })
    const { blob } = await session.exportAs({ ...request, to: 'download' })
    expect(
      Buffer.from(file.bytes).equals(Buffer.from((await blob?.arrayBuffer()) ?? new ArrayBuffer())),
    ).toBe(true)
  })

  it('an output far larger than the hive is refused, unless it is forced', async () => {
    const deep = await OpenHive.open(
      hiveBytes((root) => {
        const names = Array.from({ length: 60 }, () => 'n'.repeat(250))
        for (let at = 0; at < 400; at++) root.createPath([...names, `${at}`].join('\\'))
      }),
    )
    const { session, doc, info } = deep
    const request = { doc, key: info.root, format: 'reg5', ...TO } as const
    await expect(session.exportAs({ ...request, most: 1000 })).rejects.toMatchObject({
      code: 'result-too-large',
    })
    await expect(session.exportAs(request)).rejects.toMatchObject({ code: 'result-too-large' })
    const { bytes: written } = await session.exportAs({ ...request, force: true })
    expect(written).toBeGreaterThan(64 * deep.info.size)
  })

  it('it reports its progress, and stops when it is cancelled', async () => {
    const hive = await OpenHive.open(generateHive({ megabytes: 4, layout: 'aged', seed: 3 }))
    const { session, doc, info } = hive
    const request = { doc, key: info.root, format: 'json', ...TO } as const
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
    const request = { doc, key: info.root, format: 'reg-add', ...TO, prefix: 'nowhere' } as const
    await expect(session.exportAs(request)).rejects.toMatchObject({ code: 'bad-argument' })
  })

  it('JSON is recognised and imported as one step', async () => {
    const hive = await OpenHive.open(Hive.create().finishedCopy())
    const { session, doc } = hive
    // A flag of a value is not set by any edit.
    const json = jsonOf(Hive.open(bytes.slice())).toString('utf8')
    const file = new Blob([json.replace('"name":"Mark",', '$&"flags":2,')])
    const imported = {
      name: 'x.json',
      file,
      prefix: PREFIX,
      lenient: false,
      addNul: false,
      rules: null,
      codePage: null,
    }
    const preview = await session.previewImport({ doc, text: imported })
    expect(preview).toMatchObject({ notSet: 1, encoding: null, roots: [] })
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
    const all = { span: ALL_TIME, order: { column: 'time', descending: false } } as const
    const rows = (from: number, count: number) => session.timelineRows({ doc, from, count, ...all })
    await expect(rows(0, 1)).rejects.toMatchObject({ code: 'stale' })
    await hive.edit({
      kind: 'create-value',
      key: await hive.key('Beta'),
      name: 'New',
      type: 1,
      data: text('x'),
    })
    const { total, revision } = await session.timeline({ doc, plausible: ALL_TIME })
    expect(revision).toBe(1)
    const first = await rows(0, 10)
    expect(first.rows).toHaveLength(10)
    const last = await rows(total - 1, 10)
    expect(last.rows).toMatchObject([{ path: ['Beta'], key: await hive.key('Beta') }])
    expect(last.rows[0]?.time).toBeGreaterThan(first.rows[0]?.time ?? 0n)
    await hive.edit({ kind: 'create-key', parent: await hive.key('Beta'), name: 'Fresh' })
    await expect(rows(0, 1)).rejects.toMatchObject({ code: 'stale' })
  })

  it('times are counted in bins, those that are zero or not plausible apart', async () => {
    const hive = await timedHive([0n, 1n, DAY, DAY + 1n, 3n * DAY, ALL_TIME.to])
    const { session, doc } = hive
    const plausible = { from: DAY, to: 100n * DAY }
    expect(await session.timeline({ doc, plausible })).toMatchObject({
      ...{ total: 6, unset: 1, early: 1, late: 1 },
      span: { from: DAY, to: 3n * DAY },
    })
    const bins = { doc, span: { from: DAY, to: 3n * DAY }, zone: 'utc', most: 10 } as const
    expect(await session.timelineBins(bins)).toMatchObject({
      ...{ unit: 'hour', step: 6, zone: 'utc' },
      counts: [2, 0, 0, 0, 0, 0, 0, 0, 1],
    })
    const whole = await session.timelineBins({ ...bins, span: ALL_TIME, most: 1e9 })
    expect(whole.counts.reduce((sum, count) => sum + count, 0)).toBe(6)
    expect(whole.counts.length).toBeLessThanOrEqual(1000)
  })

  it('the rows of a span come in order of time or of the tree, both ways', async () => {
    const hive = await timedHive([3n * DAY, DAY, 2n * DAY, 9n * DAY])
    const { session, doc } = hive
    await session.timeline({ doc, plausible: ALL_TIME })
    const span = { from: DAY, to: 3n * DAY }
    const paths = async (column: 'time' | 'path', descending: boolean, from = 0) => {
      const order = { column, descending }
      const { total, rows } = await session.timelineRows({ doc, from, count: 9, span, order })
      expect(total).toBe(3)
      return rows.map(({ path }) => path.join('/'))
    }
    expect(await paths('time', false)).toEqual(['k1', 'k1/k2', ''])
    expect(await paths('time', true, 1)).toEqual(['k1/k2', 'k1'])
    expect(await paths('path', false)).toEqual(['', 'k1', 'k1/k2'])
    expect(await paths('path', true)).toEqual(['k1/k2', 'k1', ''])
  })

  it('a span is written as CSV', async () => {
    const { session, doc } = await timedHive([3n * DAY, DAY, 2n * DAY])
    await session.timeline({ doc, plausible: ALL_TIME })
    const blob = await session.timelineText({ doc, span: { from: 2n * DAY, to: 3n * DAY } })
    const [head, ...lines] = (await blob.text()).trimEnd().split('\n')
    expect(head).toBe('last_write,hive,path,cell')
    expect(lines.map((line) => line.split(',').slice(0, 3).join(','))).toEqual([
      '1601-01-03T00:00:00.0000000Z,"TEST","k1\\k2"',
      '1601-01-04T00:00:00.0000000Z,"TEST","\\"',
    ])
  })
})

const BY_BYTES = { column: 'bytes', descending: true } as const
const DAY = 864_000_000_000n
const ALL_TIME = { from: 0n, to: (1n << 64n) - 1n }

/** A hive in which each key is below the one before, with these last writes from the root down. */
async function timedHive(times: readonly bigint[]): Promise<OpenHive> {
  const hive = Hive.create()
  const keys = [hive.rootKey]
  for (let at = 1; at < times.length; at++) keys.push((keys[at - 1] as Key).create(`k${at}`))
  hive.transact(({ cells }) => {
    for (const [at, key] of keys.entries()) {
      cells.image.setU64(cells.payloadAt(key.cell) + NK.LAST_WRITE, times[at] ?? 0n)
    }
  })
  return OpenHive.open(hive.finishedCopy())
}

describe('the usage of a document', () => {
  it('summary, subkeys and runs are those of the hive', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc, info } = hive
    const expected = runToEnd(measureUsage(Hive.open(bytes.slice())))
    const summary = await session.usage({ doc })
    expect(summary).toMatchObject({ bytes: expected.bytes, cells: expected.cells, revision: 0 })
    expect(summary.root).toMatchObject({ key: info.root, bytes: expected.root.bytes })
    const page = await session.usageRows({
      ...{ doc, key: info.root, from: 1, count: 2 },
      order: BY_BYTES,
    })
    const below = expected.subkeys(Hive.open(bytes.slice()).root)
    expect(page.total).toBe(below.total)
    expect(page.rows.map((row) => row.bytes)).toEqual([below.at(1).bytes, below.at(2).bytes])
    const { runs, next } = await session.usageRuns({ doc, from: 0, most: 3, unit: 1 })
    expect(runs).toHaveLength(3)
    expect(next).toBe((runs[2]?.at ?? 0) + (runs[2]?.bytes ?? 0))
  })

  it('an edit ends it, and it is measured again', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc, info } = hive
    const { root } = await session.usage({ doc })
    await hive.edit({ kind: 'create-key', parent: await hive.key('Beta'), name: 'Fresh' })
    const rows = session.usageRows({ doc, key: info.root, from: 0, count: 1, order: BY_BYTES })
    await expect(rows).rejects.toMatchObject({ code: 'stale' })
    expect((await session.usage({ doc })).root.keys).toBe(root.keys + 1)
  })
})
