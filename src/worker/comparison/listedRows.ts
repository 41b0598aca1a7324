/** The rows of a comparison for the page. */

import type { Difference } from '../../compare/difference.ts'
import { type Side, shownData, shownDifference } from '../../compare/shown.ts'
import { keyName } from '../../regf/keyNode.ts'
import { valueName } from '../../regf/keyValue.ts'
import { NIL } from '../../regf/offsets.ts'
import { shownName } from '../../text/visibleText.ts'
import { rowPath } from '../displayNames.ts'
import { firstDifference } from '../firstDifference.ts'
import type { RowPage, SideName, TwoHivesRow } from '../protocol.ts'
import type { ShownRow } from './DifferenceRows.ts'
import type { Node } from './DifferenceTree.ts'
import type { ListedComparison } from './ListedComparison.ts'
import { LoneContent } from './LoneContent.ts'

const NOTHING = { keys: 0, values: 0 }

/** Rows from an index on, at most `count`. */
export function rowPage(
  listed: ListedComparison,
  from: number,
  count: number,
): RowPage<TwoHivesRow> {
  const { version, rows: total } = listed.state
  const rows = listed.rows.slice(from, count).map((row) => rowOf(listed, row))
  return { revision: version, total, from, rows }
}

/** One row. */
export function rowOf(listed: ListedComparison, row: ShownRow): TwoHivesRow {
  const expanded = listed.rows.isExpanded(row)
  return 'member' in row
    ? { ...memberRow(listed, row), expanded }
    : { ...nodeRow(listed, row), expanded }
}

type Unexpanded = Omit<TwoHivesRow, 'expanded'>

function nodeRow(
  listed: ListedComparison,
  { node, level }: Extract<ShownRow, { node: Node }>,
): Unexpanded {
  const { tree, rows } = listed
  const difference = rows.layout.isListed(node) ? tree.differenceAt(node) : null
  const isValue = tree.isValue(node)
  const names = namesOf(listed, node)
  return {
    id: tree.ids[node] as number,
    level,
    ...rows.layout.placeOf(node),
    what: isValue ? 'value' : 'key',
    ...names,
    inside: false,
    below: rows.layout.countBelow(node),
    ...contentOf(listed, difference),
  }
}

function contentOf(
  listed: ListedComparison,
  difference: Difference | null,
): Pick<
  TwoHivesRow,
  'kind' | 'parts' | 'along' | 'from' | 'renamed' | 'left' | 'right' | 'differs'
> {
  if (difference === null) {
    return {
      kind: null,
      parts: [],
      along: NOTHING,
      from: null,
      renamed: false,
      left: null,
      right: null,
      differs: null,
    }
  }
  const shown = shownDifference(difference, listed.cells)
  const { kind, parts, along, from, was, is } = shown
  return {
    ...{ kind, parts, along },
    from: from && rowPath(from.length, (at) => from[at] as string).path,
    renamed: difference.from !== null && difference.from.parent === difference.key.parent,
    ...{ left: was, right: is },
    differs: firstDifference(difference, listed.cells, shown),
  }
}

/** The names of a row: of the key or value, and of the keys that are drawn with it. */
function namesOf(listed: ListedComparison, node: Node): Pick<TwoHivesRow, 'names' | 'isCut'> {
  const { tree, cells } = listed
  const path = tree.isValue(node) ? [node] : listed.rows.layout.pathOf(node)
  const nameAt = (index: number) => {
    const one = path[index] as Node
    const value = tree.isValue(one) ? (tree.differenceAt(one)?.value ?? null) : null
    const { before, after } = value ?? tree.keys[one] ?? { before: NIL, after: NIL }
    const [store, cell] = after === NIL ? [cells.before, before] : [cells.after, after]
    const read = value === null ? keyName : valueName
    return read(store, cell, store.payloadAt(cell))
  }
  if (path.length > 1) {
    const shown = rowPath(path.length, nameAt)
    return { names: shown.path, isCut: shown.pathCut }
  }
  const name = nameAt(0)
  const shown = shownName(name)
  return { names: [shown], isCut: shown !== name }
}

function memberRow(
  listed: ListedComparison,
  { member, of, level }: Extract<ShownRow, { of: Node }>,
): Unexpanded {
  const { content } = listed.rows
  const { cells, cell } = content.holder(member)
  const isKey = content.isKey(member)
  const read = isKey ? keyName : valueName
  const name = read(cells, cell, cells.payloadAt(cell))
  const shown = shownName(name)
  const kind = listed.tree.differenceAt(of)?.kind ?? null
  const side: SideName = kind === 'removed' ? 'left' : 'right'
  const data: Side | null = isKey ? null : { data: shownData(cells, cells.payloadAt(cell)) }
  return {
    id: LoneContent.idOf(member),
    level,
    ...content.placeOf(member),
    what: isKey ? 'key' : 'value',
    kind,
    names: [shown],
    isCut: shown !== name,
    inside: true,
    parts: [],
    along: NOTHING,
    from: null,
    renamed: false,
    left: side === 'left' ? data : null,
    right: side === 'right' ? data : null,
    differs: null,
    below: 0,
  }
}
