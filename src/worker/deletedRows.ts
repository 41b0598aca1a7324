/** Deleted records as rows. */

import type { DeletedRecords } from '../deleted/DeletedRecords.ts'
import { deletedData } from '../deleted/deletedData.ts'
import { describeRecord } from '../deleted/describe.ts'
import type { RecordPlaces } from '../deleted/RecordPlaces.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { keyLastWrite } from '../regf/keyNode.ts'
import { valueType } from '../regf/keyValue.ts'
import { KEY_FLAG, NK, SIG, VALUE_FLAG, VK } from '../regf/layout.ts'
import type { FileOffset } from '../regf/offsets.ts'
import { readName } from '../regf/storedName.ts'
import { shownName } from '../text/visibleText.ts'
import { PREVIEW_HEAD_BYTES, previewValue } from '../values/preview.ts'
import { rowPath } from './displayNames.ts'
import type { DeletedRow } from './protocol.ts'

/**
 * Makes the row of a deleted record.
 *
 * @param found - the deleted records of the hive
 * @param at - file offset of the record
 * @param restored - whether a step has restored it
 * @returns the row
 */
export function deletedRow(found: DeletedRecords, at: FileOffset, restored: boolean): DeletedRow {
  if (!found.isThere(at)) return goneRow(found, at, restored)
  const record = describeRecord(found, at)
  const { names, isWhole: pathWhole } = record.path
  const { path, pathCut } = rowPath(names.length, (index) => names[index] as string)
  const name = shownName(record.name)
  const { kind, state, place, confidence, evidence, isWhole } = record
  return {
    ...{ id: at, at, kind, state, name, path, pathWhole, place, confidence, evidence, isWhole },
    ...{ restored, isGone: false, isUnsettled: false },
    group: found.groupOf(at),
    isCut: pathCut || name !== record.name,
    lastWrite: record.kind === 'key' ? record.lastWrite : null,
    type: record.kind === 'value' ? record.type : null,
    size: record.kind === 'value' ? record.size : 0,
    left: record.kind === 'value' ? record.left : 0,
    preview: record.kind === 'value' ? deletedPreview(found, at) : '',
  }
}

/** What is left of the data of a deleted value, on one line. */
export function deletedPreview(found: DeletedRecords, at: FileOffset): string {
  const data = deletedData(found, at)
  if (data.left === 0 && data.size > 0) return ''
  const head = bytesOf(found, at, PREVIEW_HEAD_BYTES)
  return previewValue(valueType(found.cells, at), data.size, head).text
}

/**
 * Copies what is left of the data of a deleted value.
 *
 * @param found - the deleted records of the hive
 * @param at - file offset of the value's record
 * @param most - bytes that are copied at most
 * @returns its first bytes
 */
export function bytesOf(found: DeletedRecords, at: FileOffset, most: number): Uint8Array {
  const pieces = deletedData(found, at).pieces()
  const there = pieces.reduce((sum, { length }) => sum + length, 0)
  const data = new Uint8Array(Math.min(most, there))
  let filled = 0
  for (const piece of pieces) {
    const length = Math.min(piece.length, data.length - filled)
    data.set(found.cells.image.bytesView(piece.at, length), filled)
    filled += length
  }
  return data
}

/** What is not known of a record. */
const UNKNOWN: Omit<DeletedRow, 'id' | 'at' | 'kind' | 'name' | 'place'> = {
  ...{ group: 'orphan-values', state: 'deleted', path: [], pathWhole: false, isCut: false },
  ...{ confidence: 'low', evidence: [], isWhole: false, lastWrite: null, type: null },
  ...{ size: 0, left: 0, preview: '', restored: false, isGone: false, isUnsettled: false },
}

/** The row of a record that an edit has overwritten. */
function goneRow(found: DeletedRecords, at: FileOffset, restored: boolean): DeletedRow {
  const kind = found.hasKey(at) ? 'key' : 'value'
  return { ...UNKNOWN, id: at, at, kind, name: '', place: found.place(at), restored, isGone: true }
}

/**
 * Makes the row of a record of which only a scan that is not done knows.
 *
 * @param cells - the cells of the hive
 * @param places - where keys, or values, were found
 * @param index - its index among them
 * @returns the row
 */
export function unsettledRow(cells: CellStore, places: RecordPlaces, index: number): DeletedRow {
  const { image, minor } = cells
  const at = places.at(index)
  const isKey = image.u16(at) === SIG.NK
  const [header, length, flags, narrow] = isKey
    ? [NK.NAME, NK.NAME_LENGTH, NK.FLAGS, KEY_FLAG.COMP_NAME]
    : [VK.NAME, VK.NAME_LENGTH, VK.FLAGS, VALUE_FLAG.COMP_NAME]
  const there = Math.min(image.u16(at + length), places.end(index) - at - header)
  const isNarrow = minor >= 2 && (image.u16(at + flags) & narrow) !== 0
  return {
    ...UNKNOWN,
    ...{ id: at, at, kind: isKey ? 'key' : 'value', place: places.place(index) },
    name: shownName(readName(image, at + header, there, isNarrow)),
    lastWrite: isKey ? keyLastWrite(cells, at) : null,
    type: isKey ? null : valueType(cells, at),
    isUnsettled: true,
  }
}
