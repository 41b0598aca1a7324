/**
 * Checks the values of one key after another: the list, the records and the places of their data (regf-format
 * 5.2 rules 28 to 34, 40, 41, 5.3 rules 18 and 27). It runs in steps, since one key can have millions of values.
 * Big data is checked in bigDataCheck.ts.
 */

import { isLayered } from '../baseBlock.ts'
import { findKeyValue, storedValueName, valueFlags } from '../keyValue.ts'
import { INLINE, KEY_FLAG, NK, SEGMENT_DATA, SIG, VALUE_FLAG, VK } from '../layout.ts'
import { NameTable } from '../NameTable.ts'
import { type CellOffset, fileOffset } from '../offsets.ts'
import { compareStoredName, upcasedUnits } from '../storedName.ts'
import { checkLargeData } from './bigDataCheck.ts'
import { NO_CELL, TAKEN } from './CellMap.ts'
import type { CheckContext } from './CheckContext.ts'

/** REG_LINK and the name of the only value a symbolic link has (regf-format 3.10). */
const LINK_TYPE = 6
const LINK_NAME = upcasedUnits('SymbolicLinkValue')
const MAX_INLINE = 4

export class ValueWalk {
  /** Values that can be read. */
  values = 0
  readonly #context: CheckContext
  readonly #names: NameTable
  /** The value that is being checked; 0 if there is none. */
  #current = 0
  #left = 0
  #entry = 0
  #cell = 0
  #key = 0
  #list = 0
  #isLink = false
  #hasNames = false
  #maxName = 0
  #maxData = 0

  /**
   * Starts without a key.
   *
   * @param context - the parts of the check
   */
  constructor(context: CheckContext) {
    this.#context = context
    this.#names = new NameTable(context.cells)
  }

  /** Whether values of the current key are left to check. */
  get isBusy(): boolean {
    return this.#left > 0
  }

  /** The cell of the value that is being checked; undefined when none is. */
  get current(): CellOffset | undefined {
    return this.#current === 0 ? undefined : (this.#current as CellOffset)
  }

