/**
 * What a search looks for in the raw bytes: a text in one encoding, or bytes of which some may be anything.
 * Each knows which bytes may stand at each of its offsets, from which the scan makes its filter.
 */

import { caseVariants, UPCASE } from '../bytes/upcase.ts'

/** A pattern with a fixed length in bytes. */
export interface Needle {
  /** Length in bytes, at least 1. */
  readonly length: number
  /** The bytes that may be at an offset of an occurrence; null if any byte may. */
  bytesAt(offset: number): readonly number[] | null
  /** Whether it occurs at a place. The caller makes sure that there are enough bytes. */
  occursAt(bytes: Uint8Array, at: number): boolean
}

/** A text as stored with one or two bytes per unit. */
export class TextNeedle implements Needle {
  readonly length: number
  readonly unitBytes: 1 | 2
  readonly #wanted: Uint16Array
  /** Units are compared by their entry in this table. */
  readonly #fold: Uint16Array
  /** Whether case is ignored. */
  readonly #folds: boolean

  /**
   * Makes the needle of a text.
   *
   * @param wanted - the units of the text, folded; at least one
   * @param fold - the table that folds a unit
   * @param folds - whether that table is `UPCASE`, and not the identity
   * @param unitBytes - bytes per unit
   */
  constructor(wanted: Uint16Array, fold: Uint16Array, folds: boolean, unitBytes: 1 | 2) {
    this.length = wanted.length * unitBytes
    this.unitBytes = unitBytes
    this.#wanted = wanted
    this.#fold = fold
    this.#folds = folds
  }

  /** Whether every unit has a form that fits into the bytes of a unit. */
  get isPossible(): boolean {
    return this.#wanted.every((_, index) => this.#variants(index).length > 0)
  }

  /**
   * Lists the bytes that may be at an offset of an occurrence.
   *
   * @param offset - offset in the needle, in bytes
   * @returns the bytes
   */
  bytesAt(offset: number): readonly number[] {
    if (this.unitBytes === 1) return this.#variants(offset)
    const shift = (offset & 1) * 8
    return [...new Set(this.#variants(offset >>> 1).map((unit) => (unit >>> shift) & 0xff))]
  }

  /**
   * Checks whether the needle occurs at a place.
   *
   * @param bytes - the bytes that are searched, of which there are enough after the place
   * @param at - offset of the place
   * @returns true if it does
   */
  occursAt(bytes: Uint8Array, at: number): boolean {
    const wanted = this.#wanted
    const fold = this.#fold
    if (this.unitBytes === 1) {
      for (let index = 0; index < wanted.length; index++) {
        if (fold[bytes[at + index] as number] !== wanted[index]) return false
      }
      return true
    }
    for (let index = 0, from = at; index < wanted.length; index++, from += 2) {
      const unit = (bytes[from] as number) | ((bytes[from + 1] as number) << 8)
      if (fold[unit] !== wanted[index]) return false
    }
    return true
  }

  /**
   * Finds the first occurrence that starts in a range.
   *
   * @param bytes - the bytes that are searched
   * @param start - offset of the first byte at which it may start
   * @param last - offset of the last such byte
   * @param step - bytes between two places at which it may start
   * @returns its offset, or -1
   */
  find(bytes: Uint8Array, start: number, last: number, step: 1 | 2): number {
    const fold = this.#fold
    const first = this.#wanted[0]
    if (this.unitBytes === 1) {
      for (let at = start; at <= last; at += step) {
        if (fold[bytes[at] as number] === first && this.occursAt(bytes, at)) return at
      }
      return -1
    }
    for (let at = start; at <= last; at += step) {
      const unit = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
      if (fold[unit] === first && this.occursAt(bytes, at)) return at
    }
    return -1
  }

  #variants(index: number): readonly number[] {
    const wanted = this.#wanted[index] as number
    const units = this.#folds ? caseVariants(wanted) : [wanted]
    return this.unitBytes === 1 ? units.filter((unit) => unit <= 0xff) : units
  }
}

let same: Uint16Array | null = null

/** The table that leaves every unit as it is. */
function identity(): Uint16Array {
  same ??= Uint16Array.from({ length: 0x10000 }, (_, unit) => unit)
  return same
}

/**
 * Makes the needles of a text: with two bytes per unit, and with one if every unit has a form that fits.
 *
 * @param text - the text, at least one unit
 * @param matchCase - whether case matters; otherwise it is ignored as Windows does it
 * @returns the needles; `narrow` is null if a unit does not fit, and `all` has those that there are
 */
export function textNeedles(
  text: string,
  matchCase: boolean,
): {
  readonly wide: TextNeedle
  readonly narrow: TextNeedle | null
  readonly all: readonly Needle[]
} {
  const fold = matchCase ? identity() : UPCASE
  const wanted = new Uint16Array(text.length)
  for (let index = 0; index < text.length; index++) {
    wanted[index] = fold[text.charCodeAt(index)] as number
  }
  const wide = new TextNeedle(wanted, fold, !matchCase, 2)
  const narrow = new TextNeedle(wanted, fold, !matchCase, 1)
  const isPossible = narrow.isPossible
  return { wide, narrow: isPossible ? narrow : null, all: isPossible ? [wide, narrow] : [wide] }
}

/** Stands for any byte in the pattern of a `ByteNeedle`. */
export const ANY = -1

/** Bytes, some of which may be anything. */
export class ByteNeedle implements Needle {
  readonly length: number
  readonly #pattern: Int16Array
  /** Offset of the first byte that is not `ANY`. */
  readonly #head: number

  /**
   * Makes the needle of some bytes.
   *
   * @param pattern - bytes, or `ANY`; not all of them `ANY`
   */
  constructor(pattern: readonly number[]) {
    this.length = pattern.length
    this.#pattern = Int16Array.from(pattern)
    this.#head = pattern.findIndex((byte) => byte !== ANY)
  }

  /**
   * Lists the bytes that may be at an offset of an occurrence.
   *
   * @param offset - offset in the needle, in bytes
   * @returns the byte; null if it may be any
   */
  bytesAt(offset: number): readonly number[] | null {
    const byte = this.#pattern[offset] as number
    return byte === ANY ? null : [byte]
  }

  /**
   * Checks whether the needle occurs at a place.
   *
   * @param bytes - the bytes that are searched, of which there are enough after the place
   * @param at - offset of the place
   * @returns true if it does
   */
  occursAt(bytes: Uint8Array, at: number): boolean {
    const pattern = this.#pattern
    for (let index = 0; index < pattern.length; index++) {
      const byte = pattern[index]
      if (byte !== ANY && bytes[at + index] !== byte) return false
    }
    return true
  }

  /**
   * Finds the first occurrence that starts in a range.
   *
   * @param bytes - the bytes that are searched
   * @param start - offset of the first byte at which it may start
   * @param last - offset of the last such byte
   * @returns its offset, or -1
   */
  find(bytes: Uint8Array, start: number, last: number): number {
    const head = this.#head
    const first = this.#pattern[head]
    for (let at = start; at <= last; at++) {
      if (bytes[at + head] === first && this.occursAt(bytes, at)) return at
    }
    return -1
  }
}
