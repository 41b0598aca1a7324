/** The cells that hold a key or a value: what is found from its record downwards. */

import type { CellStore } from '../regf/CellStore.ts'
import type { CellUse } from '../regf/fields.ts'
import { DB, INLINE, NK, SIG, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, NIL } from '../regf/offsets.ts'
import { eachLeaf } from '../regf/subkeyList.ts'
import { isBigData } from '../regf/valueData.ts'
import { valuesListed } from './cellUse.ts'

/** A cell and what it holds. */
export interface HeldCell {
  readonly cell: CellOffset
  readonly use: CellUse
}

/**
 * Lists the cells of a key: its record, its class name, its lists, and its security record, which other keys may
 * share. Cells that are not there are left out.
 *
 * @param cells - the cells of the hive
 * @param key - the cell of its record
 * @returns the cells
 */
export function cellsOfKey(cells: CellStore, key: CellOffset): HeldCell[] {
  const { image } = cells
  const record = cells.payloadAt(key)
  const found: HeldCell[] = [{ cell: key, use: 'key' }]
  const add = (field: number, use: CellUse) => {
    const cell = image.u32(record + field) as CellOffset
    if (cell !== NIL && cells.payloadSize(cell) >= 0) found.push({ cell, use })
  }
  if (image.u16(record + NK.CLASS_LENGTH) > 0) add(NK.CLASS, 'class')
  if (image.u32(record + NK.SUBKEY_COUNT) > 0) {
    const list = image.u32(record + NK.SUBKEY_LIST) as CellOffset
    const isIndex = cells.payloadSize(list) >= 2 && image.u16(cells.payloadAt(list)) === SIG.RI
    if (isIndex) found.push({ cell: list, use: 'index' })
    eachLeaf(cells, record, (cell) => {
      found.push({ cell, use: 'leaf' })
      return false
    })
  }
  if (valuesListed(image, record) > 0) add(NK.VALUE_LIST, 'value-list')
  add(NK.SECURITY, 'security')
  return found
}

/**
 * Lists the cells of a value: its record, its data with the records and lists that lead to it, and the list of its
 * key.
 *
 * @param cells - the cells of the hive
 * @param key - the cell of the record of its key
 * @param value - the cell of its own record
 * @returns the cells
 */
export function cellsOfValue(cells: CellStore, key: CellOffset, value: CellOffset): HeldCell[] {
  const { image } = cells
  const list = image.u32(cells.payloadAt(key) + NK.VALUE_LIST) as CellOffset
  const found: HeldCell[] = [{ cell: value, use: 'value' }]
  addData(cells, cells.payloadAt(value), found)
  if (cells.payloadSize(list) >= 0) found.push({ cell: list, use: 'value-list' })
  return found
}

function addData(cells: CellStore, value: FileOffset, found: HeldCell[]): void {
  const { image } = cells
  const size = image.u32(value + VK.DATA_SIZE)
  const data = image.u32(value + VK.DATA) as CellOffset
  if (size === 0 || size >= INLINE || cells.payloadSize(data) < 0) return
  if (!isBigData(cells, data, size)) {
    found.push({ cell: data, use: 'data' })
    return
  }
  found.push({ cell: data, use: 'big-data' })
  const record = cells.payloadAt(data)
  const list = image.u32(record + DB.SEGMENTS) as CellOffset
  const room = cells.payloadSize(list)
  if (room < 0) return
  found.push({ cell: list, use: 'segment-list' })
  const count = Math.min(image.u16(record + DB.COUNT), room >>> 2)
  const seen = new Set<CellOffset>()
  for (let index = 0; index < count; index++) {
    const cell = image.u32(cells.payloadAt(list) + index * 4) as CellOffset
    if (seen.has(cell) || cells.payloadSize(cell) < 0) continue
    seen.add(cell)
    found.push({ cell, use: 'segment' })
  }
}
