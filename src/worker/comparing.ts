/** Compares a document with its earlier states, and takes changes back. */

import { type ComparedHive, type Comparison, compareSteps } from '../compare/compare.ts'
import {
  type ComparedCells,
  type Difference,
  type KeyAttribute,
  pathOf,
  valueNameOf,
} from '../compare/difference.ts'
import { type Leftover, planSteps } from '../compare/plan.ts'
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
import {
  type EarlierHive,
  HiveComparison,
  isUnchanged,
  type LaterSide,
  outdated,
} from './HiveComparison.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type {
  AppliedDifferences,
  CompareSummary,
  DifferencesText,
  ReplyOf,
  RequestOf,
} from './protocol.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { runInSlices } from './slices.ts'

/** The progress once the earlier state is checked. */
const CHECKED = 0.3
/** The change of progress after which the page is told again. */
const PROGRESS_STEP = 0.01
/** The most differences that are listed before all are found. */
const MOST_EARLY = 10_000
const NONE = { added: 0, removed: 0, changed: 0 }
const NOT_COUNTED: Comparison = {
  ...{ keys: NONE, values: NONE, moved: { keys: 0, values: 0 }, complete: false },
}
/** The attributes of keys that a report of changes counts. */
const COUNTED: readonly KeyAttribute[] = ['flags', 'class', 'security']
/** The most of what stays as it is that a reply lists. */
const LEFT = 1000

/** Compares a document with an earlier state of it. An edit or a save restarts it. */
export async function compare(
  session: Session,
  { doc, base, attributes, moves, streams = false }: RequestOf<'compare'>,
  context: CallContext,
): Promise<CompareSummary> {
  const document = session.document(doc)
  await document.checks.surveyed
  for (;;) {
    const earlier = await earlierHive(document, base, context)
    await document.settled
    const after = laterSide(document)
    const differences: Difference[] = []
    const early: Difference[] = []
    const listEarly = (difference: Difference) => {
      if (streams && early.length < MOST_EARLY) early.push(difference)
    }
    const report = reporter(session, document, () => {
      const found = Math.max(differences.length, early.length)
      if (early.length === 0) return { found, comparison: null }
      const compared = { before: earlier, after, attributes, differences: early.slice() }
      const soFar = new HiveComparison({ ...compared, result: NOT_COUNTED }, document.revision)
      document.comparisons.adopt(soFar)
      return { found, comparison: soFar.id }
    })
    const steps = compareSteps(
      comparedOf(earlier),
      comparedOf(after),
      (difference) => {
        differences.push(difference)
        if (difference.kind === 'changed') listEarly(difference)
      },
      {
        ...{ attributes, moves, lone: listEarly },
        earlier: (cell) => document.ids.earlierCell(cell, base),
      },
    )
    const result = await runInSlices(
      workWhile(steps, () => isStill(after)),
      {
        signal: context.signal,
        onProgress: (done) => {
          context.progress(CHECKED + done * (1 - CHECKED))
          report(done)
        },
      },
    )
    // The document may have been closed meanwhile.
    session.document(doc)
    if (result === null || !document.comparisons.isBase(earlier.hive)) continue
    const compared = { before: earlier, after, attributes, differences, result }
    const comparison = new HiveComparison(compared, document.revision)
    document.comparisons.adopt(comparison)
    return comparison.summary
  }
}

function comparedOf({ hive, survey = hive }: EarlierHive): ComparedHive {
  const { cells, root } = hive
  return { cells, root, keys: survey.surveyedKeys ?? 1, isSound: survey.cells.isSound(root) }
}

/** Whether the document was not edited, and is not between two steps of an edit. */
function isStill(side: LaterSide): boolean {
  return isUnchanged(side) && !side.hive.image.isPaused
}

function laterSide(doc: HiveDocument): LaterSide {
  return { hive: doc.hive, doc, revision: doc.revision }
}

