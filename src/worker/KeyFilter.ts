/**
 * The rows of a tree that is filtered: the keys whose names contain a text, and the keys above them.
 * A key with such keys below it has only these as its subkeys; the lowest ones have all of theirs.
 */

import { upcase } from '../bytes/upcase.ts'
import type { RecordChanges } from '../regf/EditLog.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { type KeyTree, VisibleRows } from './visibleRows.ts'

export class KeyFilter {
  /** How many keys have the text in their names. */
  matches = 0
  readonly #text: string
  readonly #full: VisibleRows
  readonly #tree: KeyTree
  /** The keys that are shown by choice: what is below one that is not in `#open` is shown too. */
  #shown: Set<CellOffset>
  /** The keys of which only some subkeys are shown. */
  #open: Set<CellOffset>
  /** The keys that got subkeys since the rows were brought up to date. */
  readonly #changed = new Set<CellOffset>()
  /** Whether keys of which all subkeys are shown stay closed. */
  #isExpanding = false
  #rows: VisibleRows

  /**
   * @param full - the rows without the filter
   * @param tree - the tree of these rows
   * @param text - what names contain, in any case
   */
  constructor(full: VisibleRows, tree: KeyTree, text: string) {
    this.#text = upcase(text)
    this.#full = full
    this.#tree = tree
    this.#shown = new Set([tree.root])
    this.#open = new Set([tree.root])
    this.#rows = new VisibleRows(this.#filtered(tree))
  }

  get rows(): VisibleRows {
    return this.#rows
  }

  /** Where the text is in a name; null if it is not in it. */
  matchIn(name: string): { readonly at: number; readonly length: number } | null {
    const at = upcase(name).indexOf(this.#text)
    return at < 0 ? null : { at, length: this.#text.length }
  }

  /** Adds a key with the text in its name, by the path from the root down to it. */
  add(path: readonly CellOffset[]): void {
    this.matches++
    for (let at = path.length - 1; at > 0; at--) {
      const [parent, key] = [path[at - 1] as CellOffset, path[at] as CellOffset]
      const isKnown = this.#shown.has(key)
      this.#shown.add(key)
      this.#changed.add(parent)
      if (isKnown && this.#open.has(parent)) break
      this.#open.add(parent)
    }
  }

  /** Shows the keys that were added, with everything above them expanded. */
  update(): void {
    if (this.#changed.size === 0) return
    this.#refresh(this.#changed)
    this.#changed.clear()
    this.#isExpanding = true
    this.#rows.expandAll(this.#tree.root, Number.POSITIVE_INFINITY)
    this.#isExpanding = false
  }

  /** Makes a key that does not have the text visible too. */
  include(key: CellOffset): void {
    const path = this.#full.ancestors(key) ?? []
    const changed = new Set<CellOffset>()
    for (let at = 1; at < path.length; at++) {
      const [parent, below] = [path[at - 1] as CellOffset, path[at] as CellOffset]
      if (!this.#open.has(parent)) break
      if (this.#shown.has(below)) continue
      this.#shown.add(below)
      if (below !== key) this.#open.add(below)
      changed.add(parent)
    }
    this.#refresh(changed)
  }

  /** A key itself if it is visible, otherwise the nearest key above it that is. */
  nearest(key: CellOffset): CellOffset {
    const path = this.#full.ancestors(key) ?? []
    for (let at = 1; at < path.length; at++) {
      const parent = path[at - 1] as CellOffset
      if (this.#open.has(parent) && !this.#shown.has(path[at] as CellOffset)) return parent
    }
    return path.at(-1) ?? this.#tree.root
  }

  /** Sorts the subkeys of each key as another tree does; keys stay expanded. */
  sort(tree: KeyTree): void {
    const rows = new VisibleRows(this.#filtered(tree))
    rows.expandLike(this.#rows, (_, there) => there)
    this.#rows = rows
  }

  /** Follows an edit. */
  edited(changes: RecordChanges): void {
    const moved = new Map(changes.moved)
    const freed = new Set(changes.freed.keys)
    const follow = (keys: ReadonlySet<CellOffset>) =>
      new Set([...keys].filter((key) => !freed.has(key)).map((key) => moved.get(key) ?? key))
    this.#shown = follow(this.#shown)
    this.#open = follow(this.#open)
    this.#rows.edited(changes)
  }

  #refresh(keys: ReadonlySet<CellOffset>): void {
    this.#rows.edited({ moved: [], freed: { keys: [], values: [] }, lists: { subkeys: keys } })
  }

  #filtered(tree: KeyTree): KeyTree {
    return {
      root: tree.root,
      mostKeys: () => tree.mostKeys(),
      children: (key) => {
        const all = tree.children(key)
        return this.#open.has(key) ? all.filter((one) => this.#shown.has(one as CellOffset)) : all
      },
      hasChildren: (key) => this.#open.has(key) || (!this.#isExpanding && tree.hasChildren(key)),
      parent: (key) => this.#full.parentOf(key),
    }
  }
}
