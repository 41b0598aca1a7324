/** Compares a document with another hive, and makes one of them like the other. */

import { type ComparedHive, type Comparison, compareSteps } from '../compare/compare.ts'
import {
  type ComparedCells,
  type Difference,
  type KeyAttribute,
  pathOf,
  valueNameOf,
} from '../compare/difference.ts'
import { type Leftover, planChanges } from '../compare/plan.ts'
import { writeRegSteps } from '../compare/regText.ts'
import { Transfer } from '../compare/Transfer.ts'
import { applyChangesSteps } from '../edit/changes.ts'
import type { EditLabel } from '../edit/command.ts'
import { HiveError } from '../errors.ts'
import { Hive } from '../offreg/Hive.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { OriginalImage } from '../regf/OriginalImage.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { readPrefix } from '../regtext/prefix.ts'
import { shownName } from '../text/visibleText.ts'
import { workWhile } from '../work.ts'
import { rowPath } from './displayNames.ts'
import { resultOf } from './edits.ts'
import { type ComparedSide, HiveComparison, isUnchanged, outdated } from './HiveComparison.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type {
  AppliedDifferences,
  CompareSummary,
  CompareWith,
  DifferencesText,
  ReplyOf,
  RequestOf,
} from './protocol.ts'
import { readHive } from './readFile.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { runInSlices } from './slices.ts'

/** The progress once the other hive is read, and once it is checked. */
const READ = 0.2
const CHECKED = 0.5
/** The change of progress after which the page is told again. */
const PROGRESS_STEP = 0.01
/** The attributes of keys that a report of changes counts. */
const COUNTED: readonly KeyAttribute[] = ['flags', 'class', 'security']
/** The most of what stays as it is that a reply lists. */
const LEFT = 1000

/** Compares a document, as the later hive, with another hive. An edit of either restarts it. */
export async function compare(
  session: Session,
  { doc, other, attributes, moves }: RequestOf<'compare'>,
  context: CallContext,
): Promise<CompareSummary> {
  const document = session.document(doc)
  await document.checks.surveyed
  const earlier = await openOther(session, document, other, context)
  for (;;) {
    await document.settled
    await earlier.doc?.settled
    const before = sideOf(earlier.doc?.hive ?? earlier.hive, earlier.doc, earlier.survey)
    const state = other.kind === 'original' || other.kind === 'saved' ? other.kind : null
    const where = state && { earlier: (cell: CellOffset) => document.ids.earlierCell(cell, state) }
    const after = sideOf(document.hive, document)
    const differences: Difference[] = []
    const report = reporter(session, document, () => differences.length)
    const result = await compareSides(before, after, (one) => differences.push(one), {
      options: { attributes, moves, ...where },
      signal: context.signal,
      progress: (done) => {
        context.progress(CHECKED + done * (1 - CHECKED))
        report(done)
      },
    })
    // A document may have been closed meanwhile.
    session.document(doc)
    if (earlier.doc !== null) session.document(earlier.doc.id)
    if (isOutdatedBase(document, other, earlier.hive)) {
      return compare(session, { doc, other, attributes, moves, ...where }, context)
    }
    if (result === null) continue
    const compared = { before, after, attributes, differences, result }
    const comparison = new HiveComparison(compared, document.revision)
    document.comparisons.adopt(comparison, earlier.doc?.comparisons ?? null)
    session.send({ type: 'compared', doc, summary: comparison.summary })
    return comparison.summary
  }
}

/** Whether a document was saved while it was compared with what was saved before. */
function isOutdatedBase({ comparisons }: HiveDocument, other: CompareWith, hive: Hive): boolean {
  return (other.kind === 'saved' || other.kind === 'original') && !comparisons.isBase(hive)
}

/** Compares two hives; null if one of them was edited meanwhile. */
function compareSides(
  before: ComparedSide,
  after: ComparedSide,
  found: (difference: Difference) => void,
  run: {
    readonly options: Parameters<typeof compareSteps>[3]
    readonly signal: AbortSignal
    readonly progress: (done: number) => void
  },
): Promise<Comparison | null> {
  const steps = workWhile(
    compareSteps(comparedOf(before), comparedOf(after), found, run.options),
    () => isStill(before, after),
  )
  return runInSlices(steps, { signal: run.signal, onProgress: run.progress })
}

