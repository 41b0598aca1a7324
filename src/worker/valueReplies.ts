/** Replies about the values of a key. */

import { type Meaning, meaningsOf, type PlacedValue } from '../known/meanings.ts'
import { hiveKind } from '../offreg/hiveKind.ts'
import { Key, Value } from '../offreg/Key.ts'
import { type CellOffset, fileOffset, NIL } from '../regf/offsets.ts'
import { convertDataSteps } from '../values/convertData.ts'
import { PREVIEW_HEAD_BYTES, previewHead, type ValuePreview } from '../values/preview.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import { rowName } from './displayNames.ts'
import type { HiveDocument } from './HiveDocument.ts'
import {
  type KeyId,
  type ReplyOf,
  type RequestOf,
  VALUE_HEAD_BYTES,
  type ValueDetails,
  type ValuePage,
  type ValueRow,
} from './protocol.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { ABSENT } from './SortedValues.ts'
import { runInSlices } from './slices.ts'

const ABSENT_ROW: ValueRow = {
  id: 0,
  ...rowName(''),
  type: VALUE_TYPE.SZ,
  size: 0,
  cell: 0,
  preview: { text: '', items: null, cut: false, notes: [] },
  absent: true,
  tombstone: false,
  duplicate: false,
  damaged: false,
  was: null,
}

/** A page of a key's values in an order. */
export function valuePage(doc: HiveDocument, request: RequestOf<'values'>): ValuePage {
  const { order, filter, from, count } = request
  const owner = doc.keyCell(request.key)
  const { cells, duplicates } = doc.values.list(owner, order, filter)
  const key = new Key(doc.hive, owner)
  const rows = Array.from(cells.subarray(from, from + count), (cell) =>
    cell === ABSENT
      ? { ...ABSENT_ROW, was: doc.earlier.valueWas(owner, NIL) }
      : {
          ...rowOf(doc, new Value(key, cell as CellOffset)),
          duplicate: duplicates.has(cell),
          // Only the first value of a name can be told from another one.
          was: duplicates.has(cell) ? null : doc.earlier.valueWas(owner, cell as CellOffset),
        },
  )
  return { revision: doc.revision, total: cells.length, from, rows }
}

/** The row of a value in an order. */
export function valueIndex(
  doc: HiveDocument,
  request: RequestOf<'valueIndex'>,
): ReplyOf<'valueIndex'> {
  const { cells } = doc.values.list(doc.keyCell(request.key), request.order, request.filter)
  const isWanted = (cell: number) =>
    cell === ABSENT ? request.value === 0 : doc.ids.of(cell as CellOffset) === request.value
  return { revision: doc.revision, index: cells.findIndex(isWanted) }
}

/** Everything about one value except the data after its first bytes. */
export function valueDetails(doc: HiveDocument, request: RequestOf<'valueDetails'>): ValueDetails {
  const value = askedValue(doc, request)
  const { name, type, size, cell } = value
  const head = value.head(VALUE_HEAD_BYTES)
  return {
    revision: doc.revision,
    id: request.value,
    name,
    type,
    size,
    preview: previewOf(value),
    head,
    cell: fileOffset(cell),
    meanings: meaningsAt(doc, request.key, { name, type, data: value.head(MOST_MEANT) }),
  }
}

/** What data would mean in a value of a key. */
export function meanings(doc: HiveDocument, request: RequestOf<'meanings'>): readonly Meaning[] {
  return meaningsAt(doc, request.key, request)
}

/** What a value means at its place, if its key is one of those that are known. */
function meaningsAt(
  doc: HiveDocument,
  key: KeyId,
  value: Pick<PlacedValue, 'name' | 'type' | 'data'>,
): readonly Meaning[] {
  const { hive, rows } = doc
  const kind = hiveKind(hive)
  const cell = doc.keyCell(key)
  const ancestors = rows.ancestors(cell) ?? []
  if (kind === 'unknown' || ancestors.length > MOST_LEVELS) return []
  const path = ancestors.slice(1).map((one) => new Key(hive, one).name)
  return meaningsOf({ hive: kind, path, ...value })
}

/** Bytes of data that a meaning is read from. */
const MOST_MEANT = 256 << 10
/** Known places are not deeper than this below the root. */
const MOST_LEVELS = 32

/** The data of a value, as far as it can be read. */
export function valueData(
  doc: HiveDocument,
  request: RequestOf<'valueData'>,
): ReplyOf<'valueData'> {
  const { name, type, data } = askedValue(doc, request)
  return { revision: doc.revision, name, type, data }
}

/** The data of a value as it would be with another type. */
export async function convertedData(
  session: Session,
  request: RequestOf<'convertedData'>,
  { signal, progress }: CallContext,
): Promise<ReplyOf<'convertedData'>> {
  const doc = session.document(request.doc)
  const { type, data } = doc.hive.cells.readBefore(() => valueData(doc, request))
  const work = convertDataSteps(type, data, request.to)
  return await runInSlices(work, { signal, onProgress: progress })
}

function askedValue(
  doc: HiveDocument,
  { key, value }: { readonly key: number; readonly value: number },
): Value {
  return new Value(new Key(doc.hive, doc.keyCell(key)), doc.valueCell(value))
}

function rowOf(doc: HiveDocument, value: Value): Omit<ValueRow, 'duplicate' | 'was'> {
  const { name, type, size, cell } = value
  return {
    id: doc.ids.of(cell),
    ...rowName(name),
    type,
    size,
    cell: fileOffset(cell),
    preview: previewOf(value),
    absent: false,
    tombstone: value.isTombstone,
    damaged: !value.isWhole || doc.hive.cells.isDamaged(cell),
  }
}

function previewOf(value: Value): ValuePreview {
  const preview = previewHead(value.type, value.size, value.headInPlace(PREVIEW_HEAD_BYTES))
  if (value.isWhole || preview.notes.includes('damaged')) return preview
  return { ...preview, notes: [...preview.notes, 'damaged'] }
}
