/**
 * The fields of one thing in a hive file, in the order of its bytes: of the base block, of the header of a bin, of a
 * cell. There are as many as a list has entries, so they are made when they are asked for.
 */

import type { CellStore } from '../regf/CellStore.ts'
import {
  BASE_FIELDS,
  BIG_DATA_FIELDS,
  BIN_FIELDS,
  CELL_FIELDS,
  type CellUse,
  EARLY_CELL_FIELDS,
  EARLY_KEY_FIELDS,
  EARLY_VALUE_FIELDS,
  type Field,
  type FieldForm,
  KEY_FIELDS,
  LIST_FIELDS,
  SECURITY_FIELDS,
  VALUE_FIELDS,
} from '../regf/fields.ts'
import { INLINE, LIST, NK, SIG, SK, VK } from '../regf/layout.ts'
import type { FileOffset } from '../regf/offsets.ts'
import { leafEntrySize } from '../regf/subkeyList.ts'
import type { BinItem } from './Blocks.ts'

/** The form of a field that only the record itself gives a length. */
export type LaidForm = FieldForm | 'key-name' | 'value-name' | 'class-name' | 'data'

/** A field at its place in the file. */
export interface LaidField extends Omit<Field, 'at' | 'form'> {
  readonly at: FileOffset
  readonly form: LaidForm
  /** The number of the entry that it is or belongs to. */
  readonly entry: number | null
}

/** Fields that come again and again. */
interface Entries {
  readonly at: number
  readonly count: number
  readonly size: number
  readonly fields: readonly Omit<LaidField, 'at' | 'entry'>[]
}

export class FieldList {
  readonly #before: readonly LaidField[]
  readonly #entries: Entries
  readonly #after: readonly LaidField[]

  /**
   * @param before - fields at the beginning
   * @param entries - what is repeated after them
   * @param after - the field at the end
   */
  constructor(
    before: readonly LaidField[],
    entries: Entries | null = null,
    after: readonly LaidField[] = [],
  ) {
    this.#before = before
    this.#entries = entries ?? { at: 0, count: 0, size: 1, fields: [] }
    this.#after = after
  }

  /** The number of fields. */
  get count(): number {
    const { count, fields } = this.#entries
    return this.#before.length + count * fields.length + this.#after.length
  }

  /** Returns a field by its index. */
  at(index: number): LaidField {
    const { at, count, size, fields } = this.#entries
    const inEntries = index - this.#before.length
    if (inEntries < 0) return this.#before[index] as LaidField
    const after = inEntries - count * fields.length
    if (after >= 0) return this.#after[after] as LaidField
    const entry = Math.floor(inEntries / fields.length)
    const which = inEntries % fields.length
    let place = at + entry * size
    for (let before = 0; before < which; before++) place += fields[before]?.size ?? 0
    return { ...(fields[which] as (typeof fields)[number]), at: place as FileOffset, entry }
  }

