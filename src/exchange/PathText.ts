/**
 * The path of the key that a walk visits, as a KEY of the command: UTF-8, with hidden characters as escapes. Each step
 * is written once, however many keys are below it.
 */

import { keySeparator, spellKeyName } from '../bytes/spelling.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { storedKeyName } from '../regf/keyNode.ts'
import { LIMIT } from '../regf/layout.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { readName } from '../regf/storedName.ts'
import { isPlainRun } from './plain.ts'
import type { ByteRange } from './TableRow.ts'

const BACKSLASH = 0x5c
const QUOTE = 0x22
/** A name that begins with it may look like an escape. */
const LETTER_U = 0x75
/** The bytes that a step of a plain name takes at most, besides the name. */
const SEPARATOR_ROOM = 2

const encoder = new TextEncoder()

export class PathText {
  /** The path, from `start` to `end`. The byte before it is a backslash. */
  #bytes = new Uint8Array(4096)
  /** Where the path of the key at each depth ends. */
  #ends = new Uint32Array(LIMIT.DEPTH)
  #end = 2
  #start = 0

  constructor() {
    this.#bytes[0] = BACKSLASH
  }

  /**
   * Finds the path of the key that was entered last.
   *
   * @param range - gets its place; its bytes are there until the next key is entered
   */
  locate(range: ByteRange): void {
    range.source = this.#bytes
    range.from = this.#start
    range.to = this.#end
  }

  /**
   * Enters the next key of the walk.
   *
   * @param cells - the cells of the hive
   * @param cell - cell offset of the key
   * @param key - file offset of its record
   * @param depth - levels below the root
   */
  enter(cells: CellStore, cell: CellOffset, key: FileOffset, depth: number): void {
    if (depth === 0) {
      this.#enterRoot()
      return
    }
    const { at, length, latin1 } = storedKeyName(cells, cell, key)
    const { bytes } = cells.image
    if (
      latin1 &&
      isPlainRun(bytes, at, at + length) &&
      ((bytes[at] as number) | 0x20) !== LETTER_U
    ) {
      if (depth <= 2) this.#start = 1
      this.#addPlain(bytes, at, length, depth)
      this.#setEnd(depth, this.#end)
      return
    }
    this.#enterName(readName(cells.image, at, length, latin1), depth)
  }

  /**
   * Enters the keys on the way down to the first key of a walk.
   *
   * @param names - the names from below the root down to that key, which is not entered
   */
  enterAll(names: readonly string[]): void {
    this.#enterRoot()
    for (const [index, name] of names.entries()) this.#enterName(name, index + 1)
  }

  #enterRoot(): void {
    this.#bytes[1] = BACKSLASH
    this.#start = 1
    this.#end = 2
    this.#setEnd(0, 1)
  }

  #enterName(name: string, depth: number): void {
    if (depth <= 2) this.#start = 1
    this.#end = this.#addSpelled(this.#ends[depth - 1] as number, name, depth === 1)
    this.#setEnd(depth, this.#end)
  }

  #addPlain(name: Uint8Array, at: number, length: number, depth: number): void {
    let end = this.#ends[depth - 1] as number
    this.#reserve(end + length + SEPARATOR_ROOM)
    const bytes = this.#bytes
    if (depth > 1) bytes[end++] = BACKSLASH
    for (let index = 0; index < length; index++) bytes[end++] = name[at + index] as number
    this.#end = end
  }

  #addSpelled(above: number, name: string, isFirst: boolean): number {
    const step = spellKeyName(name)
    const separator = isFirst ? '' : keySeparator(step)
    // A KEY that starts with a quotation mark and two backslashes is one as printed by `dump`.
    const isMistaken = separator.length === 2 && above === 2 && this.#bytes[1] === QUOTE
    if (isMistaken) this.#start = 0
    const encoded = encoder.encode(separator + step)
    this.#reserve(above + encoded.length)
    this.#bytes.set(encoded, above)
    return above + encoded.length
  }

  #setEnd(depth: number, end: number): void {
    if (depth === this.#ends.length) {
      const longer = new Uint32Array(depth * 2)
      longer.set(this.#ends)
      this.#ends = longer
    }
    this.#ends[depth] = end
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#bytes.length) return
    const larger = new Uint8Array(bytes * 2)
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}
