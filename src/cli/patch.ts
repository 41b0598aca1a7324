/** The .reg files of `compare`: `--reg` turns A into B, `--inverse` turns B into A. */

import type { CompareOptions } from '../compare/compare.ts'
import type { ComparedCells, Difference } from '../compare/difference.ts'
import { planSteps, type Target } from '../compare/plan.ts'
import { writeRegSteps } from '../compare/regText.ts'
import { Transfer } from '../compare/Transfer.ts'
import { CLI } from '../text/cli.ts'
import { describeLeftover, timesLeftText } from '../text/differences.ts'
import { EXPORTING } from '../text/exporting.ts'
import type { Work } from '../work.ts'
import { type Arguments, usage } from './arguments.ts'
import { type Io, say } from './Io.ts'
import { formatBoundedName, formatBoundedPath } from './names.ts'
import { type Output, requireWritable, streamOutput } from './output.ts'
import { prefixOf } from './prefixOption.ts'

export const PATCH_OPTIONS: readonly string[] = ['reg', 'inverse', 'prefix']

const NAMES = { path: formatBoundedPath, value: formatBoundedName }
/** The most messages about what a file does not have. */
const MOST_MESSAGES = 1000

/** A .reg file to write. */
export interface Patch extends Output {
  /** The hive that it is to be imported into. */
  readonly target: Target
  /** The path in the registry that stands for its root. */
  readonly prefix: string
}

/**
 * The files that the options ask for.
 *
 * @throws HiveError `usage`, `file-exists`, `access-denied`, `path-not-found`
 */
export function patchesOf(args: Arguments): Patch[] {
  const { words, values, flags } = args
  const targets = [
    { option: 'reg', target: 'before', input: words[0] as string },
    { option: 'inverse', target: 'after', input: words[1] as string },
  ] as const
  const patches: Patch[] = []
  for (const { option, target, input } of targets) {
    const path = values.get(option)
    if (path === undefined) continue
    const prefix = prefixOf(args, input)
    patches.push({ path, force: flags.has('force'), sources: [], target, prefix })
  }
  if (patches.length === 0 && values.has('prefix')) throw usage(CLI.prefixAlone)
  if (patches.length === 2 && patches[0]?.path === patches[1]?.path) throw usage(CLI.samePatch)
  for (const patch of patches) requireWritable(patch, words)
  return patches
}

/** Writes a file, and prints what it does not have. */
export function* writePatch(
  patch: Patch,
  differences: readonly Difference[],
  hives: ComparedCells,
  { attributes = [] }: CompareOptions,
  io: Io,
): Work<void> {
  const { target, prefix, path } = patch
  const wanted = attributes.filter((one) => one !== 'time')
  const plan = yield* planSteps(differences, hives, target, wanted, { form: 'text' })
  const changes = new Transfer(plan, hives[target === 'before' ? 'after' : 'before'], wanted)
  const unwritten = yield* streamOutput(patch, (write) => writeRegSteps(changes, prefix, write))
  const leftovers = [...changes.leftovers, ...unwritten]
  for (const leftover of leftovers.slice(0, MOST_MESSAGES)) {
    say(io, 'left-out', `${path}: ${describeLeftover(leftover, NAMES)}`)
  }
  const more = leftovers.length - MOST_MESSAGES
  if (more > 0) say(io, 'left-out', `${path}: ${EXPORTING.moreLeftOut(more)}`)
  const times = differences.filter(({ parts }) => parts.includes('time')).length
  if (times > 0) say(io, 'left-out', `${path}: ${timesLeftText(times)}`)
}