/** Tells the page how many differences were found so far, and what lists them. */
function reporter(
  session: Session,
  { id }: HiveDocument,
  soFar: () => { readonly found: number; readonly comparison: number | null },
): (done: number) => void {
  let told = 0
  return (done) => {
    if (done - told < PROGRESS_STEP) return
    told = done
    session.send({ type: 'compare-progress', doc: id, done, ...soFar() })
  }
}

/** An earlier state of a document, which takes no memory of its own. It is opened once. */
export async function earlierHive(
  { comparisons, first, opened, saved }: HiveDocument,
  kind: 'original' | 'saved',
  context: CallContext,
): Promise<EarlierHive> {
  const { hive: now, pages } = kind === 'original' ? { hive: first, pages: opened } : saved
  let hive = comparisons.bases.get(kind)
  if (hive === undefined) {
    const image = new OriginalImage(now.image, pages)
    hive = now.cells.isSound(now.root)
      ? await runInSlices(Hive.openSteps(image), { signal: context.signal })
      : await openChecked(image, context)
    comparisons.bases.set(kind, hive)
  }
  return { hive, survey: hive.surveyedKeys === null ? now : hive }
}

/** Counts what differs between a document and its file as it was opened or last saved. Must be called within `exclusive`. */
export async function countChanges(doc: HiveDocument, context: CallContext): Promise<Comparison> {
  const before = comparedOf(await earlierHive(doc, 'saved', context))
  const after = comparedOf(doc)
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
  const onProgress = (done: number) => progress(done * CHECKED)
  await runInSlices(hive.surveySteps(), { signal, onProgress })
  return hive
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

/** Takes chosen changes of a document back, as one step. */
export async function revertChanges(
  session: Session,
  { doc, comparison, rows, listed }: RequestOf<'revertChanges'>,
  context: CallContext,
): Promise<AppliedDifferences> {
  const document = session.unlocked(doc)
  const found = document.comparisons.get(comparison)
  document.hive.requireEditable()
  return document.exclusive(context.signal, async () => {
    found.requireCurrent()
    const chosen = found.chosen(rows, listed)
    const plan = await runInSlices(planSteps(chosen, found.cells, 'after', found.attributes), {
      signal: context.signal,
      atOnce: true,
    })
    const transfer = new Transfer(plan, found.before.hive.cells, ['security'])
    const label = revertLabel(chosen, found.cells)
    const step = await document.run(function* (scope) {
      const result = yield* applyChangesSteps(scope, document.name, transfer)
      return { ...result, label }
    }, context)
    return { ...resultOf(document, step), ...leftOf(transfer.leftovers) }
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

/** The .reg file of chosen changes of a document, or of what takes them back. */
export async function differencesText(
  session: Session,
  { doc, comparison, rows, listed, of, prefix }: RequestOf<'differencesText'>,
  { signal, progress }: CallContext,
): Promise<DifferencesText> {
  const found = session.document(doc).comparisons.get(comparison)
  const root = readPrefix(prefix)
  if (root === null) throw new HiveError('usage', `${prefix} is not the path of a registry key`)
  const side = of === 'inverse' ? 'after' : 'before'
  const source = of === 'inverse' ? found.before : found.after
  const attributes = found.attributes.filter((one) => one !== 'time')
  const options = { form: 'text', all: found.differences } as const
  const chosen = found.chosen(rows, listed)
  const planning = planSteps(chosen, found.cells, side, attributes, options)
  const isStable = () => isStill(found.after) && !found.before.hive.image.isPaused
  const plan = await runInSlices(workWhile(planning, isStable), { signal, atOnce: true })
  if (plan === null) throw outdated()
  const transfer = new Transfer(plan, source.hive.cells, attributes)
  const parts: Blob[] = []
  const write = (bytes: Uint8Array) => parts.push(new Blob([bytes.slice()]))
  // The earlier state does not change.
  const isReadable = () => (of === 'inverse' ? !source.hive.image.isPaused : isStill(found.after))
  const steps = workWhile(writeRegSteps(transfer, root, write), isReadable)
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
