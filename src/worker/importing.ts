/** Importing a text: reading it, trying its changes, accepting some of them, and making those as one step. */

import { ChangeList } from '../edit/ChangeList.ts'
import type { Change } from '../edit/change.ts'
import { applyChangesSteps } from '../edit/changes.ts'
import { HiveError } from '../errors.ts'
import { JsonReader, looksLikeJson } from '../exchange/JsonReader.ts'
import { controlSetOf } from '../regtext/controlSet.ts'
import type { SkippedLine } from '../regtext/lineProblem.ts'
import { MappedPaths, type RootRule } from '../regtext/MappedPaths.ts'
import { readPrefix } from '../regtext/prefix.ts'
import { RegReader } from '../regtext/RegReader.ts'
import { PREVIEW_HEAD_BYTES, previewValue } from '../values/preview.ts'
import { part } from '../work.ts'
import type { ReadText } from './DocumentTexts.ts'
import { rowName, rowPath } from './displayNames.ts'
import { resultOf } from './edits.ts'
import type { HiveDocument } from './HiveDocument.ts'
import { ImportedChanges } from './ImportedChanges.ts'
import { mountRule, usualRules } from './importRules.ts'
import type {
  ChangeRow,
  EditResult,
  ImportCounts,
  ImportedText,
  ImportPreview,
  ImportRow,
  RequestOf,
  RowPage,
  ValueContent,
} from './protocol.ts'
import { readingErrors } from './readFile.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** Bytes of a text that are read between two looks at what else is to be done. */
const PIECE = 1 << 18
/** Bytes that show whether a text is JSON. */
const HEAD = 64
/** The most lines that are passed over and listed. */
const MOST_SKIPPED = 200_000
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
  const rules = text.rules === null ? usualRules(doc, prefixOf(text.prefix)) : checked(text.rules)
  const controlSet = controlSetOf(hive)
  let read = await readText(text, { rules, controlSet }, context)
  const mount = text.rules === null && isForeign(read) ? mountRule(read.paths.others) : null
  if (mount !== null) read = await readText(text, { rules: [mount], controlSet }, context)
  const changes = new ImportedChanges(read.changes, read.skipped)
  await runInSlices(part(changes.trySteps(hive), READ, 1), {
    signal: context.signal,
    onProgress: context.progress,
  })
  doc.texts.imported = { name: text.name, changes, revision }
  const { paths, encoding, hasAnsi, nuls, notSet, unlisted } = read
  return {
    ...{ revision, ...countsOf(changes), notSet, encoding, hasAnsi, nuls, unlisted },
    roots: rootsOf(paths, mount === null ? rules : [mount]),
    controlSet: paths.usesControlSet ? controlSet : null,
  }
}

function prefixOf(text: string): string {
  const prefix = readPrefix(text)
  if (prefix !== null) return prefix
  throw new HiveError('bad-argument', 'not the path of a registry key', { subject: text })
}

function checked(rules: readonly RootRule[]): readonly RootRule[] {
  return rules.map(({ prefix, to }) => ({ prefix: prefixOf(prefix), to }))
}

/** A text as it was read. */
export interface TextRead {
  readonly paths: MappedPaths
  readonly changes: ChangeList
  readonly skipped: readonly SkippedLine[]
  readonly encoding: ImportPreview['encoding']
  readonly hasAnsi: boolean
  readonly nuls: number
  readonly notSet: number
  readonly unlisted: number
}

/** Whether no key of a text is in the hive. */
function isForeign({ changes, paths }: TextRead): boolean {
  return changes.length === 0 && paths.used.length === 0
}

/** The roots that the text has, those that lead to the hive first. */
function rootsOf(paths: MappedPaths, rules: readonly RootRule[]): ImportPreview['roots'] {
  const toOf = (prefix: string) => rules.find((rule) => rule.prefix === prefix)?.to ?? null
  return [
    ...paths.used.map((root) => ({ ...root, to: toOf(root.prefix) })),
    ...paths.others.map((root) => ({ ...root, to: null })),
  ]
}

