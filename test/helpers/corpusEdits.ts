/**
 * Edits for any hive, as arguments of the command line, as commands of the history, and as the output that a reader
 * must show afterwards. Keys and values are picked by plain names, which every reader writes unchanged.
 */

import type { EditCommand } from '../../src/edit/command.ts'
import type { Hive } from '../../src/offreg/Hive.ts'
import { encodeFromText } from '../../src/values/encode.ts'
import { parseTypeName } from '../../src/values/valueType.ts'
import type { DumpEdit, DumpKey } from './dumpTree.ts'
import type { Reader, SeenKey } from './readers.ts'

export type CorpusEdit = DumpEdit & {
  /** The command, and its arguments between FILE and -o. */
  readonly args: readonly string[]
  /** A text that every reader's output for the new data contains. */
  readonly shows?: (reader: Reader) => string
}

const NEW_KEY = 'Propolis'
const TEXT = 'Propolis was here'
const SYM_LINK = 0x10
const PREDEF_HANDLE = 0x40
/** More bytes than fit into one cell of a 1.5 hive. */
const BIG = 20_000

/**
 * The edits of one hive, each chosen from the dump at that point: a new value, a replaced value, big data, a key with
 * values, a rename, a deleted subtree.
 */
export function* editsOf(root: DumpKey): Generator<CorpusEdit> {
  const home = find(root, ({ path, key }) => path.length > 0 && isOrdinary(key)) ?? []
  yield setText(home, 'Propolis A')
  const old = findValue(root) ?? { path: home, name: 'Propolis A' }
  yield setBytes(old.path, old.name, 0x41, 100)
  yield setBytes(home, 'Propolis B', 0x42, BIG)
  const added = [...home, NEW_KEY]
  yield { kind: 'new', path: added, args: ['new', added.join('\\')] }
  yield setText(added, '')
  yield setText(added, 'Propolis C')
  const inner = [...added, 'Inner']
  yield { kind: 'new', path: inner, args: ['new', inner.join('\\')] }
  yield setBytes(inner, 'Propolis D', 0x44, 9)
  const renamed = find(root, ({ path, key }) => path.length > 0 && key.keys.length > 0) ?? added
  const name = 'Zz key renamed by Propolis to a name that needs more room'
  yield { kind: 'rename', path: renamed, name, args: ['rename', renamed.join('\\'), name] }
  const doomed =
    find(
      root,
      ({ path, key }) => path.length > 1 && key.keys.length > 0 && key.values.length > 0,
    ) ??
    find(root, ({ path, key }) => path.length > 0 && key.keys.length > 0) ??
    added
  yield { kind: 'delete', path: doomed, args: ['delete', doomed.join('\\')] }
}

/** The key of an edit, or its parent, which still exists after the edit and has a new time. */
export function touchedPath({ kind, path }: DumpEdit): readonly string[] {
  return kind === 'set' || kind === 'new' ? path : path.slice(0, -1)
}

/** The same edit for the history. */
export function commandOf(hive: Hive, edit: CorpusEdit): EditCommand {
  const name = edit.path.at(-1) ?? ''
  const parent = () => hive.key(edit.path.slice(0, -1).join('\\')).cell
  const key = () => hive.key(edit.path.join('\\')).cell
  switch (edit.kind) {
    case 'set':
      return { kind: 'set-value', key: key(), name: edit.name, type: edit.type, data: edit.data }
    case 'new':
      return { kind: 'create-key', parent: parent(), name }
    case 'rename':
      return { kind: 'rename-key', key: key(), name: edit.name }
    case 'delete':
      return { kind: 'delete-key', key: key() }
  }
}

/** A key as a reader must show it: a null time stands for any, and a text may be a part. */
export interface WantedKey extends Omit<SeenKey, 'values'> {
  values: { readonly name: string; readonly text?: string; readonly shows?: string }[]
}

