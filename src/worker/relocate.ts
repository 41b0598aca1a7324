/** Finds keys again by path after a step of the history has exchanged the whole image. */

import type { Hive } from '../offreg/Hive.ts'
import { findKeyNode, keyPath } from '../regf/keyNode.ts'
import { findKeyValue, findValue, valueName } from '../regf/keyValue.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { findSubkey } from '../regf/subkeyList.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { KeyId, Relocated, RequestOf, ValueId } from './protocol.ts'

interface Place {
  readonly key: CellOffset
  readonly found: boolean
}

/** The keys of the request, and the values of one of them, in the current hive. */
export function relocate(doc: HiveDocument, request: RequestOf<'relocate'>): Relocated {
  const { ids, revision } = doc
  const keys = request.keys.map((id) => {
    const { key, found } = placeOf(doc, id)
    return { key: ids.of(key), found }
  })
  const values = request.values === null ? [] : sameValues(doc, request.values)
  return { revision, keys, values }
}

function placeOf(doc: HiveDocument, id: KeyId): Place {
  const { hive } = doc
  const origin = originOf(doc, id)
  if (origin === null) return { key: hive.root, found: false }
  if (origin.hive === hive) return { key: origin.cell, found: true }
  return follow(hive, keyPath(origin.hive.cells, origin.hive.root, origin.cell))
}

/** The hive that an id was made in, and its cell; null when the record is gone for good. */
function originOf(doc: HiveDocument, id: number): { hive: Hive; cell: CellOffset } | null {
  for (const hive of [doc.hive, ...doc.history.others]) {
    const cell = doc.ids.cellIn(hive, id)
    if (cell === null) continue
    const { cells } = hive
    const isRecord = findKeyNode(cells, cell) !== 0 || findKeyValue(cells, cell) !== 0
    return isRecord ? { hive, cell } : null
  }
  return null
}

function follow({ cells, root }: Hive, path: readonly string[]): Place {
  let key = root
  for (const name of path) {
    const next = findSubkey(cells, cells.payloadAt(key), name)
    if (next === NIL || findKeyNode(cells, next) === 0) return { key, found: false }
    key = next
  }
  return { key, found: true }
}

function sameValues(
  doc: HiveDocument,
  asked: { readonly key: KeyId; readonly ids: readonly ValueId[] },
): (ValueId | null)[] {
  const { ids, hive } = doc
  const { key, found } = placeOf(doc, asked.key)
  const node = hive.cells.payloadAt(key)
  return asked.ids.map((id) => {
    const name = found ? nameOf(doc, id) : null
    if (name === null) return null
    const value = findValue(hive.cells, node, name)
    if (value !== NIL) return ids.of(value)
    // A default value that is not set has a row too.
    return name === '' ? 0 : null
  })
}

/** The name of a value by its id; null when the value is gone for good. */
function nameOf(doc: HiveDocument, id: ValueId): string | null {
  if (id === 0) return ''
  const origin = originOf(doc, id)
  if (origin === null) return null
  const { cells } = origin.hive
  const value = findKeyValue(cells, origin.cell)
  return value === 0 ? null : valueName(cells, origin.cell, value)
}
