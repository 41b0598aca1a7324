/** A hive as JSON: nothing is lost, any parser reads it, and what is not such JSON is refused with its place. */

import { describe, expect, it } from 'vitest'
import { sourceOf } from '../../src/edit/change.ts'
import { applyChangesSteps } from '../../src/edit/changes.ts'
import { HiveError } from '../../src/errors.ts'
import { looksLikeJson } from '../../src/exchange/JsonReader.ts'
import { writeJson } from '../../src/exchange/writeJson.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK, VK } from '../../src/regf/layout.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { runToEnd } from '../../src/work.ts'
import { caseBytes } from '../helpers/cases.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'
import { hive as run } from '../helpers/runHive.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { temporary } from '../helpers/temporary.ts'
import { Collected, hiveOfJson, jsonOf, readJson } from './jsonFile.ts'
import { oddHive } from './oddHive.ts'

const files = temporary()
const odd = oddHive()
const text = jsonOf(Hive.open(odd.slice())).toString('utf8')

/** A dump without the flags of the root, one of which says that a hive was loaded. */
function dumped(bytes: Uint8Array): string {
  return run('dump', files.file('dumped', bytes)).out.replace(/^(K "" \d+) [0-9a-f]{4} /m, '$1 ')
}

/** Keys and values of a dump in any order. */
const sorted = (dump: string) => dump.split('\n').sort()

