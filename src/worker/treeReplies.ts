/** Replies about the key tree and about single keys. */

import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { Key } from '../offreg/Key.ts'
import { isLayered } from '../regf/baseBlock.ts'
import type { CellStore } from '../regf/CellStore.ts'
import {
  findKeyNode,
  inheritsClass,
  isTombstone,
  keyFlags,
  keyLastWrite,
  keyName,
  keyVirtualFlags,
  layerOf,
  storedKeyName,
} from '../regf/keyNode.ts'
import { KEY_FLAG, LAYER } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { locateDescriptor } from '../regf/securityCell.ts'
import { compareStoredName, upcasedUnits } from '../regf/storedName.ts'
import { countSubkeys } from '../regf/subkeyList.ts'
import { SD } from '../security/layout.ts'
import { readSid, type Sid, storedSidSize } from '../security/sid.ts'
import { currentControlSet } from './currentControlSet.ts'
import { rowName, rowPath } from './displayNames.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { KeyFilter } from './KeyFilter.ts'
import { damageOf, keyDamage, noKey } from './keyDamage.ts'
import { linkTarget } from './linkTarget.ts'
import type {
  DocId,
  KeyDetails,
  KeyLayer,
  ReplyOf,
  RequestOf,
  TreePage,
  TreeRow,
} from './protocol.ts'

type RowsNow = ReplyOf<'setExpanded'>

/** A page of the visible rows. */
export function treePage(doc: HiveDocument, request: RequestOf<'visibleRows'>): TreePage {
  const { from, count } = request
  const { revision } = doc
  const tree = doc.treeOf(request.doc)
  const rows = tree.visible
  const page: TreeRow[] = []
  const current = currentControlSet(doc)
  if (count > 0) {
    rows.each(from, (cell, { level, position, siblings, expanded }) => {
      const place = { level, posInSet: position + 1, setSize: siblings, expanded }
      page.push({ ...keyRow(doc, cell, tree.filter), ...place, current: cell === current })
      return page.length === count
    })
  }
  return { revision, total: rows.total, from, rows: page }
}

function keyRow(doc: HiveDocument, cell: CellOffset, filter: KeyFilter | null) {
  const { cells } = doc.hive
  const id = doc.ids.of(cell)
  const key = findKeyNode(cells, cell)
  // While the check runs, a listed cell may turn out not to be a cell.
  if (key === 0) {
    const nothing = { subkeyCount: 0, lastWrite: 0n, link: false, tombstone: false, match: null }
    return { id, ...rowName(''), ...nothing, change: null, damage: noKey(cell) }
  }
  const name = keyName(cells, cell, key)
  return {
    id,
    ...rowName(name),
    match: filter?.matchIn(name) ?? null,
    subkeyCount: countSubkeys(cells, key),
    lastWrite: keyLastWrite(cells, key),
    link: (keyFlags(cells, key) & KEY_FLAG.SYM_LINK) !== 0,
    tombstone: isTombstone(cells, key),
    change: doc.earlier.keyChange(cell),
    damage: damageOf(doc, cell),
  }
}

export function setExpanded(doc: HiveDocument, request: RequestOf<'setExpanded'>): RowsNow {
  const { visible } = doc.treeOf(request.doc)
  if (!visible.setExpanded(doc.keyCell(request.key), request.expanded)) throw notInTree()
  return rowsNow(doc, request)
}

export function expandAll(
  doc: HiveDocument,
  request: RequestOf<'expandAll'>,
): ReplyOf<'expandAll'> {
  const complete = doc
    .treeOf(request.doc)
    .visible.expandAll(doc.keyCell(request.key), request.limit)
  return { ...rowsNow(doc, request), complete }
}

export function sortKeys(doc: HiveDocument, request: RequestOf<'sortKeys'>): RowsNow {
  doc.treeOf(request.doc).sort(request.order)
  return rowsNow(doc, request)
}

export function reveal(doc: HiveDocument, request: RequestOf<'reveal'>): ReplyOf<'reveal'> {
  const index = doc.treeOf(request.doc).reveal(doc.keyCell(request.key))
  if (index < 0) throw notInTree()
  return { ...rowsNow(doc, request), index }
}

export function nearestRow(
  doc: HiveDocument,
  request: RequestOf<'nearestRow'>,
): ReplyOf<'nearestRow'> {
  const { key, index } = doc.treeOf(request.doc).nearest(doc.keyCell(request.key))
  if (index < 0) throw notInTree()
  return { ...rowsNow(doc, request), key: doc.ids.of(key), index }
}

/** The next visible row whose name starts with a text, wrapping once. */
export function typeAhead(
  doc: HiveDocument,
  request: RequestOf<'typeAhead'>,
): ReplyOf<'typeAhead'> {
  const { revision, ids } = doc
  const rows = doc.treeOf(request.doc).visible
  const { total } = rows
  const first = Math.min(Math.max(0, request.from), total)
  const starts = startsWith(doc, request.text)
  for (const [from, end] of [
    [first, total],
    [0, first],
  ] as const) {
    let index = from
    let found: CellOffset | null = null
    rows.each(from, (cell) => {
      if (index === end) return true
      if (starts(cell)) found = cell
      else index++
      return found !== null
    })
    if (found !== null) return { revision, index, key: ids.of(found) }
  }
  return null
}

