/** Blocks, cells and fields of a hive file as the page shows them. */

import { cellsOfKey, cellsOfValue } from '../anatomy/cellsOf.ts'
import { lettersIn } from '../anatomy/cellUse.ts'
import {
  baseBlockFields,
  binHeaderFields,
  bytesOnly,
  cellFields,
  type FieldList,
  type LaidField,
} from '../anatomy/FieldList.ts'
import {
  type JudgedHive,
  judgeBaseField,
  judgeBinField,
  judgeCellField,
} from '../anatomy/judgeField.ts'
import { Owners } from '../anatomy/owners.ts'
import { type FieldValue, readField } from '../anatomy/readField.ts'
import type { CellUse } from '../regf/fields.ts'
import { findKeyNode, keyName, keyPath } from '../regf/keyNode.ts'
import { findKeyValue, valueName } from '../regf/keyValue.ts'
import { type CellOffset, cellOffset, type FileOffset, fileOffset, NIL } from '../regf/offsets.ts'
import { shownName } from '../text/visibleText.ts'
import { part, type Work } from '../work.ts'
import { rowPath } from './displayNames.ts'
import type { HiveDocument } from './HiveDocument.ts'
import {
  type BlockRow,
  BYTES_A_ROW,
  type ByteRow,
  type CellOwner,
  type CellRow,
  type FieldPage,
  type FieldRow,
  type FilePlace,
  type ReferenceRow,
  type RequestOf,
  type RowPage,
} from './protocol.ts'
import type { CallContext } from './rpc.ts'

/** Bytes of a field that a row has. */
const SHOWN_BYTES = 16
/** The most rows of one reply. */
const MOST_ROWS = 1000

/** A part of the file that has fields, and its place among those of its block. */
interface Thing {
  readonly kind: CellRow['kind']
  readonly at: FileOffset
  readonly size: number
  readonly index: number
  readonly block: number
}

/** A page of the blocks of the file. */
export function blockPage(
  doc: HiveDocument,
  { from, count }: RequestOf<'fileBlocks'>,
  call: CallContext,
): Promise<RowPage<BlockRow>> {
  return doc.technical.read(function* () {
    const { blocks } = doc.technical
    const rows: BlockRow[] = []
    const end = Math.min(blocks.count, from + Math.min(count, MOST_ROWS))
    for (let index = from; index < end; index++) {
      const { kind, at, size } = blocks.at(index)
      let sums: BlockRow['sums'] = null
      if (kind === 'bin') {
        const share = (index - from) / (end - from)
        const items = yield* part(doc.technical.items(index), share, share)
        const { used, free, unreadable } = items
        const cells = items.items - 1 - (unreadable > 0 ? 1 : 0)
        sums = { cells, used, free, unreadable }
      }
      rows.push({ id: at, kind, at, size, sums })
    }
    return { revision: doc.revision, total: blocks.count, from, rows }
  }, call)
}

/** A page of the cells of a bin, or of those that hold a key or a value. */
export function cellPage(
  doc: HiveDocument,
  { of, from, count }: RequestOf<'fileCells'>,
  call: CallContext,
): Promise<RowPage<CellRow>> {
  return doc.technical.read(function* () {
    const things: Thing[] = []
    let total: number
    const most = Math.min(count, MOST_ROWS)
    if (of.kind === 'bin') {
      const block = doc.technical.blocks.indexOf(of.at)
      total = yield* countIn(doc, block)
      for (let index = from; index < Math.min(total, from + most); index++) {
        things.push(yield* thingIn(doc, block, index))
      }
    } else {
      const { cells } = doc.hive
      const key = doc.keyCell(of.key)
      const held =
        of.kind === 'key'
          ? cellsOfKey(cells, key)
          : cellsOfValue(cells, key, doc.valueCell(of.value))
      total = held.length
      for (const { cell } of held.slice(from, from + most)) {
        things.push(yield* thingAt(doc, fileOffset(cell)))
      }
    }
    const used = things.filter(({ kind }) => kind === 'used').map(({ at }) => cellOffset(at))
    const owners = yield* Owners.steps(doc.hive, used)
    const rows = things.map((thing) => cellRow(doc, thing, owners))
    return { revision: doc.revision, total, from, rows }
  }, call)
}

