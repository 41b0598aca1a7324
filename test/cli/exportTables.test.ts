/** `export` to JSON and tables: one hive, several, and folders of them. */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { findDeleted } from '../../src/deleted/deleted.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { VK } from '../../src/regf/layout.ts'
import type { FileOffset } from '../../src/regf/offsets.ts'
import { brokenHives, hasCorpus, plainHives } from '../helpers/corpus.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { dirty } from '../helpers/logs.ts'
import { hive, hiveBytes } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()
const places = hiveOfEverything()
const { bytes } = places
const input = files.file('SYSTEM', bytes)
const damaged = corrupt(bytes, { at: places.vk('Alpha', 'Text') + VK.DATA_SIZE, u32: 4000 })
let count = 0
const fresh = () => files.path(`out-${count++}`)

/** A folder with hives, and with a file that is none. */
function folder(content: Readonly<Record<string, Uint8Array>>): string {
  const path = fresh()
  for (const [name, data] of Object.entries(content)) {
    mkdirSync(join(path, name, '..'), { recursive: true })
    writeFileSync(join(path, name), data)
  }
  return path
}

const below = (path: string) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort()
const lines = (text: string) => text.trimEnd().split('\n')

describe('export to one output', () => {
  it.each(['json', 'ndjson', 'csv', 'parquet'])(
    '%s is the same in a file and on standard output',
    (format) => {
      const out = fresh()
      expect(hive('export', input, '--format', format, '-o', out)).toEqual({
        code: 0,
        out: '',
        err: '',
      })
      const printed = hiveBytes('export', input, '--format', format)
      expect({ code: printed.code, err: printed.err }).toEqual({ code: 0, err: '' })
      expect(printed.out.equals(readFileSync(out))).toBe(true)
    },
  )

  it('json is of one hive, tables are of several', () => {
    const other = files.file('OTHER', bytes)
    const refused = hive('export', input, other, '--format', 'json', '-o', fresh())
    expect(refused).toMatchObject({
      code: 2,
      err: 'hive: ERROR_INVALID_PARAMETER: format json takes one hive\n',
    })
    const { out } = hiveBytes('export', input, other, '--format', 'ndjson')
    const hives = lines(out.toString()).map((line) => JSON.parse(line).hive)
    expect([...new Set(hives)]).toEqual([input, other])
    const header = lines(hiveBytes('export', input, other, '--format', 'csv').out.toString())
    expect(header.filter((line) => line.startsWith('hive,'))).toHaveLength(1)
  })

  it('--key exports a part, with paths from the root', () => {
    const args = ['export', input, '--key', 'alpha\\two', '--format']
    const rows = lines(hiveBytes(...args, 'ndjson').out.toString()).map((line) => JSON.parse(line))
    expect(rows.map(({ path }) => path)).toEqual(['Alpha\\Two', 'Alpha\\Two\\Deep'])
    const json = JSON.parse(hiveBytes(...args, 'json').out.toString())
    expect(json.path.map(({ name }: { name: string }) => name)).toEqual(['Alpha', 'Two'])
  })

  it.each(['json', 'ndjson', 'csv', 'parquet'])(
    'a damaged hive is written as %s as far as it is read, and reported',
    (format) => {
      const path = files.file(`damaged-${format}`, damaged)
      const { code, err } = hive('export', path, '--format', format, '-o', fresh())
      expect(code).toBe(0)
      expect(err).toMatch(/^hive: data-past-cell: Alpha: .* \(file offset 0x[0-9a-f]+\)\n$/)
    },
  )

  it('a hive that was not closed cleanly is reported', () => {
    const path = files.file('dirty', dirty(bytes))
    const { code, err } = hive('export', path, '--format', 'json', '-o', fresh())
    expect(code).toBe(0)
    expect(err).toContain('hive: sequence-differs: ')
  })
})