/** Whether a key's name starts with a text, ignoring case. */
export function startsWith(doc: HiveDocument, text: string): (cell: CellOffset) => boolean {
  const { cells } = doc.hive
  const wanted = upcasedUnits(text)
  return (cell) => {
    const key = findKeyNode(cells, cell)
    if (key === 0) return false
    const { at, length, latin1 } = storedKeyName(cells, cell, key)
    const start = Math.min(length, wanted.length * (latin1 ? 1 : 2))
    return compareStoredName(cells.image, at, start, latin1, wanted) === 0
  }
}

/** A page of the subkeys of a key. */
export function subkeyPage(doc: HiveDocument, request: RequestOf<'subkeys'>): ReplyOf<'subkeys'> {
  const { from, count } = request
  const cells = doc.treeOf(request.doc).subkeys(doc.keyCell(request.key))
  const rows = Array.from(cells.subarray(from, from + count), (cell) => ({
    id: doc.ids.of(cell as CellOffset),
    ...rowName(nameOf(doc.hive, cell as CellOffset)),
  }))
  return { revision: doc.revision, total: cells.length, from, rows }
}

export function subkeyIndex(
  doc: HiveDocument,
  request: RequestOf<'subkeyIndex'>,
): ReplyOf<'subkeyIndex'> {
  const cells = doc.treeOf(request.doc).subkeys(doc.keyCell(request.key))
  return { revision: doc.revision, index: cells.indexOf(doc.keyCell(request.subkey)) }
}

/** Everything about one key. */
export function keyDetails(doc: HiveDocument, request: RequestOf<'keyDetails'>): KeyDetails {
  const { hive, ids, revision } = doc
  const rows = doc.treeOf(request.doc).visible
  const { cells } = hive
  const cell = doc.keyCell(request.key)
  const ancestors = rows.ancestors(cell) ?? [cell]
  const below = ancestors.slice(1)
  const key = new Key(hive, cell)
  const { name, lastWrite, className, flags, isLink, subkeyCount, valueCount } = key
  const sid = ownerSid(cells, cells.payloadAt(cell))
  return {
    revision,
    id: request.key,
    name,
    ...rowPath(below.length, (at) => nameOf(hive, below[at] as CellOffset)),
    ancestors: ancestors.map((one) => ids.of(one)),
    values: valueCount,
    subkeys: subkeyCount,
    lastWrite,
    className,
    flags,
    virtualFlags: keyVirtualFlags(cells, cells.payloadAt(cell)),
    link: isLink,
    linkTarget: linkTarget(key),
    layer: isLayered(cells.image) ? layerOfKey(cells, cells.payloadAt(cell)) : null,
    cell: fileOffset(cell),
    ...keyDamage(doc, request.key, cell),
    descriptorSize: locateDescriptor(cells, cells.payloadAt(cell))?.length ?? 0,
    owner: sid === null ? null : { sid, name: null },
  }
}

/** The SID of a key's owner, read from its descriptor without the rest of that; null if it has none. */
function ownerSid(cells: CellStore, key: FileOffset): Sid | null {
  const found = locateDescriptor(cells, key)
  if (found === null || found.length < SD.HEADER) return null
  const header = cells.image.bytesCopy(found.at, SD.HEADER)
  const at = new DataView(header.buffer).getUint32(SD.OWNER, true)
  if (at < SD.HEADER || at >= found.length) return null
  const bytes = cells.image.bytesCopy(found.at + at, Math.min(found.length - at, MOST_SID))
  return storedSidSize(bytes, 0, bytes.length) > 0 ? readSid(bytes, 0) : null
}

/** Bytes of the longest SID. */
const MOST_SID = 68

/** All names from the root down to a key. */
export function keyPath(doc: HiveDocument, request: RequestOf<'keyPath'>): ReplyOf<'keyPath'> {
  const { hive, revision } = doc
  const rows = doc.treeOf(request.doc).visible
  const cell = doc.keyCell(request.key)
  const ancestors = rows.ancestors(cell) ?? [cell]
  return { revision, path: ancestors.slice(1).map((one) => nameOf(hive, one)) }
}

function nameOf({ cells }: Hive, cell: CellOffset): string {
  const key = findKeyNode(cells, cell)
  return key === 0 ? '' : keyName(cells, cell, key)
}

const LAYER_KINDS: Readonly<Record<number, KeyLayer['kind']>> = {
  [LAYER.MERGE]: 'merge',
  [LAYER.TOMBSTONE]: 'tombstone',
  [LAYER.SUPERSEDE_LOCAL]: 'supersede-local',
  [LAYER.SUPERSEDE_TREE]: 'supersede-tree',
}

function layerOfKey(cells: CellStore, key: FileOffset): KeyLayer {
  const kind = LAYER_KINDS[layerOf(cells, key)] ?? 'merge'
  return { kind, inheritsClass: inheritsClass(cells, key) }
}

/** The lowest free name of a stem and a number. */
export function freeName(doc: HiveDocument, request: RequestOf<'freeName'>): ReplyOf<'freeName'> {
  const { stem, among } = request
  const key = new Key(doc.hive, doc.keyCell(request.key))
  const isTaken = (name: string) => (among === 'keys' ? key.subkey(name) : key.value(name)) !== null
  let number = 1
  while (isTaken(`${stem}${number}`)) number++
  return { revision: doc.revision, name: `${stem}${number}` }
}

function rowsNow(doc: HiveDocument, request: { readonly doc: DocId }): RowsNow {
  return { revision: doc.revision, total: doc.treeOf(request.doc).visible.total }
}

function notInTree(): HiveError {
  return new HiveError('key-not-found', 'no list of subkeys has this key')
}
