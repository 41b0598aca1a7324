/**
 * `--shapes`: every shape of a crafted hive at three scales through everything that is done with a hive, in
 * milliseconds of the processor's time and in memory. From one scale to the next a cost may grow as the hive does,
 * and a little; nothing allocates more at once than a few times the hive.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../src/cli/run.ts'
import { History } from '../../src/edit/History.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { compactHive } from '../../src/offreg/save.ts'
import { countAllocations } from '../hostile/countAllocations.ts'
import { SHAPES } from '../hostile/shapes/shapes.ts'
import { ALLOCATION_FIXED, ALLOCATION_TIMES } from '../hostile/survive.ts'

const SCALES = [1, 2, 4]
const MAX_RATIO = 2.3
/** Milliseconds below which a cost is not compared: it is mostly that of running anything. */
const FLOOR = 20
/** The least of so many runs counts, of two when they are long: milliseconds. */
const RUNS = 7
const LONG = 100

/** What is done with a hive file; returns the characters that were printed. */
type Operation = (bytes: Uint8Array<ArrayBuffer>, file: string, out: string) => number

interface Row {
  readonly ms: number[]
  readonly printed: number[]
  /** The largest allocation of any scale, in sizes of the input. */
  allocated: number
  tooMuch: boolean
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  open: (bytes) => {
    Hive.open(bytes)
    return 0
  },
  info: (_, file) => command('info', file),
  check: (_, file) => command('check', file),
  'check --json': (_, file) => command('check', file, '--json'),
  dump: (_, file) => command('dump', file),
  'save --keep-layout': (_, file, out) => write('save', file, '--keep-layout', '-o', out),
  save: (_, file, out) => write('save', file, '-o', out),
  merge: (_, file, out) => write('merge', file, file, '-o', out),
  compaction: (bytes) =>
    refusable(() => compactHive(Hive.open(bytes), { minor: 5, damaged: true })),
  'edit and undo': (bytes) => refusable(() => editAndUndo(Hive.open(bytes))),
}

/**
 * Writes the table, a line each shape and operation.
 *
 * @param only - part of the names of shapes; '' for all
 * @returns how many lines break a bound
 */
export function shapeTable(only: string, print: (line: string) => void): number {
  const folder = mkdtempSync(join(tmpdir(), 'propolis-shapes-'))
  let broken = 0
  print(
    `| shape | operation | ms at ${SCALES.join(', ')} | ratios | printed | allocation / input | |\n`,
  )
  print('|---|---|---|---|---|---|---|\n')
  try {
    for (const name of Object.keys(SHAPES).filter((one) => one.includes(only))) {
      for (const [operation, row] of measureShape(name, folder)) {
        const ratios = row.ms.slice(1).map((ms, n) => ms / Math.max(FLOOR, row.ms[n] as number))
        const isSlow = ratios.some(
          (ratio, n) => (row.ms[n + 1] as number) > FLOOR && ratio > MAX_RATIO,
        )
        const verdict = [isSlow ? 'grows' : '', row.tooMuch ? 'allocates' : ''].join(' ').trim()
        if (verdict !== '') broken++
        const cells = [
          name,
          operation,
          row.ms.map((ms) => ms.toFixed(0)).join(' '),
          ratios.map((ratio) => ratio.toFixed(2)).join(' '),
          row.printed.join(' '),
          row.allocated.toFixed(1),
          verdict,
        ]
        print(`| ${cells.join(' | ')} |\n`)
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return broken
}

function measureShape(name: string, folder: string): Map<string, Row> {
  const rows = new Map<string, Row>()
  const file = join(folder, 'in')
  const out = join(folder, 'out')
  for (const scale of SCALES) {
    const bytes = (SHAPES[name] as (scale: number) => Uint8Array<ArrayBuffer>)(scale)
    writeFileSync(file, bytes)
    for (const [operation, work] of Object.entries(OPERATIONS)) {
      const row = rows.get(operation) ?? { ms: [], printed: [], allocated: 0, tooMuch: false }
      rows.set(operation, row)
      // The run that is counted warms up those that are measured.
      const { result, allocations } = countAllocations(() => work(bytes.slice(), file, out))
      row.printed.push(result)
      // A merge has it twice.
      const input = operation === 'merge' ? 2 * bytes.length : bytes.length
      row.allocated = Math.max(row.allocated, allocations.largest / input)
      row.tooMuch ||= allocations.largest > ALLOCATION_TIMES * input + ALLOCATION_FIXED
      row.ms.push(leastOf(() => work(bytes.slice(), file, out)))
    }
  }
  return rows
}

function leastOf(work: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let n = 0; n < RUNS; n++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
    if (n > 0 && least > LONG) break
  }
  return least
}

/** Runs a command of the command line; what it answers is right whatever it is, but for a fault of the program. */
function command(...args: readonly string[]): number {
  let printed = 0
  const io = {
    out: (text: string) => {
      printed += text.length
    },
    err: (text: string) => {
      printed += text.length
      if (/^hive: (?:internal|out-of-memory)/.test(text)) throw new Error(text)
    },
  }
  run(args, io)
  return printed
}

function write(...args: readonly string[]): number {
  return command(...args, '--force', '--damaged')
}

function refusable(work: () => unknown): number {
  try {
    work()
  } catch (error) {
    if (!(error instanceof HiveError) || error.code === 'internal') throw error
  }
  return 0
}

/** A key and a value more below the root, and both taken back. */
function editAndUndo(hive: Hive): void {
  hive.allowDirty()
  const history = new History(hive)
  const key = hive.root
  refusable(() => history.run({ kind: 'create-key', parent: key, name: 'new' }))
  refusable(() =>
    history.run({ kind: 'set-value', key, name: 'new', type: 3, data: new Uint8Array(100) }),
  )
  while (history.undoLabel !== null) history.undo()
}
