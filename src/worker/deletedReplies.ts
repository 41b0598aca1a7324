/** Deleted records as the page shows them, and restoring one. */

import { describeRecord, recordBytes } from '../deleted/describe.ts'
import { type RestoredMany, restoreManySteps } from '../deleted/restoreMany.ts'
import { HiveError } from '../errors.ts'
import type { FileOffset } from '../regf/offsets.ts'
import { shownName } from '../text/visibleText.ts'
import { BlobOutput } from './BlobOutput.ts'
import type { FoundRecords } from './DocumentDeleted.ts'
import { bytesOf, deletedRow } from './deletedRows.ts'
import { writeDeletedSteps } from './deletedWriters.ts'
import { resultOf } from './edits.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type {
  DeletedDetails,
  DeletedListed,
  DeletedRow,
  DeletedSummary,
  RequestOf,
  RestoreResult,
  RowPage,
} from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** Bytes of data that details have at most. */
const MOST_DATA = 65536
/** Values and subkeys that the details of a key have at most. */
const MOST_CONTENT = 200
/** Refused records that a reply names. */
const MOST_REFUSED = 20

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
  const rows = known.list.slice(from, count).map((at) => rowOf(doc, known, at))
  return { revision: doc.revision, total: known.list.total, from, rows }
}

/** A page of what a scan that is running has found so far. */
export function deletedSoFar(
  doc: HiveDocument,
  { from, count }: RequestOf<'deletedSoFar'>,
): RowPage<DeletedRow> {
  return { revision: doc.revision, from, ...doc.deleted.soFar(from, count) }
}

/** Scans a document if need be, and lists what was found in an order. */
export async function listDeleted(
  doc: HiveDocument,
  { order, filter, confidence, locate }: RequestOf<'listDeleted'>,
  call: CallContext,
): Promise<DeletedListed> {
  const listed = await doc.deleted.list({ order, filter, confidence }, call)
  const { found, list, ids, id } = listed
  return {
    revision: listed.revision,
    total: list.total,
    groups: list.kinds,
    deleted: found.countOf('deleted'),
    lost: found.countOf('lost'),
    ...{ list: id, listed: ids.length, index: ids.indexOf(locate) },
  }
}

/** A page of a list. */
export function listedPage(
  doc: HiveDocument,
  { list, from, count }: RequestOf<'listedDeleted'>,
): RowPage<DeletedRow> {
  const listed = doc.deleted.listed(list)
  const rows = [...listed.ids.subarray(from, from + count)].map((at) =>
    rowOf(doc, listed, at as FileOffset),
  )
  return { revision: doc.revision, total: listed.ids.length, from, rows }
}

/** The ids of rows of a list. */
export function listedIds(
  doc: HiveDocument,
  { list, from, count }: RequestOf<'listedIds'>,
): Uint32Array<ArrayBuffer> {
  return doc.deleted.listed(list).ids.slice(from, from + count)
}

/** A list as text. Must be called within `exclusive`, since the hive is read over many slices. */
export async function exportDeleted(
  doc: HiveDocument,
  { list, format, records }: RequestOf<'exportDeleted'>,
  { signal, progress }: CallContext,
): Promise<Blob> {
  const output = new BlobOutput(doc.hive.image.length)
  const steps = writeDeletedSteps(doc.deleted.listed(list), records, format, output.write)
  await runInSlices(steps, { signal, onProgress: progress })
  return output.end()
}

/** A deleted record in full, with its raw bytes, of a list or of the hive as it is now. */
export async function deletedDetails(
  doc: HiveDocument,
  { at, list }: RequestOf<'deletedDetails'>,
  call: CallContext,
): Promise<DeletedDetails> {
  const known = list === undefined ? await doc.deleted.find(call) : doc.deleted.listed(list)
  const { found } = known
  const place = at as FileOffset
  if (!found.has(at) || !found.isThere(place)) {
    throw new HiveError('stale', 'the deleted record is no longer there')
  }
  const record = describeRecord(found, place)
  const { image } = found.cells
  const isKey = record.kind === 'key'
  const cell = found.cells.cellOf(place)
  const content = isKey ? [...found.valuesOf(cell), ...found.subkeysOf(cell)] : []
  return {
    ...rowOf(doc, known, place),
    revision: doc.revision,
    fullName: record.name,
    fullPath: record.path.names,
    bytes: image.bytesCopy(at, recordBytes(found, place)),
    data: isKey ? new Uint8Array(0) : bytesOf(found, place, MOST_DATA),
    values: record.kind === 'key' ? record.values : null,
    subkeys: record.kind === 'key' ? record.subkeys : null,
    content: content.slice(0, MOST_CONTENT).map((one) => rowOf(doc, known, one)),
    contentTotal: content.length,
  }
}

function rowOf(doc: HiveDocument, { found }: FoundRecords, at: FileOffset): DeletedRow {
  return deletedRow(found, at, doc.deleted.restored.has(found, at))
}

/** Restores deleted records as one step. Must be called within `exclusive`. */
export async function restoreDeleted(
  doc: HiveDocument,
  { records, below, onConflict }: RequestOf<'restoreDeleted'>,
  call: CallContext,
): Promise<RestoreResult> {
  const place = below === null ? undefined : doc.keyCell(below)
  const { found } = await doc.deleted.findWithin(call)
  const chosen = records as readonly FileOffset[]
  let done: RestoredMany | null = null
  const step = await doc.run(function* (scope) {
    done = yield* restoreManySteps(scope, found, chosen, { below: place, onConflict })
    return done
  }, call)
  const { restored, leftOut, refused, done: tops } = done as unknown as RestoredMany
  doc.deleted.restored.add(tops)
  return {
    ...{ ...resultOf(doc, step), restored, leftOut },
    refused: refused.slice(0, MOST_REFUSED).map(({ at, code }) => ({
      name: shownName(describeRecord(found, at).name),
      code,
    })),
    refusedTotal: refused.length,
  }
}
