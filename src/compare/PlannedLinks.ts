/**
 * Keys that are symbolic links in one of two hives at least, and what can be done to them: a link has no subkeys, and
 * no value but its target. When some differences are chosen and others are not, a key may have to stay what it is.
 */

import { upcase } from '../bytes/upcase.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { keyFlags } from '../regf/keyNode.ts'
import { findValue, valueType } from '../regf/keyValue.ts'
import { KEY_FLAG, NK } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { dataCopy } from '../regf/valueData.ts'
import { isLinkValue, LINK_VALUE } from '../values/linkValue.ts'
import {
  type CellPair,
  type ComparedCells,
  type Difference,
  isKnownMove,
  type KeyPair,
  parentIn,
} from './difference.ts'
import { valueNameAt } from './namesakes.ts'

/** What chosen differences take out of a key. */
interface Emptied {
  keys: number
  values: number
}

export class PlannedLinks {
  readonly #edited: CellStore
  readonly #other: CellStore
  readonly #target: keyof CellPair
  readonly #source: keyof CellPair
  /** Keys of the edited hive whose flags are among the chosen differences. */
  readonly #flagged = new Set<CellOffset>()
  readonly #emptied = new Map<CellOffset, Emptied>()

  /**
   * Starts with nothing to be done.
   *
   * @param hives - the hives that were compared
   * @param target - the hive that is to be edited
   */
  constructor(hives: ComparedCells, target: keyof CellPair) {
    this.#target = target
    this.#source = target === 'before' ? 'after' : 'before'
    this.#edited = hives[this.#target]
    this.#other = hives[this.#source]
  }

  /** Adds a chosen difference. All are added before anything is asked. */
  add({ key, from, value, parts }: Difference): void {
    if (value !== null) {
      this.#addValue(key, value)
      return
    }
    const target = this.#target
    if (parts.includes('flags')) this.#flagged.add(key[target])
    this.#addKey(target === 'before' && from !== null ? from : key)
  }

  /** Adds a difference that was taken over into the edited hive since it was compared. */
  addDone(difference: Difference): void {
    this.add(difference)
    const { key } = difference
    const parent = parentIn(key, this.#target)
    // A key that is to be moved away leaves last of all; one that was moved is gone.
    if (isKnownMove(difference) && key.movedFrom !== undefined && parent !== null) {
      this.#emptiedOf(parent).keys++
    }
  }

  /** Whether a key that both hives have is a link only in the hive that is not edited. */
  isNewLink(key: KeyPair): boolean {
    return !isLink(this.#edited, key[this.#target]) && isLink(this.#other, key[this.#source])
  }

  /** Whether the chosen differences take everything out of a key that a link cannot have. */
  isEmptied(key: KeyPair): boolean {
    const { image } = this.#edited
    const at = this.#edited.payloadAt(key[this.#target])
    const { keys, values } = this.#emptied.get(key[this.#target]) ?? { keys: 0, values: 0 }
    const targets = findValue(this.#edited, at, LINK_VALUE) === NIL ? 0 : 1
    const others = image.u32(at + NK.VALUE_COUNT) - targets
    return image.u32(at + NK.SUBKEY_COUNT) <= keys && others <= values
  }

  /** Whether a key is a link in the edited hive, and stays one. */
  stays(key: KeyPair): boolean {
    if (!isLink(this.#edited, key[this.#target])) return false
    return !this.#flagged.has(key[this.#target]) || isLink(this.#other, key[this.#source])
  }

  /**
   * Checks whether a key can get a value of the other hive.
   *
   * @param key - the key
   * @param cell - the value
   * @returns false if the key is a link and stays one, and the value is not a target
   */
  canHold(key: KeyPair, cell: CellOffset): boolean {
    if (!this.stays(key)) return true
    const cells = this.#other
    const value = cells.payloadAt(cell)
    const name = valueNameAt(cells, cell)
    return isLinkValue({ name, type: valueType(cells, value), data: dataCopy(cells, value) })
  }

  #addKey(key: KeyPair): void {
    if (key.parent !== null && key[this.#target] !== NIL && key[this.#source] === NIL) {
      this.#emptiedOf(key.parent).keys++
    }
  }

  #addValue(key: KeyPair, value: CellPair): void {
    const cell = value[this.#target]
    if (cell === NIL || value[this.#source] !== NIL) return
    const name = valueNameAt(this.#edited, cell)
    if (upcase(name) !== upcase(LINK_VALUE)) this.#emptiedOf(key).values++
  }

  #emptiedOf(key: KeyPair): Emptied {
    const emptied = this.#emptied.get(key[this.#target]) ?? { keys: 0, values: 0 }
    this.#emptied.set(key[this.#target], emptied)
    return emptied
  }
}

function isLink(cells: CellStore, cell: CellOffset): boolean {
  return (keyFlags(cells, cells.payloadAt(cell)) & KEY_FLAG.SYM_LINK) !== 0
}
