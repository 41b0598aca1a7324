/**
 * Shapes of crafted hives that cost a careless reader far more than their size, each at any scale: at scale 1 a shape
 * has a few hundred kilobytes, at scale 2 twice the amount of the records that it is about.
 */

import { descriptor } from '../../helpers/rawHive.ts'
import { CraftedHive, type CraftedValue } from './CraftedHive.ts'
import { colliding, filled, numbered } from './names.ts'

export type Shape = (scale: number) => Uint8Array<ArrayBuffer>

/** A function that adds a shape below a key, and the version of the shape. */
interface Content {
  readonly build: (hive: CraftedHive, top: number) => void
  readonly minor: number
}

type Ingredient = (scale: number) => Content

const CONTROLS = '\x01'
const BIDI = '\u202e'
const LONE = '\ud800'
/** The greatest depth to which a tree is read. */
const DEEPEST = 511
/** Deep, but not deeper than keys can be created. */
const DEEP = 500
const SEGMENT = 16_344

/** A count proportional to the scale, at least one. */
function times(scale: number, count: number): number {
  return Math.max(1, Math.round(scale * count))
}

function content(build: Content['build'], minor = 5): Content {
  return { build, minor }
}

/** A hive with content below its root. */
function rooted({ build, minor }: Content): Uint8Array<ArrayBuffer> {
  const hive = new CraftedHive({ minor })
  const root = hive.key({ name: 'ROOT' })
  build(hive, root)
  return hive.file(root)
}

/** A chain of keys, one below the other; returns the last. */
function chain(hive: CraftedHive, top: number, depth: number, name: string): number {
  let key = top
  for (let level = 0; level < depth; level++) key = hive.addSubkeys(key, [name])[0] as number
  return key
}

/** Gives a key one subkey in two places of its list. */
function twice(hive: CraftedHive, parent: number): number {
  const key = hive.key({ name: 'k', parent })
  const entry = [key, 'k'] as const
  hive.setSubkeys(parent, hive.leaf([entry, entry]), 2)
  return key
}

/** Values that all refer to one record. */
function sharing(count: number, value: Omit<CraftedValue, 'name'>): CraftedValue[] {
  return numbered(count).map((name) => ({ name, ...value }))
}

function utf16(text: string): Uint8Array {
  return new Uint8Array(Uint16Array.from(text, (unit) => unit.charCodeAt(0)).buffer)
}

const texts: Readonly<Record<string, Ingredient>> = {
  'long control names': (scale) =>
    content((hive, root) => {
      hive.addValues(
        root,
        filled(times(scale, 100), 16_376, CONTROLS).map((name) => ({ name })),
      )
    }),
  'bidi names': (scale) =>
    content((hive, root) => void hive.addSubkeys(root, filled(times(scale, 800), 255, BIDI))),
  'lone surrogates': (scale) =>
    content((hive, root) => {
      const names = filled(times(scale, 800), 200, LONE)
      hive.addSubkeys(root, names)
      hive.addValues(
        root,
        names.map((name) => ({ name })),
      )
    }),
  'long class names': (scale) =>
    content((hive, root) => {
      for (const key of hive.addSubkeys(root, numbered(times(scale, 8)))) {
        hive.setClass(key, hive.data(utf16(CONTROLS.repeat(32_767))), 65_534)
      }
    }),
  'one long line': (scale) =>
    content((hive, root) => {
      const size = times(scale, 500_000)
      hive.addValues(root, [
        { name: 'line', type: 1, size, cell: hive.data(new Uint8Array(size).fill(1)) },
      ])
    }, 3),
  'a list of NULs': (scale) =>
    content((hive, root) => {
      const size = times(scale, 500_000)
      hive.addValues(root, [{ name: 'list', type: 7, size, cell: hive.data(new Uint8Array(size)) }])
    }, 3),
  'a list of many strings': (scale) =>
    content((hive, root) => {
      const data = utf16(`${'a\0'.repeat(times(scale, 120_000))}\0`)
      hive.addValues(root, [{ name: 'list', type: 7, size: data.length, cell: hive.data(data) }])
    }, 3),
  'a path of line breaks': (scale) =>
    content((hive, root) => {
      const name = '\r\n'.repeat(100)
      hive.addValues(chain(hive, root, DEEPEST, name), sharing(times(scale, 500), {}))
    }),
}

