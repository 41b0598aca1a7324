/**
 * The rows of a tree of differences that are on show: those of its layout whose keys are expanded, and what is in
 * the expanded keys that only one of the hives has.
 */

import type { DifferenceTree, Node } from './DifferenceTree.ts'
import { hasContent, LoneContent, type Member } from './LoneContent.ts'
import { TreeLayout } from './TreeLayout.ts'

/** The hive of a key that only one has, and its cell there. */
type Holder = ReturnType<LoneContent['holder']>

/** A row: a node of the tree, or something in a key that only one hive has. */
export type ShownRow =
  | { readonly node: Node; readonly level: number }
  | { readonly member: Member; readonly of: Node; readonly level: number }

interface Rows {
  /** Where the key of a node is that only one hive has; null of any other node. */
  loneAt(node: Node): Holder | null
}

export class DifferenceRows {
  readonly content = new LoneContent()
  layout: TreeLayout
  #tree: DifferenceTree
  readonly #loneAt: Rows['loneAt']
  /** Nodes, and -1 - member. */
  #rows: number[] = []
  /** The node and the level of each member on show. */
  readonly #owners: { readonly of: Node; readonly level: number }[] = []
  /** Whether keys with differences below them are expanded, but for some. */
  #expanded = true
  readonly #except = new Set<number>()
  /** The ids of keys whose content is listed. */
  readonly #opened = new Set<number>()

  constructor(tree: DifferenceTree, { loneAt }: Rows) {
    this.#tree = tree
    this.#loneAt = loneAt
    this.layout = new TreeLayout(tree, new Uint8Array(0))
  }

  get total(): number {
    return this.#rows.length
  }

  /** Goes on with another tree of the same differences. */
  follow(tree: DifferenceTree): void {
    this.#tree = tree
  }

