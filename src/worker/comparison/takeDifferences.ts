/** Makes one of two compared hives like the other in chosen differences: as a step of its document, or as .reg text. */

import { upcase } from '../../bytes/upcase.ts'
import { type Difference, pathOf, valueNameOf } from '../../compare/difference.ts'
import { type Leftover, planSteps } from '../../compare/plan.ts'
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
      copied: ['security'],
      signal: context.signal,
    })
    const source = listed.sides[otherOf(to)].opened
    const changes = withPath(transfer, listed.sides[to].opened.path)
    const ledger = listed.ledger(to)
    if (ledger) ledger.taking = () => takenOf(listed, chosen, transfer.leftovers)
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
    copied,
    signal,
  }: {
    readonly copied: ConstructorParameters<typeof Transfer>[2]
    readonly signal: AbortSignal
  },
): Promise<Transfer> {
  const { cells } = listed
  const [target, source] =
    to === 'left' ? (['before', 'after'] as const) : (['after', 'before'] as const)
  const steps = planSteps(differences, cells, target, listed.parts.attributes)
  const plan = await runInSlices(steps, { signal, atOnce: true })
  return new Transfer(plan, cells[source], copied)
}

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
      for (const change of source) yield { ...change, path: pathOf(change.path) } satisfies Change
    },
  }
}

/** The numbers of the differences of which nothing stayed as it was. */
function takenOf(
  listed: ListedComparison,
  { numbers, list }: ReturnType<ListedComparison['chosen']>,
  leftovers: readonly Leftover[],
): readonly number[] {
  if (leftovers.length === 0) return numbers
  const places = new Set(leftovers.map(({ path, value }) => placeText(path, value)))
  const above = new Set(
    leftovers.flatMap(({ path }) => path.map((_, at) => placeText(path.slice(0, at + 1), null))),
  )
  return numbers.filter((_, at) => {
    const { kind, key, value } = list[at] as Difference
    const name = value === null ? null : valueNameOf(value, listed.cells)
    const place = placeText(pathOf(key, listed.cells), name)
    // Of a key that only one hive has, everything in it counts.
    const isWhole = value === null && kind !== 'changed'
    return !(isWhole ? above : places).has(place)
  })
}

/** A key or value as text, in upper case. */
function placeText(path: readonly string[], value: string | null): string {
  const key = path.map(upcase).join('\\')
  return value === null ? key : `${key}\\\\${upcase(value)}`
}