const depths: Readonly<Record<string, Ingredient>> = {
  'one deep finding': (scale) =>
    content((hive, root) => {
      const depth = Math.min(DEEPEST, times(scale, 300))
      const bottom = chain(hive, root, depth, CONTROLS.repeat(255))
      hive.addValues(bottom, [{ name: 'bad', size: 9000, cell: 8 }])
    }),
  'many deep findings': (scale) =>
    content((hive, root) => {
      const bottom = chain(hive, root, DEEPEST, CONTROLS.repeat(255))
      hive.addValues(bottom, sharing(times(scale, 4000), { size: 9000, cell: 8 }))
    }),
  'deep and clean': (scale) =>
    content((hive, root) => {
      const bottom = chain(hive, root, DEEPEST - 1, CONTROLS.repeat(255))
      hive.addSubkeys(bottom, numbered(times(scale, 1500)))
    }),
  'too deep': (scale) => content((hive, root) => void chain(hive, root, times(scale, 3000), 'a')),
  comb: (scale) =>
    content((hive, root) => {
      let key = root
      for (let level = 0; level < DEEPEST; level++) {
        key = hive.addSubkeys(key, numbered(times(scale, 8)))[0] as number
      }
    }),
  'subtrees shared at every level': (scale) =>
    content((hive, root) => {
      // At the greatest depth from the start: longer paths cost more wherever they are reported.
      const depth = Math.min(DEEP, times(scale, 2000))
      for (const top of hive.addSubkeys(root, numbered(times(scale, 4)))) {
        let key = top
        for (let level = 0; level < depth; level++) key = twice(hive, key)
      }
    }),
}

const shared: Readonly<Record<string, Ingredient>> = {
  'one class of all keys': (scale) =>
    content((hive, root) => {
      const cell = hive.data(utf16('c'.repeat(32_767)))
      for (const key of hive.addSubkeys(root, numbered(times(scale, 2500)))) {
        hive.setClass(key, cell, 65_534)
      }
    }),
  'one cell of data of all values': (scale) =>
    content((hive, root) => {
      const cell = hive.data(new Uint8Array(16_000).fill(1))
      hive.addValues(root, sharing(times(scale, 10_000), { size: 16_000, cell }))
    }),
  'one plain cell of all values': (scale) =>
    content((hive, root) => {
      const cell = hive.data(new Uint8Array(300_000).fill(1))
      hive.addValues(root, sharing(times(scale, 500), { size: 300_000, cell }))
    }, 3),
  'one big data of all values': (scale) =>
    content((hive, root) => {
      const segments = Array.from({ length: 18 }, (_, n) => hive.segment(n))
      const cell = hive.bigData(segments)
      hive.addValues(root, sharing(times(scale, 500), { size: 18 * SEGMENT, cell }))
    }),
  'data barely big of all values': (scale) =>
    content((hive, root) => {
      const cell = hive.bigData([hive.segment(1), hive.segment(2)])
      hive.addValues(root, sharing(times(scale, 10_000), { size: SEGMENT + 1, cell }))
    }),
  'big data of one segment': (scale) =>
    content((hive, root) => {
      const segment = hive.segment(1)
      const count = Math.min(65_535, times(scale, 16_000))
      const cell = hive.bigData(Array.from({ length: count }, () => segment))
      hive.addValues(root, [{ name: 'big', size: count * SEGMENT, cell }])
    }),
  'one list of values of all keys': (scale) =>
    content((hive, root) => {
      const values = numbered(1000).map((name) => hive.value({ name }))
      const list = hive.list(values)
      for (const key of hive.addSubkeys(root, numbered(times(scale, 2500)))) {
        hive.setValues(key, list, values.length)
      }
    }),
  'one leaf in all places of an index': (scale) =>
    content((hive, root) => {
      const names = numbered(500)
      const keys = names.map((name) => hive.key({ name, parent: root }))
      const leaf = hive.leaf(keys.map((cell, n) => [cell, names[n] as string]))
      const leaves = Array.from({ length: Math.min(65_535, times(scale, 16_000)) }, () => leaf)
      hive.setSubkeys(root, hive.index(leaves), leaves.length * 500)
    }),
  'indexes of indexes': (scale) =>
    content((hive, root) => {
      let list = hive.leaf([[hive.key({ name: 'k', parent: root }), 'k']])
      for (let level = 0; level < times(scale, 8000); level++) list = hive.index([list, list])
      hive.setSubkeys(root, list, 1)
    }),
  'empty leaves': (scale) =>
    content((hive, root) => {
      const empty = Array.from({ length: Math.min(65_534, times(scale, 16_000)) }, () =>
        hive.leaf([]),
      )
      const key = hive.key({ name: 'k', parent: root })
      hive.setSubkeys(root, hive.index([...empty, hive.leaf([[key, 'k']])]), 1)
    }),
}

const names: Readonly<Record<string, Ingredient>> = {
  'values of one hash': (scale) =>
    content((hive, root) => {
      hive.addValues(
        root,
        colliding(times(scale, 6000)).map((name) => ({ name })),
      )
    }),
  'keys of one hash': (scale) =>
    content((hive, root) => void hive.addSubkeys(root, colliding(times(scale, 4000)))),
  'values of one name': (scale) =>
    content((hive, root) => {
      hive.addValues(
        root,
        Array.from({ length: times(scale, 10_000) }, () => ({ name: 'same' })),
      )
    }),
  'keys of one name': (scale) =>
    content((hive, root) => {
      hive.addSubkeys(
        root,
        Array.from({ length: times(scale, 4000) }, () => 'same'),
      )
    }),
  'keys in reverse order': (scale) =>
    content((hive, root) => void hive.addSubkeys(root, numbered(times(scale, 4000)).reverse())),
  'keys side by side': (scale) =>
    content((hive, root) => void hive.addSubkeys(root, numbered(times(scale, 4000)))),
  'keys without names': (scale) =>
    content((hive, root) => {
      hive.addSubkeys(
        root,
        Array.from({ length: times(scale, 4000) }, () => ''),
      )
    }),
}

