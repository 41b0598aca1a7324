/** Hives as tables: the same rows in every format, names and data as they are stored, and cells that run nothing. */

import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { spellName } from '../../src/bytes/spelling.ts'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { parseKeyPath, parseName } from '../../src/cli/names.ts'
import { CsvWriter } from '../../src/exchange/CsvWriter.ts'
import { csvCell } from '../../src/exchange/csvCell.ts'
import { NdjsonWriter } from '../../src/exchange/NdjsonWriter.ts'
import { ParquetTable } from '../../src/exchange/parquet/ParquetTable.ts'
import type { TableWriter } from '../../src/exchange/TableRow.ts'
import { writeRows } from '../../src/exchange/tableRows.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK, VK } from '../../src/regf/layout.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import { runToEnd } from '../../src/work.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { Collected } from './jsonFile.ts'
import { ODD_NAMES, ODD_VALUES, oddHive } from './oddHive.ts'
import { cellsOf, rowsOf } from './tableText.ts'

const odd = Hive.open(oddHive())

function tableOf(
  hives: readonly (readonly [string, Hive])[],
  open: (sink: Collected['sink']) => TableWriter,
): Buffer {
  const out = new Collected()
  const table = open(out.sink)
  for (const [name, hive] of hives) runToEnd(writeRows(hive, { name }, table))
  table.end()
  return out.bytes
}

const ndjson = (...hives: (readonly [string, Hive])[]) =>
  tableOf(hives, (sink) => new NdjsonWriter(sink)).toString()
const csv = (...hives: (readonly [string, Hive])[]) =>
  tableOf(hives, (sink) => new CsvWriter(sink)).toString()
const parquet = (...hives: (readonly [string, Hive])[]) =>
  Uint8Array.from(tableOf(hives, (sink) => new ParquetTable(sink))).buffer

