/**
 * Changes that are kept: those of a text that was read for a preview, before they are applied. They take little more
 * memory than their names and data, however many there are.
 */

import type { Change, ChangeSource } from './change.ts'

/** The kinds of changes that texts ask for. */
const KINDS = ['create-key', 'delete-key', 'set-value', 'delete-value'] as const
const FIRST_ROOM = 256
const FIRST_BYTES = 4096

export class ChangeList implements ChangeSource {
  #length = 0
  #kinds = new Uint8Array(FIRST_ROOM)
  #lines = new Uint32Array(FIRST_ROOM)
  #types = new Uint32Array(FIRST_ROOM)
  /** The index of the path of each change. */
  #paths = new Uint32Array(FIRST_ROOM)
  /** Where the data of each change begins; it ends where that of the next one begins. */
  #data = new Float64Array(FIRST_ROOM + 1)
  readonly #names: string[] = []
  readonly #allPaths: (readonly string[])[] = []
  #bytes = new Uint8Array(FIRST_BYTES)
  /** The changes of attributes, which are few, as they are. */
  readonly #others = new Map<number, Change>()
  #read = 0

  /** The number of changes. */
  get length(): number {
    return this.#length
  }

  /** The fraction that was read since the last begin. */
  get progress(): number {
    return this.#length === 0 ? 1 : this.#read / this.#length
  }

  /**
   * Adds a change, and copies its data.
   *
   * @param change - the change
   */
  add(change: Change): void {
    const index = this.#length
    if (index === this.#kinds.length) this.#grow()
    const kind = KINDS.indexOf(change.kind as (typeof KINDS)[number])
    this.#kinds[index] = kind < 0 ? KINDS.length : kind
    this.#lines[index] = change.line ?? 0
    if (this.#allPaths.at(-1) !== change.path) this.#allPaths.push(change.path)
    this.#paths[index] = this.#allPaths.length - 1
    this.#names.push('name' in change ? change.name : '')
    const at = this.#data[index] as number
    const data = change.kind === 'set-value' ? change.data : null
    this.#data[index + 1] = at + (data?.length ?? 0)
    if (change.kind === 'set-value') {
      this.#types[index] = change.type
      this.#addBytes(at, change.data)
    }
    if (kind < 0) this.#others.set(index, change)
    this.#length++
  }

  /**
   * Returns a change.
   *
   * @param index - its index, less than `length`
   * @returns the change; its data is a view that must not be changed
   */
  at(index: number): Change {
    const path = this.pathAt(index)
    const line = this.lineAt(index) || undefined
    const kind = KINDS[this.#kinds[index] as number]
    const name = this.#names[index] as string
    switch (kind) {
      case 'create-key':
      case 'delete-key':
        return { kind, path, line }
      case 'delete-value':
        return { kind, path, name, line }
      case 'set-value': {
        const data = this.#bytes.subarray(this.#data[index] as number, this.#data[index + 1])
        return { kind, path, name, type: this.#types[index] as number, data, line }
      }
      default:
        return this.#others.get(index) as Change
    }
  }

  /** The path of a change, by its index. */
  pathAt(index: number): readonly string[] {
    return this.#allPaths[this.#paths[index] as number] as readonly string[]
  }

  /** The line of a change, by its index; 0 if it has none. */
  lineAt(index: number): number {
    return this.#lines[index] as number
  }

  /** The changes in order. */
  *[Symbol.iterator](): Iterator<Change> {
    for (this.#read = 0; this.#read < this.#length; this.#read++) yield this.at(this.#read)
  }

  #addBytes(at: number, data: Uint8Array): void {
    if (at + data.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(at + data.length, this.#bytes.length * 2))
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes.set(data, at)
  }

  #grow(): void {
    const room = this.#kinds.length * 2
    this.#kinds = grown(new Uint8Array(room), this.#kinds)
    this.#lines = grown(new Uint32Array(room), this.#lines)
    this.#types = grown(new Uint32Array(room), this.#types)
    this.#paths = grown(new Uint32Array(room), this.#paths)
    this.#data = grown(new Float64Array(room + 1), this.#data)
  }
}

function grown<T extends Uint8Array | Uint32Array | Float64Array>(larger: T, old: T): T {
  larger.set(old)
  return larger
}