const counts: Readonly<Record<string, Ingredient>> = {
  'counts that lie': (scale) =>
    content((hive, root) => {
      for (const key of hive.addSubkeys(root, numbered(times(scale, 3000)))) {
        hive.setValues(key, hive.list([8, 8]), 0x7fffffff)
        hive.setSubkeys(key, hive.leaf([]), 0xffffffff)
      }
    }),
  'data that lies about its size': (scale) =>
    content((hive, root) => {
      const cell = hive.data(new Uint8Array(16))
      hive.addValues(root, sharing(times(scale, 8000), { type: 1, size: 0x7ffffff0, cell }))
    }),
  'parents in a circle': (scale) =>
    content((hive, root) => {
      const keys = hive.addSubkeys(root, numbered(times(scale, 4000)))
      for (const [n, key] of keys.entries())
        hive.cells.u32(key, 16, keys[(n + 1) % keys.length] as number)
    }),
  'free cells': (scale) =>
    content((hive, root) => {
      for (let n = times(scale, 40_000); n > 0; n--) {
        const cell = hive.cells.add(4)
        if (n % 2 === 0) hive.cells.u32(cell, -4, 8)
      }
      hive.addSubkeys(root, ['k'])
    }),
  'leaked cells': (scale) =>
    content((hive, root) => {
      for (let n = times(scale, 40_000); n > 0; n--) hive.cells.add(4)
      hive.addSubkeys(root, ['k'])
    }),
}

const securities: Readonly<Record<string, Ingredient>> = {
  'many descriptors': (scale) => withDescriptors(times(scale, 2500), (n) => descriptor(n)),
  'equal descriptors': (scale) => withDescriptors(times(scale, 2500), () => descriptor(1)),
  'big descriptors': (scale) => withDescriptors(times(scale, 10), (n) => bigDescriptor(n)),
  'a ring for every key': (scale) =>
    content((hive, root) => {
      const names = numbered(times(scale, 2500))
      const keys = names.map((name, n) =>
        hive.key({ name, parent: root, security: hive.descriptor(descriptor(n)) }),
      )
      hive.setSubkeys(
        root,
        hive.leaf(keys.map((cell, n) => [cell, names[n] as string])),
        keys.length,
      )
    }),
  'a ring that leads back into itself': (scale) =>
    content((hive, root) => {
      const cells = Array.from({ length: times(scale, 2500) }, (_, n) =>
        hive.descriptor(descriptor(n)),
      )
      for (const [n, cell] of cells.entries()) {
        const next = cells[n + 1] ?? (cells[cells.length >>> 1] as number)
        hive.ring(cell, next, cells[n - 1] ?? hive.security)
      }
      hive.ring(hive.security, cells[0] as number, cells.at(-1) as number)
      hive.addSubkeys(root, ['k'])
    }),
}

/** A key for each of many descriptors, all in one ring. */
function withDescriptors(count: number, make: (n: number) => Uint8Array): Content {
  return content((hive, root) => {
    const ring = [
      hive.security,
      ...Array.from({ length: count }, (_, n) => hive.descriptor(make(n))),
    ]
    for (const [n, cell] of ring.entries()) {
      hive.ring(cell, ring[(n + 1) % ring.length] as number, ring.at(n - 1) as number)
    }
    const names = numbered(count)
    const keys = names.map((name, n) =>
      hive.key({ name, parent: root, security: ring[n + 1] as number }),
    )
    hive.setSubkeys(root, hive.leaf(keys.map((cell, n) => [cell, names[n] as string])), count)
  })
}

/** A descriptor of about 60,000 bytes: one list of a few thousand equal entries. */
function bigDescriptor(mask: number): Uint8Array {
  const small = descriptor(mask)
  const entry = small.subarray(28, 48)
  const count = 3000
  const bytes = new Uint8Array(small.length + entry.length * (count - 1))
  bytes.set(small.subarray(0, 28))
  for (let n = 0; n < count; n++) bytes.set(entry, 28 + n * entry.length)
  bytes.set(small.subarray(48), 28 + count * entry.length)
  const view = new DataView(bytes.buffer)
  const shift = entry.length * (count - 1)
  for (const field of [4, 8]) view.setUint32(field, view.getUint32(field, true) + shift, true)
  view.setUint16(22, 8 + count * entry.length, true)
  view.setUint16(24, count, true)
  return bytes
}

/** The parts of shapes by name; each can be put below any key. */
export const INGREDIENTS: Readonly<Record<string, Ingredient>> = {
  ...texts,
  ...depths,
  ...shared,
  ...names,
  ...counts,
  ...securities,
}

/** All shapes by name. */
export const SHAPES: Readonly<Record<string, Shape>> = Object.fromEntries(
  Object.entries(INGREDIENTS).map(([name, ingredient]) => [
    name,
    (scale: number) => rooted(ingredient(scale)),
  ]),
)