function comparedOf({ hive, survey = hive }: ComparedSide): ComparedHive {
  const { cells, root } = hive
  return { cells, root, keys: survey.surveyedKeys ?? 1, isSound: survey.cells.isSound(root) }
}

/** Whether neither hive was edited, or is between two steps of an edit. */
function isStill(...sides: readonly ComparedSide[]): boolean {
  return sides.every((side) => isUnchanged(side) && !side.hive.image.isPaused)
}

function sideOf(hive: Hive, doc: HiveDocument | null, survey = hive): ComparedSide {
  return { hive, doc, revision: doc?.revision ?? 0, survey }
}

/** Tells the page how many differences were found so far. */
function reporter(
  session: Session,
  { id }: HiveDocument,
  count: () => number,
): (done: number) => void {
  let told = 0
  return (done) => {
    if (done - told < PROGRESS_STEP) return
    told = done
    session.send({ type: 'compare-progress', doc: id, done, found: count() })
  }
}

/** A hive to compare with, checked. */
interface OtherHive {
  readonly hive: Hive
  readonly doc: HiveDocument | null
  /** The hive whose survey is that of this one; this one itself if it was surveyed. */
  readonly survey?: Hive
}

async function openOther(
  session: Session,
  document: HiveDocument,
  other: CompareWith,
  context: CallContext,
): Promise<OtherHive> {
  if (other.kind === 'document') {
    const doc = session.document(other.doc)
    await doc.checks.surveyed
    return { hive: doc.hive, doc }
  }
  if (other.kind !== 'file') return earlierHive(document, other.kind, context)
  const { file } = other
  session.requireRoomFor(file.size)
  const hive = await session.whileReading(file.size, async () => {
    const progress = (done: number) => context.progress(done * READ)
    return openChecked(await readHive(file, { ...context, progress }), context)
  })
  return { hive, doc: null }
}

/** An earlier state of a document, which takes no memory of its own. It is opened once. */
export async function earlierHive(
  { comparisons, first, opened, saved }: HiveDocument,
  kind: 'original' | 'saved',
  context: CallContext,
): Promise<OtherHive> {
  const { hive: now, pages } = kind === 'original' ? { hive: first, pages: opened } : saved
  let hive = comparisons.bases.get(kind)
  if (hive === undefined) {
    const image = new OriginalImage(now.image, pages)
    hive = now.cells.isSound(now.root)
      ? await runInSlices(Hive.openSteps(image), { signal: context.signal })
      : await openChecked(image, context)
    comparisons.bases.set(kind, hive)
  }
  return { hive, doc: null, survey: hive.surveyedKeys === null ? now : hive }
}

/** Counts what differs between a document and its file as it was opened or last saved. Must be called within `exclusive`. */
export async function countChanges(doc: HiveDocument, context: CallContext): Promise<Comparison> {
  const { hive, survey } = await earlierHive(doc, 'saved', context)
  const before = comparedOf(sideOf(hive, null, survey))
  const after = comparedOf(sideOf(doc.hive, doc))
  const earlier = (cell: CellOffset) => doc.ids.earlierCell(cell, 'saved')
  const options = { attributes: COUNTED, moves: true, earlier }
  const { signal, progress } = context
  return runInSlices(
    compareSteps(before, after, () => {}, options),
    {
      signal,
      onProgress: progress,
    },
  )
}

export async function openChecked(
  image: HiveImage,
  { signal, progress }: CallContext,
): Promise<Hive> {
  const hive = await runInSlices(Hive.openSteps(image), { signal })
  const onProgress = (done: number) => progress(READ + done * (CHECKED - READ))
  await runInSlices(hive.surveySteps(), { signal, onProgress })
  return hive
}

/** A page of the differences of a comparison. */
export function differencePage(
  session: Session,
  { doc, comparison, from, count }: RequestOf<'differences'>,
): ReplyOf<'differences'> {
  const found = session.document(doc).comparisons.get(comparison)
  const { revision, total } = found.summary
  return { revision, total, from, rows: found.rows(from, count) }
}

