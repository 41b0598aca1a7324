/** Deleted records in an order, of which only some are listed. */

import { upcase } from '../bytes/upcase.ts'
import type { DeletedRecords } from '../deleted/DeletedRecords.ts'
import { type Confidence, describeRecord } from '../deleted/describe.ts'
import type { FileOffset } from '../regf/offsets.ts'
import { typeName } from '../values/valueType.ts'
import { part, RECORDS_A_STEP, type Work } from '../work.ts'
import { compare } from './dataOrder.ts'
import { deletedPreview } from './deletedRows.ts'
import { mergeSort } from './mergeSort.ts'
import type { DeletedArrangement, DeletedColumn } from './protocol.ts'

/** The progress once the records are filtered, and once it is known what they are sorted by. */
const FILTERED = 0.5
const READ = 0.8
/** Units of a text that records are sorted by. */
const SORTED_UNITS = 128

const CONFIDENCES: readonly Confidence[] = ['high', 'medium', 'low']

/**
 * Sorts and filters deleted records, in steps.
 *
 * @param found - the records, of the current bytes of the hive
 * @param arrangement - the order, and what is listed
 * @returns file offsets of the records in that order
 */
export function* arrangeDeletedSteps(
  found: DeletedRecords,
  arrangement: DeletedArrangement,
): Work<Uint32Array<ArrayBuffer>> {
  const { order } = arrangement
  const all = Uint32Array.from([...found.records().values()].flatMap((group) => [...group]))
  const chosen = yield* part(filterSteps(found, all, arrangement), 0, FILTERED)
  const { column, descending } = order
  if (column === 'found') return descending ? chosen.reverse() : chosen
  const keys = new Map<number, string | number | bigint>()
  let done = 0
  for (const at of chosen) {
    keys.set(at, sortKey(found, at as FileOffset, column))
    if (++done % RECORDS_A_STEP === 0) yield FILTERED + (done / chosen.length) * (READ - FILTERED)
  }
  const comparing = (a: number, b: number) => {
    const by = compareKeys(keys.get(a) ?? 0, keys.get(b) ?? 0)
    return (descending ? -by : by) || a - b
  }
  return yield* part(mergeSort(chosen, comparing), READ, 1)
}

function* filterSteps(
  found: DeletedRecords,
  all: Uint32Array<ArrayBuffer>,
  { filter, confidence }: DeletedArrangement,
): Work<Uint32Array<ArrayBuffer>> {
  if (filter === '' && confidence === null) return all
  const text = upcase(filter)
  let count = 0
  for (const [index, at] of all.entries()) {
    const record = describeRecord(found, at as FileOffset)
    const isSure = confidence === null || record.confidence === confidence
    if (isSure && (text === '' || hasText(found, record, text))) all[count++] = at
    if (index % RECORDS_A_STEP === 0) yield index / all.length
  }
  return all.slice(0, count)
}

function hasText(
  found: DeletedRecords,
  record: ReturnType<typeof describeRecord>,
  text: string,
): boolean {
  const texts = [record.name, record.path.names.join('\\')]
  if (record.kind === 'value') texts.push(typeName(record.type), deletedPreview(found, record.at))
  return texts.some((one) => upcase(one).includes(text))
}

function sortKey(
  found: DeletedRecords,
  at: FileOffset,
  column: Exclude<DeletedColumn, 'found'>,
): string | number | bigint {
  const record = describeRecord(found, at)
  switch (column) {
    case 'offset':
      return at
    case 'name':
      return sortText(record.name)
    case 'path':
      return sortText(record.path.names.join('\\'))
    case 'kind':
      return record.kind === 'key' ? 0 : 1
    case 'type':
      return record.kind === 'value' ? record.type : -1
    case 'data':
      return record.kind === 'value' ? sortText(deletedPreview(found, at)) : ''
    case 'time':
      return record.kind === 'key' ? record.lastWrite : -1n
    case 'confidence':
      return CONFIDENCES.indexOf(record.confidence)
  }
}

function sortText(text: string): string {
  return upcase(text.slice(0, SORTED_UNITS))
}

function compareKeys(a: string | number | bigint, b: string | number | bigint): number {
  if (typeof a === 'string' && typeof b === 'string') return compare(a, b)
  if (typeof a === 'bigint' && typeof b === 'bigint') return compare(a, b)
  return typeof a === 'number' && typeof b === 'number' ? compare(a, b) : 0
}
