/** The preview is made in place, in few passes. Here it is compared with the same said plainly, string by string. */

import { readFileSync, statSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { formatHex } from '../../src/bytes/hex.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import {
  decodeDword,
  decodeDwordBigEndian,
  decodeLink,
  decodeMultiString,
  decodeQword,
  decodeString,
} from '../../src/values/decode.ts'
import {
  PREVIEW_HEAD_BYTES,
  PREVIEW_UNITS,
  previewHead,
  previewValue,
  type ValuePreview,
} from '../../src/values/preview.ts'
import { standardType, VALUE_TYPE } from '../../src/values/valueType.ts'
import { hasCorpus, plainHives } from '../helpers/corpus.ts'

/** Corpus hives of fewer bytes are read. */
const SMALL = 300_000

const SURROGATES = /[\ud800-\udbff]$/
const LOW = /^[\udc00-\udfff]/

function plainPreview(type: number, size: number, head: Uint8Array): ValuePreview {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return plainString(decodeString(head), size, head)
    case VALUE_TYPE.LINK:
      return plainString(decodeLink(head), size, head)
    case VALUE_TYPE.MULTI_SZ:
      return plainList(size, head)
    case VALUE_TYPE.DWORD:
      return plainNumber(decodeDword(head), size === 4)
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      return plainNumber(decodeDwordBigEndian(head), size === 4)
    case VALUE_TYPE.QWORD:
      return plainNumber(decodeQword(head), size === 8)
    default:
      return plainBytes(size, head)
  }
}

function plainString(
  { text, notes }: ReturnType<typeof decodeString>,
  size: number,
  head: Uint8Array,
): ValuePreview {
  const shown = cut(text, PREVIEW_UNITS)
  const isComplete = head.length >= size || text.length < head.length >> 1
  return {
    text: drawn(shown),
    items: null,
    cut: shown !== text || !isComplete,
    notes: known(notes, size, head),
  }
}

function plainList(size: number, head: Uint8Array): ValuePreview {
  const { items, notes } = decodeMultiString(head)
  const shown: string[] = []
  let room = PREVIEW_UNITS
  for (const item of items) {
    if (room <= 0) break
    shown.push(cut(item, room))
    room -= (shown.at(-1) ?? '').length + 1
  }
  const isWhole = shown.length === items.length && shown.every((item, at) => item === items[at])
  return {
    text: shown.map(drawn).join(' '),
    items: shown.map(drawn),
    cut: !isWhole || head.length < size,
    notes: known(notes, size, head),
  }
}

function plainNumber(value: number | bigint | null, isSize: boolean): ValuePreview {
  const note = isSize ? 'damaged' : 'invalid-size'
  if (value === null) return { text: '', items: null, cut: false, notes: [note] }
  const text = `0x${value.toString(16).padStart(8, '0')} (${value})`
  return { text, items: null, cut: false, notes: [] }
}

function plainBytes(size: number, head: Uint8Array): ValuePreview {
  if (size === 0) return { text: '', items: null, cut: false, notes: ['zero-length'] }
  const shown = head.subarray(0, 85)
  return { text: formatHex(shown), items: null, cut: shown.length < size, notes: [] }
}

function cut(text: string, units: number): string {
  if (text.length <= units) return text
  const start = text.slice(0, units)
  return SURROGATES.test(start) && LOW.test(text.slice(units)) ? start.slice(0, -1) : start
}

/** What is drawn for control characters. */
const PICTURES = new Map([
  ...Array.from({ length: 0x20 }, (_, unit) => [char(unit), char(0x2400 + unit)] as const),
  ['\x7f', '\u2421'],
  ['\x85', '\u2424'],
])

function char(unit: number): string {
  return String.fromCharCode(unit)
}

function drawn(text: string): string {
  return text
    .replace(/\p{Cc}/gu, (unit) => PICTURES.get(unit) ?? unit)
    .replace(/[\u2028\u2029]/g, '\u2424')
}

