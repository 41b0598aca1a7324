/**
 * The nodes of `visibleRows.ts`: opened keys with their opened subkeys, and how many rows each shows.
 * Counts are made when they are asked for; whatever changes a node calls `stale`.
 */

import type { CellOffset } from '../regf/offsets.ts'

export interface RowNode {
  cell: CellOffset
  parent: RowNode | null
  /** Position among the parent's children. */
  position: number
  /** Cells of all subkeys, in stored order. */
  children: Uint32Array
  expanded: boolean
  /** The nodes of opened children, by position. */
  openChildren: RowNode[]
  /**
   * The row of each open child, counted from the node's first child; null when they have to be
   * counted again.
   */
  starts: Float64Array | null
  /** The number of rows below the node while it is expanded; counted with `starts`. */
  size: number
}

/** A place in a walk over visible rows. */
export interface RowPlace {
  readonly node: RowNode
  position: number
  /** Index of the first open child at or after the position. */
  nextOpen: number
}

/** A closed node without children. */
export function newNode(cell: CellOffset, parent: RowNode | null, position: number): RowNode {
  const children = new Uint32Array()
  return {
    cell,
    parent,
    position,
    children,
    expanded: false,
    openChildren: [],
    starts: null,
    size: 0,
  }
}

/** Inserts a node among its parent's opened children, in order. */
export function insertOpenChild(parent: RowNode, openChild: RowNode): void {
  const { openChildren } = parent
  const before = lastAtOrBefore(
    openChildren.length,
    (k) => openChildren[k]?.position,
    openChild.position,
  )
  openChildren.splice(before + 1, 0, openChild)
  stale(parent)
}

/**
 * Marks the counts of a node, and of those above it, as stale. What is above a stale node is stale too,
 * unless a closed node is between.
 */
export function stale(node: RowNode | null): void {
  for (let at = node; at !== null && at.starts !== null; at = at.parent) at.starts = null
}

/** The number of rows below a node. */
export function shownBelow(node: RowNode): number {
  if (!node.expanded) return 0
  startsOf(node)
  return node.size
}

/** The number of rows from a node's own row down to its child at a position. */
export function rowWithin(node: RowNode, position: number): number {
  const starts = startsOf(node)
  const { openChildren } = node
  const before = lastAtOrBefore(openChildren.length, (k) => openChildren[k]?.position, position - 1)
  const openChild = openChildren[before]
  if (openChild === undefined) return position + 1
  return (starts[before] as number) + shownBelow(openChild) + position - openChild.position + 1
}

/**
 * The path to row `row` below `top`: a place in each node on the path, the last one being that of
 * the row.
 */
export function seekRow(top: RowNode, row: number): RowPlace[] {
  const path: RowPlace[] = []
  let node = top
  let rest = row
  for (;;) {
    const starts = startsOf(node)
    const before = lastAtOrBefore(starts.length, (k) => starts[k], rest)
    const openChild = node.openChildren[before]
    if (openChild === undefined) {
      path.push({ node, position: rest, nextOpen: 0 })
      return path
    }
    const inside = rest - (starts[before] as number)
    const shown = shownBelow(openChild)
    if (inside === 0 || inside > shown) {
      const position = inside === 0 ? openChild.position : openChild.position + inside - shown
      path.push({ node, position, nextOpen: inside === 0 ? before : before + 1 })
      return path
    }
    path.push({ node, position: openChild.position + 1, nextOpen: before + 1 })
    node = openChild
    rest = inside - 1
  }
}

/**
 * Counts the rows of a node and of stale nodes below it. It does not recurse, since a damaged hive
 * may be deep.
 */
function startsOf(top: RowNode): Float64Array {
  if (top.starts !== null) return top.starts
  const path = [{ node: top, next: 0 }]
  let starts = new Float64Array()
  for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
    const { node } = at
    const openChild = node.openChildren[at.next]
    if (openChild !== undefined) {
      at.next++
      if (openChild.expanded && openChild.starts === null) path.push({ node: openChild, next: 0 })
      continue
    }
    let below = 0
    starts = Float64Array.from(node.openChildren, (one) => {
      const start = one.position + below
      below += one.expanded ? one.size : 0
      return start
    })
    node.starts = starts
    node.size = node.children.length + below
    path.pop()
  }
  return starts
}

/**
 * The last index among `count` ascending numbers whose number is at most `wanted`; -1 when there is
 * none.
 */
function lastAtOrBefore(
  count: number,
  at: (index: number) => number | undefined,
  wanted: number,
): number {
  let low = -1
  let high = count - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((at(middle) ?? Number.POSITIVE_INFINITY) <= wanted) low = middle
    else high = middle - 1
  }
  return low
}