  /**
   * Starts with the values of a key. A predefined key has none (regf-format 3.11).
   *
   * @param cell - cell offset of the key
   * @param key - file offset of its record
   */
  start(cell: number, key: number): void {
    const { cells, map, findings } = this.#context
    const { image } = cells
    const count = image.u32(key + NK.VALUE_COUNT)
    const flags = image.u16(key + NK.FLAGS)
    if (count === 0 || (flags & KEY_FLAG.PREDEF_HANDLE) !== 0) return
    const list = image.u32(key + NK.VALUE_LIST)
    const room = map.claim(list)
    if (room < 0) {
      const field = key + NK.VALUE_LIST
      if (room === TAKEN) findings.addShared('shared-cell', list, field, [cell])
      else findings.add('reference-bad', field, { actual: list, damages: [cell] })
      return
    }
    const fitting = room >>> 2
    if (count > fitting) {
      const damages = [cell, list]
      findings.add('value-list-past-cell', key + NK.VALUE_COUNT, {
        expected: fitting,
        actual: count,
        damages,
        spills: list,
      })
    }
    this.#left = Math.min(count, fitting)
    this.#entry = cells.payloadAt(list as CellOffset)
    this.#cell = cell
    this.#key = key
    this.#list = list
    this.#isLink = (flags & KEY_FLAG.SYM_LINK) !== 0
    this.#hasNames = this.#left > 1
    if (this.#hasNames) this.#names.reset(this.#left)
    this.#maxName = 0
    this.#maxData = 0
  }

  /**
   * Checks some values of the current key.
   *
   * @param budget - the most values to check
   * @returns what is left of the budget
   */
  run(budget: number): number {
    const todo = Math.min(budget, this.#left)
    for (let done = 0; done < todo; done++) {
      this.#checkEntry(this.#entry)
      this.#entry += 4
    }
    this.#left -= todo
    if (this.#left === 0) this.#finish()
    return budget - todo
  }

  #checkEntry(entry: number): void {
    const { cells, map } = this.#context
    const { image } = cells
    const cell = image.u32(entry)
    const room = map.peek(cell)
    if (room < VK.NAME) {
      this.#refuse(entry, cell, room)
      return
    }
    const value = cells.payloadAt(cell as CellOffset)
    if (image.u16(value) !== SIG.VK) {
      this.#refuse(entry, cell, room)
      return
    }
    map.take(cell)
    this.values++
    this.#current = cell
    const flags = valueFlags(cells, value)
    const isLatin = (flags & VALUE_FLAG.COMP_NAME) !== 0
    const stored = image.u16(value + VK.NAME_LENGTH)
    if (stored > room - VK.NAME || (stored & 1) > (isLatin ? 1 : 0)) {
      this.#reportName(cell, value, room)
    }
    const length = Math.min(stored, room - VK.NAME)
    const bytes = isLatin ? length * 2 : length
    if (bytes > this.#maxName) this.#maxName = bytes
    if (this.#hasNames) this.#checkDuplicate(cell, value + VK.NAME, length, isLatin)
    const size = image.u32(value + VK.DATA_SIZE)
    this.#checkData(cell, value, size)
    if ((flags & VALUE_FLAG.TOMBSTONE) !== 0) this.#checkTombstone(cell, value, size)
    if (this.#isLink) this.#checkLink(cell, value)
    this.#current = 0
  }

  #checkData(cell: number, value: number, size: number): void {
    const { cells, map, findings } = this.#context
    if (size >= INLINE) {
      const bytes = size - INLINE
      if (bytes > MAX_INLINE) {
        const detail = { expected: MAX_INLINE, actual: bytes, damages: [cell] }
        findings.add('inline-size', value + VK.DATA_SIZE, detail)
      } else if (bytes > this.#maxData) {
        this.#maxData = bytes
      }
      return
    }
    if (size === 0) return
    if (size > this.#maxData) this.#maxData = size
    const data = cells.image.u32(value + VK.DATA)
    if (!map.take(data)) {
      const field = value + VK.DATA
      if (map.peek(data) === TAKEN) findings.addShared('shared-cell', data, field, [cell])
      else findings.add('data-bad', field, { actual: data, damages: [cell] })
    } else if (size > SEGMENT_DATA) {
      checkLargeData(this.#context, { cell, value, size, data })
    } else if (!map.holds(data, size)) {
      const expected = map.payloadOf(data)
      findings.add('data-past-cell', value + VK.DATA_SIZE, {
        expected,
        actual: size,
        damages: [cell],
        spills: data,
      })
    }
  }

  /** Reports an entry that does not lead to a value of its own. */
  #refuse(entry: number, cell: number, room: number): void {
    const { cells, map, findings } = this.#context
    const list = this.#list
    if (room === NO_CELL) {
      findings.add('reference-bad', entry, { actual: cell, damages: [list] })
      return
    }
    const value = cells.payloadAt(cell as CellOffset)
    const signature = cells.image.u16(value)
    if (signature !== SIG.VK) {
      const detail = { expected: 'vk', actual: signature, damages: [cell, list] }
      findings.add('signature-wrong', value, detail)
    } else if (room === TAKEN) {
      findings.addShared('shared-cell', cell, entry, [list])
    } else {
      map.take(cell)
      const detail = { expected: VK.NAME, actual: room, damages: [cell, list], spills: cell }
      findings.add('value-too-small', fileOffset(cell as CellOffset), detail)
    }
  }

  #reportName(cell: number, value: number, room: number): void {
    const { cells, findings } = this.#context
    const actual = cells.image.u16(value + VK.NAME_LENGTH)
    const isPast = actual > room - VK.NAME
    const detail = isPast ? { expected: room - VK.NAME, actual, spills: cell } : { actual }
    const code = isPast ? 'name-past-cell' : 'name-odd'
    findings.add(code, value + VK.NAME_LENGTH, { ...detail, damages: [cell] })
  }

  #checkDuplicate(cell: number, name: number, length: number, isLatin: boolean): void {
    const other = this.#names.add(cell, name, length, isLatin)
    if (other === 0) return
    const at = fileOffset(cell as CellOffset)
    this.#context.findings.add('value-duplicate', at, { expected: other })
  }

  /** A tombstone value hides one of a lower layer and has no data (regf-format 3.12). */
  #checkTombstone(cell: number, value: number, size: number): void {
    if (size === 0 || size === INLINE || !isLayered(this.#context.cells.image)) return
    const detail = { expected: 0, actual: size, damages: [cell] }
    this.#context.findings.add('tombstone-bad', value + VK.DATA_SIZE, detail)
  }

  #checkLink(cell: number, value: number): void {
    const { cells, findings } = this.#context
    const name = storedValueName(cells, cell as CellOffset, findKeyValue(cells, cell as CellOffset))
    const damages = [this.#cell, cell]
    if (compareStoredName(cells.image, name.at, name.length, name.latin1, LINK_NAME) !== 0) {
      findings.add('link-bad', value + VK.NAME, { expected: 'SymbolicLinkValue', damages })
      return
    }
    const type = cells.image.u32(value + VK.TYPE)
    if (type === LINK_TYPE) return
    findings.add('link-bad', value + VK.TYPE, { expected: LINK_TYPE, actual: type, damages })
  }

  #finish(): void {
    const { cells, findings } = this.#context
    const storedName = cells.image.u32(this.#key + NK.MAX_VALUE_NAME)
    const storedData = cells.image.u32(this.#key + NK.MAX_VALUE_DATA)
    if (storedName < this.#maxName) {
      findings.addCounted('maximum-too-small', this.#key + NK.MAX_VALUE_NAME)
    }
    if (storedData < this.#maxData) {
      findings.addCounted('maximum-too-small', this.#key + NK.MAX_VALUE_DATA)
    }
  }
}