  /** Lists other differences: for each node 1 if its difference is listed, else 0. */
  list(listed: Uint8Array): void {
    this.layout = new TreeLayout(this.#tree, listed)
    this.#flatten()
  }

  /** Rows from an index on, at most `count`. */
  slice(from: number, count: number): ShownRow[] {
    return this.#rows.slice(from, from + count).map((code) => this.#rowOf(code))
  }

  /** The ids of rows from an index on, at most `count`. */
  ids(from: number, count: number): Uint32Array<ArrayBuffer> {
    const codes = this.#rows.slice(from, from + count)
    const ids = new Uint32Array(codes.length)
    for (let at = 0; at < codes.length; at++) ids[at] = this.#idOf(codes[at] as number)
    return ids
  }

  /** The index of the row of an id; -1 if there is none. */
  indexOf(id: number): number {
    const code = LoneContent.isId(id) ? memberCode(LoneContent.memberOf(id)) : this.#tree.nodeOf(id)
    return code === -1 && !LoneContent.isId(id) ? -1 : this.#rows.indexOf(code)
  }

  /** The index of the row above a row; -1 if there is none. */
  above(id: number): number {
    if (LoneContent.isId(id)) return this.indexOf(this.content.above(LoneContent.memberOf(id)))
    const above = this.layout.rowAbove(this.#tree.nodeOf(id))
    return above < 0 ? -1 : this.#rows.indexOf(above)
  }

  /** Whether a row is expanded; null if nothing can be below it. */
  isExpanded(row: ShownRow): boolean | null {
    if ('member' in row) {
      const { member } = row
      if (!this.content.isKey(member) || !hasContent(this.content.holder(member))) return null
      return this.#opened.has(LoneContent.idOf(member))
    }
    const { node } = row
    const id = this.#tree.ids[node] as number
    if (this.layout.countBelow(node) > 0) return this.#isOpen(id)
    const lone = this.#loneAt(node)
    return lone === null || !hasContent(lone) ? null : this.#opened.has(id)
  }

  /** Expands or collapses a row. */
  expand(id: number, expanded: boolean): void {
    const isMember = LoneContent.isId(id)
    if (!isMember && this.layout.countBelow(this.#tree.nodeOf(id)) > 0) this.#setOpen(id, expanded)
    else if (expanded) this.#opened.add(id)
    else this.#opened.delete(id)
    this.#flatten()
  }

  /** Expands or collapses all keys with differences below them; the root stays expanded. */
  expandAll(expanded: boolean): void {
    this.#expanded = expanded
    this.#except.clear()
    if (!expanded) {
      this.#opened.clear()
      if (this.#tree.size > 0) this.#except.add(this.#tree.ids[0] as number)
    }
    this.#flatten()
  }

  /**
   * The listed difference after (1) or before (-1) a row, which comes on show.
   *
   * @param id - the row; null to begin at the start or at the end
   * @returns its id; null if there is none
   */
  next(id: number | null, step: 1 | -1): number | null {
    const { size } = this.layout
    const isMember = id !== null && LoneContent.isId(id)
    const from = isMember
      ? (this.#owners[LoneContent.memberOf(id)]?.of ?? 0)
      : id === null
        ? step === 1
          ? -1
          : size
        : this.#tree.nodeOf(id)
    // Before what is in a key comes the key itself.
    let node = isMember && step === -1 ? from : from + step
    while (node >= 0 && node < size && !this.layout.isListed(node)) node += step
    if (node < 0 || node >= size) return null
    this.#reveal(node)
    return this.#tree.ids[node] as number
  }

  /** The numbers of the listed differences that rows stand for: a key stands for those below it too. */
  chosen(ids: Iterable<number>): number[] {
    const numbers = new Set<number>()
    for (const id of ids) {
      if (LoneContent.isId(id)) continue
      const node = this.#tree.nodeOf(id)
      if (node < 0) continue
      for (let at = node; at < this.#tree.endOf(node); at++) this.#choose(at, numbers)
    }
    return [...numbers]
  }

  /** The numbers of all listed differences, in the order of the tree. */
  all(): number[] {
    const numbers = new Set<number>()
    for (let node = 0; node < this.layout.size; node++) this.#choose(node, numbers)
    return [...numbers]
  }

  #choose(node: Node, numbers: Set<number>): void {
    if (this.layout.isListed(node)) numbers.add(this.#tree.differences[node] as number)
  }

  #isOpen(id: number): boolean {
    return this.#expanded !== this.#except.has(id)
  }

  #setOpen(id: number, open: boolean): void {
    if (open === this.#expanded) this.#except.delete(id)
    else this.#except.add(id)
  }

  /** Expands the rows above a node. */
  #reveal(node: Node): void {
    let isHidden = false
    for (let at = this.layout.rowAbove(node); at >= 0; at = this.layout.rowAbove(at)) {
      const id = this.#tree.ids[at] as number
      if (this.#isOpen(id)) continue
      this.#setOpen(id, true)
      isHidden = true
    }
    if (isHidden) this.#flatten()
  }

  #idOf(code: number): number {
    return code < 0 ? LoneContent.idOf(memberCode(code)) : (this.#tree.ids[code] as number)
  }

  #rowOf(code: number): ShownRow {
    if (code >= 0) return { node: code, level: this.layout.levelOf(code) }
    const member = memberCode(code)
    return { member, ...(this.#owners[member] as { of: Node; level: number }) }
  }

  #flatten(): void {
    const { layout } = this
    const { depths, ids } = this.#tree
    const rows: number[] = []
    for (let node = 0; node < layout.size; node++) {
      if (!layout.isRow(node)) continue
      rows.push(node)
      const id = ids[node] as number
      if (layout.countBelow(node) > 0) {
        if (this.#isOpen(id)) continue
        const depth = depths[node] as number
        while (node + 1 < layout.size && (depths[node + 1] as number) > depth) node++
      } else if (this.#opened.has(id)) this.#pushContent(node, rows)
    }
    this.#rows = rows
  }

  /** Adds what is in a key that only one hive has. */
  #pushContent(node: Node, rows: number[]): void {
    const lone = this.#loneAt(node)
    if (lone === null) return
    const open: { next: Member; readonly end: Member; readonly level: number }[] = []
    const enter = (holder: Holder, above: number, level: number) => {
      const { from, count } = this.content.of(holder, above)
      open.push({ next: from, end: from + count, level })
    }
    enter(lone, this.#tree.ids[node] as number, this.layout.levelOf(node) + 1)
    for (let run = open.at(-1); run !== undefined; run = open.at(-1)) {
      if (run.next === run.end) {
        open.pop()
        continue
      }
      const member = run.next++
      this.#owners[member] = { of: node, level: run.level }
      rows.push(memberCode(member))
      const id = LoneContent.idOf(member)
      if (this.#opened.has(id)) enter(this.content.holder(member), id, run.level + 1)
    }
  }
}

/** Turns the number of a member into the code of its row, or back. */
function memberCode(number: number): number {
  return -1 - number
}
