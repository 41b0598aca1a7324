/**
 * Copies a key with everything below it into a hive that is being edited: under a name that is free there, or into a
 * key that exists. Each record is made by the ordinary edits, with their checks and limits, so that whatever they
 * refuse refuses the whole copy.
 */

import { upcase } from '../bytes/upcase.ts'
import { HiveError } from '../errors.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { FIXED_FLAGS, keyClass, keyFlags, keyLastWrite, keyName } from '../regf/keyNode.ts'
import { eachValue, findKeyValue, findValue, valueName, valueType } from '../regf/keyValue.ts'
import { KEY_FLAG, LIMIT, NK } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { locateDescriptor } from '../regf/securityCell.ts'
import { findSubkey, subkeyCells } from '../regf/subkeyList.ts'
import { dataCopy } from '../regf/valueData.ts'
import { checkStoredDescriptor } from '../security/checkDescriptor.ts'
import { part, RECORDS_A_STEP, type Work } from '../work.ts'
import { type EditScope, soundKey } from './editScope.ts'
import { createKey, setFlags, setLastWrite } from './keys.ts'
import { putValueSteps } from './values.ts'

/** A key of another hive, which must be sound and must not be edited meanwhile. */
export interface GraftSource {
  readonly cells: CellStore
  readonly key: CellOffset
  /** The number of keys that are copied, for the progress. */
  readonly keys: number
}

/** How a key is copied. */
export interface GraftOptions {
  /** The name of the copy. */
  readonly name: string
  /** Whether new keys inherit their descriptor from their parent or keep that of the source. */
  readonly security: 'inherit' | 'keep'
  /** Whether new keys have the time of the edit or that of the source. */
  readonly times: 'now' | 'keep'
  /** What becomes of values that exist already. */
  readonly existing: 'replace' | 'keep'
}

/** What was copied. */
export interface Grafted {
  /** Cell offset of the copy. */
  readonly key: CellOffset
  /** The number of keys that were created, and of values that were created or replaced. */
  readonly keys: number
  readonly values: number
  /**
   * Keys, with everything below them, and values that no edit can give such a name; and predefined keys, whose copies
   * are ordinary ones.
   */
  readonly left: number
}

/** A key that is to be copied. */
interface Next {
  readonly from: CellOffset
  readonly parent: CellOffset
  readonly name: string
}

/**
 * Copies a key with everything below it, in steps. A key that exists keeps its attributes.
 *
 * @param scope - the edit
 * @param parent - cell offset of the key that gets the copy as its subkey
 * @param source - the key that is copied
 * @param options - its name, and how it is copied
 * @returns the copy, and counts
 * @throws HiveError what `createKey`, `setFlags` and `setValue` throw, with the path of the key below `parent`
 */
export function* graftKeySteps(
  scope: EditScope,
  parent: CellOffset,
  source: GraftSource,
  options: GraftOptions,
): Work<Grafted> {
  const graft = new Graft(scope, source, options)
  return yield* graft.steps(parent)
}

class Graft {
  readonly #scope: EditScope
  readonly #source: GraftSource
  readonly #options: GraftOptions
  /** New keys and the times that they get in the end, when nothing below them is added any more. */
  readonly #timed: (readonly [key: CellOffset, time: bigint])[] = []
  #keys = 0
  #values = 0
  #left = 0
  /** Fraction of the keys that were copied. */
  #done = 0

  constructor(scope: EditScope, source: GraftSource, options: GraftOptions) {
    this.#scope = scope
    this.#source = source
    this.#options = options
  }

