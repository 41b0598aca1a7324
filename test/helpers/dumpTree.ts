/**
 * A canonical dump as a tree with naive edits, which gives the expected dump after an edit. Names stay as they are
 * written in the dump.
 */

import { createHash } from 'node:crypto'
import { UPCASE } from '../../src/bytes/upcase.ts'

export interface DumpKey {
  /** The name as in a path: JSON-escaped, with backslashes doubled; `''` for the root. */
  name: string
  time: string
  /** Flags, class and descriptor. */
  rest: string
  readonly values: DumpValue[]
  readonly keys: DumpKey[]
}

interface DumpValue {
  readonly name: string
  /** Type, length and hash. */
  rest: string
}

/** One edit; its key is a path of plain names. */
export type DumpEdit =
  | {
      readonly kind: 'set'
      readonly path: readonly string[]
      readonly name: string
      readonly type: number
      readonly data: Uint8Array
    }
  | { readonly kind: 'new'; readonly path: readonly string[] }
  | { readonly kind: 'rename'; readonly path: readonly string[]; readonly name: string }
  | { readonly kind: 'delete'; readonly path: readonly string[] }

const SEPARATOR = '\\\\'
const LINE = /^(?:K "((?:[^"\\]|\\.)*)" (\d+) (.*)|V "(?:[^"\\]|\\.)*" "((?:[^"\\]|\\.)*)" (.*))$/

export function parseDump(text: string): DumpKey {
  const open: { key: DumpKey; path: string }[] = []
  let root: DumpKey | null = null
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, path, time = '', rest = '', name = '', data = ''] = LINE.exec(line) ?? []
    if (path === undefined) {
      open.at(-1)?.key.values.push({ name, rest: data })
      continue
    }
    while (open.length > 0 && !path.startsWith(`${open.at(-1)?.path}${SEPARATOR}`)) open.pop()
    const above = open.at(-1)
    const own = above === undefined ? '' : path.slice(above.path.length + SEPARATOR.length)
    const key: DumpKey = { name: own, time, rest, values: [], keys: [] }
    if (above === undefined) root = key
    else above.key.keys.push(key)
    open.push({ key, path })
  }
  if (root === null) throw new Error('an empty dump')
  return root
}

export function formatDump(root: DumpKey): string {
  const lines: string[] = []
  const visit = (key: DumpKey, path: string): void => {
    lines.push(`K "${path}" ${key.time} ${key.rest}`)
    for (const { name, rest } of key.values) lines.push(`V "${path}" "${name}" ${rest}`)
    for (const child of key.keys) visit(child, `${path}${SEPARATOR}${child.name}`)
  }
  visit(root, '')
  return `${lines.join('\n')}\n`
}

/** The key at a path of plain names; undefined if there is none. */
function keyAt(root: DumpKey, path: readonly string[]): DumpKey | undefined {
  return path.reduce<DumpKey | undefined>(
    (key, name) => key?.keys.find((child) => child.name === name),
    root,
  )
}

/**
 * Edits the tree.
 *
 * @param time - the new time of the keys that the edit changes
 * @param inherited - the descriptor that a new key must have, by the path of its parent
 */
export function applyToDump(
  root: DumpKey,
  edit: DumpEdit,
  time: string,
  inherited: (parent: readonly string[]) => Uint8Array,
): void {
  const name = edit.path.at(-1) ?? ''
  if (edit.kind === 'set') {
    const key = required(root, edit.path)
    const old = key.values.find((value) => value.name === edit.name)
    const rest = `${edit.type} ${hashed(edit.data)}`
    if (old === undefined) key.values.push({ name: edit.name, rest })
    else old.rest = rest
    key.time = time
    return
  }
  const parent = required(root, edit.path.slice(0, -1))
  parent.time = time
  if (edit.kind === 'new') {
    // The flags of a Latin-1 name; no class.
    const rest = `0020 - ${hashed(inherited(edit.path.slice(0, -1)))}`
    insert(parent, { name, time, rest, values: [], keys: [] })
    return
  }
  const key = required(root, edit.path)
  parent.keys.splice(parent.keys.indexOf(key), 1)
  if (edit.kind === 'delete') return
  key.name = edit.name
  key.time = time
  insert(parent, key)
}

/** Length and hash, as in a dump. */
function hashed(bytes: Uint8Array): string {
  return `${bytes.length} ${createHash('sha1').update(bytes).digest('hex').slice(0, 16)}`
}

function required(root: DumpKey, path: readonly string[]): DumpKey {
  const key = keyAt(root, path)
  if (key === undefined) throw new Error(`no key ${path.join('\\')}`)
  return key
}

/** Inserts a key before the first sibling that Windows sorts after it. */
function insert(parent: DumpKey, key: DumpKey): void {
  const name = upcased(key.name)
  const at = parent.keys.findIndex((sibling) => upcased(sibling.name) > name)
  parent.keys.splice(at < 0 ? parent.keys.length : at, 0, key)
}

/** The name with its units upcased; JavaScript compares strings by units. */
function upcased(name: string): string {
  const plain = (JSON.parse(`"${name}"`) as string).replaceAll('\\\\', '\\')
  return plain
    .split('')
    .map((unit) => String.fromCharCode(UPCASE[unit.charCodeAt(0)] as number))
    .join('')
}
