/** Importing a text: reading it, trying its changes, and applying them as one step. */

import { ChangeList } from '../edit/ChangeList.ts'
import type { Change } from '../edit/change.ts'
import { applyChangesSteps, tryChangesSteps } from '../edit/changes.ts'
import { HiveError } from '../errors.ts'
import { JsonReader, looksLikeJson } from '../exchange/JsonReader.ts'
import { keyPath } from '../regf/keyNode.ts'
import { controlSetOf } from '../regtext/controlSet.ts'
import type { SkippedLine } from '../regtext/lineProblem.ts'
import { readPrefix } from '../regtext/prefix.ts'
import { RegPaths } from '../regtext/RegPaths.ts'
import { RegReader } from '../regtext/RegReader.ts'
import { PREVIEW_HEAD_BYTES, previewValue } from '../values/preview.ts'
import { ChangeEffects } from './ChangeEffects.ts'
import type { ReadText } from './DocumentTexts.ts'
import { rowName, rowPath } from './displayNames.ts'
import { resultOf } from './edits.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type {
  ChangeRow,
  EditResult,
  ImportedText,
  ImportPreview,
  RequestOf,
  RowPage,
  SkippedRow,
  ValueContent,
} from './protocol.ts'
import { readingErrors } from './readFile.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** Bytes of a text that are read between two looks at what else is to be done. */
const PIECE = 1 << 18
/** Bytes that show whether a text is JSON. */
const HEAD = 64
/** The progress of a preview once the text is read. */
const READ = 0.4

/**
 * Reads a text and tries its changes, without changing the hive. Must be called within `exclusive`.
 *
 * @throws HiveError `bad-text`, `bad-argument` for a prefix that is none, what reading a file throws, `cancelled`, and
 *   what the changes would throw
 */
export async function previewImport(
  doc: HiveDocument,
  { text }: RequestOf<'previewImport'>,
  context: CallContext,
): Promise<ImportPreview> {
  doc.texts.imported = null
  const { hive, revision } = doc
  const prefix = readPrefix(text.prefix)
  if (prefix === null) {
    throw new HiveError('bad-argument', 'not the path of a registry key', { subject: text.prefix })
  }
  const controlSet = controlSetOf(hive)
  const paths = new RegPaths(prefix, controlSet)
  const skipped: SkippedLine[] = []
  const skip = text.lenient ? (line: SkippedLine) => skipped.push(line) : null
  const head = new Uint8Array(
    await readingErrors(() => text.file.slice(0, HEAD).arrayBuffer(), text.name),
  )
  let notSet = 0
  const json = looksLikeJson(head) ? new JsonReader(() => notSet++) : null
  const reg = new RegReader({ paths, addNul: text.addNul, skip })
  const below =
    text.below === undefined ? [] : keyPath(hive.cells, hive.root, doc.keyCell(text.below))
  const reader = new TextReader(json ?? reg, below)
  const changes = await readChanges(text, reader, context)
  const effects = new ChangeEffects()
  const trial = tryChangesSteps(hive, changes, effects.add)
  const count = await runInSlices(trial, {
    signal: context.signal,
    onProgress: (done) => context.progress(READ + done * (1 - READ)),
  })
  doc.texts.imported = { name: text.name, changes, effects, skipped, revision }
  return {
    ...{ revision, total: changes.length, effects: count, kinds: effects.list.kinds },
    skipped: skipped.length,
    notSet,
    isPlainUtf8: json === null && reg.isPlainUtf8,
    controlSet: paths.usesControlSet ? controlSet : null,
  }
}

/** Reads a text in pieces. */
interface PieceReader {
  read(bytes: Uint8Array, isLast: boolean): Iterable<Change>
}

/** Reads a text whose paths begin at a key below the root. */
class TextReader implements PieceReader {
  readonly #reader: PieceReader
  readonly #below: readonly string[]
  /** The path of the last change as it is in the text, and where it leads. */
  #last: readonly string[] | null = null
  #path: readonly string[] = []

  constructor(reader: PieceReader, below: readonly string[]) {
    this.#reader = reader
    this.#below = below
  }

  *read(bytes: Uint8Array, isLast: boolean): Iterable<Change> {
    for (const change of this.#reader.read(bytes, isLast)) {
      // The same array has to mean the same path.
      if (change.path !== this.#last) {
        this.#last = change.path
        this.#path = [...this.#below, ...change.path]
      }
      yield this.#below.length === 0 ? change : { ...change, path: this.#path }
    }
  }
}

async function readChanges(
  { file, name }: ImportedText,
  reader: PieceReader,
  { signal, progress }: CallContext,
): Promise<ChangeList> {
  const changes = new ChangeList()
  let at = 0
  do {
    if (signal.aborted) throw new HiveError('cancelled', 'reading the text was cancelled')
    const piece = file.slice(at, at + PIECE)
    const bytes = new Uint8Array(await readingErrors(() => piece.arrayBuffer(), name))
    at += PIECE
    for (const change of reader.read(bytes, at >= file.size)) changes.add(change)
    progress(Math.min(1, at / file.size) * READ)
  } while (at < file.size)
  return changes
}

/**
 * Applies the text that was previewed last, as one step. Must be called within `exclusive`.
 *
 * @throws HiveError `stale` when there is none; the codes under "refused edits" in errors.ts; `cancelled`
 */
export async function applyImport(doc: HiveDocument, context: CallContext): Promise<EditResult> {
  const { name, changes } = previewed(doc)
  return resultOf(doc, await doc.run((scope) => applyChangesSteps(scope, name, changes), context))
}

/** A page of the changes of the text that was previewed last, grouped by what they would do. */
export function changePage(
  doc: HiveDocument,
  { from, count }: RequestOf<'importRows'>,
): RowPage<ChangeRow> {
  const text = previewed(doc)
  const { list } = text.effects
  const rows = list.slice(from, count).map((index) => rowOf(text, index))
  return { revision: text.revision, total: list.total, from, rows }
}

/** A page of the lines that were passed over. */
export function skippedPage(
  doc: HiveDocument,
  { from, count }: RequestOf<'skippedLines'>,
): RowPage<SkippedRow> {
  const { skipped, revision } = previewed(doc)
  return { revision, total: skipped.length, from, rows: skipped.slice(from, from + count) }
}

function previewed({ texts }: HiveDocument): ReadText {
  if (texts.imported !== null) return texts.imported
  throw new HiveError('stale', 'no text was read for this document')
}

function rowOf({ changes, effects }: ReadText, index: number): ChangeRow {
  const change = changes.at(index)
  const { path } = change
  const before = effects.beforeOf(index)
  return {
    kind: kindOf(change),
    effect: effects.kindOf(index),
    line: change.line ?? null,
    ...rowPath(path.length, (at) => path[at] as string),
    value: 'name' in change ? rowName(change.name).name : null,
    after:
      change.kind === 'set-value' ? contentOf(change.type, change.data.length, change.data) : null,
    before: before && contentOf(before.type, before.size, before.head),
    ...effects.deletionOf(index),
  }
}

function kindOf({ kind }: Change): ChangeRow['kind'] {
  switch (kind) {
    case 'create-key':
    case 'delete-key':
    case 'set-value':
    case 'delete-value':
      return kind
    default:
      return 'attribute'
  }
}

function contentOf(type: number, size: number, data: Uint8Array): ValueContent {
  const { text, cut } = previewValue(type, size, data.subarray(0, PREVIEW_HEAD_BYTES))
  return { type, size, preview: cut ? `${text}…` : text }
}
