/**
 * The place in the new hive for keys that cannot be where they were. There is one key for all of them below the
 * root, and only if there are any. Below it, keys of whose parent nothing is left are together with those that had the
 * same one, in `parent at OFFSET`; a key that its parent cannot have, because of its name, is in `key at OFFSET`, and
 * a value that no list names in `value at OFFSET`.
 * Offsets are those of the records in the damaged file.
 */

import { upcase } from '../bytes/upcase.ts'
import type { EditScope } from '../offreg/editScope.ts'
import { createKey } from '../offreg/keys.ts'
import { NK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from '../regf/offsets.ts'
import { findSubkey } from '../regf/subkeyList.ts'
import type { Frame } from './frame.ts'
import { type KeyPlan, ROOT } from './KeyPlan.ts'
import { lostKeyName } from './lostKey.ts'

/** The name of the key for all of them; a number follows if the hive has such a key. */
const LOST_KEYS = 'Lost keys (salvage)'

export class LostKeys {
  readonly #scope: EditScope
  readonly #frame: Frame
  readonly #plan: KeyPlan
  readonly #shift: number
  #top: CellOffset = NIL

  /**
   * @param scope - the edit of the new hive
   * @param frame - the damaged hive
   * @param plan - its keys
   * @param shift - what to add to an offset for one in the file
   */
  constructor(scope: EditScope, frame: Frame, plan: KeyPlan, shift: number) {
    this.#scope = scope
    this.#frame = frame
    this.#plan = plan
    this.#shift = shift
  }

  /** Returns the key for those that had the same parent as this one. */
  groupOf(key: FileOffset): CellOffset {
    const parent = this.#frame.cells.image.u32(key + NK.PARENT) as CellOffset
    return this.#below(`parent at ${this.#shown(fileOffset(parent))}`)
  }

  /** Returns a key for this one alone. */
  placeOf(key: FileOffset): CellOffset {
    return this.#below(`key at ${this.#shown(key)}`)
  }

  /** Returns a key for a value that no list names. */
  placeOfValue(value: FileOffset): CellOffset {
    return this.#below(`value at ${this.#shown(value)}`)
  }

  #shown(at: number): string {
    return `0x${(at + this.#shift).toString(16)}`
  }

  #below(name: string): CellOffset {
    if (this.#top === NIL) this.#top = createKey(this.#scope, this.#scope.root, this.#freeName())
    const { cells } = this.#scope
    const there = findSubkey(cells, cells.payloadAt(this.#top), name)
    return there === NIL ? createKey(this.#scope, this.#top, name) : there
  }

  /** Keys of the root that are yet to be created count too. */
  #freeName(): string {
    const { cells } = this.#frame
    const taken = new Set<string>()
    for (let index = 1; index < this.#plan.count; index++) {
      if (this.#plan.parent(index) !== ROOT) continue
      taken.add(upcase(lostKeyName(cells, cells.payloadAt(this.#plan.cell(index))).text))
    }
    let name = LOST_KEYS
    for (let number = 2; taken.has(upcase(name)); number++) name = `${LOST_KEYS} ${number}`
    return name
  }
}
