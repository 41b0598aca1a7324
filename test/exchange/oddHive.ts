/** A hive with names and data that are awkward to write as text. */

import { encodeUtf16 } from '../../src/bytes/text.ts'
import { type RawValue, rawHive } from '../helpers/rawHive.ts'

/** Names that something in text would stumble over. */
export const ODD_NAMES = [
  'plain',
  'two\r\nlines',
  'nul\0in it',
  'lone \ud801',
  '\udc01 too',
  'pair \u{1f600}',
  'tag \u{e0041}',
  'back\\slash',
  '\\u0041',
  'u0041',
  'quote " mark',
  '=1+1',
  "'apostrophe",
  '%PATH%',
  'a,b;c|d',
  'Ж漢é',
  '\x1b[31m red',
  ' spaces ',
] as const

const units = (...all: number[]) => Uint8Array.from(all.flatMap((unit) => [unit & 0xff, unit >> 8]))

/** Data of every type, whole and odd. */
export const ODD_VALUES: readonly RawValue[] = [
  { name: 'text', type: 1, data: encodeUtf16('text\0') },
  { name: 'no terminator', type: 1, data: encodeUtf16('text') },
  { name: 'two terminators', type: 1, data: encodeUtf16('text\0\0') },
  { name: 'after it', type: 2, data: encodeUtf16('%a%\0rest') },
  { name: 'odd size', type: 1, data: Uint8Array.of(0x61, 0, 0x62) },
  { name: 'empty', type: 1, data: Uint8Array.of() },
  { name: 'lone', type: 1, data: units(0x61, 0xd801, 0) },
  { name: 'long lone', type: 1, data: units(...Array(3000).fill(0x61), 0xd801, 0) },
  {
    name: 'long',
    type: 1,
    data: encodeUtf16(`${'long é Ж \u{1f600} '.repeat(900)}\0`),
    as: 'cell',
  },
  { name: 'big', type: 1, data: encodeUtf16(`${'big é Ж \u{1f600} '.repeat(4000)}\0`) },
  { name: 'hidden', type: 1, data: encodeUtf16('\x1b[31m\u202e\u{e0041}\0') },
  { name: 'formula', type: 1, data: encodeUtf16('=cmd|calc\0') },
  { name: 'link', type: 6, data: encodeUtf16('\\Registry\\Machine') },
  { name: 'list', type: 7, data: encodeUtf16('one\0two\0\0') },
  { name: 'empty list', type: 7, data: units(0) },
  { name: 'one empty', type: 7, data: units(0, 0) },
  { name: 'no list', type: 7, data: Uint8Array.of() },
  { name: 'unterminated list', type: 7, data: encodeUtf16('one\0two') },
  { name: 'half list', type: 7, data: encodeUtf16('one\0two\0') },
  { name: 'odd list', type: 7, data: Uint8Array.of(0x61, 0, 0) },
  { name: 'gap', type: 7, data: encodeUtf16('one\0\0two\0\0') },
  { name: 'dword', type: 4, data: Uint8Array.of(0xff, 0xff, 0xff, 0xff) },
  { name: 'short dword', type: 4, data: Uint8Array.of(1, 2) },
  { name: 'big-endian', type: 5, data: Uint8Array.of(0x80, 0, 0, 1) },
  { name: 'qword', type: 11, data: Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255) },
  { name: 'long qword', type: 11, data: new Uint8Array(9) },
  { name: 'none', type: 0, data: Uint8Array.of(1) },
  { name: 'property', type: 0xffff_0012, data: encodeUtf16('p\0') },
  { name: 'flagged', type: 0x2_0001, data: encodeUtf16('text\0') },
  { name: 'binary', type: 3, data: Uint8Array.from({ length: 300 }, (_, index) => index & 255) },
]

/** The hive, version 1.5. */
export function oddHive(): Uint8Array<ArrayBuffer> {
  const names = ODD_NAMES.map((name) => ({ name, type: 3, data: Uint8Array.of(1) }))
  return rawHive({
    minor: 5,
    root: {
      name: 'ROOT',
      flags: 0x2c,
      values: names,
      subkeys: [
        { name: 'Data', values: ODD_VALUES, className: 'Klass \ud801' },
        ...ODD_NAMES.filter((name) => !name.includes('\\')).map((name) => ({
          name,
          subkeys: [{ name: 'u0041 below' }, { name: '\u200b hidden' }],
        })),
      ],
    },
  })
}