describe('export --deleted', () => {
  const { hive: made } = hiveOfEverything()
  made.key('Beta').delete()
  const path = files.file('with-deleted', made.finishedCopy())

  it.each(['ndjson', 'csv'])(
    '%s has the live rows first, unchanged, and then the deleted',
    (format) => {
      const live = hiveBytes('export', path, '--format', format)
      const all = hiveBytes('export', path, '--format', format, '--deleted')
      expect({ code: all.code, err: all.err }).toEqual({ code: 0, err: '' })
      expect(all.out.subarray(0, live.out.length).equals(live.out)).toBe(true)
      const rest = lines(all.out.subarray(live.out.length).toString())
      expect(rest).toHaveLength(4)
      for (const line of rest) expect(line).toContain('deleted')
    },
  )

  it('parquet has them too, and --key leaves out what is elsewhere', async () => {
    const out = fresh()
    const args = ['--format', 'parquet', '--deleted', '-o']
    expect(hive('export', path, ...args, out)).toEqual({ code: 0, out: '', err: '' })
    const states = async (file: string) => {
      const rows = await parquetReadObjects({ file: Uint8Array.from(readFileSync(file)).buffer })
      return rows.filter(({ state }) => state === 'deleted').map((row) => row.path)
    }
    expect(await states(out)).toEqual(['Beta', 'Beta\\A', 'Beta\\B', 'Beta\\C'])
    const part = fresh()
    expect(hive('export', path, '--key', 'Alpha', ...args, part).code).toBe(0)
    expect(await states(part)).toEqual([])
  })

  it.each(['json', 'reg5', 'reg4', 'reg-add', 'powershell'])(
    '%s has no deleted records',
    (format) => {
      const out = fresh()
      expect(hive('export', path, '--format', format, '--deleted', '-o', out)).toEqual({
        code: 2,
        out: '',
        err: `hive: ERROR_INVALID_PARAMETER: format ${format} has no deleted records (--deleted is for ndjson, csv and parquet)\n`,
      })
      expect(existsSync(out)).toBe(false)
    },
  )

  it.skipIf(!hasCorpus)(
    'every small hive of the corpus has a row for each record but keys with values',
    () => {
      for (const { name, path: file } of [...plainHives, ...brokenHives]) {
        if (readFileSync(file).length > 1 << 19) continue
        const { code, out } = hiveBytes('export', file, '--format', 'ndjson', '--deleted')
        if (code === 2) continue
        const found = findDeleted(Hive.open(new Uint8Array(readFileSync(file))))
        const records = [...found.records().values()].flatMap((group) => [...group])
        const isRow = (at: number) =>
          !found.hasKey(at) || found.valuesOf(found.cells.cellOf(at as FileOffset)).length === 0
        const rows = lines(out.toString()).filter((line) => !line.endsWith('"state":"live"}'))
        expect({ name, rows: rows.length }).toEqual({ name, rows: records.filter(isRow).length })
      }
    },
  )
})

