/** The new hive of a salvage: its keys and values are created as an edit creates them. */

import { decodeUtf16 } from '../bytes/text.ts'
import { HiveError } from '../errors.ts'
import type { EditScope } from '../offreg/editScope.ts'
import { createKey } from '../offreg/keys.ts'
import { setDescriptor } from '../offreg/security.ts'
import { LAYERED } from '../regf/baseBlock.ts'
import { CellBits } from '../regf/CellBits.ts'
import type { CellList } from '../regf/CellList.ts'
import { raiseMaximum, stampKey, writeClass } from '../regf/keyNode.ts'
import { appendValue, writeKeyValue } from '../regf/keyValue.ts'
import { BASE, KEY_FLAG, LAYER, LIMIT, NK, SIG, VALUE_FLAG, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL, roundUp } from '../regf/offsets.ts'
import { encodeName } from '../regf/storedName.ts'
import { storeDataSteps } from '../regf/valueData.ts'
import { part, RECORDS_A_STEP, type Work } from '../work.ts'
import type { FoundKeys } from './findKeys.ts'
import type { Frame } from './frame.ts'
import { type KeyPlan, ROOT } from './KeyPlan.ts'
import { LostKeys } from './LostKeys.ts'
import {
  lostClass,
  lostData,
  lostDescriptor,
  lostKeyName,
  lostValueName,
  planPath,
} from './lostKey.ts'
import { readLink } from './lostLink.ts'
import type { Loss, SalvageReport } from './SalvageReport.ts'

/** Flags that are set by creating a key, that only a loaded hive has, or that no key has. */
const OWN_FLAGS =
  KEY_FLAG.COMP_NAME |
  KEY_FLAG.IN_MEMORY |
  KEY_FLAG.SYM_LINK |
  KEY_FLAG.PREDEF_HANDLE |
  KEY_FLAG.HIVE_ENTRY |
  KEY_FLAG.NO_DELETE |
  0x0c00
const ROOT_FLAGS = KEY_FLAG.HIVE_ENTRY | KEY_FLAG.NO_DELETE
/** The records of a hive are not larger, in total, than twice the hive, unless crafted ones share data. */
const READ_TIMES = 2

export class SalvageTarget {
  readonly #scope: EditScope
  readonly #frame: Frame
  readonly #plan: KeyPlan
  readonly #hasRoot: boolean
  /** Values in allocated cells, and those of them that a key listed. */
  readonly #values: CellList
  readonly #listed: CellBits
  readonly #report: SalvageReport
  /** The key in the new hive of each key of the plan; 0 if it could not be made. */
  readonly #targets: Uint32Array
  readonly #lost: LostKeys
  /** Bytes of names and data that may still be copied. */
  #left: number

  /**
   * @param scope - the edit of the new hive
   * @param frame - the damaged hive
   * @param found - its keys
   * @param report - gets what cannot be brought over as it was
   */
  constructor(scope: EditScope, frame: Frame, found: FoundKeys, report: SalvageReport) {
    this.#scope = scope
    this.#frame = frame
    this.#plan = found.plan
    this.#hasRoot = found.hasRoot
    this.#values = found.values
    this.#listed = new CellBits(frame.cells.end)
    this.#report = report
    this.#targets = new Uint32Array(found.plan.count)
    this.#lost = new LostKeys(scope, frame, found.plan, report.shift)
    this.#left = READ_TIMES * frame.cells.end
  }

