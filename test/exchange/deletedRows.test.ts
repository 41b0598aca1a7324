/** Rows of deleted records: what they were when they were live, as far as it is left. */

import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { findDeleted } from '../../src/deleted/deleted.ts'
import { CsvWriter } from '../../src/exchange/CsvWriter.ts'
import { writeDeletedRows } from '../../src/exchange/deletedRows.ts'
import { NdjsonWriter } from '../../src/exchange/NdjsonWriter.ts'
import { ParquetTable } from '../../src/exchange/parquet/ParquetTable.ts'
import type { TableWriter } from '../../src/exchange/TableRow.ts'
import { writeRows } from '../../src/exchange/tableRows.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { DB, NK, SEGMENT_DATA, VK } from '../../src/regf/layout.ts'
import { runToEnd } from '../../src/work.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'
import { BIG_DATA, hiveOfEverything, type Places, ROOT } from '../helpers/hives.ts'
import { Collected } from './jsonFile.ts'
import { cellsOf, rowsOf } from './tableText.ts'

function tableOf(hive: Hive, open: (sink: Collected['sink']) => TableWriter, key?: string): Buffer {
  const out = new Collected()
  const table = open(out.sink)
  const scope = { name: 'x', ...(key === undefined ? {} : { key: hive.key(key).cell }) }
  runToEnd(writeRows(hive, scope, table))
  runToEnd(writeDeletedRows(findDeleted(hive), scope, table))
  table.end()
  return out.bytes
}

const ndjson = (hive: Hive, key?: string) =>
  tableOf(hive, (sink) => new NdjsonWriter(sink), key).toString()
const gone = (hive: Hive, key?: string) =>
  rowsOf(ndjson(hive, key)).filter(({ state }) => state !== 'live')

/** The hive of everything without Alpha, and damaged after that. */
function withoutAlpha(patches: (places: Places) => readonly Patch[] = () => []): Hive {
  const places = hiveOfEverything()
  const damage = patches(places)
  places.hive.key('Alpha').delete()
  return Hive.open(corrupt(places.hive.finishedCopy(), ...damage))
}

