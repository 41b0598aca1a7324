/**
 * Hives of shapes that the engine never writes but has to edit: those left by old and new versions of Windows, hivex
 * and others (regf-format 2.4, 3.7, 5.3), in every version that can be edited.
 */

import {
  descriptor,
  EVERYONE,
  type LeafKind,
  type RawKey,
  type RawValue,
  rawHive,
} from '../helpers/rawHive.ts'
import { rng } from '../helpers/rng.ts'

/** The kinds of leaves that each version can have; a writer keeps the existing kind. */
const KINDS: Readonly<Record<number, readonly LeafKind[]>> = {
  2: ['li'],
  3: ['lf', 'li', 'lh'],
  4: ['lf', 'li'],
  5: ['lh', 'li', 'lf'],
  6: ['lh', 'li', 'lf'],
}
/** Free cells after some of the cells, a few of them adjacent, as hivex leaves them. */
const GAPS = [[16], [8, 24], [120], [40, 8, 16], [8], [600]].flatMap((gap) => [gap, [], [], []])
const SYM_LINK = 0x10
const PREDEFINED = 0x40
const LINK = 6
const BINARY = 3

/** A hive with one of every odd feature of a version, and free cells of many sizes between its cells. */
export function oddHive(minor: number): Uint8Array<ArrayBuffer> {
  const kinds = KINDS[minor] as readonly LeafKind[]
  const random = rng(minor)
  return rawHive({
    minor,
    descriptors: [EVERYONE, descriptor(0x20019), descriptor(0x20019), descriptor(0x1)],
    flags: minor === 6 ? 2 : 0,
    gaps: GAPS,
    leaks: [76, 30, 500],
    tail: 5000,
    root: {
      name: 'odd',
      subkeys: [
        { name: 'one leaf', leaves: { kinds, size: 1013 }, subkeys: keys('s', 1013) },
        { name: 'two leaves', leaves: { kinds, size: 507 }, subkeys: keys('t', 1014) },
        { name: 'tiny leaves', leaves: { kinds, size: 2 }, subkeys: keys('u', 41) },
        { name: 'one leaf under an index', leaves: { kinds, size: 1 }, subkeys: keys('v', 2) },
        { name: 'empty leaf', leaves: { kinds }, emptyLeaf: 3 },
        { name: 'wide', wide: true, subkeys: keys('ж', 9).map((key) => ({ ...key, wide: true })) },
        { name: 'class', className: 'Klass', subkeys: [{ name: 'c', className: 'Жук' }] },
        {
          name: 'link',
          flags: SYM_LINK,
          values: [{ name: 'SymbolicLinkValue', type: LINK, data: Buffer.from('\\\0A\0') }],
        },
        { name: 'predefined', flags: PREDEFINED },
        ...layered(minor),
        {
          name: 'secured',
          security: 1,
          subkeys: keys('w', 12).map((key, n) => ({ ...key, security: n % 4 })),
        },
        {
          name: 'values',
          values: [
            { name: '', type: 1, data: random.bytes(40) },
            { name: 'in a cell', type: 4, data: random.bytes(4), as: 'cell' },
            { name: 'plain', type: BINARY, data: random.bytes(20_000), as: 'cell' },
            { name: 'looks big', type: BINARY, data: Buffer.from('db'.repeat(9000)), as: 'cell' },
            { name: 'large', type: BINARY, data: random.bytes(70_000) },
            { name: 'none', type: 0, data: new Uint8Array() },
            { name: 'Имя', type: 0xffff0012, data: random.bytes(9) },
          ],
          subkeys: [{ name: 'many', values: values(300) }],
        },
        deep(40),
      ],
    },
  })
}

const HIDDEN = { type: 0, data: new Uint8Array(), flags: 2 }

/** Features that only layered hives have, on keys whose names exist in the others too. */
function layered(minor: number): RawKey[] {
  if (minor < 6) return []
  return [
    { name: 'tombstone', layer: 1 },
    { name: 'supersede', layer: 0x83, subkeys: [{ name: 's', layer: 2 }] },
    { name: 'hidden values', values: keys('h', 12).map((key) => ({ ...key, ...HIDDEN })) },
  ]
}

function keys(name: string, count: number): RawKey[] {
  return Array.from({ length: count }, (_, n) => ({ name: `${name}${String(n).padStart(5, '0')}` }))
}

function values(count: number): RawValue[] {
  return Array.from({ length: count }, (_, n) => ({
    name: `v${n}`,
    type: BINARY,
    data: new Uint8Array(n % 50).fill(n),
  }))
}

function deep(levels: number): RawKey {
  let key: RawKey = { name: 'bottom' }
  for (let level = 0; level < levels; level++) key = { name: `level ${level}`, subkeys: [key] }
  return key
}
