/** Makes one of two compared hives like the other in chosen differences: as a step of its document, or as .reg text. */

import { upcase } from '../../bytes/upcase.ts'
import {
  type Difference,
  isKnownMove,
  knownMoves,
  pathIn,
  valueNameOf,
} from '../../compare/difference.ts'
import { type PlanForm, planSteps } from '../../compare/plan.ts'
import { writeRegSteps } from '../../compare/regText.ts'
import { Transfer } from '../../compare/Transfer.ts'
import type { Change, ChangeSource } from '../../edit/change.ts'
import { applyChangesSteps } from '../../edit/changes.ts'
import { HiveError } from '../../errors.ts'
import { readPrefix } from '../../regtext/prefix.ts'
import { BlobOutput } from '../BlobOutput.ts'
import { leftOf } from '../comparing.ts'
import { resultOf } from '../edits.ts'
import type { AppliedDifferences, DifferencesText, RequestOf, SideName } from '../protocol.ts'
import type { CallContext } from '../rpc.ts'
import type { Session } from '../Session.ts'
import { runInSlices } from '../slices.ts'
import type { ListedComparison } from './ListedComparison.ts'

/** Takes differences over into one of the hives, as one step. */
export async function takeDifferences(
  session: Session,
  { comparison, rows, to }: RequestOf<'takeDifferences'>,
  context: CallContext,
): Promise<AppliedDifferences> {
  const listed = session.comparisons.get(comparison)
  const { doc } = listed.sides[to].opened
  if (doc === null) throw new HiveError('read-only', 'the hive is not open as a document')
  const target = session.unlocked(doc.id)
  target.hive.requireEditable()
  return target.exclusive(context.signal, async () => {
    listed.requireCurrent()
    const chosen = listed.chosen(rows)
    const transfer = await transferTo(listed, to, chosen.list, {
      form: 'edit',
      copied: ['security'],
      signal: context.signal,
    })
    const source = listed.sides[otherOf(to)].opened
    const changes = withPath(transfer, listed.sides[to].opened.path)
    const ledger = listed.ledger(to)
    // Before the step is in the ledger.
    const done = listed.takenInto(to)
    if (ledger) ledger.taking = () => takenOf(listed, chosen, { to, done, transfer })
    try {
      const step = await target.run(
        (scope) => applyChangesSteps(scope, source.name, changes),
        context,
      )
      return { ...resultOf(target, step), ...leftOf(transfer.leftovers) }
    } finally {
      if (ledger) ledger.taking = null
    }
  })
}

/** The .reg file that takes differences over. */
export async function comparisonText(
  session: Session,
  { comparison, rows, to, prefix }: RequestOf<'comparisonText'>,
  { signal, progress }: CallContext,
): Promise<DifferencesText> {
  const listed = session.comparisons.get(comparison)
  const root = readPrefix(prefix)
  if (root === null) throw new HiveError('usage', `${prefix} is not the path of a registry key`)
  const attributes = listed.parts.attributes.filter((one) => one !== 'time')
  const transfer = await transferTo(listed, to, listed.chosen(rows).list, {
    form: 'text',
    copied: attributes,
    signal,
  })
  const below = [root, ...listed.sides[to].opened.path].join('\\')
  const { left, right } = listed.sides
  const output = new BlobOutput(left.frozen.image.length + right.frozen.image.length)
  const steps = writeRegSteps(transfer, below, output.write)
  const unwritten = await runInSlices(steps, { signal, onProgress: progress })
  return { blob: output.end(), ...leftOf([...transfer.leftovers, ...unwritten]) }
}

async function transferTo(
  listed: ListedComparison,
  to: SideName,
  differences: readonly Difference[],
  {
    form,
    copied,
    signal,
  }: {
    readonly form: PlanForm
    readonly copied: ConstructorParameters<typeof Transfer>[2]
    readonly signal: AbortSignal
  },
): Promise<Transfer> {
  const { cells } = listed
  const options = { form, done: listed.takenInto(to), all: listed.left }
  const steps = planSteps(differences, cells, HIVE[to], listed.parts.attributes, options)
  const plan = await runInSlices(steps, { signal, atOnce: true })
  return new Transfer(plan, cells[HIVE[otherOf(to)]], copied)
}

/** What a comparison calls the hive of each side. */
const HIVE = { left: 'before', right: 'after' } as const

function otherOf(side: SideName): SideName {
  return side === 'left' ? 'right' : 'left'
}

/** The same changes below a key. */
function withPath(source: ChangeSource, above: readonly string[]): ChangeSource {
  if (above.length === 0) return source
  // The same array means the same path.
  const paths = new WeakMap<readonly string[], readonly string[]>()
  const pathOf = (path: readonly string[]) => {
    const known = paths.get(path) ?? [...above, ...path]
    paths.set(path, known)
    return known
  }
  return {
    get progress() {
      return source.progress
    },
    *[Symbol.iterator]() {
      for (const change of source) {
        const path = pathOf(change.path)
        const placed: Change =
          change.kind === 'move-key'
            ? { ...change, path, parent: pathOf(change.parent) }
            : { ...change, path }
        yield placed
      }
    },
  }
}

/** What was taken over, into which hive, and what had been before. */
interface Taken {
  readonly to: SideName
  readonly done: readonly Difference[]
  readonly transfer: Transfer
}

/** The numbers of the differences of which nothing stayed as it was. */
function takenOf(
  { cells }: ListedComparison,
  { numbers, list }: ReturnType<ListedComparison['chosen']>,
  { to, done, transfer: { leftovers } }: Taken,
): readonly number[] {
  if (leftovers.length === 0) return numbers
  const places = new Set(leftovers.map(({ path, value }) => placeText(path, value)))
  const above = new Set(
    leftovers.flatMap(({ path }) => path.map((_, at) => placeText(path.slice(0, at + 1), null))),
  )
  const moved = knownMoves(done, HIVE[to])
  return numbers.filter((_, at) => {
    const difference = list[at] as Difference
    const { kind, key, from, value } = difference
    const name = value === null ? null : valueNameOf(value, cells)
    // Of a key that only one hive has there, everything in it counts.
    const isWhole = value === null && kind !== 'changed' && !isKnownMove(difference)
    return [key, from].every((one) => {
      if (one === null) return true
      const place = placeText(pathIn(one, cells, HIVE[to], moved), name)
      return !(isWhole ? above : places).has(place)
    })
  })
}

/** A key or value as text, in upper case. */
function placeText(path: readonly string[], value: string | null): string {
  const key = path.map(upcase).join('\\')
  return value === null ? key : `${key}\\\\${upcase(value)}`
}