function known(notes: ValuePreview['notes'], size: number, head: Uint8Array) {
  if (head.length >= size) return notes
  const inside = notes.filter((one) => one === 'text-after-terminator' || one === 'empty-strings')
  return size % 2 === 1 ? [...inside, 'odd-length' as const] : inside
}

const UNITS = [
  0, 0, 9, 10, 0x1f, 0x20, 0x41, 0x7e, 0x7f, 0x80, 0x85, 0xff, 0x2028, 0x2029, 0xd83d, 0xdc1d,
]
const units = fc.oneof(
  fc.array(fc.constantFrom(...UNITS), { maxLength: 12 }),
  fc.array(fc.constantFrom(0x41, 0xd83d, 0xdc1d, 0xe9), { minLength: 250, maxLength: 262 }),
  fc.array(fc.constantFrom(0, 0x41, 0x42, 0x43, 0x44), { minLength: 100, maxLength: 300 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 600 }),
)
/** Data of text: terminated in all ways, of odd and even length. */
const textData = fc.tuple(units, fc.nat(4), fc.boolean()).map(([all, nuls, isOdd]) => {
  const bytes = [...all, ...new Array<number>(nuls).fill(0)].flatMap((unit) => [
    unit & 255,
    unit >> 8,
  ])
  return Uint8Array.from(isOdd ? [...bytes, 7] : bytes)
})
const numberData = fc.oneof(
  fc.uint8Array({ minLength: 3, maxLength: 9 }),
  fc
    .constantFrom(0, 1, 9, 10, 99, 100, 0xffff_ffff, 0x8000_0000, 999_999_999, 1_000_000_000)
    .map((value) => Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24)),
  fc
    .constantFrom(1n, 0xffff_ffffn, 0x1_0000_0000n, 0xffff_ffff_ffff_ffffn, 1n << 63n)
    .map((value) => {
      const bytes = new Uint8Array(8)
      new DataView(bytes.buffer).setBigUint64(0, value, true)
      return bytes
    }),
)
const binaryData = fc.uint8Array({ maxLength: 120 })
const type = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 0x20001, 0xffff_0012)

describe('a preview', () => {
  it('is the same as the plain one, of any data, wherever it is stored', () => {
    fc.assert(
      fc.property(
        type,
        fc.oneof(textData, numberData, binaryData),
        fc.constantFrom(0, 0, 0, 1, 2, 4096),
        fc.nat(9),
        (type, data, more, before) => {
          const head = data.subarray(0, PREVIEW_HEAD_BYTES)
          const size = data.length + more
          const expected = plainPreview(type, size, head)
          expect(previewValue(type, size, head)).toEqual(expected)
          // What is around the data must not matter.
          const bytes = new Uint8Array(before + head.length + 4).fill(0x41)
          bytes.set(head, before)
          const place = { bytes, start: before, end: before + head.length }
          expect(previewHead(type, size, place)).toEqual(expected)
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('is the same as the plain one, of every value of a generated hive', () => {
    expect(comparedIn(generateHive({ megabytes: 1, layout: 'aged', seed: 3 }))).toBeGreaterThan(
      1000,
    )
  })

  it.skipIf(!hasCorpus)(
    'is the same as the plain one, of every value of the small real hives',
    () => {
      const small = plainHives.filter(({ path }) => statSync(path).size < SMALL)
      const compared = small.map(({ path }) => comparedIn(readFileSync(path)))
      expect(Math.max(...compared)).toBeGreaterThan(100)
    },
  )
})

/** Compares the previews of all values of a hive; returns how many there are. */
function comparedIn(bytes: Uint8Array<ArrayBuffer>): number {
  let seen = 0
  const visit = (key: Key) => {
    for (const value of key.values()) {
      seen++
      const head = value.head(PREVIEW_HEAD_BYTES)
      const place = value.headInPlace(PREVIEW_HEAD_BYTES)
      expect(place.bytes.slice(place.start, place.end)).toEqual(head)
      const expected = plainPreview(value.type, value.size, head)
      expect(previewHead(value.type, value.size, place)).toEqual(expected)
    }
    for (const subkey of key.subkeys()) visit(subkey)
  }
  visit(Hive.open(bytes).rootKey)
  return seen
}
