/** Crafted bytes and texts: the result or a HiveError comes in time that is linear in the size. */

import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { checkDescriptor } from '../../src/security/checkDescriptor.ts'
import { decodeDescriptor, encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { formatSddl, sddlLosses } from '../../src/security/sddl.ts'
import { type Random, rng } from '../helpers/rng.ts'

const TEXTS = [
  'O:BAG:BAD:(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;WD)(A;CI;KR;;;RC)',
  'O:S-1-5-21-1-2-3-4D:PAI(D;OICIIO;GA;;;AN)S:AI(AU;SAFA;KA;;;WD)(ML;;NW;;;LW)',
  'D:(OA;;CR;bf967aba-0de6-11d0-a285-00aa003049e2;bf967aba-0de6-11d0-a285-00aa003049e2;PS)(0x2a;;#01020304)',
  'D:(XA;;KA;;;WD;(@USER.a == {1, "b", #0c, SID(BA)} && !(Exists b) || Member_of {SID(SY)}))',
  'S:(RA;;;;;WD;("n",TS,0x0,"a","b"))(RA;;;;;WD;("n",TI,0x0,-1))(RA;;;;;WD;("n",TD,0x0,BA))(RA;;;;;WD;("n",TX,0x0,00))',
]
const EDGES = [0, 1, 2, 3, 4, 7, 8, 15, 16, 20, 0x7f, 0x80, 0xa0, 0xf8, 0xff]
const RUNS = 4000

/** Runs something that may be refused, and nothing else. */
function survive<T>(run: () => T): T | null {
  try {
    return run()
  } catch (error) {
    if (error instanceof HiveError) return null
    throw error
  }
}

function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const mutated = Uint8Array.from(bytes)
  for (let n = random.below(4); n >= 0; n--) {
    mutated[random.below(mutated.length)] = random.pick(EDGES)
  }
  return random.below(10) === 0 ? mutated.subarray(0, random.below(mutated.length)) : mutated
}

function mutateText(text: string, random: Random): string {
  let mutated = text
  for (let n = random.below(3); n >= 0; n--) {
    const at = random.below(mutated.length)
    const other = random.pick(TEXTS)
    const from = random.below(other.length)
    const put = random.pick([
      '',
      '(',
      ')',
      '{',
      '"',
      ';',
      ':',
      '#',
      '%',
      '0x',
      '-',
      '\0',
      '\ud800',
      other,
    ])
    const piece = random.below(2) === 0 ? put : other.slice(from, from + random.below(20))
    mutated = mutated.slice(0, at) + piece + mutated.slice(at + random.below(4))
  }
  return mutated
}

describe('hostile descriptors', () => {
  it('refuses any bytes, or converts them to the model and to text without loss', () => {
    const random = rng(70)
    const seeds = TEXTS.map((text) => encodeDescriptor(parseSddl(text)))
    let sound = 0
    for (let run = 0; run < RUNS; run++) {
      const bytes = mutateBytes(random.pick(seeds), random)
      const descriptor = survive(() => decodeDescriptor(bytes))
      expect(descriptor === null).toBe(checkDescriptor(bytes) !== null)
      if (descriptor === null) continue
      sound++
      expect(Buffer.compare(encodeDescriptor(descriptor), bytes)).toBe(0)
      const text = formatSddl(descriptor)
      expect(formatSddl(parseSddl(text))).toBe(text)
      sddlLosses(descriptor)
    }
    expect(sound).toBeGreaterThan(RUNS / 10)
  })

  it('refuses any text with a position in it, or reads it', () => {
    const random = rng(71)
    for (let run = 0; run < RUNS; run++) {
      const text = mutateText(random.pick(TEXTS), random)
      try {
        encodeDescriptor(parseSddl(text))
      } catch (error) {
        if (!(error instanceof HiveError)) throw error
        if (error.code === 'bad-descriptor') continue
        expect(error.code).toBe('bad-sddl')
        expect(error.detail.position).toBeGreaterThanOrEqual(0)
        expect(error.detail.position).toBeLessThanOrEqual(text.length)
      }
    }
  })

  it.each<[string, Uint8Array]>([
    ['8,190 entries of eight bytes', listOf(8190, [0x7f, 0, 8, 0, 0, 0, 0, 0])],
    [
      'a condition of operands only',
      entryOf(9, condition(repeat([0xf8, 2, 0, 0, 0, 0x61, 0], 9000))),
    ],
    ['a condition as deep as it is long', entryOf(9, condition(deepCondition()))],
    [
      'a condition of negations',
      entryOf(9, condition([...attribute(), ...repeat([0xa2], 60_000)])),
    ],
    ['one value many times', entryOf(0x12, overlappingClaim())],
    [
      'a composite that holds itself',
      entryOf(9, condition(repeat([0x50, 0xff, 0xff, 0, 0], 12_000))),
    ],
  ])('handles %s in time that is linear in its size', (_, bytes) => {
    const descriptor = decodeDescriptor(bytes)
    const text = formatSddl(descriptor)
    expect(formatSddl(parseSddl(text))).toBe(text)
    expect(text.length).toBeLessThan(bytes.length * 8)
  })
})

function listOf(count: number, ace: readonly number[]): Uint8Array {
  const size = 8 + count * ace.length
  return Uint8Array.from([
    ...[1, 0, 4, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0],
    ...[2, 0, size & 0xff, size >> 8, count & 0xff, count >> 8, 0, 0],
    ...repeat(ace, count),
  ])
}

function entryOf(type: number, data: readonly number[]): Uint8Array {
  const size = 20 + data.length
  const everyone = [1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]
  return listOf(1, [type, 0, size & 0xff, size >> 8, 0, 0, 0, 0, ...everyone, ...data])
}

function condition(tokens: readonly number[]): number[] {
  return [0x61, 0x72, 0x74, 0x78, ...tokens]
}

function attribute(): number[] {
  return [0xf8, 2, 0, 0, 0, 0x61, 0]
}

/** a && (a && (a && …)) */
function deepCondition(): number[] {
  return [...repeat(attribute(), 8000), ...repeat([0xa0], 7999)]
}

/** 15,000 strings that are all the same 4,000 units. */
function overlappingClaim(): number[] {
  const count = 13_000
  const at = 16 + count * 4
  const u32 = (value: number) => [value & 0xff, (value >> 8) & 0xff, 0, 0]
  return [
    ...[...u32(at), 3, 0, 0, 0, 0, 0, 0, 0, ...u32(count)],
    ...repeat(u32(at), count),
    ...repeat([0x61, 0], 4000),
    ...[0, 0],
  ]
}

function repeat(bytes: readonly number[], count: number): number[] {
  return Array.from({ length: count }, () => bytes).flat()
}
