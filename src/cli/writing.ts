/**
 * What every command that writes a hive has in common: which hives it refuses, and that nothing is
 * written before the result was opened and checked again.
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
import { type Io, say } from './Io.ts'
import { aboutFile, type Input, openInput } from './input.ts'
import { type Output, requireWritable, writeOutput } from './output.ts'

export const WRITING_OPTIONS: OptionNames = { flags: ['force', 'damaged'], valued: ['o'] }

/**
 * The place `-o` names.
 *
 * @param sources - the files that the output is made from
 */
export function outputOf(args: Arguments, sources: readonly FileAccess[] = []): Output {
  const path = args.values.get('o')
  if (path === undefined || path === '') throw usage(CLI.noOut)
  return { path, force: args.flags.has('force'), sources }
}

/** An edit of a hive: done when it returns, or work in steps. */
export type Edit = (hive: Hive) => Work<unknown> | undefined

/** How far writing an edited hive is when it is open, checked, edited, and checked again. */
const OPENED = 0.2
const CHECKED = 0.4
const EDITED = 0.6
const VERIFIED = 0.9

/** A file that is read for an edit. */
export type OtherInput = Pick<Input, 'path' | 'sources'>

/**
 * Opens FILE, does the edit, and writes OUT; one edit, one file.
 *
 * @param others - further files the edit has read, which are not written either
 */
export function* writeEdited(
  args: Arguments,
  io: Io,
  edit: Edit,
  others: readonly OtherInput[] = [],
): Work<ExitCode> {
  const path = args.words[0] as string
  requireWritable(outputOf(args), [path, ...others.map((other) => other.path)])
  const input = yield* part(openInput(path), 0, OPENED)
  // Edits refuse it too; a plain copy would make the missing end official.
  if (input.hive.access === 'truncated') aboutFile(path, () => input.hive.requireEditable())
  yield* part(requireWhole(input, args, io), OPENED, CHECKED)
  yield* part(namingDamage(input.hive, edit), CHECKED, EDITED)
  const sources = [input, ...others].flatMap((one) => one.sources)
  const bytes = yield* part(verifiedBytes(input.hive), EDITED, VERIFIED)
  yield* part(writeOutput(outputOf(args, sources), bytes), VERIFIED, 1)
  return 0
}

/** Does the edit. A refusal because of damage gets the path of the damaged key, where the check knows it. */
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

/** Refuses what is not to be written as it is, unless `--damaged` says so; then it is said. */
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

/** Says that a hive was not finished and its logs are not in it. */
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

/** Refuses a hive with errors, unless `--damaged` says so; then they are said. */
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

/** Says how much of what the check came by is not in a copy: of a damaged hive, some may be. */
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

/** Errors for which keys of a copy get the descriptor of the key above. */
const REPLACED: ReadonlySet<FindingCode> = new Set([
  'security-bad',
  'security-too-small',
  'descriptor-bad',
])

/**
 * The bytes to write, the hive's own: finished, and checked again.
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
 * A compacted copy, checked.
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
 * The minor hive version of the Windows that `--os` names, null when it names none.
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
