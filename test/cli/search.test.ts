import { describe, expect, it } from 'vitest'
import { encodeLatin1 } from '../../src/bytes/text.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import { encodeMultiString, encodeString } from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import { brokenHives, hasCorpus, plainHives } from '../helpers/corpus.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { hive, MESSAGE } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const { BINARY, DWORD, DWORD_BIG_ENDIAN, MULTI_SZ, SZ } = VALUE_TYPE
const files = temporary()

const made = Hive.create()
made.clock = () => 132_223_104_000_000_000n // 2020-01-01
const app = made.rootKey.createPath('Vendor\\App')
app.set('', SZ, encodeString('the default text'))
app.set('Limit', DWORD, Uint8Array.of(0xd2, 4, 0, 0))
app.set('Big', DWORD_BIG_ENDIAN, Uint8Array.of(0, 0, 4, 0xd2))
app.set('Bytes', BINARY, Uint8Array.of(1, 2, 0xde, 0xad, 9, 0xef, 3, 4))
app.set('List', MULTI_SZ, encodeMultiString(['one', 'C:\\Temp\\two.exe']))
app.set('Narrow', BINARY, Uint8Array.of(0, ...encodeLatin1('narrow.EXE'), 0))
made.clock = () => 133_485_408_000_000_000n // 2024-01-01
made.rootKey.create('Later').set('Temp', SZ, encodeString(`${'x'.repeat(60)}TEMP${'y'.repeat(60)}`))
const path = files.file('made', made.finishedCopy())

const controls = (text: string) =>
  ['\u0007', '\u001b', '\u202e'].filter((one) => text.includes(one))

const lines = (...args: readonly string[]) => {
  const { code, out, err } = hive('search', path, ...args)
  return { code, err, lines: out.split('\n').slice(0, -1) }
}

