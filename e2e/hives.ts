/**
 * Hives for the stories, built by the engine, and what the command line and other readers find in
 * them.
 */

import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { TestInfo } from '@playwright/test'
import { Hive } from '../src/offreg/Hive.ts'
import { SK } from '../src/regf/layout.ts'
import { encodeDword, encodeMultiString, encodeQword, encodeString } from '../src/values/encode.ts'
import { VALUE_TYPE } from '../src/values/valueType.ts'
import { readers } from '../test/helpers/readers.ts'
import { hive as runHive } from '../test/helpers/runHive.ts'
import { sameNames } from '../test/helpers/sameNames.ts'
import { CraftedHive } from '../test/hostile/shapes/CraftedHive.ts'

export { encodeDword, encodeMultiString, encodeQword, encodeString, sameNames, VALUE_TYPE }

/** Writes a file into the test's own folder and returns its path. */
export function onDisk(info: TestInfo, name: string, bytes: Uint8Array): string {
  const path = info.outputPath(name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
  return path
}

/** A function that makes its result at the first call, and returns the same one from then on. */
export function once<T>(make: () => T): () => T {
  let made: { readonly result: T } | undefined
  return () => {
    made ??= { result: make() }
    return made.result
  }
}

/** A hive built by `fill`. */
function hiveOf(fill: (hive: Hive) => void): Uint8Array {
  const hive = Hive.create()
  hive.transact(() => fill(hive))
  return hive.finishedCopy()
}

/** Three keys, a few more below them, and a value of each kind that has an editor. */
export function orchard(): Uint8Array {
  return hiveOf(({ rootKey }) => {
    const fruit = rootKey.create('Fruit')
    fruit.set('', VALUE_TYPE.SZ, encodeString('apple'))
    fruit.set('Text', VALUE_TYPE.SZ, encodeString('pear'))
    fruit.set('Path', VALUE_TYPE.EXPAND_SZ, encodeString('%SystemRoot%\\fruit'))
    fruit.set('List', VALUE_TYPE.MULTI_SZ, encodeMultiString(['one', 'two']))
    fruit.set('Count', VALUE_TYPE.DWORD, encodeDword(42))
    fruit.set('Weight', VALUE_TYPE.QWORD, encodeQword(5n))
    fruit.set('Bytes', VALUE_TYPE.BINARY, Uint8Array.of(0xde, 0xad, 0xbe, 0xef))
    const shed = rootKey.create('Shed')
    shed.create('Rake').set('Length', VALUE_TYPE.DWORD, encodeDword(180))
    shed.createPath('Spade\\Handle').set('Wood', VALUE_TYPE.SZ, encodeString('ash'))
    rootKey.create('Trees')
  })
}

/** The orchard as somebody else left it. */
export function otherOrchard(): Uint8Array {
  const hive = Hive.open(Uint8Array.from(orchard()))
  hive.transact(() => {
    const { rootKey } = hive
    rootKey.key('Fruit').set('Count', VALUE_TYPE.DWORD, encodeDword(7))
    rootKey.key('Fruit').set('Text', VALUE_TYPE.SZ, encodeString('plum'))
    rootKey.key('Shed\\Spade').delete()
    rootKey.createPath('Trees\\Plum').set('Age', VALUE_TYPE.DWORD, encodeDword(3))
  })
  return hive.finishedCopy()
}

/** Names in several scripts, nested keys, and named values. */
export function garden(): Uint8Array {
  return hiveOf(({ rootKey }) => {
    const names = ['Grüße', 'ÆØÅ', 'Ελληνικά', 'Кириллица', '日本語', '🐝 bees', 'a/b', 'Zoo']
    for (const name of names) {
      const key = rootKey.create(name)
      key.set(name, VALUE_TYPE.SZ, encodeString(name))
      key.set('back\\slash', VALUE_TYPE.DWORD, encodeDword(1))
    }
    rootKey.createPath('Zoo\\Cage\\Tiger').set('', VALUE_TYPE.SZ, encodeString('asleep'))
  })
}

/** Keys and values with hidden characters in their names, beside twins without them. */
export function disguised(): Uint8Array {
  return hiveOf(({ rootKey }) => {
    for (const name of ['ab', 'a\r\nb', 'Run', 'Run ', '[Run]', 'lone\ud800', '\u202eevil']) {
      rootKey.create(name).set('where', VALUE_TYPE.SZ, encodeString(name))
    }
    rootKey.subkey('ab')?.set('nul\0tail\r\n', VALUE_TYPE.SZ, encodeString('x'))
  })
}

/** Text that would be markup, a script or a link if it were not only text. */
export const MARKUP = '<img src=x onerror=alert(1)>'

/** Two hives whose names and data are markup, links and marks of direction; the second lacks some of the first. */
export function hostileNames(): readonly [old: Uint8Array, now: Uint8Array] {
  const texts = [MARKUP, '\u202eevil', 'https://way-out.invalid/', 'javascript:alert(1)']
  const fill = (data: string) =>
    hiveOf(({ rootKey }) => {
      for (const name of texts) {
        const key = rootKey.create(name, { className: name })
        key.set(name, VALUE_TYPE.SZ, encodeString(`${data}${name}`))
        key.set('Link', VALUE_TYPE.LINK, encodeString(name))
      }
    })
  const now = Hive.open(Uint8Array.from(fill('now ')))
  now.transact(() => now.rootKey.key(MARKUP).delete())
  return [fill(''), now.finishedCopy()]
}

/** `Many` with `count` subkeys named by their number, and a key after it. */
export function hiveOfManyKeys(count: number): Uint8Array {
  return hiveOf(({ rootKey }) => {
    const many = rootKey.create('Many')
    for (let number = 0; number < count; number++) many.create(numbered('key', number))
    rootKey.create('Zenith')
  })
}

/** `Many` with `count` values that hold their number. Written by hand: a million is too many for the engine to be quick. */
export function hiveOfManyValues(count: number): Uint8Array {
  const hive = new CraftedHive()
  const root = hive.key({ name: 'ROOT' })
  const many = hive.key({ name: 'Many', parent: root })
  hive.setSubkeys(root, hive.leaf([[many, 'MANY']]), 1)
  const values = Array.from({ length: count }, (_, number) => ({
    name: numbered('value', number),
    type: VALUE_TYPE.DWORD,
    size: 4,
    cell: number,
  }))
  hive.addValues(many, values)
  // Both keys refer to it.
  hive.cells.u32(hive.security, SK.REFERENCES, 2)
  return hive.file(root)
}

/** `key 00042`, so that the order of names is that of numbers. */
export function numbered(stem: string, number: number): string {
  return `${stem} ${String(number).padStart(5, '0')}`
}

/** The dump of a hive without the times of its keys. */
export function dumpLines(path: string): readonly string[] {
  const { code, out, err } = runHive('dump', path)
  if (code !== 0) throw new Error(err)
  const timed = /^(K "(?:[^"\\]|\\.)*") \d+/
  return out
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(timed, '$1'))
}

