/**
 * What the technical view shows of each hive: the blocks of the file, the cells of one of them or of a key or value,
 * the fields of one cell, and the bytes. Every list is fetched a page at a time.
 */

import {
  type BlockRow,
  BYTES_A_ROW,
  type ByteRow,
  type CallOptions,
  type CellRow,
  type DocId,
  type FieldPage,
  type FieldRow,
  type ListedCells,
  type RowPage,
} from '../worker/protocol.ts'
import { DocumentViews } from './DocumentViews.ts'
import { documentOf } from './documents.ts'
import { engine } from './engine.ts'
import { reporterOf } from './notices.ts'
import { EMPTY_LIST, type FreshRows, type ListRow, type ListView, PagedList } from './PagedList.ts'
import type { RowRange } from './pages.ts'
import { selectRow } from './selectRow.ts'
import type { TechnicalWish } from './technical.ts'

export { BYTES_A_ROW }

/** The three lists, from the whole file to one cell. */
export type TechnicalLevel = 'blocks' | 'cells' | 'fields'

/** A range of the file. */
export interface FileRange {
  readonly at: number
  readonly size: number
}

interface Views {
  readonly blocks: ListView<BlockRow>
  readonly cells: ListView<CellRow>
  readonly fields: ListView<FieldRow>
  readonly bytes: ListView<ByteRow>
}

export interface TechnicalView extends Views {
  readonly level: TechnicalLevel
  /** Which cells are listed, and the name of the key or value that they hold. */
  readonly of: ListedCells
  readonly ofName: string
  /** File offset of what the fields are of. */
  readonly at: number
  /** What the fields are of, and the fields that refer to it; null until they have come. */
  readonly thing: Pick<FieldPage, 'of' | 'references' | 'referencesCut'> | null
  /** The byte that the cursor is on. */
  readonly caret: number
  /** What the cursor is in; null until that is known. */
  readonly place: { readonly cell: FileRange; readonly field: FileRange } | null
  /** Marked bytes: what is selected in the list. */
  readonly mark: FileRange | null
  /** What was asked for last, and the revision of the hive then. */
  readonly granted: TechnicalWish | null
  readonly revision: number
  /** Places that were left by following a link, the last one at the end. */
  readonly visited: readonly number[]
}

interface Controller {
  readonly blocks: PagedList<BlockRow>
  readonly cells: PagedList<CellRow>
  readonly fields: PagedList<FieldRow>
  readonly bytes: PagedList<ByteRow>
  /** The question that is being asked about the place of the cursor. */
  asking: AbortController
  close(): void
}

/** File offset of the first bin. */
const FIRST_BIN = 4096
/** What the view shows when nothing was asked for. */
const FIRST_WISH: TechnicalWish = { kind: 'place', at: 0 }
/** Places that are kept to go back to. */
const MOST_VISITED = 100

const FIRST: TechnicalView = {
  ...{ blocks: EMPTY_LIST, cells: EMPTY_LIST, fields: EMPTY_LIST, bytes: EMPTY_LIST },
  ...{ level: 'fields', of: { kind: 'bin', at: 0 }, ofName: '', at: 0, thing: null },
  ...{ caret: 0, place: null, mark: null, visited: [] },
  ...{ granted: null, revision: 0 },
}

/** What is shown of each hive. Its lists are there while they are on screen; what they showed is kept. */
export const technicalViews = new DocumentViews<TechnicalView, Controller>({
  nothing: FIRST,
  make: makeController,
  keepsView: true,
})

/** Shows what was asked for last, unless that was done, and the hive is still the same. */
export async function grantWish(doc: DocId, wish: TechnicalWish | undefined): Promise<void> {
  const { granted, revision } = technicalViews.viewOf(doc)
  const now = documentOf(doc)?.state.revision ?? 0
  const isNew = granted !== (wish ?? FIRST_WISH)
  technicalViews.patch(doc, { granted: wish ?? FIRST_WISH, revision: now })
  if (!isNew) return revision === now ? undefined : refreshTechnical(doc)
  if (wish?.kind !== 'cells') return openPlace(doc, wish?.at ?? 0)
  technicalViews.patch(doc, { of: wish.of, ofName: wish.name, level: 'cells' })
  await attempt(doc, async () => {
    await technicalViews.existing(doc)?.cells.reload(0, firstSelected)
    markFocused(doc)
  })
}