  *steps(parent: CellOffset): Work<Grafted> {
    const { cells, key: top, keys } = this.#source
    const open: Next[] = [{ from: top, parent, name: this.#options.name }]
    let copy: CellOffset = NIL
    let visited = 0
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const made = yield* this.#copy(next)
      if (copy === NIL) copy = made
      // The last that is added is the next.
      for (const subkey of subkeyCells(cells, cells.payloadAt(next.from)).reverse()) {
        const from = subkey as CellOffset
        const name = keyName(cells, from, cells.payloadAt(from))
        if (isKeyName(name)) open.push({ from, parent: made, name })
        else this.#left++
      }
      this.#done = Math.min(1, ++visited / keys)
      if (visited % RECORDS_A_STEP === 0) yield this.#done
    }
    for (const [key, time] of this.#timed) setLastWrite(this.#scope, key, time)
    return { key: copy, keys: this.#keys, values: this.#values, left: this.#left }
  }

  *#copy(next: Next): Work<CellOffset> {
    try {
      const there = this.#find(next)
      const isNew = there === NIL
      const key = isNew ? this.#create(next) : there
      yield* this.#copyValues(next.from, key, isNew)
      if (isNew) this.#finish(next.from, key)
      return key
    } catch (error) {
      throw named(error, next.name)
    }
  }

  #find({ parent, name }: Next): CellOffset {
    return findSubkey(this.#scope.cells, soundKey(this.#scope.cells, parent), name)
  }

  #create({ from, parent, name }: Next): CellOffset {
    const { cells } = this.#source
    const at = cells.payloadAt(from)
    const found = this.#options.security === 'keep' ? locateDescriptor(cells, at) : null
    const bytes = found && cells.image.bytesCopy(found.at, found.length)
    const descriptor = bytes !== null && checkStoredDescriptor(bytes) === null ? bytes : undefined
    const className = keyClass(cells, at) ?? ''
    this.#keys++
    return createKey(this.#scope, parent, name, { className, descriptor })
  }

  *#copyValues(from: CellOffset, key: CellOffset, isNew: boolean): Work<void> {
    const { cells } = this.#source
    const target = this.#scope.cells
    // Of values with the same name the first counts.
    const keepsFirst = isNew || this.#options.existing === 'keep'
    const written = new Set<string>()
    for (const [index, cell] of valueCells(cells, from).entries()) {
      if ((index + 1) % RECORDS_A_STEP === 0) yield this.#done
      const at = cells.payloadAt(cell)
      const name = valueName(cells, cell, at)
      if (name.length > LIMIT.VALUE_NAME) this.#left++
      else if (keepsFirst && findValue(target, target.payloadAt(key), name) !== NIL) {
        if (isNew) this.#left++
      } else if (!isNew && written.has(upcase(name))) this.#left++
      else {
        if (!isNew) written.add(upcase(name))
        const value = { name, type: valueType(cells, at), data: dataCopy(cells, at) }
        yield* part(putValueSteps(this.#scope, key, value), this.#done, this.#done)
        this.#values++
      }
    }
  }

  /** Gives a new key the flags of the source, which is done after its values: a link can have no others. */
  #finish(from: CellOffset, key: CellOffset): void {
    const { cells } = this.#source
    const at = cells.payloadAt(from)
    const old = keyFlags(cells, at)
    // A root becomes an ordinary key, and a key with subkeys cannot be a link.
    const root = (old & KEY_FLAG.HIVE_ENTRY) !== 0 ? KEY_FLAG.NO_DELETE : 0
    const link = cells.image.u32(at + NK.SUBKEY_COUNT) > 0 ? KEY_FLAG.SYM_LINK : 0
    const flags = old & ~(FIXED_FLAGS | root | link)
    if ((old & KEY_FLAG.PREDEF_HANDLE) !== 0) this.#left++
    setFlags(this.#scope, key, { flags, userFlags: cells.image.u8(at + NK.USER_FLAGS) })
    if (this.#options.times === 'keep') this.#timed.push([key, keyLastWrite(cells, at)])
  }
}

function valueCells(cells: CellStore, key: CellOffset): readonly CellOffset[] {
  const found: CellOffset[] = []
  eachValue(cells, cells.payloadAt(key), (cell) => {
    if (findKeyValue(cells, cell) !== 0) found.push(cell)
    return false
  })
  return found
}

/** Whether a key can be given this name. */
function isKeyName(name: string): boolean {
  return name.length > 0 && name.length <= LIMIT.KEY_NAME && !name.includes('\\')
}

/** Gives an error that names nothing the name of the key it is about. */
function named(error: unknown, name: string): unknown {
  if (!(error instanceof HiveError)) return error
  const { code, message, detail } = error
  const isNamed = detail.subject !== undefined || detail.path !== undefined
  return isNamed ? error : new HiveError(code, message, { ...detail, subject: name })
}