/** The output of `check` for a hive. */
export function checkReport(path: string): string {
  const { code, out, err } = runHive('check', path)
  return code === 0 ? '' : out + err
}

/** A value's line in the dump. `path` as in the dump: backslashes doubled. */
export function valueLine(path: string, name: string, type: number, data: Uint8Array): string {
  const digest = createHash('sha1').update(data).digest('hex').slice(0, 16)
  return `V "${path}" "${name}" ${type} ${data.length} ${digest}`
}

/** The lines in only one of the lists, marked as in a patch. */
export function difference(before: readonly string[], after: readonly string[]): readonly string[] {
  const [old, now] = [new Set(before), new Set(after)]
  return [
    ...before.filter((line) => !now.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !old.has(line)).map((line) => `+ ${line}`),
  ]
}

/** Keys and values as hivexml shows them, times left out; null where it is not installed. */
export function hivexmlLines(path: string): readonly string[] | null {
  const hivexml = readers.find(({ name }) => name === 'hivexml')
  if (!hivexml) return null
  const keys = hivexml.read(path)
  if (keys === null) throw new Error(`hivexml does not read ${path}`)
  // The helper returns bytes as characters; hivexml writes UTF-8.
  const text = (letters: string) => Buffer.from(letters, 'latin1').toString('utf8')
  return keys.flatMap((key) => [
    text(key.path),
    ...key.values.map((value) => text(`${key.path} ${value.text}`)),
  ])
}