describe('hive search', () => {
  it('prints a line for each place: path, name, place, and what is there', () => {
    expect(lines('temp')).toEqual({
      code: 0,
      err: '',
      lines: [
        'Later\tTemp\tname\tTemp',
        `Later\tTemp\tdata 0x78 utf16\t…${'x'.repeat(40)}TEMP${'y'.repeat(40)}…`,
        'Vendor\\App\tList\tdata 0xe utf16\tC:\\Temp\\two.exe',
      ],
    })
    expect(lines('vendor').lines).toEqual(['Vendor\t\tkey\tVendor'])
    expect(lines('default').lines).toEqual(['Vendor\\App\t\tdata 0x8 utf16\tthe default text'])
    expect(lines('narrow').lines).toEqual([
      'Vendor\\App\tNarrow\tname\tNarrow',
      'Vendor\\App\tNarrow\tdata 0x1 latin1\tnarrow.EXE',
    ])
  })

  it('prints nothing and exits with 1 if there is nothing', () => {
    expect(lines('not there')).toEqual({ code: 1, err: '', lines: [] })
  })

  it('finds numbers, bytes and expressions', () => {
    expect(lines('1234').lines).toEqual([
      'Vendor\\App\tLimit\tdata 0x0 uint32\td2 04 00 00',
      'Vendor\\App\tBig\tdata 0x0 uint32be\t00 00 04 d2',
    ])
    expect(lines('de ad ?? ef', '--hex').lines).toEqual([
      'Vendor\\App\tBytes\tdata 0x2 bytes\t01 02 de ad 09 ef 03 04',
    ])
    expect(lines('^[a-z]+\\.exe$', '--regex').lines).toEqual([
      'Vendor\\App\tNarrow\tdata 0x1 latin1\tnarrow.EXE',
    ])
    expect(lines('^[a-z]+\\.exe$', '--regex', '--match-case')).toMatchObject({ code: 1 })
  })

  it('looks where it is told to', () => {
    expect(lines('temp', '--in', 'names').lines).toEqual(['Later\tTemp\tname\tTemp'])
    expect(lines('temp', '--in', 'keys,names').lines).toHaveLength(1)
    expect(lines('e', '--in', 'keys').lines).toEqual([
      'Later\t\tkey\tLater',
      'Vendor\t\tkey\tVendor',
    ])
    expect(lines('temp', '--key', 'vendor').lines).toHaveLength(1)
    expect(lines('temp', '--type', 'multi_sz').lines).toHaveLength(1)
    expect(lines('temp', '--type', 'sz, multi_sz').lines).toHaveLength(3)
    expect(lines('temp', '--min-size', '200').lines).toHaveLength(2)
    expect(lines('temp', '--max-size', '200').lines).toHaveLength(1)
    expect(lines('temp', '--from', '2024-01-01').lines).toHaveLength(2)
    expect(lines('temp', '--to', '2023-12-31').lines).toHaveLength(1)
    expect(lines('temp', '--to', '2024-01-01').lines).toHaveLength(3)
    expect(lines('temp', '--to', '2024-01-01T00:00').lines).toHaveLength(3)
    expect(lines('temp', '--from', '2024-01-01T00:00:00.0000001Z').lines).toHaveLength(0)
    expect(lines('TEMP', '--match-case').lines).toHaveLength(1)
    expect(lines('temp', '--whole').lines).toEqual(['Later\tTemp\tname\tTemp'])
    expect(lines('one', '--whole').lines).toHaveLength(1)
  })

  it('writes JSON with every hit on its own line', () => {
    const { code, out } = hive('search', path, '1234', '--json')
    const { hits, count } = JSON.parse(out) as { hits: unknown[]; count: number }
    expect({ code, count }).toEqual({ code: 0, count: 2 })
    expect(hits[1]).toEqual({
      path: 'Vendor\\App',
      name: 'Big',
      type: 'REG_DWORD_BIG_ENDIAN',
      place: 'data',
      offset: 0,
      length: 4,
      encoding: 'uint32be',
      before: '',
      match: '00 00 04 d2',
      after: '',
      cut: false,
    })
    expect(out.split('\n').filter((line) => line.includes('"place"'))).toHaveLength(2)
    expect(JSON.parse(hive('search', path, 'nowhere', '--json').out)).toEqual({
      hits: [],
      count: 0,
    })
  })

  it('prints names so that they cannot control a terminal, and can be passed back', () => {
    const odd = Hive.create()
    const name = 'find\u001b[2J\u202e\tme'
    odd.rootKey.create(name).set(`${name}\\u0041`, SZ, encodeString('find \u0007 it'))
    const file = files.file('odd', odd.finishedCopy())
    const { out } = hive('search', file, 'find')
    expect(controls(out)).toEqual([])
    const [key = '', valueName = ''] = (out.split('\n')[1] ?? '').split('\t')
    expect(hive('delete', file, key, valueName, '-o', files.path('gone')).code).toBe(0)
    const json = hive('search', file, 'find', '--json').out
    expect(controls(json)).toEqual([])
    expect((JSON.parse(json) as { hits: { name: string }[] }).hits[1]?.name).toBe(`${name}\\u0041`)
  })

  it.each([
    [['[a', '--regex'], /^hive: bad-pattern: missing closing \]/],
    [['zz', '--hex'], /^hive: bad-pattern: not a hexadecimal digit, at character 1/],
    [['text', '--number'], /^hive: bad-pattern: not a number/],
    [[''], /^hive: bad-pattern: the text to find is empty/],
    [['1', '--hex', '--in', 'names'], /^hive: bad-pattern: /],
    [['x', '--hex', '--regex'], /^hive: ERROR_INVALID_PARAMETER: only one of/],
    [['x', '--in', 'values'], /^hive: ERROR_INVALID_PARAMETER: unknown place 'values'/],
    [['x', '--type', 'word'], /^hive: ERROR_INVALID_PARAMETER: unknown value type 'word'/],
    [['x', '--min-size', '1k'], /^hive: ERROR_INVALID_PARAMETER: not a number of bytes: '1k'/],
    [['x', '--from', '2024-02-01', '--to', '2024-01-01'], /there is no time from/],
    [
      ['x', '--from', 'yesterday'],
      /^hive: ERROR_INVALID_PARAMETER: --from 'yesterday' is not a time/,
    ],
    [['x', '--key', 'nowhere'], /^hive: ERROR_FILE_NOT_FOUND: no such key: nowhere/],
    [[], /^hive: ERROR_INVALID_PARAMETER: usage: hive search FILE TEXT/],
  ])('refuses %j in one line', (args, wanted) => {
    const { code, out, err } = hive('search', path, ...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.trimEnd()).toMatch(MESSAGE)
    expect(err).toMatch(wanted)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  it('searches a damaged hive as far as it goes, and says what is damaged', () => {
    const places = hiveOfEverything()
    const bytes = corrupt(places.bytes, { at: places.nk('Beta') + NK.SUBKEY_LIST, u32: 0x00ffff00 })
    const { code, out, err } = hive('search', files.file('damaged', bytes), 'text')
    expect({ code, out }).toEqual({
      code: 0,
      out: 'Alpha\tText\tname\tText\nAlpha\tText\tdata 0xa utf16\tsome text\n',
    })
    expect(err).toMatch(/^hive: reference-bad: /)
  })

  it('stops when it has printed far more than the hive has, unless forced', () => {
    const deep = Hive.create()
    deep.transact(() => {
      const names = Array.from({ length: 300 }, () => 'n'.repeat(255)).join('\\')
      const key = deep.rootKey.createPath(names)
      for (let index = 0; index < 300; index++) key.create(`find${index}`)
    })
    const file = files.file('deep', deep.finishedCopy())
    const { code, err } = hive('search', file, 'find')
    expect(code).toBe(2)
    expect(err).toMatch(/^hive: result-too-large: .*--force/)
    expect(hive('search', file, 'find', '--force').out.split('\n')).toHaveLength(301)
  })

  it.skipIf(!hasCorpus)('every hive of the corpus has an answer, and no other output', () => {
    for (const { name, path: file } of [...plainHives, ...brokenHives]) {
      const { code, out, err } = hive('search', file, 'not there at all')
      const unexpected = err.split('\n').filter((line) => line !== '' && !MESSAGE.test(line))
      expect({ name, out, unexpected }).toEqual({ name, out: '', unexpected: [] })
      expect([1, 2]).toContain(code)
    }
  })
})