describe('a hive as JSON', () => {
  it('odd names and odd data come back as they were', () => {
    const back = hiveOfJson(Buffer.from(text))
    expect(sorted(dumped(back.finishedCopy()))).toEqual(sorted(dumped(odd)))
  })

  it.each(['crlf-in-names.hiv', 'odd-strings.hiv', 'breaks-in-list.hiv', 'pending-renames.hiv'])(
    '%s comes back as it was',
    (name) => {
      const bytes = caseBytes(name)
      if (bytes === null) return
      const back = hiveOfJson(jsonOf(Hive.open(bytes.slice())))
      expect(sorted(dumped(back.finishedCopy()))).toEqual(sorted(dumped(bytes)))
    },
  )

  it('it is I-JSON: well-formed, every member once, and no number that a double rounds', () => {
    expect(text.isWellFormed()).toBe(true)
    const parsed = JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'number') expect(Number.isSafeInteger(value)).toBe(true)
      if (typeof value === 'string') expect(value.isWellFormed()).toBe(true)
      return value
    })
    const members = text.match(/"[A-Za-z0-9]+":/g)?.length
    const count = (value: unknown): number =>
      typeof value !== 'object' || value === null
        ? 0
        : Object.values(value).reduce((sum: number, one) => sum + count(one), 0) +
          (Array.isArray(value) ? 0 : Object.keys(value).length)
    expect(count(parsed)).toBe(members)
  })

  it('nothing in it is hidden or controls a terminal', () => {
    expect(text).toMatch(/^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Co} \n]*$/u)
    expect(text).not.toMatch(/\p{Default_Ignorable_Code_Point}|\u2800/u)
  })

  it('data has the form of its type where that loses nothing', () => {
    const line = (name: string) => text.split('\n').find((one) => one.includes(`"name":"${name}"`))
    expect(line('text')).toContain('"type":1,"text":"text"}')
    expect(line('no terminator')).toContain('"type":1,"text":"text","terminator":false}')
    expect(line('after it')).toContain('"type":2,"text":"%a%\\u0000rest","terminator":false}')
    expect(line('odd size')).toContain('"type":1,"hex":"610062"}')
    expect(line('lone')).toContain('"type":1,"hex":"610001d80000"}')
    expect(line('empty')).toContain('"type":1,"text":"","terminator":false}')
    expect(line('list')).toContain('"type":7,"strings":["one","two"]}')
    expect(line('empty list')).toContain('"type":7,"strings":[]}')
    expect(line('one empty')).toContain('"type":7,"strings":[""]}')
    expect(line('half list')).toContain('"type":7,"strings":["one","two"],"terminator":false}')
    expect(line('dword')).toContain('"type":4,"number":4294967295}')
    expect(line('short dword')).toContain('"type":4,"hex":"0102"}')
    expect(line('big-endian')).toContain('"type":5,"number":2147483649}')
    expect(line('qword')).toContain('"type":11,"number":"18446744073709551615"}')
    expect(line('property')).toContain('"type":4294901778,"hex":"70000000"}')
    expect(text).toContain(
      '"name":"lone \ufffd","nameUtf16":"6c006f006e006500200001d8","lastWrite":"2020-01-01T00:00:00.0000000Z"',
    )
  })

  it('a key has its class, time, flags and the number of its descriptor in the table', () => {
    const { bytes } = hiveOfEverything()
    const parsed = JSON.parse(jsonOf(Hive.open(bytes.slice())).toString('utf8'))
    const keys = parsed.root.keys as Record<string, unknown>[]
    expect(keys.find(({ name }) => name === 'Beta')).toMatchObject({
      class: 'Klass',
      lastWrite: '2020-01-01T00:00:00.0000000Z',
      security: 0,
    })
    expect(keys.find(({ name }) => name === 'Link')).toMatchObject({ flags: 0x10 })
    expect(parsed.security[0].sddl).toMatch(/^O:BAG:BAD:/)
    expect(JSON.parse(text).root.flags).toBe(0x0c)
  })

  it('a part of a hive says where it belongs', () => {
    const { bytes } = hiveOfEverything()
    const hive = Hive.open(bytes.slice())
    const out = new Collected()
    const scope = { source: 'x', key: hive.key('Alpha\\Two').cell }
    runToEnd(writeJson(hive, scope, out.sink))
    expect(JSON.parse(out.text).path).toEqual([{ name: 'Alpha' }, { name: 'Two' }])
    const paths = readJson(out.text).map(({ path }) => path.join('\\'))
    expect([...new Set(paths)]).toEqual(['Alpha\\Two', 'Alpha\\Two\\Deep'])
  })

  it('what cannot be read of a damaged hive is counted, and the rest is written', () => {
    const places = hiveOfEverything()
    const bytes = corrupt(places.bytes, {
      at: places.vk('Alpha', 'Text') + VK.DATA_SIZE,
      u32: 4000,
    })
    const hive = Hive.open(bytes)
    const out = new Collected()
    expect(runToEnd(writeJson(hive, { source: 'x' }, out.sink))).toBe(false)
    const { root } = JSON.parse(out.text)
    const alpha = root.keys.find(({ name }: { name: string }) => name === 'Alpha')
    const damaged = alpha.values.find(({ name }: { name: string }) => name === 'Text')
    expect(damaged).toMatchObject({ name: 'Text', missing: expect.any(Number) })
    expect(runToEnd(writeJson(Hive.open(places.bytes), { source: 'x' }, () => {}))).toBe(true)
  })

  it.each([
    ['fewer values than it counts', NK.VALUE_COUNT, 9],
    ['a list of subkeys that is not there', NK.SUBKEY_LIST, 0x7ffffff8],
    ['a descriptor that is not there', NK.SECURITY, 0x7ffffff8],
  ])('a key with %s is noticed', (_, field, u32) => {
    const places = hiveOfEverything()
    const bytes = corrupt(places.bytes, { at: places.nk('Alpha') + field, u32 })
    expect(runToEnd(writeJson(Hive.open(bytes), { source: 'x' }, () => {}))).toBe(false)
  })
})

