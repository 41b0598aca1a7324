/** Deleted records as the page shows them, and restoring one. */

import { deletedData } from '../deleted/deletedData.ts'
import { describeRecord, recordBytes } from '../deleted/describe.ts'
import { type Restored, restoreSteps } from '../deleted/restore.ts'
import { HiveError } from '../errors.ts'
import type { FileOffset } from '../regf/offsets.ts'
import { shownName } from '../text/visibleText.ts'
import type { FoundRecords } from './DocumentDeleted.ts'
import { rowPath } from './displayNames.ts'
import { resultOf } from './edits.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type {
  DeletedDetails,
  DeletedRow,
  DeletedSummary,
  RequestOf,
  RestoreResult,
  RowPage,
} from './protocol.ts'
import type { CallContext } from './rpc.ts'

/** Bytes of data that details have at most. */
const MOST_DATA = 65536

/** Scans a document, and counts what was found. */
export async function findDeleted(doc: HiveDocument, call: CallContext): Promise<DeletedSummary> {
  const { found, list } = await doc.deleted.find(call)
  return {
    revision: doc.revision,
    total: list.total,
    groups: list.kinds,
    deleted: found.countOf('deleted'),
    lost: found.countOf('lost'),
  }
}

/** A page of the deleted records of the hive as it is now. */
export async function deletedPage(
  doc: HiveDocument,
  { from, count }: RequestOf<'deletedRows'>,
  call: CallContext,
): Promise<RowPage<DeletedRow>> {
  const known = await doc.deleted.find(call)
  const rows = known.list.slice(from, count).map((at) => rowOf(known, at))
  return { revision: doc.revision, total: known.list.total, from, rows }
}

/** A deleted record in full, with its raw bytes. */
export async function deletedDetails(
  doc: HiveDocument,
  { at }: RequestOf<'deletedDetails'>,
  call: CallContext,
): Promise<DeletedDetails> {
  const known = await doc.deleted.find(call)
  const { found } = known
  if (!found.has(at)) throw new HiveError('stale', 'the deleted record is no longer there')
  const record = describeRecord(found, at as FileOffset)
  const { image } = found.cells
  return {
    ...rowOf(known, at as FileOffset),
    revision: doc.revision,
    fullName: record.name,
    fullPath: record.path.names,
    bytes: image.bytesCopy(at, recordBytes(found, at as FileOffset)),
    data: dataOf(known, at as FileOffset),
    values: record.kind === 'key' ? record.values : null,
    subkeys: record.kind === 'key' ? record.subkeys : null,
  }
}

function dataOf({ found }: FoundRecords, at: FileOffset): Uint8Array {
  const pieces = found.hasKey(at) ? [] : deletedData(found, at).pieces()
  const there = pieces.reduce((sum, { length }) => sum + length, 0)
  const data = new Uint8Array(Math.min(MOST_DATA, there))
  let filled = 0
  for (const piece of pieces) {
    const length = Math.min(piece.length, data.length - filled)
    data.set(found.cells.image.bytesView(piece.at, length), filled)
    filled += length
  }
  return data
}

function rowOf({ found }: FoundRecords, at: FileOffset): DeletedRow {
  const record = describeRecord(found, at)
  const { names, isWhole: pathWhole } = record.path
  const { path, pathCut } = rowPath(names.length, (index) => names[index] as string)
  const name = shownName(record.name)
  const { kind, state, place, confidence, evidence, isWhole } = record
  return {
    ...{ at, kind, state, name, path, pathWhole, place, confidence, evidence, isWhole },
    group: found.groupOf(at),
    isCut: pathCut || name !== record.name,
    lastWrite: record.kind === 'key' ? record.lastWrite : null,
    type: record.kind === 'value' ? record.type : null,
    size: record.kind === 'value' ? record.size : 0,
    left: record.kind === 'value' ? record.left : 0,
  }
}

/** Restores a deleted record as one step. Must be called within `exclusive`. */
export async function restoreDeleted(
  doc: HiveDocument,
  { at, below, onConflict }: RequestOf<'restoreDeleted'>,
  call: CallContext,
): Promise<RestoreResult> {
  const place = below === null ? undefined : doc.keyCell(below)
  const { found } = await doc.deleted.findWithin(call)
  let done: Restored | null = null
  const step = await doc.run(function* (scope) {
    done = yield* restoreSteps(scope, found, at as FileOffset, { below: place, onConflict })
    return done
  }, call)
  const { restored, leftOut } = done as unknown as Restored
  return { ...resultOf(doc, step), restored, leftOut }
}
