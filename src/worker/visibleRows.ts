/**
 * The rows of a key tree as it is expanded now, without a list of them. Only keys that were opened
 * have a node, which holds its subkeys, its opened subkeys in order, and the number of rows below
 * it. Finding row n, or the row of a key, walks one path. The contents of rows are in
 * `treeReplies.ts`.
 */

import type { RecordChanges } from '../regf/EditLog.ts'
import type { CellOffset } from '../regf/offsets.ts'
import {
  insertOpenChild,
  newNode,
  type RowNode,
  rowWithin,
  seekRow,
  shownBelow,
  stale,
} from './rowNodes.ts'

/** The access to keys that `VisibleRows` needs. */
export interface KeyTree {
  readonly root: CellOffset
  /** Cells of a key's subkeys in stored order, safe to keep. */
  children(key: CellOffset): Uint32Array
  hasChildren(key: CellOffset): boolean
  /** The cell that a key's record names as its parent. */
  parent(key: CellOffset): CellOffset
  /** The most keys that fit in the hive; crafted lists name more. */
  mostKeys(): number
}

/** What an edit changed, as far as rows have to follow it. */
export interface RowChanges extends Pick<RecordChanges, 'moved' | 'freed'> {
  /** The keys whose lists of subkeys changed. */
  readonly lists: Pick<RecordChanges['lists'], 'subkeys'>
}

/** Receives one row; returning `true` ends the walk. */
export type RowVisitor = (
  key: CellOffset,
  place: {
    /** 1 for the root. */
    readonly level: number
    /** Position among `siblings`, from 0. */
    readonly position: number
    readonly siblings: number
    readonly expanded: boolean
  },
) => boolean | undefined

export class VisibleRows {
  readonly #tree: KeyTree
  readonly #root: RowNode
  readonly #nodes = new Map<CellOffset, RowNode>()
  /** Keys listed by a key other than the one they name as their parent; only in damaged hives. */
  readonly #strays = new Map<CellOffset, CellOffset>()

  /** Starts with the root expanded. */
  constructor(tree: KeyTree) {
    this.#tree = tree
    this.#root = newNode(tree.root, null, 0)
    this.#nodes.set(tree.root, this.#root)
    this.#root.children = this.#read(tree.root)
    this.#root.expanded = this.#root.children.length > 0
  }

  get total(): number {
    return 1 + shownBelow(this.#root)
  }

  /** Visits the visible rows from an index on. */
  each(from: number, visit: RowVisitor): void {
    if (from >= this.total) return
    const root = this.#root
    const { expanded } = root
    if (from <= 0 && visit(root.cell, { level: 1, position: 0, siblings: 1, expanded })) return
    if (!expanded) return
    const path = seekRow(root, Math.max(0, from - 1))
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const { node, position } = at
      const siblings = node.children.length
      if (position >= siblings) {
        path.pop()
        continue
      }
      const next = node.openChildren[at.nextOpen]
      const openChild = next?.position === position ? next : null
      const place = {
        level: path.length + 1,
        position,
        siblings,
        expanded: openChild?.expanded ?? false,
      }
      if (visit(node.children[position] as CellOffset, place)) return
      at.position++
      if (openChild === null) continue
      at.nextOpen++
      if (openChild.expanded) path.push({ node: openChild, position: 0, nextOpen: 0 })
    }
  }

  /** Expands or collapses a key; false when no list of subkeys has it. */
  setExpanded(key: CellOffset, expanded: boolean): boolean {
    const node = expanded ? this.#nodeOf(key) : this.#nodes.get(key)
    if (node === null) return false
    if (node !== undefined) this.#setExpanded(node, expanded)
    return true
  }

