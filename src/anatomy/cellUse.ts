/** What a cell holds according to its letters, and which of its fields refer to other cells. */

import type { CellStore } from '../regf/CellStore.ts'
import type { CellUse, FieldName } from '../regf/fields.ts'
import { BASE, DB, INLINE, KEY_FLAG, LIST, NK, SEGMENT_DATA, SIG, SK, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { leafEntrySize } from '../regf/subkeyList.ts'
import { isBigData } from '../regf/valueData.ts'

/** A field that refers to a cell. */
export interface ReferringField {
  readonly name: FieldName
  /** The number of the entry of a list; null of other fields. */
  readonly entry: number | null
  readonly leadsTo: CellUse
}

/** The smallest payload of each record with letters. */
const RECORDS: ReadonlyMap<number, { readonly use: CellUse; readonly least: number }> = new Map([
  [SIG.NK, { use: 'key', least: NK.NAME }],
  [SIG.VK, { use: 'value', least: VK.NAME }],
  [SIG.SK, { use: 'security', least: SK.DESCRIPTOR }],
  [SIG.LI, { use: 'leaf', least: LIST.ENTRIES }],
  [SIG.LF, { use: 'leaf', least: LIST.ENTRIES }],
  [SIG.LH, { use: 'leaf', least: LIST.ENTRIES }],
  [SIG.RI, { use: 'index', least: LIST.ENTRIES }],
  [SIG.DB, { use: 'big-data', least: DB.SEGMENTS + 4 }],
])

/**
 * Guesses what a cell holds, or held before it was freed, by its first two bytes. Data can have such bytes too.
 *
 * @param cells - the cells of the hive
 * @param cell - an allocated or free cell
 * @returns what a record with these letters is; `unknown` without letters, or if the cell is too small for it
 */
export function lettersIn(cells: CellStore, cell: CellOffset): CellUse {
  const room = roomOf(cells, cell)
  if (room < 2) return 'unknown'
  const record = RECORDS.get(cells.image.u16(cells.payloadAt(cell)))
  return record !== undefined && room >= record.least ? record.use : 'unknown'
}

/** The size in bytes of the payload of a cell, allocated or free. */
export function roomOf({ image, headerSize }: CellStore, cell: CellOffset): number {
  return Math.abs(image.i32(fileOffset(cell))) - headerSize
}

/** The fields of keys that lead to another cell, with what says whether they do. */
const KEY_REFERENCES: readonly {
  readonly name: FieldName
  readonly at: number
  readonly leadsTo: CellUse
}[] = [
  { name: 'subkey-list', at: NK.SUBKEY_LIST, leadsTo: 'leaf' },
  { name: 'value-list', at: NK.VALUE_LIST, leadsTo: 'value-list' },
  { name: 'security', at: NK.SECURITY, leadsTo: 'security' },
  { name: 'class', at: NK.CLASS, leadsTo: 'class' },
]

/**
 * Tells whether a place in a cell is a field that refers to another cell.
 *
 * @param cells - the cells of the hive
 * @param cell - the cell
 * @param use - what it holds
 * @param at - file offset of the place
 * @param entries - how many entries a list without a count has
 * @returns the field; null if it is none, or has no meaning there, such as the list of a key without values
 */
export function referringField(
  cells: CellStore,
  cell: CellOffset,
  use: CellUse,
  at: number,
  entries = Number.POSITIVE_INFINITY,
): ReferringField | null {
  const { image } = cells
  const record = cells.payloadAt(cell)
  const place = at - record
  switch (use) {
    case 'key': {
      const found = KEY_REFERENCES.find((one) => one.at === place)
      if (found === undefined || !isInUse(cells, record, found.name)) return null
      const { name } = found
      if (name !== 'subkey-list') return { name, entry: null, leadsTo: found.leadsTo }
      const target = image.u32(at) as CellOffset
      return { name, entry: null, leadsTo: listUse(cells, target) }
    }
    case 'value':
      return place === VK.DATA ? dataReference(cells, record) : null
    case 'security':
      if (place === SK.FLINK) return { name: 'next-security', entry: null, leadsTo: 'security' }
      return place === SK.BLINK
        ? { name: 'previous-security', entry: null, leadsTo: 'security' }
        : null
    case 'leaf': {
      const size = leafEntrySize(image.u16(record)) || 4
      return entryOf(place - LIST.ENTRIES, size, image.u16(record + LIST.COUNT), 'key')
    }
    case 'index':
      return entryOf(place - LIST.ENTRIES, 4, image.u16(record + LIST.COUNT), 'leaf')
    case 'big-data':
      return place === DB.SEGMENTS
        ? { name: 'segment-list', entry: null, leadsTo: 'segment-list' }
        : null
    case 'value-list':
      return entryOf(place, 4, entries, 'value')
    case 'segment-list':
      return entryOf(place, 4, entries, 'segment')
    default:
      return null
  }
}

function entryOf(
  place: number,
  size: number,
  count: number,
  leadsTo: CellUse,
): ReferringField | null {
  const entry = place / size
  if (place < 0 || !Number.isInteger(entry) || entry >= count) return null
  return { name: leadsTo === 'segment' ? 'segment' : 'entry', entry, leadsTo }
}

function isInUse({ image }: CellStore, key: FileOffset, name: FieldName): boolean {
  switch (name) {
    case 'subkey-list':
      return image.u32(key + NK.SUBKEY_COUNT) > 0
    case 'value-list':
      return valuesListed(image, key) > 0
    case 'class':
      return image.u16(key + NK.CLASS_LENGTH) > 0
    default:
      return true
  }
}

/** The number of entries that the value list of a key has, according to the key. */
export function valuesListed(image: CellStore['image'], key: FileOffset): number {
  const isPredefined = (image.u16(key + NK.FLAGS) & KEY_FLAG.PREDEF_HANDLE) !== 0
  return isPredefined ? 0 : image.u32(key + NK.VALUE_COUNT)
}

/** The number of segments that big data of a value has, according to its record. */
export function segmentsListed(image: CellStore['image'], record: FileOffset): number {
  return image.u16(record + DB.COUNT)
}

/** What a list of subkeys is, by its letters. */
function listUse(cells: CellStore, list: CellOffset): CellUse {
  return cells.payloadSize(list) >= 0 && lettersIn(cells, list) === 'index' ? 'index' : 'leaf'
}

function dataReference(cells: CellStore, value: FileOffset): ReferringField | null {
  const size = cells.image.u32(value + VK.DATA_SIZE)
  if (size === 0 || size >= INLINE) return null
  const cell = cells.image.u32(value + VK.DATA) as CellOffset
  const isBig = size > SEGMENT_DATA && isBigData(cells, cell, size)
  return { name: 'value-data', entry: null, leadsTo: isBig ? 'big-data' : 'data' }
}

/** The field of the base block that refers to a cell. */
export const ROOT_REFERENCE = {
  at: BASE.ROOT_CELL as FileOffset,
  field: { name: 'root-cell', entry: null, leadsTo: 'key' },
} as const satisfies { at: FileOffset; field: ReferringField }