/** Shows the field at a place of the file, and remembers the place that was shown before. */
export async function followTo(doc: DocId, at: number): Promise<void> {
  const { caret, visited } = technicalViews.viewOf(doc)
  technicalViews.patch(doc, { visited: [...visited, caret].slice(-MOST_VISITED) })
  await openPlace(doc, at)
}

/** Goes back to the place that was shown before a link was followed. */
export async function goBackTo(doc: DocId): Promise<void> {
  const { visited } = technicalViews.viewOf(doc)
  const last = visited.at(-1)
  if (last === undefined) return
  technicalViews.patch(doc, { visited: visited.slice(0, -1) })
  await openPlace(doc, last)
}

/** Shows the field at a place of the file, among the fields of its cell. */
export function openPlace(doc: DocId, at: number): Promise<void> {
  return attempt(doc, async () => {
    const own = technicalViews.existing(doc)
    if (own === undefined) return
    const { block, cell, field } = await engine().filePlace({ doc, at })
    if (technicalViews.existing(doc) !== own) return
    const { of } = technicalViews.viewOf(doc)
    const isListed = of.kind !== 'bin' && rowsOf(technicalViews.viewOf(doc).cells).includes(cell.at)
    technicalViews.patch(doc, {
      ...{ level: 'fields', at: cell.at, thing: null },
      ...(!isListed && { of: { kind: 'bin', at: block.at }, ofName: '' }),
    })
    setCaret(doc, Math.max(at, field.at), { cell, field }, field)
    await Promise.all([
      own.fields.reload(field.index, selected),
      ...(isListed ? [] : [own.cells.reload(cell.index, selected)]),
      own.blocks.reload(block.index, selected),
      showByte(doc, at),
    ])
  })
}

/** Shows one of the lists, with the row from which the one below it is listed. */
export function showLevel(doc: DocId, level: TechnicalLevel): void {
  technicalViews.patch(doc, { level })
  markFocused(doc)
}

/** Goes from a block to its cells, from a cell to its fields, and from a field to where it leads. */
export function openFocused(doc: DocId): void {
  const own = technicalViews.existing(doc)
  if (own === undefined) return
  const { level } = technicalViews.viewOf(doc)
  void own[level].inTurn(async () => {
    if (level === 'blocks') {
      const row = own.blocks.focused
      if (row?.kind === 'bin') await listCells(doc, { kind: 'bin', at: row.at })
      else if (row !== undefined) await openPlace(doc, row.at)
    } else if (level === 'cells') {
      const row = own.cells.focused
      if (row !== undefined) await openPlace(doc, row.at)
    } else {
      const target = own.fields.focused?.leadsTo
      if (target) await followTo(doc, target.at)
    }
  })
}

/** Goes from fields to cells, and from cells to blocks. */
export function goUp(doc: DocId): void {
  const { level, of } = technicalViews.viewOf(doc)
  if (level !== 'blocks') showLevel(doc, level === 'cells' || isLoneThing(of) ? 'blocks' : 'cells')
}

/** Whether a block has no cells, so that its fields are what is below it: the header of the file. */
export function isLoneThing(of: ListedCells): boolean {
  return of.kind === 'bin' && of.at < FIRST_BIN
}

/** Lists the cells of a bin. */
async function listCells(doc: DocId, of: ListedCells): Promise<void> {
  technicalViews.patch(doc, { of, ofName: '', level: 'cells' })
  await technicalViews.existing(doc)?.cells.reload(0, firstSelected)
  markFocused(doc)
}

/** Moves the cursor to a byte, and finds out what that is in. */
export function moveCaret(doc: DocId, to: number): void {
  const size = documentOf(doc)?.state.size ?? 0
  const at = Math.max(0, Math.min(to, size - 1))
  setCaret(doc, at, null, null)
  void showByte(doc, at)
  askPlace(doc, at)
}

/** Reads everything again after the hive has changed. */
function refreshTechnical(doc: DocId): Promise<void> {
  return attempt(doc, async () => {
    const own = technicalViews.existing(doc)
    if (own === undefined) return
    const { level, caret } = technicalViews.viewOf(doc)
    technicalViews.patch(doc, { revision: documentOf(doc)?.state.revision ?? 0 })
    if (level === 'fields') return openPlace(doc, caret)
    const { blocks, cells, bytes } = technicalViews.viewOf(doc)
    await Promise.all([
      own.blocks.reload(blocks.focusIndex, selected),
      own.cells.reload(cells.focusIndex, selected).catch(() => listCells(doc, FIRST.of)),
      own.bytes.reload(bytes.focusIndex, () => ({})),
    ])
  })
}