/** Applies an edit to the output of a reader. */
export function applyToSeen(
  keys: readonly WantedKey[],
  edit: CorpusEdit,
  reader: Reader,
): WantedKey[] {
  const path = reader.pathOf(edit.path)
  const parent = reader.pathOf(edit.path.slice(0, -1))
  const below = `${path}${path.endsWith('/') ? '' : path.includes('/') ? '/' : '\\'}`
  const isInside = (key: WantedKey) => key.path === path || key.path.startsWith(below)
  const stamped = (key: WantedKey): WantedKey => ({ ...key, time: null })
  const stampedParent = (key: WantedKey) => (key.path === parent ? stamped(key) : key)
  switch (edit.kind) {
    case 'set':
      return keys.map((key) => {
        if (key.path !== path) return key
        const value = { name: edit.name, shows: edit.shows?.(reader) ?? '' }
        const at = key.values.findIndex(({ name }) => name === edit.name)
        const values = at < 0 ? [...key.values, value] : key.values.with(at, value)
        return { ...stamped(key), values }
      })
    case 'new':
      return [...keys.map(stampedParent), { path, time: null, values: [] }]
    case 'rename': {
      const renamed = reader.pathOf([...edit.path.slice(0, -1), edit.name])
      return keys.map((key) => {
        if (key.path === path) return { ...stamped(key), path: renamed }
        if (!isInside(key)) return stampedParent(key)
        return { ...key, path: renamed + key.path.slice(path.length) }
      })
    }
    case 'delete':
      return keys.filter((key) => !isInside(key)).map(stampedParent)
  }
}

/** The first key for which the output of a reader differs from the expected one, in any order of keys. */
export function firstSurprise(wanted: readonly WantedKey[], seen: readonly SeenKey[]): unknown {
  const left = sorted(wanted)
  const right = sorted(seen)
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const want = left[index]
    const see = right[index]
    if (want === undefined || see === undefined || !fits(want, see)) return { want, see }
  }
  return null
}

function fits(want: WantedKey, see: SeenKey): boolean {
  if (want.path !== see.path || want.values.length !== see.values.length) return false
  if (want.time !== null && want.time !== see.time) return false
  return want.values.every(({ name, text, shows }, index) => {
    const value = see.values[index]
    if (value === undefined || (name !== '' && value.name !== name)) return false
    return text === undefined ? value.text.includes(shows ?? '') : value.text === text
  })
}

function sorted<T extends { readonly path: string }>(keys: readonly T[]): T[] {
  return [...keys].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

function setText(path: readonly string[], name: string): CorpusEdit {
  return setting(path, name, 'sz', TEXT, () => TEXT)
}

function setBytes(
  path: readonly string[],
  name: string,
  letter: number,
  count: number,
): CorpusEdit {
  const text = letter.toString(16).repeat(count)
  return setting(path, name, 'binary', text, (reader) => reader.showBytes(letter, count))
}

function setting(
  path: readonly string[],
  name: string,
  typeName: string,
  text: string,
  shows: (reader: Reader) => string,
): CorpusEdit {
  const type = parseTypeName(typeName) ?? 0
  const encoded = encodeFromText(type, text)
  if ('error' in encoded) throw new Error(`${text} is no ${typeName}`)
  const args = ['set', path.join('\\'), name, typeName, text]
  return { kind: 'set', path, name, type, data: encoded.data, args, shows }
}

interface Spot {
  readonly key: DumpKey
  readonly path: readonly string[]
}

const PLAIN = /^[A-Za-z0-9][A-Za-z0-9 ._-]*$/

/** The last matching key, depth first, on whose path all names are plain. */
function find(root: DumpKey, isWanted: (spot: Spot) => boolean): readonly string[] | null {
  let found: readonly string[] | null = null
  for (const spot of plainKeys(root)) if (isWanted(spot)) found = spot.path
  return found
}

function findValue(root: DumpKey): { path: readonly string[]; name: string } | null {
  for (const { key, path } of plainKeys(root)) {
    if (!isOrdinary(key)) continue
    const value = key.values.find(
      ({ name }) =>
        PLAIN.test(name) && key.values.filter((other) => other.name === name).length === 1,
    )
    if (value !== undefined) return { path, name: value.name }
  }
  return null
}

function* plainKeys(root: DumpKey): Generator<Spot> {
  const stack: Spot[] = [{ key: root, path: [] }]
  for (let spot = stack.pop(); spot !== undefined; spot = stack.pop()) {
    yield spot
    for (const key of spot.key.keys.toReversed()) {
      if (PLAIN.test(key.name)) stack.push({ key, path: [...spot.path, key.name] })
    }
  }
}

/** Links and predefined keys accept no other values. */
function isOrdinary(key: DumpKey): boolean {
  return (Number.parseInt(key.rest.slice(0, 4), 16) & (SYM_LINK | PREDEF_HANDLE)) === 0
}
