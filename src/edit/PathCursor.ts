/**
 * Finds keys by path, starting from the key that was found last: changes usually come in the order of a tree, so that
 * only the names that differ are looked up.
 */

import type { EditScope } from '../offreg/editScope.ts'
import { createKey } from '../offreg/keys.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { findSubkey } from '../regf/subkeyList.ts'

export class PathCursor {
  readonly #scope: EditScope
  /** The path that was looked up last, and the keys along it from the root on, as far as they exist. */
  #path: readonly string[] = []
  readonly #keys: CellOffset[]

  /** Starts at the root. */
  constructor(scope: EditScope) {
    this.#scope = scope
    this.#keys = [scope.root]
  }

  /** The number of names of the last path that lead to existing keys. */
  get depth(): number {
    return this.#keys.length - 1
  }

  /** The last existing key on the last path. */
  get key(): CellOffset {
    return this.#keys.at(-1) as CellOffset
  }

  /**
   * Follows a path as far as its keys exist; `depth` is how far that is.
   *
   * @param path - the path, which must not be changed later
   * @returns the last existing key
   */
  nearest(path: readonly string[]): CellOffset {
    const keys = this.#keys
    if (path !== this.#path) {
      keys.length = 1 + this.#shared(path)
      this.#path = path
    }
    while (keys.length <= path.length) {
      const { cells } = this.#scope
      const key = cells.payloadAt(this.key)
      const found = findSubkey(cells, key, path[keys.length - 1] as string)
      if (found === NIL) break
      keys.push(found)
    }
    return this.key
  }

  /**
   * Finds the key at a path.
   *
   * @param path - the path, which must not be changed later
   * @returns its cell offset, or NIL
   */
  find(path: readonly string[]): CellOffset {
    const nearest = this.nearest(path)
    return this.depth === path.length ? nearest : NIL
  }

  /**
   * Creates the missing keys of the last path.
   *
   * @param path - the path that `nearest` was called with
   * @returns cell offset of the last of them
   * @throws HiveError what `createKey` throws
   */
  create(path: readonly string[]): CellOffset {
    while (this.depth < path.length) {
      this.#keys.push(createKey(this.#scope, this.key, path[this.depth] as string))
    }
    return this.key
  }

  /** Goes up to the parent, after the key was deleted. */
  leave(): void {
    this.#keys.pop()
  }

  /** The number of names that a path shares with the last one, as far as that was followed. */
  #shared(path: readonly string[]): number {
    const most = Math.min(this.depth, path.length)
    let count = 0
    while (count < most && path[count] === this.#path[count]) count++
    return count
  }
}
