/**
 * `usage FILE [--json]`: what takes the space of a hive: its cells by kind and state, the bytes below its largest keys,
 * and when its keys were last written. Damaged hives are measured as far as they can be read.
 */

import { binName, timeBins } from '../bytes/timeBins.ts'
import type { Hive } from '../offreg/Hive.ts'
import { keyPath } from '../regf/keyNode.ts'
import { KIND_WORDS, STATE_WORDS, USAGE_WORDS } from '../text/usage.ts'
import type { HiveUsage } from '../usage/HiveUsage.ts'
import { measureUsage } from '../usage/measure.ts'
import { part, type Work } from '../work.ts'
import type { Command, ExitCode } from './Command.ts'
import { sayFindings } from './findings.ts'
import { isSuspect } from './hiveFiles.ts'
import { openInput } from './hiveInput.ts'
import { type Io, oneLine, printableJson } from './Io.ts'
import { formatBoundedPath } from './names.ts'

/** The progress once the hive is open, and measured. */
const OPENED = 0.3
const MEASURED = 0.9
/** Subtrees with less than this share of the cells are not listed. */
const LEAST_SHARE = 0.01
/** The most subtrees that are listed: a chain of keys may have any number of large ones. */
const MOST_SUBTREES = 500
/** The bins of last writes: days, or months or years where there would be too many. */
const BINS = {
  most: 60,
  lengths: [
    { unit: 'day', step: 1 },
    { unit: 'month', step: 1 },
    { unit: 'year', step: 1 },
  ],
} as const
const BYTES_WIDTH = 14
const COUNT_WIDTH = 12

export const usageCommand: Command = {
  name: 'usage',
  options: { flags: ['json'] },
  words: [1, 1],
  *run(args, io): Work<ExitCode> {
    const path = args.words[0] as string
    const { hive } = yield* part(openInput(path), 0, OPENED)
    const usage = yield* part(measureUsage(hive), OPENED, MEASURED)
    const report = { file: path, ...reportOf(hive, usage) }
    if (args.flags.has('json')) io.out(`${printableJson(report)}\n`)
    else writeLines(report, io)
    if (!usage.isWhole || isSuspect(hive)) {
      sayFindings(io, (yield* part(hive.checkSteps(), MEASURED, 1)).findings)
    }
    return 0
  },
}

type Report = ReturnType<typeof reportOf>

function reportOf(hive: Hive, usage: HiveUsage) {
  const cellBytes = usage.bytes - usage.otherBytes
  const largest = usage.largest(cellBytes * LEAST_SHARE, MOST_SUBTREES)
  return {
    bytes: usage.bytes,
    /** Bytes in no cell: headers, damage, and what follows the bins. */
    outsideBytes: usage.otherBytes,
    cells: usage.cells,
    subtrees: largest.map(({ cell, ...rest }) => ({
      path: formatBoundedPath(keyPath(hive.cells, hive.root, cell)),
      ...rest,
    })),
    lastWrites: lastWritesOf(usage),
  }
}

function lastWritesOf(usage: HiveUsage) {
  const span = usage.lastWrites
  if (span === null) return null
  const { unit, edges } = timeBins(span.earliest, span.latest, BINS)
  const { counts } = usage.histogram(edges)
  const bins = edges.slice(0, -1).map((edge, index) => {
    return { from: binName(edge, unit), keys: counts[index] ?? 0 }
  })
  return { unit, bins: bins.filter(({ keys }) => keys > 0) }
}

function writeLines(report: Report, io: Io): void {
  const { columns } = USAGE_WORDS
  const line = (...parts: string[]) => `${parts.join(' ').trimEnd()}\n`
  const number = (value: number, width: number) => value.toLocaleString('en').padStart(width)
  let text = line(USAGE_WORDS.cells)
  text += line(columns.bytes.padStart(BYTES_WIDTH), columns.cells.padStart(COUNT_WIDTH))
  for (const { state, kind, cells, bytes } of report.cells) {
    const what = `${KIND_WORDS[kind]}, ${STATE_WORDS[state]}`
    text += line(number(bytes, BYTES_WIDTH), number(cells, COUNT_WIDTH), what)
  }
  const gap = ' '.repeat(COUNT_WIDTH)
  text += line(number(report.outsideBytes, BYTES_WIDTH), gap, USAGE_WORDS.outside)
  text += line(number(report.bytes, BYTES_WIDTH), gap, USAGE_WORDS.file)
  text += `\n${line(USAGE_WORDS.subtrees)}`
  text += line(
    columns.bytes.padStart(BYTES_WIDTH),
    columns.keys.padStart(COUNT_WIDTH),
    columns.values.padStart(COUNT_WIDTH),
  )
  for (const { path, bytes, keys, values } of report.subtrees) {
    const counts = [number(keys, COUNT_WIDTH), number(values, COUNT_WIDTH)]
    text += line(number(bytes, BYTES_WIDTH), ...counts, oneLine(path))
  }
  text += `\n${line(USAGE_WORDS.lastWrites)}`
  for (const { from, keys } of report.lastWrites?.bins ?? []) {
    text += line(from.padStart(BYTES_WIDTH), number(keys, COUNT_WIDTH))
  }
  io.out(text)
}
