/** Compares two hives that the page has chosen, and keeps what is found as a list. */

import { compareSteps } from '../../compare/compare.ts'
import type { EarlierCell } from '../../compare/difference.ts'
import { HiveError } from '../../errors.ts'
import { workWhile } from '../../work.ts'
import { earlierHive, openChecked } from '../comparing.ts'
import type { ComparedPlace, ComparisonState, HiveToCompare, RequestOf } from '../protocol.ts'
import { readHive } from '../readFile.ts'
import { previewLogs } from '../recovery.ts'
import type { CallContext } from '../rpc.ts'
import type { Session } from '../Session.ts'
import { runInSlices } from '../slices.ts'
import { ComparedSide, type OpenedSide } from './ComparedSide.ts'
import { ListedComparison, type Sides } from './ListedComparison.ts'

/** The progress once each of the hives is open and checked. */
const OPENED = { left: 0.25, right: 0.5 }
/** Milliseconds between two reports of what was found, and how many times as long as a report takes. */
const REPORT_MS = 100
const PAUSES = 8
/** The progress once the hives are compared; what is left is to put the differences in their places. */
const LISTED = 0.95

/** Compares two hives. */
export async function compareHives(
  session: Session,
  request: RequestOf<'compareHives'>,
  context: CallContext,
): Promise<ComparisonState> {
  const { comparisons } = session
  comparisons.end(request.comparison)
  const { signal } = context
  const opened = {
    left: await openSide(session, request.left, within(context, 0, OPENED.left)),
    right: await openSide(session, request.right, within(context, OPENED.left, OPENED.right)),
  }
  let listed: ListedComparison | null = null
  for (;;) {
    const sides = await frozen(session, opened, signal)
    if (listed === null) {
      const { comparison: id, ...parts } = request
      listed = new ListedComparison({ id, parts, sides }, comparisons.changed, comparisons.closed)
      comparisons.add(listed)
    } else listed.restart(sides)
    const isDone = await run(session, listed, within(context, OPENED.right, 1))
    if (!comparisons.has(listed)) throw new HiveError('cancelled', 'the comparison was ended')
    if (isDone) return listed.state
  }
}

/** Runs a comparison to its end. False if one of the hives was edited meanwhile. */
async function run(
  session: Session,
  listed: ListedComparison,
  { signal, progress }: CallContext,
): Promise<boolean> {
  const { sides, parts } = listed
  const { left, right } = sides
  const earlier = earlierOf(sides)
  const options = {
    ...{ attributes: parts.attributes, rootName: parts.rootNames, moves: parts.moves },
    ...(earlier && { earlier }),
  }
  const steps = compareSteps(left.compared, right.compared, (one) => listed.add(one), options)
  let next = performance.now() + REPORT_MS
  const onProgress = (done: number) => {
    progress(done)
    const began = performance.now()
    if (began < next) return
    const { state } = listed
    session.send({ type: 'hives-compared', comparison: listed.id, done, state })
    // What takes long to list is not listed often.
    const took = performance.now() - began
    next = began + took + Math.max(REPORT_MS, took * PAUSES)
  }
  const goesOn = () => left.isUnchanged && right.isUnchanged && session.comparisons.has(listed)
  try {
    const compared = { signal, onProgress: (done: number) => onProgress(done * LISTED) }
    const result = await runInSlices(workWhile(steps, goesOn), compared)
    if (result === null) return false
    await runInSlices(listed.endSteps(result), { signal })
    return true
  } catch (error) {
    session.comparisons.changed(listed)
    throw error
  }
}

/** Where a key of the right hive was in the left one, if one is the other as it was opened; null for any others. */
function earlierOf({ left, right }: Sides): EarlierCell | null {
  const [one, other] = [left.opened, right.opened]
  if (one.owner === null || one.owner !== other.owner) return null
  const { ids } = one.owner
  if (one.isOriginal && other.doc !== null) return (cell) => ids.earlierCell(cell, 'original')
  return other.isOriginal && one.doc !== null ? ids.laterCells() : null
}

/** Keeps the hives as they are, once neither is being edited. */
async function frozen(
  session: Session,
  opened: Readonly<Record<keyof Sides, OpenedSide>>,
  signal: AbortSignal,
): Promise<Sides> {
  const { left, right } = opened
  for (const { doc, owner } of [left, right]) {
    await (doc ?? owner)?.settled
    requireOpen(session, { doc, owner })
  }
  const before = await ComparedSide.freeze(current(left), signal)
  let after: ComparedSide | null = null
  try {
    after = await ComparedSide.freeze(current(right), signal)
    for (const side of [left, right]) requireOpen(session, side)
    return { left: before, right: after }
  } catch (error) {
    before.release()
    after?.release()
    throw error
  }
}

/** Refuses a side whose document was closed meanwhile. */
function requireOpen(session: Session, { doc, owner }: Pick<OpenedSide, 'doc' | 'owner'>): void {
  for (const one of [doc, owner]) if (one !== null) session.document(one.id)
}

/** A side with the hive that its document has now. */
function current(side: OpenedSide): OpenedSide {
  if (side.doc === null) return side
  const { hive } = side.doc
  return { ...side, hive, survey: hive }
}

function openSide(
  session: Session,
  { hive, path }: ComparedPlace,
  context: CallContext,
): Promise<OpenedSide> {
  return hive.kind === 'file'
    ? openFile(session, hive, { path, context })
    : openState(session, hive, { path, context })
}

interface SideCall {
  readonly path: readonly string[]
  readonly context: CallContext
}

async function openFile(
  session: Session,
  { name, file }: Extract<HiveToCompare, { kind: 'file' }>,
  { path, context }: SideCall,
): Promise<OpenedSide> {
  session.requireRoomFor(file.size)
  const hive = await session.whileReading(file.size, async () =>
    openChecked(await readHive(file, within(context, 0, READ)), within(context, READ, 1)),
  )
  return { hive, survey: hive, doc: null, owner: null, name, path }
}

/** A document as it is, was, or would be. */
async function openState(
  session: Session,
  { kind, doc }: Exclude<HiveToCompare, { kind: 'file' }>,
  { path, context }: SideCall,
): Promise<OpenedSide> {
  const document = session.document(doc)
  await document.checks.surveyed
  const side = { owner: document, name: document.name, path }
  switch (kind) {
    case 'document':
      return { ...side, hive: document.hive, survey: document.hive, doc: document }
    case 'original': {
      const { hive, survey = hive } = await earlierHive(document, 'original', context)
      return { ...side, hive, survey, doc: null, isOriginal: true }
    }
    case 'logs': {
      const { after } = await document.exclusive(context.signal, () =>
        session.copying(document, () => previewLogs(document, context)),
      )
      if (after === null) throw new HiveError('no-usable-log', 'no log applies')
      return { ...side, hive: after, survey: after, doc: null }
    }
  }
}

/** The progress of reading a file, of opening it. */
const READ = 0.4

/** The same call, with the progress of a part of its work. */
function within(context: CallContext, from: number, to: number): CallContext {
  const progress = (done: number) => context.progress(from + done * (to - from))
  return { ...context, progress }
}
