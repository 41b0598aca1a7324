/**
 * A hive as .reg text: every key and value below a key, in stored order, as far as it can be read. What the text
 * cannot hold is reported. Class names, descriptors and times have no place in such text.
 */

import type { CellStore } from '../regf/CellStore.ts'
import { isTombstone, keyName, keyPath } from '../regf/keyNode.ts'
import { isTombstoneValue, valueName } from '../regf/keyValue.ts'
import { KEY_FLAG, NK } from '../regf/layout.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { ReadWatch } from '../regf/ReadWatch.ts'
import { SameNames } from '../regf/SameNames.ts'
import { nameLengthIn } from '../regf/storedName.ts'
import { type WalkAnswer, type WalkVisitor, walkSteps } from '../regf/walk.ts'
import type { Work } from '../work.ts'
import { CURRENT_CONTROL_SET } from './controlSet.ts'
import { isWritable } from './EscapedText.ts'
import { RegWriter } from './RegWriter.ts'
import type { RegVersion } from './regText.ts'
import type { WriteBytes } from './TextOutput.ts'
import { ValuePlace } from './ValuePlace.ts'

/**
 * Why something was left out.
 *
 * - `name`: a name has a line break or a NUL, or the name of a key is empty or has a backslash.
 * - `ansi`: a name or a text has characters that code page 1252 does not have, or an odd number of bytes.
 * - `tombstone`: it hides a key or value of a lower layer.
 * - `same-name`: one before it has its name, so that Windows does not find it; read again, the text would set the last.
 */
export type LeftOutReason = 'name' | 'ansi' | 'tombstone' | 'same-name'

/** A value that was left out, or a key with everything below it. */
export interface LeftOut {
  /** Names from the root down. */
  readonly path: readonly string[]
  /** The name of the value; undefined for a key. */
  readonly value?: string | undefined
  readonly reason: LeftOutReason
}

/** What is written, and how. */
export interface RegExport {
  readonly cells: CellStore
  /** The root key of the hive. */
  readonly root: CellOffset
  /** The key that is written with everything below it. */
  readonly top: CellOffset
  /** The path in the registry that stands for the root of the hive. */
  readonly prefix: string
  readonly version: RegVersion
  /** The control set that is written as CurrentControlSet where the key is in it; null for none. */
  readonly controlSet?: string | null
  /** The number of keys, if it is known from a check, for the progress. */
  readonly keys: number | null
}

/**
 * Writes keys and values as .reg text, in steps.
 *
 * @param what - the hive, the key and the form of the text
 * @param write - takes the text in pieces
 * @param leaveOut - called for what the text cannot hold
 * @returns false if something could not be read, so that it is missing
 */
export function* exportRegSteps(
  what: RegExport,
  write: WriteBytes,
  leaveOut: (one: LeftOut) => void,
): Work<boolean> {
  const writer = new RegWriter(what.version, write)
  const visitor = new RegVisitor(what, writer, leaveOut)
  yield* walkSteps(what.cells, what.top, visitor, what.keys)
  writer.end()
  return visitor.end()
}

const BACKSLASH = 0x5c
const FIRST_ROOM = 1024

/** Writes each key and value that a walk visits. */
class RegVisitor implements WalkVisitor {
  readonly #what: RegExport
  readonly #cells: CellStore
  readonly #writer: RegWriter
  readonly #leaveOut: (one: LeftOut) => void
  readonly #bytes: Uint8Array
  readonly #watch: ReadWatch
  readonly #names: SameNames
  readonly #value: ValuePlace
  /** The path of the last key; at each depth its length, and the cell of the key there. */
  #path = new Uint16Array(FIRST_ROOM)
  readonly #lengths: number[] = []
  readonly #keys: CellOffset[] = []
  #depth = 0

  constructor(what: RegExport, writer: RegWriter, leaveOut: (one: LeftOut) => void) {
    this.#what = what
    this.#cells = what.cells
    this.#writer = writer
    this.#leaveOut = leaveOut
    this.#bytes = what.cells.image.bytesView(0, what.cells.image.length)
    this.#watch = new ReadWatch(what.cells.image)
    this.#names = new SameNames(what.cells)
    this.#value = new ValuePlace(what.cells)
  }

