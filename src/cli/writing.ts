/**
 * The common parts of commands that write a hive: refusing hives, and opening and checking the result again before
 * anything is written.
 */

import { HiveError } from '../errors.ts'
import type { NewMinor } from '../offreg/create.ts'
import type { Hive } from '../offreg/Hive.ts'
import { minorForOs, parseOsVersion } from '../offreg/osVersion.ts'
import type { CompactOptions } from '../offreg/save.ts'
import { compactCheckedSteps, gateSteps } from '../offreg/saveGate.ts'
import type { CheckResult } from '../regf/check.ts'
import type { FindingCode } from '../regf/finding.ts'
import { BASE } from '../regf/layout.ts'
import { CLI } from '../text/cli.ts'
import { part, type Work } from '../work.ts'
import type { FileAccess } from './access.ts'
import { type Arguments, type OptionNames, usage } from './arguments.ts'
import type { ExitCode } from './Command.ts'
import { pathOf, sayFindings } from './findings.ts'
import { type Input, openInput } from './hiveInput.ts'
import { type Io, say } from './Io.ts'
import { aboutFile } from './input.ts'
import { type Output, requireWritable, writeOutput } from './output.ts'

export const WRITING_OPTIONS: OptionNames = { flags: ['force', 'damaged'], valued: ['o'] }

/**
 * The place that `-o` names.
 *
 * @param sources - the files that the output is made from
 */
export function outputOf(args: Arguments, sources: readonly FileAccess[] = []): Output {
  const path = args.values.get('o')
  if (path === undefined || path === '') throw usage(CLI.noOut)
  return { path, force: args.flags.has('force'), sources }
}

/** An edit of a hive, either immediate or as work in steps. */
export type Edit = (hive: Hive) => Work<unknown> | undefined

/** The progress of writing an edited hive once it is open, checked, edited, and checked again. */
const OPENED = 0.2
const CHECKED = 0.4
const EDITED = 0.6
const VERIFIED = 0.9

/** A file that is read for an edit. */
export type OtherInput = Pick<Input, 'path' | 'sources'>

/**
 * Opens FILE, edits it, and writes OUT.
 *
 * @param others - further files that the edit has read, which are not written either
 * @param room - bytes that the hive may grow by, as far as that is known
 */
export function* writeEdited(
  args: Arguments,
  io: Io,
  edit: Edit,
  others: readonly OtherInput[] = [],
  room = 0,
): Work<ExitCode> {
  const path = args.words[0] as string
  requireWritable(outputOf(args), [path, ...others.map((other) => other.path)])
  const input = yield* part(openInput(path, room), 0, OPENED)
  // Edits refuse it too; a plain copy would make the loss permanent.
  if (input.hive.access === 'truncated') aboutFile(path, () => input.hive.requireEditable())
  yield* part(requireWhole(input, args, io), OPENED, CHECKED)
  yield* part(namingDamage(input.hive, edit), CHECKED, EDITED)
  const sources = [input, ...others].flatMap((one) => one.sources)
  const bytes = yield* part(verifiedBytes(input.hive), EDITED, VERIFIED)
  yield* part(writeOutput(outputOf(args, sources), bytes), VERIFIED, 1)
  return 0
}

/** Runs the edit. A refusal because of damage gets the path of the damaged key, if the check knows it. */
function* namingDamage(hive: Hive, edit: Edit): Work<void> {
  try {
    const work = edit(hive)
    if (work !== undefined) yield* work
  } catch (error) {
    if (!(error instanceof HiveError) || error.code !== 'damaged') throw error
    const { finding, offset, subject } = error.detail
    const found = hive
      .survey()
      .findings.find((one) => one.code === finding && one.offset === offset)
    const path = found && pathOf(found)
    throw new HiveError(error.code, error.message, { ...error.detail, subject: subject ?? path })
  }
}

