/**
 * `export FILE… [--key KEY] [--prefix ROOT] [--format FORMAT] [--deleted] [-o OUT]`: the content of hives as text for people and
 * other programs. Damaged hives are written as far as they can be read. The output is written while the hives are
 * read, one after the other.
 *
 * A folder stands for all files in it. If OUT is a folder, each hive has an output of its own in it. Of several hives,
 * one that cannot be read does not stop the others.
 */

import { mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { WriteBytes } from '../regtext/TextOutput.ts'
import { EXPORTING } from '../text/exporting.ts'
import { part, type Work } from '../work.ts'
import { type Arguments, usage } from './arguments.ts'
import type { Command, ExitCode } from './Command.ts'
import type { ExportedHive, ExportFormat, ExportWriter } from './ExportFormat.ts'
import { EXPORT_FORMATS } from './exportFormats.ts'
import { sayFindings } from './findings.ts'
import { type HiveFile, HiveRun, isSuspect } from './hiveFiles.ts'
import { openInput } from './hiveInput.ts'
import type { Io } from './Io.ts'
import { accessOfInput } from './input.ts'
import { keyAt } from './names.ts'
import { type Output, requireWritable, streamOutput } from './output.ts'
import { isSurelySmall, OutputBudget } from './outputLimit.ts'
import { prefixOf } from './prefixOption.ts'
import { outputOf } from './writing.ts'

/** The progress of a hive once it is open, checked, and known to fit the limit. */
const OPENED = 0.2
const CHECKED = 0.4
const BOUNDED = 0.5

const DEFAULT_FORMAT = 'reg5'

export const exportCommand: Command = {
  name: 'export',
  options: { flags: ['force', 'deleted'], valued: ['o', 'key', 'prefix', 'format'] },
  words: [1, 100_000],
  *run(args, io): Work<ExitCode> {
    const format = formatOf(args, io)
    // A wrong prefix is reported before anything is read.
    if (args.values.has('prefix')) prefixOf(args, '')
    const hives = new HiveRun(args.words, io)
    const isSplit = args.values.has('o') && isOutputFolder(outputOf(args).path)
    requireOneOrSeveral(args, format, hives.files.length, isSplit)
    const run = new Export(args, io, format, hives)
    if (isSplit) return yield* run.splitSteps()
    if (!args.values.has('o')) return yield* run.togetherSteps(io.write)
    const output = outputOf(args, hives.sources)
    requireWritable(output, hives.paths)
    return yield* streamOutput(output, (write) => run.togetherSteps(write))
  },
}

/** One run of the command. */
class Export {
  readonly #args: Arguments
  readonly #io: Io
  readonly #format: ExportFormat
  readonly #hives: HiveRun
  readonly #withDeleted: boolean

  constructor(args: Arguments, io: Io, format: ExportFormat, hives: HiveRun) {
    this.#args = args
    this.#io = io
    this.#format = format
    this.#hives = hives
    this.#withDeleted = args.flags.has('deleted')
  }

  /** Writes all hives to one output. */
  *togetherSteps(write: WriteBytes): Work<ExitCode> {
    const budget = new OutputBudget()
    const writer = this.#begin(this.#limited(write, budget), this.#io)
    const one = (file: HiveFile) =>
      this.#hiveSteps(file, (exported) => {
        budget.add(file.path, exported.hive.image.length)
        return writer.hiveSteps(exported)
      })
    yield* this.#hives.eachSteps(one)
    writer.end()
    return this.#hives.exitCode
  }

  /** Writes each hive to an output of its own. */
  *splitSteps(): Work<ExitCode> {
    yield* this.#hives.eachSteps((file) => {
      return this.#hiveSteps(file, (exported) => this.#outputSteps(file, exported))
    })
    return this.#hives.exitCode
  }

  *#outputSteps(file: HiveFile, exported: ExportedHive): Work<boolean> {
    const output = this.#outputFor(file)
    requireWritable(output, this.#hives.paths)
    const begin = (write: WriteBytes) => {
      const budget = new OutputBudget()
      budget.add(file.path, exported.hive.image.length)
      return this.#begin(this.#limited(write, budget), this.#hives.ioFor(file))
    }
    return yield* streamOutput(output, function* (write): Work<boolean> {
      const writer = begin(write)
      const isWhole = yield* writer.hiveSteps(exported)
      writer.end()
      return isWhole
    })
  }

  #begin(write: WriteBytes, io: Io): ExportWriter {
    return this.#format.begin(write, io, this.#withDeleted)
  }

  /** The output of a file in the folder of the outputs, which is made if it is missing. */
  #outputFor(file: HiveFile): Output {
    const output = outputOf(this.#args, accessOfInput(file.path))
    const path = join(output.path, `${file.place}.${this.#format.extension}`)
    makeFolder(dirname(path))
    return { ...output, path }
  }

  /** Opens a hive and writes it. */
  *#hiveSteps(file: HiveFile, write: (exported: ExportedHive) => Work<boolean>): Work<void> {
    const { path } = file
    const { hive } = yield* part(openInput(path), 0, OPENED)
    const { findsDamage, isMeasured } = this.#format
    // The search for deleted records begins with a check.
    const isChecked = !findsDamage || this.#withDeleted || isSuspect(hive)
    if (isChecked) yield* part(this.#checkSteps(file, hive), OPENED, CHECKED)
    const key = this.#args.values.get('key')
    const top = key === undefined ? hive.root : keyAt(hive, key).cell
    const args = this.#args
    const exported: ExportedHive = {
      ...{ path, hive, top },
      // Most formats have none, and not every file has a name that can be part of one.
      get prefix() {
        return prefixOf(args, path)
      },
    }
    // What was written to standard output cannot be taken back, so it is measured first.
    const { flags, values } = this.#args
    const measures = isMeasured && !flags.has('force') && !values.has('o')
    if (measures) yield* part(this.#requireReasonable(exported), CHECKED, BOUNDED)
    const isWhole = yield* part(write(exported), isChecked || measures ? BOUNDED : OPENED, 1)
    if (!isChecked && !isWhole) yield* part(this.#checkSteps(file, hive), 1, 1)
  }

  *#checkSteps(file: HiveFile, hive: Hive): Work<void> {
    sayFindings(this.#hives.ioFor(file), (yield* hive.checkSteps()).findings)
  }

  /** An output that may not become far larger than its hives. */
  #limited(write: WriteBytes, budget: OutputBudget): WriteBytes {
    if (this.#args.flags.has('force')) return write
    return (bytes) => {
      budget.spend(bytes.length)
      write(bytes)
    }
  }

  /** @throws HiveError `result-too-large` */
  *#requireReasonable(exported: ExportedHive): Work<void> {
    const { path, hive, top } = exported
    if (yield* isSurelySmall(hive, top)) return
    const budget = new OutputBudget()
    budget.add(path, hive.image.length)
    const quiet = { ...this.#io, err() {} }
    const writer = this.#begin((bytes) => budget.spend(bytes.length), quiet)
    // The bound took the first half of the progress.
    yield* part(writer.hiveSteps(exported), 1, 1)
    writer.end()
  }
}

/** Whether OUT is a folder: one that exists, or a name that ends like one. */
function isOutputFolder(path: string): boolean {
  if (/[/\\]$/.test(path)) return true
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** @throws HiveError `access-denied`, `path-not-found` */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const isDenied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
    const message = EXPORTING.noOutputFolder(code)
    throw new HiveError(isDenied ? 'access-denied' : 'path-not-found', message, { subject: path })
  }
}

/** @throws HiveError `usage` */
function formatOf({ flags, values }: Arguments, io: Io): ExportFormat {
  const name = values.get('format') ?? DEFAULT_FORMAT
  const format = Object.hasOwn(EXPORT_FORMATS, name) ? EXPORT_FORMATS[name] : undefined
  if (format === undefined) {
    throw usage(EXPORTING.unknownFormat(name, Object.keys(EXPORT_FORMATS)))
  }
  if (!values.has('o') && !format.isPrintable && io.isTerminal) {
    throw usage(EXPORTING.notForTerminal(name))
  }
  if (flags.has('deleted') && !format.hasDeleted) throw usage(EXPORTING.noDeleted(name))
  return format
}

/** @throws HiveError `usage` when one output would get several hives that it cannot hold */
function requireOneOrSeveral(
  { values }: Arguments,
  format: ExportFormat,
  files: number,
  isSplit: boolean,
): void {
  if (files > 1 && !format.takesSeveral && !isSplit) {
    throw usage(EXPORTING.oneHive(values.get('format') ?? DEFAULT_FORMAT))
  }
}
