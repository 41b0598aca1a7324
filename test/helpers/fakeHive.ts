/** The hives of the fake engine: plain objects, and edits as steps that can be reverted. */

import { HiveError } from '../../src/errors.ts'
import { shownName } from '../../src/text/visibleText.ts'
import { previewValue } from '../../src/values/preview.ts'
import type {
  DamageRow,
  DocId,
  DocInfo,
  DocState,
  EditLabel,
  EditRequest,
  EditResult,
  KeyDetails,
  KeyId,
  KeyLayer,
  TreeRow,
  ValueId,
  ValueOrder,
  ValueRow,
} from '../../src/worker/protocol.ts'

/** A key as a test writes it down. */
export interface FakeKey {
  readonly name: string
  readonly keys?: readonly FakeKey[]
  readonly values?: readonly FakeValue[]
  readonly className?: string
  readonly link?: boolean
  readonly layer?: KeyLayer
  readonly damage?: DamageRow
  readonly refused?: Partial<KeyDetails['refused']>
  readonly unreadable?: Partial<KeyDetails['unreadable']>
}

export interface FakeValue {
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
  readonly tombstone?: boolean
}

export interface Node {
  readonly id: KeyId
  name: string
  parent: Node | null
  keys: Node[]
  values: StoredValue[]
  readonly from: FakeKey
}

export interface StoredValue {
  readonly id: ValueId
  name: string
  type: number
  data: Uint8Array
  tombstone?: boolean
}

export interface Step {
  readonly swaps?: boolean
  readonly label: EditLabel
  readonly focus: EditResult['focus']
  readonly back: EditResult['focus']
  readonly removed: EditResult['removed']
  run(): void
  revert(): void
}

export interface Hive {
  readonly doc: DocId
  readonly name: string
  root: Node
  readonly expanded: Set<KeyId>
  readonly nodes: Map<KeyId, Node>
  access: DocInfo['access']
  /** Read-only by choice. */
  locked: boolean
  readonly dirty: boolean
  logs: readonly string[]
  recovery: DocInfo['recovery']
  revision: number
  done: Step[]
  undone: Step[]
  saved: number
}

/** What an edit removes that deletes nothing. */
export const NOTHING = { keys: 0, values: 0 }

export function stepOf(hive: Hive, key: Node, edit: EditRequest, newId: () => number): Step {
  const label = (name: string, count = 1): EditLabel => ({ kind: edit.kind, name, count })
  const here = { key: key.id, value: null }
  const plain = { back: here, removed: NOTHING }
  switch (edit.kind) {
    case 'create-key': {
      checkName(edit.name, key.keys, 'key-exists')
      const from = { name: edit.name }
      const node: Node = { id: newId(), name: edit.name, parent: key, keys: [], values: [], from }
      return {
        ...plain,
        label: label(edit.name),
        focus: { key: node.id, value: null },
        run: () => {
          hive.nodes.set(node.id, node)
          node.parent = key
          key.keys = [...key.keys, node].sort(byName)
        },
        revert: () => detach(node),
      }
    }
    case 'rename-key': {
      const before = key.name
      const siblings = (key.parent?.keys ?? []).filter((one) => one !== key)
      checkName(edit.name, siblings, 'key-exists')
      const rename = (name: string) => {
        key.name = name
        key.parent?.keys.sort(byName)
      }
      return {
        ...plain,
        label: label(before),
        focus: here,
        run: () => rename(edit.name),
        revert: () => rename(before),
      }
    }
    case 'delete-key': {
      const { parent } = key
      if (!parent) throw new HiveError('root-key', 'the root')
      return {
        label: label(key.name),
        back: here,
        focus: { key: parent.id, value: null },
        removed: countBelow(key),
        run: () => detach(key),
        revert: () => {
          key.parent = parent
          parent.keys = [...parent.keys, key].sort(byName)
        },
      }
    }
    case 'create-value': {
      checkName(edit.name, key.values, 'value-exists')
      return addValue(key, { ...edit, id: newId() }, label(edit.name), here)
    }
    case 'set-value': {
      if (edit.value === 0)
        return addValue(key, { ...edit, name: '', id: newId() }, label(''), here)
      const value = storedValue(key, edit.value)
      const { type, data } = value
      const focus = { key: key.id, value: value.id }
      return {
        label: label(value.name),
        focus,
        back: focus,
        removed: NOTHING,
        run: () => void Object.assign(value, { type: edit.type, data: edit.data }),
        revert: () => void Object.assign(value, { type, data }),
      }
    }
    case 'rename-value': {
      const value = storedValue(key, edit.value)
      const before = value.name
      const others = key.values.filter((one) => one !== value)
      checkName(edit.name, others, 'value-exists')
      const focus = { key: key.id, value: value.id }
      return {
        label: label(before),
        focus,
        back: focus,
        removed: NOTHING,
        run: () => void Object.assign(value, { name: edit.name }),
        revert: () => void Object.assign(value, { name: before }),
      }
    }
    case 'delete-values': {
      const gone = edit.values.map((id) => storedValue(key, id))
      const before = key.values
      return {
        label: label(gone[0]?.name ?? '', gone.length),
        focus: here,
        back: { key: key.id, value: gone[0]?.id ?? null },
        removed: { keys: 0, values: gone.length },
        run: () => {
          key.values = before.filter((value) => !gone.includes(value))
        },
        revert: () => {
          key.values = before
        },
      }
    }
  }
}