/** Refuses a hive that should not be written, or only warns with `--damaged`. */
export function* requireWhole(input: Input, args: Arguments, io: Io): Work<void> {
  const { path, hive } = input
  const damaged = args.flags.has('damaged')
  yield* hive.surveySteps()
  if (hive.base.dirty) {
    if (!damaged) {
      const message = CLI.dirtyRefused(reasonOfDirty(hive))
      throw new HiveError('dirty', message, { offset: dirtyAt(hive), subject: path })
    }
    sayDirty(input, io)
    hive.allowDirty()
  }
  refuseErrors(input, args, io)
}

/** Warns that a hive was not closed cleanly and its logs are not applied. */
function sayDirty({ path, hive }: Input, io: Io): void {
  say(io, 'dirty', `${path}: ${CLI.dirty(reasonOfDirty(hive))}`, dirtyAt(hive))
}

function reasonOfDirty({ base }: Hive): string {
  const { primarySequence, secondarySequence, checksumValid } = base
  if (!checksumValid) return CLI.checksumWrong
  return CLI.sequencesDiffer(primarySequence, secondarySequence)
}

function dirtyAt({ base }: Hive): number {
  return base.checksumValid ? BASE.PRIMARY_SEQUENCE : BASE.CHECKSUM
}

/** Refuses a hive with errors, or only prints them with `--damaged`. */
function refuseErrors({ path, hive }: Input, args: Arguments, io: Io): void {
  const errors = hive.check().findings.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first === undefined) return
  if (!args.flags.has('damaged')) {
    throw new HiveError('damaged', CLI.hasErrors(errors.length), {
      offset: first.offset,
      finding: first.code,
      expected: first.expected,
      actual: first.actual,
      subject: path,
    })
  }
  sayFindings(io, errors)
}

/** Prints how many of the records that the check found are missing in a copy, as can happen with a damaged hive. */
export function sayLeftOut(
  { path, hive }: Input,
  copied: Pick<CheckResult, 'keys' | 'values'>,
  io: Io,
): void {
  const before = hive.survey()
  const keys = Math.max(0, before.keys - copied.keys)
  const values = Math.max(0, before.values - copied.values)
  if (keys + values > 0) say(io, 'left-out', `${path}: ${CLI.leftOut(keys, values)}`)
  const descriptors = before.findings.filter(({ code }) => REPLACED.has(code)).length
  if (descriptors > 0) say(io, 'left-out', `${path}: ${CLI.descriptorsLeftOut(descriptors)}`)
}

/** Errors because of which keys of a copy get the descriptor of their parent. */
const REPLACED: ReadonlySet<FindingCode> = new Set([
  'security-bad',
  'security-too-small',
  'descriptor-bad',
])

/**
 * Finishes a hive and checks the bytes to write, which are the hive's own.
 *
 * @throws HiveError `save-would-damage`
 */
export function* verifiedBytes(hive: Hive): Work<Uint8Array<ArrayBuffer>> {
  const before = hive.survey()
  const bytes = hive.finish()
  yield* gateSteps(before, bytes)
  return bytes
}

/**
 * Makes a compacted copy and checks it.
 *
 * @returns its bytes and their check
 * @throws HiveError as `compactHive`; `save-would-damage`
 */
export function* verifiedCompaction(
  hive: Hive,
  options: CompactOptions,
): Work<{ bytes: Uint8Array<ArrayBuffer>; after: CheckResult }> {
  const copy = yield* compactCheckedSteps(hive, options)
  return { bytes: copy.image.bytesView(0, copy.image.length), after: copy.survey() }
}

/** The option that names a Windows version, as `6.1`. */
export const OS_OPTION = 'os'

/**
 * The minor hive version for the Windows version of `--os`; null if there is none.
 *
 * @throws HiveError `usage`
 */
export function osOf(args: Arguments): NewMinor | null {
  const text = args.values.get(OS_OPTION)
  if (text === undefined) return null
  const os = parseOsVersion(text)
  const minor = os === null ? null : minorForOs(os)
  if (minor === null) throw usage(CLI.unknownOs(text))
  return minor
}