/** A page of the fields of what is at a place of the file. */
export function fieldPage(
  doc: HiveDocument,
  { at, from, count }: RequestOf<'fileFields'>,
  call: CallContext,
): Promise<FieldPage> {
  return doc.technical.read(function* () {
    const thing = yield* thingAt(doc, at)
    const owners = yield* ownersOf(doc, thing)
    const fields = fieldsOf(doc, thing, owners)
    const rows: FieldRow[] = []
    const end = Math.min(fields.count, from + Math.min(count, MOST_ROWS))
    for (let index = from; index < end; index++) {
      rows.push(
        fieldRow(doc, thing, fields.at(index), { id: index, use: heldIn(doc, thing, owners) }),
      )
    }
    const { listed, isCut } =
      thing.kind === 'used' && owners !== null
        ? owners.references(cellOffset(thing.at))
        : { listed: [], isCut: false }
    const references = listed.map(({ at, from, field }): ReferenceRow => {
      const isBase = from === NIL
      return {
        ...{ at, name: field.name, entry: field.entry },
        from: isBase ? 0 : fileOffset(from),
        use: isBase ? null : (owners?.use(from) ?? null),
      }
    })
    return {
      ...{ revision: doc.revision, total: fields.count, from, rows },
      ...{ of: cellRow(doc, thing, owners), references, referencesCut: isCut },
    }
  }, call)
}

/** What a place of the file belongs to. */
export function filePlace(
  doc: HiveDocument,
  { at }: RequestOf<'filePlace'>,
  call: CallContext,
): Promise<FilePlace> {
  return doc.technical.read(function* () {
    const thing = yield* thingAt(doc, at)
    const owners = yield* ownersOf(doc, thing)
    const fields = fieldsOf(doc, thing, owners)
    const index = fields.indexOf(at)
    const field = fields.at(index)
    const block = doc.technical.blocks.at(thing.block)
    return {
      revision: doc.revision,
      block: { index: thing.block, at: block.at, kind: block.kind },
      cell: { index: thing.index, at: thing.at, size: thing.size },
      field: { index, at: field.at, size: field.size },
    }
  }, call)
}

/** A page of the bytes of the file, as they are now. */
export function bytePage(
  doc: HiveDocument,
  { from, count }: RequestOf<'fileBytes'>,
): RowPage<ByteRow> {
  const { image } = doc.hive
  const total = Math.ceil(image.length / BYTES_A_ROW)
  const rows: ByteRow[] = []
  const end = Math.min(total, from + Math.min(count, MOST_ROWS))
  for (let id = from; id < end; id++) {
    const at = id * BYTES_A_ROW
    rows.push({ id, bytes: image.bytesCopy(at, Math.min(BYTES_A_ROW, image.length - at)) })
  }
  return { revision: doc.revision, total, from, rows }
}

/** The number of things with fields in a block. */
function* countIn(doc: HiveDocument, block: number): Work<number> {
  if (doc.technical.blocks.at(block).kind !== 'bin') return 1
  return (yield* doc.technical.items(block)).items
}

function* thingIn(doc: HiveDocument, block: number, index: number): Work<Thing> {
  const { kind, at, size } = doc.technical.blocks.at(block)
  if (kind !== 'bin') return { kind, at, size, index: 0, block }
  return { ...(yield* doc.technical.items(block)).at(index), index, block }
}

function* thingAt(doc: HiveDocument, wanted: number): Work<Thing> {
  const place = Math.max(0, Math.min(wanted, doc.hive.image.length - 1))
  const block = doc.technical.blocks.indexOf(place)
  const { kind, at, size } = doc.technical.blocks.at(block)
  if (kind !== 'bin') return { kind, at, size, index: 0, block }
  const { item, index } = (yield* doc.technical.items(block)).find(place)
  return { ...item, index, block }
}

function* ownersOf(doc: HiveDocument, { kind, at }: Thing): Work<Owners | null> {
  return kind === 'used' ? yield* doc.technical.ownersOf(cellOffset(at)) : null
}

function heldIn(
  { hive }: HiveDocument,
  { kind, at }: Thing,
  owners: Owners | null,
): CellUse | null {
  if (kind === 'free') return lettersIn(hive.cells, cellOffset(at))
  return kind === 'used' && owners !== null ? owners.use(cellOffset(at)) : null
}