function addValue(
  key: Node,
  value: StoredValue,
  label: EditLabel,
  back: EditResult['focus'],
): Step {
  const { id, name, type, data } = value
  return {
    label,
    back,
    focus: { key: key.id, value: id },
    removed: NOTHING,
    run: () => {
      key.values = [...key.values, { id, name, type, data }]
    },
    revert: () => {
      key.values = key.values.filter((one) => one.id !== id)
    },
  }
}

function checkName(
  name: string,
  others: readonly { readonly name: string }[],
  exists: 'key-exists' | 'value-exists',
): void {
  if (name === '') throw new HiveError('name-empty', 'empty')
  if (exists === 'key-exists' && name.includes('\\')) {
    throw new HiveError('name-has-backslash', name, { subject: name })
  }
  if (others.some((one) => fold(one.name) === fold(name))) {
    throw new HiveError(exists, name, { subject: name })
  }
}

export function storedValue(key: Node, id: ValueId): StoredValue {
  const value = key.values.find((one) => one.id === id)
  if (!value) throw new HiveError('stale', `no value ${id}`)
  return value
}

function detach(node: Node): void {
  if (node.parent) node.parent.keys = node.parent.keys.filter((one) => one !== node)
  node.parent = null
}

/** The key at the same path below another root, or the nearest above it. */
export function namesake(root: Node, node: Node): { node: Node; found: boolean } {
  const path: string[] = []
  for (let up = node; up.parent; up = up.parent) path.unshift(up.name)
  let at = root
  for (const name of path) {
    const next = at.keys.find((key) => fold(key.name) === fold(name))
    if (!next) return { node: at, found: false }
    at = next
  }
  return { node: at, found: true }
}

export function rootOf(node: Node): Node {
  let top = node
  while (top.parent) top = top.parent
  return top
}

function countBelow(node: Node): EditResult['removed'] {
  let keys = 1
  let values = node.values.length
  for (const key of node.keys) {
    const below = countBelow(key)
    keys += below.keys
    values += below.values
  }
  return { keys, values }
}