  /** Creates all keys and values. When there is no more room, the rest is reported as lost. */
  *write(): Work<void> {
    const { count } = this.#plan
    if (this.#frame.isLayered) this.#scope.cells.image.setU32(BASE.FLAGS, LAYERED)
    for (let index = ROOT; index < count; index++) {
      try {
        yield* part(this.#writeKey(index), index / count, (index + 1) / count)
      } catch (error) {
        if (!(error instanceof HiveError) || error.code !== 'hive-full') throw error
        const at = fileOffset(this.#plan.cell(index))
        this.#report.add('no-room', at, () => ({ expected: count, actual: index }))
        break
      }
      if (index % RECORDS_A_STEP === 0) yield index / count
    }
    if (LISTS_LOST.some((code) => this.#report.countOf(code) > 0)) yield* this.#writeOrphans()
    this.#stampAll()
  }

  /** Where lists are lost, values in allocated cells that none names may have been in them. */
  *#writeOrphans(): Work<void> {
    const { cells } = this.#frame
    for (let index = 0; index < this.#values.count; index++) {
      if (index % RECORDS_A_STEP === 0) yield 1
      const cell = this.#values.at(index)
      const value = cells.payloadAt(cell)
      if (this.#listed.has(cell)) continue
      this.#report.add('value-without-key', value, () => ({
        value: lostValueName(cells, value).text,
      }))
      try {
        yield* this.#writeValue(NO_KEY, this.#lost.placeOfValue(value), value, 1)
      } catch (error) {
        if (!(error instanceof HiveError) || error.code !== 'hive-full') throw error
        this.#report.add('no-room', value)
        return
      }
    }
  }

  *#writeKey(index: number): Work<void> {
    const { cells } = this.#frame
    const key = cells.record(this.#plan.cell(index), SIG.NK, NK.NAME)
    const target = index === ROOT ? this.#takeRoot(key) : this.#create(index, key)
    this.#targets[index] = target
    this.#report.keys++
    if (key === 0) return
    this.#takeFlags(target, key, index === ROOT)
    yield* this.#writeValues(index, key, target)
  }

  #takeRoot(key: FileOffset): CellOffset {
    const { root, cells } = this.#scope
    if (!this.#hasRoot) return root
    const descriptor = lostDescriptor(this.#frame.cells, key)
    if (descriptor === null) this.#report.add('security-replaced', key)
    else setDescriptor(this.#scope, root, descriptor)
    const className = this.#classOf(key, ROOT)
    if (className.length > 0) writeClass(cells, cells.payloadAt(root), className)
    return root
  }

  /** Creates a key below its parent, or where it can be. */
  #create(index: number, key: FileOffset): CellOffset {
    const name = lostKeyName(this.#frame.cells, key)
    if (name.isCut) this.#report.add('name-cut', key, () => this.#about(index))
    const descriptor = lostDescriptor(this.#frame.cells, key)
    if (descriptor === null) this.#report.add('security-replaced', key, () => this.#about(index))
    const options = {
      className: decodeUtf16(this.#classOf(key, index)),
      descriptor: descriptor ?? undefined,
      link: this.#isLink(index, key),
      longestName: LIMIT.LIBRARY_KEY_NAME,
    }
    const isAlone = this.#plan.attachment(index) === 'without-parent'
    const parent = this.#targets[this.#plan.parent(index)] as CellOffset
    if (isAlone) this.#report.add('key-without-parent', key, () => this.#about(index))
    const below = isAlone || parent === 0 ? this.#lost.groupOf(key) : parent
    try {
      return createKey(this.#scope, below, name.text, options)
    } catch (error) {
      const code = moveOf(error)
      this.#report.add(code, key, () => this.#about(index))
      const place = this.#lost.placeOf(key)
      // A name that no key can have is left out; the place says where the key was.
      return code === 'key-name-bad' ? place : createKey(this.#scope, place, name.text, options)
    }
  }

  #classOf(key: FileOffset, index: number): Uint8Array {
    const className = lostClass(this.#frame.cells, key)
    const isKept = className !== undefined && this.#spend(className?.length ?? 0)
    if (!isKept) this.#report.add('class-lost', key, () => this.#about(index))
    return isKept && className !== null ? className : new Uint8Array(0)
  }

  /** Counts bytes that many records could share; returns false when they would be more than the file can hold. */
  #spend(bytes: number): boolean {
    if (this.#left < bytes) return false
    this.#left -= bytes
    return true
  }

  /** Whether a key is a link that is whole; one that is not becomes an ordinary key. */
  #isLink(index: number, key: FileOffset): boolean {
    const flags = this.#frame.cells.image.u16(key + NK.FLAGS)
    if ((flags & KEY_FLAG.SYM_LINK) === 0) return false
    const isWhole = this.#plan.attached(index) === 0 && readLink(this.#frame.cells, key)
    if (!isWhole) this.#report.add('link-broken', key, () => this.#about(index))
    return isWhole
  }

  #takeFlags(target: CellOffset, key: FileOffset, isRoot: boolean): void {
    const { cells } = this.#scope
    const { image } = cells
    const from = this.#frame.cells.image
    const at = cells.payloadAt(target)
    const carried = from.u16(key + NK.FLAGS) & ~(isRoot ? OWN_FLAGS & ~ROOT_FLAGS : OWN_FLAGS)
    image.setU16(at + NK.FLAGS, image.u16(at + NK.FLAGS) | carried)
    image.setU8(at + NK.USER_FLAGS, from.u8(key + NK.USER_FLAGS))
    image.setU8(at + NK.DEBUG, from.u8(key + NK.DEBUG))
    if (!this.#frame.isLayered) return
    const layer = from.u8(key + NK.LAYER)
    const isTombstone = (layer & 3) === LAYER.TOMBSTONE
    const isBare =
      from.u32(key + NK.VALUE_COUNT) === 0 &&
      from.u32(key + NK.SUBKEY_COUNT) === 0 &&
      from.u16(key + NK.CLASS_LENGTH) === 0
    if (!isTombstone || isBare) image.setU8(at + NK.LAYER, layer)
  }

  *#writeValues(index: number, key: FileOffset, target: CellOffset): Work<void> {
    const { cells } = this.#frame
    const run = cells.values(key)
    for (let entry = 0; entry < run.count; entry++) {
      const at = run.at + entry * 4
      const cell = cells.image.u32(at)
      const value = cells.record(cell, SIG.VK, VK.NAME)
      if (value !== 0) this.#listed.set(cell)
      if (value === 0) this.#report.add('value-bad', at, () => this.#about(index))
      else yield* this.#writeValue(index, target, value, run.count - entry)
    }
    if (run.count >= run.claimed) return
    this.#report.add('values-lost', key, () => {
      return { ...this.#about(index), expected: run.claimed, actual: run.count }
    })
  }

  *#writeValue(index: number, target: CellOffset, value: FileOffset, siblings: number): Work<void> {
    const from = this.#frame.cells
    const name = lostValueName(from, value)
    const about = (): Omit<Loss, 'code' | 'offset'> => ({ ...this.#about(index), value: name.text })
    if (name.text.length > LIMIT.VALUE_NAME) {
      this.#report.add('value-name-long', value, about)
      return
    }
    const data = from.data(value)
    if (!this.#spend(valueCells(name.text, data.there))) {
      this.#report.add('shared-too-much', value, about)
      return
    }
    if (name.isCut) this.#report.add('name-cut', value, about)
    if (data.there < data.size) {
      const code = data.there === 0 ? 'data-lost' : 'data-partial'
      const sizes = { expected: data.size, actual: data.there }
      this.#report.add(code, value, () => ({ ...about(), ...sizes }))
    } else if (data.isDoubtful) {
      this.#report.add('data-doubtful', value, about)
    }
    yield* this.#store(target, value, name.text, lostData(from, data), siblings)
    this.#report.values++
  }

  *#store(
    target: CellOffset,
    value: FileOffset,
    name: string,
    data: Uint8Array,
    siblings: number,
  ): Work<void> {
    const { cells } = this.#scope
    const from = this.#frame.cells.image
    const cell = writeKeyValue(cells, name, from.u32(value + VK.TYPE))
    const at = cells.payloadAt(cell)
    yield* storeDataSteps(cells, at, data)
    const isTombstone =
      this.#frame.isLayered && (from.u16(value + VK.FLAGS) & VALUE_FLAG.TOMBSTONE) !== 0
    if (isTombstone && data.length === 0) {
      cells.image.setU16(at + VK.FLAGS, cells.image.u16(at + VK.FLAGS) | VALUE_FLAG.TOMBSTONE)
      cells.image.setU32(at + VK.DATA_SIZE, 0)
      cells.image.setU32(at + VK.DATA, NIL)
    }
    const key = cells.payloadAt(target)
    appendValue(cells, key, cell, siblings)
    raiseMaximum(cells, key, 'valueName', name.length * 2)
    raiseMaximum(cells, key, 'valueData', data.length)
  }

  /** Gives the keys their times, which creating their subkeys has changed. */
  #stampAll(): void {
    const { cells } = this.#frame
    for (let index = this.#hasRoot ? ROOT : 1; index < this.#plan.count; index++) {
      const target = this.#targets[index] as CellOffset
      if (target === 0) continue
      const lastWrite = cells.image.u64(cells.payloadAt(this.#plan.cell(index)) + NK.LAST_WRITE)
      stampKey(this.#scope.cells, this.#scope.cells.payloadAt(target), lastWrite)
    }
  }

  #about(index: number): { path?: readonly string[] } {
    return index === NO_KEY ? {} : { path: planPath(this.#frame, this.#plan, index) }
  }
}

/** Stands for the key of a value that no list names. */
const NO_KEY = -1
/** What says that a value list is lost, or a key with its list. */
const LISTS_LOST = ['values-lost', 'value-bad', 'entry-bad', 'subkeys-lost', 'root-lost'] as const

/** Bytes of the cells of a value, and of its entry in the list. */
function valueCells(name: string, data: number): number {
  const record = roundUp(4 + VK.NAME + encodeName(name).bytes.length, 8)
  return 4 + record + (data > 4 ? roundUp(4 + data, 8) : 0)
}

/** Why a key cannot be where it was. */
function moveOf(error: unknown): 'key-name-bad' | 'key-name-twice' | 'key-too-deep' {
  if (!(error instanceof HiveError)) throw error
  switch (error.code) {
    case 'name-empty':
    case 'name-too-long':
    case 'name-has-backslash':
      return 'key-name-bad'
    case 'key-exists':
      return 'key-name-twice'
    case 'too-deep':
      return 'key-too-deep'
    default:
      throw error
  }
}
