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

/** Stands still but for what an operation of a test lets pass. */
let now = 0

/** The rows of a table, without its head, as cells; and how many break a bound. */
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

/** An operation that takes so many milliseconds. */
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
  it('has a row for every operation, with a number for each scale', () => {
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
      'save in place',
      'save compact',
      'merge',
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

  it('keeps within bounds what costs as much as the hive has', () => {
    expect(boundsOf(taking((bytes) => bytes / 10_000))).toBe('kept')
  })

  it('tells of a time that grows faster than the hive, and counts it', () => {
    const quadratic = taking((bytes) => (bytes / 100_000) ** 2)
    expect(boundsOf(quadratic)).toBe('time grows')
    expect(tableOf({ kilobytes: KILOBYTES }, [quadratic]).worse).toBe(1)
  })

  it('takes no notice of what costs next to nothing', () => {
    expect(boundsOf(taking((bytes) => (bytes / 1_000_000) ** 2))).toBe('kept')
  })

  it('tells of allocations of more than four times the input, of all inputs', () => {
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

  it('tells of allocations that grow faster than the hive', () => {
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

  it('does not take a fault of the program for a refusal', () => {
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