  /** Returns the index of the field that a place of the file is in; the nearest one for a place in none. */
  indexOf(place: number): number {
    let low = 0
    let high = this.count - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.at(middle).at <= place) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** The fields of the base block. */
export function baseBlockFields(): FieldList {
  return new FieldList(laid(BASE_FIELDS, 0))
}

/** The fields of the header of a bin. */
export function binHeaderFields({ at }: Pick<BinItem, 'at'>): FieldList {
  return new FieldList(laid(BIN_FIELDS, at))
}

/** Bytes without a structure as one field. */
export function bytesOnly({ at, size }: Pick<BinItem, 'at' | 'size'>): FieldList {
  return new FieldList([{ name: 'unreadable', at, size, form: 'bytes', entry: null }])
}

/** What the fields of a cell depend on besides its own bytes. */
export interface CellFacts {
  readonly use: CellUse
  readonly isFree: boolean
  /** Bytes of the data, the class name or the entries in it, according to its owner; null if that is not known. */
  readonly bytes: number | null
}

/**
 * Lists the fields of a cell. What its size has no room for is left out, and what its record does not use is slack.
 *
 * @param cells - the cells of the hive
 * @param cell - the cell
 * @param facts - what is in it
 * @returns the fields
 */
export function cellFields(cells: CellStore, cell: BinItem, facts: CellFacts): FieldList {
  const isEarly = cells.headerSize === 8
  const payload = cell.at + cells.headerSize
  const end = cell.at + cell.size
  const header = laid(isEarly ? EARLY_CELL_FIELDS : CELL_FIELDS, cell.at)
  const record = recordOf(cells, payload, end, facts)
  const fields: LaidField[] = []
  for (const one of [...header, ...laid(record.fields, payload), ...record.more]) {
    const size = Math.min(one.size, end - one.at)
    if (size > 0) fields.push({ ...one, size })
  }
  const last = fields.at(-1)
  const { entries } = record
  const used = entries
    ? entries.at + entries.count * entries.size
    : last === undefined
      ? payload
      : last.at + last.size
  const name = facts.isFree && facts.use === 'unknown' ? 'free' : 'slack'
  const rest: LaidField[] =
    used < end
      ? [{ name, at: used as FileOffset, size: end - used, form: 'bytes', entry: null }]
      : []
  return new FieldList(fields, entries, rest)
}

interface RecordLayout {
  readonly fields: readonly Field[]
  /** Fields of a length that the record gives. */
  readonly more: readonly LaidField[]
  readonly entries: Entries | null
}

function recordOf(
  cells: CellStore,
  at: number,
  end: number,
  { use, isFree, bytes }: CellFacts,
): RecordLayout {
  const { image } = cells
  const isEarly = cells.headerSize === 8
  const own = (field: Omit<LaidField, 'at' | 'entry'>, place: number): LaidField[] =>
    field.size > 0 ? [{ ...field, at: place as FileOffset, entry: null }] : []
  const room = end - at
  switch (use) {
    case 'key': {
      const size = image.u16(at + NK.NAME_LENGTH)
      const name = own({ name: 'name', size, form: 'key-name' }, at + NK.NAME)
      return { fields: isEarly ? EARLY_KEY_FIELDS : KEY_FIELDS, more: name, entries: null }
    }
    case 'value': {
      const size = image.u16(at + VK.NAME_LENGTH)
      const fields = isEarly ? EARLY_VALUE_FIELDS : VALUE_FIELDS
      const isInline = image.u32(at + VK.DATA_SIZE) >= INLINE
      return {
        fields: isInline ? fields.map(withInlineData) : fields,
        more: own({ name: 'name', size, form: 'value-name' }, at + VK.NAME),
        entries: null,
      }
    }
    case 'security': {
      const size = image.u32(at + SK.SIZE)
      const descriptor = own({ name: 'descriptor', size, form: 'bytes' }, at + SK.DESCRIPTOR)
      return { fields: SECURITY_FIELDS, more: descriptor, entries: null }
    }
    case 'leaf':
    case 'index': {
      const letters = image.u16(at + LIST.SIGNATURE)
      const size = leafEntrySize(letters) || 4
      const count = Math.min(
        image.u16(at + LIST.COUNT),
        Math.max(0, Math.floor((room - LIST.ENTRIES) / size)),
      )
      const leadsTo = use === 'index' ? 'leaf' : 'key'
      const entry = { name: 'entry', size: 4, form: 'cell', leadsTo } as const
      const name = letters === SIG.LH ? 'hash' : 'hint'
      const form = letters === SIG.LH ? 'hex' : 'letters'
      const fields = size === 8 ? [entry, { name, size: 4, form } as const] : [entry]
      const entries = { at: at + LIST.ENTRIES, count, size, fields }
      return { fields: LIST_FIELDS, more: [], entries }
    }
    case 'big-data':
      return { fields: BIG_DATA_FIELDS, more: [], entries: null }
    case 'value-list':
    case 'segment-list': {
      const isValues = use === 'value-list'
      const count = Math.max(0, Math.min(room, bytes ?? room) >>> 2)
      const entry = {
        name: isValues ? 'entry' : 'segment',
        size: 4,
        form: 'cell',
        leadsTo: isValues ? 'value' : 'segment',
      } as const
      return { fields: [], more: [], entries: { at, count, size: 4, fields: [entry] } }
    }
    case 'class': {
      const size = Math.min(room, bytes ?? room)
      return {
        fields: [],
        more: own({ name: 'class', size, form: 'class-name' }, at),
        entries: null,
      }
    }
    case 'data':
    case 'segment': {
      const size = Math.min(room, bytes ?? room)
      return { fields: [], more: own({ name: 'data', size, form: 'data' }, at), entries: null }
    }
    case 'unknown':
      return isFree
        ? { fields: [], more: [], entries: null }
        : {
            fields: [],
            more: own({ name: 'data', size: room, form: 'bytes' }, at),
            entries: null,
          }
  }
}

function laid(fields: readonly Field[], at: number): LaidField[] {
  return fields.map((one) => ({ ...one, at: (at + one.at) as FileOffset, entry: null }))
}

function withInlineData(field: Field): Field {
  if (field.name !== 'value-data') return field
  const { leadsTo: _nowhere, ...rest } = field
  return { ...rest, form: 'bytes' }
}
