/** What is shown of a row of a comparison when it is selected, and where it is in the hives as they are now. */

import type { KeyPair } from '../../compare/difference.ts'
import { flagsOf, securityOf } from '../../compare/shown.ts'
import type { CellStore } from '../../regf/CellStore.ts'
import { findKeyNode, keyClass, keyLastWrite, keyName } from '../../regf/keyNode.ts'
import { findKeyValue, findValue, valueCount, valueName, valueType } from '../../regf/keyValue.ts'
import { NK } from '../../regf/layout.ts'
import { type CellOffset, NIL } from '../../regf/offsets.ts'
import { findSubkey } from '../../regf/subkeyList.ts'
import { dataCopy, dataSize } from '../../regf/valueData.ts'
import { shownName } from '../../text/visibleText.ts'
import { rowPath } from '../displayNames.ts'
import { firstPlace } from '../firstDifference.ts'
import type { HiveDocument } from '../HiveDocument.ts'
import type { DifferencePlace, RowDetails, SideDetails, SideName } from '../protocol.ts'
import type { ListedComparison } from './ListedComparison.ts'
import { LoneContent } from './LoneContent.ts'

/** The bytes of a value that are shown. */
const HEAD_BYTES = 0x10000
/** The bytes around the first place that differs, if it is behind those, and how many of them are before it. */
const AROUND_BYTES = 0x1000
const BEFORE_BYTES = 0x100
/** The bytes that are looked at for it. */
const COMPARED_BYTES = 0x1000000

/** A key or value in one of the hives. */
interface Place {
  readonly cells: CellStore
  readonly path: readonly string[]
  readonly key: CellOffset
  /** NIL of a key. */
  readonly value: CellOffset
}

/** Everything that is shown of a row. */
export function rowDetails(listed: ListedComparison, row: number): RowDetails {
  const [left, right] = [placeIn(listed, row, 'left'), placeIn(listed, row, 'right')]
  const differsAt = left && right ? differs(left, right) : null
  return {
    left: left && details(left, differsAt),
    right: right && details(right, differsAt),
    differsAt,
  }
}

/** Where a row is in one of the hives as it is now; null if that is not a document. */
export function rowPlace(
  listed: ListedComparison,
  row: number,
  side: SideName,
): DifferencePlace | null {
  const { doc } = listed.sides[side].opened
  if (doc === null) return null
  const place = placeIn(listed, row, side)
  const names = place?.path ?? pathOf(listed, row, side)
  const value = place === null || place.value === NIL ? null : nameOf(place)
  return currentPlace(doc, names, value, place !== null)
}

function currentPlace(
  doc: HiveDocument,
  names: readonly string[],
  value: string | null,
  isThere: boolean,
): DifferencePlace {
  const { cells, root } = doc.hive
  let key = root
  let found = isThere
  for (const name of names) {
    const next = findSubkey(cells, cells.payloadAt(key), name)
    if (next === NIL || findKeyNode(cells, next) === 0) {
      found = false
      break
    }
    doc.tree.full.meet(next, key)
    key = next
  }
  const cell = found && value !== null ? findValue(cells, cells.payloadAt(key), value) : NIL
  return {
    doc: doc.id,
    key: doc.ids.of(key),
    value: cell === NIL ? null : doc.ids.of(cell),
    found: found && (value === null || cell !== NIL),
  }
}

/** A row in one of the hives as they were compared; null if that does not have it. */
function placeIn(listed: ListedComparison, row: number, side: SideName): Place | null {
  const which = side === 'left' ? 'before' : 'after'
  if (LoneContent.isId(row)) return memberIn(listed, row, side)
  const { tree } = listed
  const node = tree.nodeOf(row)
  const difference = tree.differenceAt(node)
  const pair = tree.keys[node]
  if (pair === undefined) return null
  const key: KeyPair = side === 'left' ? (difference?.from ?? pair) : pair
  const value = tree.isValue(node) ? (difference?.value?.[which] ?? NIL) : NIL
  if (key[which] === NIL || (tree.isValue(node) && value === NIL)) return null
  const path = listed.pathIn(side, key)
  return { cells: listed.cells[which], path, key: key[which], value }
}

function memberIn(listed: ListedComparison, row: number, side: SideName): Place | null {
  const { rows, tree } = listed
  const member = LoneContent.memberOf(row)
  const cells = listed.cells[side === 'left' ? 'before' : 'after']
  const { top: id, holders } = rows.content.pathOf(member)
  const pair = tree.keys[tree.nodeOf(id)]
  const last = holders.at(-1)
  if (pair === undefined || last === undefined || last.cells !== cells) return null
  const isKey = rows.content.isKey(member)
  const keys = isKey ? holders : holders.slice(0, -1)
  const names = keys.map(({ cell }) => keyName(cells, cell, cells.payloadAt(cell)))
  const top = side === 'left' ? pair.before : pair.after
  return {
    cells,
    path: [...listed.pathIn(side, pair), ...names],
    key: keys.at(-1)?.cell ?? top,
    value: isKey ? NIL : last.cell,
  }
}

/** The path of the key that a row would be in or be. */
function pathOf(listed: ListedComparison, row: number, side: SideName): readonly string[] {
  const top = LoneContent.isId(row)
    ? listed.rows.content.pathOf(LoneContent.memberOf(row)).top
    : row
  const pair = listed.tree.keys[listed.tree.nodeOf(top)]
  return pair === undefined ? [] : listed.pathIn(side, pair)
}

function details(place: Place, differsAt: number | null): SideDetails {
  const { cells, key, value } = place
  const { path } = rowPath(place.path.length, (at) => place.path[at] as string)
  const shown = (name: string) => shownName(name)
  const node = cells.payloadAt(key)
  if (value === NIL) {
    return {
      path,
      value: null,
      key: {
        name: shown(keyName(cells, key, node)),
        time: keyLastWrite(cells, node),
        class: keyClass(cells, node),
        flags: flagsOf(cells, node),
        security: securityOf(cells, node),
        subkeys: cells.image.u32(node + NK.SUBKEY_COUNT),
        values: valueCount(cells, node),
      },
    }
  }
  const record = cells.payloadAt(value)
  const isBehind = differsAt !== null && differsAt >= HEAD_BYTES
  const at = isBehind ? Math.max(0, (differsAt - BEFORE_BYTES) & ~15) : 0
  const all = isBehind ? dataCopy(cells, record, at + AROUND_BYTES) : new Uint8Array()
  return {
    path,
    key: null,
    value: {
      name: shown(nameOf(place)),
      type: valueType(cells, record),
      size: dataSize(cells, record),
      head: dataCopy(cells, record, HEAD_BYTES),
      at,
      bytes: all.slice(at),
    },
  }
}

function nameOf({ cells, value }: Place): string {
  return valueName(cells, value, cells.payloadAt(value))
}

/** The number of bytes before the first in which two values differ; null if they have the same data. */
function differs(left: Place, right: Place): number | null {
  if (left.value === NIL || right.value === NIL) return null
  const data = ({ cells, value }: Place) => {
    return findKeyValue(cells, value) === 0
      ? new Uint8Array()
      : dataCopy(cells, cells.payloadAt(value), COMPARED_BYTES)
  }
  return firstPlace(data(left), data(right))?.at ?? null
}
