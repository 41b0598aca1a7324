/** Random hives, with what is searched for planted at random places, against a search by its definition. */

import { beforeAll, expect, it } from 'vitest'
import { decodeLatin1, encodeLatin1, encodeUtf16, fitsLatin1 } from '../../src/bytes/text.ts'
import { caseVariants } from '../../src/bytes/upcase.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { compileQuery } from '../../src/search/compile.ts'
import type { Matcher } from '../../src/search/matchers.ts'
import type { SearchQuery } from '../../src/search/query.ts'
import { loadRegex } from '../../src/search/regex.ts'
import { search } from '../../src/search/search.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { mutate } from '../hostile/mutate.ts'
import { seedHives } from '../hostile/seeds.ts'
import { lineOf, modelSearch, queryOf, searched } from './model.ts'

beforeAll(loadRegex)

const HIVES = 12
const QUERIES = 12
const FIRST = firstSeed(HIVES)
const MUTANTS = 80
/** Texts that occur in some of the hives that are damaged, and one that does not. */
const TEXTS = ['key', 'text', 'windows', 'microsoft', 'value', 'large', 'nowhere at all']

const ALPHABETS = [
  'ab',
  'abcdefghijklmnop',
  'aAbB\u0131kK',
  'éÉÿŸµ',
  'жЖяЯ☃',
  '\u01c4\u01c5\u01c6\ud83d\ude00',
]
const TYPES = [0, 1, 2, 3, 4, 5, 6, 7, 11, 0x20001, 0xffff0012]
const SIZES = [0, 1, 2, 3, 4, 5, 8, 9, 30, 100, 500, 16_343, 16_344, 16_345, 20_000, 33_000]

/** A text that is searched for, in other case. */
function plantedText(random: Random, text: string): string {
  return Array.from({ length: text.length }, (_, index) => {
    const unit = text.charCodeAt(index)
    return String.fromCharCode(random.below(2) === 0 ? unit : random.pick(caseVariants(unit)))
  }).join('')
}

function randomText(random: Random): string {
  const alphabet = random.pick(ALPHABETS)
  const length = random.pick([1, 2, 3, 4, 5, 6, 7, 9, 11, 12, 16, 20, 40])
  return Array.from({ length }, () => alphabet[random.below(alphabet.length)]).join('')
}

/** What is searched for, and its bytes in each form in which it can be planted in data. */
interface Wanted {
  readonly query: SearchQuery
  readonly name: string | null
  readonly forms: (random: Random) => Uint8Array
}

function randomWanted(random: Random): Wanted {
  const rest = {
    matchCase: random.below(4) === 0,
    whole: random.below(5) === 0,
    types: random.below(6) === 0 ? [random.pick(TYPES), random.pick(TYPES)] : null,
    leastSize: random.below(6) === 0 ? random.pick(SIZES) : 0,
    mostSize: random.below(6) === 0 ? random.pick(SIZES) : Number.POSITIVE_INFINITY,
  }
  const kind = random.below(10)
  if (kind === 0) {
    const bytes = random.bytes(1 + random.below(14))
    const hex = [...bytes].map((byte, index) => {
      return index > 0 && random.below(5) === 0 ? '??' : byte.toString(16).padStart(2, '0')
    })
    return {
      query: queryOf(hex.join(' '), { ...rest, kind: 'hex' }),
      name: null,
      forms: () => bytes,
    }
  }
  if (kind < 3) {
    const bits = BigInt(1 + random.below(64))
    const bytes = random.bytes(8)
    const number = BigInt.asUintN(Number(bits), new DataView(bytes.buffer).getBigUint64(0))
    const signed = random.below(4) === 0 ? -(number >> 1n) : number
    const forms = (turn: Random) => {
      const width = turn.pick([1, 2, 3, 4, 5, 7, 8])
      const form = Uint8Array.from({ length: width }, (_, index) => {
        return Number((signed >> BigInt(index * 8)) & 0xffn)
      })
      return turn.below(3) === 0 ? form.reverse() : form
    }
    const query = queryOf(String(signed), {
      ...rest,
      kind: random.pick(['any', 'number'] as const),
    })
    return { query, name: query.text, forms }
  }
  const text = randomText(random)
  const forms = (turn: Random) => {
    const planted = plantedText(turn, text)
    return turn.below(2) === 0 && fitsLatin1(planted) ? encodeLatin1(planted) : encodeUtf16(planted)
  }
  return { query: queryOf(text, { ...rest, kind: 'text' }), name: text, forms }
}