  key(cell: CellOffset, key: FileOffset, depth: number): WalkAnswer {
    this.#watch.key(key, depth)
    this.#keys[depth] = cell
    this.#depth = depth
    const isRepeated = this.#names.key(cell, key, depth)
    const reason = isRepeated ? 'same-name' : depth === 0 ? this.#begin() : this.#enter(key, depth)
    if (reason !== null) {
      this.#watch.skip()
      this.#leaveOut({ path: this.#pathNames(), reason })
      return 'skip'
    }
    this.#writer.keyUnits(this.#path, this.#lengths[depth] as number)
    return undefined
  }

  value(cell: CellOffset, value: FileOffset): WalkAnswer {
    this.#watch.value()
    const cells = this.#cells
    const place = this.#value.find(value)
    if (place.isCut) this.#watch.miss()
    const isHidden = isTombstoneValue(cells, value)
    const { nameAt, nameLength, isLatin1 } = place
    const isRepeated = this.#names.hasValue(cell, nameAt, nameLength, isLatin1)
    if (!isHidden && !isRepeated && this.#writer.storedValue(this.#bytes, place)) {
      return place.pieces === null ? undefined : 'pause'
    }
    const text = valueName(cells, cell, value)
    const unwritten = isSpelled(text) ? 'ansi' : 'name'
    const reason = isRepeated ? 'same-name' : isHidden ? 'tombstone' : unwritten
    this.#leaveOut({ path: this.#pathNames(), value: text, reason })
    return undefined
  }

  /** The walk has ended; returns false if it left something out because it could not be read. */
  end(): boolean {
    this.#watch.end()
    return this.#watch.isWhole
  }

  /** Sets the path of the first key; returns why it cannot be written. */
  #begin(): LeftOutReason | null {
    const { cells, root, top, prefix, version, controlSet = null } = this.#what
    const names = keyPath(cells, root, top)
    if (controlSet !== null && names[0] === controlSet) names[0] = CURRENT_CONTROL_SET
    const path = [prefix, ...names].join('\\')
    this.#makeRoom(path.length)
    for (let at = 0; at < path.length; at++) this.#path[at] = path.charCodeAt(at)
    this.#lengths[0] = path.length
    if (names.some((name) => name === '' || name.includes('\\') || !isSpelled(name))) return 'name'
    return this.#path.subarray(0, path.length).every((unit) => isWritable(unit, version))
      ? null
      : 'ansi'
  }

  /** Adds a name to the path; returns why it cannot be written. */
  #enter(key: FileOffset, depth: number): LeftOutReason | null {
    if (isTombstone(this.#cells, key)) return 'tombstone'
    const { image } = this.#cells
    const claimed = image.u16(key + NK.NAME_LENGTH)
    const length = nameLengthIn(this.#cells, key, NK.NAME, claimed)
    if (length < claimed) this.#watch.miss()
    const isLatin1 = (image.u16(key + NK.FLAGS) & KEY_FLAG.COMP_NAME) !== 0
    const { version } = this.#what
    const bytes = this.#bytes
    let to = this.#lengths[depth - 1] as number
    const count = isLatin1 ? length : length >>> 1
    if (count === 0) return 'name'
    this.#makeRoom(to + 1 + count)
    const path = this.#path
    path[to++] = BACKSLASH
    let at = key + NK.NAME
    for (const end = to + count; to < end; to++) {
      let unit = bytes[at++] as number
      if (!isLatin1) unit |= (bytes[at++] as number) << 8
      if (unit === BACKSLASH || !isWritable(unit, 5)) return 'name'
      if (version === 4 && !isWritable(unit, 4)) return 'ansi'
      path[to] = unit
    }
    this.#lengths[depth] = to
    return null
  }

  #makeRoom(units: number): void {
    if (units <= this.#path.length) return
    const larger = new Uint16Array(units * 2)
    larger.set(this.#path)
    this.#path = larger
  }

  /** The names of the last key, from the root of the hive down. */
  #pathNames(): string[] {
    const { cells, root, top } = this.#what
    const below = this.#keys
      .slice(1, this.#depth + 1)
      .map((cell) => keyName(cells, cell, cells.payloadAt(cell)))
    return [...keyPath(cells, root, top), ...below]
  }
}

/** Whether a name has neither line breaks nor NULs. */
function isSpelled(name: string): boolean {
  return !/[\0\r\n]/.test(name)
}
