/** Finding keys again by path after a step of the history exchanged the whole image for another one. */

import type { Hive } from '../offreg/Hive.ts'
import { findKeyNode, keyPath } from '../regf/keyNode.ts'
import { findKeyValue, findValue, valueName } from '../regf/keyValue.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { findSubkey } from '../regf/subkeyList.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { KeyId, Relocated, RequestOf } from './protocol.ts'

interface Place {
  readonly key: CellOffset
  readonly found: boolean
}

/** The same keys, and the same value of one, in the hive that is current. */
export function relocate(doc: HiveDocument, request: RequestOf<'relocate'>): Relocated {
  const { ids, revision } = doc
  const keys = request.keys.map((id) => {
    const { key, found } = placeOf(doc, id)
    return { key: ids.of(key), found }
  })
  const value = request.value === null ? NIL : sameValue(doc, request.value)
  return { revision, keys, value: value === NIL ? null : ids.of(value) }
}

function placeOf(doc: HiveDocument, id: KeyId): Place {
  const { hive } = doc
  const origin = originOf(doc, id)
  if (origin === null) return { key: hive.root, found: false }
  if (origin.hive === hive) return { key: origin.cell, found: true }
  return follow(hive, keyPath(origin.hive.cells, origin.hive.root, origin.cell))
}

/** The hive an id was made in, and the cell it is about, if a record is there. */
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

function sameValue(
  doc: HiveDocument,
  asked: { readonly key: number; readonly value: number },
): CellOffset {
  const { key, found } = placeOf(doc, asked.key)
  const origin = originOf(doc, asked.value)
  const old = origin && findKeyValue(origin.hive.cells, origin.cell)
  if (!found || !origin || !old) return NIL
  const name = valueName(origin.hive.cells, origin.cell, old)
  const { cells } = doc.hive
  return findValue(cells, cells.payloadAt(key), name)
}
