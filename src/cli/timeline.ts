/**
 * `timeline FILE… [--from T] [--to T] [--format FORMAT] [-o OUT]`: the last writes of the keys of all hives in order
 * of time. The hives are read one after the other. The lines of several are sorted in memory as far as they fit into
 * it, and in temporary files beyond that.
 */

import { spellName } from '../bytes/spelling.ts'
import {
  TIMELINE_FORMATS,
  type TimelineFormat,
  TimelineWriter,
} from '../exchange/TimelineWriter.ts'
import { type LastWrite, type TimeSpan, timelineOf } from '../exchange/timeline.ts'
import { EXPORTING } from '../text/exporting.ts'
import { part, type Work } from '../work.ts'
import { type Arguments, usage } from './arguments.ts'
import type { Command, ExitCode } from './Command.ts'
import { sayFindings } from './findings.ts'
import { type HiveFile, HiveRun, isSuspect } from './hiveFiles.ts'
import { openInput } from './hiveInput.ts'
import type { Io } from './Io.ts'
import { requireWritable, streamOutput } from './output.ts'
import { TimedLines } from './TimedLines.ts'
import { spanOf } from './timeSpan.ts'
import { outputOf } from './writing.ts'

/** The progress of a hive once it is open, and once its timeline is known. */
const OPENED = 0.3
const LISTED = 0.7
/** The progress once all hives were read. */
const READ = 0.9
/** Lines that are written between two pauses. */
const LINES_A_STEP = 4096

export const timelineCommand: Command = {
  name: 'timeline',
  options: { flags: ['force'], valued: ['o', 'from', 'to', 'format'] },
  words: [1, 100_000],
  *run(args, io): Work<ExitCode> {
    const format = formatOf(args)
    const span = spanOf(args)
    const hives = new HiveRun(args.words, io)
    const write = (sink: Io['write']) => writeTimeline(hives, format, span, sink)
    if (!args.values.has('o')) return yield* write(io.write)
    const output = outputOf(args, hives.sources)
    requireWritable(output, hives.paths)
    return yield* streamOutput(output, write)
  },
}

function* writeTimeline(
  hives: HiveRun,
  format: TimelineFormat,
  span: TimeSpan,
  sink: Io['write'],
): Work<ExitCode> {
  const writer = new TimelineWriter(format, sink)
  writer.begin()
  if (hives.files.length === 1) {
    yield* hives.eachSteps((file) =>
      hiveSteps(file, span, hives.ioFor(file), (hive, one) => writer.add(hive, one)),
    )
    writer.flush()
    return hives.exitCode
  }
  writer.flush()
  const lines = new TimedLines()
  try {
    let line: Uint8Array = new Uint8Array()
    const one = new TimelineWriter(format, (bytes) => {
      line = bytes
    })
    const reading = hives.eachSteps((file) => {
      lines.begin()
      return hiveSteps(file, span, hives.ioFor(file), (hive, write) => {
        one.add(hive, write)
        one.flush()
        lines.add(write.high, write.low, line)
      })
    })
    yield* part(reading, 0, READ)
    yield* part(lines.mergeSteps(sink), READ, 1)
  } finally {
    lines.close()
  }
  return hives.exitCode
}

type AddLine = (hive: string, one: LastWrite) => void

/** Reads one hive. */
function* hiveSteps(file: HiveFile, span: TimeSpan, io: Io, add: AddLine): Work<void> {
  const { hive } = yield* part(openInput(file.path), 0, OPENED)
  const timeline = yield* part(timelineOf(hive, span), OPENED, LISTED)
  const name = spellName(file.path)
  for (let place = 0; place < timeline.count; place++) {
    if (place % LINES_A_STEP === LINES_A_STEP - 1) {
      yield LISTED + (place / timeline.count) * (1 - LISTED)
    }
    add(name, timeline.at(place))
  }
  if (!timeline.isWhole || isSuspect(hive)) {
    sayFindings(io, (yield* part(hive.checkSteps(), 1, 1)).findings)
  }
}

/** @throws HiveError `usage` */
function formatOf({ values }: Arguments): TimelineFormat {
  const name = values.get('format') ?? 'csv'
  const format = TIMELINE_FORMATS.find((one) => one === name)
  if (format === undefined) throw usage(EXPORTING.unknownFormat(name, TIMELINE_FORMATS))
  return format
}
