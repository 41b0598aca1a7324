/** Well-formed and malformed values: every type, and every way in which strings and lists can be malformed. */

import { encodeUtf16, textOfUnits } from '../../src/bytes/text.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import type { Random } from './rng.ts'

export interface RandomValue {
  readonly type: number
  readonly data: Uint8Array<ArrayBuffer>
}

const TYPES = [
  ...Object.values(VALUE_TYPE),
  // Strings and lists can be malformed in the most ways.
  VALUE_TYPE.SZ,
  VALUE_TYPE.MULTI_SZ,
  VALUE_TYPE.SZ,
  VALUE_TYPE.MULTI_SZ,
  0x20001,
  0xffff0012,
]

const PIECES = ['\r\n', '\n', '\r', '\t', '↓', '←', '¤', '\ud800', '\udc00', '🐝', 'א', '\u2028']
const LENGTHS = [0, 1, 2, 3, 5, 8, 30, 200]
/** One of this many values is large. */
const LARGE = 50
const MIB = 1 << 20

export function randomValue(random: Random): RandomValue {
  const type = random.pick(TYPES)
  const large = random.below(LARGE) === 0
  switch (type & 0xffff) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
    case VALUE_TYPE.LINK:
      return { type, data: spoiled(random, text(random, large ? MIB / 2 : random.pick(LENGTHS))) }
    case VALUE_TYPE.MULTI_SZ:
      return { type, data: spoiled(random, list(random, large ? 2000 : random.below(6))) }
    case VALUE_TYPE.DWORD:
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
    case VALUE_TYPE.QWORD:
      return { type, data: random.bytes(random.pick([0, 1, 3, 4, 4, 4, 8, 8, 8, 16])) }
    default:
      return { type, data: random.bytes(large ? random.below(MIB + 1) : random.pick(LENGTHS)) }
  }
}

/** A string of letters and line breaks; a long one repeats a part, so that it is made quickly. */
function text(random: Random, units: number): string {
  let made = ''
  const distinct = Math.min(units, 300)
  while (made.length < distinct) {
    const plain = random.below(3) > 0
    made += plain ? textOfUnits(Uint16Array.of(0x20 + random.below(0x5f)), 1) : random.pick(PIECES)
  }
  return made.padEnd(units, made)
}

function list(random: Random, count: number): string {
  let made = ''
  for (let at = 0; at < count; at++) {
    const empty = random.below(5) === 0
    made += `${empty ? '' : text(random, random.pick([1, 2, 3, 8, 30]))}\0`
  }
  return `${made}\0`
}

/** A string with its terminator, without one, with several, or with text or half a unit after it. */
function spoiled(random: Random, stored: string): Uint8Array<ArrayBuffer> {
  const tail = random.pick(['\0', '\0', '\0', '', '\0\0', '\0\0\0\0', '\0more', '\0more\0'])
  const bytes = encodeUtf16(stored + tail)
  if (random.below(6) > 0) return bytes
  const odd = new Uint8Array(bytes.length + 1)
  odd.set(bytes)
  odd[bytes.length] = random.below(256)
  return odd
}
