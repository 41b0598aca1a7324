/**
 * Which nodes of a tree of differences are rows: those that are listed, and the keys above them. Keys that have
 * nothing of their own to show and only one key below them are drawn as part of its path.
 */

import type { DifferenceTree, Node } from './DifferenceTree.ts'

const NONE = -1

export class TreeLayout {
  readonly #tree: DifferenceTree
  /** 1 for a node with a difference that is listed. */
  readonly #listed: Uint8Array
  /** The number of listed differences at and below each node. */
  readonly #below: Uint32Array
  /** 1 for a key that is drawn with the one below it. */
  readonly #joined: Uint8Array
  /** The row above each row; -1 for none. */
  readonly #rowParents: Int32Array
  /** The place of each row among those below the same row, from 1. */
  readonly #positions: Uint32Array
  /** The number of rows below each row. */
  readonly #children: Uint32Array
  #top = 0

  /**
   * @param tree - the tree
   * @param listed - for each node 1 if its difference is listed, else 0
   */
  constructor(tree: DifferenceTree, listed: Uint8Array) {
    const { size } = tree
    this.#tree = tree
    this.#listed = listed
    this.#below = new Uint32Array(size)
    this.#joined = new Uint8Array(size)
    this.#rowParents = new Int32Array(size)
    this.#positions = new Uint32Array(size)
    this.#children = new Uint32Array(size)
    this.#count()
    this.#join()
    this.#place()
  }

  /** The number of nodes that were laid out. */
  get size(): number {
    return this.#below.length
  }

  /** The number of differences that are listed. */
  get total(): number {
    return this.#below[0] ?? 0
  }

  /** Whether the difference of a node is listed. */
  isListed(node: Node): boolean {
    return this.#listed[node] === 1
  }

  /** Whether a node has a row of its own. */
  isRow(node: Node): boolean {
    return (this.#below[node] as number) > 0 && this.#joined[node] === 0
  }

  /** The number of listed differences below a node. */
  countBelow(node: Node): number {
    return (this.#below[node] as number) - (this.#listed[node] as number)
  }

  /** The row above a row; -1 for none. */
  rowAbove(node: Node): Node {
    return this.#rowParents[node] as Node
  }

  /** The place of a row among those below the same row, from 1, and their number. */
  placeOf(node: Node): { readonly position: number; readonly setSize: number } {
    const parent = this.rowAbove(node)
    const setSize = parent === NONE ? this.#top : (this.#children[parent] as number)
    return { position: this.#positions[node] as number, setSize }
  }

  /** The level of a row, from 1. */
  levelOf(node: Node): number {
    let level = 1
    for (let at = this.rowAbove(node); at !== NONE; at = this.rowAbove(at)) level++
    return level
  }

  /** The keys that are drawn with a row, from the top down, and the key of the row itself. */
  pathOf(node: Node): readonly Node[] {
    const path = [node]
    const { parents } = this.#tree
    for (
      let at = parents[node] as Node;
      at > 0 && this.#joined[at] === 1;
      at = parents[at] as Node
    ) {
      path.push(at)
    }
    return path.reverse()
  }

  #count(): void {
    const { parents } = this.#tree
    for (let node = this.size - 1; node >= 0; node--) {
      const count = (this.#below[node] as number) + (this.#listed[node] as number)
      this.#below[node] = count
      if (node > 0)
        this.#below[parents[node] as Node] = (this.#below[parents[node] as Node] as number) + count
    }
  }

  #join(): void {
    const tree = this.#tree
    const children = new Uint32Array(this.size)
    const values = new Uint8Array(this.size)
    for (let node = 1; node < this.size; node++) {
      if (this.#below[node] === 0) continue
      const parent = tree.parents[node] as Node
      children[parent] = (children[parent] as number) + 1
      if (tree.isValue(node)) values[parent] = 1
    }
    for (let node = 0; node < this.size; node++) {
      const isShown = this.isListed(node) || values[node] === 1 || children[node] === 0
      // The root is above everything, which needs no row.
      if (!isShown && (node === 0 || children[node] === 1)) this.#joined[node] = 1
    }
  }

  #place(): void {
    const { parents } = this.#tree
    for (let node = 0; node < this.size; node++) {
      const parent = node === 0 ? NONE : (parents[node] as Node)
      const above = parent !== NONE && this.#joined[parent] === 1 ? this.rowAbove(parent) : parent
      this.#rowParents[node] = above
      if (!this.isRow(node)) continue
      const position = above === NONE ? ++this.#top : (this.#children[above] as number) + 1
      if (above !== NONE) this.#children[above] = position
      this.#positions[node] = position
    }
  }
}
