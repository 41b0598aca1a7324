/** Whether what is left of a symbolic link is a link: one value, whose name, type and data are those of a target. */

import type { LenientCells } from '../regf/LenientCells.ts'
import { INLINE, NK, SIG, VK } from '../regf/layout.ts'
import type { FileOffset } from '../regf/offsets.ts'
import { LINK_VALUE } from '../values/linkValue.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import { lostData, lostValueName } from './lostKey.ts'

/**
 * Checks whether a link is whole (regf-format 3.10).
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the link
 * @returns true if it has a target and nothing else
 */
export function readLink(cells: LenientCells, key: FileOffset): boolean {
  const { image } = cells
  if (image.u32(key + NK.VALUE_COUNT) !== 1) return false
  const { at, count } = cells.values(key)
  const value = count === 1 ? cells.record(image.u32(at), SIG.VK, VK.NAME) : 0
  if (value === 0 || image.u32(value + VK.TYPE) !== VALUE_TYPE.LINK) return false
  if (lostValueName(cells, value).text !== LINK_VALUE) return false
  const data = cells.data(value)
  const isPlain = image.u32(value + VK.DATA_SIZE) < INLINE || data.size <= 4
  if (!isPlain || data.there < data.size || data.size % 2 !== 0 || data.isDoubtful) return false
  const bytes = lostData(cells, data)
  return bytes.every((byte, index) => index % 2 === 1 || byte !== 0 || bytes[index + 1] !== 0)
}