function askPlace(doc: DocId, at: number): void {
  const own = technicalViews.existing(doc)
  if (own === undefined) return
  own.asking.abort()
  const stop = new AbortController()
  own.asking = stop
  engine()
    .filePlace({ doc, at }, { signal: stop.signal })
    .then(({ cell, field }) => {
      if (own.asking === stop && technicalViews.viewOf(doc).caret === at) {
        technicalViews.patch(doc, { place: { cell, field } })
      }
    })
    .catch((error: unknown) => {
      reporterOf(doc)(error)
    })
}

function setCaret(
  doc: DocId,
  caret: number,
  place: TechnicalView['place'],
  mark: FileRange | null,
): void {
  technicalViews.patch(doc, { caret, place, mark })
}

/** Brings a byte into view. */
async function showByte(doc: DocId, at: number): Promise<void> {
  const list = technicalViews.existing(doc)?.bytes
  const row = Math.floor(at / BYTES_A_ROW)
  if (list === undefined) return
  if (list.view.total > 0) await list.focusAt(row)
  else await list.reload(row, selected)
}

/** Marks the bytes of a row that is selected. */
function choose(doc: DocId, level: TechnicalLevel, rows: readonly FileRange[]): void {
  const [row] = rows
  if (rows.length !== 1 || row === undefined || technicalViews.viewOf(doc).level !== level) return
  const { at, size } = row
  setCaret(doc, at, null, { at, size })
  void showByte(doc, at)
  askPlace(doc, at)
}

/** Marks the bytes of the focused row of the list on show. */
function markFocused(doc: DocId): void {
  const { level } = technicalViews.viewOf(doc)
  const row = technicalViews.existing(doc)?.[level].focused
  if (row !== undefined) choose(doc, level, [row])
}

async function attempt(doc: DocId, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    reporterOf(doc)(error)
  }
}

/** The change of a list's view that selects the row it was loaded around. */
function selected<Row extends ListRow>(
  index: number,
  fresh: FreshRows<Row>,
): Partial<ListView<Row>> {
  return { ...selectRow(index, fresh), scroll: ++scrolls }
}

function firstSelected<Row extends ListRow>(
  _: number,
  fresh: FreshRows<Row>,
): Partial<ListView<Row>> {
  return selected(0, fresh)
}

/** Rises with each row that is to be brought into view. */
let scrolls = 0

function rowsOf(view: ListView<CellRow>): readonly number[] {
  return [...view.pages.values()].flat().map(({ at }) => at)
}

function makeController(doc: DocId): Controller {
  const page = { doc }
  const lists = {
    blocks: listOf(doc, 'blocks', (range, call) =>
      engine().fileBlocks({ ...page, ...range }, call),
    ),
    cells: listOf(doc, 'cells', (range, call) =>
      engine().fileCells({ ...page, ...range, of: technicalViews.viewOf(doc).of }, call),
    ),
    fields: listOf(doc, 'fields', async (range, call) => {
      const { at } = technicalViews.viewOf(doc)
      const reply = await engine().fileFields({ ...page, ...range, at }, call)
      const { of, references, referencesCut } = reply
      if (technicalViews.viewOf(doc).at === at)
        technicalViews.patch(doc, { thing: { of, references, referencesCut } })
      return reply
    }),
    bytes: listOf(doc, 'bytes', (range, call) => engine().fileBytes({ ...page, ...range }, call)),
  }
  const made: Controller = {
    ...lists,
    asking: new AbortController(),
    close: () => {
      made.asking.abort()
      for (const list of Object.values(lists)) list.close()
    },
  }
  return made
}

function listOf<Name extends keyof Views, Row extends ListRow>(
  doc: DocId,
  name: Name,
  fetch: (range: RowRange, call: CallOptions) => Promise<RowPage<Row>>,
): PagedList<Row>
function listOf(
  doc: DocId,
  name: keyof Views,
  fetch: (range: RowRange, call: CallOptions) => Promise<RowPage<ListRow>>,
): PagedList<ListRow> {
  return new PagedList<ListRow>({
    read: () => technicalViews.viewOf(doc)[name],
    write: (change) =>
      technicalViews.patch(doc, { [name]: { ...technicalViews.viewOf(doc)[name], ...change } }),
    fetch,
    chosen: (rows) => {
      if (name !== 'bytes') choose(doc, name, rows.filter(isRange))
    },
    report: (error) => {
      reporterOf(doc)(error)
    },
  })
}

function isRange<Row extends object>(row: Row): row is Row & FileRange {
  return 'at' in row && 'size' in row
}
