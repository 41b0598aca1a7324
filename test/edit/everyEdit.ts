/**
 * One edit of every kind and variant, on the hive of everything: the keys that get a new time, and the cells that it
 * may change besides those it allocates.
 */

import type { EditCommand } from '../../src/edit/command.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { ownedBelow } from '../helpers/audit.ts'
import { BIG_DATA, cellOf, hiveOfEverything, NOW, type Places, text } from '../helpers/hives.ts'

export const LATER = NOW + 10_000_000n

export interface EditCase {
  readonly name: string
  command(places: Places): EditCommand
  /** Paths of the keys with a new time, with their names after the edit. */
  readonly stamps: readonly string[]
  /** Allocated cells that may change or be freed. */
  touches(places: Places): readonly number[]
}

export const places = hiveOfEverything()

/** A new hive of everything, with a later clock. */
export function openEverything(bytes: Uint8Array = places.bytes): Hive {
  const hive = Hive.open(Uint8Array.from(bytes))
  hive.clock = () => LATER
  return hive
}

const BINARY = 3
const CLOSED = encodeDescriptor(parseSddl('O:SYG:SYD:P(A;CI;KA;;;SY)'))
const data = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7) & 0xff)

export const EVERY_EDIT: readonly EditCase[] = [
  {
    name: 'a first subkey',
    command: (p) => ({ kind: 'create-key', parent: p.cell('Alpha\\One'), name: 'first' }),
    stamps: ['Alpha\\One', 'Alpha\\One\\first'],
    touches: (p) => [p.cell('Alpha\\One'), security(p)],
  },
  {
    name: 'a subkey more',
    command: (p) => ({ kind: 'create-key', parent: p.cell('Wide'), name: 'm' }),
    stamps: ['Wide', 'Wide\\m'],
    touches: (p) => [p.cell('Wide'), cellOf(p.list('Wide')), security(p)],
  },
  {
    name: 'a subkey for which the leaf has to grow',
    command: (p) => ({ kind: 'create-key', parent: p.cell('Alpha'), name: 'Three' }),
    stamps: ['Alpha', 'Alpha\\Three'],
    touches: (p) => [p.cell('Alpha'), cellOf(p.list('Alpha')), security(p)],
  },
  {
    name: 'a subkey for which a leaf below an index has to grow',
    command: (p) => ({ kind: 'create-key', parent: p.cell('Many'), name: 'key 1100x' }),
    stamps: ['Many', 'Many\\key 1100x'],
    touches: (p) => [
      p.cell('Many'),
      cellOf(p.list('Many')),
      cellOf(p.leaf('Many', 0)),
      security(p),
    ],
  },
  {
    name: 'a longer name in the same cell',
    command: (p) => ({ kind: 'rename-key', key: p.cell('Beta\\B'), name: 'Bb' }),
    stamps: ['Beta', 'Beta\\Bb'],
    touches: (p) => [p.cell('Beta\\B'), p.cell('Beta'), cellOf(p.list('Beta'))],
  },
  {
    name: 'another case of a name',
    command: (p) => ({ kind: 'rename-key', key: p.cell('Beta\\B'), name: 'b' }),
    stamps: ['Beta', 'Beta\\b'],
    touches: (p) => [p.cell('Beta\\B'), p.cell('Beta'), cellOf(p.list('Beta'))],
  },
  {
    name: 'a name that needs another cell',
    command: (p) => ({ kind: 'rename-key', key: p.cell('Alpha'), name: 'a name with many units' }),
    stamps: ['', 'a name with many units'],
    touches: (p) => [
      p.cell('Alpha'),
      p.cell(''),
      cellOf(p.list('')),
      p.cell('Alpha\\One'),
      p.cell('Alpha\\Two'),
    ],
  },
  {
    name: 'a name in another alphabet',
    command: (p) => ({ kind: 'rename-key', key: p.cell('Beta\\A'), name: 'Жук и краб' }),
    stamps: ['Beta', 'Beta\\Жук и краб'],
    touches: (p) => [p.cell('Beta\\A'), p.cell('Beta'), cellOf(p.list('Beta'))],
  },
  {
    name: 'one key less',
    command: (p) => ({ kind: 'delete-key', key: p.cell('Beta\\B') }),
    stamps: ['Beta'],
    touches: (p) => [p.cell('Beta\\B'), p.cell('Beta'), cellOf(p.list('Beta')), security(p)],
  },
  {
    name: 'a last subkey less',
    command: (p) => ({ kind: 'delete-key', key: p.cell('Alpha\\Two\\Deep') }),
    stamps: ['Alpha\\Two'],
    touches: (p) => [
      p.cell('Alpha\\Two\\Deep'),
      p.cell('Alpha\\Two'),
      cellOf(p.list('Alpha\\Two')),
      security(p),
    ],
  },
  deletion('Alpha'),
  deletion('Many'),
  deletion('Link'),
  {
    name: 'other virtualization flags',
    command: (p) => ({ kind: 'set-properties', key: p.cell('Alpha\\One'), virtualFlags: 10 }),
    stamps: ['Alpha\\One'],
    touches: (p) => [p.cell('Alpha\\One')],
  },
  {
    name: 'another class and other virtualization flags',
    command: (p) => {
      const key = p.cell('Alpha\\One')
      return { kind: 'set-properties', key, className: 'Another class', virtualFlags: 2 }
    },
    stamps: ['Alpha\\One'],
    touches: (p) => [p.cell('Alpha\\One'), p.cell('Alpha')],
  },
  {
    name: 'a link',
    command: (p) => {
      const target = '\\Registry\\Machine\\SYSTEM\\Alpha'
      return { kind: 'create-link', parent: p.cell('Alpha\\One'), name: 'Link', target }
    },
    stamps: ['Alpha\\One', 'Alpha\\One\\Link'],
    touches: (p) => [p.cell('Alpha\\One'), security(p)],
  },
  {
    name: 'another descriptor',
    command: (p) => ({ kind: 'set-security', key: p.cell('Alpha'), descriptor: CLOSED }),
    stamps: ['Alpha'],
    touches: (p) => [p.cell('Alpha'), security(p)],
  },
  {
    name: 'another descriptor for a key and those below',
    command: (p) => ({
      kind: 'set-security',
      key: p.cell('Alpha'),
      descriptor: CLOSED,
      below: { subtree: true },
    }),
    stamps: ['Alpha', 'Alpha\\One', 'Alpha\\Two', 'Alpha\\Two\\Deep'],
    touches: (p) => [
      ...['Alpha', 'Alpha\\One', 'Alpha\\Two', 'Alpha\\Two\\Deep'].map((path) => p.cell(path)),
      security(p),
    ],
  },
  {
    name: 'a first value',
    command: (p) => value(p, 'Alpha\\One', 'v', data(4)),
    stamps: ['Alpha\\One'],
    touches: (p) => [p.cell('Alpha\\One')],
  },
  {
    name: 'one value more',
    command: (p) => value(p, 'Alpha', 'New', data(600)),
    stamps: ['Alpha'],
    touches: (p) => [p.cell('Alpha'), cellOf(p.valueList('Alpha'))],
  },
  {
    name: 'data of the same size',
    command: (p) => value(p, 'Alpha', 'Text', text('SOME TEXT')),
    stamps: ['Alpha'],
    touches: (p) => [
      p.cell('Alpha'),
      p.valueCell('Alpha', 'Text'),
      cellOf(p.data('Alpha', 'Text')),
    ],
  },
  {
    name: 'data that leaves the record',
    command: (p) => value(p, 'Alpha', 'Inline', data(5)),
    stamps: ['Alpha'],
    touches: (p) => [p.cell('Alpha'), p.valueCell('Alpha', 'Inline')],
  },
  {
    name: 'data that becomes big',
    command: (p) => value(p, 'Alpha', 'Text', data(16_345)),
    stamps: ['Alpha'],
    touches: (p) => [
      p.cell('Alpha'),
      p.valueCell('Alpha', 'Text'),
      cellOf(p.data('Alpha', 'Text')),
    ],
  },
  {
    name: 'big data that becomes small',
    command: (p) => value(p, 'Alpha', 'Big', data(3)),
    stamps: ['Alpha'],
    touches: (p) => [p.cell('Alpha'), p.valueCell('Alpha', 'Big'), ...segments(p)],
  },
  {
    name: 'other big data',
    command: (p) => value(p, 'Alpha', 'Big', data(BIG_DATA.length)),
    stamps: ['Alpha'],
    touches: (p) => [p.cell('Alpha'), p.valueCell('Alpha', 'Big'), ...segments(p)],
  },
  {
    name: 'a longer value name in the same cell',
    command: (p) => ({ kind: 'rename-value', key: p.cell('Alpha'), index: 2, name: 'Texts' }),
    stamps: ['Alpha'],
    touches: (p) => [p.cell('Alpha'), p.valueCell('Alpha', 'Text')],
  },
  {
    name: 'a value name that needs another cell',
    command: (p) => ({ kind: 'rename-value', key: p.cell('Alpha'), index: 0, name: 'ⱦ'.repeat(9) }),
    stamps: ['Alpha'],
    touches: (p) => [p.cell('Alpha'), p.valueCell('Alpha', ''), cellOf(p.valueList('Alpha'))],
  },
  {
    name: 'one value less',
    command: (p) => ({ kind: 'delete-values', key: p.cell('Alpha'), indexes: [2] }),
    stamps: ['Alpha'],
    touches: (p) => [
      p.cell('Alpha'),
      cellOf(p.valueList('Alpha')),
      p.valueCell('Alpha', 'Text'),
      cellOf(p.data('Alpha', 'Text')),
    ],
  },
  {
    name: 'all values less',
    command: (p) => ({ kind: 'delete-values', key: p.cell('Alpha'), indexes: [4, 0, 1, 2, 3] }),
    stamps: ['Alpha'],
    touches: (p) => {
      const below = new Set(
        ['One', 'Two'].flatMap((n) => ownedBelow(p.hive, p.cell(`Alpha\\${n}`))),
      )
      return ownedBelow(p.hive, p.cell('Alpha')).filter((cell) => !below.has(cell))
    },
  },
]

function deletion(path: string): EditCase {
  return {
    name: `no ${path} any more`,
    command: (p) => ({ kind: 'delete-key', key: p.cell(path) }),
    stamps: [''],
    touches: (p) => [
      ...ownedBelow(p.hive, p.cell(path)),
      p.cell(''),
      cellOf(p.list('')),
      security(p),
    ],
  }
}

function value(p: Places, path: string, name: string, bytes: Uint8Array): EditCommand {
  return { kind: 'set-value', key: p.cell(path), name, type: BINARY, data: bytes }
}

function security(p: Places): CellOffset {
  return p.hive.image.u32(p.nk('') + NK.SECURITY) as CellOffset
}

/** The db record, its list and its segments. */
function segments(p: Places): number[] {
  const { image } = p.hive
  const db = p.data('Alpha', 'Big')
  const list = p.follow(db + 4)
  return [cellOf(db), cellOf(list), ...[0, 4, 8].map((entry) => image.u32(list + entry))]
}