function randomName(random: Random, wanted: readonly Wanted[]): string {
  const { name } = random.pick(wanted)
  const around = () => (random.below(3) === 0 ? '' : randomText(random).slice(0, 6))
  const planted = name === null || random.below(3) > 0 ? '' : plantedText(random, name)
  return `${around()}${planted}${around()}`.replaceAll('\\', '_')
}

function randomData(random: Random, wanted: readonly Wanted[]): Uint8Array {
  const size = random.pick(SIZES)
  const data = random.below(3) === 0 ? random.bytes(size) : new Uint8Array(size)
  if (random.below(4) === 0) return random.pick(wanted).forms(random)
  if (random.below(2) === 0) return data
  const planted = random.pick(wanted).forms(random)
  if (planted.length > size) return data
  const seams = [16_344, 32_688].filter((seam) => seam < size)
  const at =
    seams.length > 0 && random.below(3) > 0
      ? random.pick(seams) - random.below(planted.length + 1)
      : random.pick([0, size - planted.length, random.below(size - planted.length + 1)])
  if (at + planted.length <= size) data.set(planted, at)
  return data
}

function randomHive(random: Random, wanted: readonly Wanted[]): Hive {
  const hive = Hive.create({ minor: random.pick([3, 4, 5, 5, 5, 6] as const) })
  hive.transact(() => {
    const keys: Key[] = [hive.rootKey]
    for (let count = 4 + random.below(20); count > 0; count--) {
      const parent = random.pick(keys)
      const name = randomName(random, wanted).slice(0, 255)
      if (name !== '' && parent.subkey(name) === null) keys.push(parent.create(name))
    }
    for (let count = random.below(60); count > 0; count--) {
      const data = randomData(random, wanted)
      random.pick(keys).set(randomName(random, wanted), random.pick(TYPES), data)
    }
    // What is deleted stays in the bytes.
    for (let count = random.below(4); count > 0; count--) {
      const [value] = [...random.pick(keys).values()]
      value?.delete()
    }
  })
  return hive
}

/** What is found when every record is looked at. */
function walked(hive: Hive, query: SearchQuery): string[] {
  const { matcher } = compileQuery(query)
  const plain: Matcher = {
    needles: null,
    mostShortData: 0,
    reach: matcher.reach,
    inName: (bytes, name) => matcher.inName(bytes, name),
    inData: (span, type) => matcher.inData(span, type),
  }
  const lines: string[] = []
  search(hive.cells, hive.root, { query, matcher: plain }, (hit) => {
    lines.push(lineOf(hive, hit))
  })
  return lines
}

it.each(Array.from({ length: HIVES }, (_, index) => FIRST + index))(
  'a search of a random hive finds the same as a search by its definition (seed %i)',
  (seed) => {
    const random = rng(seed)
    const wanted = Array.from({ length: QUERIES }, () => randomWanted(random))
    const hive = randomHive(random, wanted)
    if (random.below(2) === 0) hive.check()
    for (const { query } of wanted) {
      const found = { query, lines: searched(hive, query) }
      expect(found).toEqual({ query, lines: modelSearch(hive, query) })
    }
  },
)

it(`a search of ${MUTANTS} damaged hives finds the same as a look at every record that can be reached`, () => {
  const seeds = seedHives()
  const first = firstSeed(MUTANTS)
  let hits = 0
  for (let seed = first; seed < first + MUTANTS; seed++) {
    const random = rng(seed)
    const { name, bytes } = random.pick(seeds)
    const hive = opened(mutate(bytes, random))
    if (hive === null) continue
    if (random.below(2) === 0) hive.check()
    const at = 4096 + random.below(Math.max(1, hive.image.length - 4096 - 16))
    const some = [...hive.image.bytesView(at, 3 + random.below(12))]
    const [word = 'x'] = /[a-z]{2,12}/i.exec(decodeLatin1(hive.image.bytesView(at, 200))) ?? []
    const hex = some.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const queries = [
      queryOf(random.pick(TEXTS)),
      queryOf(hex, { kind: 'hex' }),
      queryOf(random.pick([word, `^.*${word}\\w?`, `[^a]${word}+$`]), { kind: 'regex' }),
      queryOf(decodeLatin1(Uint8Array.from(some)), { kind: 'text' }),
    ]
    for (const query of queries) {
      const lines = searched(hive, query)
      expect({ seed, name, query, lines }).toEqual({
        seed,
        name,
        query,
        lines: walked(hive, query),
      })
      hits += lines.length
    }
  }
  expect(hits).toBeGreaterThan(MUTANTS)
})

/** null if the bytes are no longer a hive. */
function opened(bytes: Uint8Array<ArrayBuffer>): Hive | null {
  try {
    return Hive.open(bytes)
  } catch (error) {
    if (error instanceof HiveError) return null
    throw error
  }
}