function countsOf(changes: ImportedChanges): ImportCounts {
  const { kinds } = changes
  const effects = kinds.reduce(
    (sum, { kind, accepted }) => sum + (kind === 'none' ? 0 : accepted),
    0,
  )
  return { kinds, effects }
}

/** Reads the whole text. */
export async function readText(
  text: ImportedText,
  place: { readonly rules: readonly RootRule[]; readonly controlSet: string | null },
  { signal, progress }: CallContext,
): Promise<TextRead> {
  const { file, name, codePage, addNul } = text
  const head = new Uint8Array(await readingErrors(() => file.slice(0, HEAD).arrayBuffer(), name))
  const paths = new MappedPaths(place.rules, place.controlSet)
  const skipped: SkippedLine[] = []
  let unlisted = 0
  const skip = (line: SkippedLine) => {
    if (skipped.length < MOST_SKIPPED) skipped.push(line)
    else unlisted++
  }
  let notSet = 0
  const json = looksLikeJson(head) ? new JsonReader(() => notSet++) : null
  const reg = new RegReader({
    ...{ paths, addNul, encoding: { codePage, anyUtf16: text.lenient } },
    skip: text.lenient ? skip : null,
  })
  const reader: PieceReader = json ?? reg
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
  const { hasAnsi, nuls } = reg
  const encoding = json === null ? reg.encoding : null
  return { paths, changes, skipped, encoding, hasAnsi, nuls, notSet, unlisted }
}

/** Reads a text in pieces. */
interface PieceReader {
  read(bytes: Uint8Array, isLast: boolean): Iterable<Change>
}

/**
 * Accepts or declines changes of the text that was previewed last. Must be called within `exclusive`, since the others
 * may be tried again.
 */
export async function acceptImport(
  doc: HiveDocument,
  { rows, accepted, kinds, text }: RequestOf<'acceptImport'>,
  { signal, progress }: CallContext,
): Promise<ImportCounts> {
  const { changes } = previewed(doc)
  const options = { signal, onProgress: progress, atOnce: true }
  const chosen = rows ?? (await runInSlices(changes.listedSteps({ kinds, text }), options))
  if (changes.accept(chosen, accepted)) await runInSlices(changes.trySteps(doc.hive), options)
  return countsOf(changes)
}

/**
 * Makes the accepted changes of the text that was previewed last, as one step. Must be called within `exclusive`.
 *
 * @throws HiveError `stale` when there is none; the codes under "refused edits" in errors.ts; `cancelled`
 */
export async function applyImport(doc: HiveDocument, context: CallContext): Promise<EditResult> {
  const { name, changes } = previewed(doc)
  const step = await doc.run((scope) => applyChangesSteps(scope, name, changes.accepted), context)
  doc.texts.imported = null
  return resultOf(doc, step)
}

/** A page of the rows of the text that was previewed last. */
export async function importPage(
  doc: HiveDocument,
  { from, count, kinds, text }: RequestOf<'importRows'>,
  { signal }: CallContext,
): Promise<RowPage<ImportRow>> {
  const { changes, revision } = previewed(doc)
  const listed = await runInSlices(changes.listedSteps({ kinds, text }), { signal, atOnce: true })
  const rows = [...listed.subarray(from, from + count)].map((row) => rowOf(changes, row))
  return { revision, total: listed.length, from, rows }
}

function previewed({ texts }: HiveDocument): ReadText {
  if (texts.imported !== null) return texts.imported
  throw new HiveError('stale', 'no text was read for this document')
}

function rowOf(read: ImportedChanges, id: number): ImportRow {
  const { changes, effects, skipped } = read
  const line = skipped[id - changes.length]
  if (line !== undefined) return { id, kind: 'skipped', ...line }
  const change = changes.at(id)
  const { path } = change
  const before = effects.beforeOf(id)
  return {
    ...{ id, kind: kindOf(change), effect: effects.kindOf(id) },
    accepted: read.isAccepted(id),
    line: change.line ?? null,
    ...rowPath(path.length, (at) => path[at] as string),
    value: 'name' in change ? rowName(change.name).name : null,
    after:
      change.kind === 'set-value' ? contentOf(change.type, change.data.length, change.data) : null,
    before: before && contentOf(before.type, before.size, before.head),
    ...effects.deletionOf(id),
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