  /** Expands everything below a key level by level; false when that is more than `limit` rows. */
  expandAll(key: CellOffset, limit: number): boolean {
    const top = this.#nodeOf(key)
    if (top === null) return true
    const queue = [top]
    const bound = Math.min(limit, this.#tree.mostKeys())
    let rows = 0
    let complete = true
    for (const node of queue) {
      rows += node.children.length
      if (rows > bound) return false
      complete = this.#openKids(node, bound - rows) && complete
      this.#setExpanded(node, true)
      for (const openChild of node.openChildren) queue.push(openChild)
    }
    return complete
  }

  /** Expands the ancestors of a key. Returns its row; -1 when no list of subkeys has it. */
  reveal(key: CellOffset): number {
    if (key === this.#root.cell) return 0
    const path = this.ancestors(key)
    const owner = path === null ? null : this.#nodeOf(path.at(-2) as CellOffset)
    const position = owner?.children.indexOf(key) ?? -1
    if (owner === null || position < 0) return -1
    for (let node: RowNode | null = owner; node !== null; node = node.parent) {
      this.#setExpanded(node, true)
    }
    let index = rowWithin(owner, position)
    for (let node = owner; node.parent !== null; node = node.parent) {
      index += rowWithin(node.parent, node.position)
    }
    return index
  }

  /** The key that lists a key, as far as it is known; otherwise the one that its record names. */
  parentOf(key: CellOffset): CellOffset {
    return this.#strays.get(key) ?? this.#tree.parent(key)
  }

  /** Cells from the root down to a key; null when its parents do not lead to the root. */
  ancestors(key: CellOffset): CellOffset[] | null {
    const path = [key]
    const seen = new Set(path)
    for (let at = key; at !== this.#root.cell; path.push(at)) {
      at = this.parentOf(at)
      if (seen.has(at)) return null
      seen.add(at)
    }
    return path.reverse()
  }

  /**
   * Records a key that is listed by a key other than its parent, so that `ancestors` finds the path
   * to it.
   */
  meet(key: CellOffset, owner: CellOffset): void {
    if (this.#tree.parent(key) === owner || this.#nodes.has(key) || this.#strays.has(key)) return
    this.#strays.set(key, owner)
  }

  /** Follows an edit: opened keys stay open, in whatever cell they are now. */
  edited({ moved, freed, lists }: RowChanges): void {
    this.#drop(freed.keys)
    this.#move(moved)
    const gone = [...lists.subkeys].flatMap((key) => this.#refresh(key))
    for (const node of gone) if (!this.#rehome(node)) this.#forget(node)
  }

  /** Reads the subkeys of a key again. Returns the nodes of those that are not there any more. */
  #refresh(key: CellOffset): readonly RowNode[] {
    const node = this.#nodes.get(key)
    if (node === undefined) return []
    node.children = this.#read(key)
    const positions =
      node.openChildren.length > 0 ? positionsOf(node.children) : new Map<number, number>()
    const kept: RowNode[] = []
    const gone: RowNode[] = []
    for (const openChild of node.openChildren) {
      const position = positions.get(openChild.cell)
      if (position === undefined) gone.push(openChild)
      else {
        openChild.position = position
        kept.push(openChild)
      }
    }
    node.openChildren = kept.sort((a, b) => a.position - b.position)
    if (node.children.length === 0) node.expanded = false
    stale(node)
    stale(node.parent)
    return gone
  }

  /** Puts the node of a key that was moved below its new parent; false if that does not list it. */
  #rehome(node: RowNode): boolean {
    const parent = this.#nodeOf(this.#tree.parent(node.cell))
    const position = parent?.children.indexOf(node.cell) ?? -1
    if (parent === null || position < 0) return false
    node.parent = parent
    node.position = position
    insertOpenChild(parent, node)
    stale(parent.parent)
    return true
  }

  /**
   * Expands the keys that are expanded in the rows of another hive.
   *
   * @param find - finds the child of a key here that corresponds to a key there; null if there is
   *   none
   */
  expandLike(
    other: VisibleRows,
    find: (parent: CellOffset, there: CellOffset) => CellOffset | null,
  ): void {
    const pairs: [here: RowNode, there: RowNode][] = [[this.#root, other.#root]]
    for (const [here, there] of pairs) {
      const positions = there.openChildren.length > 0 ? positionsOf(here.children) : new Map()
      for (const openChild of there.openChildren) {
        const position = positions.get(find(here.cell, openChild.cell) ?? -1)
        const cell = here.children[position ?? -1] as CellOffset | undefined
        if (position === undefined || cell === undefined || this.#nodes.has(cell)) continue
        pairs.push([this.#addOpenChild(here, position), openChild])
      }
    }
    // From the leaves up: a closed node is kept only if something below it is open.
    for (const [here, there] of pairs.reverse()) this.#setExpanded(here, there.expanded)
  }

  /** Reads all lists of subkeys again, since the full check changes which cells are valid. */
  refreshAll(): void {
    for (const key of [...this.#nodes.keys()]) this.#refresh(key).forEach(this.#forget, this)
  }

  #setExpanded(node: RowNode, expanded: boolean): void {
    const now = expanded && node.children.length > 0
    if (node.expanded !== now) {
      node.expanded = now
      stale(node.parent)
    }
    if (now || node.openChildren.length > 0 || node.parent === null) return
    // A closed key without opened subkeys needs no node.
    const { parent } = node
    parent.openChildren = parent.openChildren.filter((openChild) => openChild !== node)
    this.#nodes.delete(node.cell)
    stale(parent)
  }

  /**
   * The node of a key, created with those of its ancestors; null when no list of subkeys has the
   * key.
   */
  #nodeOf(key: CellOffset): RowNode | null {
    const known = this.#nodes.get(key)
    if (known !== undefined) return known
    let node = this.#root
    for (const cell of this.ancestors(key)?.slice(1) ?? []) {
      const position = node.children.indexOf(cell)
      if (position < 0) return null
      node = this.#nodes.get(cell) ?? this.#addOpenChild(node, position)
    }
    return node.cell === key ? node : null
  }

  #addOpenChild(parent: RowNode, position: number): RowNode {
    const openChild = this.#newOpenChild(parent, position)
    insertOpenChild(parent, openChild)
    stale(parent)
    return openChild
  }

  #newOpenChild(parent: RowNode, position: number): RowNode {
    const openChild = newNode(parent.children[position] as CellOffset, parent, position)
    this.#nodes.set(openChild.cell, openChild)
    openChild.children = this.#read(openChild.cell)
    return openChild
  }

  /**
   * Creates a node for every subkey that has subkeys and is not shown elsewhere; false when it
   * stopped because they have more than `room` subkeys.
   */
  #openKids(node: RowNode, room: number): boolean {
    const openChildren: RowNode[] = []
    let known = 0
    let rows = 0
    let complete = true
    for (let position = 0; position < node.children.length; position++) {
      const cell = node.children[position] as CellOffset
      let openChild = node.openChildren[known]
      if (openChild?.position === position) known++
      else if (!this.#isHome(cell, node) || !this.#tree.hasChildren(cell)) continue
      else if (rows > room) {
        complete = false
        continue
      } else openChild = this.#newOpenChild(node, position)
      openChildren.push(openChild)
      rows += openChild.children.length
    }
    node.openChildren = openChildren
    stale(node)
    return complete
  }

  #isHome(cell: CellOffset, node: RowNode): boolean {
    return this.parentOf(cell) === node.cell && !this.#nodes.has(cell)
  }

  #read(key: CellOffset): Uint32Array {
    const children = this.#tree.children(key)
    for (const child of children) this.meet(child as CellOffset, key)
    return children
  }

  /** Drops the nodes of deleted keys, whose cells may now hold others. */
  #drop(keys: readonly CellOffset[]): void {
    const parents = new Set<RowNode>()
    for (const key of keys) {
      this.#strays.delete(key)
      const node = this.#nodes.get(key)
      if (node === undefined) continue
      this.#forget(node)
      if (node.parent !== null) parents.add(node.parent)
    }
    for (const parent of parents) {
      parent.openChildren = parent.openChildren.filter(
        (openChild) => this.#nodes.get(openChild.cell) === openChild,
      )
      stale(parent)
      stale(parent.parent)
    }
  }

  /** Moves nodes along with keys that are now in other cells. */
  #move(moved: RecordChanges['moved']): void {
    const nodes = moved.flatMap(([from, to]) => {
      const node = this.#nodes.get(from)
      return node === undefined ? [] : [{ node, to }]
    })
    for (const { node } of nodes) this.#nodes.delete(node.cell)
    for (const { node, to } of nodes) {
      this.#nodes.set(to, node)
      node.cell = to
    }
    if (this.#strays.size > 0) this.#moveStrays(new Map(moved))
  }

  #moveStrays(moved: ReadonlyMap<CellOffset, CellOffset>): void {
    const strays = [...this.#strays]
    this.#strays.clear()
    for (const [key, owner] of strays) {
      this.#strays.set(moved.get(key) ?? key, moved.get(owner) ?? owner)
    }
  }

  #forget(top: RowNode): void {
    const doomed = [top]
    for (const node of doomed) {
      this.#nodes.delete(node.cell)
      for (const openChild of node.openChildren) doomed.push(openChild)
    }
  }
}

/** The first index of each key in a list. */
function positionsOf(children: Uint32Array): Map<number, number> {
  const positions = new Map<number, number>()
  for (let at = children.length - 1; at >= 0; at--) positions.set(children[at] as number, at)
  return positions
}