describe('export of folders', () => {
  it('each hive gets its own output in a folder, at the same place', async () => {
    const hives = folder({ 'a/SYSTEM': bytes, 'b/SYSTEM': bytes, 'b/deep/NTUSER.DAT': bytes })
    const out = fresh()
    expect(hive('export', '--format', 'parquet', hives, '-o', `${out}/`)).toEqual({
      code: 0,
      out: '',
      err: '',
    })
    expect(below(out)).toEqual([
      'a/SYSTEM.parquet',
      'b/SYSTEM.parquet',
      'b/deep/NTUSER.DAT.parquet',
    ])
    const rows = await parquetReadObjects({
      file: Uint8Array.from(readFileSync(join(out, 'b/SYSTEM.parquet'))).buffer,
    })
    expect(rows[0]?.hive).toBe(join(hives, 'b', 'SYSTEM'))
  })

  it('files of one name get separate places, and folders that exist are used', () => {
    const hives = folder({ 'a/SYSTEM': bytes, 'b/SYSTEM': bytes })
    const out = folder({})
    mkdirSync(out)
    const args = [join(hives, 'a/SYSTEM'), join(hives, 'b/SYSTEM')]
    expect(hive('export', ...args, '--format', 'json', '-o', out).code).toBe(0)
    expect(below(out)).toEqual(['SYSTEM-2.json', 'SYSTEM.json'])
    const again = hive('export', ...args, '--format', 'json', '-o', out)
    expect(again.code).toBe(2)
    expect(lines(again.err)).toHaveLength(2)
    expect(again.err).toMatch(/ERROR_FILE_EXISTS/)
    expect(hive('export', ...args, '--format', 'json', '-o', out, '--force').code).toBe(0)
  })

  it('a file that is not a hive does not stop the others: it is listed, and the exit code is 2', () => {
    const log = Uint8Array.from(bytes.subarray(0, 512))
    new DataView(log.buffer).setUint32(0x1c, 6, true)
    const hives = folder({
      '1-empty': new Uint8Array(),
      '2-text': Buffer.from('no hive at all, but a text'),
      '3-SYSTEM': bytes,
      '4-damaged': damaged,
      '5-cut': bytes.slice(0, 5000),
    })
    const out = fresh()
    const { code, err } = hive('export', '--format', 'ndjson', hives, '-o', `${out}/`)
    expect(code).toBe(2)
    expect(below(out)).toEqual(['3-SYSTEM.ndjson', '4-damaged.ndjson'])
    for (const name of ['1-empty', '2-text', '5-cut']) {
      expect(lines(err).filter((line) => line.includes(join(hives, name)))).toHaveLength(1)
    }
    expect(err).toContain(`: ${join(hives, '4-damaged')}: `)
    const together = hive('export', '--format', 'ndjson', hives, '-o', `${fresh()}`)
    expect(together.code).toBe(2)
    expect(lines(together.err)).toEqual(lines(err))
  })

  it('transaction logs beside hives are left out, which is not a failure', () => {
    const log = bytes.slice(0, 4096)
    new DataView(log.buffer).setUint32(0x1c, 6, true)
    let sum = 0
    for (let at = 0; at < 508; at += 4) sum ^= new DataView(log.buffer).getUint32(at, true)
    new DataView(log.buffer).setUint32(508, sum >>> 0, true)
    const hives = folder({ SYSTEM: bytes, 'SYSTEM.LOG1': log })
    const out = fresh()
    const { code, err } = hive('export', '--format', 'csv', hives, '-o', out)
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^hive: log: .*SYSTEM\.LOG1 /),
    })
  })

  it.each(['csv', 'ndjson', 'parquet'])(
    'of no hive at all, %s is a table without rows',
    (format) => {
      const hives = folder({ none: Buffer.from('no hive'), 'none-2': new Uint8Array() })
      const out = fresh()
      const { code, err } = hive('export', hives, '--format', format, '-o', out)
      expect(code).toBe(2)
      expect(lines(err).map((line) => line.split(': ')[1])).toEqual([
        'ERROR_NOT_REGISTRY_FILE',
        'ERROR_BADDB',
      ])
      expect(existsSync(out)).toBe(true)
    },
  )

  it.each(['csv', 'reg5'])('an empty folder is refused, and %s of it is not written', (format) => {
    const empty = folder({})
    mkdirSync(empty)
    const out = fresh()
    const { code, err } = hive('export', empty, '--format', format, '-o', out)
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(
        /^hive: ERROR_FILE_NOT_FOUND: .*: there is no file in the folder\n$/,
      ),
    })
    expect(existsSync(out)).toBe(false)
    expect(hive('timeline', empty).code).toBe(2)
  })

  it('a file name that is not part of a registry path matters only to formats that have one', () => {
    const hives = folder({ 'two\nlines': bytes, SYSTEM: bytes })
    expect(hive('export', hives, '--format', 'csv')).toMatchObject({ code: 0, err: '' })
    expect(hive('export', join(hives, 'two\nlines'), '--format', 'json').code).toBe(0)
    const out = fresh()
    expect(hive('export', join(hives, 'two\nlines'), '-o', out)).toEqual({
      code: 2,
      out: '',
      err: "hive: ERROR_INVALID_PARAMETER: no registry path can be made of the file name 'two\\u000alines': give one with --prefix ROOT\n",
    })
    expect(existsSync(out)).toBe(false)
    expect(hive('export', hives, '--format', 'csv', '--prefix', 'X').code).toBe(2)
  })

  it('a key that a hive does not have is named with the hive', () => {
    const hives = folder({ SYSTEM: bytes, OTHER: bytes })
    const { code, err } = hive('export', hives, '--key', 'None', '--format', 'csv')
    expect(code).toBe(2)
    expect(lines(err).at(-1)).toContain(`${join(hives, 'SYSTEM')}: `)
    expect(lines(err).at(-1)).toContain('None')
  })

  it('no unfinished file is left when an output cannot be written', () => {
    const hives = folder({ SYSTEM: bytes })
    const out = fresh()
    writeFileSync(out, 'a file')
    const { code, err } = hive('export', '--format', 'csv', hives, '-o', `${out}/`)
    expect(code).toBe(2)
    expect(lines(err)).toHaveLength(1)
    expect(existsSync(out)).toBe(true)
  })
})
