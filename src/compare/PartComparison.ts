/**
 * Finds the parts of a key or value that differ between two hives. Only content that people are shown is compared,
 * never its location in the file.
 */

import { isLayered } from '../regf/baseBlock.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { keyFlags, locateClass, storedKeyName } from '../regf/keyNode.ts'
import { storedValueName, valueFlags, valueType } from '../regf/keyValue.ts'
import { KEY_FLAG, NK, VALUE_FLAG } from '../regf/layout.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { locateDescriptor } from '../regf/securityCell.ts'
import { readName, type StoredName } from '../regf/storedName.ts'
import { dataPieces, dataSize } from '../regf/valueData.ts'
import type { CompareBudget } from './CompareBudget.ts'
import type { ChangedPart, KeyAttribute } from './difference.ts'
import { sameLength } from './sameLength.ts'

/** A run of bytes in a hive. */
interface Piece {
  readonly at: number
  readonly length: number
}

export class PartComparison {
  readonly #before: CellStore
  readonly #after: CellStore
  readonly #budget: CompareBudget
  readonly #attributes: ReadonlySet<KeyAttribute>
  readonly #isLayered: boolean
  /** For a security cell, the last cell it was compared with, and whether their descriptors are equal. */
  readonly #security = new Map<number, { readonly cell: number; readonly same: boolean }>()

  /**
   * Prepares to compare the records of two hives.
   *
   * @param before - cells of the earlier hive
   * @param after - cells of the later hive
   * @param budget - pays for it
   * @param attributes - the attributes of keys to compare besides their names
   */
  constructor(
    before: CellStore,
    after: CellStore,
    budget: CompareBudget,
    attributes: readonly KeyAttribute[],
  ) {
    this.#before = before
    this.#after = after
    this.#budget = budget
    this.#attributes = new Set(attributes)
    this.#isLayered = isLayered(before.image) || isLayered(after.image)
  }

  /** Returns the parts in which two keys differ. */
  ofKeys(a: CellOffset, b: CellOffset): ChangedPart[] {
    const before = this.#before
    const after = this.#after
    const keyA = before.payloadAt(a)
    const keyB = after.payloadAt(b)
    const parts: ChangedPart[] = []
    const isSameName = this.#sameName(storedKeyName(before, a, keyA), storedKeyName(after, b, keyB))
    if (!isSameName) parts.push('name')
    const asked = this.#attributes
    if (asked.has('time') && !this.#sameBytes(keyA + NK.LAST_WRITE, keyB + NK.LAST_WRITE, 8)) {
      parts.push('time')
    }
    if (asked.has('flags') && !this.#sameFlags(keyA, keyB)) parts.push('flags')
    if (asked.has('class') && !this.#sameClass(keyA, keyB)) parts.push('class')
    if (asked.has('security') && !this.#sameSecurity(keyA, keyB)) parts.push('security')
    return parts
  }

  /** Returns the parts in which two values differ. */
  ofValues(a: CellOffset, b: CellOffset): ChangedPart[] {
    const before = this.#before
    const after = this.#after
    const valueA = before.payloadAt(a)
    const valueB = after.payloadAt(b)
    const parts: ChangedPart[] = []
    const nameA = storedValueName(before, a, valueA)
    if (!this.#sameName(nameA, storedValueName(after, b, valueB))) parts.push('name')
    const flags = valueFlags(before, valueA) ^ valueFlags(after, valueB)
    if (this.#isLayered && (flags & VALUE_FLAG.TOMBSTONE) !== 0) parts.push('flags')
    if (valueType(before, valueA) !== valueType(after, valueB)) parts.push('type')
    const isSameData =
      dataSize(before, valueA) === dataSize(after, valueB) &&
      this.#samePieces(dataPieces(before, valueA), dataPieces(after, valueB))
    if (!isSameData) parts.push('data')
    return parts
  }

  #sameFlags(keyA: FileOffset, keyB: FileOffset): boolean {
    const before = this.#before
    const after = this.#after
    const flags = (keyFlags(before, keyA) ^ keyFlags(after, keyB)) & ~KEY_FLAG.COMP_NAME
    const isSameUse = before.image.u8(keyA + NK.USER_FLAGS) === after.image.u8(keyB + NK.USER_FLAGS)
    const layers = before.image.u8(keyA + NK.LAYER) ^ after.image.u8(keyB + NK.LAYER)
    return flags === 0 && isSameUse && (!this.#isLayered || (layers & 3) === 0)
  }

  #sameClass(keyA: FileOffset, keyB: FileOffset): boolean {
    return this.#samePieces(
      some(locateClass(this.#before, keyA)),
      some(locateClass(this.#after, keyB)),
    )
  }

  #sameSecurity(keyA: FileOffset, keyB: FileOffset): boolean {
    const a = this.#before.image.u32(keyA + NK.SECURITY)
    const cell = this.#after.image.u32(keyB + NK.SECURITY)
    const known = this.#security.get(a)
    if (known?.cell === cell) return known.same
    const same = this.#samePieces(
      some(locateDescriptor(this.#before, keyA)),
      some(locateDescriptor(this.#after, keyB)),
    )
    this.#security.set(a, { cell, same })
    return same
  }

  /** Whether two names have the same units, case included. */
  #sameName(a: StoredName, b: StoredName): boolean {
    if (a.latin1 === b.latin1) return a.length === b.length && this.#sameBytes(a.at, b.at, a.length)
    this.#budget.spent += a.length + b.length
    const nameA = readName(this.#before.image, a.at, a.length, a.latin1)
    return nameA === readName(this.#after.image, b.at, b.length, b.latin1)
  }

  /** Whether bytes that may be in several places are the same. */
  #samePieces(a: readonly Piece[], b: readonly Piece[]): boolean {
    const [onlyA, onlyB] = [a[0], b[0]]
    if (a.length === 1 && b.length === 1 && onlyA !== undefined && onlyB !== undefined) {
      return onlyA.length === onlyB.length && this.#sameBytes(onlyA.at, onlyB.at, onlyA.length)
    }
    let inA = 0
    let inB = 0
    let indexB = 0
    for (const piece of a) {
      inA = 0
      while (inA < piece.length) {
        const other = b[indexB]
        if (other === undefined) return false
        const length = Math.min(piece.length - inA, other.length - inB)
        if (!this.#sameBytes(piece.at + inA, other.at + inB, length)) return false
        inA += length
        inB += length
        if (inB === other.length) {
          inB = 0
          indexB++
        }
      }
    }
    return inB === 0 && b.slice(indexB).every(({ length }) => length === 0)
  }

  #sameBytes(atA: number, atB: number, length: number): boolean {
    if (this.#budget.exhausted) return true
    const imageA = this.#before.image
    const imageB = this.#after.image
    const same = sameLength(imageA, atA, imageB, atB, length)
    this.#budget.spent += 1 + same
    return same === length
  }
}

function some(piece: Piece | null): readonly Piece[] {
  return piece === null ? [] : [piece]
}