/** A page of the differences in the order of the tree. */
export function pendingPage(
  session: Session,
  { doc, comparison, from, count, ...listed }: RequestOf<'pendingRows'>,
): ReplyOf<'pendingRows'> {
  const found = session.document(doc).comparisons.get(comparison)
  const { total } = found.placed(listed)
  const rows = found.placedRows(listed, from, count)
  return { revision: found.summary.revision, total, from, rows }
}

/** Makes one of the compared hives like the other in chosen differences, as one step. */
export async function applyDifferences(
  session: Session,
  request: RequestOf<'applyDifferences'>,
  context: CallContext,
): Promise<AppliedDifferences> {
  const { doc, comparison, rows, listed } = request
  const found = session.document(doc).comparisons.get(comparison)
  const [edited, source] =
    request.hive === 'document' ? [found.after, found.before] : [found.before, found.after]
  if (edited.doc === null) {
    throw new HiveError('read-only', 'the other hive is not open as a document')
  }
  const target = session.unlocked(edited.doc.id)
  target.hive.requireEditable()
  const origin = source.doc?.name ?? target.name
  return target.exclusive(context.signal, async () => {
    found.requireCurrent()
    const side = request.hive === 'document' ? 'after' : 'before'
    const chosen = found.chosen(rows, listed)
    const plan = planChanges(chosen, found.cells, side, found.attributes)
    const transfer = new Transfer(plan, source.hive.cells, ['security'])
    const label = revertLabel(chosen, found.cells)
    const step = await target.run(function* (scope) {
      const changes = applyChangesSteps(scope, origin, transfer)
      const result = yield* workWhile(changes, () => isStill(source))
      if (result === null) throw outdated()
      return target.comparisons.isBase(source.hive) ? { ...result, label } : result
    }, context)
    return { ...resultOf(target, step), ...leftOf(transfer.leftovers) }
  })
}

/** The label of taking back some changes: the name of the only one, and their number. */
function revertLabel(chosen: readonly Difference[], cells: ComparedCells): EditLabel {
  const [first] = chosen
  const name = first === undefined ? '' : nameOf(first, cells)
  return { kind: 'revert', name, count: chosen.length }
}

function nameOf({ key, value }: Difference, cells: ComparedCells): string {
  return value === null ? (pathOf(key, cells).at(-1) ?? '') : valueNameOf(value, cells)
}

/** The .reg file that makes one of the compared hives like the other in chosen differences. */
export async function differencesText(
  session: Session,
  { doc, comparison, rows, listed, hive, prefix }: RequestOf<'differencesText'>,
  { signal, progress }: CallContext,
): Promise<DifferencesText> {
  const found = session.document(doc).comparisons.get(comparison)
  const root = readPrefix(prefix)
  if (root === null) throw new HiveError('usage', `${prefix} is not the path of a registry key`)
  const side = hive === 'document' ? 'after' : 'before'
  const source = side === 'after' ? found.before : found.after
  const attributes = found.attributes.filter((one) => one !== 'time')
  const { before, after } = found.cells
  const plan = before.readBefore(() =>
    after.readBefore(() =>
      planChanges(found.chosen(rows, listed), found.cells, side, attributes, 'text'),
    ),
  )
  const transfer = new Transfer(plan, source.hive.cells, attributes)
  const parts: Blob[] = []
  const write = (bytes: Uint8Array) => parts.push(new Blob([bytes.slice()]))
  const steps = workWhile(writeRegSteps(transfer, root, write), () => isStill(source))
  const unwritten = await runInSlices(steps, { signal, onProgress: progress })
  if (unwritten === null) throw outdated()
  return { blob: new Blob(parts), ...leftOf([...transfer.leftovers, ...unwritten]) }
}

/** What stays as it is, with names as they are shown. */
export function leftOf(
  leftovers: readonly Leftover[],
): Pick<AppliedDifferences, 'left' | 'leftTotal'> {
  const left = leftovers.slice(0, LEFT).map((one) => ({
    ...one,
    path: rowPath(one.path.length, (at) => one.path[at] as string).path,
    value: one.value === null ? null : shownName(one.value),
  }))
  return { left, leftTotal: leftovers.length }
}