const unguarded = (cell: string) => cell.replace(/^'/, '')

/** A FILETIME, by the calendar of JavaScript. */
const ticksOf = (time: string) => BigInt(Date.parse(time) - Date.UTC(1601, 0)) * 10_000n

describe('rows of a hive', () => {
  const rows = rowsOf(ndjson(['odd', odd]))

  it('there is one for each value, and one for each key without values', () => {
    let expected = 0
    let pending = false
    walkKeys(odd.cells, odd.root, {
      key() {
        if (pending) expected++
        pending = true
        return undefined
      },
      value() {
        pending = false
        expected++
        return undefined
      },
    })
    expect(rows.length).toBe(expected + (pending ? 1 : 0))
    expect(rows.filter(({ type }) => type === null).map(({ name }) => name)).toEqual(
      rows.filter(({ type }) => type === null).map(() => null),
    )
  })

  it('paths and names are spelled as the command reads them', () => {
    const ofRoot = rows.filter(({ path }) => path === '\\')
    expect(ofRoot.map(({ name }) => parseName(name ?? ''))).toEqual(ODD_NAMES)
    const paths = rows.map(({ path }) => parseKeyPath(path))
    for (const name of ODD_NAMES.filter((one) => !one.includes('\\'))) {
      expect(paths).toContainEqual([name, 'u0041 below'])
      expect(paths).toContainEqual([name, '\u200b hidden'])
    }
  })

  it('the raw bytes are the data, and text and number show it', () => {
    const ofData = new Map(
      rows.filter(({ path }) => path === 'Data').map((row) => [row.name, row] as const),
    )
    for (const { name, data } of ODD_VALUES) {
      expect(ofData.get(name)?.raw).toBe(Buffer.from(data).toString('hex'))
    }
    const shown = (name: string) => {
      const row = ofData.get(name)
      return [row?.type, row?.text, row?.number]
    }
    expect(shown('text')).toEqual(['REG_SZ', 'text', null])
    expect(shown('after it')).toEqual(['REG_EXPAND_SZ', '%a%', null])
    expect(shown('lone')).toEqual(['REG_SZ', 'a\ufffd', null])
    expect(shown('list')).toEqual(['REG_MULTI_SZ', 'one\ntwo', null])
    expect(shown('gap')).toEqual(['REG_MULTI_SZ', 'one\n\ntwo', null])
    expect(shown('link')).toEqual(['REG_LINK', '\\Registry\\Machine', null])
    expect(shown('dword')).toEqual(['REG_DWORD', null, 0xffff_ffff])
    expect(shown('short dword')).toEqual(['REG_DWORD', null, null])
    expect(shown('big-endian')).toEqual(['REG_DWORD_BIG_ENDIAN', null, 0x8000_0001])
    expect(shown('property')).toEqual(['0xffff0012', null, null])
    expect(shown('flagged')).toEqual(['REG_SZ (0x20001)', 'text', null])
    expect(shown('binary')).toEqual(['REG_BINARY', null, null])
  })

  it('the time is that of the key, and the cell that of the value', () => {
    const { hive } = hiveOfEverything()
    const found = rowsOf(ndjson(['x', hive])).filter(({ path }) => path === 'Alpha\\Two\\Deep')
    expect(found).toEqual([
      {
        hive: 'x',
        path: 'Alpha\\Two\\Deep',
        ...{ name: null, type: null, text: null, number: null, raw: null },
        last_write: '2020-01-01T00:00:00.0000000Z',
        cell: hive.key('Alpha\\Two\\Deep').cell,
        state: 'live',
      },
    ])
    const mark = rowsOf(ndjson(['x', hive])).find(({ name }) => name === 'Mark')
    expect(mark?.cell).toBe(hive.key('Witness').value('Mark')?.cell)
  })

  it.each([
    ['1601-01-01T00:00:00.0000000Z', 0n],
    ['2009-07-14T04:34:14.1234567Z', ticksOf('2009-07-14T04:34:14.123Z') + 4567n],
    ['2059-02-28T23:59:59.9999999Z', ticksOf('2059-03-01T00:00:00Z') - 1n],
    ['8907-01-01T00:00:00.0000001Z', ticksOf('8907-01-01T00:00:00Z') + 1n],
    ['9999-12-31T23:59:59.9999999Z', ticksOf('9999-12-31T23:59:59.999Z') + 9999n],
    ['60056-05-28T05:36:10.9551615Z', (1n << 64n) - 1n],
  ])('the time %s is exact', (text, ticks) => {
    const places = hiveOfEverything()
    const view = new DataView(places.bytes.buffer)
    view.setBigUint64(places.nk('Alpha\\Two\\Deep') + NK.LAST_WRITE, ticks, true)
    const found = rowsOf(ndjson(['x', Hive.open(places.bytes)]))
    expect(found.find(({ path }) => path === 'Alpha\\Two\\Deep')?.last_write).toBe(text)
  })

  it('what cannot be read is noticed', () => {
    const places = hiveOfEverything()
    const { bytes } = places
    const read = (hive: Hive) => runToEnd(writeRows(hive, { name: 'x' }, { add() {}, end() {} }))
    expect(read(Hive.open(bytes.slice()))).toBe(true)
    const at = places.vk('Alpha', 'Text') + VK.DATA_SIZE
    expect(read(Hive.open(corrupt(bytes, { at, u32: 4000 })))).toBe(false)
    expect(
      read(Hive.open(corrupt(bytes, { at: places.nk('Alpha') + NK.VALUE_COUNT, u32: 9 }))),
    ).toBe(false)
  })
})

describe('CSV', () => {
  const text = csv(['=odd', odd])
  const [head, ...cells] = cellsOf(text)

  it('it has the columns and rows of JSON lines, each on one line', () => {
    const rows = rowsOf(ndjson(['=odd', odd]))
    expect(head).toEqual(Object.keys(rows[0] ?? {}))
    expect(cells.length).toBe(rows.length)
    for (const [index, row] of rows.entries()) {
      const [hive = '', path = '', name = '', type, shown = '', number, raw, time, cell, state] =
        cells[index] ?? []
      expect(unguarded(hive)).toBe(row.hive)
      expect(unguarded(path)).toBe(row.path)
      expect(unguarded(name)).toBe(row.name ?? '')
      const spelled = row.text === null || row.name?.includes('lone') ? '' : row.text
      if (!row.name?.includes('lone')) expect(parseName(unguarded(shown))).toBe(spelled)
      expect([type, raw]).toEqual([row.type, row.raw].map((one) => one ?? ''))
      expect(number === '' ? null : Number(number)).toBe(row.number)
      expect([time, Number(cell), state]).toEqual([row.last_write, row.cell, row.state])
    }
  })

  it('no cell begins like a formula, and the apostrophe before it can be taken off', () => {
    expect(
      cells.flat().filter((cell) => /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(cell)),
    ).toEqual([])
    expect(cells.flat()).toContain("'=1+1")
    expect(cells.flat()).toContain("''apostrophe")
    expect(cells.flat()).toContain("'=cmd|calc")
  })

  it('text is spelled like a NAME and guarded, whether or not all of it can be seen', () => {
    const texts = [
      ...[
        '',
        'text',
        'C:\\Windows',
        'C:\\Users',
        '\\u0041',
        '\\U0041',
        'ends with \\',
        '\\',
        'u',
        '\\u',
      ],
      ...[
        '"',
        '""quoted"',
        '=1+1',
        "'",
        '-',
        '@"',
        '+\\u0041',
        '~',
        ' ',
        '\x7f',
        'é',
        '=é',
        '\uff1d1',
      ],
      ...['a\nb', `${'a'.repeat(16_384)}"`, `${'a'.repeat(20_000)}\\u0041`],
    ]
    const hive = Hive.create()
    for (const [index, one] of texts.entries()) {
      hive.rootKey.set(String(index), 1, encodeUtf16(`${one}\0`))
    }
    const table = csv(['x', hive])
    for (const [index, one] of texts.entries()) {
      expect(table).toContain(`,"${index}",REG_SZ,${csvCell(spellName(one))},,`)
    }
  })

  it('nothing in it is hidden', () => {
    expect(text).toMatch(/^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Co} \n]*$/u)
  })
})

