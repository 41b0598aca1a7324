/**
 * `--shapes`: a table of the time and memory of every operation on every shape of crafted hive, at three scales. From one
 * scale to the next a cost may grow only slightly more than the hive; no allocation is larger than a few times the
 * hive.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Shape } from '../hostile/shapes/shapes.ts'
import { broken, type Clock, type Costs, costsOf, growthOf, SCALES } from './costs.ts'
import type { Operation, Subject } from './operations.ts'

const COLUMNS = [
  'shape',
  'operation',
  `ms at ${SCALES.join(', ')}`,
  'growth',
  'largest allocation / input',
  'all / input',
  'peak MB',
  'characters printed',
  'bounds',
]

/**
 * Writes the table, one line for each shape and operation.
 *
 * @returns the number of lines that break a bound
 */
export function shapeTable(
  shapes: Readonly<Record<string, Shape>>,
  operations: readonly Operation[],
  print: (line: string) => void,
  clock?: Clock,
): number {
  const folder = mkdtempSync(join(tmpdir(), 'propolis-shapes-'))
  let worse = 0
  print(line(COLUMNS))
  print(line(COLUMNS.map(() => '---')))
  try {
    for (const [name, shape] of Object.entries(shapes)) {
      const subjects = SCALES.map((scale) => subjectOf(shape, scale, folder))
      for (const operation of operations) {
        const costs = costsOf(operation, subjects, clock)
        if (broken(costs).length > 0) worse++
        print(line([name, operation.name, ...cellsOf(costs)]))
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return worse
}

function subjectOf(shape: Shape, scale: number, folder: string): Subject {
  const bytes = shape(scale)
  const file = join(folder, `${scale}`)
  writeFileSync(file, bytes)
  return { bytes, file, out: join(folder, 'out') }
}

function cellsOf(costs: Costs): string[] {
  const { ms, inputs, largest, total, resident, printed } = costs
  const perInput = (bytes: readonly number[]) =>
    bytes.map((count, n) => (count / (inputs[n] as number)).toFixed(2))
  return [
    ms.map((time) => time.toFixed(1)),
    growthOf(ms).map((growth) => growth.toFixed(2)),
    perInput(largest),
    perInput(total),
    resident.map((bytes) => (bytes / (1 << 20)).toFixed(0)),
    printed.map(String),
    [broken(costs).join(', ') || 'kept'],
  ].map((cell) => cell.join(' '))
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}