describe('JSON as changes', () => {
  it.each([1, 2, 7, 64])('pieces of %s bytes give the same changes', (piece) => {
    expect(readJson(text, piece)).toEqual(readJson(text))
  })

  it('the time of a key is set after everything below it', () => {
    const changes = readJson(text)
    const last = changes.at(-1)
    expect(last).toMatchObject({ kind: 'set-last-write', path: [] })
    const data = changes.findIndex(
      ({ kind, path }) => kind === 'set-last-write' && path[0] === 'Data',
    )
    const after = changes.slice(data + 1)
    expect(after.some(({ path }) => path[0] === 'Data')).toBe(false)
  })

  it('flags that no change can set are reported with their key or value', () => {
    const found: unknown[] = []
    const { bytes } = hiveOfEverything(6)
    const json = jsonOf(Hive.open(bytes))
      .toString('utf8')
      .replace('"name":"Mark",', '$&"flags":2,')
      .replace('"name":"Alpha",', '$&"flags":1,')
    readJson(json, 64, (notRead) => found.push(notRead))
    expect(found).toEqual([
      { path: ['Alpha'], what: 'flags' },
      { path: ['Witness'], value: 'Mark', what: 'flags' },
    ])
  })

  it('bytes that were missing when the text was written are reported, and so are flags before a name', () => {
    const found: unknown[] = []
    const values =
      '{"flags":2,"name":"gone","type":0,"hex":""},{"missing":3,"name":"cut","type":3,"hex":"01"}'
    const text = `{"format":"propolis-hive","formatVersion":1,"root":{"values":[${values}]}}`
    expect(readJson(text, 64, (notRead) => found.push(notRead))).toEqual([
      expect.objectContaining({ kind: 'set-value', name: 'gone' }),
      expect.objectContaining({ kind: 'set-value', name: 'cut', data: Uint8Array.of(1) }),
    ])
    expect(found).toEqual([
      { path: [], value: 'gone', what: 'flags' },
      { path: [], value: 'cut', what: 'missing' },
    ])
  })

  it('of values of one name the first is set, keys of one name become one, and both are reported', () => {
    const found: unknown[] = []
    const value = (name: string, data: string) => `{"name":"${name}","type":3,"hex":"${data}"}`
    const values = [value('dup', '01'), value('', '02'), value('DUP', '03'), value('', '04')]
    const inner = (name: string, at: number) =>
      `{"name":"${name}","values":[${value('dup', `0${at + 5}`)}]}`
    const root = `{"values":[${values}],"keys":[${['a', 'b', 'A'].map(inner)}]}`
    const text = `{"format":"propolis-hive","formatVersion":1,"root":${root}}`
    const changes = readJson(text, 64, (notRead) => found.push(notRead))
    const set = changes.flatMap((one) =>
      one.kind === 'set-value' ? [[...one.path, one.name, one.data[0]].join()] : [],
    )
    expect(set).toEqual(['dup,1', ',2', 'a,dup,5', 'b,dup,6', 'A,dup,7'])
    expect(found).toEqual([
      { path: [], value: 'DUP', what: 'same-name' },
      { path: [], value: '', what: 'same-name' },
      { path: ['A'], what: 'same-name' },
    ])
  })

  const key = (members: string) =>
    `{"format":"propolis-hive","formatVersion":1,\n"security":[],"root":{"name":"R",\n${members}}}`
  const value = (members: string) => key(`"values":[\n  {${members}}]`)

  it('the exact form of a name, a class and a descriptor counts, before or after the other one', () => {
    const lone = (own: string) => [`"${own}":"?"`, `"${own}Utf16":"01d8"`]
    const forms = ['O:SY', 'O:BA'].map((sddl) => encodeDescriptor(parseSddl(sddl)))
    const hex = forms.map((bytes) => Buffer.from(bytes).toString('hex'))
    for (const isReversed of [false, true]) {
      const both = (pair: string[]) => (isReversed ? pair.toReversed() : pair).join()
      const owner = both(['"sddl":"O:BA"', `"hex":"${hex[0]}"`])
      const found = readJson(
        `{"format":"propolis-hive","formatVersion":1,"path":[{${both(lone('name'))}}],` +
          `"security":[{${owner}}],"root":{${both(lone('name'))},"keys":[{${both(lone('name'))},` +
          `${both(lone('class'))},"security":0,` +
          `"values":[{${both(lone('name'))},"type":1,"text":""}]}]}}`,
      )
      const path = ['\ud801', '\ud801']
      expect(found.filter(({ kind }) => kind !== 'create-key').at(0)).toMatchObject({ path })
      expect(found.findLast(({ kind }) => kind === 'set-class')).toMatchObject({
        className: '\ud801',
      })
      expect(found).toContainEqual(expect.objectContaining({ path, descriptor: forms[0] }))
      expect(found).toContainEqual(expect.objectContaining({ path, name: '\ud801', type: 1 }))
    }
  })

  it.each([
    ['', 1, 1, 'the text ends early'],
    ['[]', 1, 1, "'{' is expected here"],
    ['{"format":"other"}', 1, 11, 'this is another format'],
    ['{"formatVersion":2}', 1, 18, 'this is a later one'],
    ['{"root":null}', 1, 8, 'format and formatVersion come before root'],
    ['{"format":"propolis-hive","formatVersion":1}', 1, 44, 'there is no root'],
    [`${key('"x":1')}`, 3, 4, "'x' is not known here"],
    [`${key('"flags":1')} x`, 3, 13, "'x' is not JSON"],
    [`${key('"flags":1')} {}`, 3, 13, 'the end of the text is expected here'],
    [key('"flags":"1"'), 3, 9, 'a number is expected here'],
    [key('"flags":65536'), 3, 9, 'a whole number from 0 to 65535'],
    [key('"flags":1,"flags":1'), 3, 11, "'flags' is there twice"],
    [key('"lastWrite":"2020"'), 3, 13, 'this is not a time'],
    [key('"security":0'), 3, 12, 'there is no such descriptor'],
    [key('"security":{"sddl":"D:(A;;XX;;;SY)"}'), 3, 20, ''],
    [key('"security":{}'), 3, 13, 'neither sddl nor hex'],
    [key('"keys":[{"class":"x"}]'), 3, 17, 'the name of a key comes first'],
    [key('"keys":[{"name":"a"},]'), 3, 22, "'{' is expected here"],
    [key('"keys":[{"nameUtf16":"00"}]'), 3, 22, 'a UTF-16 unit has four'],
    [value('"name":"a","type":1'), 4, 23, 'one of text, strings, number and hex'],
    [
      value('"name":"a","type":1,"text":"a","hex":""'),
      4,
      43,
      'one of text, strings, number and hex',
    ],
    [value('"name":"a","text":"a"'), 4, 25, 'a value has no type'],
    [value('"type":1,"text":"a"'), 4, 23, 'a value has no name'],
    [value('"name":"a","type":3,"hex":"0"'), 4, 30, 'this is not hexadecimal'],
    [value('"name":"a","type":3,"hex":"0g"'), 4, 30, 'this is not hexadecimal'],
    [value('"name":"a","type":4,"number":4294967296'), 4, 43, 'more than 32 bits'],
    [value('"name":"a","type":11,"number":"18446744073709551616"'), 4, 56, 'more than 64 bits'],
    [value('"name":"a","type":3,"number":1'), 4, 34, 'only values of type 4, 5 and 11'],
    [value('"name":"a","type":7,"strings":["a\\u0000"]'), 4, 45, 'has a NUL'],
    [value('"name":"é\u{1f600}Ж","type":x'), 4, 25, "'x' is not JSON"],
    [value('"name":"a\\x"'), 4, 11, "'\\x' is not an escape"],
    [value('"name":"a\nb"'), 4, 13, 'ends at the end of its line'],
    [value('"name":"a\rb"'), 4, 13, 'ends at the end of its line'],
    [value('"name":"a\tb"'), 4, 13, 'a control character'],
    [value('"name":"a'), 4, 11, 'a string has no end'],
    [value('"name":"a","type":-0.5e1,'), 4, 22, 'a whole number'],
    [value('"name":"a","type":01,'), 4, 22, "'01' is not JSON"],
  ])('%j is refused at %s:%s', (bad, line, column, words) => {
    for (const piece of [1, 3, Number.POSITIVE_INFINITY]) {
      const error = refusal(bad, piece)
      expect(error.message).toContain(words)
      expect(error.detail).toMatchObject({ line, column })
    }
  })

  it('text that is not UTF-8 is refused', () => {
    const bytes = Buffer.from(text)
    bytes[bytes.indexOf('ROOT')] = 0xff
    expect(refusal(bytes).message).toBe('this is not UTF-8')
    expect(refusal(Buffer.from(text, 'utf16le')).code).toBe('bad-text')
    const marked = Buffer.from(`\ufeff${text}`, 'utf16le')
    for (const utf16 of [marked, Buffer.from(marked).swap16()]) {
      expect(looksLikeJson(utf16)).toBe(true)
      expect(refusal(utf16).message).toBe('the text is UTF-16; JSON is read in UTF-8')
      expect(refusal(utf16, 1).detail).toEqual({ line: 1, column: 1 })
    }
  })

  it('a byte order mark is skipped', () => {
    expect(readJson(`\ufeff${text}`, 2)).toEqual(readJson(text))
  })

  it('nesting of any depth is refused without a deep call', () => {
    const deep = key(`"keys":${'[{"name":"a","keys":'.repeat(60_000)}`)
    expect(refusal(deep).message).toBe('keys are nested too deeply')
    const skipped = `{"hive":${'['.repeat(100_000)}`
    expect(refusal(skipped).message).toBe('the text ends early')
  })

  it('5,000 damaged texts are read, or refused with a HiveError that leaves the hive as it was', () => {
    const COUNT = 5000
    const small = Hive.create()
    const part = small.rootKey.create('Key')
    part.set('Text', 1, Uint8Array.of(0x61, 0, 0, 0))
    part.set('Number', 4, Uint8Array.of(1, 2, 3, 4))
    part.create('Below').set('List', 7, Uint8Array.of(0x61, 0, 0, 0, 0, 0))
    const source = jsonOf(small)
    const target = Hive.create()
    const before = target.finishedCopy()
    const digest = (hive: Hive) => Buffer.from(hive.image.bytesView(0, hive.image.length))
    const unchanged = digest(target)
    let refused = 0
    for (let seed = firstSeed(COUNT); seed < firstSeed(COUNT) + COUNT; seed++) {
      const random = rng(seed)
      const bad = mutated(source, random)
      let hive = target
      try {
        const changes = sourceOf(readJson(bad, 1 + random.below(400)))
        hive = Hive.open(before.slice())
        runToEnd(hive.transactSteps((scope) => applyChangesSteps(scope, '', changes)))
      } catch (error) {
        refused++
        if (!(error instanceof HiveError) || error.code === 'internal') {
          throw new Error(`seed ${seed}: ${error}`)
        }
        if (!digest(hive).equals(unchanged) && !digest(hive).equals(Buffer.from(before))) {
          throw new Error(`seed ${seed}: the hive was changed`)
        }
      }
    }
    expect(refused).toBeGreaterThan(COUNT / 4)
  })
})

function refusal(bad: Uint8Array | string, piece = Number.POSITIVE_INFINITY): HiveError {
  try {
    readJson(bad, piece)
  } catch (error) {
    if (error instanceof HiveError) return error
    throw error
  }
  throw new Error('it was read')
}

const TOKENS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '0',
  '-1',
  'null',
  '1e9',
  '\\u0000',
  '\\ud800',
]

/** Text with bytes changed, removed, repeated or replaced by tokens of JSON. */
function mutated(text: Uint8Array, random: ReturnType<typeof rng>): Uint8Array {
  let bytes = Buffer.from(text)
  for (let count = 1 + random.below(3); count > 0; count--) {
    const at = random.below(bytes.length)
    const to = Math.min(bytes.length, at + random.below(20))
    const middle = [
      Buffer.from([random.below(256)]),
      Buffer.alloc(0),
      Buffer.concat([bytes.subarray(at, to), bytes.subarray(at, to)]),
      Buffer.from(random.pick(TOKENS)),
    ][random.below(4)] as Buffer
    bytes = Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(to)])
  }
  return bytes
}
