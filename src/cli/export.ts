/**
 * `export FILE… [--key KEY] [--prefix ROOT] [--format FORMAT] [-o OUT]`: the content of hives as text for people and
 * other programs. Damaged hives are written as far as they can be read. The output is written while the hives are
 * read, one after the other.
 */

import type { WriteBytes } from '../regtext/TextOutput.ts'
import { EXPORTING } from '../text/exporting.ts'
import { inTurn, part, type Work } from '../work.ts'
import { type Arguments, usage } from './arguments.ts'
import type { Command, ExitCode } from './Command.ts'
import type { ExportedHive, ExportFormat } from './ExportFormat.ts'
import { EXPORT_FORMATS } from './exportFormats.ts'
import { sayFindings } from './findings.ts'
import type { Io } from './Io.ts'
import { accessOfInput, openInput } from './input.ts'
import { keyAt } from './names.ts'
import { requireWritable, streamOutput } from './output.ts'
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
  options: { flags: ['force'], valued: ['o', 'key', 'prefix', 'format'] },
  words: [1, 100_000],
  *run(args, io): Work<ExitCode> {
    const format = formatOf(args, io)
    // A wrong prefix is reported before anything is read.
    for (const path of args.words) prefixOf(args, path)
    const isFile = args.values.has('o')
    const output = isFile ? outputOf(args, args.words.flatMap(accessOfInput)) : null
    if (output === null) {
      yield* new Export(args, io, format).steps(io.write)
    } else {
      requireWritable(output, args.words)
      yield* streamOutput(output, (write) => new Export(args, io, format).steps(write))
    }
    return 0
  },
}

/** One run of the command. */
class Export {
  readonly #args: Arguments
  readonly #io: Io
  readonly #format: ExportFormat

  constructor(args: Arguments, io: Io, format: ExportFormat) {
    this.#args = args
    this.#io = io
    this.#format = format
  }

  /** Writes all hives. */
  *steps(write: WriteBytes): Work<void> {
    const isLimited = !this.#args.flags.has('force')
    const budget = new OutputBudget()
    const counted: WriteBytes = (bytes) => {
      budget.spend(bytes.length)
      write(bytes)
    }
    const writer = this.#format.begin(isLimited ? counted : write, this.#io)
    const one = (path: string) =>
      this.#hiveSteps(path, (exported) => {
        budget.add(path, exported.hive.image.length)
        return writer.hiveSteps(exported)
      })
    yield* inTurn(this.#args.words, () => 1, one)
    yield* writer.endSteps()
  }

  /** Opens a hive, and writes it if it is not too large. */
  *#hiveSteps(path: string, write: (exported: ExportedHive) => Work<void>): Work<void> {
    const { hive } = yield* part(openInput(path), 0, OPENED)
    sayFindings(this.#io, (yield* part(hive.checkSteps(), OPENED, CHECKED)).findings)
    const key = this.#args.values.get('key')
    const top = key === undefined ? hive.root : keyAt(hive, key).cell
    const exported = { path, hive, top, prefix: prefixOf(this.#args, path) }
    // What was written to standard output cannot be taken back, so it is measured first.
    const { flags, values } = this.#args
    if (!flags.has('force') && !values.has('o')) {
      yield* part(this.#requireReasonable(exported), CHECKED, BOUNDED)
    }
    yield* part(write(exported), BOUNDED, 1)
  }

  /** @throws HiveError `result-too-large` */
  *#requireReasonable(exported: ExportedHive): Work<void> {
    const { path, hive, top } = exported
    if (yield* isSurelySmall(hive, top)) return
    const budget = new OutputBudget()
    budget.add(path, hive.image.length)
    const quiet = { ...this.#io, err() {} }
    const writer = this.#format.begin((bytes) => budget.spend(bytes.length), quiet)
    // The bound took the first half of the progress.
    yield* part(writer.hiveSteps(exported), 1, 1)
    yield* writer.endSteps()
  }
}

/** @throws HiveError `usage` */
function formatOf({ values, words }: Arguments, io: Io): ExportFormat {
  const name = values.get('format') ?? DEFAULT_FORMAT
  const format = Object.hasOwn(EXPORT_FORMATS, name) ? EXPORT_FORMATS[name] : undefined
  if (format === undefined) {
    throw usage(EXPORTING.unknownFormat(name, Object.keys(EXPORT_FORMATS)))
  }
  if (words.length > 1 && !format.takesSeveral) throw usage(EXPORTING.oneHive(name))
  if (!values.has('o') && !format.isPrintable && io.isTerminal) {
    throw usage(EXPORTING.notForTerminal(name))
  }
  return format
}