describe('Parquet', () => {
  it('it has the rows of JSON lines', async () => {
    const { hive } = hiveOfEverything()
    const hives = [
      ['odd', odd],
      ['everything', hive],
    ] as const
    const rows = rowsOf(ndjson(...hives))
    const found = await parquetReadObjects({ file: parquet(...hives), utf8: false })
    expect(found.length).toBe(rows.length)
    const comparable = found.map((row) => ({
      ...row,
      number: row.number === undefined || row.number === null ? null : Number(row.number),
      raw: row.raw === undefined || row.raw === null ? null : Buffer.from(row.raw).toString('hex'),
      last_write: (row.last_write as Date).toISOString(),
    }))
    expect(comparable).toEqual(
      rows.map((row) => ({ ...row, last_write: `${row.last_write?.slice(0, 23)}Z` })),
    )
  })

  it('a table larger than a group has several, and bounds of its times', async () => {
    const hive = Hive.create({ now: 132_223_104_001_234_567n })
    hive.clock = () => 132_223_104_001_234_567n
    hive.transact(() => {
      const key = hive.rootKey.create('Many')
      for (let index = 0; index < 40_000; index++)
        key.set(`${index}`, 4, Uint8Array.of(index, 0, 0, 0))
    })
    const file = parquet(['many', hive])
    const { row_groups, num_rows } = parquetMetadata(file)
    expect(row_groups.map((group) => Number(group.num_rows))).toEqual([32_768, 7233])
    expect(num_rows).toBe(40_001n)
    const times = row_groups[1]?.columns.find(
      ({ meta_data }) => meta_data?.path_in_schema[0] === 'last_write',
    )
    expect(times?.meta_data?.statistics?.min_value).toEqual(new Date('2020-01-01T00:00:00.123Z'))
    const rows = await parquetReadObjects({ file })
    expect(rows.at(-1)).toMatchObject({ name: '39999', path: 'Many' })
  })
})
