/**
 * The differences between two hives as a tree: keys with a difference in them or below them, and values that differ
 * below their keys. It is kept in columns, a few numbers for each row, in the order in which it is drawn.
 */

import type { Difference, KeyPair } from '../../compare/difference.ts'
import { part, type Work } from '../../work.ts'
import { placedOrder } from '../PlacedRows.ts'
import { kindOf, numberOf, rowId } from './rowIds.ts'

/** The number of a node in the order of the tree. The node of the root is 0. */
export type Node = number

const NONE = -1
/** Nodes that are added between two pauses. */
const NODES_A_STEP = 4096

export class DifferenceTree {
  /** The node above each; -1 above the root. */
  readonly parents: Node[] = []
  /** Levels below the root. */
  readonly depths: number[] = []
  /** The number of the difference of each node; -1 for a key that is only above some. */
  readonly differences: number[] = []
  /** The key of each node; of a value, the key that it is in. */
  readonly keys: KeyPair[] = []
  /** The ids of nodes, which stay the same while the tree grows. */
  readonly ids: number[] = []
  readonly #all: readonly Difference[]
  /** The id of each key. */
  readonly #keyIds: Map<KeyPair, number>
  /** The nodes of keys, by their number, and of values, by the number of the difference. */
  readonly #keyNodes: Node[] = []
  readonly #valueNodes = new Map<number, Node>()
  /** The keys on the way to the node that was added last, by depth. */
  readonly #open: Node[] = []
  #added = 0

  /**
   * @param differences - by number; more may be added to it
   * @param keyIds - the ids of keys that are known
   */
  constructor(differences: readonly Difference[], keyIds = new Map<KeyPair, number>()) {
    this.#all = differences
    this.#keyIds = keyIds
  }

  /** The number of nodes. */
  get size(): number {
    return this.parents.length
  }

  /**
   * Adds the differences that came since, those that belong at the end of the tree. The others are added when it is
   * built.
   */
  grow(): void {
    for (; this.#added < this.#all.length; this.#added++) this.#append(this.#added)
  }

  /**
   * Makes the tree of all differences, in steps. Ids stay the same.
   *
   * @returns another tree, so that this one can be read meanwhile
   */
  *builtSteps(): Work<DifferenceTree> {
    const tree = new DifferenceTree(this.#all, this.#keyIds)
    yield* tree.#build()
    return tree
  }

  *#build(): Work<void> {
    const all = this.#all
    const children = new Children()
    const order = placedOrder(all)
    for (let at = 0; at < order.length; at++) {
      const number = order[at] as number
      const { key, value } = all[number] as Difference
      const id = this.#addAbove(key, children)
      if (value === null) children.differences.set(id, number)
      else {
        const own = rowId('value', number)
        children.add(id, { id: own, key, number })
      }
      if (at % NODES_A_STEP === 0) yield at / order.length / 2
    }
    yield* part(this.#flatten(children, order.length), 0.5, 1)
    this.#added = all.length
  }

  /** The node of an id; -1 if there is none. */
  nodeOf(id: number): Node {
    const number = numberOf(id)
    const node = isValueId(id) ? this.#valueNodes.get(number) : this.#keyNodes[number]
    return node ?? NONE
  }

  isValue(node: Node): boolean {
    return isValueId(this.ids[node] as number)
  }

  /** The difference of a node; null for a key that is only above some. */
  differenceAt(node: Node): Difference | null {
    return this.#all[this.differences[node] as number] ?? null
  }

  /** The node after a node and everything below it. */
  endOf(node: Node): Node {
    const depth = this.depths[node] as number
    let end = node + 1
    while (end < this.size && (this.depths[end] as number) > depth) end++
    return end
  }

  #idOf(key: KeyPair): number {
    const known = this.#keyIds.get(key)
    if (known !== undefined) return known
    const id = rowId('key', this.#keyIds.size)
    this.#keyIds.set(key, id)
    return id
  }

  /** Adds a difference if it belongs at the end. */
  #append(number: number): void {
    const { key, value } = this.#all[number] as Difference
    const parent = this.#openAt(key)
    if (parent === NONE) return
    if (value === null) this.differences[parent] = number
    else this.#push({ id: rowId('value', number), key, number }, parent)
  }

  /** The node of a key, which is added if it belongs at the end; -1 if it belongs elsewhere. */
  #openAt(key: KeyPair): Node {
    const known = this.#keyNodes[numberOf(this.#idOf(key))] ?? NONE
    if (known !== NONE) return this.#open[key.depth] === known ? known : NONE
    const parent = key.parent === null ? NONE : this.#openAt(key.parent)
    if (key.parent !== null && parent === NONE) return NONE
    if (key.parent === null && this.size > 0) return NONE
    return this.#pushKey(key, parent)
  }

  #pushKey(key: KeyPair, parent: Node, number = NONE): Node {
    const node = this.#push({ id: this.#idOf(key), key, number }, parent)
    this.#open.length = key.depth
    this.#open[key.depth] = node
    return node
  }

  #push({ id, key, number }: Child, parent: Node): Node {
    const node = this.size
    this.parents.push(parent)
    this.depths.push(parent === NONE ? 0 : (this.depths[parent] as number) + 1)
    this.differences.push(number)
    this.keys.push(key)
    this.ids.push(id)
    if (isValueId(id)) this.#valueNodes.set(number, node)
    else this.#keyNodes[numberOf(id)] = node
    return node
  }

  /** Adds a key below its parent, unless it is there. Returns its id. */
  #addAbove(key: KeyPair, children: Children): number {
    const id = this.#idOf(key)
    const missing: KeyPair[] = []
    let at: KeyPair | null = key
    for (; at !== null && !children.has(this.#idOf(at)); at = at.parent) missing.push(at)
    for (const one of missing.reverse()) {
      const child = { id: this.#idOf(one), key: one, number: NONE }
      children.add(one.parent === null ? NONE : this.#idOf(one.parent), child)
    }
    return id
  }

  /** Puts the nodes in the order of the tree, in steps. */
  *#flatten(children: Children, count: number): Work<void> {
    const open = [{ children: children.below(NONE), next: 0, parent: NONE }]
    for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
      const child = level.children[level.next++]
      if (child === undefined) open.pop()
      else if (isValueId(child.id)) this.#push(child, level.parent)
      else {
        const number = children.differences.get(child.id) ?? NONE
        const parent = this.#pushKey(child.key, level.parent, number)
        open.push({ children: children.below(child.id), next: 0, parent })
      }
      if (this.size % NODES_A_STEP === 0) yield Math.min(1, this.size / count)
    }
  }
}

/** A node while the tree is built. */
interface Child {
  readonly id: number
  readonly key: KeyPair
  readonly number: number
}

/** What is below each key, in the order in which it was found. */
class Children {
  /** The differences of keys, by id. */
  readonly differences = new Map<number, number>()
  readonly #byKey = new Map<number, Child[]>()
  readonly #known = new Set<number>()

  has(id: number): boolean {
    return this.#known.has(id)
  }

  add(parent: number, child: Child): void {
    this.#known.add(child.id)
    const others = this.#byKey.get(parent)
    if (others === undefined) this.#byKey.set(parent, [child])
    else others.push(child)
  }

  below(parent: number): readonly Child[] {
    return this.#byKey.get(parent) ?? []
  }
}

function isValueId(id: number): boolean {
  return kindOf(id) === 'value'
}