function fieldsOf(doc: HiveDocument, thing: Thing, owners: Owners | null): FieldList {
  const use = heldIn(doc, thing, owners)
  const { kind, at, size } = thing
  if (kind === 'base-block') return baseBlockFields()
  if (kind === 'bin-header') return binHeaderFields({ at })
  if (use === null || (kind !== 'used' && kind !== 'free')) return bytesOnly({ at, size })
  const bytes = kind === 'used' ? (owners?.bytes(cellOffset(at)) ?? null) : null
  return cellFields(doc.hive.cells, { kind, at, size }, { use, isFree: kind === 'free', bytes })
}

function cellRow(doc: HiveDocument, thing: Thing, owners: Owners | null): CellRow {
  const { kind, at, size } = thing
  const cell = cellOffset(at)
  const isUsed = kind === 'used'
  const fields = fieldsOf(doc, thing, owners)
  const last = fields.at(fields.count - 1)
  const slack = isUsed && last.name === 'slack' ? readField(doc.hive.cells, last, null) : null
  return {
    ...{ id: at, kind, at, size, use: heldIn(doc, thing, owners) },
    isLost: isUsed && doc.hive.cells.isUnreached(cell),
    owner: isUsed && owners !== null ? ownerOf(doc, owners, cell) : null,
    slack: slack?.kind === 'bytes' ? { size: last.size, isClear: slack.isClear } : null,
  }
}

function ownerOf(doc: HiveDocument, owners: Owners, cell: CellOffset): CellOwner | null {
  const { hive, ids } = doc
  const { cells } = hive
  const { key, value } = owners.of(cell)
  const record = value === null ? 0 : findKeyValue(cells, value)
  if (key === null && record === 0) return null
  const names = key === null ? [] : keyPath(cells, hive.root, key)
  return {
    key: key === null || cells.isUnreached(key) ? null : ids.of(key),
    path: rowPath(names.length, (index) => names[index] as string).path,
    value:
      value === null || record === 0
        ? null
        : { id: ids.of(value), name: shownName(valueName(cells, value, record)) },
  }
}

function fieldRow(
  doc: HiveDocument,
  thing: Thing,
  field: LaidField,
  { id, use }: { readonly id: number; readonly use: CellUse | null },
): FieldRow {
  const { cells, image } = doc.hive
  const value = readField(cells, field, use)
  const { name, entry, at, size } = field
  return {
    ...{ id, name, entry, at, size },
    value: value.kind === 'text' ? { ...value, text: shownName(value.text) } : value,
    bytes: image.bytesCopy(at, Math.min(size, SHOWN_BYTES)),
    leadsTo: targetOf(doc, field, value),
    fault: faultOf(doc, thing, { field, value, use }),
    finding: doc.checks.findingIn(at, size),
  }
}

/** The cell that a field leads to. */
function targetOf(
  { hive: { cells } }: HiveDocument,
  field: LaidField,
  value: FieldValue,
): FieldRow['leadsTo'] {
  if (value.kind !== 'cell' || field.leadsTo === undefined) return null
  if (value.state !== 'used' && value.state !== 'free') return null
  const cell = value.cell as CellOffset
  const letters = lettersIn(cells, cell)
  const use = letters === 'unknown' ? field.leadsTo : letters
  return { at: fileOffset(cell), use, name: nameOf(cells, cell, value.state) }
}

function nameOf(
  cells: HiveDocument['hive']['cells'],
  cell: CellOffset,
  state: 'used' | 'free',
): string | null {
  if (state === 'free') return null
  const key = findKeyNode(cells, cell)
  if (key !== 0) return shownName(keyName(cells, cell, key))
  const value = findKeyValue(cells, cell)
  return value === 0 ? null : shownName(valueName(cells, cell, value))
}

function faultOf(
  { hive, revision }: HiveDocument,
  { kind, at }: Thing,
  {
    field,
    value,
    use,
  }: {
    readonly field: LaidField
    readonly value: FieldValue
    readonly use: CellUse | null
  },
): FieldRow['fault'] {
  const { cells } = hive
  const judged: JudgedHive = { cells, isUnedited: revision === 0 }
  if (kind === 'base-block') return judgeBaseField(judged, field, value)
  if (kind === 'bin-header') return judgeBinField(at, field, value)
  if (kind !== 'used' || use === null) return null
  return judgeCellField(cells, cellOffset(at), use, field, value)
}
