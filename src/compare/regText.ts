/**
 * The .reg text that makes one hive like another. It has keys and values only, and no form for some names, for a
 * name in another letter case, and for the attributes of keys: those are listed.
 */

import type { Change, ChangeSource } from '../edit/change.ts'
import { KEY_FLAG } from '../regf/layout.ts'
import { isPathName } from '../regtext/pathName.ts'
import { RegWriter } from '../regtext/RegWriter.ts'
import type { WriteBytes } from '../regtext/TextOutput.ts'
import { RECORDS_A_STEP, type Work } from '../work.ts'
import type { KeyAttribute } from './difference.ts'
import type { Leftover, LeftoverReason } from './plan.ts'

/** Form 5 of the text: UTF-16, with the types and bytes as they are. */
const VERSION = 5

/**
 * Writes changes as .reg text, in steps.
 *
 * @param changes - the changes
 * @param prefix - the path in the registry that stands for the root of the hive
 * @param write - takes the text in pieces
 * @returns the changes that the text does not have
 */
export function* writeRegSteps(
  changes: ChangeSource,
  prefix: string,
  write: WriteBytes,
): Work<readonly Leftover[]> {
  const text = new RegText(prefix, write)
  let count = 0
  for (const change of changes) {
    text.add(change)
    if (++count % RECORDS_A_STEP === 0) yield Math.min(1, changes.progress)
  }
  text.end()
  return text.leftovers
}

class RegText {
  readonly leftovers: Leftover[] = []
  readonly #prefix: string
  readonly #writer: RegWriter
  /** The path of the key whose line was written last; null after the line of a deleted one. */
  #path: readonly string[] | null = null
  /** The path that could not be written last, so that it is listed once. */
  #refused: readonly string[] | null = null

  constructor(prefix: string, write: WriteBytes) {
    this.#prefix = prefix
    this.#writer = new RegWriter(VERSION, write)
  }

  add(change: Change): void {
    const { kind, path } = change
    switch (kind) {
      case 'create-key':
        this.#key(path)
        return
      case 'delete-key':
        this.#path = null
        if (!path.every(isPathName) || !this.#writer.deleteKey(this.#full(path))) {
          this.#leave(path, null, 'no-text-name')
        }
        return
      case 'set-value':
      case 'delete-value':
        this.#value(change)
        return
      case 'rename-key':
        this.#leave([...path.slice(0, -1), change.name], null, 'no-text-case')
        return
      case 'move-key':
        this.#leave([...change.parent, change.name], null, 'no-text')
        return
      case 'set-flags':
        // A new key has none.
        if ((change.flags & ~KEY_FLAG.COMP_NAME) !== 0 || change.userFlags !== 0) {
          this.#leave(path, null, 'no-text', 'flags')
        }
        return
      default:
        this.#leave(path, null, 'no-text', ATTRIBUTES[kind])
    }
  }

  end(): void {
    this.#writer.end()
  }

  #value(change: Change & { readonly kind: 'set-value' | 'delete-value' }): void {
    const { path, name } = change
    if (!this.#key(path)) return
    const isWritten =
      change.kind === 'set-value'
        ? this.#writer.value(name, change.type, change.data)
        : this.#writer.deleteValue(name)
    if (!isWritten) this.#leave(path, name, 'no-text-name')
  }

  /** Writes the line of a key unless it is the current one; false if it cannot be written. */
  #key(path: readonly string[]): boolean {
    if (path === this.#path) return true
    if (path === this.#refused) return false
    if (path.every(isPathName) && this.#writer.key(this.#full(path))) {
      this.#path = path
      return true
    }
    this.#refused = path
    this.#leave(path, null, 'no-text-name')
    return false
  }

  #full(path: readonly string[]): string {
    return [this.#prefix, ...path].join('\\')
  }

  #leave(
    path: readonly string[],
    value: string | null,
    reason: LeftoverReason,
    attribute: KeyAttribute | null = null,
  ): void {
    this.leftovers.push({ path, value, attribute, reason })
  }
}

const ATTRIBUTES = {
  'set-security': 'security',
  'set-class': 'class',
  'set-virtual-flags': 'flags',
  'set-last-write': 'time',
} as const
