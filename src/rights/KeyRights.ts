/**
 * The keys of a hive that an account may write to, and how many keys use each security descriptor. Access is checked
 * once for each descriptor, however many keys share it. What is found can be read while the walk goes on.
 */

import type { Hive } from '../offreg/Hive.ts'
import { NK } from '../regf/layout.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { descriptorIn } from '../regf/securityCell.ts'
import { walkSteps } from '../regf/walk.ts'
import { type EffectiveAccess, effectiveAccess, type Token } from '../security/accessCheck.ts'
import { RIGHT } from '../security/accessMask.ts'
import { checkDescriptor } from '../security/checkDescriptor.ts'
import { type Descriptor, decodeDescriptor } from '../security/descriptor.ts'
import type { Work } from '../work.ts'

/**
 * The rights with which a key, or what is below it, can be changed. Create Link is not one of them: it takes Create
 * Subkey as well, and many lists of Windows give it to everyone who may read.
 */
export const WRITE_RIGHTS =
  RIGHT.KEY_SET_VALUE |
  RIGHT.KEY_CREATE_SUB_KEY |
  RIGHT.DELETE |
  RIGHT.WRITE_DAC |
  RIGHT.WRITE_OWNER

/** A security descriptor and the keys that use it. */
export interface DescriptorUse {
  /** The security cell. */
  readonly cell: CellOffset
  /** The number of keys found so far. */
  readonly keys: number
  /** The first key that uses it. */
  readonly first: CellOffset
  /** null when it cannot be read. */
  readonly descriptor: Descriptor | null
  /** What the account may do with these keys; null when the descriptor cannot be read. */
  readonly access: EffectiveAccess | null
}

/** A key that the account may write to. */
export interface WritableKey {
  readonly key: CellOffset
  readonly use: DescriptorUse
}

type Counted = { -readonly [Field in keyof DescriptorUse]: DescriptorUse[Field] }

const FIRST_ROOM = 1024

export class KeyRights {
  readonly #hive: Hive
  readonly #token: Token
  readonly #uses = new Map<CellOffset, Counted>()
  readonly #inOrder: Counted[] = []
  /** Cells of the keys, in the order of the tree. */
  #keys = new Uint32Array(FIRST_ROOM)
  #count = 0
  #walked = 0

  /**
   * @param hive - the hive
   * @param token - who may write
   */
  constructor(hive: Hive, token: Token) {
    this.#hive = hive
    this.#token = token
  }

  /** The number of keys that the account may write to, found so far. */
  get count(): number {
    return this.#count
  }

  /** The number of keys that were looked at. */
  get walked(): number {
    return this.#walked
  }

  /** The descriptors, in the order in which keys with them were found. */
  get uses(): readonly DescriptorUse[] {
    return this.#inOrder
  }

  /**
   * Walks the hive, which must not be edited meanwhile.
   *
   * @returns nothing; the results are in this object
   */
  *find(): Work<void> {
    const { cells, root } = this.#hive
    const keys = this.#hive.surveyedKeys
    const key = (cell: CellOffset) => this.#take(cell)
    yield* walkSteps(cells, root, { key, value: () => undefined }, keys)
  }

  /**
   * Returns a key that was found.
   *
   * @param index - its place among them
   * @returns the key; undefined beyond the last one
   */
  at(index: number): WritableKey | undefined {
    if (index >= this.#count) return undefined
    const key = this.#keys[index] as CellOffset
    const use = this.#uses.get(this.#securityOf(key))
    return use && { key, use }
  }

  #take(key: CellOffset): undefined {
    this.#walked++
    const use = this.#countedFor(key)
    use.keys++
    if (use.access === null || (use.access.granted & WRITE_RIGHTS) === 0) return
    if (this.#count === this.#keys.length) {
      const grown = new Uint32Array(this.#keys.length * 2)
      grown.set(this.#keys)
      this.#keys = grown
    }
    this.#keys[this.#count++] = key
  }

  #countedFor(key: CellOffset): Counted {
    const cell = this.#securityOf(key)
    const known = this.#uses.get(cell)
    if (known !== undefined) return known
    const descriptor = this.#read(cell)
    const access = descriptor && effectiveAccess(descriptor, this.#token)
    const use = { cell, keys: 0, first: key, descriptor, access }
    this.#uses.set(cell, use)
    this.#inOrder.push(use)
    return use
  }

  #securityOf(key: CellOffset): CellOffset {
    const { cells } = this.#hive
    return cells.image.u32(cells.payloadAt(key) + NK.SECURITY) as CellOffset
  }

  #read(cell: CellOffset): Descriptor | null {
    const { cells } = this.#hive
    const found = descriptorIn(cells, cell)
    if (found === null) return null
    const bytes = cells.image.bytesView(found.at, found.length)
    return checkDescriptor(bytes) === null ? decodeDescriptor(bytes) : null
  }
}