export function visible(hive: Hive): TreeRow[] {
  const rows: TreeRow[] = []
  const walk = (node: Node, level: number, posInSet: number, setSize: number) => {
    const expanded = hive.expanded.has(node.id) && node.keys.length > 0
    rows.push({
      id: node.id,
      name: node.name,
      nameCut: false,
      level,
      posInSet,
      setSize,
      subkeyCount: node.keys.length,
      expanded,
      link: node.from.link ?? false,
      tombstone: node.from.layer?.kind === 'tombstone',
      damage: node.from.damage ?? null,
    })
    if (!expanded) return
    node.keys.forEach((key, at) => {
      walk(key, level + 1, at + 1, node.keys.length)
    })
  }
  walk(hive.root, 1, 1, 1)
  return rows
}

export function orderedRows(key: Node, order: ValueOrder): ValueRow[] {
  const plain = {
    nameCut: false,
    absent: false,
    tombstone: false,
    duplicate: false,
    damaged: false,
  }
  const rows: ValueRow[] = key.values.map(({ id, name, type, data, tombstone = false }, at) => {
    const preview = previewValue(type, data.length, data)
    const first = key.values.findIndex((other) => fold(other.name) === fold(name))
    const shown = shownName(name)
    const cut = { name: shown, nameCut: shown !== name }
    const row = { ...plain, ...cut, id, type, size: data.length, preview, tombstone }
    return { ...row, size: data.length, duplicate: first < at }
  })
  if (!key.values.some((value) => value.name === '')) {
    const preview = { text: '', items: null, cut: false, notes: [] }
    rows.unshift({ ...plain, id: 0, name: '', type: 1, size: 0, preview, absent: true })
  }
  if (order.column === 'stored') return rows
  const by = {
    name: (a: ValueRow, b: ValueRow) => byName(a, b),
    type: (a: ValueRow, b: ValueRow) => a.type - b.type || byName(a, b),
    size: (a: ValueRow, b: ValueRow) => a.size - b.size || byName(a, b),
    data: (a: ValueRow, b: ValueRow) =>
      Number(a.preview.text > b.preview.text) - Number(a.preview.text < b.preview.text),
  }[order.column]
  rows.sort(by)
  return order.descending ? rows.reverse() : rows
}

export function infoOf(hive: Hive): DocInfo {
  return {
    doc: hive.doc,
    name: hive.name,
    size: 4096,
    root: hive.root.id,
    rootName: hive.root.name,
    kind: 'unknown',
    prefix: `HKEY_LOCAL_MACHINE\\${hive.name}`,
    version: hive.access === 'old-version' ? '1.1' : '1.5',
    access: hive.locked ? 'locked' : hive.access,
    dirty: hive.dirty && hive.recovery === null,
    logs: hive.logs,
    recovery: hive.recovery,
    sequence: [1, 1],
    checksumValid: true,
    inPlace: false,
    state: stateOf(hive),
  }
}

export function stateOf(hive: Hive): DocState {
  return {
    revision: hive.revision,
    // Every step makes the hive larger.
    size: 4096 * (1 + hive.done.length),
    undo: hive.done.at(-1)?.label ?? null,
    redo: hive.undone.at(-1)?.label ?? null,
    unsaved: Math.abs(hive.done.length - hive.saved),
  }
}

export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  const left = fold(a.name)
  const right = fold(b.name)
  return left < right ? -1 : left > right ? 1 : 0
}

export function fold(text: string): string {
  return text.toUpperCase()
}

/** A string value's data. */
export function stringData(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2 + 2)
  for (let i = 0; i < text.length; i++) {
    bytes[i * 2] = text.charCodeAt(i) & 0xff
    bytes[i * 2 + 1] = text.charCodeAt(i) >> 8
  }
  return bytes
}

/** Values of each kind, for a key that shows them all. */
export function everyKindOfValue(): FakeValue[] {
  return [
    { name: 'Binary', type: 3, data: Uint8Array.of(0x9e, 0x1e, 7, 0x80) },
    { name: 'Dword', type: 4, data: Uint8Array.of(42, 0, 0, 0) },
    { name: 'List', type: 7, data: stringData('nsiproxy\0netio\0') },
    { name: 'Text', type: 1, data: stringData('PNP_TDI') },
  ]
}
