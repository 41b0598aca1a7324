import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { SHAPES } from '../hostile/shapes/shapes.ts'
import { OPERATIONS, type Operation, type Subject } from './operations.ts'
import { shapeTable } from './shapeTable.ts'

/** A tenth of the shape. */
const NULS = Object.fromEntries(
  Object.entries(SHAPES)
    .filter(([name]) => name === 'a list of NULs')
    .map(([name, shape]) => [name, (scale: number) => shape(scale / 10)]),
)
const KILOBYTES = (scale: number) => new Uint8Array(scale * 300_000)

/** A clock that only the operations of a test advance. */
let now = 0

/** The rows of a table without its head, as cells, and the number of rows that break a bound. */
function tableOf(shapes: Parameters<typeof shapeTable>[0], operations: readonly Operation[]) {
  let text = ''
  const print = (line: string) => {
    text += line
  }
  const worse = shapeTable(shapes, operations, print, () => now)
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  return { rows: rows.slice(2), worse }
}

/** An operation that takes a number of milliseconds. */
function taking(ms: (bytes: number) => number): Operation {
  const run = ({ bytes }: Subject) => {
    now += ms(bytes.length)
    return 0
  }
  return { name: 'work', inputs: 1, run }
}

function boundsOf(operation: Operation): string | undefined {
  return tableOf({ kilobytes: KILOBYTES }, [operation]).rows[0]?.at(-1)
}

describe('the table of shapes', () => {
  it('the table has a row for every operation, with a number for each scale', () => {
    const slow = OPERATIONS.map((operation) => ({
      ...operation,
      run: (subject: Subject) => {
        now += subject.bytes.length
        return operation.run(subject)
      },
    }))
    const { rows } = tableOf(NULS, slow)
    expect(rows.map(([shape]) => shape)).toEqual(OPERATIONS.map(() => 'a list of NULs'))
    expect(rows.map(([, name]) => name)).toEqual([
      'open',
      'info',
      'check',
      'check --json',
      'dump',
      'search',
      'compare',
      'save in place',
      'save compact',
      'merge',
      'deleted',
      'salvage',
      'compaction',
      'edit and undo',
    ])
    for (const [, , ms, growth, largest, , , printed] of rows) {
      expect(ms?.split(' ')).toHaveLength(3)
      expect(growth?.split(' ')).toHaveLength(2)
      expect(largest?.split(' ')).toHaveLength(3)
      expect(printed?.split(' ')).toHaveLength(3)
    }
  })

  it('costs proportional to the size of the hive are within the bounds', () => {
    expect(boundsOf(taking((bytes) => bytes / 10_000))).toBe('kept')
  })

  it('a time that grows faster than the hive is reported and counted', () => {
    const quadratic = taking((bytes) => (bytes / 100_000) ** 2)
    expect(boundsOf(quadratic)).toBe('time grows')
    expect(tableOf({ kilobytes: KILOBYTES }, [quadratic]).worse).toBe(1)
  })

  it('very small costs are ignored', () => {
    expect(boundsOf(taking((bytes) => (bytes / 1_000_000) ** 2))).toBe('kept')
  })

  it('allocations of more than four times all inputs are reported', () => {
    const allocating = (inputs: number): Operation => ({
      name: 'allocate',
      inputs,
      run: ({ bytes }) => {
        new Uint8Array(bytes.length * 5 + 300_000)
        return 0
      },
    })
    expect(boundsOf(allocating(1))).toBe('allocates too much')
    expect(boundsOf(allocating(2))).toBe('kept')
  })

  it('allocations that grow faster than the hive are reported', () => {
    const allocating: Operation = {
      name: 'allocate',
      inputs: 1,
      run: ({ bytes }) => {
        new Uint8Array((bytes.length / 600) ** 2)
        return 0
      },
    }
    expect(boundsOf(allocating)).toBe('allocations grow')
  })

  it('a bug of the program is not counted as a refusal', () => {
    const [open] = OPERATIONS
    const real = Hive.open
    Hive.open = () => {
      throw new TypeError('a fault')
    }
    try {
      expect(() => tableOf(NULS, [open as Operation])).toThrow('a fault')
    } finally {
      Hive.open = real
    }
  })
})