describe('rows of deleted records', () => {
  it('are those that the key and all below it had, with the state `deleted`', () => {
    const { hive } = hiveOfEverything()
    const before = rowsOf(ndjson(hive)).filter(({ path }) => path.startsWith('Alpha'))
    expect(before).toHaveLength(8)
    expect(before.find(({ name }) => name === 'Big')?.raw).toHaveLength(BIG_DATA.length * 2)
    const after = gone(withoutAlpha())
    const byCell = (a: { cell: number }, b: { cell: number }) => a.cell - b.cell
    expect(after.sort(byCell)).toEqual(
      before.map((row) => ({ ...row, state: 'deleted' })).sort(byCell),
    )
  })

  it('come after the live rows, which are the same without them', () => {
    const hive = withoutAlpha()
    const live = new Collected()
    const table = new NdjsonWriter(live.sink)
    runToEnd(writeRows(hive, { name: 'x' }, table))
    table.end()
    const all = ndjson(hive)
    expect(all.startsWith(live.text)).toBe(true)
    expect(all.length).toBeGreaterThan(live.text.length)
  })

  it('of a value that a live key had have the path and the last write of that key', () => {
    const { hive } = hiveOfEverything()
    const key = hive.key('Alpha')
    const [was] = rowsOf(ndjson(hive)).filter(({ name }) => name === 'Big')
    hive.clock = () => key.lastWrite + 10_000_000n
    key.value('Big')?.delete()
    expect(gone(Hive.open(hive.finishedCopy()))).toEqual([
      { ...was, state: 'deleted', last_write: '2020-01-01T00:00:01.0000000Z' },
    ])
  })

  it('have null for data that is overwritten, and the beginning of data that is cut', () => {
    const hive = withoutAlpha((places) => {
      const segments = places.follow(places.data('Alpha', 'Big') + DB.SEGMENTS)
      return [
        { at: places.vk('Alpha', 'Text') + VK.DATA, u32: ROOT },
        { at: segments + 8, u32: ROOT },
      ]
    })
    const named = new Map(gone(hive).map((row) => [row.name, row] as const))
    expect(named.get('Text')).toMatchObject({
      type: 'REG_SZ',
      text: null,
      raw: null,
      path: 'Alpha',
    })
    const left = Buffer.from(BIG_DATA.subarray(0, 2 * SEGMENT_DATA)).toString('hex')
    expect(named.get('Big')).toMatchObject({ type: 'REG_BINARY', raw: left })
  })

  it('of which nothing says where they were have no time, and a path that only says so', () => {
    const hive = withoutAlpha((places) => [{ at: places.nk('Alpha'), u16: 0 }])
    const orphans = gone(hive).filter(({ last_write }) => last_write === null)
    expect(orphans.map(({ name }) => name).sort()).toEqual(['', 'Big', 'Inline', 'Text', 'Wide ☃'])
    expect(orphans.map(({ path, cell }) => [path, cell > 0])).toEqual(
      orphans.map(() => ['…', true]),
    )
    const keys = gone(hive).filter(({ name }) => name === null)
    expect(keys.map(({ path }) => path)).toEqual(['…\\One', '…\\Two', '…\\Two\\Deep'])
  })

  it('of a hive with errors say what only damage hides', () => {
    const places = hiveOfEverything()
    const hive = Hive.open(
      corrupt(places.bytes, { at: places.nk('Beta') + NK.SUBKEY_LIST, u32: 0x7fff_fff8 }),
    )
    expect(gone(hive).map(({ path, state }) => [path, state])).toEqual([
      ['Beta\\A', 'lost'],
      ['Beta\\B', 'lost'],
      ['Beta\\C', 'lost'],
    ])
  })

  it('of one key are those whose path leads through it', () => {
    const { hive } = hiveOfEverything()
    hive.key('Alpha\\Two\\Deep').delete()
    hive.key('Beta\\B').delete()
    hive.key('Alpha').value('Big')?.delete()
    expect(gone(hive, 'alpha').map(({ path, name }) => [path, name])).toEqual([
      ['Alpha\\Two\\Deep', null],
      ['Alpha', 'Big'],
    ])
    expect(gone(hive, 'Alpha\\Two').map(({ path }) => path)).toEqual(['Alpha\\Two\\Deep'])
  })

  it('a first name that stands for names left out in other paths is escaped', () => {
    const { hive } = hiveOfEverything()
    hive.rootKey.create('…').create('below')
    hive.key('…').delete()
    expect(gone(hive).map(({ path }) => path)).toEqual(['\\u2026', '\\u2026\\below'])
  })

  it('are the same in CSV and Parquet', async () => {
    const hive = withoutAlpha((places) => [
      { at: places.nk('Alpha'), u16: 0 },
      { at: places.vk('Alpha', 'Text') + VK.DATA, u32: 0x7fff_fff8 },
    ])
    const rows = rowsOf(ndjson(hive))
    const [, ...cells] = cellsOf(tableOf(hive, (sink) => new CsvWriter(sink)).toString())
    expect(
      cells.map(([, path, name, , , , raw, time, cell, state]) => [
        path,
        name,
        raw,
        time,
        cell,
        state,
      ]),
    ).toEqual(
      rows.map((row) => [
        row.path.replace(/^(?=[=+@'-])/, "'"),
        row.name ?? '',
        row.raw ?? '',
        row.last_write ?? '',
        String(row.cell),
        row.state,
      ]),
    )
    const file = Uint8Array.from(tableOf(hive, (sink) => new ParquetTable(sink, 'some'))).buffer
    const found = await parquetReadObjects({ file, utf8: false })
    expect(
      found.map(({ path, name, text: shown, raw, last_write, cell, state }) => [
        ...[path, name, shown, raw && Buffer.from(raw).toString('hex')],
        ...[(last_write as Date | null)?.toISOString() ?? null, cell, state],
      ]),
    ).toEqual(
      rows.map((row) => [
        ...[row.path, row.name, row.text, row.raw],
        ...[
          row.last_write === null ? null : `${row.last_write.slice(0, 23)}Z`,
          row.cell,
          row.state,
        ],
      ]),
    )
  })
})
